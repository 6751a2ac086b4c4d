"""What was told by word of mouth: minutes that the reporter may check, correct and confirm (HinSchG § 11).

Meetings: `meetings.py`. What may be written down at all: `channels.py`. Sound recordings: `recordings.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from ..errors.case import NotAllowed
from ..errors.dialogue import ConsentMissing
from .questions import RECORDS, WITH_CONSENT

ANSWER_DAYS = 14  # to check the minutes, before they may be ended without an answer: a fair time, no rule of law


class MinutesState(StrEnum):
    """How far the minutes are (§ 11 Abs. 4)."""

    NONE = ""
    DRAFT = "draft"
    TO_CHECK = "to-check"
    CORRECTED = "corrected"  # the reporter has corrected; the office sends them anew
    CONFIRMED = "confirmed"
    NOT_CONFIRMED = "not-confirmed"
    NO_ANSWER = "no-answer"

    @property
    def final(self) -> bool:
        """Whether the minutes are done: then a sound recording goes."""
        return self in (MinutesState.CONFIRMED, MinutesState.NOT_CONFIRMED, MinutesState.NO_ANSWER)

    @property
    def pending(self) -> bool:
        """Whether something is still to be done."""
        return self is not MinutesState.NONE and not self.final


@dataclass(frozen=True)
class Minutes:
    """The newest minutes of a case."""

    state: MinutesState = MinutesState.NONE
    record: str = ""  # kind of record: summary | verbatim | sound
    place: int = -1  # the office's message that holds them
    on: date | None = None


def check_record(record: str, consent: str) -> None:
    """Sound and word-for-word records need consent first (§ 11 Abs. 2). Raises ConsentMissing, NotAllowed."""
    if record not in RECORDS or not record:
        raise NotAllowed()
    if record in WITH_CONSENT and not consent.strip():
        raise ConsentMissing()


def without_answer_from(minutes: Minutes) -> date | None:
    """First day on which they may be ended without an answer; None when no answer is awaited."""
    waits = minutes.state is MinutesState.TO_CHECK
    return minutes.on + timedelta(days=ANSWER_DAYS) if waits and minutes.on else None
