"""What a page is on paper: what was written, codes, names of files, days; no buttons, menus, hints; a neutral title."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.demo import Demo
from tests.browser.hands import Pointer
from tests.browser.look import TELLING
from tests.browser.people import Officer, Reporter, Watch, seat
from tests.browser.test_files import chooses

pytestmark = pytest.mark.browser

TEXT = "\n\n".join(
    ["Erfunden: In der Kasse fehlen Muscheln."] + [f"Absatz {n}. " + "Noch ein Wort. " * 40 for n in range(9)]
)
NOT_FOR_PAPER = (
    "header nav", "footer", ".skip-link", ".site-leave", ".site-me", ".kern-hint", ".page-nav", ".pagination",
    "button:not(.files button)", "a.kern-btn", "input[type=file]", ".kern-label__optional", "progress",
)  # fmt: skip
# The widest and highest that still has to be scrolled to be read; on paper nobody scrolls.
CUT = """() => [...document.querySelectorAll('textarea, pre, .typed, .message__body')]
    .filter(box => box.checkVisibility() && box.scrollHeight > box.clientHeight + 2)
    .filter(box => getComputedStyle(box).overflowY !== 'visible')
    .map(box => box.outerHTML.slice(0, 80))"""
WORDS = """() => {
    const typed = [...document.querySelectorAll('textarea, input, select')].filter(field => field.checkVisibility());
    return document.body.innerText + ' ' + typed.map(field => field.value).join(' ');
}"""


def paper(page: Page) -> str:
    """All that stands on the printed page; asserts that nothing is there which is no use on paper."""
    page.emulate_media(media="print")
    for selector in NOT_FOR_PAPER:
        seen = [
            element.evaluate("e => e.outerHTML") for element in page.locator(selector).all() if element.is_visible()
        ]
        assert seen == [], selector
    assert page.evaluate(CUT) == []
    assert not TELLING.search(page.title())
    words = " ".join(str(page.evaluate(WORDS)).split())
    page.emulate_media(media="screen")
    return words


def test_a_report_on_paper(chromium: Browser, demo: Demo) -> None:
    reporter = seat(Reporter, chromium, demo, Watch(demo), lambda _page: Pointer(), script=True)
    assert isinstance(reporter, Reporter)
    page, file = reporter.page, {"name": "Muschelliste.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4"}
    reporter.tells(TEXT)
    reporter.keeps_names()
    chooses(reporter, file)  # type: ignore[arg-type]
    assert "Absatz 8." in paper(page)
    reporter.goes_on()
    reporter.field("Wo?", "im Muschelkeller")
    page.get_by_role("radio", name="wenige").check()
    told = paper(page)
    assert "im Muschelkeller" in told
    assert "wenige" in told
    assert "das weiß ich nicht" not in told
    reporter.button("Zurück zu Schritt 1")
    told = paper(page)
    assert "Muschelliste.pdf" in told
    assert "Nicht mitsenden" not in told
    reporter.looks_through()
    told = paper(page)
    assert told.replace(" ", "").count(reporter.code) == 1
    for part in ("Muschelliste.pdf", "im Muschelkeller", "Absatz 8."):
        assert part in told
    reporter.sends()
    assert "Rückmeldung spätestens am" in paper(page)
    reporter.opens_mailbox(reporter.code)
    told = paper(page)
    for part in ("Muschelliste.pdf", "Absatz 8.", "Eingegangen am"):
        assert part in told
    reporter.button("Neuen Code nehmen")
    assert paper(page).replace(" ", "").count(reporter.reads_code()) == 1
    of_the_office(chromium, demo)


def of_the_office(chromium: Browser, demo: Demo) -> None:
    """The list, the case with its file and its log, and the pages beside it."""
    officer = seat(Officer, chromium, demo, Watch(demo), lambda _page: Pointer(), script=True)
    assert isinstance(officer, Officer)
    officer.logs_in("fall1")
    assert "Muscheln" in paper(officer.page)
    officer.opens_case("fehlen Muscheln")
    told = paper(officer.page)
    for part in (
        "Muschelliste.pdf",
        "Absatz 8.",
        "im Muschelkeller",
        "Meldung entgegengenommen",
        "Wer diesen Fall öffnen",
    ):
        assert part in told
    assert "Vermerk schreiben" not in told
    case = officer.page.url
    for path in ("personen", "offenlegungen", "niederschrift", "loeschung"):
        officer.page.goto(f"{case}/{path}")
        assert officer.number in paper(officer.page)
    for path in ("/massnahmen", "/loeschung", "/protokoll", "/protokoll/pruefpunkt", "/verwaltung", "/faelle/neu"):
        officer.page.goto(demo.office_url + path)
        assert paper(officer.page)


@pytest.mark.parametrize("path", ["/", "/angriff", "/wohin", "/externe-meldestellen", "/datenschutz", "/impressum"])
def test_pages_to_read_on_paper(chromium: Browser, demo: Demo, path: str) -> None:
    page = chromium.new_page()
    page.goto(demo.intake_url + path)
    title = page.locator("h1").inner_text()
    assert title in paper(page)
    page.close()
