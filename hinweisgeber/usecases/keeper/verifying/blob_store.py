"""The sealed files that entries speak of: whether each is there and has its size, and whether its bytes are those that
were sealed. Of files of before their digest was noted only the first can be told."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from enum import StrEnum

from ....crypto.files import is_sealed_size
from ....store.blobs import BlobStore
from ....store.cabinet import Cabinet, blob
from ....store.errors import BlobGone
from ....store.unit import Store
from ...officer.desk import number_of
from .findings import Amiss, Finding

TURNS = 30  # days in which each file's bytes have had their turn


class Bytes(StrEnum):
    """Which files' bytes are read."""

    NONE = "none"
    THIRTIETH = "thirtieth"
    ALL = "all"


def blob_findings(
    cabinet: Store[Cabinet], blobs: BlobStore, today: date, which: Bytes = Bytes.NONE
) -> Iterator[Finding]:
    """Of all files that the cabinet names; those of erased cases are let go of. Nobody waits for the cabinet while
    they are read: what does not fit is looked at once more, for it may have gone meanwhile. Raises StoreAway."""
    with cabinet.read() as cab:
        rows = [(row.file_id, row.name, row.digest, row.size) for row in cab.rows_of(blob)]
    there = blobs.sizes({row[1] for row in rows})
    for file_id, name, digest, size in rows:
        if why := _wrong(blobs, name, digest, size, there.get(name), _has_turn(name, today, which)):
            with cabinet.read() as cab:
                if not cab.names_blob(file_id, name) or file_id in cab.erased_files():
                    continue
                case = next((number_of(*number) for number in cab.numbers([file_id]).values()), "")
            kind = Amiss.MISSING if why == "file is gone" else Amiss.ALTERED
            yield Finding(0, case, kind, f"blob {name}", why, {"case": case, "name": name})


def _has_turn(name: str, today: date, which: Bytes) -> bool:
    turn = int(name[:8], 16) % TURNS == today.toordinal() % TURNS
    return which is Bytes.ALL or (which is Bytes.THIRTIETH and turn)


def _wrong(blobs: BlobStore, name: str, digest: bytes | None, size: int | None, there: int | None, reads: bool) -> str:
    if there is None:
        return "file is gone"
    if (size is not None and there != size) or not is_sealed_size(there):
        return "file of another size"
    try:
        if reads and digest is not None and _read(blobs, name) != digest:
            return "file is another"
    except BlobGone:
        return "file is gone"
    return ""


def _read(blobs: BlobStore, name: str) -> bytes:
    found = hashlib.sha384()
    for piece in blobs.read(name):
        found.update(piece)
    return found.digest()
