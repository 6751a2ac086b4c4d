"""Files, sealed and opened while they stream (SPEC §16). Each has a key of its own, named only in a sealed message."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from itertools import chain

from hinweisgeber.crypto import contexts, primitives
from hinweisgeber.crypto.keys import VERSION, SecretKey
from hinweisgeber.crypto.padding import padme
from hinweisgeber.errors import SealBroken

STEP = 64 * 1024  # bytes handled at a time, whatever the size of the file


class BlobKey(SecretKey):
    """The key of one file."""

    __slots__ = ()


class FileSealer:
    """Seals one file as it arrives; knows its length and hash when it is through."""

    def __init__(self, blob_id: bytes, key: BlobKey | None = None) -> None:
        """`key` only for test vectors."""
        self.key = key or BlobKey.generate()
        self.length = 0
        self._hash = hashlib.sha256()
        self._sealer = primitives.chunked_sealer(self.key.raw, contexts.blob(blob_id))
        self._head = VERSION

    def update(self, data: bytes) -> bytes:
        """The sealed bytes that are ready."""
        self.length += len(data)
        self._hash.update(data)
        head, self._head = self._head, b""
        return head + self._sealer.update(data)

    def finish(self) -> Iterator[bytes]:
        """The padding and the end, sealed, in pieces."""
        missing = padme(self.length) - self.length
        if self._head:
            yield self._head
        while missing:
            step = min(missing, STEP)
            yield self._sealer.update(bytes(step))
            missing -= step
        yield self._sealer.finalize()

    @property
    def sha256(self) -> str:
        """Of the file itself, in hex."""
        return self._hash.hexdigest()


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
