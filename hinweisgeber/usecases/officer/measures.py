"""The register of measures: born in a case, each a file of its own with a key of its own, so it outlives the case."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date

from ...crypto import contexts
from ...crypto.errors import SealBroken
from ...domain.acts import Act, Data, Kind
from ...domain.case import measure_steps
from ...domain.case.casefile import CaseFile
from ...domain.case.measure_steps import MeasureAdded, MeasureMoved, MeasureRated, MeasureShared
from ...domain.case.measures import Effect, Lesson, Measure, State
from ...domain.case.stages import Stage
from ...domain.dialogue.texts import LINE_LIMIT, check_text, optional_text
from ...domain.errors.case import CheckTooEarly, NotAllowed
from ...domain.errors.fields import DateMissing, ReasonMissing
from ...domain.errors.persons import NamesConcerned
from ...domain.persons.concerned import require_unconcerned
from ...domain.persons.naming import without_names
from ...store.cabinet import CASE, MEASURE, Cabinet, SealedFile
from .casework import require_may_join
from .desk import (
    Desk,
    OpenFile,
    already_done,
    case_of,
    each,
    ended_as_deputy,
    has_newer,
    measure_of,
    number_of,
    open_file,
    open_row,
    read_log,
    remember_own,
    require_known,
)
from .entering import NextEpoch, create, enter, entitled, ready
from .errors import CaseUnopened
from .log import checked_case
from .news import require_seen
from .vouched import born_of, require_born

LAST_YEAR = 2199  # nobody plans further ahead; days are reckoned from it


@dataclass(frozen=True)
class MeasureView:
    """A measure with its log. `case_number` is None once its case is erased, and where this officer holds no key to
    it; `case_erased` says which."""

    measure: Measure
    log: tuple[Act, ...]
    seen: int = 0  # the newest entry that is shown
    case_number: str | None = None
    case_erased: bool = False


@dataclass(frozen=True)
class Register:
    """The measures an officer can open, and the numbers of those they hold a key to that do not open."""

    views: tuple[MeasureView, ...] = ()
    unopened: tuple[str, ...] = ()

    @property
    def measures(self) -> list[Measure]:
        """The measures without their logs."""
        return [view.measure for view in self.views]


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
    _check_days(until=until, check=check_on)
    with desk.cabinet.write() as cabinet:
        parent = open_file(cabinet, desk, CASE, case_number)
        case, _ = checked_case(cabinet, desk, parent)
        if already_done(cabinet, desk, once):
            return None
        require_seen(cabinet, desk, parent)
        if case.stage is not Stage.RESPONSE:
            raise NotAllowed()
        _require_unconcerned(desk, case, who)
        parent = ready(cabinet, desk, parent)  # a case of version 1 has no key yet that makes marks
        file_id = secrets.token_bytes(contexts.ID)
        first = NextEpoch.of(desk, file_id, None, entitled(cabinet, desk, parent))
        n = cabinet.free_number(MEASURE, desk.today.year)
        number = number_of(MEASURE, desk.today.year, n)
        born = parent.keys.measure_mark(file_id)
        data = MeasureAdded(number, what, who, until, Lesson(lesson), check_on or "", born)
        act = without_names(case, Act(Kind.MEASURE_ADDED, desk.today, desk.officer_id, data))
        measure = measure_steps.added_by(act)
        row = SealedFile(file_id, MEASURE, desk.today.year, n, parent.id, 1, b"", False, b"")
        create(cabinet, desk, row, first, measure, act)
        return measure


def _check_days(**days: date | None) -> None:
    for field, day in days.items():
        if day and day.year > LAST_YEAR:
            raise DateMissing().at(field)


def done(desk: Desk, number: str, once: str = "") -> Measure:
    """The measure is carried out. Raises FileNotFound, NotAllowed, SealBroken, StoreAway."""
    return _act(desk, number, Kind.MEASURE_DONE, Data(), once)


def _require_unconcerned(desk: Desk, case: CaseFile, who: str) -> None:
    """Raises NamesConcerned, at the field."""
    try:
        require_unconcerned(case, who, functions_of(desk, case.kept_out))
    except NamesConcerned as refused:
        raise refused.at("who") from None


def functions_of(desk: Desk, ids: tuple[str, ...]) -> list[str]:
    """What these officers are called."""
    return [officer.function for officer in desk.ring.everyone if officer.officer_id in ids]


def move(desk: Desk, number: str, until: date, check_on: date | None, who: str, reason: str, once: str = "") -> Measure:
    """Other days, or somebody else sees to it. All of them are set: nobody puts back unseen what a colleague has
    changed since.

    Raises ChangedMeanwhile, FileNotFound, NotAllowed (nothing changes, or it is over), ReasonMissing, TextMissing,
    TextTooLong, DateMissing, CheckTooEarly, SealBroken, StoreAway.
    """
    _check_days(until=until, check=check_on)
    data = MeasureMoved(until, check_on or "", check_text(who, LINE_LIMIT), optional_text(reason))
    return _act(desk, number, Kind.MEASURE_MOVED, data, once)


def rate(desk: Desk, number: str, effect: str, reason: str, once: str = "") -> Measure:
    """Did it work? Raises FileNotFound, NotAllowed (not done yet), ReasonMissing, SealBroken, StoreAway."""
    if not effect or effect not in list(Effect):
        raise NotAllowed()
    return _act(desk, number, Kind.MEASURE_RATED, MeasureRated(Effect(effect), optional_text(reason)), once)


def share(desk: Desk, number: str, to: str, reason: str, once: str = "") -> Measure:
    """Gives somebody else in the ring the key of a measure whose case is erased, so that it outlives whoever held it.
    While there is a case, its keys go with the case, and never to whom the reporter excluded.

    Raises FileNotFound, NotAllowed (there is a case, nobody active, or oneself), ReasonMissing, SealBroken, StoreAway.
    """
    if to == desk.officer_id or to not in {one.officer_id for one in desk.ring.readers(desk.today)}:
        raise NotAllowed()
    return _act(desk, number, Kind.MEASURE_SHARED, MeasureShared(to, optional_text(reason)), once, joins=to)


def _act(
    desk: Desk,
    number: str,
    kind: Kind,
    data: Data,
    once: str,
    joins: str | None = None,
) -> Measure:
    with desk.cabinet.write() as cabinet:
        opened = open_file(cabinet, desk, MEASURE, number)
        before, log = _read(cabinet, opened)
        require_known(log)
        if already_done(cabinet, desk, once):
            return before
        require_seen(cabinet, desk, opened)
        act = Act(kind, desk.today, desk.officer_id, data)
        if case := _case_of(cabinet, desk, opened):
            if isinstance(data, MeasureMoved) and data.who is not None:
                _require_unconcerned(desk, case, data.who)
            act = without_names(case, act)
        after = measure_steps.apply(before, act)
        if joins is not None:
            if _has_case(cabinet, desk, opened):
                raise NotAllowed()
            require_may_join(desk, joins, before.recused)
        enter(cabinet, desk, opened, after, act, joins)
        return after


def _read(cabinet: Cabinet, opened: OpenFile) -> tuple[Measure, list[Act]]:
    """The measure and its log. Raises SealBroken unless the sheet is the sum of what the journal says happened; of what
    a newer version has worked on the sheet alone says how it stands."""
    log, sheet = read_log(cabinet, opened), measure_of(opened)
    if has_newer(log):
        return sheet, log
    try:
        measure = measure_steps.fold(log)
    except (NotAllowed, ReasonMissing, CheckTooEarly) as error:
        raise SealBroken("the log of a measure does not hold together") from error
    if measure != sheet:
        raise SealBroken("the sheet of a measure is not the sum of its acts")
    return measure, log


def _case_of(cabinet: Cabinet, desk: Desk, opened: OpenFile) -> CaseFile | None:
    """The case a measure came from; None once it is erased.

    Raises CaseUnopened where it is closed to this officer: then nobody knows which names a text must not hold; and
    SealBroken where the measure was born in another one.
    """
    if _alone(cabinet, opened):
        return None
    row = next(cabinet.files(desk.officer_id, [opened.row.parent or b""]), None)
    if row is None:
        raise CaseUnopened()
    require_born(cabinet, (case := open_row(desk, row)).keys, opened)
    return case_of(case)


def _alone(cabinet: Cabinet, opened: OpenFile) -> bool:
    """Whether rows say that its case is erased; of one that is being erased the link may not be cut yet."""
    return opened.row.parent is None or opened.row.parent in cabinet.erased_files()


def _has_case(cabinet: Cabinet, desk: Desk, opened: OpenFile) -> bool:
    """Whether its case is still there. Rows alone do not unlock a key: each case that this officer opens is asked
    whether the measure's mark is its own."""
    if not _alone(cabinet, opened):
        return True
    cases = [file_id for file_id, _, _ in cabinet.revisions(desk.officer_id, CASE)]
    mark, rows = born_of(cabinet, opened), cabinet.files(desk.officer_id, cases)
    marks, _ = each(rows, lambda row: open_row(desk, row).keys.measure_mark(opened.id))
    return mark is not None and mark in marks


