"""Texts (WordprocessingML): what is hidden goes and is told; notes, styles and lists are numbered anew."""

from __future__ import annotations

import re
from collections.abc import Container

from ...terms import words
from .. import tree
from .content import USUAL
from .drawings import lines_and_areas, of_smart_art, of_vml
from .fields import settle
from .growing import Growing
from .looks import Looks, is_on, is_true, w
from .names import DGM, WP, WPG, R, V, W
from .parts import CopiedPart, Room
from .unseen import Unseen

STYLES = words("pStyle rStyle tblStyle basedOn next link styleLink numStyleLink")
SETTINGS = words("defaultTabStop evenAndOddHeaders mirrorMargins autoHyphenation compat compatSetting gutterAtTop")
FIRST_NOTE = 10  # what is before it is for lines above the notes
NOTES = {"footnotes": "footnoteReference", "endnotes": "endnoteReference"}


class Text(Room):
    """The room of texts."""

    def __init__(self, growing: Growing) -> None:
        self._growing, self._findings = growing, growing.findings
        self._looks = Looks()
        self._names: dict[str, str] = {}
        self._notes: dict[str, dict[str, str]] = {kind: {} for kind in NOTES}
        self._lists: dict[str, set[str]] = {}  # which levels of each are used; under no name those of any
        self._white, self._even = "FFFFFF", False

    def before(self, part: CopiedPart) -> None:
        """Raises Stop."""
        if part.is_ == "document":
            self._learn(part)
        if part.is_ == "settings":
            part.root[:] = [one for one in part.root if tree.local(one.tag) in SETTINGS]
            for compat in part.root.iter(w("compat")):
                compat[:] = [one for one in compat if one.get(w("name")) == "compatibilityMode"]
        if part.is_ in NOTES:
            self._number_notes(part)
        if part.is_ == "styles":
            self._rename_styles(part.root)
        self._drop_struck_rows(part.root)
        if part.is_ not in ("styles", "numbering", "settings"):
            Unseen(self._findings, self._looks, self._white).drop(part.root)
        self._fill_forms(part.root)
        settle(part.root, self._findings)
        self._draw(part)

    def after(self, part: CopiedPart) -> None:
        """Raises Stop."""
        for element in part.root.iter():
            name = tree.local(element.tag)
            if name == "numPr":
                number, level = (element.find(w(one)) for one in ("numId", "ilvl"))
                used = self._lists.setdefault(number.get(w("val"), "") if number is not None else "", {"0"})
                used.add(level.get(w("val"), "0") if level is not None else "0")
            for kind, reference in NOTES.items():
                if name == reference:
                    element.set(w("id"), self._note(kind, element.get(w("id"), "")))
        for place, drawing in enumerate(part.root.iter(f"{{{WP}}}docPr"), 1):
            drawing.set("id", str(place))
        self._refer_to_styles(part.root)
        if part.is_ == "numbering":
            _keep_lists(part.root, self._lists)
            for text in _empty_levels(part.root, self._lists):
                self._findings.add("hidden-text", f"Ebene einer Liste, auf der nichts steht: {text}")
        if part.is_ == "settings":
            _say_version(part.root)
        _close(part.root)

    def _learn(self, part: CopiedPart) -> None:
        """Styles and settings, before the text that uses them."""
        for relation in part.before.values():
            root = self._growing.part_at(relation) if relation.kind in ("styles", "settings") else None
            if root is not None:
                self._even = self._even or root.find(w("evenAndOddHeaders")) is not None
                for number, style in enumerate(root.findall(w("style")), 1):
                    self._names.setdefault(style.get(w("styleId"), ""), f"s{number}")
                if relation.kind == "styles":
                    self._looks = Looks(root)
        edges = [one for kind in ("header", "footer") for one in self._growing.related(part.source, kind)]
        if part.root.find(w("background")) is not None or any(map(_has_ground, [part.root, *edges])):
            self._white = ""
        first = any(is_on(one) for one in part.root.iter(w("titlePg")))
        unused = {"even": self._even, "first": first}
        doomed = {
            one
            for one in part.root.iter()
            if tree.local(one.tag) in ("headerReference", "footerReference")
            and not unused.get(one.get(w("type"), ""), True)
        }
        for one in doomed:
            unseen = self._growing.part_at(part.before.get(one.get(f"{{{R}}}id", "")))
            if unseen is not None and (text := tree.text_of(unseen)):
                self._findings.hide("Kopf- oder Fußzeile ohne Seite", text)
        tree.without(part.root, doomed)

    def _note(self, kind: str, old: str) -> str:
        known = self._notes[kind]
        return known.setdefault(old, str(len(known) + FIRST_NOTE))

    def _number_notes(self, part: CopiedPart) -> None:
        kept: list[tree.Element] = []
        for note in part.root:
            old, known = note.get(w("id"), ""), self._notes[part.is_]
            if note.get(w("type"), "normal") != "normal":  # the lines above the notes
                note.set(w("id"), str(len(kept) - 1))
                kept.append(note)
            elif old in known:
                note.set(w("id"), known[old])
                kept.append(note)
            elif text := tree.text_of(note):
                self._findings.hide("Fußnote ohne Verweis", text)
        part.root[:] = kept

    def _rename_styles(self, root: tree.Element) -> None:
        for number, style in enumerate(root.findall(w("style")), 1):
            style.set(w("styleId"), self._names.get(style.get(w("styleId"), ""), f"s{number}"))
            for name in style.findall(w("name")):
                if not USUAL.fullmatch(name.get(w("val"), "")):
                    name.set(w("val"), f"s{number}")

    def _refer_to_styles(self, root: tree.Element) -> None:
        for parent in root.iter():
            if any(child.tag in _REFERENCES for child in parent):
                parent[:] = [child for child in parent if child.tag not in _REFERENCES or child.get(w("val"))]

    def _draw(self, part: CopiedPart) -> None:
        around = tree.parents(part.root)
        for element in list(part.root.iter()):
            name = tree.local(element.tag)
            if tree.space(element.tag) == W and name in STYLES:
                known = self._names.get(element.get(w("val"), ""))
                element.attrib = {w("val"): known} if known else {}
            if element.tag == w("sym") or tree.space(element.tag) == V or element not in around:
                continue
            if name in ("pict", "object") and tree.space(element.tag) == W:
                made, others = of_vml(element), lines_and_areas(element)
                if name == "object":
                    self._findings.lose("attachment", "Eingebettetes Objekt (OLE)")
                elif others:
                    self._findings.lose("part", f"Linien oder Flächen einer älteren Zeichnung: {others}")
                _replace(around, element, made)
            elif element.tag == f"{{{DGM}}}relIds":
                self._draw_smart_art(part, element, around)

    def _draw_smart_art(self, part: CopiedPart, ids: tree.Element, around: dict[tree.Element, tree.Element]) -> None:
        drawing = self._growing.smart_art(part, ids)
        if drawing is not None:
            data = around[ids]
            data[:] = [of_smart_art(drawing, tree.outer(around, data, "inline", "anchor"), WPG)]
            data.set("uri", WPG)

    def _fill_forms(self, root: tree.Element) -> None:
        """Of old form fields what they show is not text, but a setting: it becomes one."""
        for run in list(root.iter(w("r"))):
            for data in run.iterfind(f"{w('fldChar')}/{w('ffData')}"):
                if shown := _shown_in_form(data):
                    tree.add(run, w("t")).text = shown

    def _drop_struck_rows(self, root: tree.Element) -> None:
        struck = {row for row in root.iter(w("tr")) if row.find(f"{w('trPr')}/{w('del')}") is not None}
        for row in struck:
            self._findings.add("tracked-change", tree.text_of(row))
        tree.without(root, struck)


