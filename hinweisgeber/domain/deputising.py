"""Deputies (LAW § 9: by the duty plan): for days that a lead has set, somebody works on the cases of a colleague who is
away. They get a key to these cases and lose it when the days are over; nobody has to remember it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from .acts import Act, Data, Exact, Kind
from .case.casefile import CaseFile
from .ending.readable import harmless
from .errors.case import NotAllowed
from .record import Record

LONGEST = timedelta(days=92)


@dataclass(frozen=True)
class DutyPlan:
    """Who stands in for whom, from which day to which, by which lead; `seq`: its entry in the journal."""

    deputy: str
    absent: str
    first: date
    last: date
    by: str = ""
    seq: int = 0

    def runs(self, on: date) -> bool:
        """Whether they stand in on that day."""
        return self.first <= on <= self.last

    @property
    def is_sound(self) -> bool:
        """Whether two people are named, and days that can be."""
        return self.deputy != self.absent and timedelta() <= self.last - self.first <= LONGEST


@dataclass(frozen=True)
class DeputyJoined(Data):
    """The deputy gets a key of the case, until the last day of the plan."""

    to: Exact
    absent: Exact
    until: date


def stands_in(plans: Iterable[DutyPlan], deputy: str, on: date) -> frozenset[str]:
    """For whom they stand in on that day."""
    return frozenset(one.absent for one in plans if one.deputy == deputy and one.runs(on))


def over(case: CaseFile, on: date) -> frozenset[str]:
    """Who has the key of a case as a deputy alone, and whose days are over."""
    return frozenset(who for who, until in case.deputies if until < on)


def _joined(case: CaseFile, act: Act, data: DeputyJoined) -> CaseFile:
    if data.to in case.kept_out or data.absent != case.assigned_to or data.until < act.day:
        raise NotAllowed()
    others = tuple(one for one in case.deputies if one[0] != data.to)
    return replace(case, deputies=(*others, (data.to, data.until)))


def stays(case: CaseFile, officer_id: str) -> CaseFile:
    """Who becomes responsible is no deputy any more: their key has no end."""
    return replace(case, deputies=tuple(one for one in case.deputies if one[0] != officer_id))


#: Readable: who checks without a key sees who came to the key of a file by which plan, and until when.
JOINED: Record[CaseFile, Any] = Record(Kind.DEPUTY_JOINED, DeputyJoined, _joined, harmless)
#: About the installation: it says who, for whom and when openly, and nothing else.
PLANNED: Record[object, Data] = Record(Kind.DEPUTY_PLANNED, Data, readable=harmless)
