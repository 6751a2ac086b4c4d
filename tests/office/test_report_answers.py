"""What a report says stands on the case page: every answer, in the words in which the reporter gave it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hinweisgeber import config
from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.domain.dialogue.questions import QUESTIONS, AnswerKind, FormPart, ReportQuestion
from hinweisgeber.web import questions
from hinweisgeber.web.question_words import WORDS
from tests.founded import Founded
from tests.office.conftest import CASE_1
from tests.office.people import Browser
from tests.questions import answered, example

CHOICES = [(one, choice) for one in QUESTIONS for choice in one.choices]


@pytest.fixture
def told(colleague: Browser, send: Callable[..., AccessCode]) -> str:
    """The part of the page that holds a report with an answer to everything."""
    report = answered()
    given = {one.id: getattr(report, one.id) for one in QUESTIONS if one.id != "description" and not one.many}
    send(report.description, ["bernd"], **given)
    colleague.get("/faelle")
    return colleague.get(f"/faelle/{CASE_1}").by_id["meldung"]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
def test_an_officer_reads_every_answer(
    question: ReportQuestion, told: str, institution: config.Institution, founded: Founded
) -> None:
    answer = example(question, (founded.people["bernd"].function,))
    if question.kind is AnswerKind.TOPIC:
        answer = next(topic.label for topic in institution.topics if topic.id == answer)
    words = WORDS[question.id]
    said = answer[0] if question.many else words.choices.get(answer, answer)
    assert (said if question.part is FormPart.TELL else f"{words.office or words.asks} {said}") in told


@pytest.mark.parametrize(("question", "choice"), CHOICES, ids=[f"{one.id} {choice}" for one, choice in CHOICES])
def test_an_officer_reads_a_choice_in_the_words_that_were_ticked(
    question: ReportQuestion, choice: str, colleague: Browser, send: Callable[..., AccessCode]
) -> None:
    send(**{question.id: choice})
    colleague.get("/faelle")
    words = WORDS[question.id]
    assert (
        f"{words.office or words.asks} {words.choices[choice]}" in colleague.get(f"/faelle/{CASE_1}").by_id["meldung"]
    )


def test_some_are_some_on_both_pages(colleague: Browser, send: Callable[..., AccessCode]) -> None:
    """The office added a number of persons that nobody had named."""
    send(circle="some")
    colleague.get("/faelle")
    told = colleague.get(f"/faelle/{CASE_1}").by_id["meldung"]
    assert "Wie viele wissen davon? einige" in told
    assert "zwanzig" not in told


def test_without_words_an_answer_is_shown_all_the_same(
    colleague: Browser, send: Callable[..., AccessCode], monkeypatch: pytest.MonkeyPatch
) -> None:
    send(circle="some")
    colleague.get("/faelle")
    monkeypatch.setattr(questions, "WORDS", {})
    assert "Weitere Angabe some" in colleague.get(f"/faelle/{CASE_1}").by_id["meldung"]
