"""What the office's timer found in the letterbox, as the list of cases tells it (SPEC §43)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .desk import Desk, number_of


@dataclass(frozen=True)
class LetterboxNews:
    """What does not fit there: thing, kind of fault, the day it was seen first; and which of one's own cases it is
    about. How much it is of others' stands nowhere."""

    found: tuple[tuple[str, str, date], ...] = ()
    cases: tuple[str, ...] = ()


def letterbox_news(desk: Desk) -> LetterboxNews:
    """As it stands now. Raises StoreAway."""
    with desk.cabinet.read() as cabinet:
        if not (alarms := cabinet.alarms()):
            return LetterboxNews()
        mine = cabinet.held(desk.officer_id, {one.file_id for one in alarms})
        numbers = sorted(number_of(*number) for number in cabinet.numbers(mine).values())
    first: dict[tuple[str, str], date] = {}
    for one in alarms:  # the oldest first
        first.setdefault((one.kind, one.thing), one.day)
    return LetterboxNews(tuple((thing, kind, day) for (kind, thing), day in sorted(first.items())), tuple(numbers))
