"""What the reporter's forms contain, and how it is read."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict

from ..domain.dialogue.report import Report
from ..domain.errors.fields import TextTooLong
from ..errors import Refused

# All that a reporter answers in writing, by page. What only the office fills in (`channel` …) cannot be posted here.
TOLD = ("description",)
PROTECTING = ("circle", "fear", "meeting", "topic", "when", "where", "who", "known_from", "wish")
TEXT_FIELDS = (*TOLD, *PROTECTING)
PAGE_OF = dict.fromkeys((*TOLD, "attachments"), 1) | dict.fromkeys((*PROTECTING, "excluded"), 2)
SEND = 3  # the last page, and where everything else is wrong


@dataclass(frozen=True)
class ReportForm:
    """A report as written so far, and what is wrong with it by field name."""

    report: Report = field(default_factory=lambda: Report(""))
    wrong: dict[str, Refused] = field(default_factory=dict)

    @classmethod
    def read(cls, form: MultiDict[str, str], officers: Container[str], topics: Container[str]) -> ReportForm:
        """What was sent.

        `officers` are all ids ever in the ring: others cannot be excluded, and the same form always reads the same.
        `topics` are the ids of the institution's list.
        """
        texts = {name: form.get(name, "") for name in TEXT_FIELDS}
        if texts["topic"] not in topics:
            texts["topic"] = ""
        excluded = tuple(officer_id for officer_id in form.getlist("excluded") if officer_id in officers)
        report, wrong = Report(**texts, excluded=excluded).checked()
        return cls(report, wrong)

    @property
    def too_long(self) -> dict[str, Refused]:
        """Of what is wrong, the part that also hinders keeping it."""
        return {name: refused for name, refused in self.wrong.items() if isinstance(refused, TextTooLong)}


def first_page_with(wrong: dict[str, Refused]) -> int:
    """The page on which the first of these can be put right."""
    return min((PAGE_OF.get(name, SEND) for name in wrong), default=SEND)
