"""How texts of OpenDocument are written, by their styles, and on what ground. What is not understood is not known."""

from __future__ import annotations

import re
from dataclasses import replace

from .. import tree
from ..looks import Look, merged
from .content import DRAW, FO, SHOW, STYLE, TABLE, TEXT, XLINK

UNITS = {"pt": 1.0, "in": 72.0, "cm": 28.3465, "mm": 2.83465, "pc": 12.0, "px": 0.75}
WHITE = "#ffffff"
_SIZE = re.compile(r"(-?\d*\.?\d+)(pt|in|cm|mm|pc|px)")
_CLEAR = "transparent"  # what is around shows
_DISPLAYS = (f"{TEXT}display", f"{TABLE}display", f"{SHOW}visibility")
_SIDES = (f"{STYLE}row-height", f"{STYLE}column-width")
_FITTING = (f"{STYLE}use-optimal-row-height", f"{STYLE}use-optimal-column-width")
_FAMILIES = {
    f"{TEXT}p": "paragraph",
    f"{TEXT}h": "paragraph",
    f"{TEXT}span": "text",
    f"{TEXT}section": "section",
    f"{TABLE}table": "table",
    f"{TABLE}table-row": "table-row",
    f"{TABLE}table-cell": "table-cell",
}


def points(length: str) -> float | None:
    """A length in points; None for what is none."""
    found = _SIZE.fullmatch(length.strip())
    return float(found[1]) * UNITS[found[2]] if found else None


class OdfLooks:
    """The styles of both parts. `page`: the colour of the pages; empty where it is not known."""

    def __init__(self, roots: list[tree.Element], slides: bool) -> None:
        self._styles: dict[tuple[str, str], tree.Element] = {}
        self._known: dict[tuple[str, str], Look] = {}
        for root in roots:
            for style in (one for name in ("default-style", "style") for one in root.iter(f"{STYLE}{name}")):
                self._styles[style.get(f"{STYLE}family", ""), style.get(f"{STYLE}name", "")] = style
        everything = [one for root in roots for one in root.iter()]
        # Rules that colour cells by what they hold colour over all others.
        self._certain = not any(tree.local(one.tag) == "conditional-formats" for one in everything)
        white = not slides and not any(map(self._is_behind, everything)) and all(map(_is_white, everything))
        self.page = WHITE if white else ""

    def of(self, family: str, name: str) -> Look:
        """What this style says, with those it is made from; one without a name: what is said where there is none."""
        if (family, name) not in self._known:
            look = Look()
            for style in self._line(family, name):
                look = merged(_look(style), look)
            self._known[family, name] = look
        return self._known[family, name]

    def inside(self, element: tree.Element, ground: str, around: Look) -> tuple[str, Look]:
        """The colour behind what is in it (empty where it is not known), and how that is written."""
        if element.tag.startswith(DRAW):
            return "", Look()
        if element.tag == f"{TEXT}note-body":  # stands at the foot of the page, whatever it is a note to
            return self.page, Look(gone=around.gone)
        family = _FAMILIES.get(element.tag)
        if family is None:
            return ground, around
        look = self.of(family, element.get(f"{TEXT}style-name", element.get(f"{TABLE}style-name", "")))
        if look.ground not in ("", _CLEAR):
            ground = look.ground
        if not self._certain or element.get(f"{TABLE}template-name"):
            ground = ""
        return ground, merged(around, replace(look, ground=""))

    def _line(self, family: str, name: str) -> list[tree.Element]:
        """The style, its parents, and the default of its family."""
        found: list[tree.Element] = []
        while (style := self._styles.get((family, name))) is not None and style not in found:
            found.append(style)
            name = style.get(f"{STYLE}parent-style-name", "")
        default = self._styles.get((family, ""))
        return found if default is None or default in found else [*found, default]

    def _is_behind(self, drawing: tree.Element) -> bool:
        """Whether it is a drawing that text may stand on."""
        if not drawing.tag.startswith(DRAW):
            return False
        line = self._line("graphic", drawing.get(f"{DRAW}style-name", ""))
        said = (about.get(f"{STYLE}run-through") for style in line for about in style)
        return next(filter(None, said), "") == "background"


def _look(style: tree.Element) -> Look:
    look = Look()
    for one in style:
        size, colour = points(one.get(f"{FO}font-size", "")), one.get(f"{FO}color", "")
        if one.get(f"{STYLE}use-window-font-color") == "true":  # black or white, by what is behind it
            colour = "?"
        shown = next((value for key in _DISPLAYS if (value := one.get(key))), "")
        gone = shown in ("none", "false", "hidden") if shown else None
        flat = any(points(one.get(key, "")) == 0 for key in _SIDES)
        if flat and not any(one.get(key) == "true" for key in _FITTING):
            gone = True
        look = merged(look, Look(gone, 99.0 if size is None else size, colour, _ground(one)))
    if any(one.tag == f"{STYLE}map" for one in style):
        look = replace(look, ground="?")
    return look


def _ground(about: tree.Element) -> str:
    """The colour that these properties of a style lay behind; `?` for what is no plain colour, empty for none."""
    fill, colour = about.get(f"{DRAW}fill", ""), about.get(f"{FO}background-color", "")
    picture = any(tree.local(one.tag) == "background-image" and one.get(XLINK) for one in about)
    if picture or fill not in ("", "none", "solid"):
        return "?"
    return colour or (about.get(f"{DRAW}fill-color", "?") if fill == "solid" else "")


def _is_white(element: tree.Element) -> bool:
    """False for what gives pages, or their heads and feet, another ground."""
    if element.tag not in (f"{STYLE}page-layout-properties", f"{STYLE}header-footer-properties"):
        return True
    return _ground(element) in ("", _CLEAR, WHITE, WHITE.upper())
