"""The files of a case on the office's pages: originals only to be saved, copies to be looked at, answers cleaned."""

from __future__ import annotations

import gc
import hashlib
import io
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import NoReturn

import pypdfium2  # type: ignore[import-untyped]
import pytest
from PIL import Image
from werkzeug.test import TestResponse

from hinweisgeber import config, sandbox
from hinweisgeber.crypto.ring import Ring
from hinweisgeber.domain.dialogue.attachment import Attachment, Copy
from hinweisgeber.intake import Intake
from hinweisgeber.office import Office
from hinweisgeber.office.files import words as file_words
from hinweisgeber.sandbox import RULES, process
from hinweisgeber.sandbox.errors import CannotClean, CleaningBusy, CleaningTooLong, CleaningUnavailable
from hinweisgeber.sandbox.inside.kinds import MIMETYPE
from hinweisgeber.store.cabinet import Cabinet
from hinweisgeber.store.errors import StoreAway, StoreFull
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.keeper import verifying
from hinweisgeber.usecases.leaving import evidence
from hinweisgeber.usecases.officer.desk import Desk
from hinweisgeber.usecases.reporter.box import Booth
from hinweisgeber.web.wire.downloads import SANDBOX
from hinweisgeber.web.wire.uploads import Limits
from tests.founded import TODAY, Founded
from tests.intake.files import offered
from tests.office.conftest import CASE_1
from tests.office.files import (
    PATH,
    Sent,
    blob_names,
    drawn_by_nobody,
    everything_stored,
    of_office,
    reply,
    send_files,
)
from tests.office.people import Browser, Clock
from tests.pages import articles, read
from tests.sandbox import samples
from tests.sandbox.documents import lossy_samples, office_samples
from tests.sandbox.texts.written_samples import MAILS, STRUCTURED

PHOTO, PAPER, SVG, SONG, NOTE = range(5)
SCRIPT = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
REASON = "Beifang ohne Bezug."


@pytest.fixture
def sent(desk: Callable[..., Desk], office: Office, letterbox: Store[Letterbox], founded: Founded) -> Sent:
    """Case 1 with a photo, a paper, a picture with a script, a sound and a note."""
    return send_files(
        desk("anna"),
        office.blobs,
        letterbox,
        founded.people["bernd"].officer_id,
        photo=("foto.jpg", samples.image("JPEG")),
        paper=("vermerk.pdf", samples.pdf()),
        svg=("bild.svg", SCRIPT),
        song=("ton.mp3", samples.sound("mp3")),
        note=("notiz.txt", b"Erste Zeile\n<b>zweite</b>"),
    )


@pytest.fixture
def copied(colleague: Browser, sent: Sent) -> Callable[..., str]:
    """`copied(PAPER)`: the colleague makes the working copy; returns its blob's name."""

    def make(n: int) -> str:
        colleague.get(sent.page(n))
        colleague.submit("working-copy")
        assert "Die Arbeitskopie ist erstellt." in colleague.sheet.words
        return blob_of(colleague)

    return make


@pytest.fixture
def reporter_gets(intake: Intake, sent: Sent) -> Callable[[Attachment], TestResponse]:
    """The reporter presses a file's button in the mailbox; returns the answer."""

    def press(file: Attachment) -> TestResponse:
        client = intake.test_client(use_cookies=False)
        page = read(client.post("/postfach", data={"code": str(sent.code)}))
        capability = page.fields["capability"][0]
        return client.post("/postfach", data={"capability": capability, "download": file.blob})

    return press


def blob_of(browser: Browser) -> str:
    """The working copy's blob, as the page links it."""
    found = re.search(
        r'href="[^"]*/kopie/([0-9a-f]{32})" id="download-copy"|/kopie/([0-9a-f]{32})"', browser.sheet.html
    )
    assert found
    return found[1] or found[2]


def words_of(pdf: bytes) -> str:
    """The text layer of a PDF."""
    document = pypdfium2.PdfDocument(pdf)
    return "".join(page.get_textpage().get_text_bounded() for page in document)


# -- who may ------------------------------------------------------------------------------------------------------


def test_only_holders_of_the_key_reach_a_file(
    sent: Sent, copied: Callable[..., str], browser: Callable[..., Browser], owner: Browser, stranger: Browser,
    entries: Callable[[], list[str]],
) -> None:  # fmt: skip
    page, copy = sent.page(NOTE), copied(NOTE)
    before = entries()
    shown = ("", "/original", f"/kopie/{copy}")
    for path in shown:
        owner.get(page + path)
        assert owner.status == 200, path
        assert "keinen Schlüssel" in stranger.get(page + path).words
        assert stranger.status == 404, path
        assert browser().get(page + path).title.startswith("Anmelden"), path
    assert stranger.client.get(f"{page}/kopie/{copy}/seite/1").status_code == 404
    stranger.get("/faelle")
    token = stranger.sheet.forms["/abmelden"].fields["csrf_token"]
    for path in ("/arbeitskopie", "/schwaerzung", "/vernichtung"):
        stranger.post(page + path, csrf_token=token, reason="x", boxes="1 1 1 2 2")
        assert stranger.status == 404, path
        one = browser()
        one.post(page + path, reason="x")
        assert one.status == 401, path
    assert entries() == before


def test_file_of_another_case_is_not_found_in_this_one(
    sent: Sent, colleague: Browser, send: Callable[..., object]
) -> None:
    send("Ein anderer Fall.")
    colleague.get("/faelle")
    colleague.get(sent.page().replace(CASE_1, "HM-2026-0002"))
    assert colleague.status == 404


