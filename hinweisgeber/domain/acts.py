"""The acts on a file (case or measure): what a journal entry says, opened.

What is known of a kind is one `Record` beside its step (`records.py` has them all). One act, one entry.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, NewType

from ..errors import FormatBroken
from . import codec
from .power.openly import OLD, Openly

ROOT = "root"  # the signer of the founding entry, and of what an operator's command enters
CASE_ACT = "case-act"  # how an act on a case stands in the journal whose kind is nobody's business


class Kind(StrEnum):
    """Kinds of acts. What each means stands in its `Record`."""

    FOUNDED = "founded"
    SUSPENDED = "suspended"
    FACTOR_REMOVED = "factor-removed"
    DEPUTY_PLANNED = "deputy-planned"
    REVOCATION_PROPOSED = "revocation-proposed"
    REVOCATION_ENDED = "revocation-ended"
    REVOKED = "revoked"
    TRAINED = "trained"
    TRAINING_STRUCK = "training-struck"
    KEYLESS_PROPOSED = "keyless-erasure-proposed"
    KEYLESS_ENDED = "keyless-erasure-ended"
    KEYLESS_ERASURE = "keyless-erasure"
    # a case or a measure
    EPOCH = "epoch"
    # a case
    CASE_RECEIVED = "case-received"
    FOLLOW_UP = "follow-up"
    ACKNOWLEDGED = "acknowledged"
    TAKEN_OVER = "taken-over"
    ASSIGNED = "assigned"
    DEPUTY_JOINED = "deputy-joined"
    RECUSED = "recused"
    STAGE = "stage"
    REPLY = "reply"
    FEEDBACK = "feedback"
    FEEDBACK_WAIVED = "feedback-waived"
    NOTE = "note"
    CHECKED = "checked"
    EVIDENCE_FILED = "evidence-filed"
    FILE_REDACTED = "file-redacted"
    FILE_DESTROYED = "file-destroyed"
    MESSAGE_DESTROYED = "message-destroyed"
    NOTE_DESTROYED = "note-destroyed"
    CLOSED = "closed"
    REOPENED = "reopened"
    HELD = "held"
    HOLD_PROPOSED = "hold-proposed"  # with the next one: up to version 0.2.0
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
    # two signatures
    PROPOSED = "proposed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    OBJECTION_ANSWERED = "objection-answered"
    # a measure
    MEASURE_ADDED = "measure-added"
    MEASURE_MOVED = "measure-moved"
    MEASURE_DONE = "measure-done"
    MEASURE_RATED = "measure-rated"
    MEASURE_SHARED = "measure-shared"

    # what a newer version of this program has entered is read as this; no step enters it
    UNKNOWN = "unknown"


def kind_of(name: str) -> Kind:
    """The kind of this name; UNKNOWN for one that this version does not have."""
    try:
        return Kind(name)
    except ValueError:
        return Kind.UNKNOWN


#: What people typed: names in it become pseudonyms (HinSchG § 8), it is collected for an answer under DSGVO Art. 15,
#: and it is searched. So is every text whose type does not say what it is.
FreeText = NewType("FreeText", str)
LETTER_FOR_LETTER = "letter for letter"
#: Codes, hashes, and what the law wants exact, such as a disclosure's recipient and data (§ 9).
Exact = Annotated[str, LETTER_FOR_LETTER]


@dataclass(frozen=True)
class Data:
    """What an act says; each kind has a class of its own. A plain one holds what does not fit its kind, as it came."""

    renamed: int | None = field(default=None, kw_only=True)  # how many names became pseudonyms
    instead: Exact | None = field(default=None, kw_only=True)  # the colleague for whom its signer stood in
    rest: Mapping[str, Any] = field(default_factory=dict, kw_only=True)  # JSON values no field is there for

    def values(self) -> dict[str, Any]:
        """JSON values, as they are sealed."""
        return codec.stated(self)

    @classmethod
    def of(cls, values: dict[str, Any]) -> Data:
        """Reads what `values` made; what does not fit becomes plain `Data`."""
        try:
            return codec.restate(cls, values)
        except FormatBroken:
            return Data(rest=values)


@dataclass(frozen=True)
class Reasoned(Data):
    """An act that says nothing but why."""

    reason: FreeText | None = None


@dataclass(frozen=True)
class MessageSent(Data):
    """An act with which a message is sent, or comes in: at which place of the dialogue, and its hash."""

    place: int | None = field(default=None, kw_only=True)
    digest: Exact | None = field(default=None, kw_only=True)

    @property
    def at(self) -> int:
        """The place of the message. Raises FormatBroken when there is none."""
        if self.place is None:
            raise FormatBroken("a message without a place")
        return self.place


@dataclass(frozen=True)
class Act:
    """One act, opened: kind, day, signer (an officer id) and its data.

    `gone` marks an act whose text was destroyed for good: that it was stays, what it said does not. `openly`: what its
    entry says of power to everybody.
    """

    kind: Kind
    day: date
    signer: str
    data: Data = field(default_factory=Data)
    seq: int = 0  # the journal's number, 0 while not yet entered
    gone: bool = False
    openly: Openly = OLD
