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
import fcntl
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any, Generic, TypeVar

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DatabaseError, DBAPIError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlalchemy.pool import QueuePool

from ..errors import SettingsWrong
from .causes import Cause, cause_of
from .durable import for_the_folders_group
from .errors import StoreAway, StoreInUse
from .moved import Mark, of_database
from .queue import Queue

Gate = TypeVar("Gate", covariant=True)
Other = TypeVar("Other")

MIGRATIONS = Path(__file__).parent / "migrations"
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
OLDER = (
    "Die Datenbank ist nicht auf dem Stand dieses Programms. Bitte rufen Sie „hinweisgeber migrate“ mit der Rolle des "
    "Eigentümers auf."
)
NEWER = (
    "Die Datenbank ist neuer als dieses Programm; geändert wurde nichts. Bitte aktualisieren Sie das Programm auf "
    "diesem Rechner."
)
WRITER_LOCK = {"letterbox": 0x4857_0001, "cabinet": 0x4857_0002}  # advisory lock numbers on PostgreSQL
_OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity "
    "WHERE datname = current_database() AND usename IS NOT NULL AND pid <> pg_backend_pid()"
)
_MY_TURN = text("SELECT set_config('lock_timeout', :wait, true), pg_advisory_xact_lock(:n)")
# A writer must see what was committed while it waited for its turn: READ COMMITTED, whatever the server's default.
_POSTGRESQL: dict[bool, dict[str, Any]] = {
    True: {"isolation_level": "READ COMMITTED", "postgresql_readonly": False},
    False: {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
}


class Store(Generic[Gate]):
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
        self.name, self._gate, self._wait, self._hurried = name, gate, wait, hurried
        self.url = make_url(url)
        self.sqlite = self.url.get_backend_name() == "sqlite"
        options: dict[str, Any] = {"hide_parameters": True, "poolclass": QueuePool, "pool_timeout": POOL_SECONDS}
        database = Path(self.url.database or "")
        locked = database.with_name(database.name + ".queue") if self.sqlite else None
        self.moved: Mark | None = of_database(str(database)) if self.sqlite else None
        self._queue = Queue(locked, BUSY_MILLISECONDS / 1000)
        if self.sqlite:
            options["connect_args"] = {"timeout": BUSY_MILLISECONDS / 1000, "check_same_thread": False}
        else:
            patience = f"-c statement_timeout={STATEMENT_MILLISECONDS}" if hurried else ""
            options["connect_args"] = _TCP | {"options": patience}
            options |= {"pool_pre_ping": True, "pool_size": POOL, "max_overflow": POOL_EXTRA}
        self._engine, self._known = create_engine(self.url, **options), False
        if self.sqlite:
            event.listen(self._engine, "connect", _prepare_sqlite)
            event.listen(self._engine, "begin", _begin_sqlite)

    @contextmanager
    def read(self) -> Iterator[Gate]:
        """A consistent view; nothing is changed."""
        with self._transaction(writing=False) as connection:
            yield self._gate(connection)

    @contextmanager
    def write(self, patience: float = BUSY_MILLISECONDS / 1000) -> Iterator[Gate]:
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
                connection.execute(_MY_TURN, {"n": WRITER_LOCK[self.name], "wait": str(ALONE_MILLISECONDS)})
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

    # -- schema -------------------------------------------------------------------------------------------

    def migrate(self, revision: str = "head") -> None:
        """Brings the schema to the newest revision, or an empty database to an older one; safe when several processes
        start at once."""
        self.require_here()
        if self.is_there():
            self.require_known()
        with self._migration_lock(), self._connected(writing=True) as connection:
            if not self.sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": WRITER_LOCK[self.name]})
            config = self._alembic()
            config.attributes["connection"] = connection
            command.upgrade(config, revision)

    def require_schema(self) -> None:
        """Migrates SQLite; on PostgreSQL (whose role may not) refuses to start with an older schema.

        Raises SettingsWrong.
        """
        if self.sqlite:
            self.migrate()
        elif self._is_older():
            raise self._wrong(OLDER)
        self.dispose()

    def require_known(self) -> None:
        """What a newer program wrote, this one might read wrongly. Asked once. Raises SettingsWrong, StoreAway."""
        if not self._known:
            if self.is_newer():
                raise self._wrong(NEWER)
            self._known = True

    def require_here(self) -> None:
        """Raises SettingsWrong for a store that has moved to another place."""
        if self.moved is not None:
            self.moved.refuse(f"HINWEISGEBER_{self.name.upper()}_URL")

    def _look_for_mark(self) -> None:
        """As above; who waits before a page is told to come back, and keeps what was typed."""
        try:
            self.require_here()
        except SettingsWrong as error:
            if self._hurried:
                raise StoreAway() from error
            raise

    @property
    def place(self) -> str:
        """Where it is, whoever opens it, fit to be shown."""
        query = {name: value for name, value in self.url.query.items() if name not in ("user", "password")}
        url = URL.create(self.url.drivername, None, None, self.url.host, self.url.port, self.url.database, query)
        return url.render_as_string().replace("%2F", "/")  # as people write the folder of a socket

    def is_there(self) -> bool:
        """Whether SQLite has a file; to look for it by opening it would make one. A server is asked."""
        return not self.sqlite or Path(self.url.database or "").exists()

    def is_newer(self) -> bool:
        """Whether a newer version of this program has migrated it. Raises StoreAway."""
        return self.revision() not in {None, *self.revisions()}

    def _is_older(self) -> bool:
        """Whether it is not at the newest revision; not asked where nothing can be asked."""
        try:
            return self.revision() != self.newest_revision()
        except (SQLAlchemyError, StoreAway):
            return False

    def _wrong(self, hint: str) -> SettingsWrong:
        return SettingsWrong(f"HINWEISGEBER_{self.name.upper()}_URL", hint)

    def newest_revision(self) -> str | None:
        """The revision `migrate` leads to."""
        return ScriptDirectory.from_config(self._alembic()).get_current_head()

    def revisions(self) -> set[str]:
        """All revisions this program knows."""
        return {script.revision for script in ScriptDirectory.from_config(self._alembic()).walk_revisions()}

    def revision(self) -> str | None:
        """The schema's revision, None for an empty database."""
        with self._connected(writing=False) as connection:
            return MigrationContext.configure(connection).get_current_revision()

    def dispose(self) -> None:
        """Closes all connections, so that a forked worker opens its own."""
        self._engine.dispose()

    def _alembic(self) -> Config:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.set_main_option("version_locations", str(MIGRATIONS / self.name))
        config.set_main_option("path_separator", "os")
        return config

    def _migration_lock(self) -> AbstractContextManager[object]:
        """SQLite switches to WAL outside of transactions, so a lock file keeps two starts apart."""
        if not self.sqlite or not self.url.database:
            return nullcontext()
        return _file_lock(Path(self.url.database), self._engine.connect)


@contextmanager
def _file_lock(database: Path, connect: Callable[[], Connection]) -> Iterator[None]:
    database.parent.mkdir(parents=True, exist_ok=True)
    with (database.with_name(database.name + ".lock")).open("a") as lock:
        for_the_folders_group(Path(lock.name))
        fcntl.flock(lock, fcntl.LOCK_EX)
        with connect() as connection:
            raw: Any = connection.connection.dbapi_connection
            raw.execute("PRAGMA query_only=0")
            raw.execute("PRAGMA journal_mode=WAL")  # kept in the file from then on
        for_the_folders_group(database)
        yield


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
    connection.exec_driver_sql(f"PRAGMA query_only={int(not writing)}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
