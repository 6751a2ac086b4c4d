"""File by file: what the entries about each say without a key, and whether the rows beside them are that."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from ....crypto.errors import JournalBroken
from ....crypto.ring import Ring
from ....domain import records
from ....domain.acts import Kind
from ....domain.ending.readable import Readable
from ....domain.journal import Entry
from ....domain.power.keyless import KeylessErasure
from ....store.cabinet import CASE, NO_FILE, Cabinet, Range
from ...officer.desk import number_of
from ...officer.revocation import in_force
from . import committed, keyless, keyless_case, structure
from .committed import Commitments
from .ending import ErasureProofs, in_time, proven
from .findings import Amiss, Finding
from .keys import KeyHistory
from .power import EntrySaid, PowerHistory, SeenHistory
from .streams import ErasedRow, FileRows, by_file


@dataclass
class FilesDone:
    """What was gone through."""

    erased: int = 0
    unknown: int = 0
    restored: int = 0
    differences: list[tuple[int, tuple[str, ...]]] = field(default_factory=list)
    found: list[Finding] = field(default_factory=list)


@dataclass(frozen=True)
class _By:
    """_By what it is judged."""

    ring: Ring
    today: date
    proofs: ErasureProofs
    keyless: bool  # no key of any file is there: only the content was put back
    left: frozenset[tuple[bytes, str]]  # of files whose erasure has come to its end
    entry: Callable[[int], Entry | None]  # of the journal
    of_two: dict[bytes, list[KeylessErasure]]  # by the case that two let be erased without a key
    no_cases: frozenset[bytes]  # of these what is no case

    def hash_of(self, file_id: bytes) -> Callable[[int], str]:
        """Of entries about this file, hex."""

        def of(seq: int) -> str:
            entry = self.entry(seq)
            return entry.hash.hex() if entry is not None and entry.file_id == file_id else ""

        return of


def examine_files(
    cab: Cabinet, ring: Ring, today: date, proofs: ErasureProofs, ranges: Iterable[Range | None] = (None,)
) -> FilesDone:
    """All files, or those with ids in these ranges."""
    left = frozenset(cab.left_of_erased())
    without: dict[bytes, list[KeylessErasure]] = {}
    for one in keyless.all_of(cab, ring):
        without.setdefault(one.file_id, []).append(one)
    cases = {file_id for file_id, (kind, *_) in cab.numbers(without).items() if kind == CASE}
    nothing = frozenset(without.keys() - cases)
    by = _By(in_force(cab, ring), today, proofs, not cab.has_keys(), left, cab.entry, without, nothing)
    done = FilesDone()
    for within in ranges:
        for rows in by_file(cab, within):
            done.found += _of(by, rows, done)
    return done


def _of(by: _By, rows: FileRows, done: FilesDone) -> Iterator[Finding]:
    case = number_of(rows.file.kind, rows.file.year, rows.file.n) if rows.file else ""
    is_case = rows.file is None or rows.file.kind == CASE
    keys, said = KeyHistory(by.ring, by.today if is_case else None), Commitments()
    seen, ending, power = SeenHistory(), Readable(), PowerHistory(by.ring, by.entry, is_case, by.today)
    for seq, day, kind, signer, openly, _ in rows.entries:
        before, held = ending, keys.holders
        ending = records.end_of([(kind, day)], ending)
        of_keys, committed_to = partial(keys.read, seq, day, kind, signer, openly), partial(said.read, seq, openly)
        for read in (of_keys, committed_to, partial(seen.read, seq, kind, openly)):
            try:  # 6. who held the keys, what was committed to, and what its signer had seen
                read()
            except JournalBroken as broken:
                yield Finding(seq, case, Amiss.ALTERED, "entry", broken.why, broken.values)
        joined = keys.holders - held - {signer} if held else frozenset()
        one = EntrySaid(seq, day, kind, signer, openly, joined, before)
        if rows.id != NO_FILE and (found := _of_power(power, one, case)):
            yield found
    done.differences += [(seq, one.differences) for one, seq in keys.epochs if one.differences]
    if rows.id == NO_FILE:
        yield from _texts(rows, said, case)
        yield from _of_no_case(by)
        return
    yield from _file(rows, case)
    yield from _keyless(by, rows, case)
    yield from committed.number(said, rows, case)
    if rows.file is not None and rows.file.erased_on is not None:
        yield from _erased(by, rows, ending, case, done)
        yield from structure.epoch_number(keys, rows, case)
        return
    done.restored += rows.file is not None and rows.file.restored
    yield from _texts(rows, said, case)
    yield from structure.epochs(keys, said, rows, case, by.keyless)
    yield from structure.wraps(keys, rows, case, by.ring, by.today)
    yield from structure.status(rows, case)
    yield from committed.differences(said, rows, case)
    if rows.erased is not None:
        yield Finding(rows.last, case, Amiss.FOREIGN, "erased", "certificate of what is not erased", {"case": case})


def _of_power(power: PowerHistory, one: EntrySaid, case: str) -> Finding | None:
    """18. nobody acted alone where two must agree."""
    try:
        power.read(one)
    except JournalBroken as broken:
        return Finding(one.seq, case, Amiss.ALTERED, "entry", broken.why, broken.values)
    return None


def _of_no_case(by: _By) -> Iterator[Finding]:
    for one in (one for file_id in by.no_cases for one in by.of_two[file_id]):
        yield Finding(one.seq, "", Amiss.ALTERED, "entry", keyless.NO_CASE)


def _keyless(by: _By, rows: FileRows, case: str) -> Iterator[Finding]:
    """19. two let a case be erased without a key only where nobody could open it; neither was left out of it."""
    if rows.id in by.no_cases:
        return
    for one in by.of_two.get(rows.id, ()):
        if rows.file is not None and one.case != case:
            yield Finding(one.seq, case, Amiss.ALTERED, "entry", keyless.NO_CASE)
        for seq, why in keyless_case.wrong_of(by.ring, rows.entries, one, by.hash_of(rows.id)):
            yield Finding(seq, case, Amiss.ALTERED, "entry", why)


def _texts(rows: FileRows, said: Commitments, case: str) -> Iterator[Finding]:
    """7. a text is missing only in an erased file, or where an act destroyed a note: which, acts say since they commit;
    before, how many."""
    missing = [(one.seq, one.kind) for one in rows.entries if not one.has_text]
    for seq, kind in missing:
        if kind != Kind.NOTE:
            yield Finding(seq, case, Amiss.MISSING, "text", "text is missing")
    notes, destroyed = [seq for seq, kind in missing if kind == Kind.NOTE], _destroyed(rows)
    if len(notes) != destroyed or said.notes - {*notes}:
        stray = next((seq for seq in notes if seq not in said.notes), notes[0] if notes else rows.last)
        kind, values = (
            Amiss.MISSING if len(notes) > destroyed else Amiss.FOREIGN,
            {"missing": len(notes), "destroyed": destroyed},
        )
        yield Finding(stray, case, kind, "text", "texts missing that nobody destroyed", values)


def _destroyed(rows: FileRows) -> int:
    return sum(one.kind == Kind.NOTE_DESTROYED for one in rows.entries)


def _file(rows: FileRows, case: str) -> Iterator[Finding]:
    """8. every file has as many entries as its sheet says it had acts: none added, dropped or rolled back; and every
    file the journal speaks of is there, be it erased."""
    if rows.file is None:
        yield Finding(rows.last, case, Amiss.MISSING, "file", "file has vanished", {"file": rows.id.hex()})
    elif rows.file.revision != len(rows.entries):
        values = {"file": rows.id.hex(), "due": rows.file.revision, "there": len(rows.entries)}
        kind = Amiss.ALTERED if rows.entries else Amiss.FOREIGN
        yield Finding(rows.last, case, kind, "file", "another number of entries", values)


def _erased(by: _By, rows: FileRows, ending: Readable, case: str, done: FilesDone) -> Iterator[Finding]:
    """9. a file is erased only if an officer authorised it and its time had come (HinSchG § 11 Abs. 5), and then
    nothing of it is left. The day itself stands in a row nobody signed."""
    done.erased += 1
    day = rows.file.erased_on if rows.file else None
    values = {"file": rows.id.hex(), "day": day, "case": case}
    if day is None or day > by.today:
        yield Finding(rows.last, case, Amiss.ALTERED, "file", "erased on a day to come", values)
        return
    without = [one for one in by.of_two.get(rows.id, ()) if _allows(by, rows, one, day)]
    if not in_time(ending, day, by.today) and not without:
        if not _is_proven(by, rows, day):
            yield Finding(rows.last, case, Amiss.ALTERED, "file", "erased without leave", values)
            return
        done.unknown += 1  # only the proof shows it: the journal is an older one, put back from a backup
    elif rows.erased is not None and not _is_certified(by, rows.erased, rows, ending, without):
        yield Finding(rows.last, case, Amiss.ALTERED, "erased", "certificate is another", values)
    if rows.erased is None:
        yield Finding(rows.last, case, Amiss.MISSING, "erased", "certificate is missing", values)
    elif rows.erased.done:
        left = {table for file_id, table in by.left if file_id == rows.id}
        left |= {"sheet"} if rows.file and not rows.file.is_empty else set()
        left |= {"text"} if any(one.has_text for one in rows.entries) else set()
        left |= {"reminder"} if rows.file and rows.file.remind_on else set()
        for what in sorted(left):
            yield Finding(rows.last, case, Amiss.FOREIGN, what, "left of what is erased", values)


def _allows(by: _By, rows: FileRows, one: KeylessErasure, day: date) -> bool:
    return keyless_case.allows(by.ring, rows.entries, one, day, by.hash_of(rows.id))


def _is_proven(by: _By, rows: FileRows, day: date) -> bool:
    text, last = by.proofs.get(rows.id, ""), rows.entries[-1].seq if rows.entries else 0
    if in_time(proven(by.ring, rows.id, rows.last, text), day, by.today):
        return True
    one = keyless_case.proven(by.ring.by_root, rows.id, last, text, day, by.today)
    return one is not None and keyless_case.fits(by.ring, rows.entries, one, by.hash_of(rows.id))


def _is_certified(by: _By, row: ErasedRow, rows: FileRows, ending: Readable, without: Iterable[KeylessErasure]) -> bool:
    """Whether the certificate names the closing's day and the authorisation that the journal has: by the case's own
    entries, or by two `without` a key."""
    own = max((one.seq for one in rows.entries if one.kind == Kind.ERASURE_AUTHORISED), default=0)
    named = (row.closed_on, row.authorised_seq, row.authorised_hash)
    entries = [by.entry(seq) for seq in (own, *(one.ended_seq for one in without))]
    return any(entry is not None and named == (ending.closed_on, entry.seq, entry.hash) for entry in entries)
