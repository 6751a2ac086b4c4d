"""A measure: what changes, who sees to it, until when, was it done, did it work. It outlives its case.

So nothing in it names the case: the register knows that by a link which the case's erasure cuts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from ..errors import FormatBroken
from . import codec
from .acts import Act, Kind
from .deadlines import add_months, week_of
from .errors.case import CheckTooEarly, NotAllowed
from .reasons import reason_of

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


def added_by(act: Act) -> Measure:
    """The measure a MEASURE_ADDED act begins. Raises FormatBroken, CheckTooEarly."""
    data = act.data
    try:
        lesson = Lesson(data.get("lesson", Lesson.OTHER))
        until = date.fromisoformat(data["until"])
        return _checked(Measure(data["number"], data["what"], data["who"], until, lesson, _day(data, "check")))
    except (KeyError, ValueError, TypeError) as error:
        raise FormatBroken("not a measure's beginning") from error


def _day(data: dict[str, str], name: str) -> date | None:
    return date.fromisoformat(data[name]) if data.get(name) else None


def _checked(measure: Measure) -> Measure:
    if measure.check_by < measure.until:
        raise CheckTooEarly()
    return measure


def _done(measure: Measure, act: Act) -> Measure:
    if measure.done_on is not None:
        raise NotAllowed()
    return replace(measure, done_on=act.day)


def _moved(measure: Measure, act: Act) -> Measure:
    """Other days, or somebody else sees to it. What is rated is over; what is done keeps the day it was to be done."""
    reason_of(act.data)
    until = _day(act.data, "until") or measure.until
    moved = replace(measure, until=until, who=act.data.get("who") or measure.who, check_on=_day(act.data, "check"))
    if moved == measure or measure.effect or (measure.done_on is not None and until != measure.until):
        raise NotAllowed()
    return _checked(moved)


def _rated(measure: Measure, act: Act) -> Measure:
    if measure.done_on is None:
        raise NotAllowed()
    reason_of(act.data)
    return replace(measure, effect=Effect(act.data["effect"]), effect_note=act.data["reason"])


def _shared(measure: Measure, act: Act) -> Measure:
    """Somebody else holds its key from now on."""
    reason_of(act.data)
    return measure


_STEPS: dict[Kind, Callable[[Measure, Act], Measure]] = {
    Kind.MEASURE_DONE: _done,
    Kind.MEASURE_MOVED: _moved,
    Kind.MEASURE_RATED: _rated,
    Kind.MEASURE_SHARED: _shared,
}


def apply(measure: Measure, act: Act) -> Measure:
    """The measure after `act`. Raises NotAllowed, ReasonMissing, CheckTooEarly, FormatBroken (its data)."""
    step = _STEPS.get(act.kind)
    if step is None:
        raise NotAllowed()
    try:
        return step(measure, act)
    except (KeyError, ValueError, TypeError) as error:
        raise FormatBroken(f"not the data of {act.kind}") from error


def fold(acts: Iterable[Act]) -> Measure:
    """The measure these acts make, in order. Raises FormatBroken, NotAllowed, ReasonMissing, CheckTooEarly."""
    steps = iter(acts)
    first = next(steps, None)
    if first is None or first.kind is not Kind.MEASURE_ADDED:
        raise FormatBroken("a measure begins by being added")
    measure = added_by(first)
    for act in steps:
        measure = apply(measure, act)
    return measure
