"""What was told by word of mouth, step by step: minutes sent, checked and ended, a meeting offered, and the reporter's
answers to both (HinSchG §§ 11, 16 Abs. 3)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from ..acts import Act, Data, Exact, FreeText, Kind, MessageSent
from ..case.casefile import CaseFile
from ..errors.case import NotAllowed
from ..errors.dialogue import AnswerStillOpen
from ..reasons import reason_of
from ..record import Record
from .meetings import MOST_SLOTS, Meeting, MeetingState
from .minutes import ANSWER_DAYS, Minutes, MinutesState, check_record, without_answer_from
from .office_steps import said_by_office, was_said
from .report import OFFICE

_TO_MINUTES = {
    "confirm": MinutesState.CONFIRMED,
    "correct": MinutesState.CORRECTED,
    "refuse": MinutesState.NOT_CONFIRMED,
}


@dataclass(frozen=True)
class MinutesSent(MessageSent):
    """Minutes go into the mailbox to be checked; `consent`: to a record that needs it."""

    record: Exact
    consent: FreeText | None = None


@dataclass(frozen=True)
class MinutesEnded(Data):
    """Their check ends outside the mailbox."""

    state: MinutesState
    reason: FreeText | None = None


@dataclass(frozen=True)
class MeetingOffered(MessageSent):
    """Slots for a meeting, as people read them."""

    slots: tuple[Exact, ...]


def _sent(case: CaseFile, act: Act, data: MinutesSent) -> CaseFile:
    check_record(data.record, data.consent or "")
    minutes = Minutes(MinutesState.TO_CHECK, data.record, data.at, act.day)
    return replace(said_by_office(case, act, data), minutes=minutes)


def _ended(case: CaseFile, act: Act, data: MinutesEnded) -> CaseFile:
    """The office ends the check: signed or refused on paper (§ 11 Abs. 4 S. 3), or no answer after a fair time."""
    reason_of(data.reason)
    if not case.minutes.state.pending or not data.state.final:
        raise NotAllowed()
    if data.state is MinutesState.NO_ANSWER and not case.no_code:  # without a code nobody can answer
        _check_waited(case.minutes, act.day)
    return replace(case, minutes=replace(case.minutes, state=data.state, on=act.day))


def _check_waited(minutes: Minutes, day: date) -> None:
    first_day = without_answer_from(minutes)
    if first_day is None:  # never sent, or corrected: that is an answer
        raise NotAllowed()
    if day < first_day:
        raise AnswerStillOpen(days=ANSWER_DAYS, day=f"{first_day:%d.%m.%Y}")


def _offered(case: CaseFile, act: Act, data: MeetingOffered) -> CaseFile:
    if not 1 <= len(data.slots) <= MOST_SLOTS:
        raise NotAllowed()
    meeting = Meeting(MeetingState.OFFERED, data.at, data.slots, on=act.day)
    return replace(said_by_office(case, act, data), meeting=meeting)


def answered(case: CaseFile, place: int, choice: str, day: date) -> CaseFile:
    """The case after the reporter's answer to the message at `place`; one that fits nothing changes nothing."""
    return _meeting_answered(_minutes_answered(case, place, choice, day), place, choice, day)


def _minutes_answered(case: CaseFile, place: int, choice: str, day: date) -> CaseFile:
    minutes = case.minutes
    if place != minutes.place or minutes.state is not MinutesState.TO_CHECK or choice not in _TO_MINUTES:
        return case
    return replace(case, minutes=replace(minutes, state=_TO_MINUTES[choice], on=day))


def _meeting_answered(case: CaseFile, place: int, choice: str, day: date) -> CaseFile:
    meeting = case.meeting
    if not meeting.slots or place != meeting.place:
        return case
    if choice == "none":
        meeting = replace(meeting, state=MeetingState.NO_SLOT, agreed=-1, on=day)
    elif choice in {f"slot-{n}" for n in range(len(meeting.slots))}:
        meeting = replace(meeting, state=MeetingState.AGREED, agreed=int(choice.removeprefix("slot-")), on=day)
    return replace(case, meeting=meeting)


RECORDS = (
    Record(Kind.MINUTES_SENT, MinutesSent, _sent, speaks=OFFICE, points=("contact",), when=was_said),
    Record(Kind.MINUTES_ENDED, MinutesEnded, _ended),
    Record(Kind.MEETING_OFFERED, MeetingOffered, _offered, speaks=OFFICE, points=("contact",), when=was_said),
)
