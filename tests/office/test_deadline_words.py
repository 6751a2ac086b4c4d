"""Deadlines in words: how far away a day is, as people write numbers."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask

from hinweisgeber.office.labels import due
from hinweisgeber.web.duty_words import DUTIES

TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("days", "state", "words"),
    [
        (-1500, "late", "seit 1.500 Tagen überfällig"),
        (-1, "late", "seit 1 Tag überfällig"),
        (0, "today", "heute fällig"),
        (1, "soon", "in 1 Tag fällig"),
        (1039, "ok", "in 1.039 Tagen fällig"),
    ],
)
def test_days_are_counted_as_people_write_them(office: Flask, days: int, state: str, words: str) -> None:
    what = next(iter(DUTIES))
    with office.test_request_context():
        assert due(TODAY + timedelta(days), TODAY, what) == (state, f"{DUTIES[what]} {words}")
