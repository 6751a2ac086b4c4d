"""How large the picture of a HEIC or AVIF is that is shown: its first item, as its boxes describe it (ISO 23008-12).

Beside it there are tiles, thumbnails and depths, described in the same way. What is cut off of it is said there, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from mmap import mmap
from struct import error, unpack_from

Size = tuple[int, int]
Part = tuple[int, int, int, int]
HEAD = 1 << 20  # bytes; the boxes come before the data of any picture, or are not looked for
_SIZES = re.compile(rb"ispe\0\0\0\0(.{8})", re.DOTALL)


def shown_size(data: bytes | mmap) -> Size | None:
    """Width and height as they are shown before turning; of a file that does not say which is shown, of the largest
    there is. None where nothing says any. Raises struct.error, IndexError."""
    its = _of_first(data)
    if (part := _part(its)) is not None:
        return part[2] - part[0], part[3] - part[1]
    sizes = [its[b"ispe"][4:12]] if b"ispe" in its else [found[1] for found in _SIZES.finditer(data[:HEAD])]
    return max((unpack_from(">II", size) for size in sizes), key=lambda size: size[0] * size[1], default=None)


def shown_part(data: bytes | mmap) -> Part | None:
    """Left, top, right and bottom of what is shown, before turning, where some is cut off; None where nothing is, or
    nothing sure is said."""
    try:
        return _part(_of_first(data))
    except (error, IndexError):
        return None


def _part(its: dict[bytes, bytes]) -> Part | None:
    if not {b"clap", b"ispe"} <= its.keys():
        return None
    said = unpack_from(">IIIIiIiI", its[b"clap"])
    if not all(said[1::2]):
        return None
    wide, high, right, down = (number / of for number, of in zip(said[::2], said[1::2], strict=True))
    width, height = unpack_from(">II", its[b"ispe"], 4)
    left, top = max(round(right + (width - wide) / 2), 0), max(round(down + (height - high) / 2), 0)
    part = left, top, min(left + round(wide), width), min(top + round(high), height)
    return part if part[0] < part[2] and part[1] < part[3] else None


def _of_first(data: bytes | mmap) -> dict[bytes, bytes]:
    """What describes the item that is shown, by name. Raises struct.error, IndexError."""
    about = dict(_boxes(dict(_boxes(data[:HEAD])).get(b"meta", b"")[4:]))
    parts = dict(_boxes(about.get(b"iprp", b"")))
    if not {b"pitm", b"iprp"} <= about.keys() or not {b"ipco", b"ipma"} <= parts.keys():
        return {}
    first = int.from_bytes(about[b"pitm"][4 : 8 if about[b"pitm"][0] else 6])
    described = list(_boxes(parts[b"ipco"]))
    return dict(described[n - 1] for n in _of_item(parts[b"ipma"], first) if 0 < n <= len(described))


def _of_item(said: bytes, item: int) -> list[int]:
    """The numbers of what describes this item."""
    wide, long = said[0] > 0, bool(said[3] & 1)
    (entries,), at = unpack_from(">I", said, 4), 8
    for _ in range(entries):
        name, many = unpack_from(">IB" if wide else ">HB", said, at)
        at += 5 if wide else 3
        found = unpack_from(f">{many}{'H' if long else 'B'}", said, at)
        if name == item:
            return [one & (0x7FFF if long else 0x7F) for one in found]
        at += many * (2 if long else 1)
    return []


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The boxes on one level: what each is, and what it holds."""
    at = 0
    while at + 8 <= len(data):
        length, name = unpack_from(">I4s", data, at)
        if length < 8:  # the last one, or one that is longer than what is looked at
            length = len(data) - at
        yield name, data[at + 8 : at + length]
        at += length
