"""Destroying a text: by who is responsible, asked once more, refused without a reason, and gone for everybody."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.office import Office
from hinweisgeber.usecases.officer import casework, reading
from hinweisgeber.usecases.officer.desk import Desk
from hinweisgeber.usecases.reporter import mailbox
from tests.agreed import agreed
from tests.founded import Founded
from tests.office.conftest import CASE_1
from tests.office.files import send_files
from tests.office.people import Browser, Clock

CASE = f"/faelle/{CASE_1}"
REPORT_TEXT = f"{CASE}/text/reporter/0"
PROPOSAL = f"{CASE}/freigaben/1"
WORDS = "Aufträge werden gestückelt."
Entries = Callable[[], list[str]]


@pytest.fixture
def taken(code: AccessCode, desk: Callable[..., Desk]) -> AccessCode:
    """Case 1, taken over by the lead; the reporter's code."""
    casework.take_over(desk("lead"), CASE_1)
    return code


def test_page_shows_what_goes_and_asks_once_more(owner: Browser, taken: AccessCode) -> None:
    assert f'{REPORT_TEXT}"' in owner.get(CASE).html
    page = owner.get(REPORT_TEXT)
    assert WORDS in page.words
    assert "nicht rückgängig" in page.words
    owner.submit("destroy", reason=" ")
    assert owner.status == 400
    assert WORDS in owner.get(REPORT_TEXT).words


def test_destroyed_report_is_gone_for_everybody(
    owner: Browser, browser: Callable[..., Browser], clock: Clock, taken: AccessCode,
    read_mailbox: Callable[[AccessCode], mailbox.Conversation], entries: Entries,
) -> None:  # fmt: skip
    owner.get(REPORT_TEXT)
    owner.submit("destroy", reason="versehentlich eingefügte Krankenakte")
    assert WORDS in owner.get(CASE).words, "one signature destroys nothing"
    assert not read_mailbox(taken).lines[0].emptied
    owner.get(PROPOSAL)
    clock.forward(days=15)  # until then the reporter may object
    page = browser("anna").confirm(owner)
    assert "Was vorgeschlagen war, ist jetzt ausgeführt." in page.words
    assert entries()[-1] == "message-destroyed"
    for one in (browser("anna"), browser("lead")):
        words = one.get(CASE).words
        assert WORDS not in words
        assert "versehentlich eingefügte Krankenakte" in words
        assert WORDS not in one.get("/faelle").words
    assert read_mailbox(taken).lines[0].emptied


def test_destroyed_note_stays_in_the_log_without_its_text(
    owner: Browser, colleague: Browser, taken: AccessCode
) -> None:
    owner.get(CASE)
    page = owner.submit("note", note="Frau Nebenbei hat Urlaub.")
    link = page.html.split(f"{CASE}/vermerk/")[1].split('"')[0]
    assert "Frau Nebenbei" in owner.get(f"{CASE}/vermerk/{link}").words
    owner.submit("destroy", reason="gehört nicht zur Sache")
    colleague.confirm(owner)
    words = owner.get(CASE).words
    assert "Frau Nebenbei" not in words
    assert "Der Text wurde vernichtet." in words


def test_text_that_was_destroyed_says_so_and_where_it_stands(
    owner: Browser, browser: Callable[..., Browser], clock: Clock, taken: AccessCode
) -> None:
    owner.get(CASE)
    note = owner.submit("note", note="Urlaub.").html.split(f"{CASE}/vermerk/")[1]
    number = note.split('"')[0]
    for path in (f"{CASE}/vermerk/{number}", REPORT_TEXT):
        owner.get(path)
        owner.submit("destroy", reason="gehört nicht zur Sache")
        clock.forward(days=15)
        browser("anna").confirm(owner)
        owner = browser("lead")
        words = owner.get(path).words
        assert owner.status == 404
        assert "Dieser Text wurde schon vernichtet." in words
        assert "Protokoll des Falls" in words


