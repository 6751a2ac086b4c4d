"""Every page and state of the office, and faults of both faces, looked at by axe and by us (see `look.complaints`). The
reporters' pages are in `test_rooms`."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from hinweisgeber.crypto.code import AccessCode
from tests.browser.demo import Demo, demo_in
from tests.browser.hands import Pointer
from tests.browser.look import complaints
from tests.browser.people import Officer, Reporter, Watch, seat
from tests.browser.rooms import LONG_WORD, TEXT

pytestmark = pytest.mark.browser


@dataclass
class Tour:
    """One person walks from page to page; what is wrong with them is collected."""

    demo: Demo
    browser: Browser
    watch: Watch
    found: list[str] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)

    def sits(self, kind: type[Reporter] | type[Officer]) -> Reporter | Officer:
        """Somebody with a fresh browser."""
        person = seat(kind, self.browser, self.demo, self.watch, lambda _page: Pointer(), script=True)
        assert isinstance(person, Reporter | Officer)
        return person

    def look(self, page: Page, state: str) -> None:
        """At the page as it stands."""
        self.seen.append(state)
        self.found += complaints(page, state)

    def visit(self, page: Page, url: str, state: str, status: int = 200) -> None:
        """A page by its address."""
        answer = page.goto(url)
        assert answer is not None
        assert answer.status == status, (state, answer.status)
        self.look(page, state)


@pytest.fixture
def tour(chromium: Browser, demo: Demo) -> Iterator[Tour]:
    """Through the empty demo."""
    walked = Tour(demo, chromium, Watch(demo))
    yield walked
    assert walked.watch.complaints == []


@pytest.fixture
def full_tour(chromium: Browser, full_demo: Demo) -> Iterator[Tour]:
    """Through the demo with cases."""
    walked = Tour(full_demo, chromium, Watch(full_demo))
    yield walked
    assert walked.watch.complaints == []


def reporter_on(tour: Tour) -> Reporter:
    """Somebody who reports."""
    person = tour.sits(Reporter)
    assert isinstance(person, Reporter)
    return person


def officer_on(tour: Tour) -> Officer:
    """Somebody who is not logged in yet."""
    person = tour.sits(Officer)
    assert isinstance(person, Officer)
    return person


def test_office_before_the_first_case(tour: Tour, chromium: Browser) -> None:
    officer = officer_on(tour)
    page, url = officer.page, tour.demo.office_url
    tour.visit(page, f"{url}/anmelden", "login")
    for attempt in range(4):
        page.get_by_label("Benutzername").fill("niemand")
        page.get_by_label("Passphrase").fill("falsch")
        officer.button("Anmelden")
        expect(page.locator("#problem")).to_be_visible()
        if attempt in (0, 3):
            tour.look(page, f"login, attempt {attempt + 1}")
    officer.logs_in("fall2")
    for path in ("/massnahmen", "/verwaltung", "/konto", "/protokoll", "/protokoll/pruefpunkt"):
        tour.visit(page, url + path, f"{path}, at the beginning")
    tour.visit(page, f"{url}/faelle/HM-1999-0001", "a case that is not there", 404)
    tour.visit(page, f"{url}/nirgends", "404 of the office", 404)
    officer.page.goto(f"{url}/faelle")
    tour.look(page, "list, no case yet" if not page.locator("#cases").count() else "list, first cases")
    officer.button("Abmelden")
    tour.look(page, "logged out")
    assert tour.found == []


STAGES = ("RECEIVED", "PREVENTION", "INVESTIGATION", "RESPONSE", "CLOSED")


def test_office_with_cases(full_tour: Tour) -> None:
    officer = officer_on(full_tour)
    page, url = officer.page, full_tour.demo.office_url
    officer.logs_in("fall1")
    full_tour.look(page, "list")
    page.get_by_label("Suche", exact=True).fill("gibtesnicht")
    officer.button("Anzeigen")
    assert "gibtesnicht" not in page.url
    full_tour.look(page, "list, nothing found")
    page.get_by_label("Suche", exact=True).fill("HM-")
    officer.button("Anzeigen")
    with page.expect_navigation():
        page.locator("#cases a").first.click()
    page.go_back()
    expect(page.get_by_label("Suche", exact=True)).to_have_value("HM-")
    expect(page.locator("#cases a").first).to_be_visible()
    full_tour.visit(page, f"{url}/faelle?stufe=RESPONSE&wer=ich&faellig=monat", "list, filtered")
    for stage in STAGES:
        page.goto(f"{url}/faelle?stufe={stage}")
        with page.expect_navigation():
            page.locator("#cases a, #new-cases a").first.click()
        full_tour.look(page, f"case in {stage}")
    for path in ("/massnahmen", "/protokoll", "/protokoll/pruefpunkt", "/verwaltung"):
        full_tour.visit(page, url + path, path)
    page.goto(f"{url}/protokoll")
    officer.button("Protokoll prüfen")
    expect(page.locator("#verified")).to_be_visible()
    full_tour.look(page, "journal verified")
    assert full_tour.found == []


def test_forms_of_a_case_refused_and_accepted(full_tour: Tour) -> None:
    reporter, officer = reporter_on(full_tour), officer_on(full_tour)
    reporter.reports(TEXT)
    full_tour.look(reporter.page, "confirmation, acknowledged by hand")
    officer.logs_in("fall1")
    officer.opens_case("Im Amt für Nebelbänke")
    full_tour.look(officer.page, "case, not acknowledged yet")
    officer.button("Eingang bestätigen", "acknowledge")
    full_tour.look(officer.page, "case, acknowledged")
    officer.button("Fall übernehmen", "take-over")
    refusals(full_tour, officer)
    officer.writes("reply", "Als Entwurf behalten", message=TEXT)
    full_tour.look(officer.page, "case with a draft")
    officer.writes("reply", "Nachricht senden", message=TEXT)
    full_tour.look(officer.page, "case, replied")
    kept_after_logout(full_tour, officer)
    reporter.opens_mailbox(reporter.code)
    reporter.field("Ihre Nachricht", TEXT)
    reporter.button("Nachricht senden")
    officer.page.goto(f"{full_tour.demo.office_url}/faelle")
    full_tour.look(officer.page, "list, unread message")
    officer.opens_case("Im Amt für Nebelbänke")
    full_tour.look(officer.page, "case, unread message")
    assert full_tour.found == []


def refusals(tour: Tour, officer: Officer) -> None:
    """Each form of the case sent as it stands."""
    for form, button in (
        ("reply", "Nachricht senden"),
        ("note", "Vermerk eintragen"),
        ("check", "Prüfpunkt festhalten"),
        ("assign", "Fall zuweisen"),
        ("close", "Fall abschließen"),
    ):
        if form == "check":
            officer.unfolds(button)
        officer.button(button, form)
        expect(officer.page.locator("#problem")).to_be_visible()
        tour.look(officer.page, f"case, {form} refused")


def kept_after_logout(tour: Tour, officer: Officer) -> None:
    """The session has ended in another window while somebody wrote."""
    officer.page.locator("#note [name=note]").fill(TEXT)
    officer.context.clear_cookies()
    officer.button("Vermerk eintragen", "note")
    officer.heading("Anmelden")
    tour.look(officer.page, "login, text kept")
    officer.field("Benutzername", "fall1")
    officer.field("Passphrase", tour.demo.officers["fall1"])
    officer.button("Anmelden")
    officer.heading("Ihr Text ist noch da")
    tour.look(officer.page, "kept text")
    officer.button("Jetzt absenden")
    officer.notice("Der Vermerk steht im Protokoll des Falls.")


def test_end_of_a_case_and_its_measure(full_tour: Tour) -> None:
    officer = officer_on(full_tour)
    page, url = officer.page, full_tour.demo.office_url
    officer.logs_in("leitung")
    page.goto(f"{url}/faelle?stufe=RESPONSE")
    with page.expect_navigation():
        page.locator("#cases a").first.click()
    officer.button("Maßnahme festlegen", "measure")
    full_tour.look(page, "case, measure refused")
    officer.picks("close", "outcome", "REFERRED")
    officer.writes("close", "Fall abschließen", reason="Erfunden und abgeschlossen.")
    full_tour.look(page, "case, closing refused")
    officer.unfolds("Prüfpunkt festhalten")
    officer.picks("check", "point", "persons")
    officer.writes("check", "Prüfpunkt festhalten", finding="Erfunden: niemand ist benannt.")
    officer.unfolds("Keine Rückmeldung möglich?")
    case = page.url.partition("?")[0]
    proposing = "Vorschlagen, die Rückmeldung zurückzustellen"
    officer.writes("feedback-waived", proposing, reason="Erfunden: kein Weg zur Person.")
    confirms(full_tour, page)
    page.goto(case)
    officer.picks("close", "outcome", "REFERRED")
    officer.writes("close", "Fall abschließen", reason="Erfunden und abgeschlossen.")
    full_tour.look(page, "case, just closed")
    officer.button("Fall wieder aufnehmen", "reopen")
    full_tour.look(page, "case, reopening refused")
    officer.writes("reopen", "Fall wieder aufnehmen", reason="Erfunden: neue Tatsachen.")
    officer.picks("stage", "stage", "RESPONSE")  # where other tests look for a case
    officer.button("Stufe ändern", "stage")
    officer.stage("Resonanz")
    page.goto(f"{url}/massnahmen")
    with page.expect_navigation():
        page.get_by_role("button", name="Als umgesetzt vermerken").first.click()
    full_tour.look(page, "measures, one carried out")
    with page.expect_navigation():
        page.get_by_role("button", name="Beurteilung festhalten").first.click()
    full_tour.look(page, "measures, rating refused")
    assert full_tour.found == []


def confirms(tour: Tour, proposed: Page) -> None:
    """Somebody whom the page of the proposal names gives the second signature."""
    who = re.search(r"\((fall\d)\)", proposed.locator("#needs-second").inner_text())
    assert who
    second = officer_on(tour)
    second.logs_in(who[1])
    tour.visit(second.page, proposed.url.partition("?")[0], "proposal, to be signed")
    second.button("Zweite Unterschrift geben", "confirm")
    second.notice("jetzt ausgeführt")
    tour.look(second.page, "proposal, signed")
    second.context.close()


OUR_FAULT = "Auf unserer Seite ist ein Fehler aufgetreten."


def test_failures(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Something is broken on our side: the form says so above what was typed, and tells nothing else."""
    with demo_in(tmp_path_factory.mktemp("failures")) as demo:
        tour = Tour(demo, chromium, Watch(demo))
        reporter, code = reporter_on(tour), str(AccessCode.generate())
        without_our_script(reporter)
        reporter.tells(TEXT)
        reporter.looks_through()
        with closing(sqlite3.connect(demo.home / "letterbox.sqlite")) as database:
            database.execute("ALTER TABLE mailbox RENAME TO gone")
        reporter.page.get_by_label("Ich habe den Zugangscode notiert.").check()
        reporter.button("Meldung senden")
        reporter.refused(OUR_FAULT, "f-send")
        assert reporter.reads_code() == reporter.code
        reporter.sees(LONG_WORD)
        tour.look(reporter.page, "500 of a report")
        reporter.opens_mailbox(code)
        reporter.refused(OUR_FAULT, "f-code")
        expect(reporter.page.get_by_label("Zugangscode")).to_have_value(code)
        tour.look(reporter.page, "500 of the door")
        assert tour.found == []
        assert tour.watch.complaints == ["500 for /weiter", "500 for /weiter"]  # where the page is fetched


