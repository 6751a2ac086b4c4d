"""Somebody is revoked by two leads (LAW § 9): proposed by one, confirmed by another. Out of the office from then on;
the key ring follows by the root's hand alone, and until then the intake seals to them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ..acts import Data, Kind
from ..ending.readable import harmless
from ..record import Record
from .proposals import ProposalState


@dataclass(frozen=True)
class Revocation:
    """That somebody is to be revoked: who, by whom, until when it may be confirmed; number and hash of its entry; and
    what became of it, by which entry. That its days are over needs none."""

    officer_id: str
    by: str
    day: date
    until: date
    seq: int = 0
    hash: str = ""
    state: ProposalState = ProposalState.OPEN
    ended_on: date | None = None
    ended_by: str = ""
    ended_seq: int = 0

    def stands(self, on: date) -> bool:
        """Whether it can still be confirmed or declined."""
        return self.state is ProposalState.OPEN and on <= self.until


def revoked(found: Iterable[Revocation]) -> dict[str, date]:
    """Who is out by it, and since which day."""
    done = (one for one in found if one.state is ProposalState.CONFIRMED)
    return {one.officer_id: one.ended_on for one in done if one.ended_on}


def _openly(kind: Kind) -> Record[object, Data]:
    """Their entries speak of the installation and of no file: they say everything openly, and no reason."""
    return Record(kind, Data, readable=harmless)


RECORDS = tuple(_openly(one) for one in (Kind.REVOCATION_PROPOSED, Kind.REVOCATION_ENDED, Kind.REVOKED))
