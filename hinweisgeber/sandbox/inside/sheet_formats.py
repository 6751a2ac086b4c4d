"""Formats of the cells of a table (SpreadsheetML) in which nothing is seen."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from . import tree
from .looks import alike
from .ooxml_names import X

TINY = 2.0  # points
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


def formats_of(root: tree.Element) -> list[Format]:
    """The formats that cells name by their numbers."""
    codes = {one.get("numFmtId", ""): one.get("formatCode", "") for one in root.iter(x("numFmt"))}
    fonts = [_font(one) for one in root.iterfind(f"{x('fonts')}/{x('font')}")]
    grounds = [_ground(one) for one in root.iterfind(f"{x('fills')}/{x('fill')}")]
    found = []
    for one in root.iterfind(f"{x('cellXfs')}/{x('xf')}"):
        size, colour = _at(fonts, one.get("fontId", "0"), (99.0, ""))
        ground = _at(grounds, one.get("fillId", "0"), "FFFFFF")
        code = codes.get(one.get("numFmtId", ""), "")
        always = "Zahlenformat ohne Anzeige" if re.fullmatch(r";;;", code.strip()) else ""
        always = always or ("Winzig" if size <= TINY else "")
        by_colour = "Schrift in der Farbe ihres Grundes" if ground and colour and alike(colour, ground) else ""
        found.append(Format(always, by_colour))
    return found


def _at(listed: list[Any], number: str, other: Any) -> Any:
    return listed[int(number)] if number.isdecimal() and int(number) < len(listed) else other


def _font(font: tree.Element) -> tuple[float, str]:
    size, colour = font.find(x("sz")), font.find(x("color"))
    points = size.get("val", "") if size is not None else ""
    return (float(points) if re.fullmatch(r"\d+(\.\d+)?", points) else 99.0), _colour(colour)


def _colour(colour: tree.Element | None) -> str:
    if colour is None or colour.get("tint", "0") not in ("0", "0.0"):
        return ""
    named = THEME.get(colour.get("theme", "")) or INDEXED.get(colour.get("indexed", ""))
    return named or colour.get("rgb", "")[-6:]


def _ground(fill: tree.Element) -> str:
    pattern = fill.find(x("patternFill"))
    if pattern is None:
        return ""
    if pattern.get("patternType", "none") == "none":
        return "FFFFFF"
    return _colour(pattern.find(x("fgColor"))) if pattern.get("patternType") == "solid" else ""
