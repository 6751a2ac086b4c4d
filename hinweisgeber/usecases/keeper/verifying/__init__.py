"""The independent checker: recomputes everything without any key, from the ring and the rows alone (SPEC §40).

1. to 5. the chain, entry by entry (`entries`); 6. to 15. file by file, what the entries say of it and the rows beside
them (`files`); 16. the sealed files (`blob_store`); 17. the letterbox (`letterbox`). What each table and column is
held against stands in `rules`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import MappingProxyType

from ....crypto import chain
from ....crypto.errors import JournalBroken
from ....crypto.ring import Ring
from ....domain.case.deadlines import receipt_day
from ....store.blobs import BlobStore
from ....store.cabinet import Cabinet
from ....store.letterbox import Letterbox
from ....store.unit import Store
from ...officer import suspension
from .blob_store import Bytes, blob_findings
from .ending import ErasureProofs, in_time, proven
from .entries import walk
from .files import examine_files
from .findings import Amiss, Finding, Verified
from .letterbox import letterbox_findings

__all__ = [
    "Amiss", "Bytes", "ErasureProofs", "Finding", "Office", "Verified", "checkpoint", "examine", "in_time", "proven",
    "verify",
]  # fmt: skip

NO_PROOFS: ErasureProofs = MappingProxyType({})


@dataclass(frozen=True)
class Office:
    """What is looked at: the cabinet, and the rest as far as it is given."""

    cabinet: Store[Cabinet]
    letterbox: Store[Letterbox] | None = None
    blobs: BlobStore | None = None


def verify(
    cabinet: Store[Cabinet],
    ring: Ring,
    checkpoint: str | None = None,
    proofs: ErasureProofs = NO_PROOFS,
    today: date | None = None,
) -> Verified:
    """Checks the journal and the cabinet's rows, and that an earlier checkpoint (text of a signed note) is part of it.

    `proofs`: those of the list of erasures; they are needed after a restore. `today`: nothing is erased later than
    that; by default the day it is in Berlin. Raises JournalBroken naming the first broken entry, FormatBroken for a
    checkpoint that is none, StoreAway.
    """
    return examine(Office(cabinet), ring, checkpoint, proofs, today).hold()


def examine(
    office: Office,
    ring: Ring,
    checkpoint: str | None = None,
    proofs: ErasureProofs = NO_PROOFS,
    today: date | None = None,
    files: Bytes = Bytes.NONE,
) -> Verified:
    """The same of all that is given, with everything that was found. Raises FormatBroken and StoreAway."""
    today = today or receipt_day(datetime.now(UTC))
    kept = chain.parse_checkpoint(checkpoint) if checkpoint is not None else None
    with office.cabinet.read() as cab:
        done = walk(cab, ring, kept)
        rows = examine_files(cab, ring, today, proofs)
    found = [*done.found, *rows.found]
    if office.blobs is not None:
        found += blob_findings(office.cabinet, office.blobs, today, files)
    if office.letterbox is not None:
        found += letterbox_findings(office.letterbox, office.cabinet, ring, today)
    return Verified(
        done.head.seq if done.head else 0, done.texts, done.head, rows.erased, rows.unknown,
        tuple(sorted(rows.differences)), rows.restored, tuple(sorted(found, key=lambda one: one.entry)),
    )  # fmt: skip


def checkpoint(cabinet: Store[Cabinet], ring: Ring) -> str:
    """The current checkpoint: a signed note an outsider can keep. Raises JournalBroken when there is no entry."""
    with cabinet.read() as cab:
        head = cab.head()
    if head is None:
        raise JournalBroken(1, "no entry at all")
    return chain.checkpoint_text(ring.installation, head, suspension.key_of(ring, head).raw)
