"""A compound file of Outlook (MS-OXMSG): its storages, and their streams by property."""

from __future__ import annotations

import struct
from pathlib import Path

import olefile  # type: ignore[import-untyped]

from ..terms import Findings, Stop
from ..texts.decoding import decoded
from .rtf import STREAM_LIMIT

PROPERTIES = "__properties_version1.0"
ENTRIES = 100_000  # of the compound file's directory
_CODEPAGE = 0x3FFD
_LANGUAGE = 0x3FF1
_PAGES = {  # of the languages of Windows, by their number, which are not written in code page 1252
    **dict.fromkeys((0x02, 0x19, 0x22, 0x23, 0x2F), 1251),
    **dict.fromkeys((0x05, 0x0E, 0x15, 0x18, 0x1A, 0x1B, 0x1C, 0x24), 1250),
    **{0x08: 1253, 0x1F: 1254, 0x0D: 1255, 0x01: 1256, 0x29: 1256, 0x2A: 1258, 0x1E: 874},
    **{0x25: 1257, 0x26: 1257, 0x27: 1257, 0x11: 932, 0x12: 949, 0x04: 936},
}
_NAMED = {65001: "utf-8", 20127: "ascii", 28591: "cp1252", 20866: "koi8-r", 50220: "iso2022_jp", 51932: "euc_jp"}
Place = tuple[str, ...]


class CompoundFile:
    """The compound file, its directory read once."""

    def __init__(self, path: Path) -> None:
        """Raises Stop(damaged)."""
        try:
            self._file = olefile.OleFileIO(path)
            self.streams = frozenset(map(tuple, self._file.listdir()))
            self.storages: list[Place] = sorted(map(tuple, self._file.listdir(streams=False, storages=True)))
        except Exception as error:  # it raises anything
            raise Stop("damaged") from error
        if len(self._file.direntries) > ENTRIES:
            raise Stop("too-large")

    def read(self, place: Place) -> bytes:
        """The bytes of a stream; nothing if there is none. Raises Stop: damaged, too-large."""
        if place not in self.streams:
            return b""
        try:
            with self._file.openstream(list(place)) as stream:
                data = bytes(stream.read(STREAM_LIMIT + 1))
        except Exception as error:
            raise Stop("damaged") from error
        if len(data) > STREAM_LIMIT:
            raise Stop("too-large")
        return data


class Storage:
    """One storage of the file: its streams by property."""

    def __init__(self, file: CompoundFile, place: Place) -> None:
        self.file, self.place = file, place
        self.fixed = _fixed(file, place)
        language = self.fixed.get(_LANGUAGE, 0)
        page = self.fixed.get(_CODEPAGE, 0) or _PAGES.get(language & 0x3FF, 1252)
        self.codec = codec(950 if language in (0x0404, 0x0C04) else page)

    def raw(self, property_: str, kind: str = "0102") -> bytes:
        """The bytes of a stream; nothing if there is none."""
        return self.file.read((*self.place, f"__substg1.0_{property_}{kind}"))

    def text(self, property_: str, findings: Findings) -> str:
        """A text property, in either of its forms."""
        if wide := self.raw(property_, "001F"):
            return wide.decode("utf-16-le", "replace").rstrip("\0")
        return decoded(self.raw(property_, "001E"), self.codec, findings).rstrip("\0")

    def under(self, start: str) -> list[Place]:
        """The storages right below this one whose names begin like this, in order."""
        depth = len(self.place)
        right = (one for one in self.file.storages if len(one) == depth + 1 and one[:depth] == self.place)
        return [one for one in right if one[depth].startswith(start)]


def _fixed(file: CompoundFile, place: Place) -> dict[int, int]:
    """Properties of fixed length: number to value (MS-OXMSG 2.4)."""
    data = file.read((*place, PROPERTIES))
    head = 32 if not place else 24 if place[-1].startswith("__substg1.0_") else 8
    found = {}
    for start in range(head, len(data) - 15, 16):
        kind, number, _, value = struct.unpack_from("<HHIQ", data, start)
        if kind in (0x0003, 0x0040):
            found[number] = value & 0xFFFFFFFF if kind == 0x0003 else value
    return found


def codec(page: int) -> str:
    """The codec of a code page of Windows, by its number."""
    return _NAMED.get(page) or (f"iso8859-{page - 28590}" if 28592 <= page <= 28606 else f"cp{page}")
