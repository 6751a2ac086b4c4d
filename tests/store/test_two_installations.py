"""Two installations on one server: each has roles and databases of its own, and sees nothing of the other's."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege
from sqlalchemy import Connection

from hinweisgeber.store.cabinet import cabinet_store
from hinweisgeber.store.cabinet.probe import BY_OFFICE
from hinweisgeber.store.letterbox import letterbox_store
from hinweisgeber.store.needs import missing
from hinweisgeber.store.probing import LETTERBOX_BY_INTAKE, LETTERBOX_BY_OFFICE, touch
from hinweisgeber.store.unit import Store
from tests.store.postgres import Server

pytestmark = pytest.mark.postgres

ROLES_SQL = Path(__file__).resolve().parents[2] / "deploy/postgres/roles.sql"
BOTH = ("erste", "zweite")
STORES: dict[str, Callable[[str], Store[Any]]] = {"letterbox": letterbox_store, "cabinet": cabinet_store}
JOBS = ("migrate", "intake", "office", "audit", "backup", "erase")
REFUSED = "permission denied|User does not have"


@dataclass(frozen=True)
class Installed:
    server: Server

    def says(self, statement: str, database: str, role: str = "postgres") -> list[tuple[object, ...]]:
        with psycopg.connect(host=str(self.server.folder), dbname=database, user=role, autocommit=True) as db:
            return db.execute(statement.encode()).fetchall()


@pytest.fixture(scope="module")
def installed(server: Server) -> Iterator[Installed]:
    for name in BOTH:
        server.run_file(ROLES_SQL, name=name)
        for store, make in STORES.items():
            owned = make(server.url(f"{name}_{store}", f"{name}_migrate"))
            owned.migrate()
            owned.dispose()
    for name in BOTH:
        assert server.run_file(ROLES_SQL, name=name) == ""
    yield Installed(server)
    for name, store in product(BOTH, STORES):
        server.drop(f"{name}_{store}")
    for name, job in product(BOTH, JOBS):
        server.sql(f"DROP ROLE {name}_{job}")


@pytest.mark.parametrize("name", BOTH)
def test_each_works_with_its_own(installed: Installed, name: str) -> None:
    for store, role, probe in (
        ("letterbox", "intake", LETTERBOX_BY_INTAKE),
        ("letterbox", "office", LETTERBOX_BY_OFFICE),
        ("cabinet", "office", BY_OFFICE),
    ):
        opened = STORES[store](installed.server.url(f"{name}_{store}", f"{name}_{role}"))
        touch(opened, probe)
        opened.dispose()


@pytest.mark.parametrize(("mine", "theirs"), [BOTH, BOTH[::-1]])
@pytest.mark.parametrize("job", JOBS)
def test_no_role_of_one_gets_to_the_other(installed: Installed, mine: str, theirs: str, job: str) -> None:
    role = f"{mine}_{job}"
    for store in STORES:
        with pytest.raises(psycopg.OperationalError, match=REFUSED):
            installed.says("SELECT 1", f"{theirs}_{store}", role)
        rights = "SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER"
        query = (
            f"SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'S') AND "
            f"CASE relkind WHEN 'r' THEN has_table_privilege('{role}', oid, '{rights}') OR "
            f"has_any_column_privilege('{role}', oid, 'SELECT, INSERT, UPDATE, REFERENCES') "
            f"ELSE has_sequence_privilege('{role}', oid, 'USAGE, SELECT, UPDATE') END"
        )
        assert installed.says(query, f"{theirs}_{store}") == []
    own = f"{mine}_cabinet" if job != "intake" else f"{mine}_letterbox"
    for other in JOBS:
        with pytest.raises(InsufficientPrivilege):
            installed.says(f"SET ROLE {theirs}_{other}", own, role)


def test_words_of_policies_name_the_own_roles(installed: Installed) -> None:
    """Who says what: policies are for roles, and those of another installation would let nobody write."""
    for name in BOTH:
        found = installed.says("SELECT DISTINCT unnest(roles)::text FROM pg_policies", f"{name}_letterbox")
        assert {one for (one,) in found} == {"public", f"{name}_intake", f"{name}_office"}


def test_needs_are_asked_of_whoever_is_connected(installed: Installed) -> None:
    def lacking(db: Connection) -> list[str]:
        return missing(db, BY_OFFICE.needs)

    opened = cabinet_store(installed.server.url("zweite_cabinet", "zweite_audit")).through(lacking)
    with opened.read() as lacks:
        assert "INSERT ON journal" in lacks
    opened.dispose()


def test_roles_come_about_while_tables_are_those_of_an_older_release(server: Server) -> None:
    """`setup` brings these up to date as their owner, who needs a password first; rights on tables come after that."""
    server.run_file(ROLES_SQL, name="alt")
    try:
        server.sql("CREATE TABLE alembic_version (version_num text)", "alt_letterbox", "alt_migrate")
        with pytest.raises(subprocess.CalledProcessError, match="returned non-zero"):
            server.run_file(ROLES_SQL, name="alt")
        assert server.run_file(ROLES_SQL, name="alt", without_tables="1") == ""
    finally:
        for store in STORES:
            server.drop(f"alt_{store}")
        for job in JOBS:
            server.sql(f"DROP ROLE alt_{job}")