def test_strangers_upload_leaves_nothing(sent: Sent, stranger: Browser, settings: config.Settings) -> None:
    before = blob_names(settings)
    stranger.get("/faelle")
    token = stranger.sheet.forms["/abmelden"].fields["csrf_token"]
    data = {"csrf_token": token, "message": "x", "attachments": (io.BytesIO(b"Inhalt"), "a.txt")}
    assert stranger.client.post(f"{PATH}/antwort", data=data).status_code == 404
    assert blob_names(settings) == before


# -- the list and the original --------------------------------------------------------------------------------------


def test_files_stand_with_their_message(sent: Sent, colleague: Browser) -> None:
    text = colleague.get(PATH).by_id["meldung"]
    for n, words in ((PHOTO, "Bild (JPG)"), (PAPER, "PDF-Dokument (PDF)"), (SVG, "Unbekannter Dateityp")):
        file = sent.files[n]
        assert file.sha256[:12] in text
        assert words in text
        assert f'href="{sent.page(n)}"' in colleague.sheet.html
    assert "notiz.txt" in text


def test_form_says_that_large_files_need_time(sent: Sent, colleague: Browser) -> None:
    """No script shows it here: the page on which reporters' texts stand runs none."""
    assert "Lassen Sie die Seite offen, bis sie die Nachricht zeigt." in colleague.get(PATH).words


def test_page_tells_name_size_hash_and_sender(sent: Sent, colleague: Browser) -> None:
    sheet = colleague.get(sent.page(NOTE))
    assert sheet.by_id["sha256"] == hashlib.sha256(b"Erste Zeile\n<b>zweite</b>").hexdigest()
    for words in ("notiz.txt", "25 Byte", "hinweisgebende Person", "21. November 2026", "INTERN", "ohne Netz"):
        assert words in sheet.words


def test_original_is_only_a_download_and_byte_identical(sent: Sent, colleague: Browser) -> None:
    answer = colleague.client.get(f"{sent.page(PHOTO)}/original")
    assert answer.data == samples.image("JPEG")
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["Content-Security-Policy"] == SANDBOX
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.mimetype == "application/octet-stream"


def test_original_is_streamed(sent: Sent, office: Office, colleague: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = []

    def pieces() -> Iterator[bytes]:
        for n in range(4):
            taken.append(n)
            yield b"x" * 16

    monkeypatch.setattr("hinweisgeber.usecases.leaving.evidence.read_file", lambda blobs, file: pieces())
    answer = colleague.client.get(f"{sent.page(NOTE)}/original", buffered=False)
    assert next(iter(answer.iter_encoded())) == b"x" * 16
    assert len(taken) < 4
    answer.close()


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("rechnung\u202egpj.exe", "rechnunggpj.exe.bin"),
        ("x" * 4000 + ".pdf", "x" * 116 + ".pdf"),
        ('<img src=x onerror="1">.txt', "_img src=x onerror=_1__.txt"),
    ],
)
def test_hostile_names_are_shown_safely(
    name: str, shown: str, desk: Callable[..., Desk], office: Office, letterbox: Store[Letterbox], founded: Founded,
    colleague: Browser,
) -> None:  # fmt: skip
    sent = send_files(desk("anna"), office.blobs, letterbox, founded.people["bernd"].officer_id, one=(name, b"Text"))
    assert shown in colleague.get(PATH).by_id["meldung"]
    assert colleague.get(sent.page()).by_id
    assert shown in colleague.sheet.words
    assert "\u202e" not in colleague.sheet.html
    assert "<img" not in colleague.sheet.html
    disposition = colleague.client.get(f"{sent.page()}/original").headers["Content-Disposition"]
    assert len(disposition) < 600
    assert "/" not in disposition.replace("UTF-8''", "")


# -- the working copy -----------------------------------------------------------------------------------------------


def test_working_copy_is_made_once_and_shared(
    sent: Sent, copied: Callable[..., str], owner: Browser, settings: config.Settings, colleague: Browser
) -> None:
    form = colleague.get(sent.page(PHOTO)).forms["working-copy"]
    copy = copied(PHOTO)
    before = blob_names(settings)
    assert copy in owner.get(sent.page(PHOTO)).html
    assert "working-copy" not in owner.sheet.forms
    assert copy in colleague.post(form.action, **form.fields).html
    assert blob_names(settings) == before


def test_copy_holds_nothing_of_the_metadata_and_the_page_warns(
    sent: Sent, copied: Callable[..., str], colleague: Browser, settings: config.Settings
) -> None:
    copy = copied(PHOTO)
    found = colleague.sheet.by_id["findings"]
    for words in ("Im Original wurde gefunden", "Urheberin oder Urheber", samples.AUTHOR, "Ort", "50.92"):
        assert words in found
    assert "Geben Sie diese Angaben nicht weiter" in found
    assert "Ob sie auch darin zu sehen oder zu hören sind, hat das Portal nicht geprüft." in found
    answer = colleague.client.get(f"{sent.page(PHOTO)}/kopie/{copy}")
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert not samples.holds(answer.data)
    assert not Image.open(io.BytesIO(answer.data)).getexif()
    assert samples.WORD.encode() not in everything_stored(settings)
    assert b"foto.jpg" not in everything_stored(settings)


