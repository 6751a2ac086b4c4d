"""How large a picture is, and how many it holds: read from its structure, without the decoder that makes the copy."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from mmap import mmap

from ..kinds import FileKind
from .boxes import shown_size

Bytes = bytes | mmap
IFDS = 10_000  # pages of a TIFF that are followed


@dataclass(frozen=True)
class Dimensions:
    """Width and height in pixels, and how many pictures there are (pages, or those of an animation)."""

    width: int
    height: int
    count: int = 1


def measure(data: Bytes, kind: FileKind) -> Dimensions | None:
    """What the file itself says; None where it cannot be told."""
    reader = {
        FileKind.JPEG: _jpeg,
        FileKind.PNG: _png,
        FileKind.GIF: _gif,
        FileKind.BMP: _bmp,
        FileKind.WEBP: _webp,
        FileKind.TIFF: _tiff,
        FileKind.HEIC: _boxes,
        FileKind.AVIF: _boxes,
    }
    try:
        found = reader[kind](data)
    except (struct.error, IndexError):
        return None
    return found if found and found.width > 0 and found.height > 0 else None


def _jpeg(data: Bytes) -> Dimensions | None:
    place = 2
    while data[place] == 0xFF:
        mark, length = data[place + 1], int.from_bytes(data[place + 2 : place + 4], "big")
        if mark == 0xFF:
            place += 1
            continue
        if 0xC0 <= mark <= 0xCF and mark not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack_from(">HH", data, place + 5)
            return Dimensions(width, height)
        place += 2 + length
    return None


def _png(data: Bytes) -> Dimensions:
    moving = data.find(b"acTL", 0, max(data.find(b"IDAT"), 0))
    count = int.from_bytes(data[moving + 4 : moving + 8], "big") if moving > 0 else 1
    width, height = struct.unpack_from(">II", data, 16)
    return Dimensions(width, height, count)


def _bmp(data: Bytes) -> Dimensions:
    old = data[14] == 12
    width, height = struct.unpack_from("<HH" if old else "<ii", data, 18)
    return Dimensions(width, abs(height))


def _gif(data: Bytes) -> Dimensions:
    place, count = 13 + _colours(data[10]), 0
    while place < len(data) and data[place] in (0x21, 0x2C):
        if data[place] == 0x2C:
            count += 1
            place += 11 + _colours(data[place + 9])
        else:
            place += 2
        while data[place]:
            place += data[place] + 1
        place += 1
    width, height = struct.unpack_from("<HH", data, 6)
    return Dimensions(width, height, max(count, 1))


def _colours(flags: int) -> int:
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


def _webp(data: Bytes) -> Dimensions | None:
    form, place, count = data[12:16], 12, 0
    while place + 8 <= len(data):
        count += data[place : place + 4] == b"ANMF"
        size = int.from_bytes(data[place + 4 : place + 8], "little")
        place += 8 + size + size % 2
    if form == b"VP8X":
        width, height = (int.from_bytes(data[at : at + 3], "little") + 1 for at in (24, 27))
        return Dimensions(width, height, max(count, 1))
    if form == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return Dimensions((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    width, height = struct.unpack_from("<HH", data, 26)
    return Dimensions(width & 0x3FFF, height & 0x3FFF)


def _tiff(data: Bytes) -> Dimensions:
    order = "<" if data[:2] == b"II" else ">"
    (place,) = struct.unpack_from(order + "I", data, 4)
    seen: list[int] = []
    size: dict[int, int] = {}
    while place and place not in seen and len(seen) < IFDS:
        (entries,) = struct.unpack_from(order + "H", data, place)
        for at in range(place + 2, place + 2 + 12 * entries if not seen else 0, 12):
            tag, form = struct.unpack_from(order + "HH", data, at)
            (size[tag],) = struct.unpack_from(order + ("H" if form == 3 else "I"), data, at + 8)
        seen.append(place)
        (place,) = struct.unpack_from(order + "I", data, place + 2 + 12 * entries)
    return Dimensions(size.get(256, 0), size.get(257, 0), len(seen))


def _boxes(data: Bytes) -> Dimensions | None:
    size = shown_size(data)
    return Dimensions(*size) if size else None
