"""The acts on a file (case or measure): what a journal entry says, opened.

The first kinds there were stand readable in the journal. Of newer ones only those do that somebody without a key must
know: for deadlines, for erasure, for what may be missing. All others stand there as `CASE_ACT`; what they are is
sealed. One act, one entry.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from ..errors import FormatBroken

ROOT = "root"  # the signer of the founding entry
CASE_ACT = "case-act"  # how an act on a case stands in the journal whose kind is nobody's business


class Kind(StrEnum):
    """Kinds of acts."""

    FOUNDED = "founded"
    # a case: readable in the journal
    CASE_RECEIVED = "case-received"
    FOLLOW_UP = "follow-up"
    ACKNOWLEDGED = "acknowledged"
    TAKEN_OVER = "taken-over"
    ASSIGNED = "assigned"
    STAGE = "stage"
    REPLY = "reply"
    FEEDBACK = "feedback"
    FEEDBACK_WAIVED = "feedback-waived"
    NOTE = "note"
    CHECKED = "checked"
    FILE_REDACTED = "file-redacted"
    FILE_DESTROYED = "file-destroyed"
    MESSAGE_DESTROYED = "message-destroyed"
    NOTE_DESTROYED = "note-destroyed"
    CLOSED = "closed"
    REOPENED = "reopened"
    HOLD_PROPOSED = "hold-proposed"
    HOLD_CONFIRMED = "hold-confirmed"
    HOLD_LIFTED = "hold-lifted"
    ARCHIVE_OFFERED = "archive-offered"
    ARCHIVE_ANSWERED = "archive-answered"
    ERASURE_AUTHORISED = "erasure-authorised"
    ERASURE_RECALLED = "erasure-recalled"
    # a case: sealed, stands there as CASE_ACT
    SCOPE = "scope"
    FLAGGED = "flagged"
    MINUTES_SENT = "minutes-sent"
    MINUTES_ENDED = "minutes-ended"
    MEETING_OFFERED = "meeting-offered"
    RETALIATION_ASSESSED = "retaliation-assessed"
    DISCLOSURE_PLANNED = "disclosure-planned"
    DISCLOSURE_MADE = "disclosure-made"
    DISCLOSURE_DROPPED = "disclosure-dropped"
    PERSON_ADDED = "person-added"
    PERSON_SPELLED = "person-spelled"
    PERSON_DECIDED = "person-decided"
    PERSON_WITHDRAWN = "person-withdrawn"
    ACCESS_ANSWERED = "access-answered"
    # a measure
    MEASURE_ADDED = "measure-added"
    MEASURE_MOVED = "measure-moved"
    MEASURE_DONE = "measure-done"
    MEASURE_RATED = "measure-rated"

    @property
    def public(self) -> str:
        """How the journal calls it."""
        return CASE_ACT if self in _SEALED else self.value


_SEALED = frozenset(
    {
        Kind.SCOPE,
        Kind.FLAGGED,
        Kind.MINUTES_SENT,
        Kind.MINUTES_ENDED,
        Kind.MEETING_OFFERED,
        Kind.RETALIATION_ASSESSED,
        Kind.DISCLOSURE_PLANNED,
        Kind.DISCLOSURE_MADE,
        Kind.DISCLOSURE_DROPPED,
        Kind.PERSON_ADDED,
        Kind.PERSON_SPELLED,
        Kind.PERSON_DECIDED,
        Kind.PERSON_WITHDRAWN,
        Kind.ACCESS_ANSWERED,
    }
)


@dataclass(frozen=True)
class Act:
    """One act, opened: kind, day, signer (an officer id) and its data (JSON values).

    `gone` marks an act whose text was destroyed for good: that it was stays, what it said does not.
    """

    kind: Kind
    day: date
    signer: str
    data: dict[str, Any] = field(default_factory=dict)
    seq: int = 0  # the journal's number, 0 while not yet entered
    gone: bool = False

    def payload(self) -> bytes:
        """The sealed part of the entry, UTF-8: canonical JSON of `data`; in front the kind where it is not readable."""
        return canonical([self.kind, self.data] if self.kind in _SEALED else self.data)

    @classmethod
    def from_payload(cls, kind: str, day: date, signer: str, payload: bytes, seq: int) -> Act:
        """Reads what `payload` wrote; `kind` as the journal calls it. Raises FormatBroken."""
        try:
            data = json.loads(payload)
            if kind == CASE_ACT:
                kind, data = data
                if kind not in _SEALED:
                    raise ValueError("not a sealed kind")
            elif kind in _SEALED or not isinstance(data, dict):
                raise ValueError("not an act")
            return cls(Kind(kind), day, signer, dict(data), seq)
        except (ValueError, TypeError, RecursionError) as error:
            raise FormatBroken("not an act") from error


def canonical(data: object) -> bytes:
    """JSON with sorted keys and without spaces, UTF-8: one value, one spelling."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
