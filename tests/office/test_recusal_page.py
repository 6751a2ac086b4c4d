"""The page on which an officer declares that they are biased: what it says, what it does, and what is left to see."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.usecases.reporter import mailbox
from tests.founded import Founded
from tests.office.conftest import CASE_1
from tests.office.people import Browser

CASE, PAGE = f"/faelle/{CASE_1}", f"/faelle/{CASE_1}/befangen"


@pytest.fixture
def led(owner: Browser, code: AccessCode) -> Browser:
    """The lead, who has taken the case over."""
    owner.get(CASE)
    owner.submit("take-over")
    return owner


def test_before_and_after_taking_over_the_case_leads_there_and_the_page_says_what_happens(
    owner: Browser, code: AccessCode
) -> None:
    assert PAGE in owner.get(CASE).html
    owner.submit("take-over")
    assert PAGE in owner.get(CASE).html
    assert PAGE in owner.get(f"{CASE}/schluessel").html
    means = owner.get(PAGE).by_id["means"]
    for words in ("sofort und endgültig", "Niemand kann Ihnen", "arbeiten weiter", "nicht wer und nicht warum"):
        assert words in means


def test_who_leaves_sees_the_list_without_it_and_no_page_of_it_any_more(
    led: Browser, colleague: Browser, code: AccessCode,
    read_mailbox: Callable[[AccessCode], mailbox.Conversation],
) -> None:  # fmt: skip
    led.get(PAGE)
    form = led.sheet.forms["recuse"]
    sheet = led.submit("recuse", reason="Mein Bruder ist gemeint.")
    assert (led.status, led.response.request.path) == (200, "/faelle")
    assert "für befangen erklärt und den Fall abgegeben" in sheet.by_id["erledigt"]
    assert CASE not in sheet.html
    missing = led.get("/faelle/HM-2026-0999").words
    for path in (CASE, PAGE, f"{CASE}/schluessel", f"{CASE}/dateien"):
        assert (led.get(path).words, led.status) == (missing, 404)
    led.post(form.action, **{**form.fields, "reason": "Mein Bruder ist gemeint."})
    assert (led.status, led.response.request.path) == (200, "/faelle"), "a second click repeats nothing"
    assert "niemand: bitte neu zuweisen" in colleague.get("/faelle").words
    sheet = colleague.get(CASE)
    assert "niemand zuständig: bitte neu zuweisen" in sheet.words
    assert "Für befangen erklärt und den Fall abgegeben" in sheet.words
    assert "Mein Bruder ist gemeint." in sheet.words
    said = str([line.said.text for line in read_mailbox(code).lines if line.said])
    assert "befangen" in said
    assert all(words not in said for words in ("Bruder", "Leitung der Stabsstelle", "lead"))


def test_the_case_can_be_assigned_to_everybody_else(led: Browser, colleague: Browser, founded: Founded) -> None:
    led.get(PAGE)
    led.submit("recuse", reason="Mein Bruder ist gemeint.")
    assert founded.people["lead"].officer_id not in dict(colleague.get(CASE).forms["assign"].choices)["to"]


def test_without_a_reason_nothing_happens(led: Browser) -> None:
    led.get(PAGE)
    sheet = led.submit("recuse", reason=" ")
    assert led.status == 400
    assert "recuse" in sheet.forms
    led.get(CASE)
    assert led.status == 200


def test_the_last_one_reads_before_what_to_do_and_is_refused(led: Browser, colleague: Browser) -> None:
    led.get(PAGE)
    assert "alone" not in led.sheet.by_id
    led.submit("recuse", reason="Mein Bruder ist gemeint.")
    colleague.get(PAGE)
    assert CASE_1 in colleague.sheet.by_id["alone"]
    colleague.submit("recuse", reason="Auch ich.")
    assert colleague.status == 409
    assert "weisen Sie den Fall zuerst jemand anderem zu" in colleague.sheet.words


def test_who_holds_no_key_finds_no_page(stranger: Browser, code: AccessCode) -> None:
    stranger.get(PAGE)
    assert stranger.status == 404