def test_nothing_found_is_said_only_where_something_was_read(
    sent: Sent, colleague: Browser, copied: Callable[..., str], desk: Callable[..., Desk], office: Office,
    letterbox: Store[Letterbox], founded: Founded, send: Callable[..., object],
) -> None:  # fmt: skip
    copied(NOTE)
    assert "nichts Auffälliges" not in colleague.sheet.words
    assert "Wir haben nicht geprüft, was im Text dieser Datei steht." in colleague.sheet.by_id["not-checked"]
    assert "nothing-found" not in colleague.sheet.by_id
    copied(PHOTO)
    assert "nichts Auffälliges" not in colleague.sheet.words, "something was found"
    assert "not-checked" not in colleague.sheet.by_id
    plain = io.BytesIO()
    samples.picture().save(plain, "PNG")
    excluded = founded.people["bernd"].officer_id
    send_files(desk("anna"), office.blobs, letterbox, excluded, "HM-2026-0002", one=("leer.png", plain.getvalue()))
    colleague.get("/faelle/HM-2026-0002")
    page = re.search(r'href="(/faelle/HM-2026-0002/datei/[0-9a-f]{32})"', colleague.sheet.html)
    assert page
    colleague.get(page[1])
    colleague.submit("working-copy")
    assert "(Exif, XMP, IPTC)" in colleague.sheet.by_id["nothing-found"]
    assert "nichts Auffälliges gefunden" in colleague.sheet.by_id["nothing-found"]


@pytest.mark.parametrize("mimetype", sorted(set(MIMETYPE.values())))
def test_of_every_kind_it_is_said_what_was_read_or_that_nobody_looked(mimetype: str) -> None:
    words = file_words.nothing_found(mimetype)
    assert (words is None) == mimetype.startswith("text/")
    assert words is None or "nichts Auffälliges gefunden" in str(words)


def test_nothing_is_claimed_of_a_kind_nobody_thought_of() -> None:
    assert file_words.nothing_found("message/rfc822") is None


def test_what_may_still_be_in_the_copy_is_not_said_to_be_gone(
    desk: Callable[..., Desk], office: Office, letterbox: Store[Letterbox], founded: Founded, colleague: Browser
) -> None:
    excluded, table = founded.people["bernd"].officer_id, b'Name;Betrag\n=HYPERLINK("a");2\n'
    sent = send_files(desk("anna"), office.blobs, letterbox, excluded, one=("liste.csv", table))
    colleague.get(sent.page())
    colleague.submit("working-copy")
    assert "=H" in colleague.sheet.by_id["still-there"]


def test_what_was_found_and_stands_in_the_text_too_is_told_apart(
    desk: Callable[..., Desk], office: Office, letterbox: Store[Letterbox], founded: Founded, colleague: Browser
) -> None:
    excluded, mail = founded.people["bernd"].officer_id, "\n".join((
        "From: Karin Muster <k@muster.example>", "To: amt@beispiel.example", "Subject: Lieferung", "", "Gruß, Karin",
    ))  # fmt: skip
    sent = send_files(desk("anna"), office.blobs, letterbox, excluded, one=("a.eml", mail.encode()))
    colleague.get(sent.page())
    colleague.submit("working-copy")
    assert "Karin Muster" in colleague.sheet.by_id["still-there"]
    assert "amt@beispiel.example" not in colleague.sheet.by_id["still-there"]
    assert "amt@beispiel.example" in colleague.sheet.by_id["findings"]


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("weg.gpx", STRUCTURED["track"].encode(), "kein einfacher Text"),
        ("person.txt", STRUCTURED["card under prose"].encode("utf-16"), "kein einfacher Text"),
        ("brief.docx", lossy_samples.docx_of_pages(), "Mehr als die Hälfte ihres Inhalts würde darin fehlen"),
    ],
)
def test_what_would_tell_too_much_or_too_little_has_no_copy(
    name: str, content: bytes, why: str, desk: Callable[..., Desk], office: Office, letterbox: Store[Letterbox],
    founded: Founded, colleague: Browser, settings: config.Settings,
) -> None:  # fmt: skip
    excluded = founded.people["bernd"].officer_id
    sent = send_files(desk("anna"), office.blobs, letterbox, excluded, one=(name, content))
    colleague.get(sent.page())
    sheet = colleague.submit("working-copy")
    assert colleague.status == 422
    assert why in sheet.by_id["no-copy"]
    assert "download-copy" not in sheet.html
    assert f"{sent.page()}/original" in sheet.html
    assert blob_names(settings) == {sent.files[0].blob}
    assert not evidence.find(desk("anna"), CASE_1, sent.files[0].blob).copies


def test_what_the_copy_does_not_hold_is_told_beside_what_was_found(
    desk: Callable[..., Desk], office: Office, letterbox: Store[Letterbox], founded: Founded, colleague: Browser
) -> None:
    excluded, text = founded.people["bernd"].officer_id, "Müller ändert Öfen für die Straße"
    sent = send_files(
        desk("anna"), office.blobs, letterbox, excluded, one=("alt.txt", text.encode("cp850")), two=("a.txt", b"neu")
    )
    colleague.get(sent.page())
    colleague.submit("working-copy")
    assert "DOS, westeuropäisch (cp850)" in colleague.sheet.by_id["losses"]
    assert '<li class="loss">' in colleague.sheet.html
    colleague.get(sent.page(1))
    colleague.submit("working-copy")
    assert "losses" not in colleague.sheet.by_id


