"""What was told by word of mouth: minutes that the reporter may check, correct and confirm (HinSchG § 11).

Meetings: `meetings.py`. What may be written down at all: `channels.py`. Sound recordings: `recordings.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from .acts import Act, Kind
from .dialogue import said_by_office
from .errors.case import NotAllowed
from .errors.dialogue import AnswerStillOpen, ConsentMissing
from .reasons import reason_of
from .report import RECORDS, WITH_CONSENT

if TYPE_CHECKING:
    from .casefile import CaseFile

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


_ANSWERS = {
    "confirm": MinutesState.CONFIRMED,
    "correct": MinutesState.CORRECTED,
    "refuse": MinutesState.NOT_CONFIRMED,
}


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


def _sent(case: CaseFile, act: Act) -> CaseFile:
    record = act.data["record"]
    check_record(record, act.data.get("consent", ""))
    minutes = Minutes(MinutesState.TO_CHECK, record, act.data["place"], act.day)
    return replace(said_by_office(case, act), minutes=minutes)


def without_answer_from(minutes: Minutes) -> date | None:
    """First day on which they may be ended without an answer; None when no answer is awaited."""
    waits = minutes.state is MinutesState.TO_CHECK
    return minutes.on + timedelta(days=ANSWER_DAYS) if waits and minutes.on else None


def _ended(case: CaseFile, act: Act) -> CaseFile:
    """The office ends the check: signed or refused on paper (§ 11 Abs. 4 S. 3), or no answer after a fair time."""
    reason_of(act.data)
    state = MinutesState(act.data["state"])
    if not case.minutes.state.pending or not state.final:
        raise NotAllowed()
    if state is MinutesState.NO_ANSWER and not case.no_code:  # without a code nobody can answer
        _check_waited(case.minutes, act.day)
    return replace(case, minutes=replace(case.minutes, state=state, on=act.day))


def _check_waited(minutes: Minutes, day: date) -> None:
    first_day = without_answer_from(minutes)
    if first_day is None:  # never sent, or corrected: that is an answer
        raise NotAllowed()
    if day < first_day:
        raise AnswerStillOpen(days=ANSWER_DAYS, day=f"{first_day:%d.%m.%Y}")


def answered(case: CaseFile, place: int, choice: str, day: date) -> CaseFile:
    """The case after the reporter's answer to the message at `place`; one that fits nothing changes nothing."""
    minutes = case.minutes
    if place != minutes.place or minutes.state is not MinutesState.TO_CHECK or choice not in _ANSWERS:
        return case
    return replace(case, minutes=replace(minutes, state=_ANSWERS[choice], on=day))


STEPS: dict[Kind, Callable[[CaseFile, Act], CaseFile]] = {
    Kind.MINUTES_SENT: _sent,
    Kind.MINUTES_ENDED: _ended,
}
