"""What the reporter's forms contain, and how it is read."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import MultiDict

from ..domain.dialogue.questions import ASKED, AnswerKind, FormPart, Report, ReportQuestion
from ..domain.errors.fields import TextTooLong
from ..errors import Refused

PAGE_OF = {"attachments": 1} | {question.id: 1 if question.part is FormPart.TELL else 2 for question in ASKED}
SEND = 3  # the last page, and where everything else is wrong


@dataclass(frozen=True)
class ReportForm:
    """A report as written so far, and what is wrong with it by field name."""

    report: Report = field(default_factory=lambda: Report(""))
    wrong: dict[str, Refused] = field(default_factory=dict)

    @classmethod
    def read(cls, form: MultiDict[str, str], officers: Container[str], topics: Container[str]) -> ReportForm:
        """What was sent; what only the office fills in (`channel` …) cannot be posted here.

        `officers` are all ids ever in the ring: others cannot be excluded, and the same form always reads the same.
        `topics` are the ids of the institution's list.
        """
        sent: dict[str, Any] = {question.id: _answer(question, form, officers, topics) for question in ASKED}
        report, wrong = Report(**sent).checked()
        return cls(report, wrong)

    @property
    def too_long(self) -> dict[str, Refused]:
        """Of what is wrong, the part that also hinders keeping it."""
        return {name: refused for name, refused in self.wrong.items() if isinstance(refused, TextTooLong)}


def _answer(
    question: ReportQuestion, form: MultiDict[str, str], officers: Container[str], topics: Container[str]
) -> str | tuple[str, ...]:
    if question.kind is AnswerKind.OFFICERS:
        return tuple(officer_id for officer_id in form.getlist(question.id) if officer_id in officers)
    text = form.get(question.id, "")
    return "" if question.kind is AnswerKind.TOPIC and text not in topics else text


def first_page_with(wrong: dict[str, Refused]) -> int:
    """The page on which the first of these can be put right."""
    return min((PAGE_OF.get(name, SEND) for name in wrong), default=SEND)
