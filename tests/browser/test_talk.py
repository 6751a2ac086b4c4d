"""A call is written down, its slip printed, its minutes checked and a meeting agreed: real browsers on both sides."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.demo import Demo
from tests.browser.hands import Pointer
from tests.browser.look import complaints
from tests.browser.people import Officer, Reporter, Watch, seat

pytestmark = pytest.mark.browser

TOLD = "Im Amt für Nebelbänke fehlen Belege."


def printed(page: Page, code: str) -> list[str]:
    """On paper stand code, address and steps; nothing that names the matter or the house."""
    page.emulate_media(media="print")
    expect(page.locator("#access-code")).to_be_visible()
    shown = [name for name in ("header", "footer", "nav", "h1", "button") if page.locator(name).first.is_visible()]
    text = "".join(page.locator("body").inner_text().split())
    telling = [word for word in ("Hinweis", "Meld", "Landrat", "Fall", "HM-") if word in text.replace(code, "")]
    assert text.count(code) == 1
    page.emulate_media(media="screen")
    return shown + telling


def test_a_call_from_the_phone_to_confirmed_minutes(chromium: Browser, demo: Demo) -> None:
    watch = Watch(demo)
    officer = seat(Officer, chromium, demo, watch, lambda _page: Pointer(), script=True)
    reporter = seat(Reporter, chromium, demo, watch, lambda _page: Pointer(), script=True)
    assert isinstance(officer, Officer)
    assert isinstance(reporter, Reporter)
    page, mailbox, found = officer.page, reporter.page, []
    officer.logs_in(next(iter(demo.officers)))
    page.get_by_role("link", name="Hinweis aufnehmen").click()
    officer.heading("Hinweis aufnehmen")
    found += complaints(page, "form")
    officer.button("Hinweis aufnehmen")
    expect(page.locator("#problem")).to_be_visible()
    found += complaints(page, "form, nothing filled in")
    page.get_by_role("radio", name="Anruf").check()
    page.get_by_label("Was wurde mitgeteilt?").fill(TOLD)
    officer.button("Hinweis aufnehmen")
    officer.heading("Der Hinweis ist aufgenommen")
    found += complaints(page, "slip")
    code = "".join(page.locator("#access-code").inner_text().split())
    assert printed(page, code) == []
    page.reload()
    expect(page.get_by_text("kann nicht noch einmal gezeigt werden")).to_be_visible()
    expect(page.locator("#access-code")).to_have_count(0)
    found += complaints(page, "slip, not again")

    page.get_by_role("link", name="Zum Fall").click()
    page.get_by_role("link", name="Gespräch und Niederschrift").click()
    officer.heading("Gespräch und Niederschrift")
    found += complaints(page, "minutes, draft")
    officer.button("Termine anbieten")
    expect(page.locator("#problem")).to_be_visible()
    found += complaints(page, "meeting, nothing filled in")
    page.locator("[name=day_1]").fill((date.today() + timedelta(days=7)).isoformat())
    page.locator("[name=time_1]").fill("14:30")
    page.locator("[name=how_1]").select_option("phone")
    officer.button("Termine anbieten")
    expect(page.locator("#erledigt")).to_contain_text("Die Termine stehen im Postfach")
    officer.button("Zur Prüfung senden")
    expect(page.locator("#erledigt")).to_contain_text("Die Niederschrift liegt im Postfach")
    found += complaints(page, "minutes sent, slots offered")

    reporter.opens_mailbox(code)
    mailbox.get_by_role("radio", name="14:30 Uhr").check()
    reporter.button("Termin-Antwort senden")
    reporter.button("Stimmt so")
    page.reload()
    expect(page.locator("#stand")).to_contain_text("Bestätigt")
    expect(page.locator("#meeting-state")).to_contain_text("14:30 Uhr, am Telefon")
    found += complaints(page, "minutes confirmed")
    assert found == []
    assert watch.complaints == []


def test_a_letter_without_a_code_is_answered_outside_of_the_mailbox(chromium: Browser, demo: Demo) -> None:
    watch = Watch(demo)
    officer = seat(Officer, chromium, demo, watch, lambda _page: Pointer(), script=True)
    assert isinstance(officer, Officer)
    page, found = officer.page, []
    officer.logs_in(next(iter(demo.officers)))
    page.get_by_role("link", name="Hinweis aufnehmen").click()
    page.get_by_role("radio", name="Brief").check()
    page.locator("[name=code_along]").uncheck()
    page.locator("[name=small_circle]").check()
    page.get_by_label("Was wurde mitgeteilt?").fill("Erfunden: ein Brief über Nebelbänke.")
    officer.button("Hinweis aufnehmen")
    expect(page.locator("#small-circle")).to_be_visible()
    found += complaints(page, "case without a code")
    case = page.url.partition("?")[0].partition("#")[0]
    officer.button("Eingang bestätigen", "acknowledge")
    expect(page.locator("#problem")).to_contain_text("auf welchem Weg")
    found += complaints(page, "acknowledged without a way, refused")
    officer.writes("acknowledge", "Eingang bestätigen", way="Erfunden: kein Weg zur Person")
    expect(page.locator("#acknowledge")).to_have_count(0)
    found += complaints(page, "acknowledged outside")
    page.goto(f"{case}?offen=feedback")
    page.locator("#feedback [name=checked]").check()
    officer.writes("feedback", "Rückmeldung festhalten", taken="Erfunden: gezählt.", reasons="Erfunden: sie fehlten.")
    expect(page.locator("#problem")).to_contain_text("auf welchem Weg")
    found += complaints(page, "feedback without a way, refused")
    officer.writes("feedback", "Rückmeldung festhalten", way="Erfunden: am Telefon")
    found += complaints(page, "feedback given outside")
    for name in ("personen", "offenlegungen", "niederschrift", "loeschung", "text/reporter/0"):
        page.goto(f"{case}/{name}")
        expect(page.locator("#small-circle")).to_be_visible()
        found += complaints(page, f"{name}, few know of it")
    assert found == []
    assert watch.complaints == []
