"""A case as the sum of its acts (`fold.py`): the summary sheet, sealed at rest, and what is derived from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from . import codec, deadlines, duties
from .disclosure import Disclosure
from .flags import Flag, Scope
from .meetings import Meeting
from .minutes import Minutes
from .persons import Person
from .report import PublicState
from .retention import Archive, Hold
from .stages import Stage


@dataclass(frozen=True)
class CaseFile:
    """The summary sheet of a case. Every field is set by acts alone."""

    number: str
    received: date
    topic: str
    excluded: tuple[str, ...]
    channel: str = ""  # "" the form, else phone | visit | letter
    no_code: bool = False  # nobody reads the mailbox: the person took no code along
    flags: tuple[Flag, ...] = ()
    stage: Stage = Stage.RECEIVED
    assigned_to: str = ""
    acknowledged: date | None = None
    receipt: str = ""  # the signed proof for the reporter
    scope: Scope = Scope.OPEN
    checks: tuple[str, ...] = ()
    feedback_on: date | None = None
    feedback_waived: date | None = None
    closed_on: date | None = None
    outcome: str = ""
    follow_ups: int = 0  # messages by the reporter after the report
    replies: int = 0  # messages by the office
    minutes: Minutes = field(default_factory=Minutes)
    meeting: Meeting = field(default_factory=Meeting)
    retaliations: tuple[date, ...] = ()
    retaliations_assessed: int = 0
    persons: tuple[Person, ...] = ()
    disclosures: tuple[Disclosure, ...] = ()
    holds: tuple[Hold, ...] = ()
    archive: Archive = Archive.NOT_OFFERED
    archive_on: date | None = None
    erasure_authorised: date | None = None

    # -- derived when read, never stored -------------------------------------------------------------------

    @property
    def registered(self) -> tuple[Person, ...]:
        """The persons whose entry stands; all but those whose entry was withdrawn."""
        return tuple(person for person in self.persons if not person.withdrawn_on)

    @property
    def small_circle(self) -> bool:
        """Whether so few know of it that details could point to the reporter."""
        return Flag.SMALL_CIRCLE in self.flags

    @property
    def open_retaliations(self) -> int:
        """Reports of retaliation nobody has assessed yet."""
        return len(self.retaliations) - self.retaliations_assessed

    @property
    def feedback_by(self) -> date:
        """Last day for the feedback."""
        return deadlines.feedback_by(self.received, self.acknowledged)

    @property
    def due(self) -> duties.Duty | None:
        """The next deadline; None when nothing is due."""
        return min(duties.duties(self), key=lambda duty: duty.day, default=None)

    @property
    def remind_on(self) -> date | None:
        """The week in which to look into the case, for those who cannot read why."""
        return duties.remind_on(self)

    @property
    def late(self) -> tuple[str, ...]:
        """The duties of § 17 HinSchG that were done late. What was late stays late."""
        acknowledged = self.acknowledged
        feedback = min((day for day in (self.feedback_on, self.feedback_waived) if day), default=None)
        late = []
        if acknowledged and acknowledged > deadlines.acknowledge_by(self.received):
            late.append(duties.ACKNOWLEDGE)
        if feedback and feedback > self.feedback_by:
            late.append(duties.FEEDBACK)
        return tuple(late)

    @property
    def deletable_from(self) -> date | None:
        """First day of erasure, once closed."""
        return deadlines.deletable_from(self.closed_on) if self.closed_on else None

    @property
    def public_state(self) -> PublicState:
        """What the reporter may see of it."""
        return PublicState(
            stage=self.stage,
            acknowledged=self.acknowledged,
            feedback_on=self.feedback_on,
            closed_on=self.closed_on,
            receipt=self.receipt,
            feedback_waived=self.feedback_waived,
            minutes_over=self.minutes.place if self.minutes.state.final else -1,
        )

    def payload(self) -> bytes:
        """Canonical JSON, UTF-8."""
        return codec.write(self)

    @classmethod
    def from_payload(cls, payload: bytes) -> CaseFile:
        """Reads what `payload` wrote, also in an earlier version. Raises FormatBroken."""
        return codec.read(cls, payload, _renewed)


def _renewed(data: dict[str, Any]) -> dict[str, Any]:
    """0.1.0 had a field of its own for the small circle."""
    small = data.pop("small_circle", False) and "flags" not in data
    return {**data, "flags": [Flag.SMALL_CIRCLE]} if small else data
