"""Files both ways through real servers in a real browser: sealed, shown safely, cleaned, and no word left behind."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Dialog, Download, FilePayload, Locator, Page, expect

from tests.browser.demo import Demo
from tests.browser.hands import Pointer
from tests.browser.look import complaints
from tests.browser.people import Officer, Reporter, Seat, Watch, is_post, seat
from tests.browser.planted import findings, open_files
from tests.sandbox import samples

pytestmark = pytest.mark.browser

Person = TypeVar("Person", bound=Seat)
# Chromium's own words on the console, not those of a script: a form was refused; what has the focus keeps it.
OF_THE_BROWSER = ("Failed to load resource: ", "Autofocus processing was blocked ")
WORD_IN_TEXT, WORD_IN_NAME = "Blaubeerinhalt", "Stachelbeername"
SHOWN_WORD = "Brombeeranhang"
PLANTED = [WORD_IN_TEXT, WORD_IN_NAME, SHOWN_WORD, samples.SEEN, samples.STRUCK, samples.EDITOR]
PLANTED += [samples.AUTHOR, samples.CAMERA, samples.SOFTWARE, samples.TITLE, samples.NOTE, samples.DEVICE]
HIDDEN = [word for word in PLANTED if word.startswith(samples.WORD) and word != samples.STRUCK]  # in metadata only
PLACE = f"{samples.GPS_NORTH}, {samples.GPS_EAST}"
SANDBOXED = "default-src 'none'; sandbox"
MIB = 1024 * 1024
TOLD = re.compile(r"^[1-9]\d? % übertragen, noch \d+(,\d)? MB von 31,5 MB\. Bitte lassen Sie die Seite offen\.$")
NOT_NOTED = "Bitte notieren Sie zuerst den Zugangscode"
SLOW = 4 * MIB  # bytes a second


def photo() -> FilePayload:
    """A picture that tells who took it, where and with what."""
    return FilePayload(name=f"{WORD_IN_NAME}.jpg", mimeType="image/jpeg", buffer=samples.image("JPEG"))


def letter() -> FilePayload:
    """A PDF with an author, an attachment and a script."""
    return FilePayload(name=f"{WORD_IN_NAME} 2.pdf", mimeType="application/pdf", buffer=samples.pdf(pages=1))


def lines() -> FilePayload:
    """A text."""
    text = f"{WORD_IN_TEXT}\nZeile zwei\n".encode()
    return FilePayload(name=f"{WORD_IN_NAME} 3.txt", mimeType="text/plain", buffer=text)


@dataclass
class Cast:
    """The people of one journey; all that their pages did is noted."""

    browser: Browser
    demo: Demo
    script: bool
    watch: Watch
    stack: ExitStack
    ran: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def sits(self, kind: type[Person]) -> Person:
        """A person with a browser of their own."""
        person = seat(kind, self.browser, self.demo, self.watch, lambda _page: Pointer(), script=self.script)
        self.stack.callback(person.context.close)
        person.page.on("dialog", self._interrupted)
        person.page.on("console", lambda said: self._said(said.text))
        person.page.on("request", lambda request: self.asked.append(request.url))
        assert isinstance(person, kind)
        return person

    def _said(self, text: str) -> None:
        if not text.startswith(OF_THE_BROWSER):
            self.ran.append(f"console: {text}")

    def _interrupted(self, dialog: Dialog) -> None:
        if dialog.type == "beforeunload":  # the page's own question before words are left behind
            dialog.accept()
            return
        self.ran.append(f"dialog: {dialog.message}")
        dialog.dismiss()


CastMaker = Callable[[bool], Cast]


@pytest.fixture
def cast_of(chromium: Browser, demo: Demo) -> Iterator[CastMaker]:
    """Makes a cast, with script or without; afterwards no page has complained or asked for anything foreign."""
    with ExitStack() as stack:
        watch = Watch(demo)
        yield lambda script: Cast(chromium, demo, script, watch, stack)
    assert watch.complaints == []


def chooses(person: Seat, *files: FilePayload | Path, form: str = "") -> None:
    """In the form's field for files."""
    area = person.page.locator(f"form#{form}") if form else person.page
    area.locator("input[type=file]:not([capture])").set_input_files(list(files))  # type: ignore[arg-type]


