"""What was verified before, as far as it still counts: from there on a daily run goes on, and whoever asks in between
need not wait for what was verified last night (SPEC §42)."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from importlib import metadata
from pathlib import Path

from .....crypto.errors import SealBroken
from .....crypto.ring import Ring
from .....crypto.verified import VerifiedKey
from .....store.cabinet import NO_FILE, Cabinet
from .....store.unit import Store
from .. import kept, verify
from ..entries import walk
from ..files import examine_files
from ..findings import Verified
from ..kept import PutBack, Slice, VerifiedState
from ..keyless import about
from .steps import PARTS, By, FilePart

TOO_OLD = timedelta(days=PARTS)
#: Why a run is a full one.
NEVER, FORGED, OTHER_RULES, OLD, FOUND, PUT_BACK = "never", "forged", "rules", "old", "found", "put back"


@dataclass(frozen=True)
class Keeping:
    """Where what comes of it is kept, and with which key. `rules`: names the program and the ring; with others nothing
    that was verified before counts."""

    path: Path
    key: VerifiedKey
    rules: str


@dataclass(frozen=True)
class VerifiedSince:
    """What was verified now, after so many entries that a daily run had; 0 and None: all of it."""

    verified: Verified
    since: int = 0
    day: date | None = None  # of that run


def rules_of(ring: Ring) -> str:
    """The program and the ring by which is verified."""
    return f"{metadata.version('hinweisgeber')} {ring.head.hex()}"


def unusable(before: VerifiedState, by: By, keeping: Keeping) -> str:
    """Why nothing that was verified before counts; empty if it does."""
    if before.rules != keeping.rules:
        return OTHER_RULES
    if not timedelta() <= by.today - before.newest <= TOO_OLD:
        return OLD
    return FOUND if before.last and before.last.findings and not before.seq else ""


def put_back(cab: Cabinet, before: VerifiedState, by: By) -> PutBack | None:
    """Whether the journal is no longer the one that was verified, or was seen last, whatever came of that: it is an
    older one, or another. Asked of every state, also of one that counts for nothing else."""
    known = [(before.seq, before.head), *([(before.last.entries, before.last.head)] if before.last else [])]
    head = cab.head()
    there = {seq: entry.hash.hex() for seq, _ in known if (entry := cab.entry(seq)) is not None}
    gone = [seq for seq, hashed in known if seq and there.get(seq) != hashed]
    return PutBack(by.today, max(gone), head.seq if head else 0) if gone else None


def changed(cab: Cabinet, before: Mapping[int, Slice]) -> dict[int, tuple[set[bytes], Slice]]:
    """Of each part that was examined before: the files that an entry since is about or that are not counted as they
    were, and how all of them are counted now."""
    if not before:
        return {}
    counted: dict[int, dict[bytes, bytes]] = {one: {} for one in range(PARTS)}
    head = cab.head()
    first = min(one.as_of for one in before.values())
    touched = {entry.file_id for entry in cab.entries(first)}
    touched |= {about(entry) or NO_FILE for entry in cab.keyless() if entry.seq > first}  # whose entries are no file's
    for file_id, tally in cab.tallies().items():
        counted[FilePart.of(file_id).number][file_id] = tally
    return {
        part: (
            {file_id for file_id, _ in one.tallies.items() ^ counted[part].items()}
            | {file_id for file_id in touched if FilePart.of(file_id).number == part},
            Slice(head.seq if head else 0, counted[part]),
        )
        for part, one in before.items()
    }


def verify_since(cabinet: Store[Cabinet], by: By, keeping: Keeping | None) -> VerifiedSince:
    """Verifies the entries since the last daily run, and every file that they are about or that is not counted as it
    was then; all of it where no such run counts. Keeps nothing. Raises JournalBroken, StoreAway."""
    before = _counting(by, keeping)
    with cabinet.read() as cab:
        since = cab.entry(before.seq) if before else None
        if before is not None and since is not None and put_back(cab, before, by) is None:
            chain = walk(cab, by.ring, since=since)
            ids = sorted(file_id for files, _ in changed(cab, before.slices).values() for file_id in files)
            rows = examine_files(cab, by.ring, by.today, by.proofs, [(one, one) for one in ids])
            found = tuple(sorted((*chain.found, *rows.found), key=lambda one: one.entry))
            last = chain.head.seq if chain.head else 0
            now = Verified(last, chain.texts, chain.head, differences=tuple(sorted(rows.differences)), findings=found)
            return VerifiedSince(now.hold(), before.seq, before.newest)
    return VerifiedSince(verify(cabinet, by.ring, proofs=by.proofs, today=by.today))


def _counting(by: By, keeping: Keeping | None) -> VerifiedState | None:
    """What the last run has kept, if it was a whole one and still counts."""
    with suppress(SealBroken, OSError):
        before = kept.read(keeping.path, keeping.key) if keeping else None
        if before and keeping and before.seq and len(before.slices) == PARTS and not unusable(before, by, keeping):
            return before
    return None
