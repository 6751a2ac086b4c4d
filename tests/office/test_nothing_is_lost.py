"""The office's forms: files that are lost are told before anything goes out, a failure keeps what was typed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from hinweisgeber import config
from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.crypto.errors import SealBroken
from hinweisgeber.office import Office
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.officer import casework, oral, reading
from hinweisgeber.usecases.officer.desk import Desk
from hinweisgeber.usecases.reporter.box import Booth
from tests.founded import Founded
from tests.office.files import PATH, Sent, blob_names, of_office, reply, send_files
from tests.office.people import Browser
from tests.office.reading import Sheet
from tests.office.test_oral_pages import record, send

FILES = (("a.txt", b"Inhalt"), ("b.txt", b"Mehr"))
SECRET = "geheimes Wort"


@pytest.fixture
def sent(desk: Callable[..., Desk], office: Office, letterbox: Store[Letterbox], founded: Founded) -> Sent:
    """Case 1 with a note."""
    excluded = founded.people["bernd"].officer_id
    return send_files(desk("anna"), office.blobs, letterbox, excluded, note=("notiz.txt", b"Zeile"))


def lose(sheet: Sheet, form: str, settings: config.Settings, way: str, spared: set[str]) -> None:
    """What waits for this form is swept, or its field comes back garbled."""
    if way == "garbled":
        sheet.forms[form].fields["state"] = "2.AAAA"
        return
    for name in blob_names(settings) - spared:
        (Path(settings.blobs_url.removeprefix("file://")) / name).unlink()


@pytest.mark.parametrize("way", ["swept", "garbled"])
@pytest.mark.parametrize("do", ["send", "draft"])
def test_an_answer_whose_files_are_lost_is_not_sent_and_keeps_its_text(
    do: str, way: str, sent: Sent, colleague: Browser, booth: Booth, settings: config.Settings
) -> None:
    before = blob_names(settings)
    colleague.get(PATH)
    reply(colleague, *FILES, message=" ")
    assert "Schon übertragen" in colleague.sheet.by_id["reply"]
    lose(colleague.sheet, "reply", settings, way, before)
    sheet = reply(colleague, message="Der Text.", do=do)
    assert colleague.status == 400
    assert "2 Dateien sind nicht mehr da." in sheet.by_id["staged-lost"]
    assert sheet.forms["reply"].fields["message"] == "Der Text."
    assert not of_office(booth, sent.code)
    assert "Ihre Nachricht ist gespeichert" in reply(colleague, FILES[0], message="Der Text.").words
    assert len(of_office(booth, sent.code)) == 1


def test_one_lost_file_of_two_does_not_take_the_other_along(
    sent: Sent, colleague: Browser, booth: Booth, settings: config.Settings
) -> None:
    before = blob_names(settings)
    colleague.get(PATH)
    reply(colleague, *FILES, message=" ")
    lose(colleague.sheet, "reply", settings, "swept", {*before, sorted(blob_names(settings) - before)[0]})
    sheet = reply(colleague, message="Der Text.")
    assert "Eine Datei ist nicht mehr da." in sheet.by_id["staged-lost"]
    assert "Ihre Nachricht ist gespeichert" in reply(colleague, message="Der Text.").words
    assert len(of_office(booth, sent.code)) == 1


@pytest.mark.parametrize("way", ["swept", "garbled"])
def test_a_record_whose_files_are_lost_is_not_made_and_keeps_what_was_typed(
    way: str, colleague: Browser, settings: config.Settings, entries: Callable[[], list[str]]
) -> None:
    colleague.get("/faelle/neu")
    record(colleague, *FILES, description=" ")
    before = entries()
    lose(colleague.sheet, "record", settings, way, set())
    sheet = send(colleague, {**colleague.sheet.forms["record"].fields, "description": "Am Telefon erzählt."})
    assert colleague.status == 400
    assert "2 Dateien sind nicht mehr da." in sheet.by_id["staged-lost"]
    assert sheet.forms["record"].fields["description"].strip() == "Am Telefon erzählt."
    assert entries() == before


def test_an_empty_file_of_an_answer_is_told_and_not_sent(
    sent: Sent, colleague: Browser, booth: Booth, settings: config.Settings
) -> None:
    before = blob_names(settings)
    colleague.get(PATH)
    sheet = reply(colleague, ("leer.txt", b""), message="Der Text.")
    assert colleague.status == 400
    assert "Leer, und deshalb nicht übernommen: leer.txt." in sheet.by_id["reply"]
    assert sheet.forms["reply"].fields["message"] == "Der Text."
    assert blob_names(settings) == before
    assert not of_office(booth, sent.code)


def test_an_empty_file_of_a_record_is_told_and_nothing_recorded(
    colleague: Browser, settings: config.Settings, entries: Callable[[], list[str]]
) -> None:
    colleague.get("/faelle/neu")
    before = entries()
    sheet = record(colleague, ("leer.txt", b""), description="Am Telefon erzählt.")
    assert colleague.status == 400
    assert "Leer, und deshalb nicht übernommen: leer.txt." in sheet.words
    assert (blob_names(settings), entries()) == (set(), before)


# -- failures -------------------------------------------------------------------------------------------------------


def fail(*_: object, **__: object) -> None:
    raise RuntimeError(SECRET)


def fail_sealed(*_: object, **__: object) -> None:
    raise SealBroken(SECRET)


@pytest.mark.parametrize("failure", [fail, fail_sealed])
@pytest.mark.parametrize(
    ("form", "act", "typed", "status"),
    [
        ("reply", "reply", {"message": "Mein Text."}, "Ihre Nachricht ist gespeichert"),
        ("note", "note", {"note": "Mein Text."}, ""),
    ],
)
def test_after_a_failure_what_was_typed_can_be_sent_from_the_page_that_says_so(
    form: str,
    act: str,
    typed: dict[str, str],
    status: str,
    failure: Callable[..., None],
    colleague: Browser,
    code: AccessCode,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    colleague.get(PATH)
    with monkeypatch.context() as patch:
        patch.setattr(casework, act, failure)
        sheet = colleague.submit(form, **typed)
    assert colleague.status == 500
    for name, text in typed.items():
        assert sheet.forms["kept"].fields[name] == text
    assert SECRET not in sheet.html
    assert "Bitte sehen Sie zuerst nach, ob es nicht doch schon angekommen ist" in sheet.words
    done = colleague.submit("kept")
    assert colleague.status == 200
    assert status in done.words
    assert "Mein Text." in colleague.get(PATH).words


def test_files_that_wait_come_along_to_that_page(
    sent: Sent, colleague: Browser, booth: Booth, monkeypatch: pytest.MonkeyPatch
) -> None:
    colleague.get(PATH)
    reply(colleague, FILES[0], message=" ")
    with monkeypatch.context() as patch:
        patch.setattr(casework, "reply", fail)
        reply(colleague, message="Mein Text.")
    assert colleague.status == 500
    assert "werden mitgesendet" in colleague.sheet.words
    colleague.submit("kept")
    assert len(of_office(booth, sent.code)) == 1


def test_files_of_the_failed_sending_itself_are_said_to_be_lost_or_come_along(
    sent: Sent, colleague: Browser, booth: Booth, monkeypatch: pytest.MonkeyPatch
) -> None:
    colleague.get(PATH)
    with monkeypatch.context() as patch:
        patch.setattr(casework, "reply", fail)
        reply(colleague, FILES[0], message="Mein Text.")
    told = "files-lost" in colleague.sheet.by_id
    colleague.submit("kept")
    assert len(of_office(booth, sent.code)) == (0 if told else 1)


def test_a_record_that_fails_keeps_what_was_typed(colleague: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    colleague.get("/faelle/neu")
    with monkeypatch.context() as patch:
        patch.setattr(oral, "record", fail)
        sheet = record(colleague, description="Am Telefon erzählt.")
    assert colleague.status == 500
    assert sheet.forms["kept"].fields["description"] == "Am Telefon erzählt."


def test_a_failed_login_keeps_no_passphrase(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = Browser(office)
    browser.get("/anmelden")
    monkeypatch.setattr("hinweisgeber.office.auth.unlock.login", fail)
    sheet = browser.submit("login", username="anna", passphrase="ganz-und-gar-geheim")
    assert browser.status == 500
    assert "ganz-und-gar-geheim" not in sheet.html


def test_a_page_that_was_only_asked_for_fails_without_a_form(
    colleague: Browser, code: AccessCode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "view", fail)
    sheet = colleague.get(PATH)
    assert colleague.status == 500
    assert "kept" not in sheet.forms
    assert SECRET not in sheet.html
