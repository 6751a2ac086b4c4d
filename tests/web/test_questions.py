"""Every question of the report has its words, its field, its place on all that reads it back. Each failure names it."""

from __future__ import annotations

import pytest

from hinweisgeber import config
from hinweisgeber.domain.dialogue.questions import ASKED, QUESTIONS, AnswerKind, FormPart, ReportQuestion
from hinweisgeber.web import questions
from hinweisgeber.web.question_words import WORDS
from tests.founded import Founded
from tests.pages import Reporter, read
from tests.questions import FREE, example

of_each = pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
of_each_asked = pytest.mark.parametrize("question", ASKED, ids=lambda question: question.id)
on_page_two = [one for one in ASKED if one.part is not FormPart.TELL]
of_each_on_page_two = pytest.mark.parametrize("question", on_page_two, ids=lambda question: question.id)


@pytest.fixture
def answers(founded: Founded) -> dict[str, object]:
    """An answer to everything that the reporter is asked, as it is posted."""
    ticked = founded.people["anna"].officer_id
    return {one.id: [ticked] if one.many else example(one) for one in ASKED}


@of_each
def test_a_question_has_words(question: ReportQuestion) -> None:
    assert question.id in WORDS
    words = WORDS[question.id]
    assert words.asks
    assert words.told or question.part in (FormPart.TELL, FormPart.OFFICE), "what stands above it, read back"
    assert list(words.choices) == list(question.choices), "a word for each choice, in their order"


def test_there_are_no_words_without_a_question() -> None:
    assert [*WORDS] == [one.id for one in QUESTIONS]


def test_no_two_questions_and_no_two_answers_have_the_same_words() -> None:
    for heads in (
        [words.asks for words in WORDS.values()],
        [words.told for words in WORDS.values() if words.told],
        [words.office or words.asks for words in WORDS.values()],
        [word for words in WORDS.values() for word in words.choices.values()],
    ):
        assert len(heads) == len({*heads, questions._UNWORDED.asks}) - 1


def test_a_question_without_words_is_asked_and_read_all_the_same(
    reporter: Reporter, answers: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(questions, "WORDS", {})
    for to in ("edit-1", "protect", "review"):
        answer = reporter.turn(to, None, **answers)
        assert answer.status_code == 200, to
        assert "Weitere Angabe" in answer.text, to


@of_each_asked
def test_a_question_is_asked_once_in_its_words(question: ReportQuestion, reporter: Reporter) -> None:
    page = reporter.turn("edit-1" if question.part is FormPart.TELL else "protect", None, description="Text").text
    field = 'type="checkbox"' if question.kind in (AnswerKind.TICK, AnswerKind.OFFICERS) else f'name="{question.id}"'
    assert page.count(f'id="f-{question.id}"') == 1
    assert field in page
    assert page.count(WORDS[question.id].asks) == 1


@of_each_asked
def test_an_answer_goes_from_page_to_page(
    question: ReportQuestion, reporter: Reporter, answers: dict[str, object]
) -> None:
    expected = answers[question.id]
    for to in ("edit-1", "protect", "review", "draft"):
        sent = read(reporter.turn(to, None, **answers)).fields[question.id]
        assert sent == (expected if question.many else [expected]), to


def in_words(question: ReportQuestion, institution: config.Institution, founded: Founded) -> str:
    """The example as people read it."""
    if question.kind is AnswerKind.OFFICERS:
        return founded.people["anna"].function
    if question.kind is AnswerKind.TOPIC:
        return next(topic.label for topic in institution.topics if topic.id == example(question))
    return WORDS[question.id].choices.get(example(question), example(question))


@of_each_on_page_two
def test_an_answer_is_read_back_before_and_after_sending(
    question: ReportQuestion,
    reporter: Reporter,
    answers: dict[str, object],
    institution: config.Institution,
    founded: Founded,
) -> None:
    row = f"{WORDS[question.id].told} {in_words(question, institution, founded)}"
    others = {name: answer for name, answer in answers.items() if name != "description"}
    assert row in reporter.form("Text", **others).text
    reporter.send("Text", **others)
    assert row in read(reporter.open()).text


@of_each_asked
def test_a_refused_answer_is_called_by_its_name(question: ReportQuestion, reporter: Reporter) -> None:
    if question.kind not in FREE:  # what is not offered is no answer: nothing is refused
        with reporter.client.application.test_request_context():
            assert questions.names()[question.id] in (WORDS[question.id].asks, WORDS[question.id].told)
        return
    page = reporter.turn("review", None, **{"description": "Text", question.id: "x" * (question.limit + 1)})
    assert page.status_code == 400
    asks = str(WORDS[question.id].asks)
    assert f"{asks}{'' if asks.endswith('?') else ':'} Der Text hat" in read(page).text
