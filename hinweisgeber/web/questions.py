"""The report's questions with their words: what is asked where, and what was answered, for the pages of both faces."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache

from ..domain.dialogue.questions import ASKED, QUESTIONS, AnswerKind, FormPart, Report, ReportQuestion
from ..marks import N_
from .messages import translated
from .question_words import WORDS, QuestionWords

_UNWORDED = QuestionWords(N_("Weitere Angabe"))  # tests name a question without words; people see it all the same
_GONE = N_("eine Person, die nicht mehr im Schlüsselbund steht")

Rows = list[tuple[str, str]]  # what stands above an answer, and the answer


def words_of(question: ReportQuestion) -> QuestionWords:
    """Its words."""
    return WORDS.get(question.id, _UNWORDED)


@cache
def asked_in(part: str) -> tuple[ReportQuestion, ...]:
    """What is asked in this part of the form, in order; boxes to tick come last."""
    return tuple(sorted((one for one in QUESTIONS if one.part == part), key=lambda one: one.kind is AnswerKind.TICK))


def choices_of(question: ReportQuestion) -> list[tuple[str, str]]:
    """Its choices with their words, in order."""
    words = words_of(question).choices
    return [(choice, translated(words[choice]) if choice in words else choice) for choice in question.choices]


def carried(report: Report, here: Collection[str]) -> Iterator[tuple[str, str]]:
    """Name and value of each field that takes an answer along, but for those of the parts that are shown `here`."""
    for question in ASKED:
        answer = getattr(report, question.id)
        if question.part not in here and (answer or question.required):
            yield from ((question.id, one) for one in (answer if question.many else (answer,)))


def names() -> dict[str, str]:
    """What each field of the report is called in a summary of what is wrong."""
    called = {
        one.id: (words.told if one.kind is AnswerKind.TICK else "") or words.asks for one, words in _worded(ASKED)
    }
    return {name: translated(message) for name, message in called.items()}


def read_back(report: Report, topics: Mapping[str, str], officers: Mapping[str, str]) -> Rows:
    """What the reporter answered beside the description; `topics` and `officers`: how they are called, by id."""
    rows = ((words.told or words.asks, _said(one, words, report, topics, officers)) for one, words in _worded(ASKED))
    return [(translated(term), answer) for term, answer in rows if answer]


def read_by_office(report: Report, topics: Mapping[str, str], officers: Mapping[str, str]) -> Rows:
    """The same as officers read it; first what the office itself wrote down."""
    order = sorted(_worded(QUESTIONS), key=lambda pair: pair[0].part is not FormPart.OFFICE)
    rows = ((words.office or words.asks, _said(one, words, report, topics, officers)) for one, words in order)
    return [(translated(term), answer) for term, answer in rows if answer]


def _worded(questions: Iterable[ReportQuestion]) -> Iterable[tuple[ReportQuestion, QuestionWords]]:
    return ((question, words_of(question)) for question in questions)


def _said(
    question: ReportQuestion,
    words: QuestionWords,
    report: Report,
    topics: Mapping[str, str],
    officers: Mapping[str, str],
) -> str:
    """The answer in words; empty when there is none, and for the description, which stands by itself."""
    answer = getattr(report, question.id)
    if not answer or question.part is FormPart.TELL:
        return ""
    if question.kind is AnswerKind.OFFICERS:
        return ", ".join(officers.get(officer_id) or translated(_GONE) for officer_id in answer)
    if question.kind is AnswerKind.TOPIC:
        return topics.get(answer, str(answer))
    return translated(words.choices[answer]) if answer in words.choices else str(answer)
