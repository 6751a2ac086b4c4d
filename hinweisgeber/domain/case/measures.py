"""A measure: what changes, who sees to it, until when, was it done, did it work. It outlives its case.

So nothing in it names the case: the register knows that by a link which the case's erasure cuts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ...domain import codec
from .deadlines import add_months, week_of

CHECK_MONTHS = 6  # after the measure was to be done one looks whether it worked, unless another day is set


class Effect(StrEnum):
    """Did it work?"""

    OPEN = ""
    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class Lesson(StrEnum):
    """What it changes for prevention (Vorsorge)."""

    TRAINING = "training"
    RULE = "rule"
    PROCESS = "process"
    OTHER = "other"


class State(StrEnum):
    """Where a measure stands."""

    OPEN = "open"
    OVERDUE = "overdue"
    DONE = "done"
    UNCHECKED = "unchecked"  # done, and the day of the check is past
    RATED = "rated"


@dataclass(frozen=True)
class Measure:
    """The sheet of a measure (sealed at rest under its own key)."""

    number: str
    what: str
    who: str  # a function or unit, not a person
    until: date
    lesson: Lesson = Lesson.OTHER
    check_on: date | None = None
    done_on: date | None = None
    effect: Effect = Effect.OPEN
    effect_note: str = ""
    recused: tuple[str, ...] = ()  # who declared in its case that they are biased

    @property
    def check_by(self) -> date:
        """When to look whether it worked."""
        return self.check_on or add_months(self.until, CHECK_MONTHS)

    @property
    def due(self) -> date | None:
        """The day of what comes next, its being done or its check; None when nothing does."""
        if self.done_on is None:
            return self.until
        return None if self.effect else self.check_by

    @property
    def remind_on(self) -> date | None:
        """The week in which to look into the register, for those who cannot read why."""
        return week_of(self.due) if self.due else None

    def state(self, today: date) -> State:
        """Where it stands on this day."""
        late = self.due is not None and self.due < today
        if self.done_on is None:
            return State.OVERDUE if late else State.OPEN
        if self.effect:
            return State.RATED
        return State.UNCHECKED if late else State.DONE

    def payload(self) -> bytes:
        """Canonical JSON, UTF-8."""
        return codec.write(self)

    @classmethod
    def from_payload(cls, payload: bytes) -> Measure:
        """Reads what `payload` wrote, also in an earlier version. Raises FormatBroken."""
        return codec.read(cls, payload)
