"""Parts of WAV, AIFF and MP4 that no decoder reads: programs leave names and notes in them. None is in a copy."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from ..terms import Findings

KNOWN = {  # what is heard and seen, or is told by its decoder anyway
    *(b"fmt ", b"data", b"fact", b"bext", b"JUNK", b"junk", b"PAD ", b"FLLR", b"ds64", b"id3 ", b"ID3 "),
    *(b"COMM", b"SSND", b"FVER", b"NAME", b"AUTH", b"(c) ", b"ANNO", b"CHAN"),
    *(b"ftyp", b"styp", b"mdat", b"free", b"skip", b"wide", b"moof", b"mfra", b"sidx", b"pdin", b"tfra"),
    *(b"mvhd", b"iods", b"mvex", b"tkhd", b"mdia", b"edts", b"tref", b"tapt", b"load", b"clip", b"matt", b"meta"),
    *(b"gmhd", b"chpl", b"loci"),
}
INSIDE = {b"moov", b"trak", b"udta"}  # boxes that hold others
DEPTH = 5
MOST = 10_000
_SAID = 400  # bytes of each


def tell_chunks(path: Path, findings: Findings) -> None:
    """Tell what else is in a recording, with how it begins."""
    with path.open("rb") as file:
        start, end = file.read(12), path.stat().st_size
        if start[:4] in (b"RIFF", b"RF64"):
            found = _chunks(file, "<I", end)
        elif start[:4] == b"FORM":
            found = _chunks(file, ">I", end)
        else:
            found = _boxes(file, 0, end) if start[4:8] in (b"ftyp", b"moov", b"mdat", b"wide", b"free") else iter(())
        for _, (name, said) in zip(range(MOST), found, strict=False):
            findings.add("dropped-part", f"{name.decode('latin-1')}: {said.decode('utf-8', 'replace')}")


def _chunks(file: BinaryIO, number: str, end: int) -> Iterator[tuple[bytes, bytes]]:
    place = 12
    while place + 8 <= end:
        file.seek(place)
        name, (size,) = file.read(4), struct.unpack(number, file.read(4))
        if name == b"LIST" or name not in KNOWN:
            said = file.read(min(size, _SAID))
            if name != b"LIST" or said[:4] != b"INFO":
                yield name, said
        place += 8 + size + size % 2


def _boxes(file: BinaryIO, place: int, end: int, depth: int = 0) -> Iterator[tuple[bytes, bytes]]:
    while place + 8 <= end:
        file.seek(place)
        size, name = struct.unpack(">I4s", file.read(8))
        head = 8
        if size == 1:
            head, size = 16, int.from_bytes(file.read(8))
        size = size or end - place
        if size < head:
            return
        if name in INSIDE and depth < DEPTH:
            yield from _boxes(file, place + head, min(place + size, end), depth + 1)
        elif name not in KNOWN and name[:1] != b"\xa9":
            yield name, file.read(min(size - head, _SAID))
        place += size
