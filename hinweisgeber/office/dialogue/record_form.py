"""The form on which a call, visit or letter is written down, and how it is read."""

from __future__ import annotations

from collections.abc import Container, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict

from ...crypto.code import AccessCode
from ...crypto.errors import CodeMistyped
from ...domain.dialogue import channels
from ...domain.dialogue.questions import Report
from ...errors import Refused
from ...web.wire.staging import FIELD, FormFiles
from .words import RECORD_HINTS, RECORDS

TEXTS = ("channel", "topic", "record", "consent_to_record", "description")


@dataclass(frozen=True)
class RecordForm:
    """The form as sent. The code is made with the page and travels in it: a second click makes no second case."""

    report: Report
    received: date | None
    code: AccessCode
    hands_over: bool  # whether the person takes the code along

    @classmethod
    def empty(cls, today: date) -> RecordForm:
        """A new form with a new code: told today, summed up."""
        return cls(Report("", record="summary"), today, AccessCode.generate(), True)

    @classmethod
    def read(cls, form: MultiDict[str, str], officers: Container[str], topics: Container[str]) -> RecordForm:
        """What was sent. `officers` are all ids ever in the ring, `topics` the ids of the institution's list."""
        texts = {name: form.get(name, "") for name in TEXTS}
        if texts["topic"] not in topics:
            texts["topic"] = ""
        report = Report(
            **texts,
            circle="few" if form.get("small_circle") else "",
            meeting="yes" if form.get("meeting") else "",
            no_code="" if form.get("code_along") else "yes",
            excluded=tuple(officer_id for officer_id in form.getlist("excluded") if officer_id in officers),
        )
        received, code = None, AccessCode.generate()
        with suppress(ValueError):
            received = date.fromisoformat(form.get("received", ""))
        with suppress(CodeMistyped):  # damaged: nobody has seen it yet, a new one does as well
            code = AccessCode.parse(form.get("code", ""))
        return cls(report, received, code, not report.no_code)

    def given(self, topics: Mapping[str, str], officers: Mapping[str, str]) -> dict[str, dict[str, Any]]:
        """What stands in the fields of the page; `topics`, `officers`: what there is to choose from."""
        report = self.report
        values: dict[str, Any] = {name: getattr(report, name) for name in (*TEXTS, "excluded")}
        values |= {"received": self.received, "small_circle": "1" if report.circle == "few" else ""}
        values |= {"meeting": "1" if report.meeting else "", "code_along": "1" if self.hands_over else ""}
        choices = {"topic": topics.items(), "excluded": officers.items()}
        kinds = [(kind, label, RECORD_HINTS[kind]) for kind, label in RECORDS.items()]
        return {name: {"value": value} for name, value in values.items()} | {
            name: {"value": values[name], "choices": list(made)} for name, made in {**choices, "record": kinds}.items()
        }

    def checked(self, today: date, officer_id: str, files: FormFiles) -> tuple[RecordForm, dict[str, Refused]]:
        """The cleaned form and, per field, what is wrong with it."""
        report, wrong = self.report.checked()
        names = [file.name for file in files.named]
        wrong |= channels.wrong_with(report, self.received, today, officer_id, names)
        if files.problem:
            wrong[FIELD] = files.problem
        return replace(self, report=report), wrong
