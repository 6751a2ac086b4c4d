"""A report's whole journey through real servers in a real browser: script off, script on, and keyboard only."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, expect

from hinweisgeber.domain.case.deadlines import feedback_by
from tests.browser.demo import Demo
from tests.browser.hands import Hands, Keyboard, Pointer
from tests.browser.people import Officer, Reporter, Seat, Watch, in_sentence, seat

pytestmark = pytest.mark.browser

Person = TypeVar("Person", bound=Seat)
REPORT = "Im Amt für Wolkenkunde ({way}) werden Regentage zweimal abgerechnet."
MEASURE = "Abrechnungen prüfen künftig zwei Personen ({way})."
UNREAD = re.compile("1 (?:neu|Nachricht)")
WAYS = ["script off", "script on", "keyboard only"]


def pointer(_page: Page) -> Hands:
    """For everybody who has one."""
    return Pointer()


@dataclass
class Cast:
    """The people of one journey and the way they go."""

    way: str
    browser: Browser
    demo: Demo
    watch: Watch

    def __post_init__(self) -> None:
        self.report = REPORT.format(way=self.way)
        self.today = datetime.now(UTC).astimezone(ZoneInfo("Europe/Berlin")).date()
        self._seats: list[Seat] = []

    def sits(self, kind: type[Person]) -> Person:
        """A person with a browser of their own."""
        hands: Callable[[Page], Hands] = Keyboard if self.way == "keyboard only" else pointer
        person = seat(kind, self.browser, self.demo, self.watch, hands, script=self.way != "script off")
        self._seats.append(person)
        assert isinstance(person, kind)
        return person

    def close(self) -> None:
        """Everybody goes home; nobody who only reports was given a cookie."""
        for person in self._seats:
            cookies = person.context.cookies(self.demo.intake_url) if isinstance(person, Reporter) else []
            person.context.close()
            assert cookies == []


@pytest.fixture(params=WAYS)
def people(request: pytest.FixtureRequest, chromium: Browser, demo: Demo) -> Iterator[Cast]:
    """The cast, watched: afterwards no page has complained or asked for anything foreign."""
    with closing(Cast(request.param, chromium, demo, Watch(demo))) as found:
        yield found
    assert found.watch.complaints == []
    checked = demo.verify()
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_whole_journey(people: Cast) -> None:
    reporter, officer, excluded = people.sits(Reporter), people.sits(Officer), people.sits(Officer)
    sends_a_report(people, reporter)
    opens_the_mailbox_at_once(people, reporter)
    takes_over(people, officer)
    talks(people, officer)
    leads_it_to_the_end(people, officer)
    reads_the_answers_and_writes_on(people, reporter)
    takes_it_up_again(people, officer)
    sees_nothing(people, excluded, officer.number)
    renews_the_code(people, reporter)


def sends_a_report(people: Cast, reporter: Reporter) -> None:
    """Over all three pages; refused once, because the code is not noted; nothing typed is lost. Then sent."""
    page, hands = reporter.page, reporter.hands
    reporter.tells(people.report)
    reporter.goes_on()
    hands.choose(page.get_by_role("radio", name="wenige"))
    reporter.field("Was befürchten Sie?", "Donnerwetter")
    hands.tick(page.get_by_label("Fallbearbeitung 2"))
    reporter.chooses_topic("Vergabe")
    reporter.field("Wann ungefähr?", "im Frühjahr")
    reporter.field("Wo?", "im dritten Stock")
    reporter.field("Wer ist beteiligt?", "die Wetterkasse")
    reporter.field("Woher wissen Sie es?", "aus der Wolkenakte")
    reporter.field("Was soll geschehen?", "Sonnenschein")
    reporter.looks_through()
    reads_it_back(people, reporter)
    changes_both_pages(people, reporter)
    reporter.button("Meldung senden")
    reporter.refused("Bitte notieren Sie zuerst den Zugangscode", "f-code_noted")
    assert reporter.reads_code() == reporter.code
    reads_it_back(people, reporter)
    reporter.sends()
    reporter.sees(in_sentence(people.today), in_sentence(feedback_by(people.today, people.today)))
    assert reporter.page.url.partition("?")[0] == f"{people.demo.intake_url}/angekommen"


def reads_it_back(people: Cast, reporter: Reporter) -> None:
    """All that was typed and chosen stands on the last page."""
    reporter.sees(people.report, "Donnerwetter", "Fallbearbeitung 2", "Vergabe", "im Frühjahr", "im dritten Stock")
    reporter.sees("die Wetterkasse", "aus der Wolkenakte", "Sonnenschein", "wenige, etwa zwei bis fünf Personen")


def changes_both_pages(people: Cast, reporter: Reporter) -> None:
    """Back to each page and forth again: what was typed stands there, and the code stays the same."""
    page, code = reporter.page, reporter.code
    reporter.button("Schritt 2 ändern")
    reporter.heading("Schützen")
    expect(page.get_by_label("Wer ist beteiligt?")).to_have_value("die Wetterkasse")
    expect(page.get_by_role("radio", name="wenige")).to_be_checked()
    expect(page.get_by_label("Fallbearbeitung 2")).to_be_checked()
    reporter.looks_through()
    assert reporter.code == code
    reporter.button("Schritt 1 ändern")
    reporter.heading("Erzählen")
    expect(page.get_by_label("Was ist geschehen?")).to_have_value(people.report)
    reporter.goes_on()
    expect(page.get_by_label("Wo?")).to_have_value("im dritten Stock")
    reporter.looks_through()
    assert reporter.code == code


def opens_the_mailbox_at_once(people: Cast, reporter: Reporter) -> None:
    """With the code that was noted. The acknowledgement lies there already; the address tells nothing of the code."""
    reporter.hands.click(reporter.page.get_by_role("link", name="Postfach öffnen").last)
    reporter.heading("Postfach öffnen")
    reporter.field("Zugangscode", reporter.code)
    reporter.button("Postfach öffnen")
    reporter.heading("Ihr Postfach")
    reporter.sees(people.report, "im dritten Stock", "Eingangsbestätigung", "Fallbearbeitung 2", "ist eingegangen")
    expect(reporter.page.locator("article.message")).to_have_count(2)
    assert urlsplit(reporter.page.url).path in ("/postfach", "/weiter")  # without script the page is fetched
    assert reporter.code not in reporter.page.url


def takes_over(people: Cast, officer: Officer) -> None:
    """A wrong passphrase first; then the new report, who may read it, and the act."""
    officer.page.goto(f"{people.demo.office_url}/faelle")
    officer.field("Benutzername", "fall1")
    officer.field("Passphrase", "Wetterfrosch")
    officer.button("Anmelden")
    officer.refused("Benutzername oder Passphrase stimmt nicht")
    expect(officer.page.get_by_label("Benutzername")).to_have_value("fall1")
    officer.logs_in("fall1")
    expect(officer.page.get_by_role("row", name=people.report)).to_contain_text("Neu: Eingang")
    officer.opens_case(people.report)
    officer.stage("Eingang")
    officer.sees("aus der Wolkenakte", "Donnerwetter", "Sonnenschein", "Nur wenige wissen davon")
    expect(officer.page.locator("#holders")).not_to_contain_text("Fallbearbeitung 2")
    officer.button("Fall übernehmen", "take-over")
    officer.notice("Sie haben den Fall übernommen.")
    officer.stage("Vorsorge")


def talks(people: Cast, officer: Officer) -> None:
    """A draft that waits, the reply, a note, a point of the checklist."""
    officer.writes("reply", "Nachricht senden", message="   ")
    officer.refused("Bitte schreiben Sie etwas in dieses Feld.", "f-reply-message")
    officer.writes("reply", "Als Entwurf behalten", message="Halb gedacht")
    officer.notice("Ihr Entwurf ist gespeichert.")
    expect(officer.page.locator("#reply [name=message]")).to_have_value("Halb gedacht")
    officer.writes("reply", "Nachricht senden", message="An welchen Tagen regnete es?")
    officer.notice("Ihre Nachricht ist gespeichert")
    expect(officer.page.locator("#reply [name=message]")).to_have_value("")
    officer.writes("note", "Vermerk eintragen", note="Wetterbericht angefordert.")
    officer.notice("Der Vermerk steht im Protokoll des Falls.")
    officer.picks("scope", "scope", "in")
    officer.writes("scope", "Ergebnis festhalten", reason="Im Anwendungsbereich.")
    officer.notice("Das Ergebnis zum Anwendungsbereich ist festgehalten.")
    officer.unfolds("Prüfpunkt festhalten")
    officer.picks("check", "point", "persons")
    officer.writes("check", "Prüfpunkt festhalten", finding="Niemand ist benannt.")
    officer.notice("Der Prüfpunkt ist festgehalten.")
    officer.sees("Im Anwendungsbereich.", "Wetterbericht angefordert.", "An welchen Tagen regnete es?")


def leads_it_to_the_end(people: Cast, officer: Officer) -> None:
    """Forward, back only with a reason, forward again; a measure, the feedback, the end only with an outcome."""
    page = officer.page
    changes_stage(officer, "INVESTIGATION", "Aufklärung")
    officer.picks("stage", "stage", "PREVENTION")
    officer.button("Stufe ändern", "stage")
    officer.refused("Für diesen Schritt ist eine Begründung nötig.", "f-stage-reason")
    officer.stage("Aufklärung")
    expect(page.locator("#stage [name=stage]")).to_have_value("PREVENTION")
    officer.writes("stage", "Stufe ändern", reason="Erst den Schirm sichern.")
    officer.notice("Die Stufe ist geändert.")
    officer.stage("Vorsorge")
    changes_stage(officer, "INVESTIGATION", "Aufklärung")
    changes_stage(officer, "RESPONSE", "Resonanz")
    officer.hands.write(page.locator("#measure [name=what]"), MEASURE.format(way=people.way))
    officer.hands.write(page.locator("#measure [name=who]"), "Sachgebiet Sonne")
    officer.hands.choose(page.locator("#measure [name=lesson][value=rule]"))
    officer.hands.day(page.locator("#measure [name=until]"), date(people.today.year + 1, 12, 12))
    officer.button("Maßnahme festlegen", "measure")
    officer.notice("Die Maßnahme steht im Register.")
    officer.picks("close", "outcome", "INVESTIGATED")
    officer.writes("close", "Fall abschließen", reason="Alles trocken.")
    officer.refused("Es fehlt: Rückmeldung geben oder begründen, warum nicht.", "f-close-outcome")
    officer.unfolds("Rückmeldung geben")
    officer.hands.write(page.locator("#feedback [name=planned]"), "Künftig prüfen zwei Personen.")
    officer.hands.write(page.locator("#feedback [name=reasons]"), "Der Hinweis hat sich bestätigt.")
    officer.button("Rückmeldung senden", "feedback")
    officer.refused("Bitte prüfen Sie, ob die Rückmeldung", "f-feedback-checked")
    officer.hands.tick(page.get_by_label("Ich habe geprüft: Die Rückmeldung gefährdet weder"))
    officer.button("Rückmeldung senden", "feedback")
    officer.notice("Ihre Rückmeldung ist gespeichert")
    officer.sees("Meldestelle: Rückmeldung")
    officer.writes("close", "Fall abschließen", reason="Alles trocken.")
    officer.refused("Bitte wählen Sie hier etwas aus.", "f-close-outcome")
    expect(page.locator("#close [name=reason]")).to_have_value("Alles trocken.")
    officer.picks("close", "outcome", "INVESTIGATED")
    officer.button("Fall abschließen", "close")
    officer.notice("Der Fall ist abgeschlossen.")
    officer.stage("Abgeschlossen")
    officer.hands.click(page.get_by_role("navigation", name="Hauptmenü").get_by_role("link", name="Maßnahmen"))
    officer.sees(MEASURE.format(way=people.way), "Sachgebiet Sonne")


def changes_stage(officer: Officer, stage: str, shown: str) -> None:
    """Without a reason, where none is needed."""
    officer.picks("stage", "stage", stage)
    officer.button("Stufe ändern", "stage")
    officer.notice("Die Stufe ist geändert.")
    officer.stage(shown)


def reads_the_answers_and_writes_on(people: Cast, reporter: Reporter) -> None:
    """What is wrong with a code is said; in lower case with spaces and dots it is taken; nothing internal is shown."""
    reporter.opens_mailbox("")
    reporter.refused("Bitte geben Sie Ihren Zugangscode ein.", "f-code")
    reporter.opens_mailbox(reporter.code[:-1])
    reporter.refused("Wir haben 24 von 25 Zeichen gelesen.", "f-code")
    reporter.opens_mailbox(reporter.code[:-1] + ("3" if reporter.code[-1] != "3" else "4"))
    reporter.refused("Alle 25 Zeichen sind da, aber mindestens eines stimmt nicht.", "f-code")
    reporter.opens_mailbox(reporter.code.lower().replace("-", " . "))
    reporter.heading("Ihr Postfach")
    reporter.sees("Das Verfahren ist abgeschlossen.", "An welchen Tagen regnete es?", "Künftig prüfen zwei Personen.")
    reporter.sees("Meldestelle: Rückmeldung", "Abgeschlossen am")
    for internal in ("Wetterbericht", "Erst den Schirm", "Alles trocken", "Halb gedacht", "HM-", "Sachgebiet Sonne"):
        expect(reporter.page.locator("body")).not_to_contain_text(internal)
    reporter.button("Nachricht senden")
    reporter.refused("Bitte schreiben Sie etwas in dieses Feld.", "f-message")
    reporter.field("Ihre Nachricht", "Gestern regnete es wieder.")
    reporter.button("Nachricht senden")
    reporter.sees("Ihre Nachricht ist angekommen und gespeichert.")
    expect(reporter.page.locator("article.message")).to_have_count(5)


def takes_it_up_again(people: Cast, officer: Officer) -> None:
    """The list tells of the unread message; the case is opened again, with a reason."""
    officer.opens_list()
    expect(officer.page.get_by_role("row", name=people.report)).to_contain_text(UNREAD)
    officer.opens_case(people.report)
    officer.sees("Gestern regnete es wieder.")
    officer.button("Fall wieder aufnehmen", "reopen")
    officer.refused("Für diesen Schritt ist eine Begründung nötig.", "f-reopen-reason")
    officer.writes("reopen", "Fall wieder aufnehmen", reason="Es regnete wieder.")
    officer.notice("Der Fall ist wieder aufgenommen.")
    officer.stage("Aufklärung")
    officer.opens_list()
    expect(officer.page.get_by_role("row", name=people.report)).not_to_contain_text(UNREAD)
    officer.button("Abmelden")
    officer.sees("Sie sind abgemeldet.")
    officer.page.goto(f"{people.demo.office_url}/faelle/{officer.number}")
    officer.heading("Anmelden")


def sees_nothing(people: Cast, excluded: Officer, number: str) -> None:
    """Who was left out finds neither the case nor a word of it."""
    excluded.logs_in("fall2")
    expect(excluded.page.locator("body")).not_to_contain_text("Regentage")
    answer = excluded.page.goto(f"{people.demo.office_url}/faelle/{number}")
    assert answer is not None
    assert answer.status == 404
    excluded.sees("Diesen Vorgang gibt es nicht, oder Sie haben keinen Schlüssel dazu.")
    excluded.page.goto(f"{people.demo.office_url}/massnahmen")
    expect(excluded.page.locator("body")).not_to_contain_text(MEASURE.format(way=people.way))


def renews_the_code(people: Cast, reporter: Reporter) -> None:
    """The new code only counts once it is noted; then the old one opens nothing."""
    reporter.button("Neuen Code nehmen")
    reporter.heading("Ihr neuer Zugangscode")
    new = reporter.reads_code()
    reporter.button("Neuen Code verwenden")
    reporter.refused("Bitte notieren Sie zuerst den Zugangscode", "f-code_noted")
    assert reporter.reads_code() == new
    reporter.hands.tick(reporter.page.get_by_label("Ich habe den neuen Zugangscode notiert."))
    reporter.button("Neuen Code verwenden")
    reporter.sees("Ab jetzt gilt nur noch der neue Zugangscode.")
    reporter.opens_mailbox(reporter.code)
    reporter.refused("Zu diesem Zugangscode gibt es kein Postfach.", "f-code")
    reporter.opens_mailbox(new)
    reporter.sees(people.report, "Gestern regnete es wieder.", "Die Meldestelle geht der Sache nach.")


@pytest.mark.parametrize("face", ["intake", "office"])
def test_skip_link_is_first_and_leads_past_the_menu(chromium: Browser, demo: Demo, face: str) -> None:
    watch = Watch(demo)
    person = seat(Seat, chromium, demo, watch, Keyboard, script=False)
    page = person.page
    page.goto(f"{demo.intake_url}/datenschutz" if face == "intake" else f"{demo.office_url}/verwaltung")
    if face == "intake":  # the login puts the focus into its first field
        page.keyboard.press("Tab")
        expect(page.get_by_text("Zum Inhalt springen")).to_be_focused()
    person.hands.click(page.get_by_text("Zum Inhalt springen"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")
    person.context.close()
    assert watch.complaints == []
