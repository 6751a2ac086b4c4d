"""A case as the sum of its acts (`fold.py`): the summary sheet, sealed at rest, and what the rules derive from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from ...domain import codec
from ..dialogue.report import PublicState
from . import deadlines, duties
from .facts import CaseFacts
from .flags import Flag


@dataclass(frozen=True)
class CaseFile(CaseFacts):
    """The summary sheet of a case. What stands here is derived when read, never stored."""

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
