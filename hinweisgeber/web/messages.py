"""gettext for templates. A page asks for some sixty messages, so the catalogue is looked up once a request.

Jinja's own newstyle functions look everything up anew for each message, which was a third of a page's time.
"""

from __future__ import annotations

from gettext import NullTranslations

from flask import current_app, g
from flask_babel import get_translations
from jinja2 import Environment, pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from .texts import plain

MANY = 10_000


def translated(message: str) -> str:
    """A marked message in the language of this request."""
    return _catalogue().gettext(message)


def _catalogue() -> NullTranslations:
    try:
        found: NullTranslations = g.catalogue
    except AttributeError:
        found = g.catalogue = get_translations()
    return found


class _Said(dict[str, Markup]):
    """Messages of one language as they stand on pages. There are as many as templates have, a few thousand."""

    def __init__(self, catalogue: NullTranslations) -> None:
        super().__init__()
        self._catalogue = catalogue

    def __missing__(self, message: str) -> Markup:
        text = Markup(self._catalogue.gettext(message))  # noqa: S704  a message of ours
        text = text % {} if "%" in text else text
        if len(self) < MANY:
            self[message] = text
        return text


def said(message: str) -> Markup:
    """A message without values, as a page shows it in the language of this request."""
    try:
        known: _Said = g.said
    except AttributeError:
        catalogue = _catalogue()
        known = g.said = current_app.extensions.setdefault("said", {}).setdefault(id(catalogue), _Said(catalogue))
    return known[message]


def _filled(eval_context: EvalContext, message: str, values: dict[str, object]) -> str:
    """The message with its values, escaped where the template escapes; "%%" is a plain percent sign."""
    text = Markup(message) if eval_context.autoescape else message  # noqa: S704  a message of ours; values are escaped
    return text % {name: plain(value) for name, value in values.items()} if "%" in message else text


@pass_eval_context
def _gettext(eval_context: EvalContext, message: str, **values: object) -> str:
    return _filled(eval_context, _catalogue().gettext(message), values)


@pass_eval_context
def _ngettext(eval_context: EvalContext, one: str, many: str, num: int, **values: object) -> str:
    values.setdefault("num", num)
    return _filled(eval_context, _catalogue().ngettext(one, many, num), values)


def install_messages(environment: Environment) -> None:
    """Gives templates `_`, `gettext` and `ngettext`, and makes {% trans %} use them; its lines are one sentence."""
    environment.globals.update(_=_gettext, gettext=_gettext, ngettext=_ngettext)
    environment.policies["ext.i18n.trimmed"] = True
    environment.newstyle_gettext = True  # type: ignore[attr-defined]
