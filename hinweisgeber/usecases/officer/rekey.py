"""The keys of cases, as people see them; and new keys for all open cases at once, where somebody still holds one who
may read them no more, or where they are of version 1 or put back from a backup.

Some cases are one transaction, and each its own where one of them cannot be: whatever is cut off on the way, every case
is whole, and the next go takes what is left.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from ...crypto.epochs import KeysSaid
from ...domain import records
from ...domain.acts import Kind
from ...domain.case.casefile import CaseFile
from ...errors import Broken, FormatBroken
from ...store.cabinet import CASE, Cabinet, Vouched
from ...store.errors import StoreAway
from .bound import Bound, Left
from .collect import deliver
from .contents import forget_destroyed
from .desk import Desk, OpenFile, number_of, open_file, open_row
from .entering import entitled, ready
from .file_keys import ever_holding, holders_of
from .log import open_log, require_known_log
from .reading import title_of

AT_ONCE = 500  # cases asked for at a time
TOGETHER = 10  # cases in one transaction: others want to write too


@dataclass(frozen=True)
class CaseKeys:
    """Who holds the key of a case, and since when it is this one; `number` 0: still that of version 1."""

    id: bytes
    case: CaseFile
    title: str | None
    number: int
    since: date | None
    holders: frozenset[str]
    ending: frozenset[str]  # of these, who may read nothing that comes after the next act
    undelivered: bool
    newer: bool


def keys_of_case(desk: Desk, number: str) -> CaseKeys:
    """The keys of a case. Raises FileNotFound, Unopened, SealBroken, StoreAway."""
    with desk.cabinet.read() as cabinet:
        opened = open_file(cabinet, desk, CASE, number)
        log, begun = open_log(cabinet, desk, opened), _last_begun(opened.row.said)
        entry = cabinet.entry(begun) if begun else None
        holders = opened.holders or frozenset(cabinet.holders(opened.id))
        return CaseKeys(
            opened.id, log.case, title_of(cabinet, opened), opened.row.epoch, entry.day if entry else None, holders,
            holders - entitled(cabinet, desk, opened), cabinet.waits(opened.id), log.newer,
        )  # fmt: skip


def _last_begun(said: Collection[Vouched]) -> int | None:
    return max((one.seq for one in said if KeysSaid.read(one.said).epoch), default=None)


@dataclass(frozen=True)
class Renewed:
    """What one go has done, and what is left: cases, and the numbers of those that could not be."""

    done: int
    left: int
    failed: tuple[str, ...] = ()


def waiting(desk: Desk) -> list[bytes]:
    """The open cases of this officer that need a new key. Raises StoreAway."""
    active = {officer.officer_id for officer in desk.ring.readers(desk.today)}
    with desk.cabinet.read() as cabinet:
        rows = cabinet.readable((Kind.CLOSED, Kind.REOPENED), desk.officer_id)
        ids = [row.file_id for row in rows if not records.end_of((k, day) for _, k, day in row.entries).closed_on]
        return [
            file_id
            for start in range(0, len(ids), AT_ONCE)
            for file_id in _outdated(cabinet, ids[start : start + AT_ONCE], active)
        ]


def _outdated(cabinet: Cabinet, ids: list[bytes], active: Collection[str]) -> list[bytes]:
    said, restored = cabinet.vouched(ids), cabinet.restored(ids)
    return [one for one in ids if one in restored or not _is_in_order(said.get(one, ()), active)]


def _is_in_order(said: Sequence[Vouched], active: Collection[str]) -> bool:
    try:
        held, may = ever_holding(said), holders_of(said) & {*active}
    except FormatBroken:  # it does not open either, and is named; no other waits for it
        return False
    return bool(held) and held <= may


def renew_some(desk: Desk, bound: Bound) -> Renewed:
    """New keys for as many of them as the bound allows; what could not be is named and left for later. Raises
    StoreAway; what is done by then stays done."""
    ids, left, done, failed = waiting(desk), Left(bound), 0, list[bytes]()
    for start in range(0, len(ids), TOGETHER):
        some = [file_id for file_id in ids[start : start + TOGETHER] if left.another()]
        if not some:
            break
        try:
            done += _renewed(desk, some)
            continue
        except (Broken, StoreAway):
            pass  # of one case: what waits in it, or came while it was away; the others go on
        for file_id in some:
            try:
                done += _renewed(desk, [file_id])
            except (Broken, StoreAway):
                failed.append(file_id)
    with suppress(StoreAway):  # what the mailboxes are shown of it waits in the cabinet
        deliver(desk.cabinet, desk.letterbox, desk.today)
    with desk.cabinet.read() as cabinet:
        numbers = tuple(sorted(number_of(*number) for number in cabinet.numbers(failed).values()))
    return Renewed(done, len(ids) - done, numbers)


def _renewed(desk: Desk, file_ids: Collection[bytes]) -> int:
    """How many of these cases are there still, and have new keys now. Raises Broken; then nothing has changed."""
    with desk.cabinet.write() as cabinet:
        rows, first = list(cabinet.files(desk.officer_id, file_ids)), list[OpenFile]()
        for row in rows:
            opened = open_row(desk, row)
            require_known_log(cabinet, desk, opened)
            ready(cabinet, desk, opened)
            if not row.epoch:
                first.append(opened)
    for opened in first:
        forget_destroyed(desk, opened)
    return len(rows)