def saves(page: Page, target: Locator) -> bytes:
    """What a click on this downloads."""
    with page.expect_download() as begun:
        target.click()
    return content_of(begun.value)


def content_of(download: Download) -> bytes:
    """All bytes of a download that is complete."""
    assert download.failure() is None
    return Path(download.path()).read_bytes()


def holds_none(content: bytes, words: list[str]) -> None:
    """None of them, in no layer of the file."""
    assert [word for word in words if samples.holds(content, word)] == []


# -- there and back -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("script", [False, True], ids=["script off", "script on"])
def test_three_files_both_ways(cast_of: CastMaker, script: bool) -> None:
    cast = cast_of(script)
    reporter, officer = cast.sits(Reporter), cast.sits(Officer)
    text = f"Die Wolkenkasse führt zwei Bücher ({'mit' if script else 'ohne'} Programm)."
    sends_three_files(reporter, text, script)
    makes_a_working_copy(officer, text, script)
    saves_original_and_copy(officer)
    replies_with_three_files(officer)
    fetches_the_reply(reporter)
    assert cast.ran == []
    assert [url for url in cast.asked if WORD_IN_NAME in url or reporter.code in url] == []
    assert reporter.context.cookies(cast.demo.intake_url) == []
    nothing_is_left_behind(cast.demo, reporter.code)


def sends_three_files(reporter: Reporter, text: str, script: bool) -> None:
    """Back to the first page and refused once: the files wait, and need not be chosen again."""
    page = reporter.page
    reporter.tells(text)
    expect(page.get_by_text("Dateien können verraten, von wem sie sind")).to_be_visible()
    chooses(reporter, photo(), letter(), lines())
    if script:
        reporter.keeps_names()
    reporter.looks_through()
    code, listed = reporter.code, page.locator("#f-attachments li")
    expect(listed).to_have_count(3)
    expect(listed.first).to_contain_text(f"{WORD_IN_NAME}.jpg" if script else "Anlage-01.jpg")
    reporter.button("Schritt 1 ändern")
    waiting = page.get_by_role("group", name="Schon übertragen").get_by_role("checkbox")
    expect(waiting).to_have_count(3)
    expect(page.get_by_role("checkbox", name=f"Nicht mitsenden: {WORD_IN_NAME}.jpg")).not_to_be_checked()
    if script:
        expect(page.get_by_label("Die Dateinamen so lassen")).to_be_checked()
    reporter.looks_through()
    reporter.button("Meldung senden")
    reporter.refused(NOT_NOTED, "f-code_noted")
    assert reporter.reads_code() == code
    expect(listed).to_have_count(3)
    reporter.sends()
    reporter.sees("3 Dateien sind mit angekommen.")


def makes_a_working_copy(officer: Officer, text: str, named: bool) -> None:
    """Of the photo: warned of what its metadata told, then its picture."""
    page = officer.page
    officer.logs_in("fall1")
    officer.opens_case(text)
    links = page.get_by_role("list", name="Dateien dieser Nachricht").get_by_role("link")
    expect(links).to_have_count(3)
    names = links.all_inner_texts()
    neutral = ["Anlage-01.jpg", "Anlage-02.pdf", "Anlage-03.txt"]
    assert names == ([file["name"] for file in (photo(), letter(), lines())] if named else neutral)
    with page.expect_navigation():
        page.get_by_role("link", name=names[0]).click()
    officer.heading(names[0])
    expect(page.locator("#sha256")).to_have_text(hashlib.sha256(photo()["buffer"]).hexdigest())
    expect(page.locator("#vorschau, img[src*=datei]")).to_have_count(0)  # nothing of the original
    officer.button("Arbeitskopie erstellen")
    expect(page.locator("#erledigt")).to_be_visible()
    warning = page.locator("#findings")
    for found in (samples.AUTHOR, samples.CAMERA, samples.SOFTWARE, samples.MOMENT, PLACE, "64 × 48"):
        expect(warning).to_contain_text(found)
    expect(warning).to_contain_text("Das kann verraten, von wem der Hinweis kommt.")
    picture = page.locator("#vorschau img")
    expect(picture).to_have_attribute("alt", "Seite 1 von 1 der Kopie")
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == samples.picture().width


