"""The schema of a database: brought to the newest revision, and refused where this program does not know it."""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from ..errors import SettingsWrong
from .database import Database
from .durable import for_the_folders_group
from .errors import StoreAway

MIGRATIONS = Path(__file__).parent / "migrations"
OLDER = (
    "Die Datenbank ist nicht auf dem Stand dieses Programms. Bitte rufen Sie „hinweisgeber migrate“ mit der Rolle des "
    "Eigentümers auf."
)
NEWER = (
    "Die Datenbank ist neuer als dieses Programm; geändert wurde nichts. Bitte aktualisieren Sie das Programm auf "
    "diesem Rechner."
)
WRITER_LOCK = {"letterbox": 0x4857_0001, "cabinet": 0x4857_0002}  # advisory lock numbers on PostgreSQL


class Migrated(Database):
    """A database with its revisions."""

    _known = False  # that no newer program has migrated it

    def migrate(self, revision: str = "head") -> None:
        """Brings the schema to the newest revision, or an empty database to an older one; safe when several processes
        start at once."""
        self.require_here()
        if self.is_there():
            self.require_known()
        with self._migration_lock(), self._connected(writing=True) as connection:
            if not self.sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": WRITER_LOCK[self.name]})
            config = alembic(self.name)
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
        return _revisions(self.name)[0]

    def revisions(self) -> set[str]:
        """All revisions this program knows."""
        return set(_revisions(self.name)[1])

    def revision(self) -> str | None:
        """The schema's revision, None for an empty database."""
        with self._connected(writing=False) as connection:
            return MigrationContext.configure(connection).get_current_revision()

    def _migration_lock(self) -> AbstractContextManager[object]:
        """SQLite switches to WAL outside of transactions, so a lock file keeps two starts apart."""
        if not self.sqlite or not self.url.database:
            return nullcontext()
        return _file_lock(Path(self.url.database), self._engine.connect)


def alembic(name: str) -> Config:
    """Where the revisions of this database lie."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("version_locations", str(MIGRATIONS / name))
    config.set_main_option("path_separator", "os")
    return config


@cache
def _revisions(name: str) -> tuple[str | None, frozenset[str]]:
    """The newest and all: each is a file, and every store asks."""
    scripts = ScriptDirectory.from_config(alembic(name))
    return scripts.get_current_head(), frozenset(script.revision for script in scripts.walk_revisions())


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
