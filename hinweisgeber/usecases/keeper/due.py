"""What is due, for those who hold no key: from dates, kinds of acts and the weeks to be reminded of."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from ...crypto.epochs import KeysSaid
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