def test_copy_by_earlier_rules_is_not_offered_and_the_page_says_so(
    sent: Sent, colleague: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as earlier:
        noted = Copy.payload
        earlier.setattr(Copy, "payload", lambda copy: noted(copy).replace(b',"rules":%d' % RULES, b""))
        colleague.get(sent.page(NOTE))
        colleague.submit("working-copy")
    sheet = colleague.get(sent.page(NOTE))
    assert "gilt nicht mehr" in sheet.by_id["outdated"]
    assert "/kopie/" not in sheet.html
    colleague.submit("working-copy")
    assert "download-copy" in colleague.sheet.html
    assert "outdated" not in colleague.sheet.by_id


def test_what_cannot_be_cleaned_says_why_and_offers_the_original(sent: Sent, colleague: Browser) -> None:
    colleague.get(sent.page(SVG))
    sheet = colleague.submit("working-copy")
    assert colleague.status == 422
    assert "können Programme enthalten" in sheet.by_id["no-copy"]
    assert "/original" in sheet.html
    assert "ohne Netz" in sheet.words


def test_svg_with_script_is_never_rendered(sent: Sent, colleague: Browser) -> None:
    colleague.get(sent.page(SVG))
    colleague.submit("working-copy")
    for html in (colleague.sheet.html, colleague.get(sent.page(SVG)).html, colleague.get(PATH).html):
        assert "<svg" not in html
        assert "<script" not in html
        assert "<img" not in html
    original = colleague.client.get(f"{sent.page(SVG)}/original")
    assert (original.mimetype, original.data) == ("application/octet-stream", SCRIPT)


# -- preview ----------------------------------------------------------------------------------------------------------


def test_preview_comes_only_from_a_copy(sent: Sent, colleague: Browser, copied: Callable[..., str]) -> None:
    page, original = sent.page(PAPER), sent.files[PAPER].blob
    assert "vorschau" not in colleague.get(page).by_id
    for name in (original, "0" * 32, "x"):
        assert colleague.client.get(f"{page}/kopie/{name}/seite/1").status_code == 404
        assert colleague.client.get(f"{page}/kopie/{name}").status_code == 404
    copy = copied(PAPER)
    assert colleague.client.get(f"{page}/kopie/{original}/seite/1").status_code == 404
    answer = colleague.client.get(f"{page}/kopie/{copy}/seite/2")
    assert (answer.status_code, answer.mimetype) == (200, "image/png")
    assert answer.headers["Content-Security-Policy"] == SANDBOX
    colleague.get(f"{page}/kopie/{copy}/seite/3")
    assert colleague.status == 404
    assert "Diese Seite gibt es in der Kopie nicht." in colleague.sheet.words


def test_pages_of_a_paper_are_turned_by_links(sent: Sent, colleague: Browser, copied: Callable[..., str]) -> None:
    copied(PAPER)
    assert "Seite 1 von 2" in colleague.sheet.by_id["vorschau"]
    assert "Seite 2 von 2" in colleague.get(f"{sent.page(PAPER)}?seite=2").by_id["vorschau"]
    assert "Seite 1 von 2" in colleague.get(f"{sent.page(PAPER)}?seite=77").by_id["vorschau"]
    assert colleague.status == 200


def test_pages_of_a_copy_that_never_noted_how_many_are_turned_one_by_one(
    sent: Sent, colleague: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted = Copy.payload
    monkeypatch.setattr(Copy, "payload", lambda copy: noted(copy).replace(b'"pages":2,', b""))
    colleague.get(sent.page(PAPER))
    colleague.submit("working-copy")
    assert "von 2" not in colleague.sheet.by_id["vorschau"]
    assert "?seite=2#vorschau" in colleague.sheet.html
    assert "?seite=4#vorschau" in colleague.get(f"{sent.page(PAPER)}?seite=3").html


def test_page_of_a_file_never_waits_for_the_sandbox(
    sent: Sent, colleague: Browser, copied: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    names = {n: copied(n) for n in (PHOTO, PAPER, SONG, NOTE)}

    def none_free(*_: object, **__: object) -> NoReturn:
        raise CleaningBusy()

    monkeypatch.setattr("hinweisgeber.sandbox.process.run", none_free)
    for n, name in names.items():
        page = sent.page(n)
        html = colleague.get(page).html
        assert colleague.status == 200
        assert "redact" in colleague.sheet.forms
        for address in (f"{page}/kopie/{name}", f"{page}/original", f"{page}/vernichtung"):
            assert f'"{address}"' in html
    for n in (PHOTO, PAPER, SONG):
        colleague.get(f"{sent.page(n)}/kopie/{names[n]}/seite/1")
        assert colleague.status == 503
        assert "in einer Minute noch einmal" in colleague.sheet.words
        assert f'/kopie/{names[n]}/seite/1"' in colleague.get(sent.page(n)).html


def test_what_is_only_the_beginning_says_so(
    desk: Callable[..., Desk], office: Office, letterbox: Store[Letterbox], founded: Founded, colleague: Browser
) -> None:
    text = b"Eine Zeile.\n" * (evidence.TEXT_SHOWN // 12 + 100)
    bernd = founded.people["bernd"].officer_id
    long = send_files(desk("anna"), office.blobs, letterbox, bernd, one=("lang.txt", text), two=("kurz.txt", text[:99]))
    for n, cut in ((0, True), (1, False)):
        colleague.get(long.page(n))
        colleague.submit("working-copy")
        assert ("cut" in colleague.get(long.page(n)).by_id) is cut


def test_preview_waits_only_shortly_for_a_free_sandbox(
    sent: Sent, colleague: Browser, copied: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    copy, waited = copied(PHOTO), []

    class Taken:
        def acquire(self, timeout: float) -> bool:
            waited.append(timeout)
            return False

    monkeypatch.setattr(process, "_slots", Taken())
    assert colleague.client.get(f"{sent.page(PHOTO)}/kopie/{copy}/seite/1").status_code == 503
    colleague.get(sent.page(PAPER))
    colleague.submit("working-copy")
    assert waited == pytest.approx([process.PREVIEW_WAIT_SECONDS, process.WAIT_SECONDS], abs=1)
    assert process.PREVIEW_WAIT_SECONDS <= 5


def test_text_that_cannot_be_read_now_leaves_its_page(
    sent: Sent, colleague: Browser, copied: Callable[..., str], office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied(NOTE)

    def away(name: str) -> Iterator[bytes]:
        raise StoreAway()

    monkeypatch.setattr(office.blobs, "read", away)
    assert "gerade nicht lesen" in colleague.get(sent.page(NOTE)).by_id["vorschau"]
    assert "destroy" in colleague.sheet.forms


def test_text_is_shown_as_text(sent: Sent, colleague: Browser, copied: Callable[..., str]) -> None:
    copied(NOTE)
    assert "Erste Zeile\n&lt;b&gt;zweite&lt;/b&gt;" in colleague.sheet.html
    assert "boxes" not in colleague.sheet.forms["redact"].fields


def test_only_the_page_with_sound_may_play_it(sent: Sent, colleague: Browser, copied: Callable[..., str]) -> None:
    copy = copied(SONG)
    assert "media-src 'self'" in colleague.response.headers["Content-Security-Policy"]
    assert colleague.client.get(f"{sent.page(SONG)}/kopie/{copy}/seite/1").mimetype == "audio/mpeg"
    colleague.get(sent.page(NOTE))
    assert "media-src" not in colleague.response.headers["Content-Security-Policy"]


# -- redaction --------------------------------------------------------------------------------------------------------


def test_redacted_copy_has_black_boxes_and_no_text(
    sent: Sent, colleague: Browser, copied: Callable[..., str], entries: Callable[[], list[str]],
    cabinet: Store[Cabinet], ring: Ring, owner: Browser,
) -> None:  # fmt: skip
    assert samples.SEEN in words_of(samples.pdf())
    copy, before = copied(PAPER), entries()
    once = dict(colleague.sheet.forms["redact"].fields)
    boxes = "1 0 5 100 20\n2 10,5 10 60 20"
    sheet = colleague.submit("redact", boxes=boxes, reason="Name von Dritten")
    assert colleague.status == 200
    assert entries() == [*before, "file-redacted"]
    made = next(name for name in re.findall(r"/kopie/([0-9a-f]{32})\"", sheet.html) if name != copy)
    page = sent.page(PAPER)
    pdf = owner.client.get(f"{page}/kopie/{made}").data
    assert words_of(pdf).strip() == ""
    picture = pypdfium2.PdfDocument(pdf)[0].render(scale=1).to_pil().convert("L")
    brightest = picture.crop((10, 60, picture.width - 10, 150)).getextrema()[1]
    assert isinstance(brightest, int | float)
    assert brightest < 40
    assert "Vorschau der geschwärzten Kopie" in owner.get(f"{page}?kopie={made}").words
    assert owner.client.get(f"{page}/kopie/{made}/seite/1").mimetype == "image/png"
    colleague.post(f"{page}/schwaerzung?seite=1", **once | {"boxes": boxes, "reason": "Name von Dritten"})
    assert entries() == [*before, "file-redacted"]
    assert "Datei geschwärzt: vermerk.pdf" in colleague.get(PATH).by_id["protokoll"]
    verifying.verify(cabinet, ring)


@pytest.mark.parametrize(
    ("boxes", "reason", "words"),
    [
        ("1 10 20 55 25\n1 abc", "weil", "„1 abc“"),
        ("1 50 20 40 25", "weil", "„1 50 20 40 25“"),
        ("1 10 20 155 25", "weil", "lässt sich nicht lesen"),
        ("1 nan 20 55 25", "weil", "lässt sich nicht lesen"),
        ("9 10 20 55 25", "weil", "Seite, die es in der Arbeitskopie nicht gibt"),
        ("", "weil", "Bitte schreiben Sie etwas in dieses Feld."),
        ("1 10 20 55 25", "", "eine Begründung nötig"),
    ],
)
def test_wrong_line_is_named_and_the_text_kept(
    boxes: str, reason: str, words: str, colleague: Browser, copied: Callable[..., str],
    entries: Callable[[], list[str]], settings: config.Settings,
) -> None:  # fmt: skip
    copied(PHOTO)
    before, there = entries(), blob_names(settings)
    sheet = colleague.submit("redact", boxes=boxes, reason=reason)
    assert colleague.status in (400, 422)
    assert words in sheet.by_id["problem"]
    assert (sheet.forms["redact"].fields["boxes"], sheet.forms["redact"].fields["reason"]) == (boxes, reason)
    assert (entries(), blob_names(settings)) == (before, there)


# -- destruction ------------------------------------------------------------------------------------------------------


def test_destroyed_file_is_gone_for_everybody_and_the_log_tells_why(
    sent: Sent, colleague: Browser, browser: Callable[..., Browser], copied: Callable[..., str],
    entries: Callable[[], list[str]], clock: Clock, settings: config.Settings, cabinet: Store[Cabinet], ring: Ring,
    reporter_gets: Callable[[Attachment], TestResponse],
) -> None:  # fmt: skip
    copied(PHOTO)
    colleague.submit("redact", boxes="1 10 20 55 25", reason="weil")
    before, page = entries(), sent.page(PHOTO)
    assert reporter_gets(sent.files[PHOTO]).status_code == 200
    form = colleague.sheet.forms["destroy"]
    colleague.submit("destroy", reason=REASON)
    assert entries() == [*before, "proposed"]
    assert reporter_gets(sent.files[PHOTO]).status_code == 200, "one signature destroys nothing"
    clock.forward(days=15)  # until then the reporter may object
    browser("lead").confirm(colleague)
    assert entries() == [*before, "proposed", "file-destroyed"]
    colleague, owner = browser("anna"), browser("lead")
    assert blob_names(settings) == {file.blob for file in sent.files[1:]}
    gone = reporter_gets(sent.files[PHOTO])
    assert gone.status_code == 404
    assert "Die Meldestelle hat sie vernichtet oder gelöscht." in gone.text
    assert articles(gone), "the mailbox stays open"
    assert "foto.jpg: Diese Datei ist nicht mehr da. Die Meldestelle hat sie vernichtet." in read(gone).text
    assert sorted(blob for blob, _ in offered(gone)) == sorted(file.blob for file in sent.files[1:])
    assert REASON in owner.get(PATH).by_id["meldung"]
    assert "vernichtet am" in owner.sheet.by_id["meldung"]
    assert "Datei vernichtet: foto.jpg" in owner.sheet.by_id["protokoll"]
    for path in ("", "/original"):
        assert "nicht mehr vorhanden" in owner.get(page + path).words
        assert owner.status == 404
    token = colleague.get(PATH).forms["note"].fields["csrf_token"]
    again = colleague.post(form.action, **form.fields | {"csrf_token": token, "reason": REASON})
    assert colleague.status == 404
    assert "Diese Datei ist nicht mehr vorhanden. Wurde sie vernichtet" in again.words
    assert entries() == [*before, "proposed", "file-destroyed"]
    verifying.verify(cabinet, ring, today=TODAY + timedelta(days=15))


def test_destruction_needs_a_reason(sent: Sent, colleague: Browser, entries: Callable[[], list[str]]) -> None:
    before = entries()
    assert "rückgängig" in colleague.get(sent.page()).words
    assert "eine Begründung nötig" in colleague.submit("destroy", reason="  ").by_id["problem"]
    assert entries() == before


# -- answers with files -----------------------------------------------------------------------------------------------


def test_file_of_an_answer_is_cleaned_before_the_reporter_gets_it(
    sent: Sent, colleague: Browser, booth: Booth, settings: config.Settings,
    reporter_gets: Callable[[Attachment], TestResponse], intake: Intake,
) -> None:  # fmt: skip
    before = blob_names(settings)
    colleague.get(PATH)
    sheet = reply(colleague, ("Müller an Meier.jpg", samples.image("JPEG")), message="Siehe Bild.")
    assert "Ihre Nachricht ist gespeichert" in sheet.words
    [file] = of_office(booth, sent.code)
    assert (file.name, file.cleaned) == ("Anlage-01.jpg", True)
    answer = reporter_gets(file)
    assert answer.data.startswith(b"\xff\xd8")
    assert not samples.holds(answer.data)
    assert blob_names(settings) - before == {file.blob}, "nothing stays of the uncleaned one"
    opened = intake.test_client().post("/postfach", data={"code": str(sent.code)})
    assert any("Anlage-01.jpg" in article for article in articles(opened))
    assert {one.blob for one in sent.files} | {file.blob} == {blob for blob, _ in offered(opened)}
    assert "Anlage-01.jpg" in colleague.get(PATH).by_id["dialog"]


def test_as_is_sends_as_is_under_its_own_name_if_wanted(
    sent: Sent, colleague: Browser, booth: Booth, reporter_gets: Callable[[Attachment], TestResponse]
) -> None:
    colleague.get(PATH)
    reply(colleague, ("plan.jpg", samples.image("JPEG")), message="So ist es.", as_is="1", keep_names="1")
    [file] = of_office(booth, sent.code)
    assert (file.name, file.cleaned) == ("plan.jpg", False)
    assert reporter_gets(file).data == samples.image("JPEG")


def test_what_cannot_be_cleaned_is_refused_with_text_and_files_kept(
    sent: Sent, colleague: Browser, booth: Booth, settings: config.Settings
) -> None:
    before = blob_names(settings)
    colleague.get(PATH)
    sheet = reply(colleague, ("a.jpg", samples.image("JPEG")), ("b.svg", SCRIPT), message="Zwei Dateien.")
    assert colleague.status == 422
    assert "„b.svg.bin“" in sheet.by_id["problem"]
    assert sheet.forms["reply"].fields["message"] == "Zwei Dateien."
    assert "Schon übertragen" in sheet.by_id["reply"]
    assert len(blob_names(settings) - before) == 2, "both wait, nothing of the cleaned one stays"
    assert not of_office(booth, sent.code)
    second = re.findall(r'name="remove" type="checkbox" value="([0-9a-f]{32})"', sheet.html)[1]
    assert "Ihre Nachricht ist gespeichert" in reply(colleague, message="Nur eine.", remove=second).words
    assert [file.name for file in of_office(booth, sent.code)] == ["Anlage-01.jpg"]


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("brief.docx", lossy_samples.docx_of_pages(), "Mehr als die Hälfte ihres Inhalts würde darin fehlen"),
        ("liste.docx", lossy_samples.docx_of_a_document(), "speichern Sie sie bitte als PDF"),
        ("vorgang.eml", MAILS["mail"].encode(), "Bitte senden Sie die Dateien daraus einzeln."),
        ("vorgang.zip", samples.archive({"a.txt": "Guten Tag"}), "Bitte senden Sie die Dateien daraus einzeln."),
    ],
)
def test_own_file_that_cannot_be_cleaned_faithfully_is_not_sent(
    sent: Sent, colleague: Browser, booth: Booth, settings: config.Settings, name: str, content: bytes,
    why: str,
) -> None:  # fmt: skip
    before = blob_names(settings)
    colleague.get(PATH)
    sheet = reply(colleague, (name, content), message="Siehe Anlage.")
    assert colleague.status == 422
    assert f"„{name}“" in sheet.by_id["problem"]
    assert why in sheet.by_id["problem"]
    assert "Ihre Nachricht ist gespeichert" not in sheet.words
    assert sheet.forms["reply"].fields["message"] == "Siehe Anlage."
    assert "Schon übertragen" in sheet.by_id["reply"]
    assert not of_office(booth, sent.code)
    assert len(blob_names(settings) - before) == 1, "the file waits, nothing of a copy stays"


@pytest.mark.parametrize(
    ("name", "content", "missing"),
    [
        (
            "brief.docx",
            (Path(lossy_samples.__file__).parent / "office_cases" / "bild-unlesbar.docx").read_bytes(),
            "Bild fehlt: image1.png.",
        ),
        ("liste.xlsx", office_samples.xlsx(), "Verborgener Text: Blatt „Other“: Visible evidence."),
    ],
)
def test_own_file_whose_copy_lacks_something_is_sent_only_by_one_who_was_told(
    name: str,
    content: bytes,
    missing: str,
    sent: Sent,
    colleague: Browser,
    booth: Booth,
    settings: config.Settings,
) -> None:
    before = blob_names(settings)
    colleague.get(PATH)
    sheet = reply(colleague, (name, content), message="Siehe Anlage.")
    assert colleague.status == 422
    assert f"in der bereinigten Fassung von „{name}“ fehlt etwas: {missing}" in sheet.by_id["problem"]
    assert not of_office(booth, sent.code)
    assert len(blob_names(settings) - before) == 1, "the file waits, nothing of a copy stays"
    assert "Ihre Nachricht ist gespeichert" in reply(colleague, message="Siehe Anlage.", lossy="1").words
    [file] = of_office(booth, sent.code)
    assert file.cleaned


def test_sandbox_that_is_busy_never_advises_to_send_uncleaned(
    sent: Sent, colleague: Browser, booth: Booth, monkeypatch: pytest.MonkeyPatch
) -> None:
    colleague.get(PATH)
    for refused, words in ((CleaningBusy(), "in einer Minute"), (CleaningUnavailable(tool="bubblewrap"), "betreibt")):

        def refuse(*_: object, refused: CannotClean = refused) -> None:
            raise refused

        with monkeypatch.context() as patched:
            patched.setattr("hinweisgeber.sandbox.clean", refuse)
            sheet = reply(colleague, *([("a.txt", b"Inhalt")] if not refused.values else []), message="Ein Text.")
        assert colleague.status == 503
        assert words in sheet.by_id["problem"]
        assert "Unbereinigt" not in sheet.by_id["problem"]
        assert sheet.forms["reply"].fields["message"] == "Ein Text."
        assert not of_office(booth, sent.code)
    assert "Ihre Nachricht ist gespeichert" in reply(colleague, message="Ein Text.").words
    assert [file.size for file in of_office(booth, sent.code)] == [6]


def test_limits_are_refused_with_numbers_and_the_text_kept(
    sent: Sent, office: Office, colleague: Browser, settings: config.Settings
) -> None:
    before = blob_names(settings)
    office.limits = Limits(file=2_000_000, message=3_000_000, files=2)
    for files, words in (
        ([("a.txt", b"x")] * 3, "Möglich sind 2 je Nachricht"),
        ([("a.txt", b"x" * 2_000_001)], "Möglich sind 2 MB je Datei"),
        ([("a.txt", b"x" * 1_900_000), ("b.txt", b"x" * 1_900_000)], "Möglich sind 3 MB je Nachricht"),
    ):
        colleague.get(PATH)
        sheet = reply(colleague, *files, message="Der Text.")
        assert colleague.status == 413
        assert words in sheet.by_id["problem"]
        assert "ostfach" not in sheet.by_id["problem"], "that is the reporter's way out"
        assert sheet.forms["reply"].fields["message"] == "Der Text."
        assert len(blob_names(settings) - before) == len(re.findall(r'name="remove"', sheet.html))
        before = blob_names(settings)


def test_missing_text_keeps_the_file_without_cleaning_it(
    sent: Sent, colleague: Browser, settings: config.Settings, booth: Booth
) -> None:
    before = blob_names(settings)
    colleague.get(PATH)
    reply(colleague, ("a.txt", b"Inhalt"), message=" ")
    assert colleague.status == 400
    assert len(blob_names(settings) - before) == 1
    reply(colleague, message="Jetzt mit Text.")
    assert [file.size for file in of_office(booth, sent.code)] == [6]
    assert len(blob_names(settings) - before) == 1


def test_second_click_sends_no_file_twice(
    sent: Sent, colleague: Browser, settings: config.Settings, booth: Booth,
    entries: Callable[[], list[str]],
) -> None:  # fmt: skip
    colleague.get(PATH)
    form = colleague.sheet
    reply(colleague, ("a.txt", b"Inhalt"), message="Einmal.")
    before, kinds = blob_names(settings), entries()
    colleague.sheet = form
    assert "Ihre Nachricht ist gespeichert" in reply(colleague, ("a.txt", b"Inhalt"), message="Einmal.").words
    assert (blob_names(settings), entries()) == (before, kinds)
    colleague.sheet = form
    reply(colleague, ("a.txt", b"Anderes"), message="Einmal.")
    assert len(of_office(booth, sent.code)) == 2, "another file is another message"


def test_draft_keeps_the_text_and_the_files_wait_on_the_page(sent: Sent, colleague: Browser, booth: Booth) -> None:
    colleague.get(PATH)
    sheet = reply(colleague, ("a.txt", b"Inhalt"), message="Noch nicht.", do="draft")
    assert "Die Dateien gehören nicht dazu" in sheet.words
    assert "Schon übertragen" in sheet.by_id["reply"]
    assert sheet.forms["reply"].fields["message"] == "Noch nicht."
    reply(colleague, message="Jetzt.")
    assert len(of_office(booth, sent.code)) == 1


def test_expired_session_keeps_the_text_and_says_that_files_are_lost(
    sent: Sent, colleague: Browser, clock: Clock, settings: config.Settings, booth: Booth
) -> None:
    before = blob_names(settings)
    colleague.get(PATH)
    clock.forward(hours=1)
    reply(colleague, ("a.txt", b"Inhalt"), message="Ein Text.")
    assert colleague.status == 401
    assert blob_names(settings) == before
    colleague.submit("login", username="anna", passphrase="anna-und-nur-fuer-tests")
    assert "noch einmal aus" in colleague.sheet.by_id["files-lost"]
    assert colleague.sheet.forms["kept"].fields["message"] == "Ein Text."
    assert "Ihre Nachricht ist gespeichert" in colleague.submit("kept").words
    assert not of_office(booth, sent.code)


def test_staged_file_survives_an_expired_session(sent: Sent, colleague: Browser, clock: Clock, booth: Booth) -> None:
    colleague.get(PATH)
    reply(colleague, ("a.txt", b"Inhalt"), message=" ")
    clock.forward(hours=1)
    reply(colleague, message="Ein Text.")
    colleague.submit("login", username="anna", passphrase="anna-und-nur-fuer-tests")
    assert "werden mitgesendet" in colleague.sheet.words
    colleague.submit("kept")
    assert len(of_office(booth, sent.code)) == 1


def test_full_disk_keeps_the_text(
    sent: Sent, office: Office, colleague: Browser, monkeypatch: pytest.MonkeyPatch, settings: config.Settings
) -> None:
    before = blob_names(settings)
    colleague.get(PATH)

    def full(name: str) -> None:
        raise StoreFull()

    with monkeypatch.context() as patched:
        patched.setattr(office.blobs, "create", full)
        sheet = reply(colleague, ("a.txt", b"Inhalt"), message="Ein Text.")
    assert colleague.status == 507
    assert "Der Speicher für Dateien ist voll." in sheet.words
    assert sheet.forms["reply"].fields["message"] == "Ein Text."
    assert blob_names(settings) == before
    assert "Ihre Nachricht ist gespeichert" in colleague.submit("reply").words


def test_full_disk_while_cleaning_keeps_text_and_files(
    sent: Sent, office: Office, colleague: Browser, monkeypatch: pytest.MonkeyPatch, booth: Booth
) -> None:
    colleague.get(PATH)
    create, calls = office.blobs.create, []

    def second_is_full(name: str) -> object:
        calls.append(name)
        if len(calls) == 2:
            raise StoreFull()
        return create(name)

    with monkeypatch.context() as patched:
        patched.setattr(office.blobs, "create", second_is_full)
        reply(colleague, ("a.txt", b"Inhalt"), message="Ein Text.")
    assert colleague.status == 507
    assert colleague.sheet.forms["kept"].fields["message"] == "Ein Text."
    assert "werden mitgesendet" in colleague.sheet.words
    colleague.submit("kept")
    assert [file.size for file in of_office(booth, sent.code)] == [6]


# -- documents as pages -------------------------------------------------------------------------------------------


@pytest.fixture
def letter(desk: Callable[..., Desk], office: Office, letterbox: Store[Letterbox], founded: Founded) -> Sent:
    """A report with a document."""
    barred = founded.people["bernd"].officer_id
    return send_files(desk("anna"), office.blobs, letterbox, barred, letter=("brief.docx", office_samples.docx()))


def test_a_document_is_seen_and_covered_as_drawn_pages(
    letter: Sent, colleague: Browser, settings: config.Settings
) -> None:
    with drawn_by_nobody():
        colleague.get(letter.page())
        colleague.submit("working-copy")
        assert "Die Arbeitskopie ist erstellt." in colleague.sheet.words
        assert "draw" not in colleague.sheet.forms
    document, pages = blob_of(colleague), re.search(r'/kopie/([0-9a-f]{32})" id="download-pages"', colleague.sheet.html)
    assert pages
    assert pages[1] != document
    assert f"/kopie/{pages[1]}/seite/1" in colleague.sheet.html, "the preview is of the pages"
    assert colleague.client.get(f"{letter.page()}/kopie/{pages[1]}/seite/1").mimetype == "image/png"
    colleague.submit("redact", boxes="1 0 0 50 50", reason="Name")
    assert "Die geschwärzte Kopie ist erstellt." in colleague.sheet.words
    assert len(blob_names(settings)) == 4


def test_pages_that_cannot_be_drawn_leave_the_copy_and_say_why(
    letter: Sent, colleague: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_long(*given: object) -> None:
        raise CleaningTooLong()

    colleague.get(letter.page())
    with drawn_by_nobody(), monkeypatch.context() as patch:
        patch.setattr(sandbox, "draw", too_long)
        colleague.submit("working-copy")
        assert blob_of(colleague)
        assert "zu lange gedauert" in colleague.sheet.by_id["no-pages"]
        assert "redact" not in colleague.sheet.forms
    with drawn_by_nobody():
        colleague.submit("draw")
        assert "Die Seiten sind gezeichnet." in colleague.sheet.words
        assert "redact" in colleague.sheet.forms


def test_without_an_office_program_the_page_says_what_is_missing(
    letter: Sent, colleague: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hinweisgeber.sandbox.places.OFFICE", "soffice-that-is-not-there")
    colleague.get(letter.page())
    colleague.submit("working-copy")
    assert "Die Arbeitskopie ist erstellt." in colleague.sheet.words
    assert "LibreOffice" in colleague.sheet.by_id["no-pages"]
    assert not {"draw", "redact"} & set(colleague.sheet.forms)


def test_a_reply_that_is_refused_keeps_no_sandbox(sent: Sent, colleague: Browser) -> None:
    """What else is in the file nobody reads: its place is not left to the collector of garbage."""
    colleague.get(PATH)
    gc.collect()
    gc.disable()
    try:
        assert "fehlt etwas" in reply(colleague, ("a.pdf", samples.pdf()), message="Siehe Anlage.").by_id["problem"]
        places = [process._slots] * process.SANDBOXES + [process._working] * process.WORKING
        taken = [place for place in places if place.acquire(blocking=False)]
        for place in taken:
            place.release()
        assert len(taken) == len(places)
    finally:
        gc.enable()
