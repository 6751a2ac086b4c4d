"""A second look at a PDF, without its decoder: the objects as they stand in its bytes, compressed ones among them.

It draws nothing and follows nothing, so it also sees what the decoder passes over. Within a budget.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from itertools import islice
from mmap import mmap

SCANNED = 64 * 1024 * 1024  # bytes of the file, and of what is unpacked
_OBJECT = re.compile(rb"(?<!\d)(\d{1,9})\s+\d{1,5}\s+obj\b")
_PAGES = re.compile(rb"/Type\s*/Pages\b")
_CATALOG = re.compile(rb"/Type\s*/Catalog\b")
_ROOT = re.compile(rb"/Pages\s+(\d{1,9})\s+\d")
_INFORMING = re.compile(rb"/(?:Producer|Creator|CreationDate|ModDate|Author)\s*[(<\d]")
_NAME = re.compile(rb"/([!-$&'*-.0-;=?-Z^-z|~]{1,60})\s*[(<]")
_OFF = re.compile(rb"/OFF\s*\[\s*\d|/BaseState\s*/OFF\b")  # ISO 32000-1, 8.11.4.3
_FILE = re.compile(rb"/EF\s*<<")  # of a file specification (ISO 32000-1, 7.11.3)
_CALLED = re.compile(rb"/UF\s*\(([^()\\]{1,200})\)|/F\s*\(([^()\\]{1,200})\)")
_COUNT = re.compile(rb"/Count\s+(\d{1,9})")
_OF_STREAM = re.compile(rb"stream\r?\n")
_PACKED = re.compile(rb"/Type\s*/ObjStm\b")
_ABOUT = re.compile(rb"/Type\s*/Metadata\b")
OBJECTS, PACKED_OBJECTS = 500_000, 10_000  # of a file, and of one stream
PROPERTIES = 100
DICTIONARY = 4096  # bytes of an object in which its type is looked for


class Objects:
    """The objects of a file by number; where one is written more than once, the last counts."""

    def __init__(self, data: bytes | mmap) -> None:
        self._left, self._root = SCANNED, 0
        self._pages: dict[int, int] = {}
        self._informing: dict[int, bytes] = {}
        self.packets: list[bytes] = []
        self.layers_off = False  # whether there are layers that are not shown
        self.files: dict[int, str] = {}  # that are in it, listed or not; without a name where it is written otherwise
        found = islice(_OBJECT.finditer(data[:SCANNED]), OBJECTS)
        starts = [(int(one[1]), one.end()) for one in found]
        for (number, start), (_, end) in zip(starts, [*starts[1:], (0, min(len(data), SCANNED))], strict=False):
            self._read(number, data, start, end)

    @property
    def pages(self) -> int:
        """How many pages the tree says it has that the last catalogue names; 0 where nothing says so."""
        return self._pages.get(self._root, 0)

    @property
    def properties(self) -> list[str]:
        """The names under which the information dictionaries say something, those of one's own among them."""
        found = (name for body in self._informing.values() for name in _NAME.findall(body))
        return list(dict.fromkeys(name.decode("ascii") for name in found))[:PROPERTIES]

    def _read(self, number: int, data: bytes | mmap, start: int, end: int) -> None:
        head = data[start : min(end, start + DICTIONARY)]
        about = head.split(b"stream", 1)[0]
        self._take(number, about)
        if not (_PACKED.search(about) or (_ABOUT.search(about) and b"/Filter" in about)):
            return
        if stream := _OF_STREAM.search(head):
            content = self._unpacked(data[start + stream.end() : end])
            if _ABOUT.search(about):
                self.packets.append(content)
            else:
                self._open(about, content)

    def _take(self, number: int, body: bytes) -> None:
        self._pages.pop(number, None)
        self.layers_off |= bool(_OFF.search(body))
        self.files.pop(number, None)
        if _FILE.search(body) and len(self.files) < PROPERTIES:
            called = _CALLED.search(body)
            self.files[number] = next(filter(None, called.groups()), b"").decode("latin-1") if called else ""
        if _CATALOG.search(body) and (root := _ROOT.search(body)):
            self._root = int(root[1])
        if _INFORMING.search(body) and len(self._informing) < PROPERTIES:
            self._informing[number] = body
        if _PAGES.search(body) and (count := _COUNT.search(body)):
            self._pages[number] = int(count[1])

    def _unpacked(self, data: bytes) -> bytes:
        try:
            content = zlib.decompressobj().decompress(data, max(self._left, 1))
        except zlib.error:
            return b""
        self._left -= len(content)
        return content

    def _open(self, about: bytes, content: bytes) -> None:
        first = re.search(rb"/First\s+(\d{1,9})", about)
        figures = content[: int(first[1])].split(None, 2 * PACKED_OBJECTS) if first else []
        base = int(first[1]) if first else 0
        pairs = list(islice(_pairs(figures), PACKED_OBJECTS))
        for (number, start), (_, end) in zip(pairs, [*pairs[1:], (0, len(content))], strict=False):
            self._take(number, content[base + start : base + min(end, start + DICTIONARY)])


def _pairs(figures: list[bytes]) -> Iterator[tuple[int, int]]:
    for number, start in zip(figures[::2], figures[1::2], strict=False):
        if len(number) < 10 and len(start) < 10 and number.isdigit() and start.isdigit():
            yield int(number), int(start)
