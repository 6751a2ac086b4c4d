"""On a phone the code, its tick and the button that sends stand in one screen: nobody sends without having seen it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.demo import Demo
from tests.browser.hands import Pointer
from tests.browser.look import PHONES
from tests.browser.people import Reporter, Watch, seat
from tests.browser.rooms import FILES, LONG_WORD, ROOMS

pytestmark = pytest.mark.browser

SCREEN = PHONES[1]
TOGETHER = ("#access-code", "#f-code_noted", "#senden button[value=send]")
LONG = f"{LONG_WORD} fehlt seit Montag.\n\n" * 60


def long_report(person: Reporter) -> None:
    """A long text, and five files."""
    person.tells(LONG)
    person.page.locator("#f-attachments").set_input_files(FILES)
    person.looks_through()
    expect(person.page.locator("#f-attachments li")).to_have_count(len(FILES))


STATES = {"long report": long_report, **{name: ROOMS[name].enter for name in ROOMS if name.startswith("page 3")}}


@pytest.mark.parametrize("script", [False, True], ids=["script off", "script on"])
@pytest.mark.parametrize("state", STATES)
def test_code_tick_and_button_stand_in_one_screen(chromium: Browser, demo: Demo, state: str, script: bool) -> None:
    person = seat(Reporter, chromium, demo, Watch(demo), lambda _page: Pointer(), script=script)
    assert isinstance(person, Reporter)
    person.page.set_viewport_size(SCREEN)
    STATES[state](person)
    page = person.page
    assert page.viewport_size == SCREEN
    tops, bottoms = zip(*(edges(page, place) for place in TOGETHER), strict=True)
    assert max(bottoms) - min(tops) <= SCREEN["height"], state
    page.locator(TOGETHER[1]).evaluate("tick => tick.scrollIntoView({block: 'center', behavior: 'instant'})")
    for place in TOGETHER:
        top, bottom = edges(page, place)
        assert top >= 0, place
        assert bottom <= SCREEN["height"], place
    person.context.close()


def edges(page: Page, place: str) -> tuple[float, float]:
    """Where it begins and ends, from the top of the window."""
    box = page.locator(place).bounding_box()
    assert box, place
    return box["y"], box["y"] + box["height"]
