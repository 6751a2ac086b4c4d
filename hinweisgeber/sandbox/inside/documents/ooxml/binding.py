"""What the elements of a part refer to: pictures, charts and further parts get their new identifiers. What cannot be
carried along goes with the frame around it, and is told."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable

from ...terms import Findings
from .. import tree
from ..package import WHOLE, Crop, Pictures
from .names import A, R, Relation
from .parts import CopiedPart

LOST = {  # of what cannot be carried along: as what it is missed
    "chart": "chart",
    "chartEx": "chart",
    "image": "picture",
    "audio": "sound",
    "video": "attachment",
    "media": "attachment",
    "oleObject": "attachment",
    "package": "attachment",
    "aFChunk": "attachment",
    "control": "form",
}
FRAMES = frozenset(("graphicData", "graphic", "inline", "anchor", "drawing", "graphicFrame"))


class Binding:
    """Binds parts. `follow` gives the identifier of a part that is carried along."""

    def __init__(
        self, pictures: Pictures, findings: Findings, follow: Callable[[CopiedPart, Relation | None], str | None]
    ) -> None:
        self._pictures, self._findings, self._follow = pictures, findings, follow

    def bind(self, part: CopiedPart) -> None:
        """Give identifiers of relationships anew; what is nothing without one goes, and is told."""
        doomed: set[tree.Element] = set()
        around = tree.parents(part.root)
        for element in list(part.root.iter()):
            if tree.local(element.tag) == "blipFill":
                self._bind_picture(part, element, doomed)
                continue
            for key in [key for key in element.attrib if tree.space(key) == R]:
                if tree.local(element.tag) == "blip" and _is_in(element, "blipFill", around):
                    continue
                identifier = element.attrib.pop(key)
                new = self._new_identifier(part, part.before.get(identifier))
                if new:
                    element.set(key, new)
                elif tree.local(element.tag) != "pageSetup":
                    doomed.add(element)
        for element in [one for one in doomed if _is_ground(one, around)]:
            element.clear()
            element.tag = f"{{{A}}}noFill"
            doomed.discard(element)
        tree.without(part.root, {_whole(element, around) for element in doomed})

    def _new_identifier(self, part: CopiedPart, relation: Relation | None) -> str | None:
        if relation is None:
            return None
        if relation.kind == "image" and not relation.outside:
            name = self._pictures.take(relation.target)
            return part.tie("image", name) if name else None
        new = self._follow(part, relation)
        if new is None and (label := LOST.get(relation.kind)):
            self._findings.lose(label, posixpath.basename(relation.target))
        return new

    def _bind_picture(self, part: CopiedPart, fill: tree.Element, doomed: set[tree.Element]) -> None:
        blip, cut = fill.find(f"{{{A}}}blip"), fill.find(f"{{{A}}}srcRect")
        if blip is None:
            return
        relation = part.before.get(blip.attrib.pop(f"{{{R}}}embed", ""))
        linked = part.before.get(blip.attrib.pop(f"{{{R}}}link", ""))
        name = None
        if relation and relation.kind == "image" and not relation.outside:
            name = self._pictures.take(
                relation.target, _filled(_crop(cut), fill.find(f"{{{A}}}stretch/{{{A}}}fillRect"))
            )
        elif outside := linked or relation:
            self._findings.lose("picture", posixpath.basename(outside.target))
        if name is None:
            doomed.add(fill)
            return
        blip.set(f"{{{R}}}embed", part.tie("image", name))
        if cut is not None:  # what is added around a picture stays
            cut.attrib = {side: value for side, value in cut.attrib.items() if value.startswith("-")}
        for filled in fill.iter(f"{{{A}}}fillRect"):  # and what is left free within a shape
            filled.attrib = {side: value for side, value in filled.attrib.items() if not value.startswith("-")}


def _crop(cut: tree.Element | None) -> Crop:
    """What is cut away on each side. Nothing but what is shown may stay, so the cut is made for good."""
    if cut is None:
        return WHOLE
    left, top, right, bottom = (max(side, 0.0) for side in _sides(cut))
    return left, top, right, bottom


def _filled(crop: Crop, filled: tree.Element | None) -> Crop:
    """The same where the picture fills more than its shape: what is beyond that is cut away as well."""
    if filled is None:
        return crop
    beyond = _sides(filled)
    found = list(crop)
    for first in (0, 1):  # across, and down
        near, far = beyond[first], beyond[first + 2]
        whole, left = 1 - near - far, 1 - crop[first] - crop[first + 2]
        if whole > 0 and left > 0:
            found[first] += max(-near, 0.0) / whole * left
            found[first + 2] += max(-far, 0.0) / whole * left
    return found[0], found[1], found[2], found[3]


def _sides(cut: tree.Element) -> list[float]:
    said = [cut.get(side, "0") for side in ("l", "t", "r", "b")]
    return [int(side) / 100_000 if re.fullmatch(r"-?\d+", side) else 0.0 for side in said]


def _is_ground(element: tree.Element, around: dict[tree.Element, tree.Element]) -> bool:
    """Of a shape or a slide, which stays."""
    return tree.local(element.tag) == "blipFill" and element in around and not _is_in(element, "pic", around)


def _is_in(element: tree.Element, name: str, around: dict[tree.Element, tree.Element]) -> bool:
    return element in around and tree.local(around[element].tag) == name


def _whole(element: tree.Element, around: dict[tree.Element, tree.Element]) -> tree.Element:
    """What goes with it: the picture, chart or frame, with the frames around it that hold nothing else."""
    while element in around:
        outer = around[element]
        if (
            tree.local(outer.tag) == "pic"
            or tree.local(outer.tag) in FRAMES
            or tree.local(outer.tag).endswith("Anchor")
        ):
            element = outer
            continue
        return element
    return element
