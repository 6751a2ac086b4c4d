"""Destroying a text: asked once more, refused without a reason, gone for everybody, and only by who holds a key."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.usecases import mailbox
from tests.office.conftest import CASE_1
from tests.office.people import Browser

CASE = f"/faelle/{CASE_1}"
REPORT_TEXT = f"{CASE}/text/reporter/0"
WORDS = "Aufträge werden gestückelt."


def test_page_shows_what_goes_and_asks_once_more(colleague: Browser, code: AccessCode) -> None:
    assert f'{REPORT_TEXT}"' in colleague.get(CASE).html
    page = colleague.get(REPORT_TEXT)
    assert WORDS in page.words
    assert "nicht rückgängig" in page.words
    colleague.submit("destroy", reason=" ")
    assert colleague.status == 400
    assert WORDS in colleague.get(REPORT_TEXT).words


def test_destroyed_report_is_gone_for_everybody(
    colleague: Browser, owner: Browser, code: AccessCode,
    read_mailbox: Callable[[AccessCode], mailbox.Conversation], entries: Callable[[], list[str]],
) -> None:  # fmt: skip
    colleague.get(REPORT_TEXT)
    page = colleague.submit("destroy", reason="versehentlich eingefügte Krankenakte")
    assert "Der Text ist vernichtet." in page.words
    assert entries()[-1] == "message-destroyed"
    for one in (colleague, owner):
        words = one.get(CASE).words
        assert WORDS not in words
        assert "versehentlich eingefügte Krankenakte" in words
        assert WORDS not in one.get("/faelle").words
    assert read_mailbox(code).lines[0].emptied


def test_destroyed_note_stays_in_the_log_without_its_text(colleague: Browser, code: AccessCode) -> None:
    colleague.get(CASE)
    page = colleague.submit("note", note="Frau Nebenbei hat Urlaub.")
    link = page.html.split(f"{CASE}/vermerk/")[1].split('"')[0]
    assert "Frau Nebenbei" in colleague.get(f"{CASE}/vermerk/{link}").words
    words = colleague.submit("destroy", reason="gehört nicht zur Sache").words
    assert "Frau Nebenbei" not in words
    assert "Der Text wurde vernichtet." in words


def test_text_that_was_destroyed_says_so_and_where_it_stands(colleague: Browser, code: AccessCode) -> None:
    colleague.get(CASE)
    note = colleague.submit("note", note="Urlaub.").html.split(f"{CASE}/vermerk/")[1]
    number = note.split('"')[0]
    for path in (f"{CASE}/vermerk/{number}", REPORT_TEXT):
        colleague.get(path)
        colleague.submit("destroy", reason="gehört nicht zur Sache")
        words = colleague.get(path).words
        assert colleague.status == 404
        assert "Dieser Text wurde schon vernichtet." in words
        assert "Protokoll des Falls" in words


@pytest.mark.parametrize("path", [REPORT_TEXT, f"{CASE}/text/office/9", f"{CASE}/text/niemand/0"])
def test_what_is_not_there_or_not_theirs_is_not_found(stranger: Browser, code: AccessCode, path: str) -> None:
    for answer in (stranger.client.get(path), stranger.client.get(path.replace("text", "vermerk"))):
        assert answer.status_code == 404


def test_stranger_destroys_nothing(stranger: Browser, owner: Browser, code: AccessCode) -> None:
    owner.get(REPORT_TEXT)
    form = owner.sheet.forms["destroy"]
    stranger.get("/faelle")
    stranger.post(form.action, **{**form.fields, "reason": "weg"})
    assert stranger.status in (400, 404)
    assert WORDS in owner.get(CASE).words
