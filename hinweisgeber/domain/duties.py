"""What is due in a case and when: derived from facts whenever it is read, never stored (LAW § 3).

Closing a case ends no duty towards the reporter (HinSchG § 17 Abs. 1 Nr. 1, Abs. 2).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from . import deadlines, retention

if TYPE_CHECKING:
    from .casefile import CaseFile

FIRST_LOOK = "first-look"  # internal aim: two working days
ACKNOWLEDGE = "acknowledge"  # § 17 Abs. 1 Nr. 1
FEEDBACK = "feedback"  # § 17 Abs. 2
MEETING = "meeting"  # § 16 Abs. 3: offer one, within reasonable time
RETALIATION = "retaliation"  # § 36: assess, within two working days
INFORM = "inform"  # DSGVO Art. 14 Abs. 3: a person concerned
HOLD = "hold"  # review of a legal hold
ERASE = "erase"  # § 11 Abs. 5: authorise the erasure
UNDATED = "undated"  # rows are missing: without a key nobody can tell what is due, so somebody must look
REMIND = "remind"  # something only the sheet tells: without a key one sees the week in which to look

OFFER_DAYS = 14
BY_LAW = (ACKNOWLEDGE, FEEDBACK)  # towards the reporter, § 17
OWN_AIMS = (FIRST_LOOK, MEETING, RETALIATION)  # no rule of law sets their day; what is not listed is the law's


@dataclass(frozen=True)
class Duty:
    """One open deadline."""

    what: str
    day: date


def first_look(case: CaseFile) -> Iterator[Duty]:
    """Somebody takes the case over within two working days: an aim of ours, no rule of law."""
    if not case.assigned_to:
        yield Duty(FIRST_LOOK, deadlines.first_look_by(case.received))


def acknowledge(case: CaseFile) -> Iterator[Duty]:
    """The acknowledgement (HinSchG § 17 Abs. 1 Nr. 1)."""
    if case.acknowledged is None:
        yield Duty(ACKNOWLEDGE, deadlines.acknowledge_by(case.received))


def feedback(case: CaseFile) -> Iterator[Duty]:
    """The feedback (HinSchG § 17 Abs. 2)."""
    if case.feedback_on is None and case.feedback_waived is None:
        yield Duty(FEEDBACK, case.feedback_by)


def meeting(case: CaseFile) -> Iterator[Duty]:
    """A meeting that is wished for is offered within reasonable time (HinSchG § 16 Abs. 3): fourteen days, our own aim.

    The same when none of the offered slots fits.
    """
    if case.meeting.awaits_offer and case.meeting.on:
        yield Duty(MEETING, case.meeting.on + timedelta(days=OFFER_DAYS))


def retaliation(case: CaseFile) -> Iterator[Duty]:
    """A report of retaliation is assessed within two working days (HinSchG § 36; an aim of ours)."""
    for day in case.retaliations[case.retaliations_assessed :]:
        yield Duty(RETALIATION, deadlines.first_look_by(day))


def inform(case: CaseFile) -> Iterator[Duty]:
    """A person concerned is informed, or it stands there why not yet (DSGVO Art. 14 Abs. 3 lit. a)."""
    for person in case.persons:
        if person.inform_by:
            yield Duty(INFORM, person.inform_by)


def hold(case: CaseFile) -> Iterator[Duty]:
    """A legal hold is reviewed on its day."""
    for one in retention.active_holds(case):
        yield Duty(HOLD, one.review)


def erase(case: CaseFile) -> Iterator[Duty]:
    """The erasure is authorised when its day has come (HinSchG § 11 Abs. 5)."""
    if case.deletable_from and case.erasure_authorised is None and not retention.active_holds(case):
        yield Duty(ERASE, case.deletable_from)


RULES: tuple[Callable[[CaseFile], Iterator[Duty]], ...] = (
    first_look, acknowledge, feedback, meeting, retaliation, inform, hold, erase,
)  # fmt: skip


def remind_on(case: CaseFile) -> date | None:
    """The Monday of the week in which a duty falls that neither dates nor kinds of acts tell; None if there is none.

    It stands readable in the cabinet, so that a mail can remind of what is due in months, or was forgotten. Its week
    and not its day, which would tell what it is.
    """
    days = [duty.day for rule in (meeting, retaliation, inform, hold) for duty in rule(case)]
    return deadlines.week_of(min(days)) if days else None


def duties(case: CaseFile) -> list[Duty]:
    """Everything open, the next first."""
    return sorted((duty for rule in RULES for duty in rule(case)), key=lambda duty: (duty.day, duty.what))
