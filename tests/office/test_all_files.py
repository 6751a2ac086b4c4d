"""All files of a case on one page, named without doubt, and their working copies in one go."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from PIL import Image

from hinweisgeber import config, sandbox
from hinweisgeber.office import Office
from hinweisgeber.office.files import words
from hinweisgeber.office.files.views import SIDE
from hinweisgeber.sandbox import Cleaned
from hinweisgeber.sandbox.errors import CleaningTooLong, PagesTooMany
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.leaving import all_copies, evidence
from hinweisgeber.usecases.officer.desk import Desk
from hinweisgeber.web.wire.downloads import SANDBOX
from tests.founded import Founded
from tests.office.conftest import CASE_1
from tests.office.files import Sent, drawn_by_nobody, send_files
from tests.office.people import Browser
from tests.sandbox import samples
from tests.sandbox.documents import office_samples

PAGE = f"/faelle/{CASE_1}/dateien"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.fixture
def sent(desk: Callable[..., Desk], office: Office, letterbox: Store[Letterbox], founded: Founded) -> Sent:
    """Case 1 with a photo, a picture with a script, and a note."""
    return send_files(
        desk("anna"),
        office.blobs,
        letterbox,
        founded.people["bernd"].officer_id,
        photo=("foto.jpg", samples.image("JPEG")),
        svg=("bild.svg", SVG),
        note=("notiz.txt", b"Erste Zeile"),
    )


def copies(desk: Desk) -> list[bool]:
    return [one.working_copy is not None for one in evidence.every(desk, CASE_1)]


def test_the_page_names_each_file_by_message_and_number(colleague: Browser, sent: Sent) -> None:
    shown = colleague.get(PAGE).words
    for n, name in enumerate(("foto.jpg", "bild.svg", "notiz.txt"), start=1):
        assert f"Meldung, Datei {n} {name}" in shown


def test_all_copies_are_made_in_one_go_and_refusals_say_why(
    colleague: Browser, sent: Sent, desk: Callable[..., Desk]
) -> None:
    colleague.get(PAGE)
    colleague.submit("all-copies")
    assert colleague.status == 200
    assert "1 von 3" in colleague.sheet.words
    assert "3 von 3" in colleague.sheet.words
    assert "2 Arbeitskopien sind erstellt" in colleague.sheet.words
    assert "Bei 1 Datei ging es nicht" in colleague.sheet.words
    assert copies(desk("anna")) == [True, False, True]


def test_a_file_that_does_not_open_stops_no_other_and_says_why(
    colleague: Browser, sent: Sent, desk: Callable[..., Desk], settings: config.Settings
) -> None:
    altered(settings, sent.files[0].blob)
    colleague.get(PAGE)
    colleague.submit("all-copies")
    assert colleague.status == 200
    assert "Diese Datei lässt sich nicht öffnen" in colleague.sheet.words
    assert copies(desk("anna")) == [False, False, True]
    colleague.get(sent.page(0))
    colleague.submit("working-copy")
    assert "Diese Datei lässt sich nicht öffnen" in colleague.sheet.by_id["no-copy"]
    found = evidence.find(desk("anna"), CASE_1, sent.files[2].blob).working_copy
    assert found
    altered(settings, found.file.blob)
    colleague.get(sent.page(2))
    assert colleague.status == 200
    assert "Die Kopie lässt sich gerade nicht lesen." in colleague.sheet.words


def altered(settings: config.Settings, blob: str) -> None:
    """The stored file, with one bit turned."""
    path = next(Path(settings.blobs_url.removeprefix("file://")).rglob(blob))
    sealed = bytearray(path.read_bytes())
    sealed[len(sealed) // 2] ^= 1
    path.chmod(0o600)
    path.write_bytes(sealed)


def test_what_is_made_when_the_making_ends_early_stays_and_the_rest_follows(
    office: Office, sent: Sent, desk: Callable[..., Desk]
) -> None:
    steps = all_copies.make_all(desk("anna"), office.blobs, CASE_1)
    next(steps)
    steps.close()  # type: ignore[attr-defined]
    assert copies(desk("anna")) == [True, False, False]
    assert [step.file.file.name for step in all_copies.make_all(desk("anna"), office.blobs, CASE_1)] == [
        "bild.svg",
        "notiz.txt",
    ]


def test_the_answer_grows_while_copies_are_made(colleague: Browser, sent: Sent, desk: Callable[..., Desk]) -> None:
    form = colleague.get(PAGE).forms["all-copies"]
    with closing(colleague.client.post(form.action, data=form.fields)) as answer:
        seen = ""
        while "1 von 3" not in seen:
            seen += next(answer.iter_encoded()).decode()
    assert copies(desk("anna")) == [True, False, False]


def test_each_file_leads_to_the_one_before_and_behind_it(colleague: Browser, sent: Sent) -> None:
    html = colleague.get(sent.page(1)).html
    assert f'rel="prev" href="{sent.page(0)}"' in html
    assert f'rel="next" href="{sent.page(2)}"' in html


def test_a_stranger_finds_neither_page_nor_form(stranger: Browser, sent: Sent) -> None:
    stranger.get(PAGE)
    assert stranger.status == 404


def test_a_file_found_in_a_file_is_named_by_its_number_in_each() -> None:
    assert words.designation(True, 3, 2, (4, 1)) == "Nachricht 3, Datei 2, darin 4, darin 1"
    assert words.designation(False, 2, 1) == "Antwort 2, Datei 1"


def test_pictures_in_the_list_are_small_and_only_for_who_holds_the_key(
    colleague: Browser, stranger: Browser, sent: Sent
) -> None:
    colleague.get(PAGE)
    colleague.submit("all-copies")
    (address,) = re.findall(r'<img class="evidence__picture" src="([^"]+)"', colleague.get(PAGE).html)
    assert address.startswith(f"{sent.page(0)}/kopie/")
    answer = colleague.client.get(address)
    with Image.open(io.BytesIO(answer.data)) as small:
        assert max(small.size) == SIDE
    large = colleague.client.get(address.removesuffix("klein") + "seite/1")
    assert len(answer.data) * 3 < len(large.data)
    assert answer.headers["Content-Security-Policy"] == SANDBOX
    assert stranger.client.get(address).status_code == 404


@pytest.fixture
def letter(desk: Callable[..., Desk], office: Office, letterbox: Store[Letterbox], founded: Founded) -> Sent:
    """Case 1 with a document."""
    bernd = founded.people["bernd"].officer_id
    return send_files(desk("anna"), office.blobs, letterbox, bernd, letter=("brief.docx", office_samples.docx()))


def test_pages_of_documents_are_drawn_along_with_all_copies(
    colleague: Browser, letter: Sent, desk: Callable[..., Desk]
) -> None:
    colleague.get(PAGE)
    with drawn_by_nobody():
        colleague.submit("all-copies")
    assert "1 Arbeitskopie ist erstellt" in colleague.sheet.words
    assert evidence.find(desk("anna"), CASE_1, letter.files[0].blob).drawn_copy
    assert "/klein" in colleague.get(PAGE).html


def test_a_copy_whose_pages_cannot_be_drawn_is_kept_and_that_is_said(
    colleague: Browser, letter: Sent, desk: Callable[..., Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    def draw(*_: object) -> None:
        raise PagesTooMany()

    colleague.get(PAGE)
    with drawn_by_nobody():
        monkeypatch.setattr(sandbox, "draw", draw)
        colleague.submit("all-copies")
    assert "1 Arbeitskopie ist erstellt" in colleague.sheet.words
    assert "Nur ihre Seiten ließen sich nicht zeichnen" in colleague.sheet.words
    assert copies(desk("anna")) == [True]


@pytest.fixture
def long(
    desk: Callable[..., Desk],
    office: Office,
    letterbox: Store[Letterbox],
    founded: Founded,
    monkeypatch: pytest.MonkeyPatch,
) -> Sent:
    """Case 1 with a recording that is two hours long, as far as its copy says."""
    true = sandbox.clean

    def clean(source: Iterable[bytes], name: str, limits: object, password: str, watch: sandbox.Watch) -> Cleaned:
        for minutes in (0, 60):
            watch(60 * minutes, 7200)
        return true(source, name)

    monkeypatch.setattr(sandbox, "clean", clean)
    bernd = founded.people["bernd"].officer_id
    return send_files(desk("anna"), office.blobs, letterbox, bernd, one=("sitzung.mp3", samples.sound()))


def test_a_page_grows_while_a_long_recording_is_copied(
    colleague: Browser, long: Sent, desk: Callable[..., Desk]
) -> None:
    form = colleague.get(long.page()).forms["working-copy"]
    assert "takes-long" in colleague.sheet.by_id
    with closing(colleague.client.post(form.action, data=form.fields)) as answer:
        page = b"".join(answer.iter_encoded()).decode()
    assert re.findall(r"\d+ von 120 Minuten", page) == ["0 von 120 Minuten", "60 von 120 Minuten"]
    assert 'id="done"' in page
    assert f'href="{long.page()}#arbeitskopie"' in page
    assert copies(desk("anna")) == [True]


def test_a_long_recording_that_has_no_copy_says_why_at_the_end(
    colleague: Browser, long: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    def clean(source: object, name: str, limits: object, password: str, watch: sandbox.Watch) -> Cleaned:
        watch(0, 7200)
        raise CleaningTooLong()

    monkeypatch.setattr(sandbox, "clean", clean)
    form = colleague.get(long.page()).forms["working-copy"]
    page = colleague.client.post(form.action, data=form.fields).get_data(as_text=True)
    assert 'id="no-copy"' in page
    assert "hat zu lange gedauert" in page
    assert 'id="done"' not in page


def test_all_copies_in_one_go_say_how_far_a_long_recording_is(colleague: Browser, long: Sent) -> None:
    colleague.get(PAGE)
    colleague.submit("all-copies")
    assert "60 von 120 Minuten der Aufnahme" in colleague.sheet.words
    assert "1 Arbeitskopie ist erstellt" in colleague.sheet.words
    assert "ging es nicht" not in colleague.sheet.words


@pytest.fixture
def heard(colleague: Browser, long: Sent, monkeypatch: pytest.MonkeyPatch) -> Callable[[BaseException | None], str]:
    """Covers the first second of the recording, which is two hours long as far as its copy says; what the page says."""
    form = colleague.get(long.page()).forms["working-copy"]
    colleague.client.post(form.action, data=form.fields).get_data()  # as long as it grows
    true = sandbox.redact_seconds

    def asked(ends: BaseException | None = None) -> str:
        def redact(
            source: Iterable[bytes], name: str, spans: Sequence[sandbox.Span], no_picture: bool, watch: sandbox.Watch
        ) -> Cleaned:
            for minutes in (0, 60):
                watch(60 * minutes, 7200)
            if ends:
                raise ends
            return true(source, name, spans, no_picture)

        monkeypatch.setattr(sandbox, "redact_seconds", redact)
        form = colleague.get(long.page()).forms["redact"]
        typed = {"seconds": "0:00 0:01", "reason": "Stimme der Zeugin"}
        with closing(colleague.client.post(form.action, data=dict(form.fields) | typed)) as answer:
            return b"".join(answer.iter_encoded()).decode()

    return asked


def test_a_page_grows_while_a_long_recording_is_covered(
    heard: Callable[..., str], long: Sent, desk: Callable[..., Desk]
) -> None:
    page = heard()
    assert re.findall(r"\d+ von 120 Minuten", page) == ["0 von 120 Minuten", "60 von 120 Minuten"]
    assert "Die geschwärzte Kopie ist erstellt" in page
    assert f'href="{long.page()}#schwaerzung"' in page
    (one,) = evidence.every(desk("anna"), CASE_1)
    assert [copy.redacted for copy in one.copies] == [False, True]


def test_a_long_recording_that_is_not_covered_in_the_end_says_why_and_what_was_written(
    heard: Callable[..., str], desk: Callable[..., Desk]
) -> None:
    page = heard(CleaningTooLong())
    assert "Die geschwärzte Kopie ließ sich nicht erstellen" in page
    assert "hat zu lange gedauert" in page
    assert "0:00 0:01" in page
    assert "Stimme der Zeugin" in page
    assert 'id="done"' not in page
    (one,) = evidence.every(desk("anna"), CASE_1)
    assert [copy.redacted for copy in one.copies] == [False]
