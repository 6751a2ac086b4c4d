"""The list of cases. Opening ten thousand sheets one by one would be slow, so each officer keeps an own overview:
one sealed table of all their cases, in which only those that changed since are opened anew."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from ..crypto import contexts
from ..crypto.seal import seal_text
from ..crypto.unseal import open_text
from ..domain.casefile import CaseFile
from ..domain.duties import BY_LAW, duties
from ..domain.flags import Flag
from ..errors import Broken, FormatBroken
from ..store.cabinet import CASE, Cabinet
from .casework import title_of
from .desk import Desk, OpenFile, open_rows, remember_own

PAGE = 50
FOLLOW_UPS = 7  # where they stand in a table's line
NOTHING_DUE = "9999-12-31"

Table = dict[str, list[Any]]  # by file id in hex: the values of a Row but for `unread`


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list."""

    revision: int
    number: str
    received: str  # ISO dates: they sort as they read and cost nothing to keep
    stage: str
    due: str
    due_what: str
    assigned_to: str
    follow_ups: int
    title: str
    topic: str
    urgent: bool
    retaliation: bool
    late: bool
    owed: str  # the next open deadline of § 17 HinSchG: an earlier aim of ours must not hide it
    owed_what: str
    unread: int = 0

    @property
    def order(self) -> tuple[bool, bool, str, str]:
        """Retaliation and urgent ones first, then by what is due, then by number."""
        return (not self.retaliation, not self.urgent, self.due, self.number)

    def missed(self, today: str) -> bool:
        """Whether a deadline of § 17 HinSchG was not kept: the act came late, or has not come yet."""
        return self.late or self.owed < today


@dataclass(frozen=True)
class Wanted:
    """What the list is filtered by; empty means everything."""

    stage: str = ""
    mine: bool = False
    due_within: int | None = None  # days from today; 0 means due today or overdue
    search: str = ""
    page: int = 1


@dataclass(frozen=True)
class Listing:
    """One page of the list."""

    rows: list[Row]
    total: int
    page: int
    pages: int
    counts: dict[str, int]  # cases by stage, unfiltered
    missed: int  # cases in which a deadline of § 17 HinSchG was not kept, unfiltered


def row_of(case: CaseFile, revision: int, title: str) -> Row:
    """The line a case makes; `title` stands in no sheet, it comes from the report itself."""
    due = case.due
    owed = next((duty for duty in duties(case) if duty.what in BY_LAW), None)
    return Row(
        revision=revision,
        number=case.number,
        received=case.received.isoformat(),
        stage=case.stage.value,
        due=due.day.isoformat() if due else NOTHING_DUE,
        due_what=due.what if due else "",
        assigned_to=case.assigned_to,
        follow_ups=case.follow_ups,
        title=title,
        topic=case.topic,
        urgent=Flag.URGENT in case.flags,
        retaliation=case.open_retaliations > 0,
        late=bool(case.late),
        owed=owed.day.isoformat() if owed else NOTHING_DUE,
        owed_what=owed.what if owed else "",
    )


def listing(desk: Desk, wanted: Wanted) -> Listing:
    """The page of the list this officer asked for. Raises StoreAway."""
    rows = all_rows(desk)
    counts: dict[str, int] = {}
    for row in rows:
        counts[row.stage] = counts.get(row.stage, 0) + 1
    found = sorted((row for row in rows if _matches(row, wanted, desk)), key=lambda row: row.order)
    pages = max(1, -(-len(found) // PAGE))
    page = min(max(1, wanted.page), pages)
    shown = found[(page - 1) * PAGE : page * PAGE]
    missed = sum(row.missed(desk.today.isoformat()) for row in rows)
    return Listing(shown, len(found), page, pages, counts, missed)


def _matches(row: Row, wanted: Wanted, desk: Desk) -> bool:
    if wanted.stage and row.stage != wanted.stage:
        return False
    if wanted.mine and row.assigned_to != desk.officer_id:
        return False
    if wanted.due_within is not None and row.due > (desk.today + timedelta(days=wanted.due_within)).isoformat():
        return False
    if wanted.search:
        text = f"{row.number} {row.title} {row.topic}".casefold()
        return all(word in text for word in wanted.search.casefold().split())
    return True


def all_rows(desk: Desk) -> list[Row]:
    """Every case this officer can open, with their unread follow-ups."""
    with desk.cabinet.read() as cabinet:
        current = cabinet.revisions(desk.officer_id, CASE)
        kept = cabinet.overview(desk.officer_id)
    table = _open_table(desk, kept)
    changed = [file_id for file_id, revision, _ in current if table.get(file_id.hex(), (0,))[0] != revision]
    if changed or len(table) != len(current):
        table = _refresh(desk, table, [file_id for file_id, _, _ in current], changed)
    rows = []
    for file_id, _, seen in current:
        values = table.get(file_id.hex())
        if values is not None:
            rows.append(Row(*[*values, max(0, values[FOLLOW_UPS] - seen)]))
    return rows


def _open_table(desk: Desk, kept: bytes | None) -> Table:
    if kept is None:
        return {}
    try:
        table = dict(json.loads(open_text(desk.identity.own, contexts.index(desk.officer_id), kept)))
    except (Broken, TypeError, ValueError):
        return {}  # it is only a summary: made anew from the sheets
    lines = {type(line) is list and len(line) for line in table.values()}
    return table if lines <= {len(Row.__slots__) - 1} else {}  # another version's lines have other columns


def _refresh(desk: Desk, table: Table, ids: list[bytes], changed: list[bytes]) -> Table:
    with desk.cabinet.read() as cabinet:
        opened = open_rows(desk, cabinet.files(desk.officer_id, changed))
        fresh = {f.id.hex(): _values(cabinet, f) for f in opened}
    table = {key: fresh.get(key) or table[key] for key in (i.hex() for i in ids) if key in fresh or key in table}
    try:
        summary = json.dumps(table, ensure_ascii=False, separators=(",", ":")).encode()
        body = seal_text(desk.identity.own, contexts.index(desk.officer_id), summary)
    except FormatBroken:  # too large to keep; it is only a summary, and made anew each time
        return table
    with desk.cabinet.write() as cabinet:
        remember_own(cabinet, desk, opened)
        cabinet.set_overview(desk.officer_id, body)
    return table


def _values(cabinet: Cabinet, opened: OpenFile) -> list[Any]:
    row = row_of(CaseFile.from_payload(opened.sheet), opened.row.revision, title_of(cabinet, opened))
    return [getattr(row, name) for name in Row.__slots__ if name != "unread"]
