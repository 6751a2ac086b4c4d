"""Formats of the cells of a table (SpreadsheetML) in which nothing is seen."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from ...terms import LIKE_ITS_GROUND, TINY
from .. import tree
from ..looks import alike
from .names import A, X

SMALLEST = 2.0  # points
THEME = {"0": "FFFFFF", "1": "000000"}
INDEXED = {"8": "000000", "9": "FFFFFF", "0": "000000", "1": "FFFFFF", "64": "000000", "65": "FFFFFF"}


def x(name: str) -> str:
    """The full name in a table."""
    return f"{{{X}}}{name}"


@dataclass(frozen=True)
class Format:
    """Of a cell: how it is hidden, if it always is, and how, if nothing else colours it."""

    always: str = ""
    by_colour: str = ""
    ground: str = ""  # where it is known

    def how(self, coloured: bool) -> str:
        """How what is written in it is hidden. `coloured`: whether colours are those of formats."""
        return self.always or (self.by_colour if coloured else "")


class Palette:
    """What colours are meant by numbers. `theme`: the part that says so, if there is one."""

    def __init__(self, root: tree.Element | None = None, theme: tree.Element | None = None) -> None:
        own = root.find(f"{x('colors')}/{x('indexedColors')}") if root is not None else None
        self._indexed = INDEXED if own is None else {}
        self._theme = (
            THEME if theme is None else dict(zip("01", (_themed(theme, "lt1"), _themed(theme, "dk1")), strict=True))
        )

    def colour(self, colour: tree.Element | None) -> str:
        """In six digits; empty where it is not known."""
        if colour is None or colour.get("tint", "0") not in ("0", "0.0"):
            return ""
        for known, key in ((self._theme, "theme"), (self._indexed, "indexed")):
            if number := colour.get(key):
                return known.get(number, "")
        return colour.get("rgb", "")[-6:]


def formats_of(root: tree.Element, palette: Palette) -> list[Format]:
    """The formats that cells name by their numbers."""
    codes = {one.get("numFmtId", ""): one.get("formatCode", "") for one in root.iter(x("numFmt"))}
    fonts = [_font(one, palette) for one in root.iterfind(f"{x('fonts')}/{x('font')}")]
    grounds = [_ground(one, palette) for one in root.iterfind(f"{x('fills')}/{x('fill')}")]
    found = []
    for one in root.iterfind(f"{x('cellXfs')}/{x('xf')}"):
        size, colour = _at(fonts, one.get("fontId", "0"), (99.0, ""))
        ground = _at(grounds, one.get("fillId", "0"), "FFFFFF")
        code = codes.get(one.get("numFmtId", ""), "")
        always = "Zahlenformat ohne Anzeige" if re.fullmatch(r";;;", code.strip()) else ""
        always = always or (TINY if size <= SMALLEST else "")
        found.append(Format(always, _like(colour, ground), ground))
    return found


def run_hidden(run: tree.Element, form: Format, coloured: bool, palette: Palette) -> str:
    """How a part of a text in a cell of this format is hidden: it may be written in a way of its own."""
    about = run.find(x("rPr"))
    if about is None or form.always not in ("", TINY):
        return form.how(coloured)
    size, colour = _font(about, palette)
    return TINY if size <= SMALLEST else _like(colour, form.ground) if coloured else ""


def _like(colour: str, ground: str) -> str:
    return LIKE_ITS_GROUND if ground and colour and alike(colour, ground) else ""


def _themed(theme: tree.Element, name: str) -> str:
    """A colour of the theme, as it was last."""
    return next((one.get("lastClr", one.get("val", "")) for one in theme.iterfind(f".//{{{A}}}{name}/*")), "")


def _at(listed: list[Any], number: str, other: Any) -> Any:
    return listed[int(number)] if number.isdecimal() and int(number) < len(listed) else other


def _font(font: tree.Element, palette: Palette) -> tuple[float, str]:
    size = font.find(x("sz"))
    points = size.get("val", "") if size is not None else ""
    colour = palette.colour(font.find(x("color")))
    return (float(points) if re.fullmatch(r"\d+(\.\d+)?", points) else 99.0), colour


def _ground(fill: tree.Element, palette: Palette) -> str:
    pattern = fill.find(x("patternFill"))
    if pattern is None:
        return ""
    if pattern.get("patternType", "none") == "none":
        return "FFFFFF"
    return palette.colour(pattern.find(x("fgColor"))) if pattern.get("patternType") == "solid" else ""
