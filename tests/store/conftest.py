"""Both kinds of databases, each test with two fresh ones: whoever takes `backend` runs on SQLite and on PostgreSQL."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from hinweisgeber.store.cabinet import Cabinet, cabinet_store
from hinweisgeber.store.letterbox import Letterbox, letterbox_store
from hinweisgeber.store.unit import Store
from tests.store.postgres import Server, running


@dataclass
class Backend:
    """Makes databases of one kind: empty ones and migrated ones, by URL."""

    server: Server | None
    folder: Path
    templates: dict[str, str | Path]

    def empty(self, name: str) -> str:
        """The URL of a database without anything in it."""
        if self.server is None:
            return f"sqlite:///{self.folder}/{name}.sqlite"
        return self.server.url(self.server.create())

    def migrated(self, name: str) -> str:
        """The URL of a database at the newest revision."""
        template = self.templates[name]
        if self.server is None:
            target = self.folder / f"{name}.sqlite"
            shutil.copy(template, target)
            return f"sqlite:///{target}"
        return self.server.url(self.server.create(str(template)))


@dataclass
class Stores:
    """A letterbox and a cabinet."""

    letterbox: Store[Letterbox]
    cabinet: Store[Cabinet]

    def dispose(self) -> None:
        self.letterbox.dispose()
        self.cabinet.dispose()


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with running() as server:
        yield server


@pytest.fixture(
    scope="session", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)], name="_templates"
)
def templates(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Backend:
    """Both schemas, migrated once for the session; every test gets a copy."""
    folder = tmp_path_factory.mktemp("templates")
    if request.param == "sqlite":
        backend = Backend(None, folder, {})
    else:
        backend = Backend(request.getfixturevalue("server"), folder, {})
    for name, make in (("letterbox", letterbox_store), ("cabinet", cabinet_store)):
        store: Store[Any] = make(backend.empty(name))
        store.migrate()
        store.dispose()
        assert store.url.database
        backend.templates[name] = store.url.database
    return backend


@pytest.fixture
def backend(_templates: Backend, tmp_path: Path) -> Backend:
    return Backend(_templates.server, tmp_path, _templates.templates)


@pytest.fixture
def stores(backend: Backend) -> Iterator[Stores]:
    stores = Stores(letterbox_store(backend.migrated("letterbox")), cabinet_store(backend.migrated("cabinet")))
    yield stores
    stores.dispose()


@pytest.fixture
def letterbox(stores: Stores) -> Store[Letterbox]:
    return stores.letterbox


@pytest.fixture
def cabinet(stores: Stores) -> Store[Cabinet]:
    return stores.cabinet
