"""LAW § 3: every vector of the file, and what must hold on all days."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hinweisgeber.domain.case import deadlines

VECTORS: dict[str, Any] = json.loads((Path(__file__).parents[1] / "vectors/deadlines.json").read_text(encoding="utf-8"))
YEARS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def known(text: str) -> date:
    return date.fromisoformat(text)


def named(case: Any) -> str:
    return "-".join(str(value) for value in case.values()) if isinstance(case, dict) else str(case)


@pytest.mark.parametrize("case", VECTORS["acknowledge_by"], ids=named)
def test_acknowledge_by_is_seven_days_after_receipt(case: dict[str, str]) -> None:
    last = deadlines.acknowledge_by(known(case["received"]))
    assert last == known(case["expected"])
    assert deadlines.next_working_day(last) == known(case["hint"])


@pytest.mark.parametrize("case", VECTORS["feedback_by"], ids=named)
def test_feedback_by_is_the_laws_day(case: dict[str, str]) -> None:
    last = deadlines.feedback_by(known(case["received"]), day(case["acknowledged"]))
    assert last == known(case["expected"])
    assert deadlines.next_working_day(last) == known(case["hint"])


@pytest.mark.parametrize("case", VECTORS["without_acknowledgement"], ids=named)
def test_without_acknowledgement_the_earlier_of_statute_and_directive_counts(case: dict[str, str]) -> None:
    received = known(case["received"])
    assert deadlines.add_months(received, 3) + timedelta(days=7) == known(case["by_statute"])
    assert deadlines.add_months(received + timedelta(days=7), 3) == known(case["by_directive"])
    assert deadlines.feedback_by(received) == min(known(case["by_statute"]), known(case["by_directive"]))


@pytest.mark.parametrize("case", VECTORS["deletable_from"], ids=named)
def test_deletable_from_the_day_after_three_years(case: dict[str, str]) -> None:
    assert deadlines.deletable_from(known(case["closed"])) == known(case["expected"])


@pytest.mark.parametrize("case", VECTORS["receipt_day"], ids=named)
def test_receipt_is_the_day_in_berlin(case: dict[str, str]) -> None:
    assert deadlines.receipt_day(datetime.fromisoformat(case["sent"])) == known(case["expected"])


@pytest.mark.parametrize("text", VECTORS["saxon_holidays"])
def test_saxon_holidays_are_no_working_days(text: str) -> None:
    assert not deadlines.is_working_day(known(text))


@pytest.mark.parametrize("text", VECTORS["no_saxon_holidays"])
def test_holidays_of_other_states_are_working_days(text: str) -> None:
    assert deadlines.is_working_day(known(text))


# -- on all days ------------------------------------------------------------------------------------------------


@given(YEARS, st.integers(8, 400))
def test_late_acknowledgement_never_moves_the_feedback_later(received: date, after: int) -> None:
    late = deadlines.feedback_by(received, received + timedelta(days=after))
    by_statute = deadlines.add_months(received, 3) + timedelta(days=7)
    assert late <= deadlines.feedback_by(received) <= by_statute


@given(YEARS, st.integers(0, 7))
def test_timely_acknowledgement_gives_three_calendar_months_from_it(received: date, after: int) -> None:
    acknowledged = received + timedelta(days=after)
    last = deadlines.feedback_by(received, acknowledged)
    assert (last.year * 12 + last.month) - (acknowledged.year * 12 + acknowledged.month) == 3
    assert last.day == acknowledged.day or (
        last.day < acknowledged.day and (last + timedelta(days=1)).month != last.month
    )


@given(YEARS, st.integers(0, 7))
def test_earlier_acknowledgement_never_gives_a_later_feedback(received: date, after: int) -> None:
    acknowledged = received + timedelta(days=after)
    later = acknowledged + timedelta(days=1)
    assert deadlines.feedback_by(received, acknowledged) <= deadlines.add_months(later, 3)


@given(YEARS, st.integers(0, 60), st.integers(0, 60))
def test_months_keep_the_day_or_clamp_to_the_months_last(start: date, one: int, more: int) -> None:
    end = deadlines.add_months(start, one)
    assert (end.year - start.year) * 12 + end.month - start.month == one
    assert end.day == start.day or (end + timedelta(days=1)).day == 1
    assert end <= deadlines.add_months(start, one + more)


@given(YEARS)
def test_deletion_is_never_before_three_full_years(closed: date) -> None:
    first = deadlines.deletable_from(closed)
    assert first > date(closed.year + 3, closed.month, min(closed.day, 28))
    assert (first - closed).days in (1095, 1096, 1097)


@given(YEARS)
def test_hint_is_a_working_day_and_stays_itself(start: date) -> None:
    hint = deadlines.next_working_day(start)
    assert deadlines.is_working_day(hint)
    assert deadlines.next_working_day(hint) == hint
    assert timedelta(0) <= hint - start <= timedelta(days=5)
    assert not any(deadlines.is_working_day(start + timedelta(days=n)) for n in range((hint - start).days))


@pytest.mark.parametrize("year", range(2020, 2041))
def test_reformation_and_penance_day_are_kept_every_year(year: int) -> None:
    assert not deadlines.is_working_day(date(year, 10, 31))
    before_23rd = date(year, 11, 22)
    penance = before_23rd - timedelta(days=(before_23rd.weekday() - 2) % 7)  # the Wednesday before 23 November
    assert not deadlines.is_working_day(penance)
    assert deadlines.is_working_day(penance + timedelta(days=7))


@given(st.datetimes(datetime(2020, 1, 1), datetime(2040, 12, 31)))
def test_receipt_day_follows_summer_time(instant: datetime) -> None:
    def last_sunday(month: int) -> datetime:
        end = datetime(instant.year, month, 31, 1)
        return end - timedelta(days=(end.weekday() + 1) % 7)

    summer = last_sunday(3) <= instant < last_sunday(10)
    expected = (instant + timedelta(hours=2 if summer else 1)).date()
    assert deadlines.receipt_day(instant.replace(tzinfo=UTC)) == expected


@pytest.mark.parametrize(
    ("start", "last"),
    [
        ("2026-11-23", "2026-11-25"),  # Monday → Wednesday
        ("2026-11-16", "2026-11-19"),  # Monday → Thursday: the Wednesday is Buß- und Bettag
        ("2026-11-19", "2026-11-23"),  # Thursday → Monday
        ("2026-11-20", "2026-11-24"),  # Friday → Tuesday
        ("2026-11-21", "2026-11-24"),  # Saturday → Tuesday
        ("2026-12-23", "2026-12-28"),  # over Christmas
    ],
)
def test_the_first_look_is_due_two_working_days_later(start: str, last: str) -> None:
    assert deadlines.first_look_by(known(start)) == known(last)


@given(YEARS)
def test_a_week_begins_with_the_monday_that_was_last(start: date) -> None:
    monday = deadlines.week_of(start)
    assert monday.isoweekday() == 1
    assert 0 <= (start - monday).days < 7
