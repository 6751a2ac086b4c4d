"""The questions of a report as they are declared: what is stored, what the receipt carries."""

from __future__ import annotations

import json

import pytest

from hinweisgeber.domain.dialogue.questions import ASKED, FIRST, QUESTIONS, Report, ReportQuestion
from hinweisgeber.domain.dialogue.report import Said, first_report
from hinweisgeber.domain.dialogue.wording import wording
from tests.questions import FREE, answered

of_each = pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)


def stored(report: Report) -> dict[str, object]:
    """The report as it is written."""
    answers: dict[str, object] = json.loads(first_report(report).payload())["report"]
    return answers


def test_reports_of_earlier_versions_are_written_as_they_were() -> None:
    """Who declares a new question as one of the first version changes every byte of them (SPEC §20)."""
    first = ["description", "topic", "when", "where", "who", "known_from", "circle", "fear", "wish", "excluded"]
    assert sorted(stored(Report("Text"))) == sorted(first)
    assert {one.id for one in QUESTIONS if one.since == FIRST} == {*first}


@of_each
def test_an_answer_is_stored_and_read_again(question: ReportQuestion) -> None:
    report = answered(officers=("a", "b"))
    assert question.id in stored(report)
    said = Said.from_payload(first_report(report).payload())
    assert said.report
    assert getattr(said.report, question.id) == getattr(report, question.id)


@of_each
def test_the_receipt_carries_an_answer_if_that_is_declared(question: ReportQuestion) -> None:
    report = answered(officers=("a", "b"))
    lines = wording(bytes(32), report, ()).splitlines()
    answer = getattr(report, question.id)
    assert (f"{question.receipt}\n{answer}" in "\n".join(lines)) is bool(question.receipt)
    assert (answer in lines) is bool(question.receipt)


def test_what_a_reporter_says_in_own_words_is_in_the_receipt() -> None:
    """A choice is not: the reporter did not word it."""
    assert [one.id for one in ASKED if bool(one.receipt) is not (one.kind in FREE)] == []
    titles = [one.receipt for one in QUESTIONS if one.receipt]
    assert len(titles) == len({*titles})


def test_titles_of_the_receipt_keep_their_order() -> None:
    """New ones come behind: what was hashed stays (SPEC §17)."""
    first = ["Was ist geschehen?", "Wann?", "Wo?", "Wer ist beteiligt?", "Woher bekannt?", "Befürchtungen", "Wünsche"]
    assert [one.receipt for one in QUESTIONS if one.receipt][: len(first)] == first
