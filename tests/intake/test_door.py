"""The door of the mailbox: says what was read, forgives what people mistake, loses nothing that was typed."""

from __future__ import annotations

import re

import pytest

from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.intake import Intake
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.usecases.reporter import mailbox
from hinweisgeber.usecases.reporter.box import Booth
from tests.crypto.test_access_code import letters, mistaken, places
from tests.pages import Reporter, articles, read

EMPTY = "Bitte geben Sie Ihren Zugangscode ein. Er hat 25 Zeichen."


@pytest.fixture
def sent(reporter: Reporter) -> Reporter:
    """A reporter whose report is confirmed, with signs in the code that look like others."""
    while len(places(reporter.code.replace("-", ""))) < 2:
        reporter.code = ""
        assert reporter.send("Der erste Text.").status_code == 200
    return reporter


@pytest.mark.parametrize("typed", ["", " ", "-", "\t\n", "…"])
def test_an_empty_field_has_its_own_sentence(typed: str, sent: Reporter) -> None:
    answer = sent.client.post("/postfach", data={"code": typed})
    assert answer.status_code == 400
    assert read(answer).text.count(EMPTY) == 2, "once above the form, once at the field"
    assert "abgelaufen" not in answer.text


def test_an_empty_field_keeps_the_message(sent: Reporter) -> None:
    page = read(sent.client.post("/postfach", data={"code": "", "message": "Mein Text."}))
    assert EMPTY in page.text
    assert page.one("message") == "Mein Text."


@pytest.mark.parametrize("left", [1, 5, 24])
def test_how_many_signs_were_read_is_told(left: int, sent: Reporter) -> None:
    typed = sent.code.replace("-", "")[:left].lower()
    answer = sent.client.post("/postfach", data={"code": typed})
    assert answer.status_code == 400
    assert f"Wir haben {left} von 25 Zeichen gelesen." in read(answer).text
    assert read(answer).one("code") == typed, "what was typed stays, to be compared"


@pytest.mark.parametrize("between", ["", ".", "_", " / ", "*", "\n", "\u201e", "\u00b7"])
def test_everything_that_is_no_letter_or_digit_is_ignored(between: str, sent: Reporter) -> None:
    typed = between + between.join(sent.code.replace("-", "")) + between
    assert len(articles(sent.client.post("/postfach", data={"code": typed}))) == 2


def test_each_single_sign_that_looks_like_another_opens_all_the_same(sent: Reporter) -> None:
    right = letters(AccessCode.parse(sent.code))
    for place in places(right):
        answer = sent.client.post("/postfach", data={"code": mistaken(right, place)})
        assert answer.status_code == 200, place
        assert len(articles(answer)) == 2


def test_two_such_signs_open_nothing(sent: Reporter) -> None:
    right = letters(AccessCode.parse(sent.code))
    answer = sent.client.post("/postfach", data={"code": mistaken(right, *places(right)[:2])})
    assert answer.status_code == 400
    assert articles(answer) == []


def test_a_message_typed_with_such_a_code_reaches_the_mailbox(sent: Reporter) -> None:
    right = letters(AccessCode.parse(sent.code))
    data = {"code": mistaken(right, places(right)[0]), "message": "Noch etwas.", "do": "write"}
    assert "Ihre Nachricht ist angekommen" in sent.client.post("/postfach", data=data).text
    assert "Noch etwas." in articles(sent.open())[-1]


def test_the_visit_knows_the_end_of_the_code_that_opened_it_and_not_of_the_one_typed(sent: Reporter) -> None:
    """Asked for the last five signs, people read them from their paper."""
    sent.client.environ_base.pop("HTTP_ORIGIN")
    right = letters(AccessCode.parse(sent.code))
    page = read(sent.client.post("/postfach", data={"code": mistaken(right, places(right)[-1])}))
    fields = {"capability": page.one("capability"), "message": "Noch etwas.", "do": "write"}
    assert "Ihre Nachricht ist angekommen" in sent.client.post("/postfach", data=fields | {"code_end": right[-5:]}).text


def test_a_code_with_a_likeness_costs_one_derivation_for_each_and_opens_one_mailbox(
    sent: Reporter, monkeypatch: pytest.MonkeyPatch, booth: Booth
) -> None:
    tried: list[bytes] = []
    original = Letterbox.mailboxes

    def counted(box: Letterbox, *locators: bytes) -> object:
        tried.extend(locators)
        return original(box, *locators)

    monkeypatch.setattr(Letterbox, "mailboxes", counted)
    right = letters(AccessCode.parse(sent.code))
    meant = AccessCode.typed(mistaken(right, places(right)[0]))
    code, capability, _ = mailbox.open_any(booth, meant)
    assert str(code) == sent.code
    assert tried == [locator for one in meant[: meant.index(code) + 1] for locator in (one.box_locator, one.locator)]
    assert capability.locator == code.box_locator


def test_the_field_takes_every_spelling_and_nobody_stores_it(intake: Intake) -> None:
    html = intake.test_client().get("/postfach").text
    field = re.search(r'<input[^>]* name="code"[^>]*>', html)
    assert field
    assert 'autocomplete="off"' in field[0]
    assert 'spellcheck="false"' in field[0]
    for limit in ("maxlength", "minlength", "pattern", 'type="number"', 'inputmode="numeric"'):
        assert limit not in field[0]
