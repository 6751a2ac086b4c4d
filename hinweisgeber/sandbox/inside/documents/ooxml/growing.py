"""DOCX, XLSX and PPTX (ECMA-376): the copy is grown from the root, part by part, along the relationships of what stays.

A part is found by how others are related to it, never by its name, and only if something that stays asks for it. So
nothing that no program shows is carried along. Names of parts and identifiers of relationships are written anew.
"""

from __future__ import annotations

import heapq

from ...kinds import FileKind
from ...terms import Ceilings, Findings, Stop
from .. import tree
from ..package import Packed, Pictures, pack
from .binding import Binding
from .content import OoxmlScrubber, choose
from .drawings import complete_labels
from .names import DSP, C, R, Relation, parse, relations, relations_name, write_relations, write_types
from .parts import FOLDERS, IMPLIED, MAINS, ML, PARTS, CopiedPart, Room


class Growing:
    """A copy while it grows."""

    def __init__(self, package: Packed, findings: Findings, limits: Ceilings) -> None:
        self.package, self.findings = package, findings
        self.main, self.kind = self._start()
        self.folder = FOLDERS[self.kind]
        self.pictures = Pictures(package, f"{self.folder}/media", findings, limits)
        self.room = Room()
        self._scrubber, self._binding = OoxmlScrubber(findings), Binding(self.pictures, findings, self.follow)
        self._named: dict[str, str | None] = {}
        self._waiting: list[tuple[int, int, CopiedPart]] = []
        self._count: dict[str, int] = {}
        self._parts: dict[str, bytes] = {}
        self._types: dict[str, str] = {}
        self._kinds: dict[str, str] = {}

    def _start(self) -> tuple[str, FileKind]:
        for one in relations(self.package, "").values():
            if one.kind == "officeDocument" and (root := self.part_at(one)) is not None:
                kind = MAINS.get(tree.local(root.tag))
                if kind is None:
                    raise Stop("mismatch")
                return one.target, kind
        raise Stop("damaged")

    def grow(self) -> bytes:
        """The package. Raises Stop."""
        root = CopiedPart("", "", tree.Element("package"), {})
        name = self.follow(root, Relation("officeDocument", self.main, False))
        if name is None:
            raise Stop("damaged")
        while self._waiting:
            self._work(heapq.heappop(self._waiting)[2])
        parts = self._parts | self.pictures.parts
        parts[relations_name("")] = write_relations(root.after)
        parts["[Content_Types].xml"] = write_types(self._types)
        return pack(parts, "[Content_Types].xml")

    @property
    def reached(self) -> set[str]:
        """Parts of the source that something in the copy is made of."""
        return {source for source, name in self._named.items() if name} | self.pictures.sources

    def related(self, source: str, kind: str) -> list[tree.Element]:
        """The parts of this kind that a part of the source is related to. Raises Stop."""
        found = [self.part_at(one) for one in relations(self.package, source).values() if one.kind == kind]
        return [root for root in found if root is not None]

    def part_at(self, relation: Relation | None) -> tree.Element | None:
        """The part that it leads to; None where that is outside, or missing. Raises Stop."""
        if relation is None or relation.outside or not self.package.has(relation.target):
            return None
        return parse(self.package.read(relation.target))

    def smart_art(self, part: CopiedPart, ids: tree.Element) -> tree.Element | None:
        """The shapes last drawn for a SmartArt of this part; None if they are not known, which is told."""
        data = self.part_at(part.before.get(ids.get(f"{{{R}}}dm", "")))
        drawings = data.iter(f"{{{DSP}}}dataModelExt") if data is not None else ()
        known = (self.part_at(part.before.get(one.get("relId", ""))) for one in drawings)
        drawing = next((one for one in known if one is not None), None)
        if drawing is None:
            self.findings.lose("chart", "SmartArt")
        return drawing

    def follow(self, part: CopiedPart, relation: Relation | None) -> str | None:
        """The identifier, in `part`, of what is related to it; None for what is not carried along."""
        if relation is None or relation.outside or not self.package.has(relation.target):
            return None
        if relation.target not in self._named:
            self._named[relation.target] = self._enter(relation)
        name = self._named[relation.target]
        is_so = name is not None and relation.kind == self._kinds[name]
        return part.tie(relation.kind, name) if name and is_so else None

    def _enter(self, relation: Relation) -> str | None:
        if not any(kind == relation.kind for kind, *_ in PARTS.values()):
            return None
        root = parse(self.package.read(relation.target))
        kind, pattern, mimetype, turn = PARTS.get(tree.local(root.tag), ("", "", "", 0))
        if kind != relation.kind:
            return None
        number = self._count[pattern] = self._count.get(pattern, 0) + 1
        places = [self.folder] if pattern.count("{}") == 2 else []
        name = pattern.format(*places, number)
        if name in self._types:  # of some there is one only
            return None
        self._types[name], self._kinds[name] = f"{ML}{mimetype}+xml", kind
        one = CopiedPart(relation.target, name, root, relations(self.package, relation.target))
        heapq.heappush(self._waiting, (turn, len(self._types), one))
        return name

    def _work(self, part: CopiedPart) -> None:
        choose(part.root)
        self.room.before(part)
        complete_labels(part.root)
        for formula in part.root.iter(f"{{{C}}}f"):
            formula.text = formula.text if self.room.may_refer((formula.text or "").strip()) else None
        self._scrubber.scrub(part.root)
        self._binding.bind(part)
        for kind in IMPLIED.get(part.is_, ()):
            self.follow(part, next((one for one in part.before.values() if one.kind == kind), None))
        self.room.after(part)
        self._parts[part.name] = tree.write(part.root)
        if part.after:
            self._parts[relations_name(part.name)] = write_relations(part.after)
