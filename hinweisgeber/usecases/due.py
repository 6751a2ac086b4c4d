"""What is due, for those who hold no key: from dates and kinds of acts alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ..domain import deadlines
from ..domain.acts import Kind
from ..store.cabinet import CASE, Cabinet
from ..store.letterbox import Letterbox
from ..store.unit import Store
from .desk import number_of


@dataclass(frozen=True)
class Duty:
    """One deadline: a case's number, "acknowledge" or "feedback", the day."""

    number: str
    what: str
    day: date


@dataclass(frozen=True)
class Due:
    """All open deadlines, the next first, and reports no officer has collected yet."""

    duties: list[Duty]
    waiting: int
    oldest: date | None


def due(letterbox: Store[Letterbox], cabinet: Store[Cabinet]) -> Due:
    """Derives the open deadlines. Raises StoreAway."""
    with cabinet.read() as cab:
        cases, collected = cab.case_dates(), cab.file_ids()
    with letterbox.read() as box:
        waiting = [day for report_id, day in box.received_dates() if report_id not in collected]
    duties = []
    for (year, n), received, acknowledged, acts in cases:
        duty = _next(received, acknowledged, acts)
        if duty is not None:
            duties.append(Duty(number_of(CASE, year, n), *duty))
    return Due(sorted(duties, key=lambda d: (d.day, d.number)), len(waiting), min(waiting, default=None))


def _next(received: date, acknowledged: date | None, acts: list[tuple[str, date]]) -> tuple[str, date] | None:
    """The same rule as `CaseFile.due`, from what is readable without a key."""
    feedback = False
    for kind, day in acts:
        if kind == Kind.ACKNOWLEDGED:
            acknowledged = acknowledged or day
        elif kind == Kind.FEEDBACK:
            feedback = True
    if acknowledged is None:
        return "acknowledge", deadlines.acknowledge_by(received)
    return None if feedback else ("feedback", deadlines.feedback_by(received, acknowledged))
