"""Examples of answers for whatever the report asks: a new question is tested because it is declared."""

from __future__ import annotations

from typing import Any

from hinweisgeber.domain.dialogue.questions import ASKED, QUESTIONS, AnswerKind, FormPart, Report, ReportQuestion

FREE = (AnswerKind.TEXT, AnswerKind.LINE)  # in the reporter's own words
LONG_FIELDS = tuple(one.id for one in QUESTIONS if one.kind is AnswerKind.TEXT)
SHORT_FIELDS = tuple(one.id for one in QUESTIONS if one.kind in (AnswerKind.LINE, AnswerKind.TOPIC))
WRITTEN = tuple(one.id for one in ASKED if not one.many)  # fields of the reporter's form with one value
OPTIONAL = tuple(one.id for one in ASKED if one.kind in FREE and not one.required)
OF_THE_OFFICE = tuple(one.id for one in QUESTIONS if one.part is FormPart.OFFICE)


def example(question: ReportQuestion, officers: tuple[str, ...] = ()) -> Any:
    """An answer that passes for one, and that no other question has where it is free."""
    if question.many:
        return officers
    if question.kind is AnswerKind.TOPIC:
        return "vergabe"
    return question.choices[0] if question.choices else f"Erfundenes zu {question.id}"


def answered(questions: tuple[ReportQuestion, ...] = QUESTIONS, officers: tuple[str, ...] = ()) -> Report:
    """A report that answers all of these."""
    report, wrong = Report(**{one.id: example(one, officers) for one in questions}).checked()
    assert not wrong
    return report
