"""What lies behind the end of a picture: phones put the film there that goes with it, programs what they like. No
program that shows pictures shows it, and none of it is in a copy."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

from ..inner import Inner, once
from ..kinds import FileKind
from ..terms import Findings
from .measure import Bytes

LEAST = 16  # bytes; less is filling
FILM = "film.mp4"
_MARK = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]", re.DOTALL)  # that ends a scan
_NEXT = re.compile(rb"(\0*)\xff\xd8\xff")
_FILM = re.compile(rb"\0\0\0[\x08-\xff]ftyp")
_MOTION = b"mpvd"  # the box of such a film in HEIC and AVIF


def taken(data: Bytes, kind: FileKind, findings: Findings) -> list[Inner]:
    """Tell what is there, and give the film as a file of its own."""
    try:
        pictures, rest = _rest(data, kind)
    except (struct.error, IndexError):
        return []
    if pictures > 1:
        findings.add("other-frames", pictures - 1)
    if film := _FILM.search(rest):
        findings.lose("sound", f"Film hinter dem Bild ({len(rest) - film.start()} Byte)")
        return [Inner(FILM, once(rest[film.start() :]))]
    if (said := len(rest.strip(b"\0\r\n"))) >= LEAST:
        findings.add("dropped-part", f"Hinter dem Bild: {said} Byte")
    return []


def _rest(data: Bytes, kind: FileKind) -> tuple[int, bytes]:
    """How many pictures there are one behind the other, and what follows on the last one."""
    if kind in (FileKind.HEIC, FileKind.AVIF):
        return 1, b"".join(data[start:end] for name, start, end in _boxes(data) if name == _MOTION)
    if kind is FileKind.JPEG:
        count, end = 1, _end_of_jpeg(data, 0)
        while following := _NEXT.match(data, end):
            count, end = count + 1, _end_of_jpeg(data, following.end(1))
    elif kind is FileKind.PNG:
        count, end = 1, _end_of_png(data)
    else:
        return 1, b""
    return count, bytes(data[end:])


def _end_of_jpeg(data: Bytes, place: int) -> int:
    """Where the picture that starts at this place ends. Raises IndexError for one that has no end."""
    place += 2
    while (mark := data[place + 1]) != 0xD9:
        if data[place] != 0xFF:
            raise IndexError
        if mark == 0xFF or 0xD0 <= mark <= 0xD8 or mark == 1:
            place += 1 if mark == 0xFF else 2
            continue
        place += 2 + int.from_bytes(data[place + 2 : place + 4], "big")
        if mark == 0xDA:
            found = _MARK.search(data, place)
            place = found.start() if found else len(data)
    return place + 2


def _end_of_png(data: Bytes) -> int:
    place = 8
    while True:
        length, name = struct.unpack_from(">I4s", data, place)
        place += 12 + int(length)
        if name == b"IEND":
            return place


def _boxes(data: Bytes) -> Iterator[tuple[bytes, int, int]]:
    place = 0
    while place + 8 <= len(data):
        size, name = struct.unpack_from(">I4s", data, place)
        head = 8
        if size == 1:
            head, size = 16, int.from_bytes(data[place + 8 : place + 16], "big")
        size = size or len(data) - place
        if size < head:
            return
        yield name, place + head, place + size
        place += size
