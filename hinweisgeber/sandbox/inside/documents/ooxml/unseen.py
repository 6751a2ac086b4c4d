"""What nobody sees in a text (WordprocessingML): it goes, and is told."""

from __future__ import annotations

from dataclasses import replace

from ...terms import LIKE_ITS_GROUND, TINY, Findings
from .. import tree
from ..looks import Look, alike, merged
from .looks import CLEAR, Looks, fill_of, ground_of, is_true, look_of, w
from .names import WP

SMALLEST = 4  # half points: nobody reads two points


class Unseen:
    """Takes out what is not seen. `white`: the colour of the page; empty where it is not known."""

    def __init__(self, findings: Findings, looks: Looks, white: str) -> None:
        self._findings, self._looks, self._white = findings, looks, white

    def drop(self, root: tree.Element) -> None:
        """Change the tree in place."""
        doomed: set[tree.Element] = set()
        waiting: list[tuple[tree.Element, str, Look]] = [(root, self._white, Look())]
        while waiting:
            element, ground, around = waiting.pop()
            name = tree.local(element.tag)
            if how := self._how_hidden(element, name, ground, around):
                doomed.add(element)
                if text := tree.text_of(element):
                    self._findings.hide(how, text)
                continue
            if name == "tc" and _continues(element):
                covered = [child for child in element if child.tag in (w("p"), w("tbl"))]
                doomed.update(covered)
                if text := " ".join(filter(None, map(tree.text_of, covered))):
                    self._findings.hide("Unter verbundenen Zellen", text)
                continue
            ground = self._ground(element, name, ground)
            if name == "p":
                about = element.find(w("pPr"))
                style, shade = (about.find(w(one)) if about is not None else None for one in ("pStyle", "shd"))
                look = self._looks.of_paragraph(style)
                ground = ground_of(fill_of(shade) or look.ground, ground)
                around = replace(look, ground="")
            waiting.extend((child, ground, around) for child in element)
        tree.without(root, doomed)

    def _ground(self, element: tree.Element, name: str, ground: str) -> str:
        """The colour behind; empty where it is not known."""
        if name == "txbxContent":
            return ""
        if name == "tbl" and self._looks.of(element.find(f"{w('tblPr')}/{w('tblStyle')}")).ground not in ("", CLEAR):
            return ""
        about = {"tbl": "tblPr", "tr": "tblPrEx", "tc": "tcPr"}.get(name)
        return ground_of(fill_of(element.find(f"{w(about)}/{w('shd')}")), ground) if about else ground

    def _how_hidden(self, element: tree.Element, name: str, ground: str, around: Look) -> str:
        if name == "tr" and element.find(f"{w('trPr')}/{w('hidden')}") is not None:
            return "Verborgene Zeile"
        if name in ("inline", "anchor") and any(
            is_true(one.get("hidden")) for one in element.findall(f"{{{WP}}}docPr")
        ):
            return "Verborgene Zeichnung"
        if element.tag != w("r"):
            return ""
        about = element.find(w("rPr"))
        look = around
        if about is not None:
            named = self._looks.of(about.find(w("rStyle")))
            if around.gone and named.gone is not None:  # one switches the other; not in every program
                named = replace(named, gone=False)
            look = merged(merged(around, named), look_of(about))
        if look.gone:
            return "Verborgen"
        if look.size <= SMALLEST:
            return TINY
        behind = ground_of(look.ground, ground)
        return LIKE_ITS_GROUND if look.colour and alike(look.colour, behind) else ""


def _continues(cell: tree.Element) -> bool:
    """Whether it is covered by the cell above it."""
    merged = cell.find(f"{w('tcPr')}/{w('vMerge')}")
    return merged is not None and merged.get(w("val"), "continue") == "continue"
