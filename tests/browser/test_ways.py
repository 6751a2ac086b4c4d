"""Three ways to a confirmed report, and what they take (`ways.py`)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.demo import Demo
from tests.browser.ways import ANSWERS, TEXT, WAYS, measure, table
from tests.browser.wire import Wire, WireReporter

pytestmark = pytest.mark.browser

MOST_KEYS = 20


@pytest.mark.parametrize("script", [False, True], ids=["script off", "script on"])
def test_shortest_way_has_two_pages_and_at_most_20_keys(chromium: Browser, demo: Demo, script: bool) -> None:
    effort = measure(chromium, demo.intake_url, "shortest", script=script)
    assert effort.pages == ["Erzählen", "Prüfen und senden"]
    assert effort.letters == len(TEXT)
    assert 0 < effort.keys <= MOST_KEYS
    assert TEXT in " ".join(WireReporter(Wire(demo.intake_url), effort.code).open().messages)


@pytest.mark.parametrize("script", [False, True], ids=["script off", "script on"])
@pytest.mark.parametrize("way", ["touch", "reader"])
def test_every_page_can_be_gone_by_touch_and_by_ear(chromium: Browser, demo: Demo, way: str, script: bool) -> None:
    effort = measure(chromium, demo.intake_url, way, script=script)
    assert len(effort.pages) == 3
    said = " ".join(WireReporter(Wire(demo.intake_url), effort.code).open().messages)
    assert [answer for answer in (TEXT, *ANSWERS.values(), "Fallbearbeitung 2") if answer not in said] == []


def test_the_table_shows_all_ways(chromium: Browser, demo: Demo) -> None:
    shown = table(measure(chromium, demo.intake_url, way) for way in WAYS)
    print(shown)
    assert len(shown.splitlines()) == 2 + len(WAYS)
