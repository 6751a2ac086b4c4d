"""What stands above a refused form: each field by its own name, and nobody blamed for what is ours."""

from __future__ import annotations

import pytest

from hinweisgeber.store.errors import StoreAway
from hinweisgeber.usecases.reporter import mailbox, submit, writing
from hinweisgeber.usecases.reporter.errors import ExcludedTooLate
from tests.pages import Reporter, read
from tests.summary import misnamed

OURS, BLAMES = "Das liegt an uns, nicht an Ihnen.", "Bitte prüfen Sie Ihre Angaben."


def away(*_: object, **__: object) -> None:
    """The store cannot be reached."""
    raise StoreAway()


@pytest.mark.parametrize("to", ["review", "protect", "draft", "send"])
def test_fields_of_a_report_are_called_by_their_labels(reporter: Reporter, to: str) -> None:
    answer = reporter.turn(to, description="x" * 100_001, where="y" * 2001, circle="z")
    assert 'id="problem"' in answer.text
    assert misnamed(answer.text) == []
    assert BLAMES in read(answer).text


@pytest.mark.parametrize(
    "pressed", [{"do": "write"}, {"do": "retaliation"}, {"do": "meeting", "meeting": "x" * 100_001}]
)
def test_fields_of_the_mailbox_are_called_by_their_labels(reporter: Reporter, pressed: dict[str, str]) -> None:
    reporter.send()
    capability = read(reporter.open()).fields["capability"][0]
    answer = reporter.client.post("/postfach", data={"capability": capability, **pressed})
    assert 'id="problem"' in answer.text
    assert misnamed(answer.text) == []
    assert BLAMES in read(answer).text


def test_what_is_wrong_on_the_last_page_leads_to_its_place(reporter: Reporter, monkeypatch: pytest.MonkeyPatch) -> None:
    def too_late(*_: object, **__: object) -> None:
        raise ExcludedTooLate()

    fields = {"description": "Es fehlt Geld.", "code": reporter.form().code, "code_noted": "1"}
    lost = reporter.turn("send", **fields, state="2.verloren")
    assert 'id="staged-lost"' in lost.text
    monkeypatch.setattr(submit, "submit", too_late)
    for answer in (lost, reporter.turn("send", **fields), reporter.turn("send", description="Es fehlt Geld.")):
        assert 'id="problem"' in answer.text
        assert "Prüfen und senden" in answer.text
        assert misnamed(answer.text) == []


def test_who_made_no_mistake_is_told_of_none(reporter: Reporter, monkeypatch: pytest.MonkeyPatch) -> None:
    reporter.form()
    monkeypatch.setattr(submit, "submit", away)
    monkeypatch.setattr(writing, "keep", away)
    for answer in (reporter.send(), reporter.turn("draft", description="Es fehlt Geld.")):
        assert answer.status_code == 503
        assert OURS in read(answer).text
        assert BLAMES not in read(answer).text


def test_what_nobody_expected_is_ours(reporter: Reporter, monkeypatch: pytest.MonkeyPatch) -> None:
    reporter.form()
    monkeypatch.setattr(submit, "submit", lambda *_, **__: 1 / 0)
    monkeypatch.setattr(mailbox, "open_any", lambda *_: 1 / 0)
    answer = reporter.send()
    assert answer.status_code == 500
    assert OURS in read(answer).text
    assert BLAMES not in reporter.open().text
