"""An officer's own table of all their cases. Opening ten thousand sheets one by one would be slow, so one sealed table
holds a line of values for each, and only those that changed since are opened anew.

A case that does not open is named beside it and stops nothing. The table remembers it too, so that many of them do not
make every list slow. All of it is only a summary: what does not open or fit is made anew from the sheets.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ...crypto import contexts
from ...crypto.seal import seal_text
from ...crypto.unseal import open_text
from ...domain.dialogue.report import REPORTER
from ...errors import Broken, FormatBroken
from ...store.cabinet import CASE, SealedFile
from ...store.letterbox import SealedMessage
from .bound import Bound, Left
from .desk import Desk, OpenFile, number_of, open_row, remember_own

REVISION = 0  # where the revision stands in every line
ROWS = 200  # sealed ones held at a time
ALWAYS = 20  # that are opened at once however slow the machine is: a page of a small office is whole

# The line of a case, its revision first, made of the opened file and its first message as it lies there.
Make = Callable[[OpenFile, SealedMessage | None], list[Any]]


class Lines(NamedTuple):
    """The line of every case an officer can open, with its id and how many follow-ups they have seen; the numbers of
    those that do not open though there is a wrap for them; and how many are still to be opened."""

    lines: list[tuple[bytes, list[Any], int]]
    unopened: tuple[str, ...]
    waiting: int


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


def lines(desk: Desk, columns: tuple[str, ...], make: Make, bound: Bound) -> Lines:
    """All lines; what could not be opened anew within the bound stands as it was or nowhere yet. `columns`: what the
    values mean; a table with others is made anew. Raises StoreAway."""
    with desk.cabinet.read() as cabinet:
        current = cabinet.revisions(desk.officer_id, CASE)
        kept = cabinet.overview(desk.officer_id)
    table, waiting = _open(desk, kept, columns), 0
    changed = {file_id for file_id, revision, _ in current if table.revision(file_id) != revision}
    changed |= {file_id for file_id, _, _ in current if file_id.hex() in table.unopened}
    if changed or len(table.rows) + len(table.unopened) != len(current):
        known_first = sorted(changed, key=lambda file_id: not table.revision(file_id))
        made = _Made(desk, table, make)
        waiting = made.lines(known_first, Left(bound, ALWAYS))
        fresh = made.table({file_id.hex() for file_id, _, _ in current})
        if fresh != table:
            _keep(desk, fresh, columns, made.opened)
        table = fresh
    found = [(file_id, table.rows[file_id.hex()], seen) for file_id, _, seen in current if file_id.hex() in table.rows]
    return Lines(found, tuple(sorted(str(number) for _, number, _ in table.unopened.values())), waiting)


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


@dataclass
class _Made:
    """Lines that are made anew."""

    desk: Desk
    before: Table
    make: Make
    rows: dict[str, list[Any]] = field(default_factory=dict)
    failed: dict[str, list[Any]] = field(default_factory=dict)
    opened: list[OpenFile] = field(default_factory=list)

    def lines(self, ids: list[bytes], left: Left) -> int:
        """Makes these in this order; returns how many have to wait. What did not open and is as it was is not tried
        again."""
        waiting = len(ids)
        for row, first in _sealed(self.desk, ids):
            if not self._known_to_fail(row):
                if not left.another():
                    return waiting
                self._line(row, first)
            waiting -= 1
        return 0

    def _line(self, row: SealedFile, first: SealedMessage | None) -> None:
        try:
            opened = open_row(self.desk, row)
            self.rows[row.id.hex()] = self.make(opened, first)
            self.opened.append(opened)
        except Broken:
            self.failed[row.id.hex()] = [row.revision, number_of(CASE, row.year, row.n), _mark(row)]

    def _known_to_fail(self, row: SealedFile) -> bool:
        known = self.before.unopened.get(row.id.hex())
        return known is not None and known[REVISION] == row.revision and known[2] == _mark(row)

    def table(self, ids: set[str]) -> Table:
        """The table of these files, with the lines made anew."""
        rows, unopened = {**self.before.rows, **self.rows}, {**self.before.unopened, **self.failed}
        return Table(
            {key: line for key, line in rows.items() if key in ids and key not in self.failed},
            {key: line for key, line in unopened.items() if key in ids and key not in self.rows},
        )


def _sealed(desk: Desk, ids: list[bytes]) -> Iterator[tuple[SealedFile, SealedMessage | None]]:
    """These files in this order with their first messages, some at a time: each is opened outside of any
    transaction."""
    for start in range(0, len(ids), ROWS):
        with desk.cabinet.read() as cabinet:
            rows = {row.id: row for row in cabinet.files(desk.officer_id, ids[start : start + ROWS])}
            firsts = cabinet.messages_at(rows, REPORTER, 0)
        yield from ((rows[id_], firsts.get(id_)) for id_ in ids[start : start + ROWS] if id_ in rows)


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
