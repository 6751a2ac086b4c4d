"""What the plans for deputies ask of today: they are carried out by whoever holds a key and works, and end by
themselves (SPEC §46)."""

from __future__ import annotations

import time
from collections.abc import Iterable
from contextlib import suppress

from ...crypto.chain import Entry
from ...domain import deputising
from ...domain.acts import Kind
from ...domain.case.casefile import CaseFile
from ...domain.deputising import DeputyJoined, DutyPlan
from ...domain.errors.case import NotAllowed
from ...errors import Broken, FormatBroken, Refused
from ...store.cabinet import CASE, Cabinet
from . import casework, overview
from .desk import Desk, OpenFile, known_acts, number_of, open_file, require_known
from .entering import may_read, ready
from .log import Log
from .plans import all_plans, joined

SECONDS = 2  # of the list that somebody waits for
FORGOTTEN = 400  # days after which an end is not looked for any more: a key that old has long gone with an act


def settle(desk: Desk) -> None:
    """What the plans ask of today, as far as the keys of who is at the desk reach: deputies get a key to the cases of
    those they stand in for, and lose it when their days are over. Some seconds at most; the next list goes on. Raises
    StoreAway."""
    end = time.monotonic() + SECONDS
    with desk.cabinet.read() as cabinet:
        running = [one for one in all_plans(cabinet, desk.ring) if one.runs(desk.today)]
        joined = list(_ended(cabinet, desk)) if running or cabinet.planning() else []
    for entry, deputy in joined:
        if time.monotonic() < end:
            with suppress(Refused, Broken):
                _leave(desk, entry.file_id, deputy)
    for one in running:
        for number in _without(desk, one):
            if time.monotonic() < end:
                with suppress(Refused, Broken):
                    _join(desk, number, one)


def leave(desk: Desk) -> None:
    """Gives back one's own keys where one was a deputy and the days are over, so that no list shows these cases any
    more: before the first page of a day. Raises StoreAway."""
    if desk.lines.left == desk.today:
        return
    with desk.cabinet.read() as cabinet:
        over = [entry.file_id for entry, deputy in _ended(cabinet, desk) if deputy == desk.officer_id]
    for file_id in over:
        with suppress(Refused, Broken):
            _leave(desk, file_id, desk.officer_id)
    desk.lines.left = desk.today


def _ended(cabinet: Cabinet, desk: Desk) -> Iterable[tuple[Entry, str]]:
    """The entries of those whose days are over and who still have a key of that file."""
    for entry in cabinet.joined_as_deputies():
        with suppress(FormatBroken):
            _, deputy, until = joined(entry.open)
            days = (desk.today - until).days
            if 0 < days < FORGOTTEN and deputy in cabinet.holders(entry.file_id):
                yield entry, deputy


def _leave(desk: Desk, file_id: bytes, deputy: str) -> None:
    """Their own goes from the row; of a colleague's the next epoch begins without them."""
    with desk.cabinet.write() as cabinet:
        number = cabinet.numbers({file_id}).get(file_id)
        if number is None:
            return
        opened = open_file(cabinet, desk, CASE, number_of(*number), ended=True)
        if deputy not in deputising.over(opened.case, desk.today):
            return
        if deputy == desk.officer_id:
            cabinet.leave(deputy, (file_id, *cabinet.children(file_id, deputy)))
        else:
            require_known(known_acts(cabinet, opened))
            ready(cabinet, desk, opened)


def _without(desk: Desk, one: DutyPlan) -> list[str]:
    """The open cases of the absent one, of which the deputy has no key."""
    rows = overview.open_cases(desk, one.absent)
    with desk.cabinet.read() as cabinet:
        held = {number_of(*number) for number in cabinet.held_files(one.deputy)} if rows else set()
    return [row.number for row in rows if row.number not in held]


def _join(desk: Desk, number: str, one: DutyPlan) -> None:
    def needed(cabinet: Cabinet, opened: OpenFile, before: CaseFile, _: Log) -> None:
        if one.deputy in opened.holders or one.deputy not in may_read(cabinet, desk, opened):
            raise NotAllowed()

    data = DeputyJoined(one.deputy, one.absent, one.last)
    casework.act(desk, number, Kind.DEPUTY_JOINED, data, "", joins=one.deputy, provided=needed)
