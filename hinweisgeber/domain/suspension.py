"""Somebody is suspended (LAW § 9): at once, by one lead or the operator's command, and it ends by itself. They keep
their keys to what they have; to end them is a revocation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from .acts import Data, Kind
from .case.deadlines import next_working_day
from .ending.readable import harmless
from .record import Record

WORKING_DAYS = 3  # in Saxony; the day itself does not count


@dataclass(frozen=True)
class Suspension:
    """Who, from which day to which last one, and by whom: an officer id, or the root for the operator's command."""

    officer_id: str
    begun: date
    until: date
    by: str
    seq: int = 0  # of its entry in the journal

    def holds(self, on: date) -> bool:
        """Whether they are suspended on that day."""
        return self.begun <= on <= self.until


def last_day(begun: date) -> date:
    """The last day of a suspension that begins on this one."""
    day = begun
    for _ in range(WORKING_DAYS):
        day = next_working_day(day + timedelta(days=1))
    return day


def suspended(found: Iterable[Suspension], on: date) -> frozenset[str]:
    """Who is suspended on that day."""
    return frozenset(one.officer_id for one in found if one.holds(on))


def comes_again(found: Iterable[Suspension], new: Suspension) -> bool:
    """Whether the same person suspended them the last time, too: one alone could go on so for ever, which is a
    revocation. Somebody else may."""
    before = [one for one in found if one.officer_id == new.officer_id]
    return bool(before) and before[-1].by == new.by


#: Its entry speaks of the installation and of no file: it says who and until when openly, and nothing else.
SUSPENDED: Record[object, Data] = Record(Kind.SUSPENDED, Data, readable=harmless)