def register(desk: Desk, parent: bytes | None = None) -> Register:
    """All measures this officer can open, or those of one case: what is due first comes first, what is over last.

    Raises StoreAway.
    """
    with desk.cabinet.read() as cabinet:
        if parent is not None:
            ids = cabinet.children(parent, desk.officer_id)
        else:
            ids = [file_id for file_id, _, _ in cabinet.revisions(desk.officer_id, MEASURE)]
        rows = list(cabinet.files(desk.officer_id, ids))
        born_in = list(cabinet.files(desk.officer_id, {row.parent for row in rows if row.parent is not None}))
        numbers: dict[bytes | None, str] = {row.id: number_of(CASE, row.year, row.n) for row in born_in}
        opened_cases, _ = each(born_in, lambda row: open_row(desk, row))
        cases = {case.id: case.keys for case in opened_cases}
        over = {case.id for case in opened_cases if ended_as_deputy(desk, case)}
        rows = [row for row in rows if row.parent not in over]
        gone = {None, *cabinet.erased_files()}

        def made(row: SealedFile) -> tuple[OpenFile, MeasureView]:
            measure, log = _read(cabinet, opened := open_row(desk, row))
            if keys := cases.get(row.parent or b""):
                require_born(cabinet, keys, opened)
            seen = max((act.seq for act in log if act.kind is not Kind.EPOCH), default=0)
            return opened, MeasureView(measure, tuple(log), seen, numbers.get(row.parent), row.parent in gone)

        found, unopened = each(rows, made)
    if fresh := [opened for opened, _ in found if not opened.row.own]:
        with desk.cabinet.write() as cabinet:
            remember_own(cabinet, desk, fresh)
    return Register(tuple(sorted((view for _, view in found), key=_next_first)), unopened)


def _next_first(view: MeasureView) -> tuple[date, date, str]:
    return view.measure.due or date.max, view.measure.until, view.measure.number


def overdue(desk: Desk) -> int:
    """How many of this officer's measures, or of their checks, are overdue, as far as they open: the register names the
    others. Raises StoreAway."""
    with desk.cabinet.read() as cabinet:
        ids = cabinet.perhaps_late(desk.officer_id, MEASURE, Kind.MEASURE_RATED, desk.today)
        rows = cabinet.files(desk.officer_id, ids)
        found, _ = each(rows, lambda row: measure_of(open_row(desk, row)))
    return sum(one.state(desk.today) in (State.OVERDUE, State.UNCHECKED) for one in found)
