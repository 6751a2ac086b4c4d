"""Files, sealed and opened while they stream (SPEC §16). Each has a key of its own, named only in a sealed message."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import chain

from hinweisgeber.crypto import contexts, primitives
from hinweisgeber.crypto.errors import Exchanged, SealBroken
from hinweisgeber.crypto.keys import VERSION, SecretKey
from hinweisgeber.crypto.padding import padme

STEP = 1024**2  # bytes sealed at a time, whatever the size of the file; smaller ones cost more than they save
ALONE = 128 * 1024  # fewer bytes are hashed at once: to hand them over takes longer, and threads stand in line for it
CHUNK, OVERHEAD = 16 * 1024, 24 + 32  # of chunked-encryption: what has a tag of its own; salt and commitment


class _Hashers:
    """Hashing takes nearly as long as all else together, so another thread does it meanwhile.

    All files of a process share these threads, one for each core; each file has one piece at most with them.
    """

    pool: ThreadPoolExecutor

    @classmethod
    def renew(cls) -> None:
        """Threads start when they are needed, and do not survive a fork."""
        cls.pool = ThreadPoolExecutor(os.cpu_count() or 1, "hash")


_Hashers.renew()
os.register_at_fork(after_in_child=_Hashers.renew)


def _nothing() -> Future[None]:
    """Nothing is being hashed."""
    done = Future[None]()
    done.set_result(None)
    return done


class BlobKey(SecretKey):
    """The key of one file."""

    __slots__ = ()


class FileSealer:
    """Seals one file as it arrives; knows its length and hash when it is through."""

    def __init__(self, blob_id: bytes, write: Callable[[memoryview], None], key: BlobKey | None = None) -> None:
        """`write` gets what is sealed, lent until it returns. `key` only for test vectors."""
        self.key = key or BlobKey.generate()
        self.length = 0
        self._write, self._room, self._other = write, memoryview(b""), memoryview(b"")
        self._hash, self._hashed = hashlib.sha256(), _nothing()
        self._sealed, self._told = hashlib.sha384(), _nothing()
        self._sealer = primitives.chunked_sealer(self.key.raw, contexts.blob(blob_id))
        self._head = VERSION

    def update(self, data: bytes | memoryview) -> None:
        """More of the file; must stay as it is until the next call, for it is still being hashed."""
        self.length += len(data)
        self._hashed.result()
        if len(data) < ALONE:
            self._hash.update(data)
        else:
            self._hashed = _Hashers.pool.submit(self._hash.update, data)
        view = memoryview(data)
        for start in range(0, len(data), STEP):
            self._seal(view[start : start + STEP])

    def finish(self) -> None:
        """The padding and the end."""
        missing = padme(self.length) - self.length
        while missing:
            step = min(missing, STEP)
            self._seal(bytes(step))
            missing -= step
        self._out(memoryview(self._head + self._sealer.finalize()))

    def _seal(self, data: bytes | memoryview) -> None:
        """The longest pieces, of which few files at a time consist, take turns in two rooms, so that what lies in one
        is still being hashed while the next is sealed."""
        if len(data) == STEP:
            self._room, self._other = self._other, self._room
        else:
            self._told.result()
        room = len(VERSION) + OVERHEAD + (len(data) // CHUNK + 1) * (CHUNK + primitives.TAG)
        if len(self._room) < room:
            self._room = memoryview(bytearray(room))
        head, self._head = len(self._head), b""
        self._room[:head] = VERSION[:head]
        self._out(self._room[: head + self._sealer.update_into(data, self._room[head:])])

    def _out(self, sealed: memoryview) -> None:
        """Written, and hashed after what came before it."""
        self._told.result()
        if len(sealed) < ALONE:
            self._sealed.update(sealed)
        else:
            self._told = _Hashers.pool.submit(self._sealed.update, sealed)
        self._write(sealed)

    @property
    def sha256(self) -> str:
        """Of the file itself, in hex."""
        self._hashed.result()
        return self._hash.hexdigest()

    @property
    def sealed_sha384(self) -> str:
        """Of all that was written, in hex: what a word of its sender says of it (SPEC §34)."""
        self._told.result()
        return self._sealed.hexdigest()


def open_file(key: BlobKey, blob_id: bytes, length: int, sealed: Iterable[bytes]) -> Iterator[bytes]:
    """The file's bytes, piece by piece. Raises `SealBroken`, at the latest at the end.

    Whoever passes the pieces on must make a failure visible to the last reader (break the connection), because a
    missing end shows only there.
    """
    pieces = iter(sealed)
    first = next(pieces, b"")
    if first[:1] != VERSION:
        raise SealBroken("unknown version")
    context = contexts.blob(blob_id)
    left, padding = length, padme(length) - length
    for opened in primitives.chunked_opener(key.raw, context, chain((first[1:],), pieces)):
        if left:
            yield opened[:left]
        rest = opened[left:]
        left -= min(left, len(opened))
        padding -= len(rest)
        if rest.count(0) != len(rest):
            raise SealBroken("padding that is not zero")
    if left or padding:
        raise SealBroken("length and size do not fit")


def as_signed(sealed: Iterable[bytes], sha384: str) -> Iterator[bytes]:
    """The same pieces, hashed by another thread while they are opened. Raises `Exchanged` at the end unless their
    SHA-384 (hex) is what a word of their sender says (SPEC §34)."""
    found, hashed = hashlib.sha384(), _nothing()
    for piece in sealed:
        hashed.result()
        if len(piece) < ALONE:
            found.update(piece)
        else:
            hashed = _Hashers.pool.submit(found.update, piece)
        yield piece
    hashed.result()
    if found.hexdigest() != sha384:
        raise Exchanged("not the file that was sent")


def sealed_size(length: int) -> int:
    """How many bytes a file of this length has once it is sealed."""
    padded = padme(length)
    return len(VERSION) + OVERHEAD + padded + (padded // CHUNK + 1) * primitives.TAG


def is_sealed_size(size: int) -> bool:
    """Whether a sealed file can have this many bytes: what one can say of it without its key."""
    body = size - len(VERSION) - OVERHEAD
    chunks = body // (CHUNK + primitives.TAG) + 1
    content = body - chunks * primitives.TAG
    return content > 0 and content // CHUNK + 1 == chunks and padme(content) == content
