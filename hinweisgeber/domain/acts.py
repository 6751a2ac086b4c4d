"""The acts on a file (case or measure): what a journal entry says, opened.

Which kind of act happened stands readable in the journal; what it said is sealed. One act, one entry.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from ..errors import FormatBroken

ROOT = "root"  # the signer of the founding entry


class Kind(StrEnum):
    """Kinds of journal entries."""

    FOUNDED = "founded"
    # a case
    CASE_RECEIVED = "case-received"
    FOLLOW_UP = "follow-up"
    ACKNOWLEDGED = "acknowledged"
    TAKEN_OVER = "taken-over"
    ASSIGNED = "assigned"
    STAGE = "stage"
    REPLY = "reply"
    FEEDBACK = "feedback"
    NOTE = "note"
    CHECKED = "checked"
    FILE_REDACTED = "file-redacted"
    FILE_DESTROYED = "file-destroyed"
    CLOSED = "closed"
    REOPENED = "reopened"
    # a measure
    MEASURE_ADDED = "measure-added"
    MEASURE_DONE = "measure-done"
    MEASURE_RATED = "measure-rated"


@dataclass(frozen=True)
class Act:
    """One act, opened: kind, day, signer (an officer id) and its data (JSON values)."""

    kind: Kind
    day: date
    signer: str
    data: dict[str, Any] = field(default_factory=dict)
    seq: int = 0  # the journal's number, 0 while not yet entered

    def payload(self) -> bytes:
        """The sealed part of the entry: canonical JSON of `data`, UTF-8."""
        return canonical(self.data)

    @classmethod
    def from_payload(cls, kind: str, day: date, signer: str, payload: bytes, seq: int) -> Act:
        """Reads what `payload` wrote. Raises FormatBroken."""
        try:
            data = json.loads(payload)
            return cls(Kind(kind), day, signer, dict(data), seq)
        except (ValueError, TypeError) as error:
            raise FormatBroken("not an act") from error


def canonical(data: object) -> bytes:
    """JSON with sorted keys and without spaces, UTF-8: one value, one spelling."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
