"""Styles of OpenDocument: named anew, and only those that something shown is drawn by."""

from __future__ import annotations

import re

from ...terms import Findings
from .. import tree
from .content import DRAW, NAMED, NAMES, OFFICE, SHOW, STYLE, TEXT

USUAL = re.compile(
    r"(?i)standard|default|heading(_20_\d{1,2})?|text_20_body|table_20_(contents|heading)|foot(note|er)|header|endnote"
    r"|list|index|caption|title|subtitle|graphics|frame|internet_20_link|foot(note)_20_(symbol|anchor)|ole|marginalia"
    r"|numbering_20_symbols|bullet_20_symbols|list_20_(contents|heading)|preformatted_20_text|quotations"
)
_OF_SLIDES = re.compile(r"(.+)-(title|subtitle|notes|background|backgroundobjects|outline\d)")
_FIRST = frozenset(("Standard", "Default", "default", "standard"))


class Names:
    """Old name → new name. Names that every program gives stay: programs know them, and they tell nothing."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def __call__(self, old: str) -> str:
        if USUAL.fullmatch(old) or not old:
            return old
        if of_slides := _OF_SLIDES.fullmatch(old):
            return f"{self(of_slides[1])}-{of_slides[2]}"
        return self._known.setdefault(old, f"n{len(self._known) + 1}")


def keep_used(roots: list[tree.Element], findings: Findings) -> None:
    """Take out the styles by which nothing is drawn, and the pages' heads and feet with them."""
    defined: dict[str, list[tree.Element]] = {}
    waiting: list[tree.Element] = []
    for root in roots:
        for room in root:
            if room.tag in _ROOMS:
                for style in room:
                    name = _name(style)
                    defined.setdefault(name, []).append(style)
                    if not name or name in _FIRST:
                        waiting.append(style)
            else:
                waiting.append(room)
    pages = [one for each in defined.values() for one in each if one.tag == f"{STYLE}master-page"]
    waiting += [one for one in pages[:1] if not any(_name(page) in _FIRST for page in pages)]
    used: set[tree.Element] = set()
    while waiting:
        element = waiting.pop()
        if element in used:
            continue
        used.add(element)
        for name in _asked(element):
            waiting += defined.get(name, [])
    for root in roots:
        for room in [one for one in root if one.tag in _ROOMS]:
            for style in [one for one in room if one not in used]:
                if style.tag == f"{STYLE}master-page" and (text := tree.lines_of(style)):
                    findings.hide("Seitenvorlage ohne Seite", text)
            room[:] = [style for style in room if style in used]


def empty_levels(roots: list[tree.Element], findings: Findings) -> None:
    """Take out what levels of lists and headings say that are deeper than any of the text."""
    deepest = {"list-style": 0, "outline-style": 0}
    for root in roots:
        waiting = [(root, 0)]
        while waiting:
            element, depth = waiting.pop()
            depth += element.tag == f"{TEXT}list"
            waiting += [(child, depth) for child in element]
            level = element.get(f"{TEXT}outline-level", "") if element.tag == f"{TEXT}h" else ""
            for name, found in (("list-style", depth), ("outline-style", int(level) if level.isdecimal() else 0)):
                deepest[name] = max(deepest[name], found)
    for style in [one for root in roots for one in root.iter() if tree.local(one.tag) in deepest]:
        for one in style:
            level = one.get(f"{TEXT}level", "1")
            if level.isdecimal() and int(level) > deepest[tree.local(style.tag)]:
                said = [one.attrib.pop(f"{STYLE}num-{end}", "") for end in ("prefix", "suffix")]
                if sum(map(str.isalpha, "".join(said))) > 2:
                    findings.add("hidden-text", f"Ebene einer Liste, auf der nichts steht: {' '.join(said)}")


_ROOMS = {f"{OFFICE}{name}" for name in ("styles", "automatic-styles", "master-styles")}


def _name(style: tree.Element) -> str:
    if style.tag in NAMED:
        return style.get(f"{DRAW}name", style.get(f"{SHOW}name", ""))
    return style.get(f"{STYLE}name", "")


def _asked(element: tree.Element) -> set[str]:
    """Names of styles that it, or something in it, is drawn by."""
    found = set()
    for one in element.iter():
        for key, value in one.attrib.items():
            name = tree.local(key)
            if name.endswith("style-name") or name in NAMES or key == f"{TEXT}style-name":
                found.add(value)
    return found
