"""The independent checker: recomputes the whole journal without any key, from the ring and the rows alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from types import MappingProxyType

from ...crypto import chain, proof
from ...crypto.chain import Checkpoint, Entry
from ...crypto.epochs import KeysSaid
from ...crypto.errors import JournalBroken, SignatureBroken
from ...crypto.keys import VerifyKey
from ...crypto.ring import Ring
from ...domain import records
from ...domain.acts import ROOT, Kind
from ...domain.case.deadlines import receipt_day
from ...domain.ending.readable import Readable
from ...errors import FormatBroken
from ...store.cabinet import NO_FILE, Cabinet
from ...store.unit import Store


@dataclass(frozen=True)
class Verified:
    """What was checked."""

    entries: int
    texts: int
    head: Entry
    erased: int = 0  # files
    unknown: int = 0  # of these: files whose erasure was authorised after what this journal knows; a proof shows it
    differences: tuple[tuple[int, tuple[str, ...]], ...] = ()  # entries, and what did not fit in a report taken in


@dataclass
class _Seen:
    """What the journal says of one file, and which of its texts are missing."""

    last: int = 0  # entry
    ending: Readable = field(default_factory=Readable)
    missing: list[int] = field(default_factory=list)
    notes_destroyed: int = 0
    epochs: list[tuple[KeysSaid, int]] = field(default_factory=list)  # what entries said that began one, and which
    holders: frozenset[str] = frozenset()  # of the newest key
    recused: frozenset[str] = frozenset()


ErasureProofs = Mapping[bytes, str]  # by file: crypto/proof.py


def verify(
    cabinet: Store[Cabinet],
    ring: Ring,
    checkpoint: str | None = None,
    proofs: ErasureProofs = MappingProxyType({}),
    today: date | None = None,
) -> Verified:
    """Checks the journal, and that it contains an earlier checkpoint (text of a signed note).

    `proofs`: those of the list of erasures; they are needed after a restore. `today`: nothing is erased later than
    that; by default the day it is in Berlin. Raises JournalBroken naming the first broken entry, FormatBroken for a
    checkpoint that is none, StoreAway.
    """
    today = today or receipt_day(datetime.now(UTC))
    kept = chain.parse_checkpoint(checkpoint) if checkpoint is not None else None
    with cabinet.read() as cab:
        erased, seen = cab.erased_files(), dict[bytes, _Seen]()
        head, texts = _chain(cab, ring, kept, erased, seen)
        _files(cab, seen)
        _epochs(cab, seen)
    unknown = sum(
        _erased(ring, seen.get(file_id, _Seen()), file_id, day, today, proofs) for file_id, day in erased.items()
    )
    for file_id in seen.keys() - erased.keys():
        _notes(seen[file_id])
    told = sorted((seq, said.differences) for one in seen.values() for said, seq in one.epochs if said.differences)
    return Verified(head.seq, texts, head, len(erased), unknown, tuple(told))


def _chain(
    cab: Cabinet, ring: Ring, kept: Checkpoint | None, erased: Mapping[bytes, date], seen: dict[bytes, _Seen]
) -> tuple[Entry, int]:
    texts = cab.texts()
    waiting = next(texts, None)
    previous: Entry | None = None
    read = 0
    for entry in cab.entries():
        if previous is None:  # 1. the journal begins with the founding, signed by the root
            _founding(entry)
        chain.verify_entry(ring.installation, entry, previous, _signer(ring, entry))  # 2. number, hash, signature
        if waiting is not None and waiting[0] == entry.seq:  # 3. a text that is there is the committed one
            chain.verify_text(entry, *waiting[1:])
            waiting, read, there = next(texts, None), read + 1, True
        else:
            there = False
        one = seen.setdefault(entry.file_id, _Seen())
        _keys(ring, one, entry)
        _read(one, entry, there, entry.file_id in erased)
        if kept is not None and kept.size == entry.seq:  # 4. an earlier checkpoint is part of it
            _checkpoint(ring, entry, kept)
        previous = entry
    if previous is None:
        raise JournalBroken(1, "no entry at all")
    if kept is not None and kept.size > previous.seq:
        raise JournalBroken(previous.seq + 1, "checkpoint of a longer journal", known=kept.size, there=previous.seq)
    return previous, read


def _founding(entry: Entry) -> None:
    if (entry.kind, entry.signer, entry.file_id) != (Kind.FOUNDED, ROOT, NO_FILE):
        raise JournalBroken(entry.seq, "does not begin with the founding")


def _signer(ring: Ring, entry: Entry) -> VerifyKey:
    if entry.signer == ROOT and entry.seq != 1:
        raise JournalBroken(entry.seq, "root signs the founding only")
    try:
        return ring.signer(entry.signer, entry.day)
    except SignatureBroken as error:
        raise JournalBroken(entry.seq, "signer not valid on that day", signer=entry.signer, day=entry.day) from error


def _checkpoint(ring: Ring, entry: Entry, kept: Checkpoint) -> None:
    if kept.origin != ring.installation:
        raise JournalBroken(entry.seq, "checkpoint of another installation")
    if kept.head != entry.hash:
        raise JournalBroken(entry.seq, "checkpoint of another journal")
    try:
        kept.verify(ring.signer(kept.signer, entry.day))
    except SignatureBroken as error:
        raise JournalBroken(entry.seq, "checkpoint not signed as it says") from error


def _keys(ring: Ring, seen: _Seen, entry: Entry) -> None:
    """What an entry says of its file's keys: epochs one after another, held by officers of this ring. Whose right has
    ended may still be among them, until the next act. Within an epoch nobody is left out but by themselves."""
    try:
        said = KeysSaid.read(entry.open)
    except FormatBroken as error:
        raise JournalBroken(entry.seq, "what it says of keys has no form") from error
    if said.holders and any(ring.get(holder) is None for holder in said.holders):
        raise JournalBroken(entry.seq, "a holder who is not in the ring")
    _left(seen, entry, frozenset(said.holders or ()) if said.holders else seen.holders, said.out)
    if said.epoch is None:
        if entry.kind == Kind.EPOCH or (said.holders and not seen.epochs):
            raise JournalBroken(entry.seq, "an epoch is missing")
        return
    if said.before != (seen.epochs[-1][0].epoch if seen.epochs else None):
        raise JournalBroken(entry.seq, "not the next epoch")
    seen.epochs.append((said, entry.seq))


def _left(seen: _Seen, entry: Entry, holders: frozenset[str], out: tuple[str, ...]) -> None:
    """Who declared that they are biased leaves with that entry, whom the reporter excludes with the epoch that it
    begins; neither holds a later key."""
    leaves = frozenset({entry.signer} if entry.kind == Kind.RECUSED else ()) | {*out}
    begins = entry.kind == Kind.EPOCH or not seen.epochs
    if holders & (seen.recused | leaves) or (not begins and seen.holders - holders != leaves & seen.holders):
        raise JournalBroken(entry.seq, "holders who did not leave by themselves")
    seen.holders, seen.recused = holders, seen.recused | leaves


def _read(seen: _Seen, entry: Entry, there: bool, erased: bool) -> None:
    """5. a text is missing only in an erased file, or where a note was destroyed."""
    seen.last = entry.seq
    seen.ending = records.end_of([(entry.kind, entry.day)], seen.ending)
    seen.notes_destroyed += entry.kind == Kind.NOTE_DESTROYED
    if there:
        return
    if not erased and entry.kind != Kind.NOTE:
        raise JournalBroken(entry.seq, "text is missing")
    seen.missing.append(entry.seq)


def _notes(seen: _Seen) -> None:
    """6. as many notes are without text as the journal says were destroyed."""
    if len(seen.missing) != seen.notes_destroyed:
        where = seen.missing[0] if seen.missing else seen.last
        raise JournalBroken(
            where, "texts missing that nobody destroyed", missing=len(seen.missing), destroyed=seen.notes_destroyed
        )


def _erased(ring: Ring, seen: _Seen, file_id: bytes, day: date, today: date, proofs: ErasureProofs) -> bool:
    """7. a file is erased only if an officer authorised it and its time had come (HinSchG § 11 Abs. 5).

    The day itself stands in a row nobody signed. True when only the proof shows the authorisation: the journal is an
    older one, put back from a backup.
    """
    if day > today:
        raise JournalBroken(seen.last, "erased on a day to come", file=file_id.hex(), day=day)
    if in_time(seen.ending, day, today):
        return False
    if not in_time(proven(ring, file_id, seen.last, proofs.get(file_id, "")), day, today):
        raise JournalBroken(seen.last, "erased without leave", file=file_id.hex())
    return True


def in_time(ending: Readable, day: date, today: date) -> bool:
    """Whether a file that ended like this may have been erased on this day. Days to come are none."""
    allowed = ending.erasable_from()
    return allowed is not None and allowed <= day <= today


def proven(ring: Ring, file_id: bytes, last: int, text: str) -> Readable:
    """What closing and authorisation in a proof say, if they are signed and later than all the journal knows of the
    file (`last`: its last entry there): else the journal itself says what became of them. Empty for what proves
    nothing."""
    try:
        entries = closing, authorisation = proof.read(file_id, text)
        for entry in entries:
            chain.verify_alone(ring.installation, entry, ring.signer(entry.signer, entry.day))
    except (FormatBroken, JournalBroken, SignatureBroken):
        return Readable()
    if not max(last, closing.seq) < authorisation.seq:
        return Readable()
    return records.end_of((entry.kind, entry.day) for entry in entries)


def _files(cab: Cabinet, seen: Mapping[bytes, _Seen]) -> None:
    """8. every file has as many entries as its sheet says it had acts: none added, dropped or rolled back; and every
    file the journal speaks of is there, be it erased."""
    counts = cab.entry_counts()
    for file_id, (revision, entries) in counts.items():
        if revision != entries:
            last = seen[file_id].last if file_id in seen else 1
            raise JournalBroken(last, "another number of entries", file=file_id.hex(), due=revision, there=entries)
    for file_id, one in seen.items():
        if file_id not in counts and file_id != NO_FILE:
            raise JournalBroken(one.last, "file has vanished", file=file_id.hex())


def _epochs(cab: Cabinet, seen: Mapping[bytes, _Seen]) -> None:
    """9. every file is in the epoch its entries say, and has a row for each or, where no keys were put back, none."""
    rows = cab.epoch_rows()
    for file_id, number in cab.newest_epochs().items():
        one = seen.get(file_id, _Seen())
        signed = [(said.epoch.number, said.epoch.random, seq) for said, seq in one.epochs if said.epoch]
        there = [(row.number, row.random, row.seq) for row in rows.get(file_id, [])]
        if number != len(signed) or there not in ([], signed):
            raise JournalBroken(one.last or 1, "in another epoch than its entries say", file=file_id.hex())


def checkpoint(cabinet: Store[Cabinet], ring: Ring) -> str:
    """The current checkpoint: a signed note an outsider can keep. Raises JournalBroken when there is no entry."""
    with cabinet.read() as cab:
        head = cab.head()
    if head is None:
        raise JournalBroken(1, "no entry at all")
    return chain.checkpoint_text(ring.installation, head, ring.signer(head.signer, head.day).raw)
