"""What a face asks for on PostgreSQL is what roles.sql grants to its role; without one right it is named."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.exc import SQLAlchemyError

from hinweisgeber.store.cabinet import cabinet_store
from hinweisgeber.store.cabinet.probe import BY_OFFICE
from hinweisgeber.store.errors import StoreAway
from hinweisgeber.store.letterbox import letterbox_store
from hinweisgeber.store.needs import Needs, rights
from hinweisgeber.store.probing import LETTERBOX_BY_INTAKE, LETTERBOX_BY_OFFICE, Probe, RightMissing, touch
from hinweisgeber.store.unit import Store
from tests.store.postgres import Server

pytestmark = pytest.mark.postgres

ROLES_SQL = Path(__file__).resolve().parents[2] / "deploy/postgres/roles.sql"
NAMES = {"letterbox": "test_needs_letterbox", "cabinet": "test_needs_cabinet"}
FACES = [
    ("letterbox", "hinweisgeber_intake", LETTERBOX_BY_INTAKE),
    ("letterbox", "hinweisgeber_office", LETTERBOX_BY_OFFICE),
    ("cabinet", "hinweisgeber_office", BY_OFFICE),
]


def granted(database: str, role: str) -> set[tuple[str, str, str]]:
    """Each single right that roles.sql grants in this database."""
    text = ROLES_SQL.read_text(encoding="utf-8").partition(f'\\connect :"{database}"')[2].partition("\\connect")[0]
    lines = re.findall(r"^GRANT ([\w\s,()]+?)\s+ON\s+(\w+)\s+TO :\"(\w+)\";$", text, re.MULTILINE)
    given: Needs = {thing: re.sub(r"\s*\(", "(", re.sub(r",\s+(?![^(]*\))", " ", words)).replace(", ", ",")
                    for words, thing, to in lines if f"hinweisgeber_{to}" == role and thing != "SCHEMA"}  # fmt: skip
    return set(rights(given))


@pytest.mark.parametrize(("database", "role", "probe"), FACES)
def test_a_face_needs_exactly_what_roles_sql_grants(database: str, role: str, probe: Probe) -> None:
    assert set(rights(probe.needs)) == granted(database, role)


@pytest.fixture(scope="module")
def installed(server: Server) -> Iterator[Server]:
    server.run_file(ROLES_SQL, **NAMES)
    for make, name in ((letterbox_store, "letterbox"), (cabinet_store, "cabinet")):
        store: Store[object] = make(server.url(NAMES[name], "hinweisgeber_migrate"))
        store.migrate()
        store.dispose()
    server.run_file(ROLES_SQL, **NAMES)
    yield server
    for name in NAMES.values():
        server.drop(name)


def opened(server: Server, database: str, role: str) -> Store[object]:
    make = letterbox_store if database == "letterbox" else cabinet_store
    return make(server.url(NAMES[database], role))


@pytest.mark.parametrize(("database", "role", "probe"), FACES)
def test_each_right_that_is_taken_away_is_named_or_stops_the_probe(
    installed: Server, database: str, role: str, probe: Probe
) -> None:
    store = opened(installed, database, role)
    touch(store, probe)
    for thing, right, column in sorted(rights(probe.needs)):
        words = f"{right} {f'({column}) ' if column else ''}ON {'SEQUENCE ' if right == 'USAGE' else ''}{thing}"
        installed.sql(f"REVOKE {words} FROM {role}", NAMES[database])
        try:
            with pytest.raises((RightMissing, StoreAway, SQLAlchemyError)) as caught:
                touch(store, probe)
            if isinstance(caught.value, RightMissing):
                named = f"{right} ON {thing}" + (f" ({column})" if column else "")
                assert named in caught.value.rights
        finally:
            installed.sql(f"GRANT {words} TO {role}", NAMES[database])
    touch(store, probe)
    store.dispose()


@pytest.mark.parametrize(("database", "role", "probe"), FACES)
def test_the_probe_leaves_no_row_and_no_gap(installed: Server, database: str, role: str, probe: Probe) -> None:
    store, owner = opened(installed, database, role), opened(installed, database, "hinweisgeber_migrate")
    for _ in range(3):
        touch(store, probe)
    with owner.through(lambda db: db).read() as db:
        assert db.exec_driver_sql(f"SELECT count(*) FROM {probe.table.name}").scalar() == 0
        if database == "letterbox":
            assert db.exec_driver_sql("SELECT is_called FROM report_seq_seq").scalar() is False
    for one in (store, owner):
        one.dispose()
