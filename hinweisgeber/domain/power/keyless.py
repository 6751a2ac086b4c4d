"""A case that nobody can open any more is erased by two (LAW § 9), by kinds and days alone: proposed by one, confirmed
by another with another function. What they sign they sign openly, for nobody has a key to seal it with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ..acts import Data, Kind
from ..ending.readable import Readable, harmless
from ..record import Record
from . import periods
from .proposals import ProposalState


class ArchiveTold(StrEnum):
    """What whoever proposes it says of the archive: without a key nobody enters an offer or an answer in the case."""

    NONE = "none"  # this institution offers nothing
    ANSWERED = "answered"  # the journal has the answer
    OUTSIDE = "outside"  # offered by number and year, outside of this program, and answered or out of time

    @classmethod
    def of(cls, state: Readable, offers: bool) -> ArchiveTold:
        """What has to be said. `offers`: this institution offers its cases to the archive."""
        if state.archive_offered and state.archive_answered:
            return cls.ANSWERED
        return cls.OUTSIDE if offers or state.archive_offered else cls.NONE


@dataclass(frozen=True)
class KeylessErasure:
    """That such a case is to be erased: which one, as its newest entry (number and hash, hex) left it, how many texts
    and files there are; by whom, until when it may be confirmed; number and hash of its own entry; and what became of
    it, by which entry. That its days are over needs none."""

    file_id: bytes
    case: str
    last: int
    last_hash: str
    texts: int
    files: int
    archive: str
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

    def allows(self, on: date) -> bool:
        """Whether two agreed that it is erased, and on this day it still may be: not for ever, or it would lie there
        until somebody has come back who can open the case."""
        agreed = self.state is ProposalState.CONFIRMED and self.ended_on is not None
        return agreed and self.ended_on <= on <= periods.until(self.ended_on)  # type: ignore[operator, arg-type]

    @property
    def matter(self) -> tuple[object, ...]:
        """All that both must have had before them."""
        return self.file_id, self.case, self.last, self.last_hash, self.texts, self.files


def of_file(found: Iterable[KeylessErasure], file_id: bytes) -> list[KeylessErasure]:
    """Those about one case."""
    return [one for one in found if one.file_id == file_id]


def _openly(kind: Kind) -> Record[object, Data]:
    """Their entries are the installation's and say everything openly: no step of a case, and no reason."""
    return Record(kind, Data, readable=harmless)


KINDS = (Kind.KEYLESS_PROPOSED, Kind.KEYLESS_ENDED, Kind.KEYLESS_ERASURE)
RECORDS = tuple(_openly(one) for one in KINDS)
