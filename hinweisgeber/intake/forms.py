"""What the reporter's forms contain, and how it is read."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict

from ..crypto.code import AccessCode
from ..domain.report import Report
from ..errors import CodeMistyped, CodeNotNoted, Refused

# All that a reporter answers in writing. What only the office fills in (`channel` …) cannot be posted here.
TEXT_FIELDS = (
    "description", "topic", "when", "where", "who", "known_from", "circle", "fear", "wish", "meeting",
)  # fmt: skip


@dataclass(frozen=True)
class ReportForm:
    """The report form as sent, with what is wrong by field name; `code` is always one that can be used."""

    report: Report
    code: AccessCode
    noted: bool
    wrong: dict[str, Refused] = field(default_factory=dict)

    @classmethod
    def empty(cls) -> ReportForm:
        """A new form with a new code."""
        return cls(Report(""), AccessCode.generate(), False)

    @classmethod
    def read(cls, form: MultiDict[str, str], officers: Container[str], topics: Container[str]) -> ReportForm:
        """What was sent. A damaged code is replaced by a new one, which then must be noted first.

        `officers` are all ids ever in the ring: others cannot be excluded, and the same form always reads the same.
        `topics` are the ids of the institution's list.
        """
        texts = {name: form.get(name, "") for name in TEXT_FIELDS}
        if texts["topic"] not in topics:
            texts["topic"] = ""
        excluded = tuple(officer_id for officer_id in form.getlist("excluded") if officer_id in officers)
        report, wrong = Report(**texts, excluded=excluded).checked()
        noted = bool(form.get("code_noted"))
        try:
            code = AccessCode.parse(form.get("code", ""))
        except CodeMistyped:
            code, noted = AccessCode.generate(), False
        if not noted:
            wrong["code_noted"] = CodeNotNoted()
        return cls(report, code, noted, wrong)