@pytest.mark.parametrize("path", [REPORT_TEXT, f"{CASE}/text/office/9", f"{CASE}/text/niemand/0"])
def test_what_is_not_there_or_not_theirs_is_not_found(stranger: Browser, code: AccessCode, path: str) -> None:
    for answer in (stranger.client.get(path), stranger.client.get(path.replace("text", "vermerk"))):
        assert answer.status_code == 404


def test_stranger_destroys_nothing(stranger: Browser, owner: Browser, taken: AccessCode) -> None:
    owner.get(REPORT_TEXT)
    form = owner.sheet.forms["destroy"]
    stranger.get("/faelle")
    stranger.post(form.action, **{**form.fields, "reason": "weg"})
    assert stranger.status in (400, 404)
    assert WORDS in owner.get(CASE).words


TOO_EARLY = "Aus diesem Fall lässt sich noch nichts vernichten"
NOT_THEIRS = "Vernichten kann hier nur, wer für den Fall zuständig ist."


@pytest.mark.parametrize(("taken_over", "sentence"), [(False, TOO_EARLY), (True, NOT_THEIRS)])
@pytest.mark.parametrize("what", ["message", "note"])
def test_nothing_is_offered_and_nothing_done_before_take_over_or_by_a_colleague(
    what: str, taken_over: bool, sentence: str,
    colleague: Browser, owner: Browser, code: AccessCode, desk: Callable[..., Desk], entries: Entries,
) -> None:  # fmt: skip
    casework.note(desk("anna"), CASE_1, "Frau Nebenbei hat Urlaub.")
    seq = reading.whole_log(desk("anna"), CASE_1)[-1].seq
    if taken_over:
        casework.take_over(desk("lead"), CASE_1)
    path = {"message": REPORT_TEXT, "note": f"{CASE}/vermerk/{seq}"}[what]
    before = entries()
    page = colleague.get(CASE)
    assert "/vermerk/" not in page.html
    assert "/text/" not in page.html
    own = {name: page.forms["note"].fields[name] for name in ("csrf_token", "seen")}
    page = colleague.get(path)
    assert sentence in page.by_id["kept-because"]
    assert "destroy" not in page.forms
    page = colleague.post(f"{path}/vernichtung", **own, once="x", reason="Mein Grund")
    assert colleague.status == 409
    assert sentence in page.by_id["problem"]
    assert "Mein Grund" in page.words, "what was typed stays readable"
    assert entries() == before
    words = owner.get(CASE).words
    assert WORDS in words
    assert "Frau Nebenbei hat Urlaub." in words


def test_a_colleague_destroys_no_file_either(
    owner: Browser, desk: Callable[..., Desk], office: Office, founded: Founded, entries: Entries
) -> None:
    """Anna has taken the case over."""
    sent = send_files(
        desk("anna"), office.blobs, office.letterbox, founded.people["bernd"].officer_id, one=("notiz.txt", b"Text")
    )
    before, page = entries(), owner.get(sent.page())
    assert NOT_THEIRS in page.by_id["kept-because"]
    assert "destroy" not in page.forms
    own = {name: owner.get(CASE).forms["note"].fields[name] for name in ("csrf_token", "seen")}
    page = owner.post(f"{sent.page()}/vernichtung", **own, once="x", reason="Mein Grund")
    assert owner.status == 409
    assert NOT_THEIRS in page.by_id["problem"]
    assert "Mein Grund" in page.words
    assert entries() == before
    assert "notiz.txt" in owner.get(CASE).words


def test_who_is_assigned_the_case_may_and_who_had_it_may_not_any_more(
    colleague: Browser, owner: Browser, taken: AccessCode, desk: Callable[..., Desk]
) -> None:
    agreed(casework.assign, desk("lead"), CASE_1, desk("anna").officer_id, "Vertretung")
    assert "destroy" in colleague.get(REPORT_TEXT).forms
    assert NOT_THEIRS in owner.get(REPORT_TEXT).by_id["kept-because"]


def test_assigned_is_not_yet_taken_over(colleague: Browser, code: AccessCode, desk: Callable[..., Desk]) -> None:
    agreed(casework.assign, desk("lead"), CASE_1, desk("anna").officer_id, "Bitte ansehen")
    assert TOO_EARLY in colleague.get(REPORT_TEXT).by_id["kept-because"]
