"""For whom the words of a reporter are sealed, as the ring says."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from ...crypto.keys import Recipient
from ...crypto.ring import Ring
from .box import BoxTrouble, OpenedBox, is_active
from .errors import NobodyLeft, NobodyMayRead, NobodyThere
from .exclusions import barred as barred
from .first import FirstSaid

# Where the newest key known here is nobody's who can be named.
UNTRUSTED = frozenset({BoxTrouble.STATUS, BoxTrouble.UNKNOWN, BoxTrouble.STRANGER})


def recipients_for(ring: Ring, today: date, out: Collection[str], also: str = "") -> list[Recipient]:
    """Who gets the key of a report of today that is kept from these; `also` an officer who knows it already. Raises
    NobodyThere (nobody receives) and NobodyLeft (all who do are out)."""
    if not (also or ring.receivers(today)):
        raise NobodyThere()
    to = {officer.officer_id for officer in ring.receivers(today, out)} | {also}
    left = [one.recipient() for one in ring.readers(today) if one.officer_id in to and one.officer_id not in out]
    if not left:
        raise NobodyLeft()
    return left


@dataclass(frozen=True)
class Readers:
    """Who has the newest key: as the status says, and before there is one, who received the report."""

    ring: Ring
    today: date
    ids: frozenset[str]
    out: frozenset[str]  # whom the report excludes, or its reporter since

    @classmethod
    def of(cls, opened: OpenedBox, first: FirstSaid | None, ring: Ring, today: date, since: Collection[str]) -> Readers:
        """`since`: who was excluded since the report."""
        out = frozenset(barred(ring, {*(first.excluded if first else ()), *since}))
        if opened.status is not None:
            return cls(ring, today, frozenset({*opened.status.holders, opened.status.signer}), out)
        if opened.content.readers:  # the office writes to a mailbox of before, whose status does not open here
            return cls(ring, today, frozenset({*opened.content.readers, *opened.named}), out)
        named = {*(first.recipients if first else ()), *opened.named}
        return cls(ring, today, frozenset(named), out)

    def have_the_key_alone(self, opened: OpenedBox) -> bool:
        """Whether everybody who has it may read what is said now."""
        generation = opened.status.generation if opened.status else 0
        if generation != opened.content.generation or opened.troubles & UNTRUSTED or self.ids & self.out:
            return False
        return bool(self.ids) and all(is_active(self.ring, one, self.today) for one in self.ids)

    def entitled(self) -> list[Recipient]:
        """Those who may still read; where none of them is active, those whose key has only ended and may be extended.
        Raises NobodyMayRead: also where nobody can tell who could."""
        there = [one for one in self.ring.everyone if one.officer_id in self.ids - self.out]
        in_force = [one for one in there if one.active(self.today)]
        left = in_force or [one for one in there if not one.is_out(self.today)]
        if not left:
            raise NobodyMayRead()
        return [officer.recipient() for officer in left]
