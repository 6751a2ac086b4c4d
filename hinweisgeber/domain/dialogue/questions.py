"""The questions of a report. Each is declared once, as a field of `Report`: what an answer may be, where it is asked,
since when it is stored, whether the receipt carries it. Form, reading, pages, receipt and limits run over `QUESTIONS`.

What is asked in which words stands in `web/question_words.py`. The only words here are those that are hashed.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any

from ...errors import Refused
from .texts import LINE_LIMIT, TEXT_LIMIT, check_text, optional_text

TITLE_LENGTH = 120
FIRST = "0.1.0"  # the first version of the format


class AnswerKind(StrEnum):
    """What an answer is."""

    TEXT = "text"  # as long as one likes
    LINE = "line"
    CHOICE = "choice"  # one of `choices`
    TICK = "tick"  # "yes", or nothing
    TOPIC = "topic"  # an id from the institution's list
    OFFICERS = "officers"  # ids from the key ring, any number


class FormPart(StrEnum):
    """Where it is asked: on the first page, in a part of the second, or by the office that writes a report down."""

    TELL = "tell"
    PROTECTION = "protection"
    DETAILS = "details"
    OFFICE = "office"


@dataclass(frozen=True)
class ReportQuestion:
    """One question; `id` is the name of field, form field and stored answer."""

    id: str
    kind: AnswerKind
    part: FormPart
    since: str  # the version from which on it is stored; its answer is left out when empty, but for those of FIRST
    choices: tuple[str, ...] = ()
    receipt: str = ""  # its title in the wording (SPEC §17), part of what is hashed: never changed, never translated
    required: bool = False

    @property
    def limit(self) -> int:
        """The most characters of an answer."""
        return TEXT_LIMIT if self.kind is AnswerKind.TEXT else LINE_LIMIT

    @property
    def many(self) -> bool:
        """Whether the answer is any number of ids."""
        return self.kind is AnswerKind.OFFICERS

    @property
    def always_stored(self) -> bool:
        """Whether even an empty answer is written: one value has one spelling, and these always were."""
        return self.since == FIRST

    def cleaned(self, answer: Any) -> Any:
        """The answer as it is kept; a choice that is not offered is none. Raises TextMissing, TextTooLong."""
        if self.many:
            return tuple(dict.fromkeys(answer))
        text = check_text(answer, self.limit) if self.required else optional_text(answer, self.limit)
        return text if not self.choices or text in self.choices else ""


def _declared(
    kind: AnswerKind,
    part: FormPart,
    since: str,
    choices: tuple[str, ...] = (),
    receipt: str = "",
    required: bool = False,
) -> dict[str, Any]:
    choices = ("yes",) if kind is AnswerKind.TICK else choices
    return {"kind": kind, "part": part, "since": since, "choices": choices, "receipt": receipt, "required": required}


def _asked(kind: AnswerKind, part: FormPart, since: str, choices: tuple[str, ...] = (), receipt: str = "") -> Any:
    """A field of `Report` that may be left out."""
    return field(
        default=() if kind is AnswerKind.OFFICERS else "", metadata=_declared(kind, part, since, choices, receipt)
    )


_TEXT, _LINE, _CHOICE, _TICK = AnswerKind.TEXT, AnswerKind.LINE, AnswerKind.CHOICE, AnswerKind.TICK
_PROTECTION, _DETAILS, _OFFICE = FormPart.PROTECTION, FormPart.DETAILS, FormPart.OFFICE

CIRCLES = ("only-me", "few", "some", "many", "unknown")
SMALL_CIRCLE = ("only-me", "few")  # answers after which details could point to the reporter
CHANNELS = ("phone", "visit", "letter")
RECORDS = ("summary", "verbatim", "sound")  # § 11 Abs. 2, 3 HinSchG
WITH_CONSENT = ("verbatim", "sound")  # kinds of record that need the person's consent first


@dataclass(frozen=True)
class Report:
    """A report as sent; texts in the reporter's words. New questions come last: the receipt keeps their order."""

    description: str = field(
        metadata=_declared(_TEXT, FormPart.TELL, FIRST, receipt="Was ist geschehen?", required=True)
    )
    topic: str = _asked(AnswerKind.TOPIC, _DETAILS, FIRST)
    when: str = _asked(_LINE, _DETAILS, FIRST, receipt="Wann?")
    where: str = _asked(_LINE, _DETAILS, FIRST, receipt="Wo?")
    who: str = _asked(_TEXT, _DETAILS, FIRST, receipt="Wer ist beteiligt?")
    known_from: str = _asked(_TEXT, _DETAILS, FIRST, receipt="Woher bekannt?")
    circle: str = _asked(_CHOICE, _PROTECTION, FIRST, CIRCLES)
    fear: str = _asked(_TEXT, _PROTECTION, FIRST, receipt="Befürchtungen")
    wish: str = _asked(_TEXT, _DETAILS, FIRST, receipt="Wünsche")
    meeting: str = _asked(_TICK, _PROTECTION, "0.2.0")  # to speak to somebody in person (§ 16 Abs. 3 HinSchG)
    excluded: tuple[str, ...] = _asked(AnswerKind.OFFICERS, _PROTECTION, FIRST)
    # what only the office fills in, when it writes down what was told or sent on paper (§§ 11, 16 HinSchG)
    channel: str = _asked(_CHOICE, _OFFICE, "0.2.0", CHANNELS)  # none: the form
    record: str = _asked(_CHOICE, _OFFICE, "0.2.0", RECORDS)
    consent_to_record: str = _asked(_LINE, _OFFICE, "0.2.0")
    no_code: str = _asked(_TICK, _OFFICE, "0.2.0")  # the person took no access code along, nobody reads the mailbox

    def checked(self) -> tuple[Report, dict[str, Refused]]:
        """The cleaned report and, per field, what is wrong with it (empty when it may be sent)."""
        clean: dict[str, Any] = {}
        wrong: dict[str, Refused] = {}
        for question in QUESTIONS:
            answer = getattr(self, question.id)
            try:
                clean[question.id] = question.cleaned(answer)
            except Refused as refused:
                clean[question.id] = "" if question.choices else answer
                wrong[question.id] = refused
        return Report(**clean), wrong

    @property
    def small_circle(self) -> bool:
        """Whether so few know of it that details could point to the reporter."""
        return self.circle in SMALL_CIRCLE

    @property
    def title(self) -> str:
        """The first words of the description on one line, for lists."""
        line = " ".join(self.description.split())
        return line if len(line) <= TITLE_LENGTH else line[: TITLE_LENGTH - 1].rstrip() + "…"


QUESTIONS = tuple(ReportQuestion(one.name, **one.metadata) for one in fields(Report))
ASKED = tuple(question for question in QUESTIONS if question.part is not FormPart.OFFICE)  # of the reporter
