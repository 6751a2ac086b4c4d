"""Deadlines of the HinSchG as calendar dates (LAW § 3; BGB §§ 187 Abs. 1, 188). Dates in, dates out.

Nothing here is ever stored: a deadline is derived from facts whenever it is read, so a late act stays late.
"""

from __future__ import annotations

import calendar
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

ACKNOWLEDGE_DAYS = 7
FEEDBACK_MONTHS = 3
RETENTION_YEARS = 3
FIRST_LOOK_DAYS = 2
BERLIN = ZoneInfo("Europe/Berlin")


def receipt_day(instant: datetime) -> date:
    """The calendar day in Europe/Berlin on which something arrived; `instant` knows its zone (BGB § 187 Abs. 1)."""
    return instant.astimezone(BERLIN).date()


def add_months(day: date, months: int) -> date:
    """The same day `months` later, clamped to that month's last day (BGB § 188 Abs. 3)."""
    years, month0 = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month0 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def acknowledge_by(received: date) -> date:
    """Last day for the acknowledgement: receipt + 7 days (HinSchG § 17 Abs. 1 Nr. 1)."""
    return received + timedelta(days=ACKNOWLEDGE_DAYS)


def feedback_by(received: date, acknowledged: date | None = None) -> date:
    """Last day for the feedback (HinSchG § 17 Abs. 2; Directive (EU) 2019/1937 Art. 9 Abs. 1 lit. f).

    Acknowledged in time: three calendar months later. Not acknowledged: the earlier of the statute's and the
    directive's date. Acknowledged late: the earliest of the three.
    """
    by_statute = add_months(received, FEEDBACK_MONTHS) + timedelta(days=ACKNOWLEDGE_DAYS)
    by_directive = add_months(acknowledge_by(received), FEEDBACK_MONTHS)
    without = min(by_statute, by_directive)
    if acknowledged is None:
        return without
    after = add_months(acknowledged, FEEDBACK_MONTHS)
    return after if acknowledged <= acknowledge_by(received) else min(after, without)


def deletable_from(closed: date) -> date:
    """First day on which the case may be erased: the day after end + 3 years (HinSchG § 11 Abs. 5)."""
    return add_months(closed, 12 * RETENTION_YEARS) + timedelta(days=1)


@lru_cache(maxsize=64)
def _saxon_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("DE", subdiv="SN", years=year))


def is_working_day(day: date) -> bool:
    """Monday to Friday and no public holiday in Saxony."""
    return day.weekday() < 5 and day not in _saxon_holidays(day.year)


def next_working_day(day: date) -> date:
    """The day itself if it is a working day in Saxony, else the next one. A hint only: it shifts no deadline."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def week_of(day: date) -> date:
    """Its Monday."""
    return day - timedelta(days=day.weekday())


def first_look_by(day: date) -> date:
    """Two working days after `day`: our own aim for a first look (LAW § 3 no. 6)."""
    for _ in range(FIRST_LOOK_DAYS):
        day = next_working_day(day + timedelta(days=1))
    return day
