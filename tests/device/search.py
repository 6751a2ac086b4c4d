"""Searching a browser's profile for words, in every spelling and every packing that browsers use.

Looked into: plain bytes of every file (session files, SQLite with its -wal, cache entries), gzip and zlib streams
anywhere in a file, brotli at the beginning of a cached body, Mozilla's LZ4 (`.jsonlz4`, `.baklz4`, `.mozlz4`).
Not looked into: Snappy (blocks of LevelDB and IndexedDB, which the intake's pages do not use; a word that stands there
once stands there in clear, for Snappy packs repetitions only), and what is encrypted (`Login Data`, `key4.db`).
"""

from __future__ import annotations

import re
import secrets
import struct
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import brotli

from tests.browser.planted import spellings

MOZILLA_LZ4 = b"mozLz40\0"
CHROMIUM_ENTRY = struct.pack("<Q", 0xFCFB6D1BA7725C30)  # then version, length and hash of the address, 4 bytes each
_PACKED = re.compile(rb"\x1f\x8b\x08|\x78[\x01\x5e\x9c\xda]")
_STEP = 128
LETTERS = "bcdfghjkmnpqrstvwxz"
NO_BROWSER = {"backwards", "hex", "HEX"}  # spellings that programs of ours might leave, but no browser


@dataclass(frozen=True)
class Found:
    """A word in a file."""

    label: str
    spelled: str
    packed: str
    path: Path


class Needles:
    """What to look for: label → texts. Of one label are the forms of one secret.

    All words made here share a part, so that files without it need not be searched for each of them.
    """

    def __init__(self) -> None:
        self._shared = _letters(12)
        self._anchors = list(_spelled(self._shared))
        self._words: dict[bytes, tuple[str, str]] = {}
        self._texts: dict[bytes, tuple[str, str]] = {}

    def word(self, label: str) -> str:
        """A new word that nothing but this test writes anywhere."""
        word = label.replace(" ", "").replace("_", "") + self._shared + _letters(12)
        self._words |= {spelled: (label, how) for spelled, how in _spelled(word).items()}
        return word

    def add(self, label: str, *texts: str) -> None:
        """What others have made."""
        for text in texts:
            self._texts |= {spelled: (label, how) for spelled, how in _spelled(text).items()}

    def in_files(self, paths: Iterable[Path]) -> list[Found]:
        """What stands in these files, each label, spelling and packing once per file."""
        return [
            Found(label, how, packed, path)
            for path in paths
            for packed, content in contents(path)
            for label, how in self._in(content)
        ]

    def in_text(self, text: str) -> set[str]:
        """The labels of what stands in a page."""
        return {label for label, _how in self._in(text.encode())}

    def _in(self, content: bytes) -> set[tuple[str, str]]:
        sought = dict(self._texts)
        if any(anchor in content for anchor in self._anchors):
            sought |= self._words
        return {named for spelled, named in sought.items() if spelled in content}


def _letters(many: int) -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(many))


def _spelled(text: str) -> dict[bytes, str]:
    return {spelled: how for how, spelled in reversed(spellings(text).items()) if how not in NO_BROWSER}


def code_forms(code: str) -> list[str]:
    """Beginning and end of the code as shown and as typed without hyphens: what is shorter is found by chance."""
    groups = code.split("-")
    plain, half = "".join(groups), len("".join(groups)) // 2
    return ["-".join(groups[:2]), "-".join(groups[-2:]), plain[:half], plain[half:]]


def contents(path: Path) -> Iterator[tuple[str, bytes]]:
    """The bytes of a file, its name included, and what is packed in it. Nothing for a file that is gone."""
    try:
        raw = path.read_bytes()
    except (FileNotFoundError, IsADirectoryError):
        return
    yield "", path.name.encode() + b"\n" + raw
    if raw.startswith(MOZILLA_LZ4):
        yield "lz4", lz4_block(raw[len(MOZILLA_LZ4) + 4 :])
    for start in _PACKED.finditer(raw):
        either = zlib.decompressobj(zlib.MAX_WBITS | 32)  # finds out by itself which of the two it is
        if content := _inflated(either, raw, start.start()):
            yield "zlib", content
    body = 24 + struct.unpack_from("<I", raw, 12)[0] if raw.startswith(CHROMIUM_ENTRY) else 0
    if content := _unbrotlied(raw, body):
        yield "brotli", content


# Both as far as it goes: something else may follow the stream, or it was cut off.


def _inflated(unpacker: zlib._Decompress, raw: bytes, start: int) -> bytes:
    out = bytearray()
    with suppress(zlib.error):
        for at in range(start, len(raw), _STEP):
            out += unpacker.decompress(raw[at : at + _STEP])
            if unpacker.eof:
                break
    return bytes(out)


def _unbrotlied(raw: bytes, start: int) -> bytes:
    unpacker, out = brotli.Decompressor(), bytearray()
    with suppress(brotli.error):
        for at in range(start, len(raw)):  # it loses the whole step in which the stream ends
            out += unpacker.process(raw[at : at + 1])
            if unpacker.is_finished():
                break
    return bytes(out)


def lz4_block(raw: bytes) -> bytes:
    """Unpacks an LZ4 block (lz4_Block_format.md): literals, then a repetition of what came before, and so on."""
    out, at = bytearray(), 0

    def length(nibble: int) -> int:
        nonlocal at
        total, more = nibble, nibble == 15
        while more:
            total, more, at = total + raw[at], raw[at] == 255, at + 1
        return total

    while at < len(raw):
        token, at = raw[at], at + 1
        literals = length(token >> 4)
        out += raw[at : at + literals]
        at += literals
        if at >= len(raw):
            break
        back, at = struct.unpack_from("<H", raw, at)[0], at + 2
        again = length(token & 15) + 4
        while again > 0:
            part = out[-back:][:again] if back <= len(out) else b""
            if not part:
                raise ValueError("not an LZ4 block")
            out += part
            again -= len(part)
    return bytes(out)


class Profile:
    """The files of a profile, as far as they are other than at the beginning, when nothing was planted yet."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._first = self._last = self._now()

    def changed(self) -> list[Path]:
        """The files that are new or other than when they were last asked for."""
        before, self._last = self._last, self._now()
        return [path for path, state in self._last.items() if before.get(path) != state]

    def all(self) -> list[Path]:
        """The files that are new or other than at the beginning."""
        self._last = self._now()
        return [path for path, state in self._last.items() if self._first.get(path) != state]

    def _now(self) -> dict[Path, tuple[int, int, int]]:
        found = {}
        for path in sorted(self._folder.rglob("*")):
            try:
                if path.is_file() and not path.is_symlink():
                    state = path.stat()
                    found[path] = (state.st_mtime_ns, state.st_size, state.st_ino)
            except FileNotFoundError:
                continue  # browsers come and go with their files
        return found
