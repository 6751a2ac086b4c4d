"""What tests of moving share: places to move to, what lies where, and a process that is killed at a chosen step."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

from hinweisgeber.store.blobs.s3 import S3Writer
from hinweisgeber.store.cabinet import cabinet_store
from hinweisgeber.store.dump import dump_store
from hinweisgeber.store.letterbox import letterbox_store
from hinweisgeber.store.moved import Mark
from hinweisgeber.store.unit import Store
from tests.cli.conftest import run
from tests.cli.layout import DEPLOY
from tests.store import rows
from tests.store.postgres import Server

MAKE: dict[str, Callable[[str], Store[Any]]] = {"letterbox": letterbox_store, "cabinet": cabinet_store}


@dataclass
class Place:
    """An empty installation on a server: roles and databases as the guide makes them."""

    server: Server
    name: str

    @property
    def to(self) -> str:
        return f"postgresql:///{self.name}?host={self.server.folder}"

    def grant(self) -> str:
        return self.server.run_file(DEPLOY / "postgres/roles.sql", name=self.name)

    def store(self, store: str, role: str = "migrate") -> Store[Any]:
        return MAKE[store](self.server.url(f"{self.name}_{store}", f"{self.name}_{role}"))

    @contextmanager
    def writing(self, store: str, role: str = "migrate") -> Iterator[Any]:
        opened = self.store(store, role)
        try:
            with opened.write() as gate:
                yield gate
        finally:
            opened.dispose()

    def migrated(self) -> None:
        for name in MAKE:
            store = self.store(name)
            store.migrate()
            store.dispose()

    def settings(self, role: str = "office") -> dict[str, str]:
        return {
            f"HINWEISGEBER_{store.upper()}_URL": self.server.url(f"{self.name}_{store}", f"{self.name}_{role}")
            for store in MAKE
        }


def fill(home: Path) -> None:
    """Reports and cases, also such rows as no backup keeps."""
    box, cab = (MAKE[name](f"sqlite:///{home}/{name}.sqlite") for name in MAKE)
    with box.write() as letterbox:
        for number in range(1, 31):
            rows.report(letterbox, number, rows.ANNA, rows.BELA)
        letterbox.keep_writing(rows.locator(77), rows.DAY, b"begun and not sent", [])
        letterbox._db.exec_driver_sql("DELETE FROM report WHERE seq > 28")
    with cab.write() as cabinet:
        for number in range(2, 12):
            rows.append(cabinet, number, file_id := rows.case(cabinet, number, rows.ANNA))
            cabinet.set_lines(rows.ANNA, [(file_id, 1, b"what the case is about")])
    for store in (box, cab):
        store.dispose()


def dumped(store: Store[Any]) -> tuple[dict[str, tuple[int, str]], dict[str, int]]:
    """Digests and counts of all tables, and the last numbers given."""
    try:
        with dump_store(store).read() as dump:
            digests = {name: dump.digest(name) for name in dump.tables()}
            return {name: (one.rows, str(one)) for name, one in digests.items()}, dump.sequences()
    finally:
        store.dispose()


def all_of(home: Path) -> dict[str, Any]:
    return {name: dumped(make(f"sqlite:///{home}/{name}.sqlite")) for name, make in MAKE.items()}


def moved_to(place: Place) -> dict[str, Any]:
    return {name: dumped(place.store(name)) for name in MAKE}


def marks(home: Path) -> set[str]:
    return {path.name for path in home.rglob("*.moved")}


def place_is_filled(place: Place) -> set[str]:
    """Which databases have rows."""
    found = set()
    for name in MAKE:
        store = place.store(name)
        if store.revision() is not None:
            with dump_store(store).read() as dump:
                found |= {name} if not dump.is_empty() else set()
        store.dispose()
    return found


def refused(*arguments: object, **settings: str) -> str:
    """Why the command did not do it, in one sentence."""
    done = run(*arguments, **settings)
    assert done.code == 1, done.said
    return done.err


def killed_at(way: tuple[str, ...], *arguments: object) -> None:
    """Runs the command in a process that is killed as soon as these steps were seen, one after the other: statements
    and commits of databases, what happens to marks and files."""
    child = os.fork()
    if child == 0:
        left = list(way)

        def seen(step: str) -> None:
            if left[0] in step:
                left.pop(0)
            if not left:
                os.kill(os.getpid(), signal.SIGKILL)

        event.listen(Engine, "before_cursor_execute", lambda _, __, statement, *___: seen(statement))
        event.listen(Engine, "commit", lambda connection: seen(f"commit {connection.dialect.name}"))
        for owner, name in ((Mark, "set"), (Mark, "drop"), (S3Writer, "_send"), (S3Writer, "finish")):
            told_of(owner, name, seen)
        os._exit(run(*arguments).code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL, way


def told_of(owner: type, name: str, seen: Callable[[str], None]) -> None:
    real = getattr(owner, name)

    def telling(*arguments: Any) -> None:
        seen(f"before {name}")
        real(*arguments)
        seen(f"after {name}")

    setattr(owner, name, telling)
