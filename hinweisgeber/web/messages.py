"""How templates are drawn, and say their messages (gettext): as Jinja does it, without what it looks up anew for each
call and each text of a page.

A page writes some 340 texts, calls some hundred macros and says some hundred messages. Jinja asks of each call what it
wants to be given, of each import of macros whether the page has more globals than they, escapes once more what is
escaped, and looks up the catalogue for each message: together half of a page's time. The results are the same.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import KeysView, MutableMapping
from gettext import NullTranslations
from typing import Any

from flask import current_app, g
from flask.templating import Environment as OfFlask
from flask_babel import get_translations
from jinja2 import Environment, pass_eval_context
from jinja2.compiler import CodeGenerator, Frame
from jinja2.nodes import EvalContext, Expr
from jinja2.runtime import Context, Macro
from jinja2.utils import internalcode
from markupsafe import Markup, escape

from .texts import plain

MANY = 10_000
OF_JINJA = frozenset({"_block_vars", "_loop_vars"})  # for functions that want a context, which a macro is not given


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


def written(value: object) -> str:
    """What a place of a page shows of a value: escaped, with its bidi controls named; Markup as it is."""
    return value if type(value) is Markup else escape(plain(value))


class Calls(Context):
    """Calls macros and messages directly; all else as Jinja does."""

    @internalcode
    def call(self, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Calls what a template calls."""
        if type(obj) is Macro:
            for name in OF_JINJA:
                kwargs.pop(name, None)
            return obj(self.eval_ctx, *args, **kwargs)
        if obj is self.environment.globals["_"] and self.eval_ctx.autoescape and _is_alone(args, kwargs):
            return said(args[0])
        return super().call(obj, *args, **kwargs)


def _is_alone(args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool:
    """Whether a message has no values."""
    return len(args) == 1 and kwargs.keys() <= OF_JINJA


class Globals(ChainMap[str, Any]):
    """A template's own globals over those of all; asked for its names at each import of macros."""

    def keys(self) -> KeysView[str]:
        """All names; those of all where a template has none of its own, as is the rule."""
        own, of_all = self.maps
        return super().keys() if own else of_all.keys()  # of a dict: subtracted in C


class Code(CodeGenerator):
    """Writes `written(x)` where Jinja writes `escape(finalize(x))`."""

    def _output_child_pre(self, node: Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if _is_plain(frame, finalize):
            self.write("environment.written(")
        else:
            super()._output_child_pre(node, frame, finalize)

    def _output_child_post(self, node: Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if _is_plain(frame, finalize):
            self.write(")")
        else:
            super()._output_child_post(node, frame, finalize)


def _is_plain(frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> bool:
    """Whether it is known, before a page is drawn, that it is escaped."""
    return finalize.src is not None and frame.eval_ctx.autoescape and not frame.eval_ctx.volatile


class Templates(OfFlask):
    """The templates of a face."""

    context_class = Calls
    code_generator_class = Code
    written = staticmethod(written)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """What a template sees beside what its view gives it."""
        return Globals({} if d is None else d, self.globals)
