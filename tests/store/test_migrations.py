"""Migrations lead to the very schema the code speaks of, from nothing, also when several processes start at once."""

from __future__ import annotations

import multiprocessing
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from hinweisgeber.errors import SettingsWrong
from hinweisgeber.store import cabinet, letterbox
from hinweisgeber.store.letterbox import tables as letterbox_tables
from hinweisgeber.store.schema import alembic
from hinweisgeber.store.unit import Store
from tests.patience import PATIENT
from tests.store.conftest import Backend

STORES = {
    "letterbox": (letterbox.letterbox_store, letterbox_tables.metadata),
    "cabinet": (cabinet.cabinet_store, cabinet.metadata),
}
both_stores = pytest.mark.parametrize("name", STORES)


def store_at(name: str, url: str) -> Store[Any]:
    make: Any = STORES[name][0]
    store: Store[Any] = make(url)
    return store


@both_stores
def test_migrated_schema_is_the_one_the_code_speaks_of(backend: Backend, name: str) -> None:
    store = store_at(name, backend.migrated(name))
    with store.read() as gate:
        context = MigrationContext.configure(gate._db, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, STORES[name][1]) == []
        found = inspect(gate._db)
        for table in STORES[name][1].sorted_tables:
            assert found.get_pk_constraint(table.name)["constrained_columns"] == [c.name for c in table.primary_key]
            kept = {(tuple(k["constrained_columns"]), k["referred_table"], k["options"].get("ondelete"))
                    for k in found.get_foreign_keys(table.name)}  # fmt: skip
            meant = {(tuple(k.column_keys), k.referred_table.name, k.ondelete) for k in table.foreign_key_constraints}
            assert kept == meant
    store.dispose()


@both_stores
def test_migrating_twice_changes_nothing(backend: Backend, name: str) -> None:
    store = store_at(name, backend.empty(name))
    assert store.revision() is None
    store.migrate()
    first = store.revision()
    store.migrate()
    assert store.revision() == first is not None
    store.dispose()


@both_stores
def test_revisions_are_one_line(name: str) -> None:
    scripts = ScriptDirectory.from_config(alembic(name))
    assert len(scripts.get_heads()) == len(scripts.get_bases()) == 1
    assert {script.revision.partition("_")[0] for script in scripts.walk_revisions()} == {name}


def start(name: str, url: str, gate: Any, results: Any) -> None:
    """What a process does that starts on an empty store."""
    gate.wait()
    try:
        store = store_at(name, url)
        store.migrate()
        results.put(str(store.revision()))
        store.dispose()
    except Exception as error:
        results.put(repr(error))


@both_stores
def test_processes_that_start_at_once_on_an_empty_store_all_succeed(backend: Backend, name: str) -> None:
    url = backend.empty(name)
    spawn = multiprocessing.get_context("spawn")
    gate, results = spawn.Barrier(2), spawn.Queue()
    processes = [spawn.Process(target=start, args=(name, url, gate, results)) for _ in range(2)]
    for process in processes:
        process.start()
    answers = [results.get(timeout=PATIENT) for _ in processes]
    for process in processes:
        process.join(timeout=PATIENT)
    assert len(set(answers)) == 1
    assert answers[0].startswith(name)


@both_stores
def test_sqlite_is_migrated_at_start_and_postgresql_only_by_command(backend: Backend, name: str) -> None:
    store = store_at(name, backend.empty(name))
    if store.sqlite:
        store.require_schema()
        assert store.revision() is not None
    else:
        with pytest.raises(SettingsWrong, match=f"HINWEISGEBER_{name.upper()}_URL.*hinweisgeber migrate"):
            store.require_schema()
        assert store.revision() is None
        store.migrate()
        store.require_schema()
    store.dispose()


@both_stores
def test_a_failed_migration_leaves_nothing(backend: Backend, name: str) -> None:
    """A table that is in the way stops it half-way; once that is gone the next start succeeds."""
    store = store_at(name, backend.empty(name))
    last = STORES[name][1].sorted_tables[-1].name
    if store.sqlite:
        Path(store.url.database or "").touch()
    with store.write() as gate:
        gate._db.execute(text(f"CREATE TABLE {last} (x INTEGER)"))
    with pytest.raises(DBAPIError, match="already exists"):
        store.migrate()
    with store.write() as gate:
        assert set(inspect(gate._db).get_table_names()) <= {last}
        gate._db.execute(text(f"DROP TABLE {last}"))
    store.migrate()
    assert store.revision() is not None
    store.dispose()
