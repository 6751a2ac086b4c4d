"""A case as the sum of its acts: each act turns one `CaseFile` into the next or is refused.

The stored sheet is only the cached result; folding the log again must give the same (`fold`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from ..errors import FormatBroken, NotAllowed, ReasonMissing
from . import deadlines
from .acts import Act, Kind, canonical
from .checklist import POINTS
from .outcomes import Outcome
from .report import PublicState
from .stages import Stage, allowed, needs_reason


@dataclass(frozen=True)
class CaseFile:
    """The summary sheet of a case (sealed at rest)."""

    number: str
    received: date
    title: str
    topic: str
    small_circle: bool
    excluded: tuple[str, ...]
    stage: Stage = Stage.RECEIVED
    assigned_to: str = ""
    acknowledged: date | None = None
    feedback_on: date | None = None
    closed_on: date | None = None
    outcome: str = ""
    follow_ups: int = 0  # messages by the reporter after the report
    replies: int = 0  # messages by the office
    checks: tuple[str, ...] = ()

    # -- derived when read, never stored -------------------------------------------------------------------

    @property
    def acknowledge_by(self) -> date | None:
        """The next duty's date while the acknowledgement is open, else None."""
        return None if self.acknowledged else deadlines.acknowledge_by(self.received)

    @property
    def feedback_by(self) -> date:
        """Last day for the feedback."""
        return deadlines.feedback_by(self.received, self.acknowledged)

    @property
    def due(self) -> tuple[date, str] | None:
        """The next deadline and what is due ("acknowledge" or "feedback"); None when nothing is.

        Closing a case ends neither duty: the reporter is owed both (HinSchG § 17 Abs. 1 Nr. 1, Abs. 2).
        """
        if self.acknowledged is None:
            return deadlines.acknowledge_by(self.received), "acknowledge"
        return (self.feedback_by, "feedback") if self.feedback_on is None else None

    @property
    def deletable_from(self) -> date | None:
        """First day of erasure, once closed."""
        return deadlines.deletable_from(self.closed_on) if self.closed_on else None

    @property
    def public_state(self) -> PublicState:
        """What the reporter may see of it."""
        return PublicState(self.stage, self.acknowledged, self.feedback_on, self.closed_on)

    def payload(self) -> bytes:
        """Canonical JSON, UTF-8."""
        data = {k: v.isoformat() if isinstance(v, date) else v for k, v in asdict(self).items()}
        return canonical(data)

    @classmethod
    def from_payload(cls, payload: bytes) -> CaseFile:
        """Reads what `payload` wrote. Raises FormatBroken."""
        try:
            data = json.loads(payload)
            for name in ("received", "acknowledged", "feedback_on", "closed_on"):
                data[name] = date.fromisoformat(data[name]) if data[name] else None
            data["stage"] = Stage(data["stage"])
            data["excluded"], data["checks"] = tuple(data["excluded"]), tuple(data["checks"])
            return cls(**data)
        except (ValueError, KeyError, TypeError) as error:
            raise FormatBroken("not a case sheet") from error


def opened_by(act: Act) -> CaseFile:
    """The case a CASE_RECEIVED act begins."""
    data = act.data
    return CaseFile(
        number=data["number"],
        received=date.fromisoformat(data["received"]),
        title=data["title"],
        topic=data["topic"],
        small_circle=data["small_circle"],
        excluded=tuple(data["excluded"]),
        acknowledged=date.fromisoformat(data["acknowledged"]) if data["acknowledged"] else None,
    )


def fold(acts: Iterable[Act]) -> CaseFile:
    """The case these acts make, in order. Raises NotAllowed, ReasonMissing, FormatBroken."""
    steps = iter(acts)
    first = next(steps, None)
    if first is None or first.kind is not Kind.CASE_RECEIVED:
        raise FormatBroken("a case begins with its receipt")
    case = opened_by(first)
    for act in steps:
        case = apply(case, act)
    return case


