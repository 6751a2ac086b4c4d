"""Texts of people on a page: kept apart from the words around them, in whichever direction they are written.

A sign that turns the direction of writing (Unicode's bidi controls) can make a file `fdp.exe` look like `exe.pdf`, or
turn the sentence around a quotation. Such signs are shown by their number instead of being obeyed: in everything a
template writes, so that no place can be forgotten, except in values of fields, which must come back as they were typed
(`{{ value|e }}`: what is Markup already is left alone). Templates use `text|typed` for an element with a direction of
its own and `text|shown` where one stands already; both explain the sign.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, time

from flask_babel import gettext
from jinja2 import Environment
from markupsafe import Markup, escape

_CONTROLS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def plain(value: object) -> object:
    """A text with every bidi control as `[U+202E]`, fit for attributes too; anything else, and Markup, as it is."""
    if not isinstance(value, str) or isinstance(value, Markup) or value.isascii():
        return value
    return _CONTROLS.sub(_number, value)


def shown(text: object) -> Markup:
    """The text, escaped unless it is Markup, with every bidi control in an element that explains it."""
    safe = escape("" if text is None else text)
    if not _CONTROLS.search(safe):
        return safe
    title = escape(gettext("Steuerzeichen, das die Schreibrichtung ändert"))
    # Only our own element is added to what is escaped already.
    return Markup(_CONTROLS.sub(lambda sign: f'<span class="bidi" title="{title}">{_number(sign)}</span>', safe))  # noqa: S704


def typed(text: object, tag: str = "bdi", classes: str = "", id: str = "") -> Markup:  # noqa: A002  named as in HTML
    """`shown` inside an element with a direction of its own; by default inside a line, else a block that keeps lines.

    Empty for an empty text: no element without content.
    """
    if text is None or text == "":
        return Markup("")
    names = classes if tag == "bdi" else f"typed {classes}".strip()
    attributes = Markup(' class="{}"').format(names) if names else Markup("")
    attributes += Markup(' id="{}"').format(id) if id else Markup("")
    return Markup('<{tag}{attributes} dir="auto">{text}</{tag}>').format(
        tag=tag, attributes=attributes, text=shown(text)
    )


def citation(text: str) -> str:
    """A paragraph of a law, kept on one line with its number."""
    return re.sub(r"(§§?|Abs\.|Nr\.|Art\.) ", "\\1\u00a0", text)


def _number(sign: re.Match[str]) -> str:
    return f"[U+{ord(sign[0]):04X}]"


def _fits(pattern: str, kind: type[date | time]) -> Callable[[str], bool]:
    """Whether a text can stand in a field for days, or times: it is empty or one of them."""

    def fits(text: str) -> bool:
        try:
            return not text or bool(re.fullmatch(pattern, text) and kind.fromisoformat(text))
        except ValueError:
            return False

    return fits


def install_texts(environment: Environment, face: str) -> None:
    """Gives templates the filters, and macros, which see no context, the face they draw for."""
    environment.finalize = plain
    environment.filters.update(typed=typed, shown=shown, citation=citation)
    environment.tests.update(day=_fits(r"\d{4}-\d\d-\d\d", date), time_of_day=_fits(r"\d\d:\d\d", time))
    environment.globals["face"] = face
