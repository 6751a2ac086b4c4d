"""What a file's entries say of its keys (SPEC §§ 23, 24): epochs one after another, held by officers of this ring.
Whose right has ended may still be among them, until the next act. Within an epoch nobody is left out but by themselves,
and none begins without somebody who may still hold the key. Who acts held it before; whoever comes to it is one at a
time."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date

from ....crypto.epochs import KeysSaid
from ....crypto.errors import JournalBroken
from ....crypto.power import RULED
from ....crypto.ring import Officer, Ring
from ....domain.acts import Kind
from ....errors import FormatBroken
from ...officer.plans import joined
from ...reporter.exclusions import barred


@dataclass
class KeyHistory:
    """Of one file, entry by entry. `judged`: the day on which it is gone through, of a case; of another file None: who
    holds a measure follows from its case."""

    ring: Ring
    judged: date | None = None
    epochs: list[tuple[KeysSaid, int]] = field(default_factory=list)  # what entries said that began one, and which
    holders: frozenset[str] = frozenset()  # of the newest key
    recused: frozenset[str] = frozenset()
    deputies: dict[str, date] = field(default_factory=dict)  # who came to the key as a deputy, and until when

    def read(self, seq: int, day: date, kind: str, signer: str, said_openly: str | None) -> None:
        """The next entry of the file. Raises JournalBroken."""
        try:
            said = KeysSaid.read(said_openly)
        except FormatBroken as error:
            raise JournalBroken(seq, "what it says of keys has no form") from error
        if said.holders and not all((one := self.ring.get(holder)) and one.reads for holder in said.holders):
            raise JournalBroken(seq, "a holder who is not in the ring")
        if self.epochs and signer not in self.holders:
            raise JournalBroken(seq, "signed by somebody who held no key")
        if kind == Kind.DEPUTY_JOINED:
            with suppress(FormatBroken):  # `entries` names it
                _, deputy, until = joined(said_openly)
                self.deputies[deputy] = until
        self._joined(seq, day, signer, frozenset(said.holders or ()))
        left_out = self._left_out(day, said)
        self._left(seq, kind, signer, frozenset(said.holders or ()) if said.holders else self.holders, said.out)
        if said.epoch is None:
            if kind == Kind.EPOCH or (not self.epochs and (said.holders or RULED in (said_openly or ""))):
                raise JournalBroken(seq, "an epoch is missing")
            return
        if said.before != (self.epochs[-1][0].epoch if self.epochs else None):
            raise JournalBroken(seq, "not the next epoch")
        self.epochs.append((said, seq))
        if left_out:  # the epoch is there all the same
            raise JournalBroken(seq, "left somebody out alone", officer=left_out)

    def _joined(self, seq: int, day: date, signer: str, holders: frozenset[str]) -> None:
        """Whoever comes to the key of a file that has one is one officer of that day, given it by a holder."""
        new = [self.ring.get(one) for one in holders - self.holders - {signer}] if self.epochs else []
        if len(new) > 1 or not all(one is not None and _was_there(one, day) for one in new):
            raise JournalBroken(seq, "holders whom nobody let in")

    def _left_out(self, day: date, said: KeysSaid) -> str:
        """A new key goes to all who held the one before and may hold it still: to leave out one more takes two. The id
        of one that it did not go to; empty. A signer's day is what they say."""
        if self.judged is None or not self.epochs or said.epoch is None:
            return ""
        day, out = min(day, self.judged), barred(self.ring, self.recused | {*said.out})
        for one in sorted(self.holders - {*(said.holders or ())}):
            was_deputy_until = self.deputies.get(one, day)
            if self.ring.was_surely_active(one, day) and was_deputy_until >= day and one not in out:
                return one
        return ""

    def _left(self, seq: int, kind: str, signer: str, holders: frozenset[str], out: tuple[str, ...]) -> None:
        """Who declared that they are biased leaves with that entry, whom the reporter excludes with the epoch that it
        begins; neither holds a later key."""
        leaves = frozenset({signer} if kind == Kind.RECUSED else ()) | {*out}
        begins = kind == Kind.EPOCH or not self.epochs
        if holders & (self.recused | leaves) or (not begins and self.holders - holders != leaves & self.holders):
            raise JournalBroken(seq, "holders who did not leave by themselves")
        self.holders, self.recused = holders, self.recused | leaves


def _was_there(officer: Officer, day: date) -> bool:
    """Admitted by that day and not revoked before it. Who was extended later may have been given the key meanwhile."""
    return officer.valid_from <= day and (officer.revoked_from is None or day <= officer.revoked_from)
