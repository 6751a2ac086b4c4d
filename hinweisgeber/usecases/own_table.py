"""An officer's own table of all their cases. Opening ten thousand sheets one by one would be slow, so one sealed table
holds a line of values for each, and only those that changed since are opened anew.

A case that does not open is named beside it and stops nothing. The table remembers it too, so that many of them do not
make every list slow. All of it is only a summary: what does not open or fit is made anew from the sheets.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ..crypto import contexts
from ..crypto.seal import seal_text
from ..crypto.unseal import open_text
from ..errors import Broken, FormatBroken
from ..store.cabinet import CASE, Cabinet, SealedFile
from .desk import Desk, OpenFile, each, number_of, open_row, remember_own

REVISION = 0  # where the revision stands in every line

Make = Callable[[Cabinet, OpenFile], list[Any]]  # the line of a case, its revision first


@dataclass(frozen=True)
class Table:
    """By file id in hex: `rows` with the values of a line, `unopened` with revision, number and a mark of the row that
    did not open."""

    rows: dict[str, list[Any]] = field(default_factory=dict)
    unopened: dict[str, list[Any]] = field(default_factory=dict)

    def revision(self, file_id: bytes) -> int:
        """Of which revision it knows; 0 for a file it does not know."""
        known = self.rows.get(file_id.hex()) or self.unopened.get(file_id.hex())
        return int(known[REVISION]) if known else 0


def lines(desk: Desk, columns: tuple[str, ...], make: Make) -> tuple[list[tuple[list[Any], int]], tuple[str, ...]]:
    """The line of every case this officer can open, with how many follow-ups they have seen; and the numbers of those
    that do not open. `columns`: what the values mean; a table with others is made anew. Raises StoreAway."""
    with desk.cabinet.read() as cabinet:
        current = cabinet.revisions(desk.officer_id, CASE)
        kept = cabinet.overview(desk.officer_id)
    table = _open(desk, kept, columns)
    changed = [file_id for file_id, revision, _ in current if table.revision(file_id) != revision]
    stuck = [file_id for file_id, _, _ in current if file_id.hex() in table.unopened]
    if changed or stuck or len(table.rows) + len(table.unopened) != len(current):
        fresh, opened = _refreshed(desk, table, [file_id for file_id, _, _ in current], {*changed, *stuck}, make)
        if fresh != table:
            _keep(desk, fresh, columns, opened)
        table = fresh
    found = [(table.rows[file_id.hex()], seen) for file_id, _, seen in current if file_id.hex() in table.rows]
    return found, tuple(sorted(str(number) for _, number, _ in table.unopened.values()))


def _open(desk: Desk, kept: bytes | None, columns: tuple[str, ...]) -> Table:
    if kept is None:
        return Table()
    try:
        read = json.loads(open_text(desk.identity.own, contexts.index(desk.officer_id), kept))
        theirs, table = tuple(read["columns"]), Table(dict(read["rows"]), dict(read["unopened"]))
    except (Broken, TypeError, ValueError, KeyError, RecursionError):
        return Table()
    whole = all(type(line) is list and len(line) == len(columns) for line in table.rows.values())
    whole = whole and all(type(line) is list and len(line) == 3 for line in table.unopened.values())
    return table if whole and theirs == columns else Table()


def _refreshed(
    desk: Desk, table: Table, ids: list[bytes], changed: set[bytes], make: Make
) -> tuple[Table, list[OpenFile]]:
    """The table with these lines made anew, and the files that were opened for it. What did not open and is as it was
    is not tried again."""
    with desk.cabinet.read() as cabinet:
        there = [row for row in cabinet.files(desk.officer_id, changed) if not _known_to_fail(table, row)]
        made, _ = each(there, lambda row: (opened := open_row(desk, row), make(cabinet, opened)))
    rows = {opened.id.hex(): values for opened, values in made}
    failed = {
        row.id.hex(): [row.revision, number_of(CASE, row.year, row.n), _mark(row)]
        for row in there
        if row.id.hex() not in rows
    }
    known = {file_id.hex() for file_id in ids}
    fresh = Table(
        {key: line for key, line in {**table.rows, **rows}.items() if key in known and key not in failed},
        {key: line for key, line in {**table.unopened, **failed}.items() if key in known and key not in rows},
    )
    return fresh, [opened for opened, _ in made]


def _known_to_fail(table: Table, row: SealedFile) -> bool:
    known = table.unopened.get(row.id.hex())
    return known is not None and known[REVISION] == row.revision and known[2] == _mark(row)


def _mark(row: SealedFile) -> str:
    """Tells whether a row is still the one that did not open."""
    return hashlib.sha384(row.wrap + row.sheet).hexdigest()[:32]


def _keep(desk: Desk, table: Table, columns: tuple[str, ...], opened: list[OpenFile]) -> None:
    summary = {"columns": columns, "rows": table.rows, "unopened": table.unopened}
    try:
        text = json.dumps(summary, ensure_ascii=False, separators=(",", ":")).encode()
        body = seal_text(desk.identity.own, contexts.index(desk.officer_id), text)
    except FormatBroken:  # too large to keep: made anew each time
        return
    with desk.cabinet.write() as cabinet:
        remember_own(cabinet, desk, opened)
        cabinet.set_overview(desk.officer_id, body)
