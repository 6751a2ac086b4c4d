"""What may stand before the erasure of a case: a legal hold, the offer to the archive (SächsArchivG; LAW § 4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Archive(StrEnum):
    """What became of the offer to the archive."""

    NOT_OFFERED = ""
    OFFERED = "offered"
    NOT_WORTH_KEEPING = "not-worth-keeping"
    NO_ANSWER_IN_TIME = "no-answer-in-time"
    TAKEN = "taken"  # as a pseudonymised copy


@dataclass(frozen=True)
class Hold:
    """A legal hold: it stands from the proposal on, and needs a second person; it ends only by being lifted."""

    n: int  # from 1
    reason: str
    norm: str
    review: date
    by: str
    confirmed_by: str = ""
    lifted_on: date | None = None
