"""A database by its address: how one connects to SQLite and PostgreSQL, and which errors mean that it is away."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DatabaseError, DBAPIError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlalchemy.pool import QueuePool

from .errors import StoreAway, StoreInUse
from .moved import Mark, of_database

# Together below the 60 seconds of the proxy (deploy/nginx): a free connection, a new one, the turn, one statement; and
# what writers wait before all that (rate.LONGEST_WAIT).
POOL_SECONDS, CONNECT_SECONDS, BUSY_MILLISECONDS, STATEMENT_MILLISECONDS = 10, 5, 20_000, 15_000
ALONE_MILLISECONDS = 1000  # faces that run keep their connections: waiting longer for them to go is in vain
# Of each process and store. Two hosts of each face, two processes each, make 84 of the 100 that Debian's server has.
POOL, POOL_EXTRA = 3, 4
# libpq and the kernel alone would wait for minutes for a machine that does not answer any more.
_TCP = {
    "connect_timeout": CONNECT_SECONDS,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 2,
    "tcp_user_timeout": 15_000,
}
REFUSED_BY_SERVER = {"42501", "25006"}  # the role lacks a right, the server only reads: PostgreSQL's own classes
# A writer must see what was committed while it waited for its turn: READ COMMITTED, whatever the server's default.
_POSTGRESQL: dict[bool, dict[str, Any]] = {
    True: {"isolation_level": "READ COMMITTED", "postgresql_readonly": False},
    False: {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
}


class Database:
    """Where rows are kept, and the connections to it."""

    def __init__(self, name: str, url: str, hurried: bool = False) -> None:
        self.name, self._hurried = name, hurried
        self.url = make_url(url)
        self.sqlite = self.url.get_backend_name() == "sqlite"
        options: dict[str, Any] = {"hide_parameters": True, "poolclass": QueuePool, "pool_timeout": POOL_SECONDS}
        self.moved: Mark | None = of_database(str(Path(self.url.database or ""))) if self.sqlite else None
        if self.sqlite:
            options["connect_args"] = {"timeout": BUSY_MILLISECONDS / 1000, "check_same_thread": False}
        else:
            patience = f"-c statement_timeout={STATEMENT_MILLISECONDS}" if hurried else ""
            options["connect_args"] = _TCP | {"options": patience}
            options |= {"pool_pre_ping": True, "pool_size": POOL, "max_overflow": POOL_EXTRA}
        self._engine = create_engine(self.url, **options)
        if self.sqlite:
            event.listen(self._engine, "connect", _prepare_sqlite)
            event.listen(self._engine, "begin", _begin_sqlite)

    @contextmanager
    def _connected(self, writing: bool, alone: bool = False) -> Iterator[Connection]:
        try:
            with self._engine.connect() as plain:
                if alone and self.sqlite:
                    self._keep_out_others(plain)
                options = {"writing": writing} if self.sqlite else _POSTGRESQL[writing]
                connection = plain.execution_options(**options)
                with connection.begin():
                    yield connection
        except (DatabaseError, InterfaceError, NoConnectionFree) as error:
            if _is_our_mistake(error):
                raise
            raise StoreAway() from error

    def _keep_out_others(self, connection: Connection) -> None:
        """With this mode the first lock for writing is one against everybody, readers too."""
        raw: Any = connection.connection.dbapi_connection
        connection.detach()  # its settings are not for others
        raw.execute(f"PRAGMA busy_timeout={ALONE_MILLISECONDS}")
        raw.execute("PRAGMA locking_mode=EXCLUSIVE")
        try:
            raw.execute("BEGIN IMMEDIATE")
            raw.execute("ROLLBACK")  # the lock stays with the connection
        except sqlite3.OperationalError as error:
            raise StoreInUse(place=self.place) from error

    @property
    def place(self) -> str:
        """Where it is, whoever opens it, fit to be shown."""
        query = {name: value for name, value in self.url.query.items() if name not in ("user", "password")}
        url = URL.create(self.url.drivername, None, None, self.url.host, self.url.port, self.url.database, query)
        return url.render_as_string().replace("%2F", "/")  # as people write the folder of a socket

    def is_there(self) -> bool:
        """Whether SQLite has a file; to look for it by opening it would make one. A server is asked."""
        return not self.sqlite or Path(self.url.database or "").is_file()

    def dispose(self) -> None:
        """Closes all connections, so that a forked worker opens its own."""
        self._engine.dispose()


def _is_our_mistake(error: SQLAlchemyError) -> bool:
    """Whether the statement was wrong, not the database away, full or damaged.

    SQLite has one class for a disk that is full and for a table that is not there; the latter is no outage. A file
    that is no database raises the bare DatabaseError.
    """
    cause = error.orig if isinstance(error, DBAPIError) else None
    if getattr(cause, "sqlstate", None) in REFUSED_BY_SERVER:
        return False
    if isinstance(error, DatabaseError) and not (isinstance(error, OperationalError) or type(error) is DatabaseError):
        return True
    return isinstance(cause, sqlite3.Error) and getattr(cause, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we begin transactions ourselves, see _begin_sqlite
    for pragma in (
        f"busy_timeout={BUSY_MILLISECONDS}",
        "synchronous=FULL",  # a commit is fsynced: a confirmation is shown only after that
        "foreign_keys=ON",
        "recursive_triggers=ON",  # INSERT OR REPLACE fires the journal's triggers too
        "secure_delete=ON",  # erased bytes are overwritten in the file
        "temp_store=MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing", False)
    if writing:
        connection.exec_driver_sql("PRAGMA query_only=0")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        return
    raw: Any = connection.connection.dbapi_connection  # neither touches the file, so neither can fail by it
    raw.execute("PRAGMA query_only=1")
    raw.execute("BEGIN")
