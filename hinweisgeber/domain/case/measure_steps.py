"""A measure, step by step: added out of a case, moved, done, rated. Each act turns one `Measure` into the next or is
refused."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from ...errors import FormatBroken
from ..acts import Act, Data, Exact, FreeText, Kind
from ..ending.readable import harmless
from ..epoch_step import EPOCH
from ..errors.case import CheckTooEarly, NotAllowed
from ..reasons import reason_of
from ..record import Record
from ..recusal_step import FROM_MEASURE
from .measures import Effect, Lesson, Measure

Day = date | Literal[""] | None  # empty: none was set; None: nothing was said of it


@dataclass(frozen=True)
class MeasureAdded(Data):
    """What changes, who sees to it, until when, and when to look whether it worked."""

    number: Exact
    what: FreeText
    who: FreeText
    until: date
    lesson: Lesson | None = None
    check: Day = None
    born: Exact | None = None  # the mark of the case it was born in (SPEC §23), which tells nothing without its key


@dataclass(frozen=True)
class MeasureMoved(Data):
    """Other days, or somebody else sees to it."""

    until: Day = None
    check: Day = None
    who: FreeText | None = None
    reason: FreeText | None = None


@dataclass(frozen=True)
class MeasureRated(Data):
    """Did it work?"""

    effect: Effect
    reason: FreeText | None = None


@dataclass(frozen=True)
class MeasureShared(Data):
    """Somebody else holds its key from now on."""

    to: Exact | None = None
    reason: FreeText | None = None


def added_by(act: Act) -> Measure:
    """The measure a MEASURE_ADDED act begins. Raises FormatBroken, CheckTooEarly."""
    data = _ADDED.said(act)
    lesson = Lesson.OTHER if data.lesson is None else data.lesson
    return _checked(Measure(data.number, data.what, data.who, data.until, lesson, data.check or None))


def _checked(measure: Measure) -> Measure:
    if measure.check_by < measure.until:
        raise CheckTooEarly()
    return measure


def _done(measure: Measure, act: Act, data: Data) -> Measure:
    if measure.done_on is not None:
        raise NotAllowed()
    return replace(measure, done_on=act.day)


def _moved(measure: Measure, act: Act, data: MeasureMoved) -> Measure:
    """What is rated is over; what is done keeps the day it was to be done."""
    reason_of(data.reason)
    until = data.until or measure.until
    moved = replace(measure, until=until, who=data.who or measure.who, check_on=data.check or None)
    if moved == measure or measure.effect or (measure.done_on is not None and until != measure.until):
        raise NotAllowed()
    return _checked(moved)


def _rated(measure: Measure, act: Act, data: MeasureRated) -> Measure:
    if measure.done_on is None:
        raise NotAllowed()
    reason_of(data.reason)
    return replace(measure, effect=data.effect, effect_note=data.reason or "")


def _shared(measure: Measure, act: Act, data: MeasureShared) -> Measure:
    reason_of(data.reason)
    return measure


_ADDED: Record[Measure, MeasureAdded] = Record(
    Kind.MEASURE_ADDED, MeasureAdded, readable=harmless, points=("follow-up",)
)
RECORDS: tuple[Record[Measure, Any], ...] = (
    _ADDED,
    Record(Kind.MEASURE_MOVED, MeasureMoved, _moved, harmless),
    Record(Kind.MEASURE_DONE, Data, _done, harmless),
    Record(Kind.MEASURE_RATED, MeasureRated, _rated, harmless),
    Record(Kind.MEASURE_SHARED, MeasureShared, _shared),
)
_BY_KIND: dict[Kind, Record[Measure, Any]] = {record.kind: record for record in (*RECORDS, EPOCH, FROM_MEASURE)}


def apply(measure: Measure, act: Act) -> Measure:
    """The measure after `act`. Raises NotAllowed, ReasonMissing, CheckTooEarly, FormatBroken (its data)."""
    record = _BY_KIND.get(act.kind)
    if record is None:
        raise NotAllowed()
    return record.after(measure, act)


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
