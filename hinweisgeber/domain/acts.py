"""The acts on a file (case or measure): what a journal entry says, opened.

Kinds that stand readable in the journal are listed: the first there were, and of newer ones those that somebody without
a key must know: for deadlines, for erasure, for what may be missing. All others, and every kind nobody thought of,
stand there as `CASE_ACT`; what they are is sealed. One act, one entry.
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
    """Kinds of acts. Whether one stands readable in the journal says `_READABLE` alone."""

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
    MEASURE_SHARED = "measure-shared"

    # what a newer version of this program has entered is read as this; no step enters it
    UNKNOWN = "unknown"

    @property
    def public(self) -> str:
        """How the journal calls it."""
        return self.value if self in _READABLE else CASE_ACT


#: Kinds the journal tells to everybody who reads it. To add one here tells it for good, without a way back.
_READABLE = frozenset(
    {
        Kind.FOUNDED,
        Kind.CASE_RECEIVED,
        Kind.FOLLOW_UP,
        Kind.ACKNOWLEDGED,
        Kind.TAKEN_OVER,
        Kind.ASSIGNED,
        Kind.STAGE,
        Kind.REPLY,
        Kind.FEEDBACK,
        Kind.FEEDBACK_WAIVED,
        Kind.NOTE,
        Kind.CHECKED,
        Kind.FILE_REDACTED,
        Kind.FILE_DESTROYED,
        Kind.MESSAGE_DESTROYED,
        Kind.NOTE_DESTROYED,
        Kind.CLOSED,
        Kind.REOPENED,
        Kind.HOLD_PROPOSED,
        Kind.HOLD_CONFIRMED,
        Kind.HOLD_LIFTED,
        Kind.ARCHIVE_OFFERED,
        Kind.ARCHIVE_ANSWERED,
        Kind.ERASURE_AUTHORISED,
        Kind.ERASURE_RECALLED,
        Kind.MEASURE_ADDED,
        Kind.MEASURE_MOVED,
        Kind.MEASURE_DONE,
        Kind.MEASURE_RATED,
    }
)


def kind_of(name: str) -> Kind:
    """The kind of this name; UNKNOWN for one that this version does not have."""
    try:
        return Kind(name)
    except ValueError:
        return Kind.UNKNOWN


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
        return canonical(self.data if self.kind in _READABLE else [self.kind, self.data])

    @classmethod
    def from_payload(cls, kind: str, day: date, signer: str, payload: bytes, seq: int) -> Act:
        """Reads what `payload` wrote; `kind` as the journal calls it. A kind that this version does not have becomes
        UNKNOWN, whatever is in it. Raises FormatBroken."""
        try:
            sealed, read = kind == CASE_ACT, json.loads(payload)
            name, data = read if sealed else (kind, read)
            found = kind_of(name)
            if found is Kind.UNKNOWN:
                return cls(found, day, signer, data if isinstance(data, dict) else {}, seq)
            if (found in _READABLE) is sealed or not isinstance(data, dict):
                raise ValueError("not an act")
            return cls(found, day, signer, data, seq)
        except (ValueError, TypeError, RecursionError) as error:
            raise FormatBroken("not an act") from error


def canonical(data: object) -> bytes:
    """JSON with sorted keys and without spaces, UTF-8: one value, one spelling."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
