"""Erasing cases for good, without a key (HinSchG § 11 Abs. 5; promise 9).

An officer has authorised it, or two without a key where nobody could open the case (SPEC §48); whether it is due is
told by readable acts and days alone. First it is decided: no
message of the reporter waits in the letterbox, nothing stands against it, and from the mark on nobody opens the case.
Then it goes into the list that every restore reads, then the keys go, then what they opened, then the files. Whatever
is cut off on the way, the next run ends it: each step may be done again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from types import MappingProxyType

from ...crypto import proof
from ...crypto.ring import Ring
from ...domain import records
from ...domain.acts import Kind
from ...domain.case.deadlines import receipt_day
from ...domain.dialogue.report import REPORTER
from ...domain.ending.readable import Readable
from ...domain.power.keyless import KeylessErasure
from ...store.blobs import BlobStore
from ...store.cabinet import CASE, Cabinet
from ...store.cabinet.erasure import CaseEntries, Certificate
from ...store.letterbox import Letterbox
from ...store.unit import Store
from ..officer.desk import number_of
from ..officer.revocation import in_force
from . import verifying
from .holders import living
from .verifying import ErasureProofs, keyless, keyless_case
from .verifying.keyless_case import CasePast

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
    keyless: KeylessErasure | None = None  # by which two let it be erased without a key; then that is its authorisation

    @property
    def since(self) -> date | None:
        """First day on which the machine may erase it; None while something stands against it."""
        return self.keyless.ended_on if self.keyless else self.state.erasable_from()


@dataclass(frozen=True)
class Candidate:
    """A case whose erasure is due, and how much of it there is. `waiting`: the reporter has written and nobody has
    collected it, so it stays. `opens`: two let it be erased because nobody could open it, and somebody can again."""

    ending: Ending
    texts: int
    files: int
    wraps: int
    waiting: bool = False
    opens: bool = False

    @property
    def stays(self) -> bool:
        """Whether it is not erased now."""
        return self.waiting or self.opens


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


def due(letterbox: Store[Letterbox], cabinet: Store[Cabinet], today: date, ring: Ring | None = None) -> list[Candidate]:
    """What `carry_out` would erase today, by number; without a ring nothing that two signed without a key. Changes
    nothing. Raises StoreAway."""
    with letterbox.read() as box, cabinet.read() as cab:
        rows = cab.readable(but=records.HARMLESS, having=(Kind.ERASURE_AUTHORISED,))
        endings = [one for one in map(ending_of, rows) if _is_due(one, today)]
        known = {one.file_id for one in endings}
        endings += [one for one in _without_key(cab, ring, today) if one.file_id not in known]
        return [candidate_of(box, cab, ending, ring, today) for ending in sorted(endings, key=lambda one: one.number)]


def _is_due(ending: Ending, today: date) -> bool:
    day = ending.state.erasable_from()
    return day is not None and day <= today


def _without_key(cab: Cabinet, ring: Ring | None, today: date, only: bytes | None = None) -> Iterator[Ending]:
    """Cases that two let be erased because nobody could open them; all, or one."""
    if ring is None:
        return
    signed = [one for one in keyless.all_of(cab, ring) if one.allows(today)]
    for file_id in {one.file_id for one in signed if only in (None, one.file_id)}:
        one = keyless_case.allowing(cab, ring, file_id, today, today)
        for row in cab.readable(file_id=file_id, but=records.HARMLESS) if one else ():
            yield replace(ending_of(row), keyless=one, authorisation=one.ended_seq if one else None)


def candidate_of(
    box: Letterbox, cab: Cabinet, ending: Ending, ring: Ring | None = None, today: date = date.max
) -> Candidate:
    """How much there is to destroy: what both stores hold of one dialogue counts in both."""
    ours, theirs = cab.content_counts(ending.file_id), box.counts(ending.file_id)
    files = {*cab.blobs_of(ending.file_id), *box.blobs_of(ending.file_id)}
    waiting = box.next_place(ending.file_id, REPORTER) > ending.follow_ups + 1
    opens = bool(ending.keyless and ring and opened_by(cab, ring, ending.file_id, today))
    return Candidate(ending, ours[0] + theirs[0], len(files), ours[1] + theirs[1], waiting, opens)


def opened_by(cab: Cabinet, ring: Ring, file_id: bytes, today: date) -> set[str]:
    """Who could open this case today, as far as it is told without a key: whom its entries name as a holder and the
    ring has, and who lives and has a wrap, whatever it is worth: whoever erases may see none."""
    named = CasePast.of(in_force(cab, ring), cab.entries_of(file_id)).there(today)
    return {*named} | cab.holders(file_id) & living(cab, ring, today)


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
        for candidate in due(letterbox, cabinet, today, ring)
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
    if ring is not None and (one := keyless_case.allowing(cab, ring, file_id, day, today)):
        return keyless_case.proof_of(cab, one)
    text, last = proofs.get(file_id, ""), entries[-1].seq if entries else 0
    if ring is None or not text:
        return None
    by_one = verifying.in_time(verifying.proven(ring, file_id, last, text), day, today)
    return text if by_one or keyless_case.proven_here(cab, ring, file_id, text, day, today) else None


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
        if ending is not None and not _is_due(ending, today):
            ending = next(_without_key(cab, ring, today, file_id), None)
        if ending is None:
            return False
        candidate = candidate_of(box, cab, ending, ring, today)
        if candidate.stays:
            return False
        one = ending.keyless
        signed = keyless_case.proof_of(cab, one) if one else _proof(cab, file_id, today, today, ring)
        if signed is None:
            return False
        _mark(cab, candidate, today)
        turn.close()
        note(file_id, today, signed)
        box.destroy_keys(file_id)
    return True


def _mark(cab: Cabinet, candidate: Candidate, day: date) -> None:
    ending, counts = candidate.ending, (candidate.texts, candidate.files, candidate.wraps)
    allowed = ending.authorisation if ending.state.authorised or ending.keyless else None
    entry = cab.entry(allowed) if allowed else keyless.newest_confirmed(cab, ending.file_id)
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
            _mark(cab, candidate_of(box, cab, ending), day)
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
