"""The case that two let be erased without a key (SPEC §48), as its own entries tell of it: who held its key and when,
who was left out, how far its end had come; and the proof of such an erasure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Protocol

from ....crypto import chain, proof
from ....crypto.chain import Entry
from ....crypto.errors import JournalBroken, SignatureBroken
from ....crypto.ring import Ring
from ....domain import records
from ....domain.ending.readable import Readable
from ....domain.power.keyless import KeylessErasure, of_file
from ....domain.power.proposals import ProposalState
from ....errors import FormatBroken
from ....store.cabinet import Cabinet
from ...officer import revocation
from .keyless import HELD, OLDER, OPENS, REMOVED, KeylessHistory, all_of
from .keys import KeyHistory

LOOKED_BACK = timedelta(days=30)  # before a case was taken in: its report is of one of these days


class EntryOf(Protocol):
    """An entry about a file, as far as it is asked here."""

    @property
    def seq(self) -> int:
        """Its number."""

    @property
    def day(self) -> date:
        """Its day."""

    @property
    def kind(self) -> str:
        """As the journal calls it."""

    @property
    def signer(self) -> str:
        """Whose."""

    @property
    def open(self) -> str | None:
        """What it says to everybody."""


@dataclass
class CasePast:
    """Who held a case's key and how far its end had come, as its entries say one after another. Of version 1 none says
    who held it: whoever signed did."""

    ring: Ring  # in force
    ending: Readable = field(default_factory=Readable)
    ever: frozenset[str] = frozenset()
    first: date | None = None
    last: int = 0
    keys: KeyHistory = field(init=False)

    def __post_init__(self) -> None:
        self.keys = KeyHistory(self.ring)

    @classmethod
    def of(cls, ring: Ring, entries: Iterable[EntryOf], before: int | None = None) -> CasePast:
        """All of it, or up to before an entry of the journal."""
        past = cls(ring)
        for one in entries:
            if before is None or one.seq < before:
                past._read(one)
        return past

    def _read(self, one: EntryOf) -> None:
        with suppress(JournalBroken):  # `files` names it
            self.keys.read(one.seq, one.day, one.kind, one.signer, one.open)
        self.ever |= self.keys.holders | {one.signer}
        self.ending = records.end_of([(one.kind, one.day)], self.ending)
        self.first, self.last = self.first or one.day, one.seq

    def has_parted(self, officer_id: str) -> bool:
        """Whether they were left out of the case when it came, or held its key and do not any more: nobody may sign of
        whom the report could speak, and why somebody left is sealed."""
        gone = self.ever - self.keys.holders if self.keys.epochs else frozenset[str]()
        return officer_id in self.keys.recused | gone | self._left_out()

    def _left_out(self) -> frozenset[str]:
        if self.first is None:
            return frozenset()
        days = (self.first - timedelta(days=n) for n in range(LOOKED_BACK.days + 1))
        return frozenset(one.officer_id for day in days for one in self.ring.receivers(day)) - self.ever

    def there(self, day: date) -> frozenset[str]:
        """Who holds its key, as the entries say, and is in the ring that day."""
        return self.keys.holders & {one.officer_id for one in self.ring.readers(day)}

    def surely_there(self, day: date) -> frozenset[str]:
        """The same afterwards: who was made longer since need not have been there."""
        return frozenset(one for one in self.there(day) if self.ring.was_surely_active(one, day))


HashOf = Callable[[int], str]  # of an entry of the journal, hex; empty where there is none


def against(past: CasePast, one: KeylessErasure, day: date, hash_of: HashOf) -> str:
    """Why the case could not be erased without a key that day, as its entries before were; empty if it could."""
    if (past.last, hash_of(past.last)) != (one.last, one.last_hash):
        return OLDER
    if past.surely_there(day):
        return OPENS
    return HELD if past.ending.holds else ""


def wrong_of(ring: Ring, entries: Sequence[EntryOf], one: KeylessErasure, hash_of: HashOf) -> list[tuple[int, str]]:
    """What is wrong with what was signed about this case: number of the entry, and which rule. `ring`: in force."""
    signed = [(one.seq, one.day, one.by)]
    if one.ended_on is not None and one.ended_by != one.by:
        signed.append((one.ended_seq, one.ended_on, one.ended_by))
    found = []
    for seq, day, signer in signed:
        past = CasePast.of(ring, entries, before=seq)
        if past.has_parted(signer):
            found.append((seq, REMOVED))
        elif one.state is ProposalState.CONFIRMED or seq == one.seq:
            found += [(seq, why)] if (why := against(past, one, day, hash_of)) else []
    return found


def allows(ring: Ring, entries: Sequence[EntryOf], one: KeylessErasure, day: date, hash_of: HashOf) -> bool:
    """Whether this case might be erased by it on this day: rightly signed, and still as both had it before them."""
    whole = CasePast.of(ring, entries)
    return one.allows(day) and not wrong_of(ring, entries, one, hash_of) and not against(whole, one, day, hash_of)


def allowing(cab: Cabinet, ring: Ring, file_id: bytes, day: date, today: date) -> KeylessErasure | None:
    """By what two signed this case might be erased on this day, as the journal says; None by nothing. Days to come are
    none."""
    found = [one for one in of_file(all_of(cab, ring), file_id) if one.allows(day)] if day <= today else []
    if not found:
        return None
    entries, now = cab.entries_of(file_id), revocation.in_force(cab, ring)
    return next((one for one in reversed(found) if allows(now, entries, one, day, _hashes(entries))), None)


def _hashes(entries: Sequence[Entry]) -> HashOf:
    known = {entry.seq: entry.hash.hex() for entry in entries}
    return lambda seq: known.get(seq, "")


def proof_of(cab: Cabinet, one: KeylessErasure) -> str:
    """Both signatures, to be kept in the list of erasures."""
    proposal, confirmation = cab.entry(one.seq), cab.entry(one.ended_seq)
    return proof.write_keyless(proposal, confirmation) if proposal and confirmation else ""


def proven(ring: Ring, file_id: bytes, last: int, text: str, day: date, today: date) -> KeylessErasure | None:
    """What two signatures in a proof say of this file, if they hold and allow it that day, and the journal knows of no
    entry after the one both had before them (`last`: its last there). None for what proves nothing."""
    history = KeylessHistory(ring)
    try:
        for entry in proof.read_keyless(text):
            chain.verify_alone(ring.installation, entry, ring.signer(entry.signer, entry.day))
            history.read(entry, ())
    except (FormatBroken, JournalBroken, SignatureBroken):
        return None
    rightly = (one for one in history.found.values() if one.file_id == file_id and one.allows(day))
    return next((one for one in rightly if last <= one.last and day <= today), None)


def proven_here(cab: Cabinet, ring: Ring, file_id: bytes, text: str, day: date, today: date) -> bool:
    """The same, and as far as this journal knows the case at that entry, nothing it says stands against it."""
    entries = cab.entries_of(file_id)
    one = proven(ring.by_root, file_id, entries[-1].seq if entries else 0, text, day, today)
    return one is not None and fits(ring, entries, one, _hashes(entries))


def fits(ring: Ring, entries: Sequence[EntryOf], one: KeylessErasure, hash_of: HashOf) -> bool:
    """Whether a proof fits what is left of a journal that was put back: nobody signed who had parted by then, and where
    the newest entry that both had is there, the case was one that nobody could open."""
    past = CasePast.of(ring, entries)
    if any(past.has_parted(who) for who in (one.by, one.ended_by)):
        return False
    return past.last < one.last or not against(past, one, one.ended_on or one.day, hash_of)
