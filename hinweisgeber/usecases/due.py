"""What is due, for those who hold no key: from dates, kinds of acts and the weeks to be reminded of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ..domain import deadlines
from ..domain.acts import Kind
from ..domain.duties import ACKNOWLEDGE, ERASE, FEEDBACK, FIRST_LOOK, REMIND, UNDATED
from ..domain.retention import Readable
from ..store.cabinet import CASE, Cabinet
from ..store.letterbox import Letterbox
from ..store.unit import Store
from .desk import number_of


@dataclass(frozen=True)
class NumberedDuty:
    """One deadline: the number of a case or measure, what is due (`domain/duties.py`), the day."""

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
    for (year, n), received, acknowledged, acts in cases:
        open_ = (
            _open(received, acknowledged, acts) if received else [(UNDATED, acts[0][1] if acts else date(year, 1, 1))]
        )
        duties += [NumberedDuty(number_of(CASE, year, n), *duty) for duty in open_]
    return Due(sorted(duties, key=lambda d: (d.day, d.number)), len(waiting), min(waiting, default=None))


def _open(received: date, acknowledged: date | None, acts: list[tuple[str, date]]) -> Iterator[tuple[str, date]]:
    """The rules of `domain/duties.py`, as far as they can be told without a key."""
    kinds = {kind for kind, _ in acts}
    acknowledged = acknowledged or next((day for kind, day in acts if kind == Kind.ACKNOWLEDGED), None)
    if not {Kind.TAKEN_OVER, Kind.ASSIGNED} & kinds:
        yield FIRST_LOOK, deadlines.first_look_by(received)
    if acknowledged is None:
        yield ACKNOWLEDGE, deadlines.acknowledge_by(received)
    if not {Kind.FEEDBACK, Kind.FEEDBACK_WAIVED} & kinds:
        yield FEEDBACK, deadlines.feedback_by(received, acknowledged)
    ending = Readable.of(acts)
    if ending.closed_on and not ending.authorised and not ending.holds:
        yield ERASE, deadlines.deletable_from(ending.closed_on)
