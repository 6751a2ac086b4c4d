"""Sweeping: what is over by itself is deleted. Sealed files that no message names, because their sending was broken
off; what reporters began and did not send in time; visits of mailboxes that were ended; pages that waited;
sessions that have run out.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import islice

from ...domain.case.deadlines import receipt_day
from ...store.blobs import DAY, BlobStore
from ...store.cabinet import Cabinet
from ...store.letterbox import Letterbox
from ...store.unit import Store
from ..officer.unlock import end_run_out
from ..reporter.pickup import sweep_pickups
from ..reporter.writing import KEPT_DAYS

SWEEP_DAYS = 2  # longer than any form waits for its files
BATCH = 500


def sweep(blobs: BlobStore, letterbox: Store[Letterbox], cabinet: Store[Cabinet], now: float) -> int:
    """Deletes blobs that no message names, that nobody keeps and no form can still be waiting for; returns how many.

    `now` in seconds since the epoch. Raises StoreAway.
    """
    today = receipt_day(datetime.fromtimestamp(now, UTC))
    with letterbox.write() as box:
        box.drop_writings_before(today - timedelta(days=KEPT_DAYS))
        box.forget_visits_before(today - timedelta(days=SWEEP_DAYS))
        sweep_pickups(box, now)
    with cabinet.write() as cab:
        end_run_out(cab, int(now))
    old, deleted = blobs.names(now - SWEEP_DAYS * DAY), 0
    while batch := list(islice(old, BATCH)):
        with letterbox.read() as box, cabinet.read() as cab:
            named = box.named_blobs(batch) | box.written_blobs(batch) | cab.named_blobs(batch)
            named |= cab.pulled_blobs(batch)  # of a report that the letterbox has lost
        for name in batch:
            if name not in named:
                blobs.delete(name)
                deleted += 1
    return deleted
