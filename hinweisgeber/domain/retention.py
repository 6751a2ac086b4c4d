"""Erasure, legal hold, archive (HinSchG § 11 Abs. 5; SächsArchivG; LAW § 4).

Whether a case may be erased must be told without any key, from readable kinds of acts and their days: `Readable`. The
fold keeps the same rule with all details, for the officers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from . import deadlines
from .acts import CASE_ACT, Act, Kind
from .errors.case import NotAllowed
from .errors.ending import ArchiveOpen, HoldStands, RetaliationOpen, ReviewTooEarly, SecondPersonNeeded
from .reasons import reason_of
from .stages import Stage

if TYPE_CHECKING:
    from .casefile import CaseFile


class Archive(StrEnum):
    """What became of the offer to the archive."""

    NOT_OFFERED = ""
    OFFERED = "offered"
    NOT_WORTH_KEEPING = "not-worth-keeping"
    NO_ANSWER_IN_TIME = "no-answer-in-time"
    TAKEN = "taken"  # as a pseudonymised copy


@dataclass(frozen=True)
class Hold:
    """A legal hold: it stands from the proposal on, and needs a second person; it ends only by being lifted."""

    n: int  # from 1
    reason: str
    norm: str
    review: date
    by: str
    confirmed_by: str = ""
    lifted_on: date | None = None


@dataclass(frozen=True)
class Readable:
    """What the journal tells without a key about the end of one case."""

    closed_on: date | None = None
    authorised: bool = False
    holds: int = 0
    archive_offered: bool = False
    archive_answered: bool = False

    @classmethod
    def of(cls, acts: Iterable[tuple[str, date]]) -> Readable:
        """From the kinds and days of a case's acts, in order."""
        now = cls()
        for kind, day in acts:
            now = now.after(kind, day)
        return now

    def after(self, kind: str, day: date) -> Readable:
        """After one more act. One that nobody has said to be harmless takes the authorisation back: somebody must look
        again before anything is destroyed."""
        if kind in HARMLESS:
            return self
        return _READ.get(kind, _taken_back)(self, day)

    @property
    def deletable_from(self) -> date | None:
        """First day of erasure by law (HinSchG § 11 Abs. 5), once closed."""
        return deadlines.deletable_from(self.closed_on) if self.closed_on else None

    def erasable_from(self) -> date | None:
        """First day on which the machine may erase this case; None while something stands against it."""
        return self.deletable_from if self.authorised and not self.holds else None


def _taken_back(now: Readable, day: date) -> Readable:
    return replace(now, authorised=False)


#: A message after the authorisation, or a new hold, takes it back: an officer must look again.
_READ: dict[str, Callable[[Readable, date], Readable]] = {
    Kind.CLOSED: lambda now, day: replace(now, closed_on=day, authorised=False),
    Kind.REOPENED: lambda now, day: Readable(holds=now.holds),
    Kind.FOLLOW_UP: _taken_back,
    Kind.ERASURE_AUTHORISED: lambda now, day: replace(now, authorised=True),
    Kind.ERASURE_RECALLED: _taken_back,
    Kind.HOLD_PROPOSED: lambda now, day: replace(now, holds=now.holds + 1, authorised=False),
    Kind.HOLD_LIFTED: lambda now, day: replace(now, holds=max(0, now.holds - 1)),
    Kind.ARCHIVE_OFFERED: lambda now, day: replace(now, archive_offered=True),
    Kind.ARCHIVE_ANSWERED: lambda now, day: replace(now, archive_answered=True),
}

#: Kinds that say nothing of a case's end, as the journal calls them.
_HARMLESS = (
    Kind.FOUNDED,
    Kind.CASE_RECEIVED,
    Kind.ACKNOWLEDGED,
    Kind.TAKEN_OVER,
    Kind.ASSIGNED,
    Kind.STAGE,
    Kind.REPLY,
    Kind.FEEDBACK,
    Kind.FEEDBACK_WAIVED,
    Kind.NOTE,
    Kind.CHECKED,
    Kind.FILE_REDACTED,
    Kind.FILE_DESTROYED,
    Kind.MESSAGE_DESTROYED,
    Kind.NOTE_DESTROYED,
    Kind.HOLD_CONFIRMED,
    Kind.MEASURE_ADDED,
    Kind.MEASURE_MOVED,
    Kind.MEASURE_DONE,
    Kind.MEASURE_RATED,
)
HARMLESS = frozenset({CASE_ACT, *map(str, _HARMLESS)})

