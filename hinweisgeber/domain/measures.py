"""A measure: what changes, who sees to it, until when, was it done, did it work. It outlives its case."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date
from enum import StrEnum

from ..errors import FormatBroken, NotAllowed, ReasonMissing
from .acts import Act, Kind, canonical


class Effect(StrEnum):
    """Did it work?"""

    OPEN = ""
    YES = "yes"
    PARTLY = "partly"
    NO = "no"


@dataclass(frozen=True)
class Measure:
    """The sheet of a measure (sealed at rest under its own key)."""

    number: str
    case_number: str
    what: str
    who: str
    until: date
    done_on: date | None = None
    effect: Effect = Effect.OPEN
    effect_note: str = ""

    @property
    def state(self) -> str:
        """One of "open", "done", "rated"."""
        if self.done_on is None:
            return "open"
        return "rated" if self.effect else "done"

    def payload(self) -> bytes:
        """Canonical JSON, UTF-8."""
        return canonical({k: v.isoformat() if isinstance(v, date) else v for k, v in asdict(self).items()})

    @classmethod
    def from_payload(cls, payload: bytes) -> Measure:
        """Reads what `payload` wrote. Raises FormatBroken."""
        try:
            data = json.loads(payload)
            data["until"] = date.fromisoformat(data["until"])
            data["done_on"] = date.fromisoformat(data["done_on"]) if data["done_on"] else None
            data["effect"] = Effect(data["effect"])
            return cls(**data)
        except (ValueError, KeyError, TypeError) as error:
            raise FormatBroken("not a measure") from error


def added_by(act: Act) -> Measure:
    """The measure a MEASURE_ADDED act begins."""
    data = act.data
    return Measure(data["number"], data["case_number"], data["what"], data["who"], date.fromisoformat(data["until"]))


def apply(measure: Measure, act: Act) -> Measure:
    """The measure after `act`. Raises NotAllowed, ReasonMissing."""
    if act.kind is Kind.MEASURE_DONE and measure.done_on is None:
        return replace(measure, done_on=act.day)
    if act.kind is Kind.MEASURE_RATED and measure.done_on is not None:
        if not str(act.data["reason"]).strip():
            raise ReasonMissing()
        return replace(measure, effect=Effect(act.data["effect"]), effect_note=act.data["reason"])
    raise NotAllowed()


def fold(acts: Iterable[Act]) -> Measure:
    """The measure these acts make, in order. Raises FormatBroken, NotAllowed, ReasonMissing."""
    steps = iter(acts)
    first = next(steps, None)
    if first is None or first.kind is not Kind.MEASURE_ADDED:
        raise FormatBroken("a measure begins by being added")
    measure = added_by(first)
    for act in steps:
        measure = apply(measure, act)
    return measure