def _has_ground(root: tree.Element) -> bool:
    """Whether a drawing lies behind its text."""
    behind = (is_true(one.get("behindDoc")) for one in root.iter(f"{{{WP}}}anchor"))
    older = (re.search(r"z-index:\s*-", one.get("style", "")) for one in root.iter() if tree.space(one.tag) == V)
    return any(behind) or any(older)


_REFERENCES = frozenset(f"{{{W}}}{name}" for name in STYLES)


def _replace(around: dict[tree.Element, tree.Element], old: tree.Element, new: list[tree.Element]) -> None:
    parent = around[old]
    parent[:] = [one for child in parent for one in (new if child is old else [child])]
    around.update(dict.fromkeys(new, parent))


def _shown_in_form(data: tree.Element) -> str:
    box, choice = data.find(w("checkBox")), data.find(w("ddList"))
    if box is not None:
        states = [one for name in ("checked", "default") for one in box.findall(w(name))]
        return "☒" if states and is_on(states[0]) else "☐"
    if choice is not None:
        entries = [one.get(w("val"), "") for one in choice.findall(w("listEntry"))]
        chosen = choice.find(w("result"))
        number = chosen.get(w("val"), "0") if chosen is not None else "0"
        return entries[int(number)] if number.isdecimal() and int(number) < len(entries) else ""
    return ""


def _empty_levels(root: tree.Element, used: dict[str, set[str]]) -> list[str]:
    """Takes out what levels say on which nothing stands; what they said is given back."""
    ways = {tree.local(one.tag) for one in root.iter()} & {"styleLink", "numStyleLink"}  # from list to list
    levels: dict[str, set[str]] = {}
    for num in root.findall(w("num")):
        draft = num.find(w("abstractNumId"))
        of = levels.setdefault(draft.get(w("val"), "") if draft is not None else "", set(used.get("", ())))
        of |= set().union(*used.values()) if ways else used.get(num.get(w("numId"), ""), set())
    said = []
    for list_ in root:
        draft = list_.find(w("abstractNumId"))
        of = levels.get(list_.get(w("abstractNumId"), draft.get(w("val"), "") if draft is not None else ""), set())
        for level in [
            one for one in list_.iter(w("lvl")) if one.get(w("ilvl")) not in of and one.find(w("pStyle")) is None
        ]:
            for text in level.findall(w("lvlText")):
                said.append(re.sub(r"%\d", "", text.get(w("val"), "")))
                text.set(w("val"), "")
    return [one for one in said if sum(map(str.isalpha, one)) > 2]


def _keep_lists(root: tree.Element, used: Container[str]) -> None:
    kept = {one for one in root.findall(w("num")) if one.get(w("numId")) in used}
    drafts = {one.get(w("val")) for num in kept for one in num.findall(w("abstractNumId"))}
    root[:] = [
        one for one in root if one in kept or (one.tag == w("abstractNum") and one.get(w("abstractNumId")) in drafts)
    ]


def _say_version(root: tree.Element) -> None:
    for one in root.iter(w("compatSetting")):
        one.set(w("name"), "compatibilityMode")
        one.set(w("uri"), "http://schemas.microsoft.com/office/word")


def _close(root: tree.Element) -> None:
    """Word opens no cell and no box without a paragraph."""
    for element in root.iter():
        if element.tag in _CLOSED and (not len(element) or tree.local(element[-1].tag) not in ("p", "sectPr")):
            tree.add(element, w("p"))


_CLOSED = frozenset(f"{{{W}}}{name}" for name in ("tc", "txbxContent", "hdr", "ftr", "footnote", "endnote", "body"))
