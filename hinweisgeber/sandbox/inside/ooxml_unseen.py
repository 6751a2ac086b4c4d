"""What nobody sees in a text (WordprocessingML): it goes, and is told."""

from __future__ import annotations

from . import tree
from .looks import Look, alike, fill_of, is_true, look_of, merged, w
from .ooxml_names import WP
from .terms import Findings

TINY = 4  # half points: nobody reads two points


class Unseen:
    """Takes out what is not seen. `white`: the colour of the page; empty where it is not known."""

    def __init__(self, findings: Findings, looks: dict[str, Look], white: str) -> None:
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
                style = element.find(f"{w('pPr')}/{w('pStyle')}")
                around = self._styled(style)
                ground = fill_of(element.find(f"{w('pPr')}/{w('shd')}")) or around.ground or ground
            waiting.extend((child, ground, around) for child in element)
        tree.without(root, doomed)

    def _ground(self, element: tree.Element, name: str, ground: str) -> str:
        """The colour behind; empty where it is not known."""
        if name == "txbxContent" or (
            name == "tbl" and self._styled(element.find(f"{w('tblPr')}/{w('tblStyle')}")).ground
        ):
            return ""
        if name == "tc":
            return fill_of(element.find(f"{w('tcPr')}/{w('shd')}")) or ground
        return ground

    def _styled(self, style: tree.Element | None) -> Look:
        return self._looks.get(style.get(w("val"), "") if style is not None else "", Look())

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
        if about is None:
            look = around
        else:
            named = self._styled(about.find(w("rStyle")))
            look = merged(merged(around, named), look_of(about))
        if look.gone:
            return "Verborgen"
        if look.size <= TINY:
            return "Winzig"
        behind = look.ground or ground
        return "Schrift in der Farbe ihres Grundes" if behind and look.colour and alike(look.colour, behind) else ""


def _continues(cell: tree.Element) -> bool:
    """Whether it is covered by the cell above it."""
    merged = cell.find(f"{w('tcPr')}/{w('vMerge')}")
    return merged is not None and merged.get(w("val"), "continue") == "continue"
