"""What a file's entries say of power (SPEC §44): that nobody did alone what two must agree to, without any key.

Of an entry that confirms: 1. the proposal is there, of this file, earlier, and has this hash; 2. the act is the same;
3. it was not ended before; 4. it is within its days; 5. the signers differ, and so do their functions, and both have a
role that may; 6. both held the file's key (`keys`); 7. each had seen the last entry before; 8. no objection is
unanswered; 9. notice was given and its days are over. With it nobody comes to the key but by `assigned`. And the
reverse: what needs two confirms something, or names a ground that holds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from ....crypto.commitments import Committed
from ....crypto.errors import JournalBroken
from ....crypto.power import read_openly
from ....crypto.ring import Ring
from ....crypto.seen import SeenBefore
from ....domain.acts import CASE_ACT, Kind, kind_of
from ....domain.dialogue.report import OFFICE
from ....domain.ending.readable import Readable
from ....domain.journal import Entry
from ....domain.power import guard, periods
from ....domain.power.grounds import Ground, Sooner
from ....domain.power.guard import PowerClass
from ....domain.power.openly import Confirms, Openly, Proposes
from ....errors import FormatBroken

_FORM = "what it says of power has no form"
_ENDS = {Kind.DECLINED, Kind.WITHDRAWN}
_GIVE_A_KEY = {Kind.CASE_RECEIVED, Kind.DEPUTY_JOINED}  # by one signature: to who receives, and by a lead's plan


@dataclass
class _Standing:
    """A proposal, as its entry says it, and what came of it."""

    said: Proposes
    signer: str
    day: date
    ended: bool = False
    objected: bool = False
    answered: bool = False


@dataclass(frozen=True)
class EntrySaid:
    """One entry, as far as it is asked here. `joined`: who holds the key with it and did not before; `ending`: how far
    the file was from its erasure."""

    seq: int
    day: date
    kind: str
    signer: str
    open: str | None
    joined: frozenset[str] = frozenset()
    ending: Readable = field(default_factory=Readable)


@dataclass
class SeenHistory:
    """What a file's entries say of what their signers had seen (SPEC §24), entry by entry: each the newest entry about
    the file before it, one that only begins an epoch excepted. Proposals and what confirms them `PowerHistory` asks."""

    newest: int = 0

    def read(self, seq: int, kind: str, said_openly: str | None) -> None:
        """The next entry of the file. Raises JournalBroken."""
        before = self.newest
        if kind != Kind.EPOCH:
            self.newest = seq
        if kind == Kind.PROPOSED or '"confirms":' in (said_openly or ""):
            return
        try:
            seen = SeenBefore.read(said_openly)
        except FormatBroken as error:
            raise JournalBroken(seq, "what it says openly has no form") from error
        if seen is not None and seen.entry != before:
            raise JournalBroken(seq, "its signer had not seen the entry before", seen=seen.entry, before=before)


@dataclass
class PowerHistory:
    """Of one file, entry by entry. `entry`: of the journal, by its number; `is_case`: measures know no proposals;
    `today`: nothing that the reporter can object to is confirmed later."""

    ring: Ring
    entry: Callable[[int], Entry | None]
    is_case: bool = True
    today: date = date.max
    proposals: dict[int, _Standing] = field(default_factory=dict)
    last: int = 0  # the newest entry that does more than begin an epoch

    def read(self, one: EntrySaid) -> None:
        """The next entry of the file. Raises JournalBroken."""
        last, self.last = self.last, self.last if one.kind == Kind.EPOCH else one.seq
        try:
            said = read_openly(one.open)
            seen = SeenBefore.read(one.open) if said.proposes or said.confirms else None
        except FormatBroken as error:
            raise JournalBroken(one.seq, _FORM) from error
        if not said.rules or not self.is_case:
            return
        if (said.proposes or said.confirms) and (seen is None or seen.entry != last):  # 7.
            raise JournalBroken(one.seq, "signed without having seen the last entry")
        self._proposed(one, said)
        self._ended(one, said)
        if said.confirms is not None:
            self._confirmed(one, said.confirms)
        else:
            self._alone(one, said)

    def _proposed(self, one: EntrySaid, said: Openly) -> None:
        if (one.kind == Kind.PROPOSED) is not (said.proposes is not None):
            raise JournalBroken(one.seq, _FORM)
        if (new := said.proposes) is None:
            return
        if new.power not in set(PowerClass) - {PowerClass.NONE}:
            raise JournalBroken(one.seq, _FORM)
        waits = new.power == PowerClass.DESTROY and new.sooner != Sooner.INTERNAL
        first = periods.not_before(one.day, periods.OBJECTION if waits else 0)
        if new.not_before < first or new.until != periods.until(new.not_before):
            raise JournalBroken(one.seq, "proposed with other days than the law gives")
        if waits and not self._tells(one, new.notice):
            raise JournalBroken(one.seq, "proposed without telling the reporter")
        self.proposals[one.seq] = _Standing(new, one.signer, one.day)

    def _tells(self, one: EntrySaid, notice: int | None) -> bool:
        try:
            rows = Committed.read(one.open)
        except FormatBroken:
            return False
        return notice is not None and rows is not None and (OFFICE, notice) in rows.messages

    def _ended(self, one: EntrySaid, said: Openly) -> None:
        for seq in said.objects:
            found = self._found(one, seq)
            found.objected, found.answered = True, False
        if (one.kind == Kind.OBJECTION_ANSWERED) is not (said.answers is not None):
            raise JournalBroken(one.seq, _FORM)
        if said.answers is not None:
            self._found(one, said.answers).answered = True
        if (one.kind in _ENDS) is not (said.ends is not None):
            raise JournalBroken(one.seq, _FORM)
        if said.ends is not None:
            found = self._found(one, said.ends)
            if found.ended or (found.signer == one.signer) is not (one.kind == Kind.WITHDRAWN):
                raise JournalBroken(one.seq, "ends a proposal that is not its to end")
            found.ended = True

    def _found(self, one: EntrySaid, seq: int) -> _Standing:
        if seq not in self.proposals:
            raise JournalBroken(one.seq, "speaks of a proposal that is not there")
        return self.proposals[seq]

    def _confirmed(self, one: EntrySaid, said: Confirms) -> None:
        found = self._found(one, said.entry)  # 1.
        entry = self.entry(said.entry)
        if entry is None or entry.hash.hex() != said.hash:
            raise JournalBroken(one.seq, "confirms another proposal than the one there")
        if found.said.act != said.act:  # 2.
            raise JournalBroken(one.seq, "confirms another act than was proposed")
        self._of_class(one, found)
        if one.joined and one.kind != Kind.ASSIGNED:
            raise JournalBroken(one.seq, "gave a key that needs two signatures")
        if found.ended:  # 3.
            raise JournalBroken(one.seq, "confirms a proposal that has ended")
        if one.day > found.said.until:  # 4.
            raise JournalBroken(one.seq, "confirms a proposal whose days are over")
        self._two(one, found)  # 5.
        if found.objected and not found.answered:  # 8.
            raise JournalBroken(one.seq, "confirmed over an objection")
        if one.day < found.said.not_before:  # 9.
            raise JournalBroken(one.seq, "confirmed before the reporter could object")
        if one.day > self.today and found.said.not_before > found.day:  # a signer's day is what they say
            raise JournalBroken(one.seq, "confirmed on a day to come")
        found.ended = True

    def _of_class(self, one: EntrySaid, found: _Standing) -> None:
        """The class that the reporter and everybody was told is that of the effect."""
        classes = {PowerClass.RIGHT} if one.kind == CASE_ACT else guard.CLASSES.get(kind_of(one.kind), frozenset())
        internal, kind = found.said.sooner == Sooner.INTERNAL, one.kind
        fits = internal if kind == Kind.NOTE_DESTROYED else kind == Kind.FILE_DESTROYED or not internal
        if found.said.power not in classes or not fits:
            raise JournalBroken(one.seq, "confirms another act than was proposed")

    def _two(self, one: EntrySaid, found: _Standing) -> None:
        first, second = self.ring.get(found.signer), self.ring.get(one.signer)
        if first is None or second is None or found.signer == one.signer:
            raise JournalBroken(one.seq, "confirmed by who proposed it")
        if first.function.casefold() == second.function.casefold():
            raise JournalBroken(one.seq, "confirmed by the same function")
        if not (first.could_sign(found.day) and second.could_sign(one.day)):
            raise JournalBroken(one.seq, "signed without a role that may")
        rows = [row for row in guard.ROWS if row.agree > 1 and (row.kind == one.kind or one.kind == CASE_ACT)]
        if not any(first.role in row.propose and second.role in row.confirm for row in rows):
            raise JournalBroken(one.seq, "signed without a role that may")

    def _alone(self, one: EntrySaid, said: Openly) -> None:
        """An effect of one signature: none that needs two, or on a ground that holds."""
        kind = kind_of(one.kind)
        if kind not in guard.READABLE:
            if one.joined and kind not in _GIVE_A_KEY:
                raise JournalBroken(one.seq, "gave a key that needs two signatures")
            return
        ground = said.ground
        holds = {
            Ground.LEAD: lambda: self._is_lead(one.signer),
            Ground.HOLDS: lambda: not one.joined,
            Ground.RECEIVES: lambda: all(self._receives(who, one.day) for who in one.joined),
            Ground.IN_CLASS: lambda: periods.in_class(one.day, one.ending.deletable_from),
        }
        if ground not in guard.GROUNDS[kind]:
            raise JournalBroken(one.seq, "needs two signatures and has one")
        if ground in holds and not holds[Ground(ground)]():
            raise JournalBroken(one.seq, "names a ground that does not hold")

    def _receives(self, officer_id: str, day: date) -> bool:
        officer = self.ring.get(officer_id)
        return officer is not None and officer.could_sign(day) and officer.receives(day)

    def _is_lead(self, officer_id: str) -> bool:
        officer = self.ring.get(officer_id)
        return officer is not None and officer.role == "lead"
