"""What is due, for those who hold no key: from dates, kinds of acts and the weeks to be reminded of."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from ...crypto.epochs import KeysSaid
from ...domain.acts import Kind
from ...domain.case import deadlines
from ...domain.case.duties import REMIND, UNDATED, readable
from ...domain.ending.without_key import told_without_key
from ...errors import FormatBroken
from ...store.cabinet import CASE, Cabinet
from ...store.letterbox import Letterbox
from ...store.unit import Store
from ..officer.desk import number_of


@dataclass(frozen=True)
class NumberedDuty:
    """One deadline: the number of a case or measure, what is due (`domain/case/duties.py`), the day."""

    number: str
    what: str
    day: date


@dataclass(frozen=True)
class Due:
    """All open deadlines, the next first, and reports no officer has collected yet."""

    duties: list[NumberedDuty]
    waiting: int
    oldest: date | None


@dataclass(frozen=True)
class KeptDeadlines:
    """Whether the reporter of one case was answered in time; days are None while it has not been done."""

    number: str
    received: date | None  # None: its rows are missing
    acknowledged: date | None = None
    answered: date | None = None

    @property
    def acknowledge_by(self) -> date | None:
        """Last day for the acknowledgement."""
        return self.received and deadlines.acknowledge_by(self.received)

    @property
    def answer_by(self) -> date | None:
        """Last day for the feedback."""
        return self.received and deadlines.feedback_by(self.received, self.acknowledged)

    def is_late(self, today: date) -> bool:
        """Whether one of the two came late, or has not come and its day is over."""
        both = ((self.acknowledge_by, self.acknowledged), (self.answer_by, self.answered))
        return any(by is not None and (done or today) > by for by, done in both)


def kept(cabinet: Store[Cabinet]) -> list[KeptDeadlines]:
    """Every case that is not erased, the last received first. Raises StoreAway."""
    with cabinet.read() as cab:
        cases = cab.case_dates()
    found = []
    for (year, n), received, automatic, said, acts in cases:
        days = [next((day for kind, day in acts if kind in kinds), None) for kinds in (_ACKNOWLEDGED, _ANSWERED)]
        acknowledged = automatic or _acknowledged(said) or days[0]
        found.append(KeptDeadlines(number_of(CASE, year, n), received, acknowledged, days[1]))
    return sorted(found, key=lambda one: (one.received or date.min, one.number), reverse=True)


_ACKNOWLEDGED, _ANSWERED = {Kind.ACKNOWLEDGED}, {Kind.FEEDBACK, Kind.FEEDBACK_WAIVED}


def due(letterbox: Store[Letterbox], cabinet: Store[Cabinet]) -> Due:
    """Derives the open deadlines. A case of which they cannot be told stops no other: it is due itself, to be looked
    at. Raises StoreAway."""
    with cabinet.read() as cab:
        cases, reminders, collected = cab.case_dates(), cab.reminders(), cab.file_ids()
    with letterbox.read() as box:
        waiting = [day for report_id, day in box.received_dates() if report_id not in collected]
    duties = [NumberedDuty(number_of(kind, year, n), REMIND, day) for kind, year, n, day in reminders]
    for (year, n), received, acknowledged, said, acts in cases:
        number = number_of(CASE, year, n)
        if received is None:
            duties.append(NumberedDuty(number, UNDATED, acts[0][1] if acts else date(year, 1, 1)))
        else:
            told = told_without_key(received, acknowledged or _acknowledged(said), acts)
            duties += [NumberedDuty(number, one.what, one.day) for one in readable(told)]
    return Due(sorted(duties, key=lambda d: (d.day, d.number)), len(waiting), min(waiting, default=None))


def _acknowledged(said: str | None) -> date | None:
    """The day of an automatic acknowledgement, as the entry says that took the report in."""
    with suppress(FormatBroken):
        return KeysSaid.read(said).acknowledged
    return None
