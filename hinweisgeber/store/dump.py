"""All rows of a store, and back into an empty one: what a backup is made of.

The first row of a table names its columns (`table_rows.py`: how they are written). Tables are found in the database
itself, so what a backup holds does not depend on the code of today.

Three kinds of tables: those whose rows an officer or a reporter opens without a case key (`WITH_KEYS`: the wrapped case
keys themselves, what leads from one to the one before, and drafts), those that are never kept (`SHORT_LIVED`: for some
minutes or days, or made anew), and the content, which says nothing without the first.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, MetaData, Table, func, insert, inspect, select, text

from ..errors import FormatBroken
from .table_rows import FRAMES, at_once, framed, rows
from .unit import Store

WITH_KEYS = {
    "letterbox": ("report_wrap", "mailbox", "mailbox_wrap", "letter_wrap", "letter_key"),
    "cabinet": ("file_wrap", "epoch", "mailbox_wrap", "pulled_wrap", "draft"),
}
SHORT_LIVED = {
    "letterbox": ("writing", "writing_blob", "ended_visit", "pickup"),
    "cabinet": ("session", "half_login", "login_attempt", "form_once", "abstract", "line"),
}
VERSIONS = "alembic_version"

_PG_SEQUENCES = text("SELECT sequencename, coalesce(last_value, 0) FROM pg_sequences WHERE schemaname = 'public'")
_SQLITE_SEQUENCES = text("SELECT name, seq FROM sqlite_sequence")


class Digest:
    """Rows counted and added up by their SHA-384: the order, in which databases differ, makes no difference."""

    def __init__(self) -> None:
        self.rows, self._sum = -1, 0  # the first row names the columns

    def of(self, rows: Iterable[tuple[bytes, ...]]) -> Iterator[bytes]:
        """The pieces of these rows, all taken into account as they pass."""
        for row in rows:
            self.rows += 1
            self._sum += int.from_bytes(hashlib.sha384(b"".join(row)).digest(), "big")
            yield from row

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Digest) and (self.rows, self._sum) == (other.rows, other._sum)

    __hash__ = None  # type: ignore[assignment]

    def __str__(self) -> str:
        return f"{self._sum % 2**384:096x}"


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

    def rows(self, name: str) -> Iterator[tuple[bytes, ...]]:
        """The columns' names, then each row, in pieces, in the order of the primary key."""
        table = self._metadata.tables[name]
        yield framed(column.name for column in table.columns)
        query = select(*table.columns).order_by(*table.primary_key)
        for row in self._db.execute(query.execution_options(yield_per=at_once(table))):
            yield framed(row)

    def load(
        self, name: str, pieces: Iterable[bytes], without: Collection[bytes] = frozenset(), form: int = FRAMES
    ) -> tuple[int, int]:
        """Puts a table's rows back, written in this form. Rows that refer to what is not there, or to files in
        `without`, are left out; returns how many rows were loaded and how many left out. Raises FormatBroken for those
        of another table."""
        table, loaded, left_out = self._table(name), 0, 0
        for some in rows(table, pieces, form):
            allowed = [row for row in some if row.get("file_id", row.get("report_id")) not in without]
            kept = self._with_parents(table, allowed)
            if kept:
                self._db.execute(insert(table), kept)
            loaded, left_out = loaded + len(kept), left_out + len(some) - len(kept)
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

    def columns(self, name: str) -> list[str]:
        """The names of a table's columns."""
        return [column.name for column in self._metadata.tables[name].columns]

    def count(self, name: str) -> int:
        """How many rows a table has."""
        return int(self._db.execute(select(func.count()).select_from(self._metadata.tables[name])).scalar_one())

    def pieces(self, name: str) -> Iterator[bytes]:
        """All rows of a table, as `load` takes them."""
        for row in self.rows(name):
            yield from row

    def digest(self, name: str) -> Digest:
        """Of all rows of a table."""
        digest = Digest()
        for _ in digest.of(self.rows(name)):
            pass
        return digest

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
        found = {row[0].removesuffix(suffix): int(row[1]) for row in self._db.execute(_PG_SEQUENCES)}
        return {name: max(last, self._newest(name)) for name, last in found.items() if name in self._metadata.tables}

    def _newest(self, name: str) -> int:
        """The highest number there is: they are given by a row of their own, which a sequence knows nothing of."""
        seq = self._metadata.tables[name].c.seq
        return int(self._db.execute(select(func.coalesce(func.max(seq), 0))).scalar_one())

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