#: Of a case without an act of these there is nothing to tell: it is neither closed nor held.
ENDING = frozenset(map(str, (Kind.CLOSED, Kind.HOLD_PROPOSED)))


def passed_on_since_closed(log: Iterable[Act]) -> bool:
    """Whether something was passed on since the case was closed: a copy for the archive leaves the house, so that it
    stands in the register of disclosures like all else. `log`: the acts on the case, in order.

    Not asked by the fold: what was answered before this rule stays answered.
    """
    passed = False
    for act in log:
        passed = act.kind is not Kind.CLOSED and (passed or act.kind is Kind.DISCLOSURE_MADE)
    return passed


def active_holds(case: CaseFile) -> tuple[Hold, ...]:
    """The holds that stand."""
    return tuple(hold for hold in case.holds if hold.lifted_on is None)


def _hold(case: CaseFile, n: int) -> Hold:
    for hold in active_holds(case):
        if hold.n == n:
            return hold
    raise NotAllowed()


def _with(case: CaseFile, changed: Hold) -> CaseFile:
    return replace(case, holds=tuple(changed if hold.n == changed.n else hold for hold in case.holds))


def _proposed(case: CaseFile, act: Act) -> CaseFile:
    reason, norm = reason_of(act.data), reason_of(act.data, "norm")
    review = date.fromisoformat(act.data["review"])
    if review <= act.day:
        raise ReviewTooEarly()
    hold = Hold(len(case.holds) + 1, reason, norm, review, act.signer)
    return replace(case, holds=(*case.holds, hold), erasure_authorised=None)


def _confirmed(case: CaseFile, act: Act) -> CaseFile:
    hold = _hold(case, act.data["n"])
    if hold.confirmed_by:
        raise NotAllowed()
    if hold.by == act.signer:
        raise SecondPersonNeeded()
    return _with(case, replace(hold, confirmed_by=act.signer))


def _lifted(case: CaseFile, act: Act) -> CaseFile:
    reason_of(act.data)
    return _with(case, replace(_hold(case, act.data["n"]), lifted_on=act.day))


def _offered(case: CaseFile, act: Act) -> CaseFile:
    if case.stage is not Stage.CLOSED or case.archive is not Archive.NOT_OFFERED:
        raise NotAllowed()
    return replace(case, archive=Archive.OFFERED, archive_on=act.day)


def _archive_answered(case: CaseFile, act: Act) -> CaseFile:
    reason_of(act.data)
    answer = Archive(act.data["answer"])
    if case.archive is not Archive.OFFERED or answer in (Archive.NOT_OFFERED, Archive.OFFERED):
        raise NotAllowed()
    return replace(case, archive=answer, archive_on=act.day)


def _authorised(case: CaseFile, act: Act) -> CaseFile:
    if case.stage is not Stage.CLOSED or case.erasure_authorised is not None:
        raise NotAllowed()
    if active_holds(case):
        raise HoldStands()
    if case.archive is Archive.OFFERED:
        raise ArchiveOpen()
    if case.open_retaliations:  # § 36: the file is the reporter's evidence
        raise RetaliationOpen()
    return replace(case, erasure_authorised=act.day)


def _recalled(case: CaseFile, act: Act) -> CaseFile:
    reason_of(act.data)
    if case.erasure_authorised is None:
        raise NotAllowed()
    return replace(case, erasure_authorised=None)


STEPS: dict[Kind, Callable[[CaseFile, Act], CaseFile]] = {
    Kind.HOLD_PROPOSED: _proposed,
    Kind.HOLD_CONFIRMED: _confirmed,
    Kind.HOLD_LIFTED: _lifted,
    Kind.ARCHIVE_OFFERED: _offered,
    Kind.ARCHIVE_ANSWERED: _archive_answered,
    Kind.ERASURE_AUTHORISED: _authorised,
    Kind.ERASURE_RECALLED: _recalled,
}
