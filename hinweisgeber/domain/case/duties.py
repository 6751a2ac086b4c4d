"""What is due in a case and when: derived from facts whenever it is read, never stored (LAW § 3).

Closing a case ends no duty towards the reporter (HinSchG § 17 Abs. 1 Nr. 1, Abs. 2).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from . import deadlines
from .facts import CaseFacts

FIRST_LOOK = "first-look"  # internal aim: two working days
ACKNOWLEDGE = "acknowledge"  # § 17 Abs. 1 Nr. 1
FEEDBACK = "feedback"  # § 17 Abs. 2
AGAIN = "feedback-again"  # § 17 Abs. 2 S. 3: it was withheld, and the reporter hears again
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


@dataclass(frozen=True)
class Told:
    """What days and readable kinds of acts tell of a case, to those with a key and without one alike."""

    received: date
    taken: bool  # somebody has it
    acknowledged: date | None
    answered: bool  # the feedback was given, or waived
    to_authorise: date | None  # first day of the erasure, where nobody has authorised it and no hold stands

    @classmethod
    def by(cls, case: CaseFacts) -> Told:
        """From the case file."""
        answered = case.feedback_on is not None or case.feedback_waived is not None
        closed = case.erasure_authorised is None and not case.active_holds
        return cls(
            case.received, bool(case.assigned_to), case.acknowledged, answered, case.deletable_from if closed else None
        )


def first_look(told: Told) -> Iterator[Duty]:
    """Somebody takes the case over within two working days: an aim of ours, no rule of law."""
    if not told.taken:
        yield Duty(FIRST_LOOK, deadlines.first_look_by(told.received))


def acknowledge(told: Told) -> Iterator[Duty]:
    """The acknowledgement (HinSchG § 17 Abs. 1 Nr. 1)."""
    if told.acknowledged is None:
        yield Duty(ACKNOWLEDGE, deadlines.acknowledge_by(told.received))


def feedback(told: Told) -> Iterator[Duty]:
    """The feedback (HinSchG § 17 Abs. 2)."""
    if not told.answered:
        yield Duty(FEEDBACK, deadlines.feedback_by(told.received, told.acknowledged))


def erase(told: Told) -> Iterator[Duty]:
    """The erasure is authorised when its day has come (HinSchG § 11 Abs. 5)."""
    if told.to_authorise:
        yield Duty(ERASE, told.to_authorise)


def meeting(case: CaseFacts) -> Iterator[Duty]:
    """A meeting that is wished for is offered within reasonable time (HinSchG § 16 Abs. 3): fourteen days, our own aim.

    The same when none of the offered slots fits.
    """
    if case.meeting.awaits_offer and case.meeting.on:
        yield Duty(MEETING, case.meeting.on + timedelta(days=OFFER_DAYS))


def retaliation(case: CaseFacts) -> Iterator[Duty]:
    """A report of retaliation is assessed within two working days (HinSchG § 36; an aim of ours)."""
    for day in case.retaliations[case.retaliations_assessed :]:
        yield Duty(RETALIATION, deadlines.first_look_by(day))


def inform(case: CaseFacts) -> Iterator[Duty]:
    """A person concerned is informed, or it stands there why not yet (DSGVO Art. 14 Abs. 3 lit. a)."""
    for person in case.persons:
        if person.inform_by:
            yield Duty(INFORM, person.inform_by)


def again(case: CaseFacts) -> Iterator[Duty]:
    """Whose feedback was withheld hears again by the day they were told (HinSchG § 17 Abs. 2 S. 3; LAW § 9)."""
    if case.feedback_again and case.feedback_on is None:
        yield Duty(AGAIN, case.feedback_again)


def hold(case: CaseFacts) -> Iterator[Duty]:
    """A legal hold is reviewed on its day."""
    for one in case.active_holds:
        yield Duty(HOLD, one.review)


#: Rules that need no key, and those that only the sealed sheet tells.
READABLE: tuple[Callable[[Told], Iterator[Duty]], ...] = (first_look, acknowledge, feedback, erase)
SEALED: tuple[Callable[[CaseFacts], Iterator[Duty]], ...] = (meeting, retaliation, inform, again, hold)


def readable(told: Told) -> list[Duty]:
    """What is open of that which can be told without a key."""
    return [duty for rule in READABLE for duty in rule(told)]


def remind_on(case: CaseFacts) -> date | None:
    """The Monday of the week in which a duty falls that neither dates nor kinds of acts tell; None if there is none.

    It stands readable in the cabinet, so that a mail can remind of what is due in months, or was forgotten. Its week
    and not its day, which would tell what it is.
    """
    days = [duty.day for rule in SEALED for duty in rule(case)]
    return deadlines.week_of(min(days)) if days else None


def duties(case: CaseFacts) -> list[Duty]:
    """Everything open, the next first."""
    sealed = [duty for rule in SEALED for duty in rule(case)]
    return sorted([*readable(Told.by(case)), *sealed], key=lambda duty: (duty.day, duty.what))
