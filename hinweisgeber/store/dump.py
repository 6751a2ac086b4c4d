"""All rows of a store as lines, and back into an empty one: what a backup is made of.

A line is a JSON array of the columns' values: bytes as base64, dates as ISO, NULL as null. The first line of a table
names its columns. Tables are found in the database itself, so what a backup holds does not depend on the code of today.

Three kinds of tables: those whose rows an officer or a reporter opens without a case key (`WITH_KEYS`: the wrapped case
keys themselves, and drafts), those that live for some days at most (`SHORT_LIVED`, never kept), and the content,
which says nothing without the first.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date
from itertools import islice
from typing import Any

from sqlalchemy import Column, Connection, Date, LargeBinary, MetaData, Table, func, insert, inspect, null, select, text

from ..errors import FormatBroken
from .unit import Store

WITH_KEYS = {"letterbox": ("report_wrap", "mailbox"), "cabinet": ("file_wrap", "draft")}
SHORT_LIVED = {
    "letterbox": ("writing", "writing_blob", "ended_visit"),
    "cabinet": ("session", "login_attempt", "form_once"),
}
# Sealed under an officer's own key, not under a case's: it would show what the cases are about when those are locked.
# It is a summary and made anew from the files.
EMPTIED = {("officer", "overview")}
VERSIONS = "alembic_version"
ROWS = 20  # held at a time; a sealed text has up to 16 MiB
LONGEST = 64 * 1024 * 1024

_PG_SEQUENCES = text("SELECT sequencename, coalesce(last_value, 0) FROM pg_sequences WHERE schemaname = 'public'")
_SQLITE_SEQUENCES = text("SELECT name, seq FROM sqlite_sequence")


class Dump:
    """A store's tables inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection
        self._metadata = MetaData()
        self._metadata.reflect(connection)

    def tables(self) -> list[str]:
        """All tables, each after those it refers to."""
        return [table.name for table in self._metadata.sorted_tables if table.name != VERSIONS]

    def is_empty(self) -> bool:
        """Whether no table has a row."""
        return all(
            self._db.execute(select(1).select_from(self._metadata.tables[name]).limit(1)).first() is None
            for name in self.tables()
        )

    def lines(self, name: str) -> Iterator[bytes]:
        """The columns' names, then one line for each row, in the order of the primary key."""
        table = self._metadata.tables[name]
        yield _line([column.name for column in table.columns])
        query = select(*(_value(column) for column in table.columns)).order_by(*table.primary_key)
        for row in self._db.execute(query.execution_options(yield_per=ROWS)):
            yield _line([_plain(value) for value in row])

    def load(self, name: str, pieces: Iterable[bytes], without: Collection[bytes] = frozenset()) -> tuple[int, int]:
        """Puts a table's lines back. Rows that refer to what is not there, or to files in `without`, are left out;
        returns how many rows were loaded and how many left out. Raises FormatBroken for lines of another table."""
        table, loaded, left_out = self._table(name), 0, 0
        for rows in _rows(table, pieces):
            allowed = [row for row in rows if row.get("file_id", row.get("report_id")) not in without]
            kept = self._with_parents(table, allowed)
            if kept:
                self._db.execute(insert(table), kept)
            loaded, left_out = loaded + len(kept), left_out + len(rows) - len(kept)
        return loaded, left_out

    def _table(self, name: str) -> Table:
        if name not in self.tables():
            raise FormatBroken(f"there is no table {name}")
        return self._metadata.tables[name]

    def _with_parents(self, table: Table, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Those rows whose foreign keys lead somewhere."""
        for key in table.foreign_keys:
            wanted = {row[key.parent.name] for row in rows} - {None}
            there = {None, *self._db.execute(select(key.column).where(key.column.in_(wanted))).scalars()}
            rows = [row for row in rows if row[key.parent.name] in there]
        return rows

    def count(self, name: str) -> int:
        """How many rows a table has."""
        return int(self._db.execute(select(func.count()).select_from(self._metadata.tables[name])).scalar_one())

    def blobs(self) -> list[str]:
        """Names of all blobs that belong to something."""
        return list(self._db.execute(select(self._metadata.tables["blob"].c.name)).scalars())

    # -- sequences: a number that was given once is never given again, even if its row is gone ------------------

    def sequences(self) -> dict[str, int]:
        """The last number given, by table."""
        if self._db.dialect.name == "sqlite":
            if not inspect(self._db).has_table("sqlite_sequence"):
                return {}
            return {row[0]: int(row[1]) for row in self._db.execute(_SQLITE_SEQUENCES)}
        suffix = "_seq_seq"
        return {
            row[0].removesuffix(suffix): int(row[1])
            for row in self._db.execute(_PG_SEQUENCES)
            if row[0].endswith(suffix)
        }

    def continue_from(self, sequences: dict[str, int]) -> None:
        """Lets the next numbers come after these. Raises FormatBroken for a table that is not there."""
        for name, last in sequences.items():
            if last > 0:
                self._continue(self._table(name).name, last)

    def _continue(self, name: str, last: int) -> None:
        if self._db.dialect.name == "sqlite":
            self._db.execute(text("DELETE FROM sqlite_sequence WHERE name = :n"), {"n": name})
            self._db.execute(text("INSERT INTO sqlite_sequence (name, seq) VALUES (:n, :s)"), {"n": name, "s": last})
        else:
            self._db.execute(text("SELECT setval(CAST(:n AS regclass), :s)"), {"n": f"{name}_seq_seq", "s": last})


def dump_store(store: Store[Any]) -> Store[Dump]:
    """The same database, by its tables."""
    return store.through(Dump)


def _value(column: Column[Any]) -> Any:
    return null() if (column.table.name, column.name) in EMPTIED else column


def _plain(value: Any) -> Any:
    if isinstance(value, (bytes, memoryview)):
        return base64.b64encode(value).decode()
    if isinstance(value, date):
        return value.isoformat()
    return value


def _line(values: list[Any]) -> bytes:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _rows(table: Table, pieces: Iterable[bytes]) -> Iterator[list[dict[str, Any]]]:
    """The rows in these lines, a few at a time."""
    lines = _lines(pieces)
    try:
        columns = [table.columns[column] for column in _names(next(lines, b""), table)]
        while batch := [_row(columns, line) for line in islice(lines, ROWS)]:
            yield batch
    except (ValueError, TypeError) as error:
        raise FormatBroken(f"lines that are none of the table {table.name}") from error


def _lines(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The lines in a stream of bytes. Raises ValueError for one that is too long or has no end."""
    held = bytearray()
    for piece in pieces:
        start = len(held)
        held += piece
        while (end := held.find(b"\n", start)) >= 0:
            yield bytes(held[:end])
            del held[: end + 1]
            start = 0
        if len(held) > LONGEST:
            raise ValueError("a line is too long")
    if held:
        raise ValueError("the last line has no end")


def _names(line: bytes, table: Table) -> list[str]:
    names = json.loads(line)
    if type(names) is not list or {*names} != {column.name for column in table.columns} or len({*names}) < len(names):
        raise ValueError(f"other columns than those of {table.name}")
    return names


def _row(columns: list[Column[Any]], line: bytes) -> dict[str, Any]:
    values = json.loads(line)
    return {column.name: _read(column)(value) for column, value in zip(columns, values, strict=True)}


def _read(column: Column[Any]) -> Callable[[Any], Any]:
    """From JSON to what the column takes."""
    if isinstance(column.type, LargeBinary):
        return lambda value: None if value is None else base64.b64decode(value, validate=True)
    if isinstance(column.type, Date):
        return lambda value: None if value is None else date.fromisoformat(value)
    return lambda value: value
