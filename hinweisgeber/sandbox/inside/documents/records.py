"""How much is in an XLS or a PPT: a second reader, which knows only how their records follow on each other.

Text and cells are counted, not read; what is no record as they should be ends the counting.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from struct import unpack_from

import olefile  # type: ignore[import-untyped]

STREAM_LIMIT = 128 * 1024 * 1024
DEPTH = 20
# Records of cells that hold something (MS-XLS, 2.4): FORMULA, RSTRING, LABELSST, NUMBER, LABEL, BOOLERR, RK; many RK.
_CELLS, _MANY = frozenset((0x06, 0xD6, 0xFD, 0x0203, 0x0204, 0x0205, 0x027E)), 0xBD
_FORMULA, _EMPTY, _BEGIN, _END, _SHEET = 0x06, b"\x03", 0x0809, 0x0A, 0x10
# Of a PPT (MS-PPT, 2.13.24): a slide, the texts of all slides, text in two bytes and in one.
SLIDE, TEXTS, WIDE, NARROW, _HOLDS = 0x03EE, 0x0FF0, 0x0FA0, 0x0FA8, 0xF
_ROW = re.compile(rb"<table:table-row\b([^>]*)>(.*?)</table:table-row>", re.DOTALL)
_CELL = re.compile(rb"<table:table-cell\b([^>]*\boffice:value-type=[^>]*)>")
_OFTEN = re.compile(rb'number-(?:rows|columns)-repeated="(\d{1,7})"')


def stream_of(path: Path, *names: str) -> bytes:
    """The first of these streams there is; nothing if there is none that can be read."""
    try:
        with olefile.OleFileIO(path) as file:
            name = next((one for one in names if file.exists(one)), None)
            return bytes(file.openstream(name).read(STREAM_LIMIT)) if name else b""
    except Exception:  # it raises anything
        return b""


def cells_of_xls(book: bytes) -> int:
    """How many cells of its sheets hold something; those that a chart keeps are no cells."""
    found, within = 0, list[int]()
    for kind, data in _records(book):
        if kind == _BEGIN and len(data) >= 4:
            within.append(unpack_from("<H", data, 2)[0])
        elif kind == _END:
            within = within[:-1]
        elif within[-1:] == [_SHEET]:
            if kind == _MANY:
                found += max(len(data) - 6, 0) // 6
            elif kind in _CELLS:
                found += kind != _FORMULA or not (data[6:7] == _EMPTY and data[12:14] == b"\xff\xff")
    return found


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(data):
        kind, length = unpack_from("<HH", data, at)
        yield kind, data[at + 4 : at + 4 + length]
        at += 4 + length


def letters_of_ppt(data: bytes) -> int:
    """How many signs the texts of its slides have, each text once: what was saved bit by bit holds slides of before,
    too."""
    return sum(map(len, set(_texts(data, inside=False, depth=0))))


def _texts(data: bytes, inside: bool, depth: int) -> Iterator[str]:
    for about, kind, body in held(data) if depth < DEPTH else ():
        if about & 0xF == _HOLDS:
            yield from _texts(body, inside or kind == SLIDE or (kind == TEXTS and not about >> 4), depth + 1)
        elif inside and kind in (WIDE, NARROW):
            text = body.decode("utf-16-le" if kind == WIDE else "latin-1", "replace")
            yield "".join(text.split())


def held(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """The records of a PPT on one level: what is said of each, its kind, and what it holds."""
    at = 0
    while at + 8 <= len(data):
        about, kind, length = unpack_from("<HHI", data, at)
        yield about, kind, data[at + 8 : at + 8 + length]
        at += 8 + length


def cells_of_ods(path: Path) -> int:
    """How many cells hold something in the table that was made of it."""
    try:
        with zipfile.ZipFile(path) as package, package.open("content.xml") as part:
            content = part.read(STREAM_LIMIT)
    except Exception:  # it raises anything
        return 0
    rows = ((_often(about), row) for about, row in _ROW.findall(content))
    return sum(times * sum(_often(about) for about in _CELL.findall(row)) for times, row in rows)


def _often(about: bytes) -> int:
    found = _OFTEN.search(about)
    return int(found[1]) if found else 1
