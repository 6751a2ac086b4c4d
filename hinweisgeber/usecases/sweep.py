"""Sweeping: sealed files that no message names, because their sending was broken off, are deleted."""

from __future__ import annotations

from itertools import islice

from ..store.blobs import DAY, BlobStore
from ..store.cabinet import Cabinet
from ..store.letterbox import Letterbox
from ..store.unit import Store

SWEEP_DAYS = 2  # longer than any form waits for its files
BATCH = 500


def sweep(blobs: BlobStore, letterbox: Store[Letterbox], cabinet: Store[Cabinet], now: float) -> int:
    """Deletes blobs that no message names and no form can still be waiting for; returns how many.

    `now` in seconds since the epoch. Raises StoreAway.
    """
    old, deleted = blobs.names(now - SWEEP_DAYS * DAY), 0
    while batch := list(islice(old, BATCH)):
        with letterbox.read() as box, cabinet.read() as cab:
            named = box.named_blobs(batch) | cab.named_blobs(batch)
        for name in batch:
            if name not in named:
                blobs.delete(name)
                deleted += 1
    return deleted