def apply(case: CaseFile, act: Act) -> CaseFile:
    """The case after `act`. Raises NotAllowed (table, state), ReasonMissing, FormatBroken (its data)."""
    step = _STEPS.get(act.kind)
    if step is None:
        raise NotAllowed()
    try:
        return step(case, act)
    except (KeyError, ValueError, TypeError) as error:
        raise FormatBroken(f"not the data of {act.kind}") from error


def _reason(data: dict[str, Any]) -> str:
    reason = str(data.get("reason", "")).strip()
    if not reason:
        raise ReasonMissing()
    return reason


def _move(case: CaseFile, to: Stage, data: dict[str, Any]) -> CaseFile:
    if not allowed(case.stage, to):
        raise NotAllowed()
    if needs_reason(case.stage, to):
        _reason(data)
    return replace(case, stage=to)


def _follow_up(case: CaseFile, act: Act) -> CaseFile:
    if act.data["place"] != case.follow_ups + 1:
        raise NotAllowed()
    return replace(case, follow_ups=case.follow_ups + 1)


def _acknowledged(case: CaseFile, act: Act) -> CaseFile:
    if case.acknowledged:
        raise NotAllowed()
    return replace(_said(case, act), acknowledged=act.day)


def _taken_over(case: CaseFile, act: Act) -> CaseFile:
    if case.stage is not Stage.RECEIVED:  # a case that was taken over goes back, or on, by acts of their own
        raise NotAllowed()
    moved = _move(case, Stage.PREVENTION, act.data)
    return replace(moved, assigned_to=act.signer)


def _assigned(case: CaseFile, act: Act) -> CaseFile:
    to = act.data["to"]
    if to in case.excluded or to == case.assigned_to:
        raise NotAllowed()
    return replace(case, assigned_to=to)


def _stage(case: CaseFile, act: Act) -> CaseFile:
    to = Stage(act.data["to"])
    if Stage.CLOSED in (to, case.stage):  # closing and reopening are acts of their own
        raise NotAllowed()
    if act.data["from"] != case.stage:  # somebody else has moved it in the meantime
        raise NotAllowed()
    return _move(case, to, act.data)


def _said(case: CaseFile, act: Act) -> CaseFile:
    if act.data["place"] != case.replies:
        raise NotAllowed()
    return replace(case, replies=case.replies + 1)


def _feedback(case: CaseFile, act: Act) -> CaseFile:
    said = _said(case, act)
    return said if case.feedback_on else replace(said, feedback_on=act.day)


def _note(case: CaseFile, act: Act) -> CaseFile:
    return case


def _with_reason(case: CaseFile, act: Act) -> CaseFile:
    _reason(act.data)
    return case


def _checked(case: CaseFile, act: Act) -> CaseFile:
    point = act.data["point"]
    if point not in POINTS or POINTS[point].derive:  # what the file shows by itself nobody can just tick
        raise NotAllowed()
    _reason(act.data)
    return case if point in case.checks else replace(case, checks=(*case.checks, point))


def _closed(case: CaseFile, act: Act) -> CaseFile:
    Outcome(act.data["outcome"])
    moved = _move(case, Stage.CLOSED, act.data)
    return replace(moved, outcome=act.data["outcome"], closed_on=act.day)


def _reopened(case: CaseFile, act: Act) -> CaseFile:
    if case.stage is not Stage.CLOSED:
        raise NotAllowed()
    moved = _move(case, Stage(act.data["to"]), act.data)
    return replace(moved, outcome="", closed_on=None)


_STEPS: dict[Kind, Callable[[CaseFile, Act], CaseFile]] = {
    Kind.FOLLOW_UP: _follow_up,
    Kind.ACKNOWLEDGED: _acknowledged,
    Kind.TAKEN_OVER: _taken_over,
    Kind.ASSIGNED: _assigned,
    Kind.STAGE: _stage,
    Kind.REPLY: _said,
    Kind.FEEDBACK: _feedback,
    Kind.NOTE: _note,
    Kind.CHECKED: _checked,
    Kind.FILE_REDACTED: _with_reason,
    Kind.FILE_DESTROYED: _with_reason,
    Kind.CLOSED: _closed,
    Kind.REOPENED: _reopened,
}