def saves_original_and_copy(officer: Officer) -> None:
    """The one as it was sent, the other without a word of its metadata."""
    page = officer.page
    assert saves(page, page.locator("#download-original")) == photo()["buffer"]
    copy = saves(page, page.locator("#download-copy"))
    assert copy.startswith(b"\xff\xd8\xff")
    holds_none(copy, PLANTED)
    only_to_be_saved(officer, f"{page.url.partition('?')[0]}/original")
    page.get_by_role("link", name="Zurück zum Fall").click()
    officer.heading(officer.number)


def only_to_be_saved(officer: Officer, url: str) -> None:
    """No browser shows what comes under these headers, and nothing in it may run."""
    answer = officer.context.request.get(url)
    assert answer.status == 200
    assert answer.headers["content-disposition"].startswith("attachment; filename=")
    assert answer.headers["content-security-policy"] == SANDBOXED
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "no-store" in answer.headers["cache-control"]


def replies_with_three_files(officer: Officer) -> None:
    """Metadata go, names become neutral. What is in the letter is not sent along, and that is told first."""
    chooses(officer, photo(), letter(), lines(), form="reply")
    officer.writes("reply", "Nachricht senden", message=f"Drei Dateien für Sie: {SHOWN_WORD}.")
    expect(officer.page.locator("#problem")).to_contain_text("Eingebettete Datei")
    officer.page.get_by_label("Auch senden, wenn in der bereinigten Fassung etwas fehlt").check()
    officer.page.locator("#reply").get_by_role("button", name="Nachricht senden").click()
    officer.notice("Ihre Nachricht ist gespeichert")


def fetches_the_reply(reporter: Reporter) -> None:
    """By the code; each file by its button."""
    page = reporter.page
    reporter.opens_mailbox(reporter.code)
    reply = page.locator("article.message", has_text=SHOWN_WORD)
    buttons = reply.get_by_role("button")
    expect(buttons).to_have_text(
        [re.compile(rf"^\s*Anlage-0{n}\.{end} \(") for n, end in ((1, "jpg"), (2, "pdf"), (3, "txt"))]
    )
    jpeg, pdf, text = (saves(page, button) for button in buttons.all())
    assert jpeg.startswith(b"\xff\xd8\xff")
    assert pdf.startswith(b"%PDF-")
    assert text.decode().split() == [WORD_IN_TEXT, "Zeile", "zwei"]
    for content in (jpeg, pdf, text):
        holds_none(content, [*HIDDEN, WORD_IN_NAME])
    assert urlsplit(page.url).path in ("/postfach", "/weiter")  # without script the page is fetched
    assert reporter.code not in page.url


def nothing_is_left_behind(demo: Demo, code: str) -> None:
    """In no file, with a name or without, while both faces run; and the journal holds."""
    words = [*PLANTED, code, code.replace("-", "")]
    assert len(list((demo.home / "blobs").rglob("*"))) >= 7
    assert findings(words, [demo.folder]) == []
    assert findings(words, open_files(demo.faces())) == []
    assert list(demo.temp.rglob("*")) == []
    checked = demo.verify()
    assert checked.returncode == 0, checked.stdout + checked.stderr


