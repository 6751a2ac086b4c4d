"""Every page and state a reporter can come to, each by the shortest way: what holds for all is tested for each."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

from playwright.sync_api import FilePayload, Page, expect

from hinweisgeber.crypto.code import AccessCode
from tests.browser.demo import Demo
from tests.browser.people import Reporter
from tests.browser.wire import Wire, WireOfficer, WireReporter

LONG_WORD = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverleihungsurkundenfälschung"
TEXT = f"Im Amt für Nebelbänke gibt es eine {LONG_WORD}.\n\nDas steht auch in https://wolken.example/{'a' * 120}"
LONG_NAME = f"{'Wolkenschieberverordnung' * 4}.txt"
FILES = [FilePayload(name=LONG_NAME, mimeType="text/plain", buffer=b"Regen\n")]
FILES += [FilePayload(name=f"wolke-{n}.txt", mimeType="text/plain", buffer=b"Regen\n") for n in range(2, 6)]
NUMBERS = count(1)
MAILBOX = "article.message"
# A form as a foreign page would send it: the browser names no origin.
PLANTED = """([action, code]) => {
    const form = document.createElement('form');
    Object.assign(form, {method: 'post', action});
    form.innerHTML = '<input name="code">';
    form.elements.code.value = code;
    document.body.append(form);
    form.submit();
}"""


@dataclass(frozen=True)
class Room:
    """One state. `enter` brings a reporter with a fresh browser there; `writes`: words of theirs may stand there."""

    enter: Callable[[Reporter], object]
    writes: bool = True


def read(path: str) -> Room:
    """A page without a form for words."""
    return Room(lambda person: person.page.goto(person.demo.intake_url + path), writes=False)


# -- the three pages ------------------------------------------------------------------------------------------------


def _with_files(person: Reporter) -> None:
    person.tells(TEXT)
    person.keeps_names()
    person.page.locator("#f-attachments").set_input_files(FILES)


def _second(person: Reporter) -> None:
    person.tells(TEXT)
    person.goes_on()


def _first_again(person: Reporter) -> None:
    _with_files(person)
    person.looks_through()
    person.button("Schritt 1 ändern")


def _nothing_written(person: Reporter) -> None:
    person.opens_form()
    person.button("Weiter")


def _an_answer_too_long(person: Reporter) -> None:
    _second(person)
    person.field("Wo?", "x" * 2001)
    person.button("Weiter zum Prüfen")


def _everybody_excluded(person: Reporter) -> None:
    _second(person)
    for box in person.page.locator("[name=excluded]").all():
        box.check()
    person.looks_through()
    person.page.get_by_label("Ich habe den Zugangscode notiert.").check()
    person.button("Meldung senden")


def last(person: Reporter) -> None:
    """The last page with all there can be: a long text, five files, every answer."""
    _with_files(person)
    person.goes_on()
    person.page.get_by_role("radio", name="wenige").check()
    person.page.locator("[name=excluded]").first.check()
    person.page.get_by_label("Ich möchte persönlich mit der Meldestelle sprechen").check()
    person.chooses_topic("Vergabe")
    for label in ("Was befürchten Sie?", "Wann ungefähr?", "Wo?", "Wer ist beteiligt?", "Woher wissen Sie es?"):
        person.field(label, LONG_WORD)
    person.looks_through()


def _not_noted(person: Reporter) -> None:
    last(person)
    person.button("Meldung senden")


def _anew(person: Reporter, files: int = 0) -> None:
    """What the page carries along does not open any more."""
    person.tells(TEXT)
    person.looks_through()
    person.page.locator("[name=state]").evaluate("(field, state) => { field.value = state; }", f"{files}.verloren")
    person.button("Meldung senden")


def _lost(person: Reporter) -> None:
    _anew(person, files=2)
    expect(person.page.locator("#staged-lost")).to_be_visible()


def _trouble(person: Reporter) -> None:
    """By script; without it nothing is wrong here."""
    person.tells(TEXT)
    if person.script:
        person.page.route("**/melden", lambda route: route.abort("connectionreset"), times=1)
        person.page.get_by_role("button", name="Weiter", exact=True).click()
        expect(person.page.locator("#problem")).to_be_visible()


# -- for later, and afterwards --------------------------------------------------------------------------------------


def _kept(person: Reporter) -> None:
    _with_files(person)
    person.button("Ich brauche noch Zeit")
    expect(person.page.locator("#kept")).to_be_visible()


def _opened_draft(person: Reporter) -> None:
    wire = WireReporter(Wire(person.demo.intake_url))
    wire.kept(TEXT)
    person.opens_mailbox(wire.code)
    person.heading("Erzählen")


def _added(person: Reporter) -> None:
    """Another text under the same code."""
    person.tells(TEXT)
    person.looks_through()
    WireReporter(Wire(person.demo.intake_url), person.code).again("Erfunden: zuerst etwas anderes.")
    person.sends()


# -- the mailbox ----------------------------------------------------------------------------------------------------


def sent(demo: Demo, begins: str = "") -> str:
    """The code of a report that has come in."""
    reporter = WireReporter(Wire(demo.intake_url))
    reporter.send(begins + TEXT)
    reporter.with_file("Erfunden: mit einer Datei.", b"Regen\n")
    return reporter.code


def mailbox(person: Reporter) -> None:
    """With the report, its acknowledgement, and a file."""
    person.code = sent(person.demo)
    person.opens_mailbox(person.code)
    expect(person.page.locator(MAILBOX).first).to_be_visible()


def _nothing_to_send(person: Reporter) -> None:
    mailbox(person)
    person.button("Nachricht senden")


def _in_mailbox(button: str) -> Callable[[Reporter], None]:
    def press(person: Reporter) -> None:
        mailbox(person)
        person.field("Ihre Nachricht", TEXT)
        person.button(button)

    return press


def _renewal_refused(person: Reporter) -> None:
    _in_mailbox("Neuen Code nehmen")(person)
    person.button("Neuen Code verwenden")


def _renewed(person: Reporter) -> None:
    mailbox(person)
    person.button("Neuen Code nehmen")
    person.code = person.reads_code()
    person.page.get_by_label("Ich habe den neuen Zugangscode notiert.").check()
    person.button("Neuen Code verwenden")


def _end_asked(person: Reporter) -> None:
    """Opened from a page that is not ours."""
    person.page.goto("about:blank")
    with person.page.expect_navigation(url=re.compile(r"/(?:postfach|weiter)(?:\?|$)")):
        person.page.evaluate(PLANTED, [f"{person.demo.intake_url}/postfach", sent(person.demo)])
    expect(person.page.get_by_label("Die letzten fünf Zeichen")).to_be_visible()


def _end_wrong(person: Reporter) -> None:
    _end_asked(person)
    person.field("Ihre Nachricht", TEXT)
    person.button("Nachricht senden")


def _expired(person: Reporter, button: str = "Nachricht senden") -> None:
    """The page was open for too long."""
    mailbox(person)
    person.field("Ihre Nachricht", TEXT)
    if button == "Gespräch wünschen":
        person.unfolds("Persönliches Gespräch wünschen")
    for field in person.page.locator("[name=capability]").all():
        field.evaluate("field => { field.value = 'abgelaufen'; }")
    person.button(button)
    expect(person.page.get_by_label("Ihre Nachricht")).to_have_value(TEXT)


def _renewal_expired(person: Reporter) -> None:
    _in_mailbox("Neuen Code nehmen")(person)
    person.page.get_by_label("Ich habe den neuen Zugangscode notiert.").check()
    person.page.locator("[name=capability]").evaluate("field => { field.value = 'abgelaufen'; }")
    person.button("Neuen Code verwenden")


def _door(typed: str) -> Callable[[Reporter], None]:
    return lambda person: person.opens_mailbox(typed)


def _asked(person: Reporter) -> None:
    """The office has taken the report in, asked for consent, offered meetings and sent minutes."""
    demo, until = person.demo, f"{date.today() + timedelta(days=30)}"
    begins = f"Nr. {next(NUMBERS)}: "
    person.code = sent(demo, begins)
    officer = WireOfficer.logged_in(Wire(demo.office_url), "fall1", demo.officers["fall1"])
    officer.find(begins)
    officer.act("take-over", "uebernahme")
    consent = {
        "recipient": "Personalamt",
        "content": TEXT,
        "why": "Erfunden: nötig",
        "until": until,
        "basis": "consent",
    }
    officer.on("offenlegungen", "plan-consent", "offenlegungen/eintrag", **consent)
    slot = {"day_1": until, "time_1": "14:30", "how_1": "video", "where_1": LONG_WORD, "offer": TEXT}
    officer.on("niederschrift", "meeting", "niederschrift/termine", **slot)
    officer.on("niederschrift", "minutes", "niederschrift/senden", minutes=TEXT, record="summary")
    person.opens_mailbox(person.code)


def _questions(person: Reporter) -> None:
    _asked(person)
    expect(person.page.locator("#fragen")).to_be_visible()


def _slot_missing(person: Reporter) -> None:
    _asked(person)
    person.button("Termin-Antwort senden")


def _receipt(person: Reporter) -> None:
    _asked(person)
    person.field("Ihre Nachricht", TEXT)
    person.button("Beleg ansehen")
    expect(person.page.locator("#receipt")).to_be_visible()


ROOMS: dict[str, Room] = {
    **{path: read(path) for path in ("/", "/angriff", "/wohin", "/externe-meldestellen", "/datenschutz")},
    **{
        path: read(path)
        for path in ("/barrierefreiheit", "/impressum", "/nirgends", "/angekommen", "/weg", "/postfach")
    },
    "page 1": Room(Reporter.opens_form),
    "page 1 of an attack": Room(read("/melden/angriff").enter),
    "page 1 with a text": Room(lambda person: person.tells(TEXT)),
    "page 1, nothing written": Room(_nothing_written),
    "page 1 with files that wait": Room(_first_again),
    "page 1 with trouble on the way": Room(_trouble),
    "page 1 of an opened draft": Room(_opened_draft),
    "page 2": Room(_second),
    "page 2, an answer too long": Room(_an_answer_too_long),
    "page 2, everybody excluded": Room(_everybody_excluded),
    "page 3": Room(last),
    "page 3, code not noted": Room(_not_noted),
    "page 3, code anew": Room(_anew),
    "page 3, files lost": Room(_lost),
    "kept": Room(_kept),
    "confirmed": Room(lambda person: person.reports(TEXT), writes=False),
    "confirmed, added to a report": Room(_added, writes=False),
    "door, no code": Room(_door(""), writes=False),
    "door, code mistyped": Room(_door("falsch"), writes=False),
    "door, code unknown": Room(_door(str(AccessCode.generate())), writes=False),
    "door with a text": Room(_expired),
    "door with an answer": Room(lambda person: _expired(person, "Gespräch wünschen")),
    "door with a renewal": Room(_renewal_expired),
    "door, mailbox closed": Room(_in_mailbox("Postfach schließen"), writes=False),
    "mailbox": Room(mailbox),
    "mailbox, nothing to send": Room(_nothing_to_send),
    "mailbox, message sent": Room(_in_mailbox("Nachricht senden")),
    "mailbox, end of the code asked for": Room(_end_asked),
    "mailbox, end of the code wrong": Room(_end_wrong),
    "mailbox with questions": Room(_questions),
    "mailbox, no slot chosen": Room(_slot_missing),
    "renewal": Room(_in_mailbox("Neuen Code nehmen")),
    "renewal, code not noted": Room(_renewal_refused),
    "mailbox, code renewed": Room(_renewed),
    "receipt": Room(_receipt),
}


def words_on(page: Page) -> str:
    """All that can be read on the page or stands in its fields."""
    fields = "[...document.querySelectorAll('input, textarea')].map(field => field.value).join('\\n')"
    return f"{page.content()}\n{page.evaluate(fields)}"
