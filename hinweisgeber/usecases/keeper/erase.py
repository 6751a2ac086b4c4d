"""Erasing cases for good, without a key (HinSchG § 11 Abs. 5; promise 9).

An officer has authorised it; whether it is due is told by readable acts and days alone. First it is decided: no
message of the reporter waits in the letterbox, nothing stands against it, and from the mark on nobody opens the case.
Then it goes into the list that every restore reads, then the keys go, then what they opened, then the files. Whatever
is cut off on the way, the next run ends it: each step may be done again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import MappingProxyType

from ...crypto import proof
from ...crypto.ring import Ring
from ...domain import records
from ...domain.acts import Kind
from ...domain.case.deadlines import receipt_day
from ...domain.dialogue.report import REPORTER
from ...domain.ending.readable import Readable
from ...store.blobs import BlobStore
from ...store.cabinet import CASE, Cabinet
from ...store.cabinet.erasure import CaseEntries, Certificate
from ...store.letterbox import Letterbox
from ...store.unit import Store
from ..officer.desk import number_of
from . import verifying
from .verifying import ErasureProofs

NO_PROOFS: ErasureProofs = MappingProxyType({})
Note = Callable[[bytes, date, str | None], None]  # file, day, proof: into the list of erasures, durably


@dataclass(frozen=True)
class Ending:
    """What the journal tells without a key about the end of one case."""

    file_id: bytes
    number: str
    state: Readable
    authorisation: int | None  # the entry
    follow_ups: int


@dataclass(frozen=True)
class Candidate:
    """A case whose erasure is due, and how much of it there is. `waiting`: the reporter has written and nobody has
    collected it, so it stays."""

    ending: Ending
    texts: int
    files: int
    wraps: int
    waiting: bool = False


def ending_of(row: CaseEntries) -> Ending:
    """From the entries of all kinds but those in `records.HARMLESS`."""
    last = {kind: seq for seq, kind, _ in row.entries}
    return Ending(
        row.file_id,
        number_of(CASE, row.year, row.n),
        records.end_of((kind, day) for _, kind, day in row.entries),
        last.get(Kind.ERASURE_AUTHORISED),
        sum(kind == Kind.FOLLOW_UP for _, kind, _ in row.entries),
    )


def due(letterbox: Store[Letterbox], cabinet: Store[Cabinet], today: date) -> list[Candidate]:
    """What `carry_out` would erase today, by number. Changes nothing. Raises StoreAway."""
    with letterbox.read() as box, cabinet.read() as cab:
        rows = cab.readable(but=records.HARMLESS, having=(Kind.ERASURE_AUTHORISED,))
        endings = [ending_of(row) for row in rows]
        return [_candidate(box, cab, ending) for ending in endings if _is_due(ending, today)]


def _is_due(ending: Ending, today: date) -> bool:
    day = ending.state.erasable_from()
    return day is not None and day <= today


def _candidate(box: Letterbox, cab: Cabinet, ending: Ending) -> Candidate:
    """How much there is to destroy: what both stores hold of one dialogue counts in both."""
    ours, theirs = cab.content_counts(ending.file_id), box.counts(ending.file_id)
    files = {*cab.blobs_of(ending.file_id), *box.blobs_of(ending.file_id)}
    waiting = box.next_place(ending.file_id, REPORTER) > ending.follow_ups + 1
    return Candidate(ending, ours[0] + theirs[0], len(files), ours[1] + theirs[1], waiting)


def carry_out(
    letterbox: Store[Letterbox],
    cabinet: Store[Cabinet],
    blobs: BlobStore,
    note: Note,
    today: date,
    ring: Ring | None = None,
    proofs: ErasureProofs = NO_PROOFS,
) -> list[Certificate]:
    """Erases what is due, and ends what an earlier run began and an officer had allowed; returns the certificates.

    What is marked although nobody allowed it stays as it is: `begun` tells. Raises StoreAway and what `note` raises;
    then the next run goes on where this one stopped.
    """
    allowed = [one for one in begun(cabinet, today, ring, proofs) if one.proof is not None]
    for one in allowed:
        note(one.file_id, one.day, one.proof)
    decided = [
        candidate.ending.file_id
        for candidate in due(letterbox, cabinet, today)
        if _decide(letterbox, cabinet, candidate.ending.file_id, note, today, ring)
    ]
    file_ids = [*(one.file_id for one in allowed), *decided]
    destroy_all(letterbox, cabinet, blobs, file_ids, today)
    with cabinet.read() as cab:
        return cab.certificates(file_ids)


@dataclass(frozen=True)
class Begun:
    """A file that is marked as erased, and whose destruction has not come to its end. The mark alone proves nothing:
    a line of SQL sets it."""

    file_id: bytes
    number: str
    day: date
    proof: str | None  # that it was allowed on that day; None: nothing of it may be destroyed


def begun(
    cabinet: Store[Cabinet], today: date, ring: Ring | None = None, proofs: ErasureProofs = NO_PROOFS
) -> list[Begun]:
    """What earlier runs began, by number. `proofs`: those of the list of erasures; without a ring they prove nothing.

    Raises StoreAway.
    """
    with cabinet.read() as cab:
        marked = cab.unfinished_erasures()
        numbers = {file_id: number_of(*number) for file_id, number in cab.numbers(marked).items()}
        return [
            Begun(file_id, numbers[file_id], day, evidence(cab, file_id, day, today, ring, proofs))
            for file_id, day in marked.items()
        ]


def evidence(
    cab: Cabinet, file_id: bytes, day: date, today: date, ring: Ring | None = None, proofs: ErasureProofs = NO_PROOFS
) -> str | None:
    """The proof that a file might be erased on this day: from the journal or, where that is older, from the list of
    erasures. None when there is none."""
    entries = cab.entries_of(file_id)
    if verifying.in_time(records.end_of((entry.kind, entry.day) for entry in entries), day, today):
        return _proof(cab, file_id, day, today, ring)
    text, last = proofs.get(file_id, ""), entries[-1].seq if entries else 0
    if ring is not None and verifying.in_time(verifying.proven(ring, file_id, last, text), day, today):
        return text
    return None


def _decide(
    letterbox: Store[Letterbox], cabinet: Store[Cabinet], file_id: bytes, note: Note, today: date, ring: Ring | None
) -> bool:
    """The point of no return, unless something has come in between since the list was made, or nobody signed it.

    Both stores' writers wait meanwhile: neither an officer nor the reporter comes in between. The cabinet is taken
    first, as by everybody, and let go of first: what is destroyed is marked by then.
    """
    with ExitStack() as held:
        turn = held.enter_context(ExitStack())
        cab, box = turn.enter_context(cabinet.write()), held.enter_context(letterbox.write())
        ending = next(map(ending_of, cab.readable(file_id=file_id, but=records.HARMLESS)), None)
        if ending is None or not _is_due(ending, today):
            return False
        candidate = _candidate(box, cab, ending)
        if candidate.waiting:
            return False
        signed = _proof(cab, file_id, today, today, ring)
        if signed is None:
            return False
        _mark(cab, candidate, today)
        turn.close()
        note(file_id, today, signed)
        box.destroy_keys(file_id)
    return True


def _mark(cab: Cabinet, candidate: Candidate, day: date) -> None:
    ending, counts = candidate.ending, (candidate.texts, candidate.files, candidate.wraps)
    entry = cab.entry(ending.authorisation) if ending.authorisation and ending.state.authorised else None
    cab.mark_erased(ending.file_id, day, ending.state.closed_on, (entry.seq, entry.hash) if entry else None, counts)


def _proof(cab: Cabinet, file_id: bytes, day: date, today: date, ring: Ring | None) -> str | None:
    """The signed entries that allow it on this day; None when the journal does not know them or nobody of the ring
    signed them: rows alone prove nothing, whoever may write SQL can add some."""
    last = {entry.kind: entry for entry in cab.entries_of(file_id, (Kind.CLOSED, Kind.ERASURE_AUTHORISED))}
    if len(last) != 2:
        return None
    text = proof.write(last[Kind.CLOSED], last[Kind.ERASURE_AUTHORISED])
    signed = ring is None or verifying.in_time(verifying.proven(ring, file_id, 0, text), day, today)
    return text if signed else None


# -- destruction -------------------------------------------------------------------------------------------------


def destroy(letterbox: Store[Letterbox], cabinet: Store[Cabinet], blobs: BlobStore, file_id: bytes) -> None:
    """Destroys everything of this case, in both stores. Doing it again changes nothing; so does an unknown id.

    Nobody is asked here whether it may be done: who calls knows by `evidence`. Raises StoreAway.
    """
    destroy_all(letterbox, cabinet, blobs, [file_id])


def destroy_all(
    letterbox: Store[Letterbox],
    cabinet: Store[Cabinet],
    blobs: BlobStore,
    file_ids: Collection[bytes],
    today: date | None = None,
) -> None:
    """The same for several cases: the databases' files are written anew only once. `today`: the day on the certificates
    of those that have none yet."""
    here, day, gone = Stores(letterbox, cabinet, blobs), today or receipt_day(datetime.now(UTC)), 0
    for file_id in file_ids:
        gone += _mark_returned(here, file_id, day)
        gone += sum(step(here, file_id) for step in STEPS)
    with cabinet.read() as cab:
        unfinished = cab.unfinished_erasures().keys() & set(file_ids)
    if gone or unfinished:
        letterbox.scrub()
        cabinet.scrub()
        with cabinet.write() as cab:
            cab.finish_erasures(unfinished)


@dataclass(frozen=True)
class Stores:
    """Everywhere something of a case can lie."""

    letterbox: Store[Letterbox]
    cabinet: Store[Cabinet]
    blobs: BlobStore


def _mark_returned(here: Stores, file_id: bytes, day: date) -> int:
    """A case that came back from a backup is not marked."""
    with here.letterbox.read() as box, here.cabinet.write() as cab:
        found = [ending_of(row) for row in cab.readable(file_id=file_id, but=records.HARMLESS)]
        for ending in found:
            _mark(cab, _candidate(box, cab, ending), day)
        return len(found)


def _cabinet_keys(here: Stores, file_id: bytes) -> int:
    with here.cabinet.write() as cab:
        return cab.destroy_keys(file_id)


def _letterbox_keys(here: Stores, file_id: bytes) -> int:
    with here.letterbox.write() as box:
        return box.destroy_keys(file_id)


def _letterbox_texts(here: Stores, file_id: bytes) -> int:
    with here.letterbox.write() as box:
        return box.destroy_texts(file_id)


def _cabinet_texts(here: Stores, file_id: bytes) -> int:
    with here.cabinet.write() as cab:
        return cab.destroy_texts(file_id)


def _blobs(here: Stores, file_id: bytes) -> int:
    """The databases know their names until they are gone."""
    with here.letterbox.read() as box, here.cabinet.read() as cab:
        names = sorted({*box.blobs_of(file_id), *cab.blobs_of(file_id)})
    for name in names:
        here.blobs.delete(name)
    return len(names)


def _names(here: Stores, file_id: bytes) -> int:
    with here.letterbox.write() as box:
        gone = box.forget_report(file_id)
    with here.cabinet.write() as cab:
        return gone + cab.forget_blobs_of(file_id)


def _pulled(here: Stores, file_id: bytes) -> int:
    """What the pull saw of it, last: until then it tells that what is missing in the letterbox goes rightly."""
    with here.cabinet.write() as cab:
        return cab.forget_pulled(file_id)


STEPS: tuple[Callable[[Stores, bytes], int], ...] = (
    _cabinet_keys, _letterbox_keys, _letterbox_texts, _cabinet_texts, _blobs, _names, _pulled,
)  # fmt: skip
