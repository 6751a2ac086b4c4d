"""One transaction at a time, durable when it returns; the same code on SQLite and PostgreSQL.

Guarantees of a `Store`:

- `write()` commits when its block ends without an error; then the data survives a crash of the machine (SQLite: WAL
  with `synchronous=FULL`; PostgreSQL: `synchronous_commit` as the server has it). On an error nothing is kept.
- There is one writer at a time, on both databases. So sequence numbers appear in the order of their commits, and what
  a writer read inside its block is still true when it commits.
- `read()` sees one moment for the whole of its block, and cannot write.
- `alone()` does so while nobody else is at it, and keeps writers out; it also reads a store that has moved.
- An unreachable database raises `StoreAway`; so does a writer's turn that does not come within 20 seconds. Somebody
  waits before a page for it, and a proxy that gives up first would show one without what was typed: a store for pages
  (`hurried`) also ends statements that hang. Commands may take their time.
"""

from __future__ import annotations

import copy
import errno
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, text
from sqlalchemy.exc import DatabaseError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from ..errors import SettingsWrong
from . import database
from .causes import Cause, cause_of
from .errors import StoreAway, StoreInUse
from .queue import Queue
from .schema import OLDER, WRITER_LOCK, Migrated

Gate = TypeVar("Gate", covariant=True)
Other = TypeVar("Other")

_OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity "
    "WHERE datname = current_database() AND usename IS NOT NULL AND pid <> pg_backend_pid()"
)
_MY_TURN = text("SELECT set_config('lock_timeout', :wait, true), pg_advisory_xact_lock(:n)")


class Store(Migrated, Generic[Gate]):
    """A database and the gate through which its transactions are used."""

    def __init__(
        self,
        name: str,
        url: str,
        gate: Callable[[Connection], Gate],
        hurried: bool = False,
        wait: Callable[[], None] | None = None,
    ) -> None:
        """`wait`: what a writer does before it stands in line, without a connection or a turn."""
        super().__init__(name, url, hurried)
        self._gate, self._wait = gate, wait
        path = Path(self.url.database or "")
        locked = path.with_name(path.name + ".queue") if self.sqlite else None
        self._queue = Queue(locked, database.BUSY_MILLISECONDS / 1000)

    @contextmanager
    def read(self) -> Iterator[Gate]:
        """A consistent view; nothing is changed."""
        with self._transaction(writing=False) as connection:
            yield self._gate(connection)

    @contextmanager
    def write(self, patience: float = database.BUSY_MILLISECONDS / 1000) -> Iterator[Gate]:
        """The one writer's transaction: committed and durable when the block ends, or nothing at all. `patience`: how
        long its turn is waited for, in seconds. Raises StoreAway."""
        if self._wait is not None:
            self._wait()
        with self._queue.turn(patience), self._transaction(writing=True) as connection:
            if not self.sqlite:
                connection.execute(_MY_TURN, {"n": WRITER_LOCK[self.name], "wait": str(int(patience * 1000))})
            yield self._gate(connection)

    @contextmanager
    def _transaction(self, writing: bool) -> Iterator[Connection]:
        """Raises StoreAway, and SettingsWrong for a database of another version of this program."""
        if not self.is_there():
            raise StoreAway() from FileNotFoundError(errno.ENOENT, "no such database")
        self.require_known()
        try:
            with self._connected(writing) as connection:
                self._look_for_mark()  # inside: who moves it sets the mark while nobody else may write
                yield connection
        except SQLAlchemyError as error:
            if cause_of(error) is Cause.SCHEMA and self._is_older():
                raise self._wrong(OLDER) from error
            raise

    def _look_for_mark(self) -> None:
        """As above; who waits before a page is told to come back, and keeps what was typed."""
        try:
            self.require_here()
        except SettingsWrong as error:
            if self._hurried:
                raise StoreAway() from error
            raise

    @contextmanager
    def alone(self) -> Iterator[Gate]:
        """Reads while nobody else is connected, so no face runs, and while nobody can write.

        Raises StoreInUse, StoreAway, SettingsWrong (a newer database).
        """
        if not self.is_there():
            raise StoreAway() from FileNotFoundError(errno.ENOENT, "no such database")
        self.require_known()
        self.dispose()  # our own connections are not somebody else
        with self._connected(writing=True, alone=True) as connection:
            if not self.sqlite:
                connection.execute(_MY_TURN, {"n": WRITER_LOCK[self.name], "wait": str(database.ALONE_MILLISECONDS)})
                if connection.execute(_OTHERS).scalar():
                    raise StoreInUse(place=self.place)
            yield self._gate(connection)

    def through(self, gate: Callable[[Connection], Other], quiet: bool = False) -> Store[Other]:
        """The same database and connections through another gate. `quiet`: its writers make no file that is not there,
        and wait for nothing before the line."""
        other: Store[Any] = copy.copy(self)
        other._gate = gate
        if quiet:
            other._wait, other._queue = None, self._queue.quiet()
        return other

    def scrub(self) -> None:
        """Leaves nothing of deleted rows in SQLite's files. PostgreSQL reuses their room in its own time.

        `secure_delete` alone is not enough: rows that moved between pages leave copies. So the file is written anew and
        the write-ahead log emptied. Raises StoreAway, also when somebody reads for so long that this must wait.
        """
        if not self.sqlite:
            return
        try:
            with self._queue.turn(), self._engine.connect() as connection:
                raw: Any = connection.connection.dbapi_connection
                connection.detach()  # its settings are not for others
                for pragma in ("query_only=0", "temp_store=FILE"):  # memory may be too small for a whole database
                    raw.execute(f"PRAGMA {pragma}")
                raw.execute("VACUUM")
                if raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
                    raise StoreAway()
        except (DatabaseError, NoConnectionFree, sqlite3.Error) as error:
            raise StoreAway() from error
