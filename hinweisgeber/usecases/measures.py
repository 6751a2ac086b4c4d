"""The register of measures: born in a case, each a file of its own with a key of its own, so it outlives the case."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date

from ..crypto import contexts
from ..crypto.keys import CaseKey
from ..domain import measures
from ..domain.acts import Act, Kind
from ..domain.measures import Effect, Measure
from ..domain.report import LINE_LIMIT, check_text, optional_text
from ..domain.stages import Stage
from ..errors import NotAllowed
from ..store.cabinet import CASE, MEASURE, SealedFile
from .casework import checked_case, entitled
from .desk import Desk, already_done, create, enter, number_of, open_file, open_row, read_log, remember_own


@dataclass(frozen=True)
class MeasureView:
    """A measure with its log."""

    measure: Measure
    log: tuple[Act, ...]


def add(desk: Desk, case_number: str, what: str, who: str, until: date, once: str = "") -> Measure | None:
    """A measure out of a case in Resonanz, readable by those who can open the case. None on a second click.

    Raises FileNotFound, NotAllowed (other stage), TextMissing, TextTooLong, StoreAway.
    """
    what, who = check_text(what, LINE_LIMIT), check_text(who, LINE_LIMIT)
    with desk.cabinet.write() as cabinet:
        parent = open_file(cabinet, desk, CASE, case_number)
        case, log = checked_case(cabinet, parent)
        if case.stage is not Stage.RESPONSE:
            raise NotAllowed()
        if already_done(cabinet, desk, once):
            return None
        file_id, key = secrets.token_bytes(contexts.ID), CaseKey.generate()
        readers = [o for o in desk.ring.officers(desk.today) if o.officer_id in entitled(desk, case, log)]
        wraps = {o.officer_id: o.recipient().wrap(file_id, key) for o in readers}
        n = cabinet.next_number(MEASURE, desk.today.year)
        number = number_of(MEASURE, desk.today.year, n)
        data = {
            "number": number,
            "case_number": case_number,
            "what": what,
            "who": who,
            "until": until.isoformat(),
        }
        act = Act(Kind.MEASURE_ADDED, desk.today, desk.officer_id, data)
        measure = measures.added_by(act)
        row = SealedFile(file_id, MEASURE, desk.today.year, n, parent.id, 1, b"", False, b"")
        create(cabinet, desk, row, key, wraps, measure.payload(), act)
        return measure


def done(desk: Desk, number: str, once: str = "") -> Measure:
    """The measure is carried out. Raises FileNotFound, NotAllowed, StoreAway."""
    return _act(desk, number, Kind.MEASURE_DONE, {}, once)


def rate(desk: Desk, number: str, effect: str, reason: str, once: str = "") -> Measure:
    """Did it work? Raises FileNotFound, NotAllowed (not done yet), ReasonMissing, StoreAway."""
    if not effect or effect not in list(Effect):
        raise NotAllowed()
    return _act(desk, number, Kind.MEASURE_RATED, {"effect": effect, "reason": optional_text(reason)}, once)


def _act(desk: Desk, number: str, kind: Kind, data: dict[str, str], once: str) -> Measure:
    with desk.cabinet.write() as cabinet:
        opened = open_file(cabinet, desk, MEASURE, number)
        before = Measure.from_payload(opened.sheet)
        if already_done(cabinet, desk, once):
            return before
        act = Act(kind, desk.today, desk.officer_id, dict(data))
        after = measures.apply(before, act)
        enter(cabinet, desk, opened, after.payload(), act)
        return after


def register(desk: Desk, parent: bytes | None = None) -> list[MeasureView]:
    """All measures this officer can open, or those of one case: open ones first, then by date."""
    with desk.cabinet.write() as cabinet:
        if parent is not None:
            ids = cabinet.children(parent, desk.officer_id)
        else:
            ids = [file_id for file_id, _, _ in cabinet.revisions(desk.officer_id, MEASURE)]
        opened = [open_row(desk, row) for row in cabinet.files(desk.officer_id, ids)]
        remember_own(cabinet, desk, opened)
        views = [MeasureView(Measure.from_payload(o.sheet), tuple(read_log(cabinet, o))) for o in opened]
    order = {"open": 0, "done": 1, "rated": 2}
    return sorted(views, key=lambda v: (order[v.measure.state], v.measure.until, v.measure.number))
