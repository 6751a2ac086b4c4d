"""The way of a case, step by step: received, taken over, assigned, checked, moved, closed, reopened."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from ..acts import Act, Data, Exact, FreeText, Kind
from ..deputising import stays
from ..dialogue.meetings import Meeting, MeetingState
from ..dialogue.minutes import Minutes, MinutesState
from ..dialogue.report import OFFICE
from ..dialogue.signed_talk import SignedTalk
from ..ending.readable import Readable, harmless
from ..ending.retention import Archive
from ..errors.case import NotAllowed
from ..reasons import reason_of
from ..record import Record, unchanged
from .casefile import CaseFile
from .flags import Flag, Scope
from .outcomes import Outcome
from .points import FORMERLY_RECORDED, POINTS
from .stages import Stage, allowed, needs_reason


@dataclass(frozen=True)
class CaseReceived(Data):
    """What a report says of itself before anybody has read it; `messages`: author, place and hash of the first ones.
    `talk`: where both sides sign; `differences`: what did not fit between whom it names as recipients and what came
    with it."""

    number: Exact
    received: date
    topic: Exact
    excluded: tuple[Exact, ...]
    small_circle: bool
    acknowledged: date | None
    channel: Exact | None = None
    record: Exact | None = None
    meeting: Exact | None = None
    no_code: Exact | None = None
    receipt: Exact | None = None
    messages: tuple[tuple[Exact, int, Exact], ...] | None = None
    talk: SignedTalk | None = None
    differences: tuple[Exact, ...] | None = None


@dataclass(frozen=True)
class Assigned(Data):
    """To another officer; to the same when their key is gone and they get it again."""

    to: Exact
    reason: FreeText | None = None


@dataclass(frozen=True)
class StageChanged(Data):
    """From one stage to another."""

    from_: Stage
    to: Stage
    reason: FreeText | None = None


@dataclass(frozen=True)
class Note(Data):
    """A note; without a text once that is destroyed."""

    text: FreeText | None = None


@dataclass(frozen=True)
class Checked(Data):
    """What was found at a point of the checklist."""

    point: Exact
    reason: FreeText | None = None


@dataclass(frozen=True)
class Flagged(Data):
    """A flag is set, or taken away."""

    flag: Flag
    on: bool
    reason: FreeText | None = None


@dataclass(frozen=True)
class ScopeChecked(Data):
    """The result of the scope check."""

    scope: Scope
    reason: FreeText | None = None


@dataclass(frozen=True)
class Closed(Data):
    """The end of the procedure; `incomplete`: a message of the reporter is lost for good."""

    outcome: Outcome
    reason: FreeText | None = None
    incomplete: Exact | None = None


@dataclass(frozen=True)
class Reopened(Data):
    """A closed case goes on."""

    to: Stage
    reason: FreeText | None = None


def opened_by(act: Act) -> CaseFile:
    """The case a CASE_RECEIVED act begins. Raises FormatBroken."""
    data = _RECEIVED.said(act)
    return CaseFile(
        number=data.number,
        received=data.received,
        topic=data.topic,
        excluded=data.excluded,
        channel=data.channel or "",
        no_code=bool(data.no_code),
        flags=(Flag.SMALL_CIRCLE,) if data.small_circle else (),
        acknowledged=data.acknowledged,
        receipt=data.receipt or "",
        replies=sum(author == OFFICE for author, _, _ in data.messages or ()),
        talk=data.talk,
        minutes=Minutes(MinutesState.DRAFT, data.record) if data.record else Minutes(),
        meeting=Meeting(MeetingState.WISHED, on=data.received) if data.meeting else Meeting(),
    )


def _move(case: CaseFile, to: Stage, reason: str | None) -> CaseFile:
    if not allowed(case.stage, to):
        raise NotAllowed()
    if needs_reason(case.stage, to):
        reason_of(reason)
    return replace(case, stage=to)


def _taken_over(case: CaseFile, act: Act, data: Data) -> CaseFile:
    if case.stage is not Stage.RECEIVED:  # a case that was taken over goes back, or on, by acts of their own
        raise NotAllowed()
    return replace(stays(_move(case, Stage.PREVENTION, None), act.signer), assigned_to=act.signer)


def _assigned(case: CaseFile, act: Act, data: Assigned) -> CaseFile:
    if data.to in case.kept_out:
        raise NotAllowed()
    return replace(stays(case, data.to), assigned_to=data.to)


def _stage(case: CaseFile, act: Act, data: StageChanged) -> CaseFile:
    if Stage.CLOSED in (data.to, case.stage):  # closing and reopening are acts of their own
        raise NotAllowed()
    if data.from_ != case.stage:  # somebody else has moved it in the meantime
        raise NotAllowed()
    return _move(case, data.to, data.reason)


def _checked(case: CaseFile, act: Act, data: Checked) -> CaseFile:
    point = data.point
    if point not in POINTS or not (POINTS[point].recorded or point in FORMERLY_RECORDED):
        raise NotAllowed()  # what the file shows by itself nobody can just tick
    reason_of(data.reason)
    return case if point in case.checks else replace(case, checks=(*case.checks, point))


def _flagged(case: CaseFile, act: Act, data: Flagged) -> CaseFile:
    reason_of(data.reason)
    if data.on == (data.flag in case.flags):
        raise NotAllowed()
    rest = tuple(one for one in case.flags if one != data.flag)
    return replace(case, flags=(*rest, data.flag) if data.on else rest)


def _scope(case: CaseFile, act: Act, data: ScopeChecked) -> CaseFile:
    reason_of(data.reason)
    if data.scope is Scope.OPEN:
        raise NotAllowed()
    return replace(case, scope=data.scope)


def _closed(case: CaseFile, act: Act, data: Closed) -> CaseFile:
    moved = _move(case, Stage.CLOSED, data.reason)
    return replace(moved, outcome=data.outcome.value, closed_on=act.day, erasure_authorised=None)


def _reopened(case: CaseFile, act: Act, data: Reopened) -> CaseFile:
    if case.stage is not Stage.CLOSED:
        raise NotAllowed()
    moved = _move(case, data.to, data.reason)
    return replace(
        moved, outcome="", closed_on=None, erasure_authorised=None, archive=Archive.NOT_OFFERED, archive_on=None
    )


_RECEIVED: Record[CaseFile, CaseReceived] = Record(
    Kind.CASE_RECEIVED,
    CaseReceived,
    readable=harmless,
    points=("acknowledge",),
    when=lambda data: data.acknowledged is not None,
)
RECORDS: tuple[Record[CaseFile, Any], ...] = (
    _RECEIVED,
    Record(Kind.TAKEN_OVER, Data, _taken_over, harmless, points=("take-over",)),
    Record(Kind.ASSIGNED, Assigned, _assigned, harmless, points=("take-over",)),
    Record(Kind.STAGE, StageChanged, _stage, harmless),
    Record(Kind.NOTE, Note, unchanged, harmless),
    Record(Kind.CHECKED, Checked, _checked, harmless),
    Record(Kind.FLAGGED, Flagged, _flagged),
    Record(Kind.SCOPE, ScopeChecked, _scope, points=("scope",)),
    Record(
        Kind.CLOSED,
        Closed,
        _closed,
        lambda now, day: replace(now, closed_on=day, authorised=False),
        points=("outcome",),
    ),
    Record(Kind.REOPENED, Reopened, _reopened, lambda now, day: Readable(holds=now.holds)),
)
