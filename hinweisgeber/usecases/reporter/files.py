"""Files of messages: read piece by piece; what a second sending brought once more is let go."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import chain

from ...crypto.files import BlobKey, FileSealer, as_signed, open_file
from ...domain.dialogue.attachment import Attachment
from ...store.blobs import BlobStore, NamesBlobs
from ...store.errors import BlobGone, StoreAway
from ...store.unit import Store


def read_file(blobs: BlobStore, file: Attachment) -> Iterator[bytes]:
    """The file's bytes, piece by piece. Raises BlobGone and StoreAway at once, SealBroken at the latest at the end, and
    Exchanged where it is not what its sender has signed for."""
    sealed = blobs.read(file.blob)
    if file.sealed:
        sealed = as_signed(sealed, file.sealed)
    first = next(sealed, b"")
    key, blob_id = BlobKey(bytes.fromhex(file.key)), bytes.fromhex(file.blob)
    return open_file(key, blob_id, file.size, chain((first,), sealed))


def discard_unless_named(blobs: BlobStore, store: Store[NamesBlobs], files: Collection[Attachment]) -> None:
    """Deletes those of the files that nothing in the store names: a second sending of the same brought them once more,
    or what they were made for did not come about.

    What cannot be deleted now is found by the sweep.
    """
    names = [file.blob for file in files]
    with suppress(StoreAway, BlobGone):
        with store.read() as unit:
            named = unit.named_blobs(names)
        for name in names:
            if name not in named:
                blobs.delete(name)


def store_file(blobs: BlobStore, content: Iterable[bytes], name: str, cleaned: bool) -> Attachment:
    """A file sealed into the blob store, durable when this returns; whatever goes wrong on the way leaves nothing.

    Raises what `content` raises, StoreFull, StoreAway.
    """
    blob_id = secrets.token_bytes(16)
    writer = blobs.create(blob_id.hex())
    try:
        sealer = FileSealer(blob_id, writer.write)
        for piece in content:
            sealer.update(piece)
        sealer.finish()
        writer.finish()
    except BaseException:
        writer.abort()
        raise
    key, told = sealer.key.raw.hex(), (sealer.length, sealer.sha256, cleaned, sealer.sealed_sha384)
    return Attachment(blob_id.hex(), key, name, *told)


def hashed(blobs: BlobStore, files: Iterable[Attachment]) -> tuple[Attachment, ...]:
    """The files with the hash of their sealed bytes; of those that came when this was not noted yet, by reading them.
    Raises BlobGone, StoreAway."""
    return tuple(file if file.sealed else replace(file, sealed=_sha384(blobs.read(file.blob))) for file in files)


def _sha384(pieces: Iterable[bytes]) -> str:
    found = hashlib.sha384()
    for piece in pieces:
        found.update(piece)
    return found.hexdigest()