def without_our_script(person: Reporter) -> None:
    """Forms go as they do without script; axe is one, and still runs."""
    person.page.route("**/forms.*.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    person.script = False


def test_looking_finds_what_is_wrong(chromium: Browser) -> None:
    page = chromium.new_page()
    page.set_content(
        "<title>Meldung</title><main><h1>A</h1><h1>B</h1><p style='width: 500px; color: #ddd'>Bleich und breit</p>"
        "<img src='data:,'><button style='border: 0'>C</button></main>"
    )
    found = "\n".join(complaints(page, "bad"))
    page.close()
    for what in (
        "image-alt",
        "color-contrast",
        "html-has-lang",
        "too wide",
        "2 first headings",
        "title tells",
        "border",
    ):
        assert what in found, found


def test_pages_beside_a_case_and_what_they_ask_in_the_mailbox(tour: Tour) -> None:
    reporter, officer = reporter_on(tour), officer_on(tour)
    page, url = officer.page, tour.demo.office_url

    def sends(form: str, state: str, **texts: str) -> None:
        for name, text in texts.items():
            page.locator(f"#{form} [name={name}]").first.evaluate("(field, text) => { field.value = text; }", text)
        with page.expect_navigation():
            page.locator(f"#{form}").evaluate("form => form.requestSubmit()")
        tour.look(page, state)

    reporter.reports("Erfunden: Akten liegen im Hof.")  # others have cases in this demo too
    officer.logs_in("fall1")
    officer.opens_case("Erfunden: Akten liegen im Hof.")
    case = page.url
    for path in ("/faelle/neu", "/loeschung", "/loeschung/anbietung"):
        tour.visit(page, url + path, path)
    page.goto(f"{url}/faelle/neu")
    sends("record", "a call written down, refused")
    for name in ("personen", "offenlegungen", "niederschrift", "loeschung", "text/reporter/0"):
        tour.visit(page, f"{case}/{name}", name)
    page.goto(f"{case}/personen")
    sends("person", "person, refused")
    page.locator("#person [name=role]").first.check()
    sends("person", "person, entered", name="Kim Erfunden")
    tour.visit(page, f"{case}/auskunft/0", "access request")
    page.goto(f"{case}/personen")
    sends("withdraw-0", "entry of a person, withdrawing refused")
    sends("withdraw-0", "entry of a person, withdrawn", reason="Erfunden")
    page.goto(f"{case}/loeschung")
    sends("hold", "legal hold, refused")
    page.goto(f"{case}/niederschrift")
    sends("minutes", "minutes, refused", minutes="")
    page.goto(f"{case}/offenlegungen")
    sends("plan-consent", "consent, refused")
    until = f"{date.today() + timedelta(days=30)}"
    sends("plan-consent", "consent, asked", recipient="Personalamt", content="Name", why="nötig", until=until)
    reporter.opens_mailbox(reporter.code)
    tour.look(reporter.page, "mailbox, asked for consent")
    reporter.button("Beleg ansehen")
    tour.look(reporter.page, "receipt")
    reporter.button("Zurück zum Postfach")
    reporter.button("Ich willige ein")
    tour.look(reporter.page, "mailbox, consented")
    assert tour.found == []
