"""What an XMP packet says of people, programs, places and days. Read as XML, piece by piece, within a budget.

Packets of real files often name prefixes they do not declare, so names are taken as they stand. What is wrong with a
packet ends the reading and nothing else: it goes from the copy all the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from .. import markup
from ..dates import moment
from ..terms import Findings

_NAMES = {
    "author": "creator OwnerName artist Artist rights credit Credit AuthorsPosition Author CameraOwnerName By-line "
    "CiEmailWork CiTelWork CiUrlWork PersonInImage",
    "software": "CreatorTool softwareAgent Software Producer",
    "camera": "Make Model Lens LensModel",
    "serial": "SerialNumber BodySerialNumber LensSerialNumber DocumentID InstanceID OriginalDocumentID",
    "time": "CreateDate ModifyDate MetadataDate DateCreated DateTimeOriginal when",
    "place": "GPSLatitude GPSLongitude City Country Location State CiAdrCity CiAdrExtadr CiAdrPcode",
    "title": "title description subject Headline Keywords",
    "comment": "UserComment Instructions",
}
OWN = "pdfx:"  # properties that somebody made up; told with their names
LABELS = {name: label for label, names in _NAMES.items() for name in names.split()}
PACKET = 1024 * 1024  # bytes of one packet
NODES, DEPTH = 20_000, 100  # elements of one packet, and how deep they may stand in one another
BEGIN, END = "<rdf:RDF", "</rdf:RDF>"  # what stands around it is called differently, or is not there
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")
PACKETS, BEGINNINGS = 10, 100  # of one file: that are read, and that are looked at


class _Enough(Exception):
    """The packet is larger than any real one."""


class _Reader:
    """Collects the values of the properties we know, in whichever of RDF's ways they are written."""

    def __init__(self, findings: Findings) -> None:
        self._findings, self._nodes = findings, 0
        # The label each open element stands under, what goes before its value, and its own text.
        self._open: list[tuple[str, str, list[str]]] = []

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        self._nodes += 1
        if self._nodes > NODES or len(self._open) >= DEPTH:
            raise _Enough()
        above, named, _ = self._open[-1] if self._open else ("", "", [])
        own = _own(name)
        self._open.append(("comment", own, []) if own else (LABELS.get(_local(name), above), named, []))
        for key, value in attributes.items():
            if label := "comment" if _own(key) else LABELS.get(_local(key)):
                self._say(label, _own(key), value)

    def text(self, data: str) -> None:
        if self._open and self._open[-1][0]:
            self._open[-1][2].append(data)

    def end(self, _name: str) -> None:
        label, named, parts = self._open.pop()
        self._say(label, named, "".join(parts))

    def _say(self, label: str, named: str, value: str) -> None:
        if value.strip():
            self._findings.add(label, moment(value) if label == "time" else f"{named}{value}")


def _own(name: str) -> str:
    return f"{name.removeprefix(OWN)}: " if name.startswith(OWN) else ""


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def look_at_xmp(packet: bytes, findings: Findings) -> None:
    """Adds what the packet says, as far as it can be read."""
    reader = _Reader(findings)
    with suppress(*markup.WRONG, _Enough):
        markup.read(packet[:PACKET].strip(b"\0"), reader.begin, reader.end, reader.text)


def packets(data: bytes) -> Iterator[bytes]:
    """The first packets that stand in a file's bytes, of each encoding."""
    for encoding in ENCODINGS:
        begin, end_mark, at, found = BEGIN.encode(encoding), END.encode(encoding), 0, 0
        for _ in range(BEGINNINGS):
            at = data.find(begin, at)
            if at < 0 or found == PACKETS:
                break
            end = data.find(end_mark, at, at + PACKET)
            if end >= 0:
                found += 1
                yield data[at : end + len(end_mark)].decode(encoding, "replace").encode()
            at = end if end >= 0 else at + len(begin)
