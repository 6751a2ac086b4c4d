"""The register of measures: born in a case, each a file of its own with a key of its own, so it outlives the case."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date

from ..crypto import contexts
from ..crypto.keys import CaseKey
from ..domain import measures
from ..domain.acts import Act, Kind
from ..domain.casefile import CaseFile
from ..domain.measures import Effect, Lesson, Measure, State
from ..domain.persons import without_names
from ..domain.report import LINE_LIMIT, check_text, optional_text
from ..domain.stages import Stage
from ..errors import CheckTooEarly, DateMissing, NotAllowed, ReasonMissing, SealBroken, Stale
from ..store.cabinet import CASE, MEASURE, Cabinet, SealedFile
from .casework import checked_case, entitled
from .desk import (
    Desk,
    OpenFile,
    already_done,
    create,
    enter,
    number_of,
    open_file,
    open_row,
    open_rows,
    read_log,
    remember_own,
)

LAST_YEAR = 2199  # nobody plans further ahead; days are reckoned from it


@dataclass(frozen=True)
class MeasureView:
    """A measure with its log. `case_number` is None once its case is erased."""

    measure: Measure
    log: tuple[Act, ...]
    case_number: str | None = None


def add(
    desk: Desk,
    case_number: str,
    what: str,
    who: str,
    until: date,
    once: str = "",
    lesson: str = Lesson.OTHER,
    check_on: date | None = None,
) -> Measure | None:
    """A measure out of a case in Resonanz, readable by those who can open the case. None on a second click.

    Without `check_on` one looks six months after `until` whether it worked. Raises FileNotFound, NotAllowed (other
    stage), TextMissing, TextTooLong, DateMissing, CheckTooEarly, StoreAway.
    """
    what, who = check_text(what, LINE_LIMIT), check_text(who, LINE_LIMIT)
    if lesson not in list(Lesson):
        raise NotAllowed()
    days = {"until": _day(until), "check": _day(check_on)}
    with desk.cabinet.write() as cabinet:
        parent = open_file(cabinet, desk, CASE, case_number)
        case, log = checked_case(cabinet, parent)
        if case.stage is not Stage.RESPONSE:
            raise NotAllowed()
        if already_done(cabinet, desk, once):
            return None
        file_id, key = secrets.token_bytes(contexts.ID), CaseKey.generate()
        may_read = entitled(cabinet, desk, parent, case, log)
        readers = [o for o in desk.ring.officers(desk.today) if o.officer_id in may_read]
        wraps = {o.officer_id: o.recipient().wrap(file_id, key) for o in readers}
        n = cabinet.next_number(MEASURE, desk.today.year)
        number = number_of(MEASURE, desk.today.year, n)
        data = {"number": number, "what": what, "who": who, "lesson": lesson, **days}
        act = without_names(case, Act(Kind.MEASURE_ADDED, desk.today, desk.officer_id, data), "what", "who")
        measure = measures.added_by(act)
        row = SealedFile(file_id, MEASURE, desk.today.year, n, parent.id, 1, b"", False, b"")
        create(cabinet, desk, row, key, wraps, measure, act)
        return measure


def _day(day: date | None) -> str:
    if day is not None and day.year > LAST_YEAR:
        raise DateMissing()
    return day.isoformat() if day else ""


def done(desk: Desk, number: str, once: str = "") -> Measure:
    """The measure is carried out. Raises FileNotFound, NotAllowed, SealBroken, StoreAway."""
    return _act(desk, number, Kind.MEASURE_DONE, {}, once)


def move(
    desk: Desk, number: str, until: date, check_on: date | None, who: str, reason: str, shown: int, once: str = ""
) -> Measure:
    """Other days, or somebody else sees to it. All of them are set, so `shown` says how long the measure's log was on
    the page: nobody puts back unseen what a colleague has changed since.

    Raises Stale (it is longer), FileNotFound, NotAllowed (nothing changes, or it is over), ReasonMissing, TextMissing,
    TextTooLong, DateMissing, CheckTooEarly, SealBroken, StoreAway.
    """
    data = {"until": _day(until), "check": _day(check_on), "who": check_text(who, LINE_LIMIT)}
    return _act(desk, number, Kind.MEASURE_MOVED, {**data, "reason": optional_text(reason)}, once, shown)


def rate(desk: Desk, number: str, effect: str, reason: str, once: str = "") -> Measure:
    """Did it work? Raises FileNotFound, NotAllowed (not done yet), ReasonMissing, SealBroken, StoreAway."""
    if not effect or effect not in list(Effect):
        raise NotAllowed()
    return _act(desk, number, Kind.MEASURE_RATED, {"effect": effect, "reason": optional_text(reason)}, once)


def _act(desk: Desk, number: str, kind: Kind, data: dict[str, str], once: str, shown: int | None = None) -> Measure:
    with desk.cabinet.write() as cabinet:
        opened = open_file(cabinet, desk, MEASURE, number)
        before, _ = _checked(cabinet, opened)
        if already_done(cabinet, desk, once):
            return before
        if shown not in (None, opened.row.revision):  # one act, one revision
            raise Stale()
        act = Act(kind, desk.today, desk.officer_id, dict(data))
        if case := _case_of(cabinet, desk, opened):
            act = without_names(case, act, *({"who"} & data.keys()))
        after = measures.apply(before, act)
        enter(cabinet, desk, opened, after, act)
        return after


def _checked(cabinet: Cabinet, opened: OpenFile) -> tuple[Measure, list[Act]]:
    """The measure and its log. Raises SealBroken unless the sheet is the sum of what the journal says happened."""
    log = read_log(cabinet, opened)
    try:
        measure = measures.fold(log)
    except (NotAllowed, ReasonMissing, CheckTooEarly) as error:
        raise SealBroken("the log of a measure does not hold together") from error
    if measure != Measure.from_payload(opened.sheet):
        raise SealBroken("the sheet of a measure is not the sum of its acts")
    return measure, log


def _case_of(cabinet: Cabinet, desk: Desk, opened: OpenFile) -> CaseFile | None:
    """The case a measure came from; None when it is erased, or closed to this officer."""
    row = next(cabinet.files(desk.officer_id, [opened.row.parent]), None) if opened.row.parent else None
    return CaseFile.from_payload(open_row(desk, row).sheet) if row else None


def register(desk: Desk, parent: bytes | None = None) -> list[MeasureView]:
    """All measures this officer can open, or those of one case: what is due first comes first, what is over last.

    Raises SealBroken, StoreAway.
    """
    with desk.cabinet.write() as cabinet:
        if parent is not None:
            ids = cabinet.children(parent, desk.officer_id)
        else:
            ids = [file_id for file_id, _, _ in cabinet.revisions(desk.officer_id, MEASURE)]
        opened = [open_row(desk, row) for row in list(cabinet.files(desk.officer_id, ids))]
        remember_own(cabinet, desk, opened)
        born = {one.row.parent for one in opened if one.row.parent is not None}
        numbers = {row.id: number_of(CASE, row.year, row.n) for row in cabinet.files(desk.officer_id, born)}
        views = [_view(cabinet, one, numbers) for one in opened]
    return sorted(views, key=lambda v: (v.measure.due or date.max, v.measure.until, v.measure.number))


def _view(cabinet: Cabinet, opened: OpenFile, numbers: dict[bytes, str]) -> MeasureView:
    measure, log = _checked(cabinet, opened)
    return MeasureView(measure, tuple(log), numbers.get(opened.row.parent) if opened.row.parent else None)


def overdue(desk: Desk) -> int:
    """How many of this officer's measures, or of their checks, are overdue. Raises SealBroken, StoreAway."""
    with desk.cabinet.read() as cabinet:
        ids = [file_id for file_id, _, _ in cabinet.revisions(desk.officer_id, MEASURE)]
        found = [Measure.from_payload(one.sheet) for one in open_rows(desk, cabinet.files(desk.officer_id, ids))]
    return sum(one.state(desk.today) in (State.OVERDUE, State.UNCHECKED) for one in found)
