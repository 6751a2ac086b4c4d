"""Each act turns one `CaseFile` into the next or is refused: one table of steps, all that can happen to a case.

The stored sheet is only the cached result; folding the log again must give the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date

from ..errors import FormatBroken
from . import dialogue, disclosure, flags, follow_ups, meetings, minutes, persons, recordings, retention
from .acts import Act, Kind
from .casefile import CaseFile
from .checklist import FORMERLY_RECORDED, POINTS
from .errors.case import NotAllowed
from .errors.ending import HoldStands, RetaliationOpen
from .flags import Flag
from .meetings import Meeting, MeetingState
from .minutes import Minutes, MinutesState
from .outcomes import Outcome
from .reasons import reason_of
from .retention import Archive
from .stages import Stage, allowed, needs_reason


def opened_by(act: Act) -> CaseFile:
    """The case a CASE_RECEIVED act begins."""
    data = act.data
    record, received = data.get("record", ""), date.fromisoformat(data["received"])
    return CaseFile(
        number=data["number"],
        received=received,
        topic=data["topic"],
        excluded=tuple(data["excluded"]),
        channel=data.get("channel", ""),
        no_code=bool(data.get("no_code")),
        flags=(Flag.SMALL_CIRCLE,) if data["small_circle"] else (),
        acknowledged=date.fromisoformat(data["acknowledged"]) if data["acknowledged"] else None,
        receipt=data.get("receipt", ""),
        minutes=Minutes(MinutesState.DRAFT, record) if record else Minutes(),
        meeting=Meeting(MeetingState.WISHED, on=received) if data.get("meeting") else Meeting(),
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
    """The case after `act`. Raises NotAllowed (table, state), ReasonMissing, FormatBroken (its data), and what the
    steps refuse with sentences of their own."""
    step = _STEPS.get(act.kind)
    if step is None:
        raise NotAllowed()
    try:
        return step(case, act)
    except (KeyError, ValueError, TypeError) as error:
        raise FormatBroken(f"not the data of {act.kind}") from error


def _move(case: CaseFile, to: Stage, act: Act) -> CaseFile:
    if not allowed(case.stage, to):
        raise NotAllowed()
    if needs_reason(case.stage, to):
        reason_of(act.data)
    return replace(case, stage=to)


def _taken_over(case: CaseFile, act: Act) -> CaseFile:
    if case.stage is not Stage.RECEIVED:  # a case that was taken over goes back, or on, by acts of their own
        raise NotAllowed()
    return replace(_move(case, Stage.PREVENTION, act), assigned_to=act.signer)


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
    return _move(case, to, act)


def _note(case: CaseFile, act: Act) -> CaseFile:
    return case


def _with_reason(case: CaseFile, act: Act) -> CaseFile:
    reason_of(act.data)
    return case


def _destroyed(case: CaseFile, act: Act) -> CaseFile:
    """Of what is held, or is evidence of a retaliation (§ 36), nothing is destroyed by hand."""
    reason_of(act.data)
    if recordings.must_go(case, act):
        return case
    if retention.active_holds(case):
        raise HoldStands()
    if case.open_retaliations > 0:
        raise RetaliationOpen()
    return case


def _message_destroyed(case: CaseFile, act: Act) -> CaseFile:
    return disclosure.message_gone(_destroyed(case, act), act.data["author"], act.data["place"], act.day)


def _checked(case: CaseFile, act: Act) -> CaseFile:
    point = act.data["point"]
    if point not in POINTS or not (POINTS[point].recorded or point in FORMERLY_RECORDED):
        raise NotAllowed()  # what the file shows by itself nobody can just tick
    reason_of(act.data)
    return case if point in case.checks else replace(case, checks=(*case.checks, point))


def _closed(case: CaseFile, act: Act) -> CaseFile:
    Outcome(act.data["outcome"])
    moved = _move(case, Stage.CLOSED, act)
    return replace(moved, outcome=act.data["outcome"], closed_on=act.day, erasure_authorised=None)


def _reopened(case: CaseFile, act: Act) -> CaseFile:
    if case.stage is not Stage.CLOSED:
        raise NotAllowed()
    moved = _move(case, Stage(act.data["to"]), act)
    return replace(
        moved, outcome="", closed_on=None, erasure_authorised=None, archive=Archive.NOT_OFFERED, archive_on=None
    )


_STEPS: dict[Kind, Callable[[CaseFile, Act], CaseFile]] = {
    Kind.TAKEN_OVER: _taken_over,
    Kind.ASSIGNED: _assigned,
    Kind.STAGE: _stage,
    Kind.NOTE: _note,
    Kind.CHECKED: _checked,
    Kind.FILE_REDACTED: _with_reason,
    Kind.FILE_DESTROYED: _destroyed,
    Kind.MESSAGE_DESTROYED: _message_destroyed,
    Kind.NOTE_DESTROYED: _destroyed,
    Kind.CLOSED: _closed,
    Kind.REOPENED: _reopened,
    **dialogue.STEPS,
    **follow_ups.STEPS,
    **flags.STEPS,
    **minutes.STEPS,
    **meetings.STEPS,
    **persons.STEPS,
    **disclosure.STEPS,
    **retention.STEPS,
}
