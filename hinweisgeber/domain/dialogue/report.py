"""What is said in the dialogue: the report, whose questions stand in `domain/dialogue/questions.py`, and what both
sides write afterwards; and what the reporter is shown of the case.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ...errors import FormatBroken
from .. import codec
from ..codec import canonical
from .attachment import Attachment
from .questions import QUESTIONS, Report

# Kinds of things said in the dialogue: by either side, by the office, by the reporter.
REPORT, MESSAGE, ACKNOWLEDGEMENT, FEEDBACK = "report", "message", "acknowledgement", "feedback"
MINUTES, CONSENT_REQUEST, NOTICE, MEETING_OFFER = "minutes", "consent-request", "disclosure-notice", "meeting-offer"
DESTRUCTION = "destruction-notice"  # that something is to be destroyed, to which one may object
ANSWER, RETALIATION, MEETING_REQUEST = "answer", "retaliation", "meeting-request"
EXCLUSION = "exclusion"  # of officers who are to read nothing more of it
BY_OFFICE = (MESSAGE, ACKNOWLEDGEMENT, FEEDBACK, MINUTES, CONSENT_REQUEST, NOTICE, MEETING_OFFER, DESTRUCTION)
KINDS = (*BY_OFFICE, REPORT, ANSWER, RETALIATION, MEETING_REQUEST, EXCLUSION)

# Who says them; part of the seal's context.
REPORTER, INTAKE, OFFICE = "reporter", "intake", "office"


@dataclass(frozen=True)
class Said:
    """One thing said in the dialogue: the first report, a message, the feedback, a question with set answers.

    `data` is what the machine reads of it: short texts and numbers by name (`domain/dialogue/asking.py`).
    """

    kind: str
    text: str
    report: Report | None = None
    files: tuple[Attachment, ...] = ()
    data: dict[str, Any] = field(default_factory=dict)
    day: date | None = None  # of a message of the office in version 2; of the reporter's the word says it

    def payload(self) -> bytes:
        """Canonical JSON, UTF-8."""
        return self._json([file.data() for file in self.files], self.day)

    def sameness(self) -> bytes:
        """What two sendings of the same share: all of it, but of files not where they lie and under which key."""
        return self._json([file.same for file in self.files])

    def _json(self, files: list[dict[str, Any]], day: date | None = None) -> bytes:
        data: dict[str, Any] = {"kind": self.kind, "text": self.text}
        if self.report is not None:
            data["report"] = _stored(self.report)
        if self.data:
            data["data"] = self.data
        if files:
            data["files"] = files
        if day is not None:
            data["day"] = day.isoformat()
        return canonical(data)

    @classmethod
    def from_payload(cls, payload: bytes) -> Said:
        """Reads what `payload` wrote. Raises FormatBroken."""
        said = codec.read(cls, payload)
        try:
            same = said.payload() == payload  # one value, one spelling; also: every text can be written
        except (ValueError, RecursionError) as error:
            raise FormatBroken("not a thing said in a dialogue") from error
        if not same or said.kind not in KINDS:
            raise FormatBroken("not a thing said in a dialogue")
        for file in said.files:
            file.checked()
        return said

    def texts(self) -> tuple[str, ...]:
        """Every text in it."""
        if self.report is None:
            return (self.text,)
        answers = [(question, getattr(self.report, question.id)) for question in QUESTIONS]
        return (self.text, *(one for asked, answer in answers for one in (answer if asked.many else (answer,))))


def _stored(report: Report) -> dict[str, Any]:
    answers = ((question, getattr(report, question.id)) for question in QUESTIONS)
    return {question.id: answer for question, answer in answers if answer or question.always_stored}


def first_report(report: Report, files: tuple[Attachment, ...] = ()) -> Said:
    """A report as the first thing said."""
    return Said(REPORT, report.description, report, files)


def exclusion(officers: Collection[str]) -> Said:
    """That these officers are to read nothing more of it: all whom the reporter has excluded since the report."""
    return Said(EXCLUSION, "", data={"excluded": sorted({*officers})})


def excluded_by(said: Said | None) -> tuple[str, ...]:
    """Whom it excludes; nobody, where it is something else or claims what cannot be."""
    named = said.data.get("excluded") if said and said.kind == EXCLUSION else None
    fits = isinstance(named, list) and all(type(one) is str for one in named)
    return tuple(sorted({*named})) if fits and named else ()


@dataclass(frozen=True)
class PublicState:
    """What the reporter is shown of the case's state; sealed under the dialogue key."""

    stage: str
    acknowledged: date | None
    feedback_on: date | None
    closed_on: date | None
    receipt: str = ""  # the signed proof of date and hash (crypto/receipt.py), once an officer has taken the report in
    feedback_waived: date | None = None  # the day only; the reason stays with the office
    minutes_over: int = -1  # the place of minutes whose check is over: they ask for no answer any more

    def payload(self) -> bytes:
        """JSON with sorted keys and without spaces; unlike elsewhere in ASCII alone, as it was from the beginning."""
        return json.dumps(codec.plain(self), sort_keys=True, separators=(",", ":")).encode()

    @classmethod
    def from_payload(cls, payload: bytes) -> PublicState:
        """Reads what `payload` wrote, also in an earlier version. Raises FormatBroken."""
        return codec.read(cls, payload)


@dataclass(frozen=True)
class EnteredReport:
    """What the office has signed of a report's way into its journal, beside a state (SPEC §36): the day of the entry
    that took it in, the day it was received as its seal says, and the SHA-384 of its sealed bytes as taken in, hex."""

    day: date
    received: date
    first: str

    def data(self) -> dict[str, Any]:
        """As it stands in the state, beside what a `PublicState` says."""
        return {"entered": codec.plain(self)}

    @classmethod
    def of(cls, state: bytes) -> EnteredReport | None:
        """What a state says of it; None for one of an earlier version."""
        try:
            said = json.loads(state).get("entered")
            return None if said is None else codec.read(cls, json.dumps(said).encode())
        except (ValueError, AttributeError, FormatBroken):
            return None
