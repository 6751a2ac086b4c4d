"""A backup's archives, sealed and opened while they stream (SPEC §18): named parts, none of them ever held in whole."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Self

from hinweisgeber.crypto import contexts, primitives
from hinweisgeber.crypto.errors import SealBroken
from hinweisgeber.crypto.keys import VERSION, SecretKey
from hinweisgeber.errors import FormatBroken

CONTENT, KEYS = contexts.ARCHIVES
STEP = 64 * 1024  # bytes of a part in one record
LABEL = b"hinweisgeber/v1/archive-key"
PART, DATA, END, LAST = b"PDEZ"
_PREFIX = 5  # kind of record and length
_HEAD = re.compile(rb"hinweisgeber-archive/1 (content|keys) ([0-9]{4}-[0-9]{2}-[0-9]{2}) ([0-9a-f]{32})\n")
_HEAD_BYTES = 100  # longer than any head
_NAME = re.compile(r"(?=.{1,200}\Z)[a-z0-9][a-z0-9_.-]*(?:/[a-z0-9][a-z0-9_.-]*)*")


class ArchiveKey(SecretKey):
    """The key of all archives of an installation."""

    __slots__ = ()

    @classmethod
    def from_secret(cls, secret: bytes) -> Self:
        """From the backup secret, at least 32 random bytes."""
        return cls(primitives.derive(secret, LABEL))


@dataclass(frozen=True)
class Head:
    """What stands readable at the beginning, and is part of the seal."""

    kind: str
    day: str
    run: bytes  # both archives of one run share it

    @property
    def line(self) -> bytes:
        """The first line of the archive."""
        return f"hinweisgeber-archive/1 {self.kind} {self.day} {self.run.hex()}\n".encode()

    @property
    def context(self) -> bytes:
        """What the rest is bound to."""
        return contexts.archive(self.kind, self.day, self.run)

    @classmethod
    def parse(cls, line: bytes) -> Self:
        """The opposite of `line`. Raises `FormatBroken`."""
        match = _HEAD.fullmatch(line)
        if not match:
            raise FormatBroken("not an archive of this program")
        return cls(match[1].decode(), match[2].decode(), bytes.fromhex(match[3].decode()))


class ArchiveWriter:
    """Seals part after part into `out`."""

    def __init__(self, key: ArchiveKey, head: Head, out: Callable[[bytes], object]) -> None:
        self._out = out
        self._sealer = primitives.chunked_sealer(key.raw, head.context)
        self._parts, self._all = 0, hashlib.sha384()
        out(head.line + VERSION)

    def part(self, name: str, pieces: Iterable[bytes]) -> int:
        """Adds a part, however small or large its pieces; returns its length."""
        if not _NAME.fullmatch(name):
            raise ValueError(f"part {name!r}")
        self._record(PART, name.encode())
        length, digest = 0, hashlib.sha384()
        for step in _steps(pieces):
            length += len(step)
            digest.update(step)
            self._record(DATA, step)
        closing = length.to_bytes(8, "big") + digest.digest()
        self._record(END, closing)
        self._parts += 1
        self._all.update(closing)
        return length

    def finish(self) -> None:
        """Says how many parts there were, and ends."""
        self._record(LAST, self._parts.to_bytes(8, "big") + self._all.digest())
        self._out(self._sealer.finalize())

    def _record(self, kind: int, payload: bytes) -> None:
        self._out(self._sealer.update(bytes((kind,)) + len(payload).to_bytes(4, "big") + payload))


def _steps(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in records of `STEP`, the last one shorter."""
    held = bytearray()
    for piece in pieces:
        held += piece
        while len(held) >= STEP:
            yield bytes(held[:STEP])
            del held[:STEP]
    if held:
        yield bytes(held)


class ArchiveReader:
    """Opens an archive. What is wrong with it shows at the latest at its end, so nothing is believed before."""

    def __init__(self, key: ArchiveKey, raw: Iterable[bytes]) -> None:
        """Raises `FormatBroken` for what is no archive of this version, `SealBroken` if it ends too soon."""
        pieces, start = iter(raw), b""
        while b"\n" not in start and len(start) < _HEAD_BYTES and (more := next(pieces, b"")):
            start += more
        line, newline, rest = start.partition(b"\n")
        self.head = Head.parse(line + newline)
        rest = rest or next(pieces, b"")
        if rest[:1] != VERSION:
            raise FormatBroken("unknown version")
        opened = primitives.chunked_opener(key.raw, self.head.context, chain((rest[1:],), pieces))
        self._bytes = _Bytes(opened)
        self._parts, self._all = 0, hashlib.sha384()

    def parts(self) -> Iterator[tuple[str, Iterator[bytes]]]:
        """Name and pieces of each part, in order; what is left of one is read and checked when the next is asked for.

        Raises `SealBroken` for the wrong key and for every change, `FormatBroken` for what no writer writes.
        """
        while True:
            kind, payload = self._record()
            if kind == LAST:
                break
            if kind != PART or not _NAME.fullmatch(name := payload.decode("ascii", "replace")):
                raise FormatBroken("a part must begin here")
            pieces = self._pieces()
            yield name, pieces
            for _ in pieces:
                pass
        if payload != self._parts.to_bytes(8, "big") + self._all.digest():
            raise FormatBroken("the parts are not those that were written")
        self._bytes.must_end()

    def _pieces(self) -> Iterator[bytes]:
        length, digest = 0, hashlib.sha384()
        while True:
            kind, payload = self._record()
            if kind != DATA:
                break
            length += len(payload)
            digest.update(payload)
            yield payload
        if kind != END or payload != length.to_bytes(8, "big") + digest.digest():
            raise FormatBroken("a part is not what was written")
        self._parts += 1
        self._all.update(payload)

    def _record(self) -> tuple[int, bytes]:
        prefix = self._bytes.take(_PREFIX)
        length = int.from_bytes(prefix[1:], "big")
        if not 0 < length <= STEP:
            raise FormatBroken("a record has an impossible length")
        return prefix[0], self._bytes.take(length)


class _Bytes:
    """A stream of pieces, taken in the sizes wanted."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._held = pieces, bytearray()

    def take(self, count: int) -> bytes:
        while len(self._held) < count:
            piece = next(self._pieces, None)
            if piece is None:
                raise SealBroken("ends too soon")
            self._held += piece
        taken = bytes(self._held[:count])
        del self._held[:count]
        return taken

    def must_end(self) -> None:
        """Raises `FormatBroken` if something follows, `SealBroken` if the seal's own end is missing."""
        if self._held or next(self._pieces, None) is not None:
            raise FormatBroken("something follows the last record")