# -- how far it is --------------------------------------------------------------------------------------------------


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """A file that takes its time."""
    path = tmp_path / "lang.bin"
    path.write_bytes(bytes(range(256)) * (30 * MIB // 256))
    return path


def slowly(page: Page) -> None:
    """From now on what this page sends takes its time."""
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    limits = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": SLOW}
    line.send("Network.emulateNetworkConditions", limits)


def test_progress_is_told_while_a_large_file_is_on_its_way(cast_of: CastMaker, large: Path) -> None:
    reporter = cast_of(True).sits(Reporter)
    page = reporter.page
    reporter.tells("Ein Film von einer Wolke.")
    chooses(reporter, large)
    bar, told = page.get_by_role("progressbar", name="Übertragung"), page.locator("[data-upload] [role=status]")
    expect(bar).to_be_hidden()
    slowly(page)
    with page.expect_response(is_post, timeout=120_000):
        page.get_by_role("button", name="Das genügt, gleich zum Senden", exact=True).click()
        expect(bar).to_be_visible()
        expect(bar).to_be_in_viewport()
        expect(told).to_have_text(TOLD)
        assert 0 < float(bar.evaluate("bar => bar.value")) <= 100
        expect(page.locator("form[inert]")).to_have_count(1)  # nobody sends twice
    reporter.heading("Prüfen und senden")
    expect(bar).to_be_hidden()
    expect(page.locator("main")).to_be_focused()
    reporter.code = reporter.reads_code()
    reporter.sends()  # the file has arrived already
    reporter.sees("1 Datei ist mit angekommen.")
    reporter.opens_mailbox(reporter.code)
    reporter.sees("Anlage-01.bin (31,5 MB)")


def test_without_script_the_form_says_what_to_do(cast_of: CastMaker) -> None:
    reporter = cast_of(False).sits(Reporter)
    reporter.opens_form()
    expect(reporter.page.get_by_role("progressbar")).to_have_count(0)
    field_of_files = reporter.page.get_by_label("Dateien (freiwillig)", exact=True)
    expect(field_of_files).to_have_accessible_description("Höchstens 20, jede bis 2,1 GB, zusammen bis 4,3 GB.")
    reporter.unfolds("Dateien können verraten, von wem sie sind")
    expect(
        reporter.page.get_by_text("Große Dateien brauchen Zeit. Lassen Sie die Seite so lange offen.")
    ).to_be_visible()


@pytest.mark.parametrize("script", [False, True], ids=["script off", "script on"])
def test_an_empty_file_is_told_before_anything_is_sent(cast_of: CastMaker, script: bool) -> None:
    reporter = cast_of(script).sits(Reporter)
    page = reporter.page
    reporter.tells("Ein Film, auf dem nichts ist.")
    reporter.keeps_names()
    chooses(reporter, lines(), FilePayload(name="leer.txt", mimeType="text/plain", buffer=b""))
    reporter.button("Das genügt, gleich zum Senden")
    reporter.refused("Leer, und deshalb nicht übernommen: leer.txt.", "f-attachments")
    expect(page.get_by_role("group", name="Schon übertragen").get_by_role("checkbox")).to_have_count(1)
    reporter.looks_through()
    reporter.sends()
    reporter.sees("1 Datei ist mit angekommen.")


# -- what would do harm ---------------------------------------------------------------------------------------------

RUNS = "window.__ran = 1; console.log('ran'); alert('ran')"
MARKUP = f'<html><body onload="{RUNS}"><img src=x onerror="{RUNS}"><script>{RUNS}</script></body></html>'.encode()
SVG = f'<svg xmlns="http://www.w3.org/2000/svg" onload="{RUNS}"><script>{RUNS}</script></svg>'.encode()
TURNED = "\u202egpj.exe\u202c"
LONG_NAME = f"../../etc/{TURNED}{'n' * 4000}<script>{RUNS}.html"
# Each with the sentence its page ends in; none when there is a clean copy.
HOSTILE: list[tuple[FilePayload, str]] = [
    (FilePayload(name="zeichnung.svg", mimeType="image/svg+xml", buffer=SVG), "können Programme enthalten."),
    (FilePayload(name="foto.jpg", mimeType="image/jpeg", buffer=MARKUP), "können Programme enthalten."),
    (
        FilePayload(name="zwei.jpg", mimeType="text/html", buffer=samples.image("JPEG") + MARKUP),
        "",
    ),
    (
        FilePayload(
            name="gesichter.pdf", mimeType="text/html", buffer=samples.pdf(1).replace(b"\n", b"\n%" + MARKUP + b"\n", 1)
        ),
        "So ist nicht sicher, was andere darin sehen.",
    ),
    (FilePayload(name=LONG_NAME, mimeType="text/html", buffer=MARKUP), "können Programme enthalten."),
]


def test_hostile_files_end_in_a_clear_state_and_nothing_runs(cast_of: CastMaker) -> None:
    cast = cast_of(True)
    reporter, officer = cast.sits(Reporter), cast.sits(Officer)
    text = "Fünf Dateien, vor denen man sich hüten muss."
    sends_hostile_files(reporter, text)
    officer.logs_in("fall1")
    officer.opens_case(text)
    links = officer.page.get_by_role("list", name="Dateien dieser Nachricht").get_by_role("link")
    expect(links).to_have_count(len(HOSTILE))
    shown = links.all_inner_texts()
    assert [name for name in shown if re.search(r"[/\\\u202a-\u202e<>]", name) or len(name) > 120] == []
    assert re.fullmatch(r"gpj\.exen{50,}\.bin", shown[-1]), shown[-1]  # neither path nor direction, and not 4,000 long
    paths = [link.get_attribute("href") or "" for link in links.all()]
    found: list[str] = []
    for path, (file, ending) in zip(paths, HOSTILE, strict=True):
        found += opens_hostile_file(officer, f"{cast.demo.office_url}{path}", file, ending)
    assert found == []
    assert cast.ran == []
    assert [url for url in cast.asked if url.endswith("/original")] == [
        f"{cast.demo.office_url}{path}/original" for path in paths
    ]


def sends_hostile_files(reporter: Reporter, text: str) -> None:
    """Under their own names."""
    reporter.tells(text)
    chooses(reporter, *(file for file, _ in HOSTILE))
    reporter.keeps_names()
    reporter.looks_through()
    expect(reporter.page.locator("#f-attachments li")).to_have_count(len(HOSTILE))
    reporter.sends()
    reporter.sees(f"{len(HOSTILE)} Dateien sind mit angekommen.")


def opens_hostile_file(officer: Officer, url: str, file: FilePayload, ending: str) -> list[str]:
    """Its page, its copy or why there is none, and the original, which is only saved; gives what is wrong."""
    page = officer.page
    page.goto(url)
    expect(page.locator("#vorschau")).to_have_count(0)
    officer.button("Arbeitskopie erstellen")
    if ending:
        expect(page.locator("#no-copy")).to_contain_text(ending)
        expect(page.get_by_role("button", name="Arbeitskopie noch einmal versuchen")).to_be_visible()
        expect(page.locator("#vorschau")).to_have_count(0)
    else:
        expect(page.locator("#download-copy")).to_be_visible()
        holds_none(saves(page, page.locator("#download-copy")), ["__ran", samples.WORD])
    expect(page.locator("#original")).to_contain_text("Öffnen Sie das Original nur auf einem Rechner ohne Netz.")
    wrong = complaints(page, f"refused: {file['name'][:20]}") if file["name"] == LONG_NAME else []
    assert page.evaluate("window.__ran") is None
    with page.expect_download() as begun:
        page.evaluate("url => { location.href = url; }", f"{url}/original")  # even when somebody is led there
    assert content_of(begun.value) == file["buffer"]
    assert page.evaluate("window.__ran") is None
    assert urlsplit(page.url).path.startswith(urlsplit(url).path)
    only_to_be_saved(officer, f"{url}/original")
    return wrong


# -- how it looks ---------------------------------------------------------------------------------------------------

WIDE_NAME = f"{'Wolkenschieberverordnung' * 4}.jpg"


def test_pages_with_files_are_accessible_and_fit(cast_of: CastMaker) -> None:
    cast = cast_of(True)
    found: list[str] = []
    reporter, officer = cast.sits(Reporter), cast.sits(Officer)
    text = "Der Nebel wird doppelt gezählt."
    found += looks_of_the_reporter(reporter, text)
    found += looks_of_the_office(officer, text)
    reporter.opens_mailbox(reporter.code)
    for name in (WIDE_NAME, "Anlage-01.jpg"):
        expect(reporter.page.get_by_role("button", name=name)).to_be_visible()
    found += complaints(reporter.page, "mailbox with files both ways")
    wants_to_destroy(officer, WIDE_NAME)
    found += complaints(officer.page, "a file is to be destroyed")
    reporter.opens_mailbox(reporter.code)
    reporter.sees(f"die Datei „{WIDE_NAME}“", "Gehört nicht zur Sache.")
    expect(reporter.page.get_by_role("button", name=WIDE_NAME)).to_be_visible()
    found += complaints(reporter.page, "mailbox, a file is to be destroyed")
    assert found == []  # how it looks afterwards: test_destroyed_file


def wants_to_destroy(officer: Officer, name: str) -> None:
    """Only those may who are responsible for the case, and none of them alone."""
    officer.button("Fall übernehmen", "take-over")
    with officer.page.expect_navigation():
        officer.page.get_by_role("link", name=name).click()
    officer.writes("destroy", "Vernichtung der Datei vorschlagen", reason="Gehört nicht zur Sache.")
    expect(officer.page.locator("#needs-second")).to_contain_text("Geschehen ist noch nichts.")


def looks_of_the_reporter(reporter: Reporter, text: str) -> list[str]:
    """The pages with files that wait, and the mailbox with files to fetch and files that wait."""
    page = reporter.page
    reporter.tells(text)
    chooses(reporter, FilePayload(name=WIDE_NAME, mimeType="image/jpeg", buffer=samples.image("JPEG")), lines())
    reporter.keeps_names()
    reporter.goes_on()
    found = complaints(page, "second page with waiting files")
    reporter.looks_through()
    found += complaints(page, "last page with files")
    reporter.button("Schritt 1 ändern")
    found += complaints(page, "first page with waiting files")
    reporter.looks_through()
    reporter.sends()
    reporter.opens_mailbox(reporter.code)
    chooses(reporter, photo())
    reporter.button("Neuen Code nehmen")
    reporter.heading("Ihr neuer Zugangscode")
    reporter.sees("1 Datei ist schon übertragen und bleibt dabei.")
    found += complaints(page, "renewal with a waiting file")
    reporter.code = reporter.reads_code()
    page.get_by_label("Ich habe den neuen Zugangscode notiert.").check()
    reporter.button("Neuen Code verwenden")
    expect(page.get_by_role("group", name="Schon übertragen").get_by_role("checkbox")).to_have_count(1)
    return found + complaints(page, "mailbox with files and a waiting one")


def looks_of_the_office(officer: Officer, text: str) -> list[str]:
    """A file before and after its copy, and the reply with a waiting file."""
    page = officer.page
    officer.logs_in("fall1")
    officer.opens_case(text)
    with page.expect_navigation():
        page.get_by_role("link", name=WIDE_NAME).click()
    found = complaints(page, "file without a copy")
    officer.button("Arbeitskopie erstellen")
    expect(page.locator("#vorschau img")).to_be_visible()
    found += complaints(page, "file with its copy")
    page.get_by_role("link", name="Zurück zum Fall").click()
    chooses(officer, photo(), form="reply")
    officer.button("Nachricht senden", "reply")
    officer.refused("Bitte schreiben Sie etwas in dieses Feld.", "f-reply-message")
    expect(page.get_by_role("group", name="Schon übertragen").get_by_role("checkbox")).to_have_count(1)
    found += complaints(page, "reply with a waiting file")
    officer.writes("reply", "Nachricht senden", message="Hier ist das Bild.")
    officer.notice("Ihre Nachricht ist gespeichert")
    return found


# -- places shown on the picture of a page ----------------------------------------------------------------------------

WIDTHS = (320, 768, 1280)
SHOWN = (20, 30, 70, 38)  # percent: left, top, right, bottom


def sends_a_letter(cast: Cast, officer: Officer, text: str) -> None:
    """The officer then has it before them, with its working copy."""
    reporter = cast.sits(Reporter)
    reporter.tells(text)
    chooses(reporter, letter())
    reporter.looks_through()
    reporter.sends()
    officer.logs_in("fall1")
    officer.opens_case(text)
    with officer.page.expect_navigation():
        officer.page.get_by_role("list", name="Dateien dieser Nachricht").get_by_role("link").click()
    officer.button("Arbeitskopie erstellen")


def points_at(page: Page, *percent: float) -> list[tuple[float, float]]:
    """Corners on the picture, in pixels of the window, which has been scrolled to it."""
    page.wait_for_load_state()
    area = page.locator(".raster__page--marked")
    area.scroll_into_view_if_needed()
    box = area.bounding_box()
    assert box
    assert box["width"] >= 200
    across, down = percent[::2], percent[1::2]
    return [
        (box["x"] + x / 100 * box["width"], box["y"] + y / 100 * box["height"])
        for x, y in zip(across, down, strict=True)
    ]


def written_boxes(page: Page) -> list[list[float]]:
    """What stands in the field: edges in percent."""
    lines = page.get_by_label("Zu schwärzende Stellen").input_value().splitlines()
    return [[float(edge) for edge in line.replace(",", ".").split()[1:]] for line in lines]


def about(found: list[float], width: float) -> bool:
    """Whether it is the place that was shown, to a pixel and a half of a picture so wide."""
    return all(abs(one - edge) <= 150 / width for one, edge in zip(found, SHOWN, strict=True))


def test_two_clicks_without_script_are_a_box_at_every_width(cast_of: CastMaker) -> None:
    cast = cast_of(False)
    officer = cast.sits(Officer)
    page = officer.page
    sends_a_letter(cast, officer, "Der Teich wurde doppelt gefüllt.")
    for n, width in enumerate(WIDTHS, 1):
        page.set_viewport_size({"width": width, "height": 1500})
        for place in range(2):
            with page.expect_navigation():
                page.mouse.click(*points_at(page, *SHOWN)[place])
        found = written_boxes(page)
        assert len(found) == n
        assert about(found[-1], page.locator(".raster__page--marked img").bounding_box()["width"])  # type: ignore[index]
        expect(page.locator(".raster__marks rect")).to_have_count(n)
    officer.button("Letzte Stelle zurücknehmen")
    assert len(written_boxes(page)) == len(WIDTHS) - 1
    officer.writes("redact", "Geschwärzte Kopie erstellen", reason="Ein Name (erfunden).")
    officer.notice("Die geschwärzte Kopie ist erstellt.")


def test_boxes_are_drawn_with_script_written_with_keys_and_taken_away(cast_of: CastMaker) -> None:
    cast = cast_of(True)
    officer = cast.sits(Officer)
    page = officer.page
    sends_a_letter(cast, officer, "Die Brücke wurde doppelt gestrichen.")
    rectangles, listed = page.locator(".raster__marks rect"), page.get_by_role("list", name="Gemerkte Stellen")
    expect(page.locator(".raster__glass")).to_have_count(0)
    for n, width in enumerate(WIDTHS, 1):
        page.set_viewport_size({"width": width, "height": 1500})
        (first, second), url = points_at(page, *SHOWN), page.url
        page.mouse.move(*second)
        page.mouse.down()
        page.mouse.move(*first, steps=4)
        page.mouse.up()
        expect(rectangles).to_have_count(n)
        assert about(written_boxes(page)[-1], page.locator(".raster__page--marked img").bounding_box()["width"])  # type: ignore[index]
        assert page.url == url
    found = complaints(page, "page that is drawn on")
    page.set_viewport_size({"width": 1280, "height": 1500})
    for place in points_at(page, 80, 80, 90, 90):  # without drawing: one corner, then the other
        page.mouse.click(*place)
    expect(listed.get_by_role("listitem")).to_have_count(4)
    page.mouse.click(*points_at(page, 5, 5)[0])
    found += complaints(page, "page with one corner")
    page.keyboard.press("Escape")
    expect(page.locator(".raster__marks path")).to_have_count(0)
    expect(listed.get_by_role("listitem")).to_have_count(4)
    for _ in range(3):
        listed.get_by_role("button", name="Stelle 1 entfernen").press("Enter")
    expect(listed.get_by_role("button")).to_be_focused()
    page.get_by_label("Zu schwärzende Stellen").fill("1 10 10 30,5 20\nunfertig")
    expect(rectangles).to_have_count(1)
    expect(listed.get_by_role("listitem")).to_have_text(
        "Seite 1, von 10 bis 30,5 Prozent der Breite und von 10 bis 20 der Höhe Stelle 1 entfernen"
    )
    page.get_by_label("Zu schwärzende Stellen").fill("1 10 10 30,5 20")
    officer.writes("redact", "Geschwärzte Kopie erstellen", reason="Ein Name (erfunden).")
    officer.notice("Die geschwärzte Kopie ist erstellt.")
    assert found == []
    assert cast.ran == []
