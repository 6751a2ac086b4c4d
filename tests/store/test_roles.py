"""deploy/postgres/roles.sql gives each role what its job needs, tried by doing the job, and nothing beyond."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege, ReadOnlySqlTransaction
from sqlalchemy import text

from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.crypto.ring import Ring
from hinweisgeber.domain.report import Report
from hinweisgeber.errors import LoginFailed, StoreAway
from hinweisgeber.store import cabinet, letterbox
from hinweisgeber.store.cabinet import Cabinet, cabinet_store
from hinweisgeber.store.letterbox import Letterbox, letterbox_store
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases import audit, casework, collect, due, founding, mailbox, measures, overview, submit, unlock
from hinweisgeber.usecases.desk import Desk
from tests.store.postgres import Server

pytestmark = pytest.mark.postgres

ROLES_SQL = Path(__file__).resolve().parents[2] / "deploy/postgres/roles.sql"
DAY = date(2026, 11, 21)
MIGRATE, INTAKE, OFFICE, AUDIT = (f"hinweisgeber_{job}" for job in ("migrate", "intake", "office", "audit"))
NAMES = {"letterbox": "test_roles_letterbox", "cabinet": "test_roles_cabinet"}


@dataclass
class Installation:
    """Two databases set up as the guide says, with two officers."""

    server: Server
    ring: Ring

    def letterbox(self, role: str) -> Store[Letterbox]:
        return letterbox_store(self.server.url(NAMES["letterbox"], role))

    def cabinet(self, role: str) -> Store[Cabinet]:
        return cabinet_store(self.server.url(NAMES["cabinet"], role))

    def sql(self, role: str, database: str, statement: str) -> None:
        self.server.sql(statement, NAMES[database], role)


@pytest.fixture(scope="module")
def installation(server: Server) -> Iterator[Installation]:
    first = server.run_file(ROLES_SQL, **NAMES)
    assert first.count("hinweisgeber migrate") == 2, "it says that tables are missing"
    box = letterbox_store(server.url(NAMES["letterbox"], MIGRATE))
    cab = cabinet_store(server.url(NAMES["cabinet"], MIGRATE))
    box.migrate()
    cab.migrate()
    assert server.run_file(ROLES_SQL, **NAMES) == ""
    assert server.run_file(ROLES_SQL, **NAMES) == "", "a third time changes nothing"
    people = [founding.NewOfficer(name, name.title(), "lead", f"passphrase of {name}") for name in ("anna", "bela")]
    ring = founding.found(cab, "passphrase of the root", people, DAY).ring
    box.dispose()
    cab.dispose()
    yield Installation(server, ring)
    for name in NAMES.values():
        server.drop(name)
    for role in (MIGRATE, INTAKE, OFFICE, AUDIT):
        server.sql(f"DROP ROLE {role}")


def test_every_table_has_its_line_in_the_table_of_grants() -> None:
    statements = ROLES_SQL.read_text(encoding="utf-8").split("\\connect")
    for part, metadata in zip(statements[1:], (letterbox.metadata, cabinet.metadata), strict=True):
        granted = set(re.findall(r"^GRANT\b[^;]*?\sON (\w+)\s+TO", part, re.MULTILINE))
        assert {name for name in granted if not name.endswith("_seq")} == {*metadata.tables, "alembic_version"}


def test_each_role_can_do_its_job(installation: Installation) -> None:
    """The whole journey: intake and office as their own roles on both databases, the audit after it."""
    box = installation.letterbox(INTAKE)
    box.require_schema()
    recipients = [officer.recipient() for officer in installation.ring.officers(DAY)]
    code, report = AccessCode.generate(), Report("Etwas ist geschehen.")
    for sent in (submit.Sent.NEW, submit.Sent.SAME):
        assert submit.submit(box, recipients, code, report, DAY, "Ihre Meldung ist eingegangen.").sent is sent
    capability = mailbox.open_mailbox(box, code)
    mailbox.write_on(box, capability, "Noch etwas.", DAY, "page")
    renewed = mailbox.renew_code(box, capability, AccessCode.generate())

    desks = [officer_at_work(installation, name) for name in ("anna", "bela")]
    for desk in desks:
        desk.cabinet.require_schema()
        desk.letterbox.require_schema()
        assert collect.collect(desk) == 0
        assert overview.listing(desk, overview.Wanted()).total == 1
    lead_through(desks[0], desks[1].officer_id)
    with pytest.raises(LoginFailed):
        unlock.login(desks[0].cabinet, installation.ring, "anna", "wrong", "192.0.2.1", DAY, 50)

    assert due.due(desks[0].letterbox, desks[0].cabinet).waiting == 0

    heard = mailbox.read(box, renewed)
    assert [line.author for line in heard.lines] == ["reporter", "intake", "reporter", "office", "office"]
    assert heard.state.closed_on == DAY

    prover = installation.cabinet(AUDIT)
    prover.require_schema()
    note = audit.checkpoint(prover, installation.ring)
    assert audit.verify(prover, installation.ring, note).entries > 8
    box.dispose()
    prover.dispose()
    for desk in desks:
        desk.cabinet.dispose()
        desk.letterbox.dispose()


def officer_at_work(installation: Installation, name: str) -> Desk:
    cab, box = installation.cabinet(OFFICE), installation.letterbox(OFFICE)
    cookie = unlock.login(cab, installation.ring, name, f"passphrase of {name}", "192.0.2.1", DAY, 10)
    session = unlock.resume(cab, installation.ring, cookie, DAY, 100)
    return Desk(cab, box, installation.ring, session.officer_id, session.identity, DAY)


def lead_through(desk: Desk, colleague: str) -> None:
    number, measure = "HM-2026-0001", "MN-2026-0001"
    casework.take_over(desk, number, "a form's token")
    casework.keep_draft(desk, number, "Danke")
    casework.reply(desk, number, "Danke für Ihre Meldung.")
    casework.assign(desk, number, colleague, "Urlaub")
    for stage in ("INVESTIGATION", "RESPONSE"):
        casework.change_stage(desk, number, stage, "")
    measures.add(desk, number, "Vier Augen", "Kämmerei", DAY)
    measures.done(desk, measure)
    casework.reply(desk, number, "Rückmeldung", feedback=True)
    casework.close(desk, number, "INVESTIGATED", "fertig")
    assert casework.view(desk, number).case.number == number


@pytest.mark.parametrize(("role", "database"), [(INTAKE, "cabinet"), (AUDIT, "letterbox")])
def test_a_role_does_not_get_into_a_database_that_is_not_its_own(
    installation: Installation, role: str, database: str
) -> None:
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        installation.sql(role, database, "SELECT 1")
    store = installation.cabinet(role) if database == "cabinet" else installation.letterbox(role)
    with pytest.raises(StoreAway), store.read():
        pass


FORBIDDEN = {
    (INTAKE, "letterbox"): (
        "SELECT wrap FROM report_wrap",
        "UPDATE message SET sealed = ''",
        "DELETE FROM message",
        "DELETE FROM report",
        "UPDATE report SET received = '2026-01-01'",
        "UPDATE mailbox SET locator = ''",
        "INSERT INTO status VALUES ('', 1, '')",
        "UPDATE status SET revision = 99",
        "DELETE FROM status",
        "UPDATE report_wrap SET wrap = ''",
        "DELETE FROM report_wrap",
    ),
    (OFFICE, "letterbox"): (
        "SELECT locator FROM mailbox",
        "INSERT INTO mailbox VALUES ('', '', '')",
        "DELETE FROM mailbox",
        "INSERT INTO report (id, received) VALUES ('', '2026-11-21')",
        "INSERT INTO report_wrap VALUES ('', '', '')",
        "UPDATE message SET sealed = ''",
        "DELETE FROM message",
        "UPDATE status SET report_id = ''",
        "DELETE FROM status",
    ),
    (OFFICE, "cabinet"): (
        "UPDATE journal SET kind = 'other'",
        "DELETE FROM journal",
        "UPDATE journal_text SET sealed = ''",
        "DELETE FROM journal_text",
        "UPDATE file SET n = 99",
        "DELETE FROM file",
        "DELETE FROM file_wrap",
        "UPDATE message SET sealed = ''",
        "DELETE FROM message",
        "INSERT INTO officer VALUES ('c', 'cleo', '{}', 0, 0, NULL)",
        "UPDATE officer SET keystore = '{}'",
        "UPDATE officer SET username = 'cleo'",
        "DELETE FROM officer",
        "UPDATE session SET officer_id = 'c'",
        "ALTER TABLE journal DISABLE TRIGGER ALL",
        "DROP TRIGGER journal_no_change ON journal",
        "DROP FUNCTION journal_only_grows CASCADE",
        "SELECT pg_read_file('/etc/passwd')",
        "COPY journal TO PROGRAM 'cat'",
    ),
    (AUDIT, "cabinet"): (
        "SELECT sheet FROM file",
        "SELECT wrap FROM file_wrap",
        "SELECT sealed FROM message",
        "SELECT keystore FROM officer",
        "SELECT sealed FROM session",
        "SELECT sealed FROM draft",
        "INSERT INTO journal SELECT * FROM journal",
        "SET default_transaction_read_only = off; INSERT INTO journal SELECT * FROM journal",
    ),
}
EVERYWHERE = (
    "CREATE TABLE x (y INTEGER)",
    "CREATE TEMPORARY TABLE journal (y INTEGER)",
    "CREATE SCHEMA x",
    "UPDATE alembic_version SET version_num = 'x'",
    "CREATE ROLE x",
    f"SET ROLE {MIGRATE}",
)


@pytest.mark.parametrize(
    ("role", "database", "statement"),
    [(role, db, s) for (role, db), statements in FORBIDDEN.items() for s in (*statements, *EVERYWHERE)],
)
def test_a_role_is_refused_what_is_not_its_job(
    installation: Installation, role: str, database: str, statement: str
) -> None:
    with pytest.raises((InsufficientPrivilege, ReadOnlySqlTransaction)):
        installation.sql(role, database, statement)


@pytest.mark.parametrize("database", NAMES)
def test_nobody_but_the_owner_may_truncate(installation: Installation, database: str) -> None:
    store = letterbox_store if database == "letterbox" else cabinet_store
    tables = (letterbox if database == "letterbox" else cabinet).metadata.tables
    owner = store(installation.server.url(NAMES[database], MIGRATE))
    with owner.read() as gate:
        for role in (INTAKE, OFFICE, AUDIT):
            for table in tables:
                query = text(f"SELECT has_table_privilege('{role}', 'public.{table}', 'TRUNCATE, TRIGGER, REFERENCES')")
                assert gate._db.execute(query).scalar() is False, (role, table)
    owner.dispose()
