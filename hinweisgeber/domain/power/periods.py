"""How long a proposal stands (LAW § 9)."""

from __future__ import annotations

from datetime import date, timedelta

from ..case import deadlines

OBJECTION = 14  # days for the reporter to object; a setting may give more
MOST_OBJECTION = 60
STANDS = 30  # days in which a second person may confirm
IN_CLASS_MONTHS = 3  # before the time of keeping ends


def not_before(day: date, waits: int) -> date:
    """The first day on which what was proposed on `day` may be confirmed, after so many whole days."""
    return day + timedelta(days=waits + 1 if waits else 0)


def until(first: date) -> date:
    """The last day on which it may be confirmed, from the first one."""
    return first + timedelta(days=STANDS)


def in_class(day: date, deletable_from: date | None) -> bool:
    """Whether the time of keeping has ended or ends within three months: then one authorises the erasure."""
    return deletable_from is not None and day >= deadlines.add_months(deletable_from, -IN_CLASS_MONTHS)
