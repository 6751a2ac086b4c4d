"""An officer's own lines of all their cases. Opening ten thousand sheets one by one would be slow, so a line of values
is kept for each, sealed under the officer's own key, and only those of cases that changed since are opened anew.

As long as a session lasts, its lines stay opened in the memory of the process that showed them (`Desk.lines`), never on
a disk. A case that does not open is named beside the others and stops nothing. It has a line too, so that many of them
do not make every list slow. All of it is only a summary: what does not open or fit is made anew from the sheets.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

from ...domain.dialogue.report import REPORTER
from ...errors import Broken, FormatBroken
from ...store.cabinet import CASE, SealedFile
from ...store.letterbox import SealedMessage
from .bound import Bound, Left
from .desk import Desk, OpenFile, number_of, open_row, remember_own

L = TypeVar("L")  # what a line says
ROWS = 200  # sealed ones held at a time
OPENING_SECONDS = 0.3  # of lines that are kept: some ten thousand of them
ALWAYS = 20  # that are opened at once however slow the machine is: a page of a small office is whole


@dataclass(frozen=True)
class UnopenedLine:
    """In the place of a line: the number of a case that did not open, and a mark of the row that did not."""

    number: str
    mark: str


class OwnLine(NamedTuple, Generic[L]):
    """What a case makes of itself in the list, at a revision."""

    revision: int
    said: L | UnopenedLine


@dataclass(frozen=True)
class Form(Generic[L]):
    """How lines are made, and kept as JSON. `pack` and `unpack` are strict: what `unpack` does not know is None."""

    make: Callable[[OpenFile, SealedMessage | None], L]
    pack: Callable[[L], list[object]]
    unpack: Callable[[list[Any]], L | None]


class Lines(NamedTuple, Generic[L]):
    """The line of every case an officer can open, by its id, each with how many follow-ups they have seen and whether
    anybody has looked at it; the numbers of those that do not open though there is a wrap for them; and how many are
    still to be opened."""

    lines: Mapping[bytes, tuple[L, int, bool]]
    unopened: tuple[str, ...]
    waiting: int


def lines(desk: Desk, form: Form[L], bound: Bound) -> Lines[L]:
    """All lines; what could not be opened anew within the bound stands as it was or nowhere yet. The very same object
    as long as nothing has changed. Raises StoreAway."""
    mine = desk.lines
    kept: tuple[object, Lines[L]] | None = mine.told
    with desk.cabinet.read() as cabinet:
        mark = cabinet.list_mark(desk.officer_id)
        if kept is not None and kept[0] == mark:
            return kept[1]
        current = cabinet.listed(desk.officer_id, CASE)
    known: dict[bytes, OwnLine[L]] = dict(mine.known)  # another page of the same session may be at it
    later = _open_kept(desk, form, known, {row[0] for row in current if row[0] not in known}, bound)
    behind = (file_id for file_id, revision, _, _ in current if _is_behind(known.get(file_id), revision))
    changed = [file_id for file_id in behind if file_id not in later]
    waiting = len(later) + (_renew(desk, form, known, changed, Left(bound, ALWAYS)) if changed else 0)
    for gone in known.keys() - {row[0] for row in current} if len(known) > len(current) else ():
        del known[gone]
    told = _told(current, known, waiting)
    mine.known, mine.told = known, None if waiting or told.unopened else (mark, told)
    return told


def _told(current: list[tuple[bytes, int, int, bool]], known: Mapping[bytes, OwnLine[L]], waiting: int) -> Lines[L]:
    found = [(file_id, known[file_id].said, seen, looked) for file_id, _, seen, looked in current if file_id in known]
    unopened = sorted(said.number for _, said, _, _ in found if isinstance(said, UnopenedLine))
    lines = {one[0]: (one[1], *one[2:]) for one in found if not isinstance(one[1], UnopenedLine)}
    return Lines(lines, tuple(unopened), waiting)


def _is_behind(line: OwnLine[L] | None, revision: int) -> bool:
    """Whether it is to be made anew; what did not open is looked at again, in case somebody has mended its wrap."""
    return line is None or line.revision != revision or isinstance(line.said, UnopenedLine)


def _open_kept(desk: Desk, form: Form[L], known: dict[bytes, OwnLine[L]], ids: set[bytes], bound: Bound) -> set[bytes]:
    """Opens the lines of these that are kept, as far as they open; returns those that have to wait for the next
    page."""
    if not ids:
        return set()
    with desk.cabinet.read() as cabinet:
        sealed = cabinet.lines(desk.officer_id, ids)
    left = Left(Bound(seconds=max(bound.seconds, OPENING_SECONDS)), ALWAYS)
    while sealed and left.another():
        file_id, revision, body = sealed.pop()
        if (said := _opened(desk, form, file_id, revision, body)) is not None:
            known[file_id] = OwnLine(revision, said)
    return {file_id for file_id, _, _ in sealed}


def _opened(desk: Desk, form: Form[L], file_id: bytes, revision: int, body: bytes) -> L | UnopenedLine | None:
    try:
        read = json.loads(desk.identity.open_line(desk.officer_id, file_id, revision, body))
    except (Broken, ValueError, RecursionError):
        return None
    if type(read) is not list:
        return None
    if len(read) == 2 and all(type(one) is str for one in read):
        return UnopenedLine(*read)
    return form.unpack(read)


def _renew(desk: Desk, form: Form[L], known: dict[bytes, OwnLine[L]], changed: list[bytes], left: Left) -> int:
    """Makes these anew, those known before first, and keeps them; returns how many have to wait. What did not open and
    is as it was is not tried again."""
    waiting, made, opened = len(changed), dict[bytes, OwnLine[L]](), list[OpenFile]()
    for row, first in _sealed(desk, sorted(changed, key=lambda file_id: file_id not in known)):
        mark = _mark(row)
        before = known.get(row.id)
        if before is None or before.revision != row.revision or before.said != _unopened(row, mark):
            if not left.another():
                break
            try:
                file = open_row(desk, row)
                made[row.id] = OwnLine(row.revision, form.make(file, first))
                opened.append(file)
            except Broken:
                made[row.id] = OwnLine(row.revision, _unopened(row, mark))
        waiting -= 1
    else:
        waiting = 0
    known.update(made)
    if made:
        _keep(desk, form, made, opened)
    return waiting


def _unopened(row: SealedFile, mark: str) -> UnopenedLine:
    return UnopenedLine(number_of(row.kind, row.year, row.n), mark)


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


def _keep(desk: Desk, form: Form[L], made: Mapping[bytes, OwnLine[L]], opened: Iterable[OpenFile]) -> None:
    sealed = list[tuple[bytes, int, bytes]]()
    for file_id, (revision, said) in made.items():
        values = [said.number, said.mark] if isinstance(said, UnopenedLine) else form.pack(said)
        text = json.dumps(values, ensure_ascii=False).encode()
        try:
            body = desk.identity.seal_line(desk.officer_id, file_id, revision, text)
        except FormatBroken:  # too long to keep: made anew each time
            continue
        sealed.append((file_id, revision, body))
    with desk.cabinet.write() as cabinet:
        remember_own(cabinet, desk, opened)
        cabinet.set_lines(desk.officer_id, sealed)
