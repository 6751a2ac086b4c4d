"""An error never replaces the form: what was written and chosen stays, and sending again works and makes one report."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager

import pytest
from playwright.sync_api import Browser, FilePayload, Page, Route, expect

from tests.browser.demo import Demo
from tests.browser.hands import Pointer
from tests.browser.people import Reporter, Watch, seat
from tests.patience import PATIENT

pytestmark = pytest.mark.browser

TEXT = "Die Wolkenkasse ist seit Neumond leer."
MORE = "Der Kassenwart sah es zuerst."
FILE = FilePayload(name="kasse.txt", mimeType="text/plain", buffer=b"leer\n")
BROKEN = "Die Verbindung ist abgebrochen. Es ist noch nichts bestätigt, und Ihr Text steht noch da."
OUR_FAULT = "Auf unserer Seite ist ein Fehler aufgetreten."
OURS = "Das liegt an uns, nicht an Ihnen."
AWAY = "nicht erreichbar"
STAYS = "Ihr Text steht noch da. Es ist noch nichts bestätigt."
PROXY = "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>"
MIB = 1024 * 1024
# Beside the page's own fields, because a text of that length takes a browser a minute to draw.
TOO_MUCH = """(field, [times, length]) => {
    for (; times > 0; times--) {
        const more = field.cloneNode();
        Object.assign(more, {name: 'too-much', value: 'a'.repeat(length)});
        field.after(more);
    }
}"""


# -- what can go wrong ----------------------------------------------------------------------------------------------

Trouble = Callable[[Reporter, Callable[[], None]], None]  # presses the button while something is wrong


def _intercepted(reporter: Reporter, press: Callable[[], None], way: Callable[[Route], None]) -> None:
    reporter.page.route("**/*", way, times=1)
    press()
    told(reporter, BROKEN)


def proxy(reporter: Reporter, press: Callable[[], None]) -> None:
    """A proxy speaks for us."""
    _intercepted(reporter, press, lambda route: route.fulfill(status=502, body=PROXY, content_type="text/html"))


def reset(reporter: Reporter, press: Callable[[], None]) -> None:
    """The line breaks before anything has arrived."""
    _intercepted(reporter, press, lambda route: route.abort("connectionreset"))


def answer_lost(reporter: Reporter, press: Callable[[], None]) -> None:
    """All has arrived, and the line breaks before the answer."""

    def lose(route: Route) -> None:
        route.fetch(max_redirects=0)
        route.abort("connectionreset")

    _intercepted(reporter, press, lose)


def silence(reporter: Reporter, press: Callable[[], None]) -> None:
    """Nothing is heard any more."""
    clock = reporter.page.clock
    clock.install()
    reporter.page.route("**/*", lambda _route: None, times=1)
    press()
    expect(reporter.page.locator("form[inert]")).to_have_count(1)
    clock.fast_forward("01:25")
    expect(reporter.page.locator("#problem")).to_have_count(0)
    clock.fast_forward("10:00")
    told(reporter, BROKEN)
    clock.resume()


@contextmanager
def torn_table(demo: Demo, table: str) -> Iterator[None]:
    """The letterbox without a table."""

    def rename(old: str, new: str) -> None:
        with closing(sqlite3.connect(demo.home / "letterbox.sqlite", timeout=PATIENT)) as database:
            database.execute("PRAGMA legacy_alter_table=ON")  # triggers and references keep the name
            database.execute(f"ALTER TABLE {old} RENAME TO {new}")

    rename(table, "gone")
    try:
        yield
    finally:
        rename("gone", table)


@contextmanager
def no_blobs(demo: Demo) -> Iterator[None]:
    """The place for files is away."""
    place, aside = demo.home / "blobs", demo.home / "blobs-aside"
    place.mkdir(exist_ok=True)
    place.rename(aside)
    place.write_bytes(b"")
    try:
        yield
    finally:
        place.unlink()
        aside.rename(place)


def told(reporter: Reporter, *sentences: str) -> None:
    """Above the form, at once, where a screen reader says it; and the form can be used again."""
    problem = reporter.page.locator("#problem")
    for sentence in sentences:
        expect(problem).to_contain_text(sentence)
    expect(problem).to_have_count(1)
    assert reporter.page.title().startswith("Fehler: Schritt") or "/postfach" in reporter.page.url
    assert reporter.page.title().count("Fehler: ") == 1
    expect(problem).to_be_in_viewport()
    expect(problem).to_be_focused()
    expect(reporter.page.locator("[role=alert]#problem + form")).to_have_count(1)
    expect(reporter.page.locator("form[inert]")).to_have_count(0)
    expect(reporter.page.locator("[data-upload]")).to_be_hidden()


# -- people ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def sits(chromium: Browser, demo: Demo) -> Iterator[Callable[[bool], Reporter]]:
    """A reporter with script or without; the watch is only for what no test here makes happen."""
    with ExitStack() as stack:
        watch = Watch(demo)

        def sit(script: bool) -> Reporter:
            person = seat(Reporter, chromium, demo, watch, lambda _page: Pointer(), script=script)
            stack.callback(person.context.close)
            assert isinstance(person, Reporter)
            return person

        yield sit
    foreign = [said for said in watch.complaints if not said.startswith(("console: Failed to load", "50"))]
    assert [said for said in foreign if "net::ERR_" not in said] == []


def reports_of(demo: Demo) -> int:
    """How many reports have come in."""
    with closing(sqlite3.connect(f"file:{demo.home}/letterbox.sqlite?mode=ro", uri=True)) as database:
        return int(database.execute("SELECT count(*) FROM report").fetchone()[0])


def chosen(page: Page) -> list[str]:
    """The names of the files in the field."""
    names: list[str] = page.locator("#f-attachments").evaluate("field => [...field.files].map(file => file.name)")
    return names


def press(reporter: Reporter, name: str) -> Callable[[], None]:
    """A button, without waiting for what comes of it."""
    return lambda: reporter.page.get_by_role("button", name=name, exact=True).click()


# -- with script ----------------------------------------------------------------------------------------------------

TROUBLES = [proxy, reset, answer_lost, silence]


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda trouble: trouble.__name__)
def test_trouble_on_the_way_loses_nothing_on_any_page(
    sits: Callable[[bool], Reporter], demo: Demo, trouble: Trouble
) -> None:
    reporter, before = sits(True), reports_of(demo)
    page = reporter.page
    reporter.tells(TEXT)
    page.locator("#f-attachments").set_input_files(FILE)
    trouble(reporter, press(reporter, "Weiter"))
    expect(page.get_by_label("Was ist geschehen?")).to_have_value(TEXT)
    assert chosen(page) == ["kasse.txt"]
    reporter.goes_on()

    reporter.field("Wer ist beteiligt?", MORE)
    page.get_by_role("radio", name="wenige").check()
    trouble(reporter, press(reporter, "Weiter zum Prüfen"))
    expect(page.get_by_label("Wer ist beteiligt?")).to_have_value(MORE)
    expect(page.get_by_role("radio", name="wenige")).to_be_checked()
    reporter.looks_through()

    page.get_by_label("Ich habe den Zugangscode notiert.").check()
    trouble(reporter, press(reporter, "Meldung senden"))
    assert reporter.reads_code() == reporter.code
    expect(page.get_by_label("Ich habe den Zugangscode notiert.")).to_be_checked()
    reporter.sees(TEXT, MORE, "Anlage-01.txt")
    reporter.sends()
    assert reports_of(demo) == before + 1

    reporter.opens_mailbox(reporter.code)
    reporter.field("Ihre Nachricht", MORE)
    page.locator("#f-attachments").set_input_files(FILE)
    trouble(reporter, press(reporter, "Nachricht senden"))
    expect(page.get_by_label("Ihre Nachricht")).to_have_value(MORE)
    assert chosen(page) == ["kasse.txt"]
    reporter.button("Nachricht senden")
    expect(page.locator("article.message")).to_have_count(3)
    expect(page.locator("article.message").last.get_by_role("button")).to_have_count(1)


@pytest.mark.parametrize(
    ("times", "length", "sentence"),
    [
        (1, 17 * MIB, "Ein Text ist viel länger, als er hier sein kann: Möglich sind 2.000 Zeichen."),
        (700, 7_000, "Das ist zu viel auf einmal: Möglich sind 4 MiB."),
    ],
)
def test_too_much_at_once_is_told_above_the_form(
    times: int, length: int, sentence: str, sits: Callable[[bool], Reporter], demo: Demo
) -> None:
    reporter, before = sits(True), reports_of(demo)
    page = reporter.page
    reporter.tells(TEXT)
    page.locator("#f-attachments").set_input_files(FILE)
    page.locator("[name=page]").evaluate(TOO_MUCH, [times, length])
    press(reporter, "Weiter")()
    told(reporter, sentence, STAYS)
    expect(page.get_by_label("Was ist geschehen?")).to_have_value(TEXT)
    assert chosen(page) == ["kasse.txt"]
    page.locator("[name=too-much]").evaluate_all("fields => fields.forEach(field => field.remove())")
    reporter.looks_through()
    reporter.sends()
    reporter.sees("1 Datei ist mit angekommen.")
    assert reports_of(demo) == before + 1


def test_a_fault_of_ours_is_told_above_the_form(sits: Callable[[bool], Reporter], demo: Demo) -> None:
    reporter, before = sits(True), reports_of(demo)
    page = reporter.page
    reporter.tells(TEXT)
    page.locator("#f-attachments").set_input_files(FILE)
    with no_blobs(demo):
        press(reporter, "Das genügt, gleich zum Senden")()
        told(reporter, AWAY, STAYS)
    expect(page.get_by_label("Was ist geschehen?")).to_have_value(TEXT)
    assert chosen(page) == ["kasse.txt"]
    reporter.looks_through()
    page.get_by_label("Ich habe den Zugangscode notiert.").check()
    with torn_table(demo, "mailbox"):
        press(reporter, "Meldung senden")()
        told(reporter, OUR_FAULT, STAYS)
    assert reporter.reads_code() == reporter.code
    expect(page.get_by_label("Ich habe den Zugangscode notiert.")).to_be_checked()
    reporter.sends()
    reporter.sees("1 Datei ist mit angekommen.")
    assert reports_of(demo) == before + 1
    reporter.opens_mailbox(reporter.code)
    reporter.field("Ihre Nachricht", MORE)
    with torn_table(demo, "message"):
        press(reporter, "Nachricht senden")()
        told(reporter, OUR_FAULT, STAYS)
    expect(page.get_by_label("Ihre Nachricht")).to_have_value(MORE)
    reporter.button("Nachricht senden")
    expect(page.locator("article.message")).to_have_count(3)


# -- without script -------------------------------------------------------------------------------------------------


def test_without_script_the_posted_form_comes_again(sits: Callable[[bool], Reporter], demo: Demo) -> None:
    reporter, before = sits(False), reports_of(demo)
    page = reporter.page
    reporter.tells(TEXT)
    page.locator("#f-attachments").set_input_files(FILE)
    with no_blobs(demo):
        reporter.button("Weiter")
        reporter.refused(AWAY)
        reporter.sees(OURS)
    expect(page.get_by_label("Was ist geschehen?")).to_have_value(TEXT)
    page.locator("#f-attachments").set_input_files(FILE)
    reporter.goes_on()
    reporter.field("Wer ist beteiligt?", MORE)
    with torn_table(demo, "writing"):
        reporter.button("Ich brauche noch Zeit")
        reporter.refused(OUR_FAULT, "f-send")
        reporter.sees(OURS)
    reporter.heading("Schützen")
    expect(page.get_by_label("Wer ist beteiligt?")).to_have_value(MORE)
    reporter.looks_through()
    page.get_by_label("Ich habe den Zugangscode notiert.").check()
    with torn_table(demo, "mailbox"):
        reporter.button("Meldung senden")
        reporter.refused(OUR_FAULT, "f-send")
    assert reporter.reads_code() == reporter.code
    reporter.sees(TEXT, MORE, "Anlage-01.txt")
    reporter.sends()
    reporter.sees("1 Datei ist mit angekommen.")
    assert reports_of(demo) == before + 1
    reporter.opens_mailbox(reporter.code)
    reporter.field("Ihre Nachricht", MORE)
    page.locator("#f-attachments").set_input_files(FILE)
    with torn_table(demo, "message"):
        reporter.button("Nachricht senden")
        reporter.refused(OUR_FAULT)
    expect(page.get_by_label("Ihre Nachricht")).to_have_value(MORE)
    reporter.field("Zugangscode", reporter.code)
    reporter.button("Öffnen und Nachricht senden")
    expect(page.locator("article.message")).to_have_count(3)
    expect(page.locator("article.message").last.get_by_role("button")).to_have_count(1)
