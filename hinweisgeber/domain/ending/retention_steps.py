"""Before the erasure of a case, step by step: legal hold, offer to the archive, authorisation (HinSchG § 11 Abs. 5;
SächsArchivG; LAW § 4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from ..acts import Act, Data, FreeText, Kind, Reasoned
from ..case.casefile import CaseFile
from ..case.stages import Stage
from ..errors.case import NotAllowed
from ..errors.ending import ArchiveOpen, HoldStands, RetaliationOpen, ReviewTooEarly, SecondPersonNeeded
from ..reasons import reason_of
from ..record import Record
from .readable import harmless, taken_back
from .retention import Archive, Hold


@dataclass(frozen=True)
class HoldProposed(Data):
    """A legal hold: why, on what rule, and when to look again. Up to 0.2.0 it stood from the proposal on; now the act
    that confirms it holds, with the same words."""

    review: date
    reason: FreeText | None = None
    norm: FreeText | None = None


@dataclass(frozen=True)
class HoldConfirmed(Data):
    """The second person agrees to the n-th hold."""

    n: int


@dataclass(frozen=True)
class HoldLifted(Data):
    """The n-th hold ends."""

    n: int
    reason: FreeText | None = None


@dataclass(frozen=True)
class ArchiveAnswered(Data):
    """What the archive said, and how."""

    answer: Archive
    reason: FreeText | None = None


def passed_on_since_closed(log: Iterable[Act]) -> bool:
    """Whether something was passed on since the case was closed: a copy for the archive leaves the house, so that it
    stands in the register of disclosures like all else. `log`: the acts on the case, in order.

    Not asked by the fold: what was answered before this rule stays answered.
    """
    passed = False
    for act in log:
        passed = act.kind is not Kind.CLOSED and (passed or act.kind is Kind.DISCLOSURE_MADE)
    return passed


def _hold(case: CaseFile, n: int) -> Hold:
    for hold in case.active_holds:
        if hold.n == n:
            return hold
    raise NotAllowed()


def _with(case: CaseFile, changed: Hold) -> CaseFile:
    return replace(case, holds=tuple(changed if hold.n == changed.n else hold for hold in case.holds))


def _proposed(case: CaseFile, act: Act, data: HoldProposed) -> CaseFile:
    reason, norm = reason_of(data.reason), reason_of(data.norm, "norm")
    if data.review <= act.day:
        raise ReviewTooEarly()
    hold = Hold(len(case.holds) + 1, reason, norm, data.review, act.signer)
    return replace(case, holds=(*case.holds, hold), erasure_authorised=None)


def _held(case: CaseFile, act: Act, data: HoldProposed) -> CaseFile:
    """By two: who proposed it, and who holds with this act."""
    said = act.openly.confirms
    by = next((one.by for one in case.proposals if said and one.entry == said.entry), "")
    case = _proposed(case, replace(act, signer=by or act.signer), data)
    return _with(case, replace(case.holds[-1], confirmed_by=act.signer))


def _confirmed(case: CaseFile, act: Act, data: HoldConfirmed) -> CaseFile:
    hold = _hold(case, data.n)
    if hold.confirmed_by:
        raise NotAllowed()
    if hold.by == act.signer:
        raise SecondPersonNeeded()
    return _with(case, replace(hold, confirmed_by=act.signer))


def _lifted(case: CaseFile, act: Act, data: HoldLifted) -> CaseFile:
    reason_of(data.reason)
    return _with(case, replace(_hold(case, data.n), lifted_on=act.day))


def _offered(case: CaseFile, act: Act, data: Data) -> CaseFile:
    if case.stage is not Stage.CLOSED or case.archive is not Archive.NOT_OFFERED:
        raise NotAllowed()
    return replace(case, archive=Archive.OFFERED, archive_on=act.day)


def _archive_answered(case: CaseFile, act: Act, data: ArchiveAnswered) -> CaseFile:
    reason_of(data.reason)
    if case.archive is not Archive.OFFERED or data.answer in (Archive.NOT_OFFERED, Archive.OFFERED):
        raise NotAllowed()
    return replace(case, archive=data.answer, archive_on=act.day)


def _authorised(case: CaseFile, act: Act, data: Data) -> CaseFile:
    if case.stage is not Stage.CLOSED or case.erasure_authorised is not None:
        raise NotAllowed()
    if case.active_holds:
        raise HoldStands()
    if case.archive is Archive.OFFERED:
        raise ArchiveOpen()
    if case.open_retaliations:  # § 36: the file is the reporter's evidence
        raise RetaliationOpen()
    return replace(case, erasure_authorised=act.day)


def _recalled(case: CaseFile, act: Act, data: Reasoned) -> CaseFile:
    reason_of(data.reason)
    if case.erasure_authorised is None:
        raise NotAllowed()
    return replace(case, erasure_authorised=None)


#: Of a case without an act of these there is nothing to tell: it is neither closed nor held.
ENDING = frozenset(map(str, (Kind.CLOSED, Kind.HOLD_PROPOSED, Kind.HELD)))

RECORDS = (
    Record(
        Kind.HELD, HoldProposed, _held,
        readable=lambda now, day: replace(now, holds=now.holds + 1, authorised=False),
    ),
    Record(
        Kind.HOLD_PROPOSED, HoldProposed, _proposed,
        readable=lambda now, day: replace(now, holds=now.holds + 1, authorised=False),
    ),
    Record(Kind.HOLD_CONFIRMED, HoldConfirmed, _confirmed, harmless),
    Record(
        Kind.HOLD_LIFTED, HoldLifted, _lifted, readable=lambda now, day: replace(now, holds=max(0, now.holds - 1))
    ),
    Record(Kind.ARCHIVE_OFFERED, Data, _offered, readable=lambda now, day: replace(now, archive_offered=True)),
    Record(
        Kind.ARCHIVE_ANSWERED, ArchiveAnswered, _archive_answered,
        readable=lambda now, day: replace(now, archive_answered=True),
    ),
    Record(Kind.ERASURE_AUTHORISED, Data, _authorised, readable=lambda now, day: replace(now, authorised=True)),
    Record(Kind.ERASURE_RECALLED, Reasoned, _recalled, taken_back),
)  # fmt: skip
