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
from ...officer.desk import number_of
from .findings import Amiss, Finding

TURNS = 30  # days in which each file's bytes have had their turn


class Bytes(StrEnum):
    """Which files' bytes are read."""

    NONE = "none"
    THIRTIETH = "thirtieth"
    ALL = "all"


def blob_findings(cab: Cabinet, blobs: BlobStore, today: date, which: Bytes = Bytes.NONE) -> Iterator[Finding]:
    """Of all files that the cabinet names; those of erased cases are let go of. Raises StoreAway."""
    numbers: dict[bytes, str] = {}
    for row in cab.rows_of(blob):
        file_id, name, digest, size = row.file_id, row.name, row.digest, row.size
        if file_id not in numbers:
            numbers = {one: number_of(*number) for one, number in cab.numbers([file_id]).items()}
        if why := _wrong(blobs, name, digest, size, _has_turn(name, today, which)):
            kind = Amiss.MISSING if why == "file is gone" else Amiss.ALTERED
            values = {"case": numbers.get(file_id, ""), "name": name}
            yield Finding(0, numbers.get(file_id, ""), kind, f"blob {name}", why, values)


def _has_turn(name: str, today: date, which: Bytes) -> bool:
    turn = int(name[:8], 16) % TURNS == today.toordinal() % TURNS
    return which is Bytes.ALL or (which is Bytes.THIRTIETH and turn)


def _wrong(blobs: BlobStore, name: str, digest: bytes | None, size: int | None, reads: bool) -> str:
    try:
        there = blobs.size(name)
        if (size is not None and there != size) or not is_sealed_size(there):
            return "file of another size"
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
