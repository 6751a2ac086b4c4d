"""No page moves when its fonts come: nobody's finger lands on the wrong button, however slow the line."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, BrowserContext, Route

from tests.browser.demo import Demo
from tests.browser.hands import Pointer
from tests.browser.people import Officer, Watch, seat

pytestmark = pytest.mark.browser

PHONE = {"width": 412, "height": 823}
MOST = 0.02  # of the screen, as browsers measure it (Cumulative Layout Shift)
COUNT = """window.moved = 0;
new PerformanceObserver(list => list.getEntries().forEach(entry => { window.moved += entry.value; }))
    .observe({type: 'layout-shift', buffered: true});"""
PAINTED = "() => performance.getEntriesByName('first-contentful-paint').length > 0"
SETTLED = """async () => {
    await document.fonts.ready;
    for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
    return {moved: window.moved, fonts: [...document.fonts].map(font => font.status)};
}"""
PUBLIC = (
    "/", "/melden", "/postfach", "/angriff", "/wohin", "/externe-meldestellen", "/datenschutz", "/barrierefreiheit",
    "/impressum",
)  # fmt: skip
OFFICE = ("/faelle", "/faelle/neu", "/massnahmen", "/loeschung", "/protokoll", "/verwaltung")


def moved_by(context: BrowserContext, url: str) -> float:
    """How much of the page has moved once its fonts are there, which come after the first words."""
    page, held = context.new_page(), list[Route]()
    page.add_init_script(COUNT)
    page.route("**/*.woff2", lambda route: held.append(route))
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto(url, wait_until="domcontentloaded")
    page.wait_for_function(PAINTED)
    assert len(held) == 2
    for route in held:
        route.continue_()
    found = page.evaluate(SETTLED)
    assert found["fonts"] == ["loaded", "loaded"]
    page.close()
    return float(found["moved"])


@pytest.mark.parametrize("path", PUBLIC)
def test_a_public_page_stands_still(chromium: Browser, demo: Demo, path: str) -> None:
    context = chromium.new_context(locale="de-DE", reduced_motion="reduce")
    assert moved_by(context, demo.intake_url + path) <= MOST
    context.close()


def test_pages_of_the_office_stand_still(chromium: Browser, demo: Demo) -> None:
    officer = seat(Officer, chromium, demo, Watch(demo), lambda _page: Pointer(), script=True)
    assert isinstance(officer, Officer)
    officer.logs_in("fall1")
    state = officer.context.storage_state()
    for path in OFFICE:  # a fresh browser each: its fonts are not there yet
        context = chromium.new_context(locale="de-DE", reduced_motion="reduce", storage_state=state)
        assert moved_by(context, demo.office_url + path) <= MOST, path
        context.close()
