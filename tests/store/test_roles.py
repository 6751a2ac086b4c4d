"""deploy/postgres/roles.sql gives each role what its job needs, tried by doing the job, and nothing beyond."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege, RaiseException, ReadOnlySqlTransaction
from sqlalchemy import text

from hinweisgeber.crypto import contexts, keystore, lock
from hinweisgeber.crypto.archive import ArchiveKey
from hinweisgeber.crypto.capability import PageKeys
from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.crypto.errors import CapabilityExpired
from hinweisgeber.crypto.keystore import Identity, RootKey
from hinweisgeber.crypto.ring import Officer, Ring
from hinweisgeber.domain.case import deadlines
from hinweisgeber.domain.case.deadlines import BERLIN
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.store import cabinet
from hinweisgeber.store.archives import ArchiveFolder
from hinweisgeber.store.blobs import blob_store
from hinweisgeber.store.cabinet import Cabinet, cabinet_store
from hinweisgeber.store.errors import StoreAway
from hinweisgeber.store.letterbox import Letterbox, letterbox_store
from hinweisgeber.store.letterbox import tables as letterbox_tables
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.keeper import (
    backup,
    departure,
    due,
    erase,
    founding,
    pulling,
    reminders,
    restore,
    sweep,
    verifying,
)
from hinweisgeber.usecases.keeper.pulling import rescue
from hinweisgeber.usecases.leaving import keyless, retention
from hinweisgeber.usecases.officer import (
    casework,
    collect,
    deputising,
    measures,
    oral,
    overview,
    own_sessions,
    passphrase,
    plans,
    reading,
    suspension,
    unlock,
)
from hinweisgeber.usecases.officer.desk import Desk
from hinweisgeber.usecases.officer.errors import LoginFailed
from hinweisgeber.usecases.reporter import mailbox, pickup, submit, writing
from hinweisgeber.usecases.reporter.box import Booth
from hinweisgeber.usecases.reporter.errors import CodeUnknown
from hinweisgeber.usecases.reporter.files import store_file
from tests.agreed import agreed
from tests.closing import ready_to_close
from tests.founded import MEMORY
from tests.store.postgres import Server

pytestmark = pytest.mark.postgres

ROLES_SQL = Path(__file__).resolve().parents[2] / "deploy/postgres/roles.sql"
DAY = date(2026, 11, 21)
MIGRATE, INTAKE, OFFICE, AUDIT, BACKUP, ERASE = (
    f"hinweisgeber_{job}" for job in ("migrate", "intake", "office", "audit", "backup", "erase")
)
NAMES = {"letterbox": "test_roles_letterbox", "cabinet": "test_roles_cabinet"}


@dataclass
class Installation:
    """Two databases set up as the guide says, with two officers."""

    server: Server
    ring: Ring
    root: RootKey
    made: list[Store[Letterbox] | Store[Cabinet]] = field(default_factory=list)

    def letterbox(self, role: str) -> Store[Letterbox]:
        self.made.append(store := letterbox_store(self.server.url(NAMES["letterbox"], role)))
        return store

    def cabinet(self, role: str) -> Store[Cabinet]:
        self.made.append(store := cabinet_store(self.server.url(NAMES["cabinet"], role)))
        return store

    def sql(self, role: str, database: str, statement: str) -> None:
        self.server.sql(statement, NAMES[database], role)


@pytest.fixture
def installation(set_up: Installation) -> Iterator[Installation]:
    """For one test: one that fails leaves no connection to be found in another."""
    yield set_up
    while set_up.made:
        set_up.made.pop().dispose()


@pytest.fixture(scope="module")
def set_up(server: Server) -> Iterator[Installation]:
    first = server.run_file(ROLES_SQL, **NAMES)
    assert first.count("hinweisgeber migrate") == 2, "it says that tables are missing"
    box = letterbox_store(server.url(NAMES["letterbox"], MIGRATE))
    cab = cabinet_store(server.url(NAMES["cabinet"], MIGRATE))
    box.migrate()
    cab.migrate()
    assert server.run_file(ROLES_SQL, **NAMES) == ""
    assert server.run_file(ROLES_SQL, **NAMES) == "", "a third time changes nothing"
    people = [founding.NewOfficer(name, name.title(), "lead", f"passphrase of {name}") for name in ("anna", "bela")]
    founded = founding.found(cab, "passphrase of the root", people, DAY)
    box.dispose()
    cab.dispose()
    yield Installation(server, founded.ring, RootKey.unlock(founded.root_key, "passphrase of the root"))
    for name in NAMES.values():
        server.drop(name)
    for role in (MIGRATE, INTAKE, OFFICE, AUDIT, BACKUP, ERASE):
        server.sql(f"DROP ROLE {role}")


def test_every_table_has_its_line_in_the_table_of_grants() -> None:
    statements = ROLES_SQL.read_text(encoding="utf-8").split("\\connect")
    for part, metadata in zip(statements[1:], (letterbox_tables.metadata, cabinet.metadata), strict=True):
        granted = set(re.findall(r"^GRANT\b[^;]*?\sON (\w+)\s+TO", part, re.MULTILINE))
        assert {name for name in granted if not name.endswith("_seq")} == {*metadata.tables, "alembic_version"}


def test_each_role_can_do_its_job(installation: Installation, tmp_path: Path) -> None:
    """The whole journey: intake and office as their own roles on both databases, the audit after it."""
    box = installation.letterbox(INTAKE)
    box.require_schema()
    booth = Booth(box, installation.ring, DAY)
    code, report = AccessCode.generate(), Report("Etwas ist geschehen.")
    for sent in (submit.Sent.NEW, submit.Sent.SAME):
        assert submit.submit(booth, code, report, "Ihre Meldung ist eingegangen.").sent is sent
    capability = mailbox.open_mailbox(booth, code)
    mailbox.write_on(booth, capability, "Noch etwas.", "page")
    renewed = mailbox.renew_code(booth, capability, AccessCode.generate())

    desks = [officer_at_work(installation, name) for name in ("anna", "bela")]
    for desk in desks:
        desk.cabinet.require_schema()
        desk.letterbox.require_schema()
        assert collect.collect(desk) == collect.Collected()
        assert len(overview.every_row(desk).rows) == 1
    lead_through(desks[0], desks[1].officer_id)
    at_home(installation, desks[1])
    take_down(desks[0])
    with pytest.raises(LoginFailed):
        unlock.login(desks[0].cabinet, installation.ring, MEMORY, "anna", "wrong", "192.0.2.1", DAY, 50)

    assert due.due(desks[0].letterbox, desks[0].cabinet).waiting == 0
    tick(desks[0])

    heard = mailbox.read(booth, renewed)
    told = [line.author for line in heard.lines if line.said]
    assert told == ["reporter", "office", "reporter", "office", "office"]
    assert heard.state.closed_on == DAY

    prover = installation.cabinet(AUDIT)
    prover.require_schema()
    note = verifying.checkpoint(prover, installation.ring)
    assert verifying.verify(prover, installation.ring, note).entries > 8
    erase_case(installation, desks, tmp_path)
    lead_people(desks[0], desks[1].officer_id)
    assert retention.certificates(desks[0])[0].done
    assert [view.case_number for view in measures.register(desks[0]).views] == [None]
    assert verifying.verify(prover, installation.ring, note, today=date.max).erased == 1
    drop_who_is_out(installation, desks[1].officer_id)
    with pytest.raises(CodeUnknown):
        mailbox.read(booth, renewed)
    box.dispose()
    prover.dispose()
    for desk in desks:
        desk.cabinet.dispose()
        desk.letterbox.dispose()


def test_the_backups_role_reads_what_a_backup_takes_and_the_owner_puts_it_back(
    installation: Installation, tmp_path: Path
) -> None:
    report_id = secrets.token_bytes(16)
    with (owner := installation.letterbox(MIGRATE)).write() as box:
        box.add_report(report_id, DAY, {"a" * 16: b"wrap"})
        box.set_mailbox(secrets.token_bytes(32), report_id, b"wrap")
    box_store, cab_store = installation.letterbox(BACKUP), installation.cabinet(BACKUP)
    blobs, key = blob_store(f"file://{tmp_path}/blobs"), ArchiveKey(bytes(32))
    files = {"ring.json": installation.ring.text().encode()}
    source = backup.BackupSource(box_store, cab_store, blobs, installation.ring.fingerprint, files, bytes)
    done = backup.back_up(source, key, ArchiveFolder(tmp_path), DAY, 30)
    assert done.rows["letterbox/mailbox"] > 0
    content = restore.examine(tmp_path / done.content, key, "content")
    keys = restore.examine(tmp_path / done.keys, key, "keys")
    first, second = (installation.server.url(installation.server.create()) for _ in range(2))
    target = restore.Target(letterbox_store(first), cabinet_store(second), blobs)
    restore.load(content, keys, key, target)
    again = backup.BackupSource(target.letterbox, target.cabinet, blobs, installation.ring.fingerprint, files, bytes)
    assert backup.back_up(again, key, ArchiveFolder(tmp_path), DAY, 30).rows == done.rows
    assert verifying.verify(target.cabinet, installation.ring, today=date.max).entries > 0
    for store in (owner, box_store, cab_store, target.letterbox, target.cabinet):
        store.dispose()


def test_a_beginning_is_kept_found_sent_and_swept_by_the_roles_of_both_faces(
    installation: Installation, tmp_path: Path
) -> None:
    """The intake keeps and finds it and ends visits; the office's sweep takes both away and reads neither."""
    box, office = installation.letterbox(INTAKE), installation.letterbox(OFFICE)
    cab, blobs = installation.cabinet(OFFICE), blob_store(f"file://{tmp_path}/blobs")
    file = store_file(blobs, [b"x"], "x.txt", cleaned=False)
    sent, left = AccessCode.generate(), AccessCode.generate()
    for code in (sent, left, left):
        writing.keep(box, code, writing.Writing(Report("Begonnen."), (file,)), DAY)
    assert writing.find(box, left, DAY).files == (file,)
    booth = Booth(box, installation.ring, DAY)
    submit.submit(booth, sent, Report("Begonnen."))
    with pytest.raises(CodeUnknown):
        writing.find(box, sent, DAY)
    mailbox.close(box, b"v" * 16, DAY)
    assert mailbox.is_closed(box, b"v" * 16)
    for days, there in ((writing.KEPT_DAYS, True), (writing.KEPT_DAYS + 1, False)):
        moment = datetime.combine(DAY + timedelta(days=days), time(12), BERLIN).timestamp()
        os.utime(tmp_path / "blobs" / file.blob, (moment - 5 * 86_400,) * 2)
        assert sweep.sweep(blobs, office, cab, moment) == (0 if there else 1)
        assert blobs.has(file.blob) is there
    assert not mailbox.is_closed(box, b"v" * 16)
    with pytest.raises(CodeUnknown):
        writing.find(box, left, DAY)
    report_id = mailbox.open_mailbox(booth, sent).report_id
    installation.sql(MIGRATE, "letterbox", f"DELETE FROM report WHERE id = '\\x{report_id.hex()}'")
    for store in (box, office, cab):
        store.dispose()


def test_a_page_waits_is_fetched_and_swept_by_the_roles_of_both_faces(
    installation: Installation, tmp_path: Path
) -> None:
    box, office = installation.letterbox(INTAKE), installation.letterbox(OFFICE)
    cab, keys = installation.cabinet(OFFICE), PageKeys(bytes(32))
    now = int(datetime.combine(DAY, time(12), BERLIN).timestamp())
    slips = [pickup.leave(box, keys, pickup.WaitingPage(b"Seite"), now + late) for late in (0, 240)]
    assert slips[0]
    assert slips[1]
    with pytest.raises(CapabilityExpired):
        pickup.fetch(box, keys, slips[0], now)
    assert pickup.fetch(box, keys, slips[1], now + 240).body == b"Seite"
    sweep.sweep(blob_store(f"file://{tmp_path}/blobs"), office, cab, now + 86_400)
    with pytest.raises(CapabilityExpired):
        pickup.fetch(box, keys, slips[1], now + 240)
    for store in (box, office, cab):
        store.dispose()


def test_the_office_names_what_vanishes_and_the_owner_puts_it_back(installation: Installation) -> None:
    box, office, cab = installation.letterbox(INTAKE), installation.letterbox(OFFICE), installation.cabinet(OFFICE)
    pulling.pull(office, cab, installation.ring, DAY)  # the installation is one for all these tests
    with cab.write() as known:
        for one in known.alarms():
            known.set_known(one, DAY)
    submit.submit(Booth(box, installation.ring, DAY), AccessCode.generate(), Report("Verschwindet."), None)
    assert pulling.pull(office, cab, installation.ring, DAY).alarms == ()
    newest = "(SELECT id FROM report ORDER BY seq DESC LIMIT 1)"
    installation.sql(MIGRATE, "letterbox", f"DELETE FROM report WHERE id = {newest}")
    assert [one.thing for one in pulling.pull(office, cab, installation.ring, DAY).alarms] == ["report"]
    owned = installation.letterbox(MIGRATE), installation.cabinet(MIGRATE)
    assert rescue.rescue(*owned) == rescue.Rescued(reports=1, messages=1)
    assert [one.thing for one in pulling.pull(office, cab, installation.ring, DAY).alarms] == ["mailbox"]
    with office.read() as there:
        assert there.newest()[0] == there.given()[0]
    for store in (box, office, cab, *owned):
        store.dispose()


def officer_at_work(installation: Installation, name: str) -> Desk:
    cab, box = installation.cabinet(OFFICE), installation.letterbox(OFFICE)
    cookie = unlock.login(cab, installation.ring, MEMORY, name, f"passphrase of {name}", "192.0.2.1", DAY, 10)
    session = unlock.resume(cab, installation.ring, MEMORY, cookie, DAY, 100)
    return Desk(cab, box, installation.ring, session.officer_id, session.identity, DAY)


def at_home(installation: Installation, desk: Desk) -> None:
    """What somebody does with their own account: what was locked with less is locked anew at a login, a passphrase is
    changed, a session called and ended."""
    old, new, owner = "passphrase of bela", "sechs ganz neue Worte nur fuer Tests", installation.cabinet(MIGRATE)
    context = partial(contexts.keystore, desk.officer_id)
    weak = lock.lock(keystore.FORMAT, desk.identity.to_bytes(), context, old, lock.LEAST)
    with owner.write() as cab:
        cab.set_keystore(desk.officer_id, weak)
    cookie, *_ = (
        unlock.login(desk.cabinet, installation.ring, MEMORY, "bela", old, "192.0.2.1", DAY, 10, kind="desk")
        for _ in range(2)
    )
    row = MEMORY.row(unlock.secret_of(cookie))
    with desk.cabinet.read() as cab:
        account = cab.officer(username="bela")
    assert account is not None
    assert not keystore.is_outdated(account.keystore)
    own_sessions.call_device(desk.cabinet, row, "notebook")
    own_sessions.end_own(desk.cabinet, desk.officer_id, row, own_sessions.ALL_OTHERS)
    typed = passphrase.NewPassphrase(old, new, new)
    asking = passphrase.Asking(desk.officer_id, "bela", row, "192.0.2.1")
    passphrase.change_own(desk.cabinet, installation.ring, asking, typed, DAY, 20)
    with owner.write() as cab:
        assert [kind for *_, kind in cab.sessions_of(desk.officer_id)] == ["notebook"]
        cab.set_keystore(desk.officer_id, account.keystore)  # the installation is one for all these tests
    owner.dispose()


def tick(desk: Desk) -> None:
    """What `hinweisgeber tick` does in a slot with something overdue, but for the mail itself."""
    later = datetime(2027, 3, 1, 9, tzinfo=BERLIN)
    with desk.cabinet.write() as cab:
        cab.set_mail_address(desk.officer_id, "anna@example.org")
    assert pulling.pull(desk.letterbox, desk.cabinet, desk.ring, DAY).alarms == ()
    reminders.decide(desk.letterbox, desk.cabinet, {desk.officer_id}, (8,), later)
    with desk.cabinet.write() as cab:
        mail = cab.next_mail({desk.officer_id}, int(later.timestamp()) + reminders.JITTER_SECONDS)
        assert mail is not None
        assert cab.claim(mail, 0)
        cab.forget_mails(DAY, ())


def take_down(desk: Desk) -> None:
    """A call becomes a case, twice by the same form."""
    code, told = AccessCode.generate(), Report("Am Telefon.", channel="phone", record="summary")
    first, second = (oral.record(desk, code, told, DAY, "Eingegangen.") for _ in range(2))
    assert (first.number, first.sent, second.sent) == ("HM-2026-0002", submit.Sent.NEW, submit.Sent.SAME)


def drop_who_is_out(installation: Installation, officer_id: str) -> None:
    """Here another copy of the ring says it: the other tests need both."""
    box, cab = installation.letterbox(ERASE), installation.cabinet(ERASE)
    without = installation.ring.revoke(installation.root, officer_id, DAY)
    assert departure.carry_out(cab, box, without, DAY) > 0
    assert departure.carry_out(cab, box, without, DAY) == 0
    with cab.read() as rows:
        assert not any(officer_id in held for held in rows.owners().values())
    box.dispose()
    cab.dispose()


def erase_case(installation: Installation, desks: list[Desk], folder: Path) -> None:
    """Authorised by two of the office, carried out by a role of its own; once more changes nothing."""
    one, other = desks
    agreed(retention.authorise, one, "HM-2026-0001", by=other, archive=False)
    box, cab = installation.letterbox(ERASE), installation.cabinet(ERASE)
    day, noted = deadlines.deletable_from(DAY), list[bytes]()
    for times in (1, 0):
        assert len(erase.due(box, cab, day)) == times
        done = erase.carry_out(
            box, cab, blob_store(f"file://{folder}/none"), lambda file_id, *_: noted.append(file_id), day
        )
        assert len(done) == len(noted) * times == times
    erase.destroy(box, cab, blob_store(f"file://{folder}/none"), noted[0])
    for store in (box, cab):
        store.dispose()


def lead_people(desk: Desk, colleague: str) -> None:
    """What a lead signs about colleagues, and what follows from it."""
    assert plans.plan(desk, desk.officer_id, colleague, DAY, DAY)
    deputising.settle(desk)
    assert suspension.suspend(desk, colleague)
    with desk.cabinet.read() as cab:
        assert suspension.who(cab, desk.ring, DAY) == {colleague}


def lead_through(desk: Desk, colleague: str) -> None:
    number, measure = "HM-2026-0001", "MN-2026-0001"
    casework.take_over(desk, number, "a form's token")
    casework.keep_draft(desk, number, "Danke")
    casework.reply(desk, number, "Danke für Ihre Meldung.")
    agreed(casework.assign, desk, number, colleague, "Urlaub")
    for stage in ("INVESTIGATION", "RESPONSE"):
        casework.change_stage(desk, number, stage, "")
    measures.add(desk, number, "Vier Augen", "Kämmerei", DAY)
    measures.done(desk, measure)
    ready_to_close(desk, number)
    agreed(casework.close, desk, number, "INVESTIGATED", "fertig")
    assert reading.view(desk, number).case.number == number


@pytest.mark.parametrize(("role", "database"), [(INTAKE, "cabinet"), (AUDIT, "letterbox")])
def test_a_role_does_not_get_into_a_database_that_is_not_its_own(
    installation: Installation, role: str, database: str
) -> None:
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        installation.sql(role, database, "SELECT 1")
    store = installation.cabinet(role) if database == "cabinet" else installation.letterbox(role)
    with pytest.raises(StoreAway), store.read():
        pass


AS_SOMEBODY = (  # a message in another one's name
    "INSERT INTO message (report_id, author, place, written, tag, sealed) "
    "VALUES ('aaaaaaaaaaaaaaaa', '{author}', 77, '2026-11-21', 'x', 'x')"
)
FORBIDDEN = {
    (INTAKE, "letterbox"): (
        "SELECT wrap FROM report_wrap",
        "UPDATE message SET sealed = ''",
        "DELETE FROM message",
        AS_SOMEBODY.format(author="office"),
        "DELETE FROM report",
        "UPDATE report SET received = '2026-01-01'",
        "UPDATE mailbox SET locator = ''",
        "INSERT INTO status VALUES ('', 1, '')",
        "UPDATE status SET revision = 99",
        "DELETE FROM status",
        "UPDATE report_wrap SET wrap = ''",
        "DELETE FROM report_wrap",
        "SELECT wrap FROM letter_wrap",
        "DELETE FROM letter_wrap",
        "UPDATE letter_key SET wrap = ''",
        "UPDATE mailbox_wrap SET wrap = ''",
        "UPDATE writing SET sealed = ''",
        "UPDATE writing SET kept_on = '2099-01-01'",
        "UPDATE writing_blob SET name = 'x'",
        "UPDATE ended_visit SET ended_on = '2026-01-01'",
        "DELETE FROM ended_visit",
        "UPDATE pickup SET left_on = '2099-01-01'",
    ),
    (OFFICE, "letterbox"): (
        "SELECT wrap FROM letter_key",
        "DELETE FROM mailbox_wrap",
        "UPDATE letter_wrap SET wrap = ''",
        "SELECT sealed FROM writing",
        "INSERT INTO writing VALUES ('', '2026-11-21', '')",
        "UPDATE writing SET kept_on = '2099-01-01'",
        "INSERT INTO writing_blob VALUES ('x', '')",
        "UPDATE writing_blob SET name = 'x'",
        "SELECT sealed FROM pickup",
        "SELECT locator FROM pickup",
        "INSERT INTO pickup VALUES ('', '2026-11-21', 0, '')",
        "INSERT INTO ended_visit VALUES ('', '2026-11-21')",
        "UPDATE ended_visit SET ended_on = '2026-01-01'",
        "UPDATE mailbox SET locator = ''",
        "DELETE FROM mailbox",
        "UPDATE report SET received = '2026-01-01'",
        "UPDATE report_wrap SET wrap = ''",
        "UPDATE message SET place = 9",
        "DELETE FROM message",
        AS_SOMEBODY.format(author="reporter"),
        AS_SOMEBODY.format(author="intake"),
        "UPDATE status SET report_id = ''",
        "DELETE FROM status",
    ),
    (OFFICE, "cabinet"): (
        "UPDATE journal SET kind = 'other'",
        "DELETE FROM journal",
        "UPDATE journal_text SET sealed = ''",
        "UPDATE file SET n = 99",
        "DELETE FROM file",
        "DELETE FROM epoch",
        "UPDATE epoch SET link = NULL",
        "UPDATE message SET place = 9",
        "DELETE FROM message",
        "INSERT INTO officer VALUES ('c', 'cleo', '{}', 0, 0, NULL)",
        "UPDATE officer SET username = 'cleo'",
        "DELETE FROM officer",
        "UPDATE session SET officer_id = 'c'",
        "UPDATE file SET erased_on = '2026-11-21'",
        "INSERT INTO erased VALUES ('', NULL, NULL, NULL, 0, 0, 0, true)",
        "UPDATE outbox SET officer_id = 'c'",
        "UPDATE outbox SET day = '2026-01-01'",
        "ALTER TABLE journal DISABLE TRIGGER ALL",
        "DROP TRIGGER journal_no_change ON journal",
        "DROP FUNCTION journal_only_grows CASCADE",
        "SELECT pg_read_file('/etc/passwd')",
        "COPY journal TO PROGRAM 'cat'",
    ),
    (BACKUP, "letterbox"): (
        "UPDATE message SET sealed = ''",
        "DELETE FROM report",
        "SELECT nextval('report_seq_seq')",
        "SELECT kept_on FROM writing",
        "SELECT locator FROM writing_blob",
        "SELECT ended_on FROM ended_visit",
        "SELECT turn FROM pickup",
    ),
    (BACKUP, "cabinet"): (
        "SELECT sealed FROM session",
        "UPDATE officer SET keystore = '{}'",
        "SET default_transaction_read_only = off; INSERT INTO journal SELECT * FROM journal",
        "SET default_transaction_read_only = off; DELETE FROM file_wrap",
    ),
    (ERASE, "letterbox"): (
        "SELECT wrap FROM report_wrap",
        "SELECT wrap FROM mailbox",
        "SELECT wrap FROM mailbox_wrap",
        "SELECT wrap FROM letter_wrap",
        "SELECT wrap FROM letter_key",
        "SELECT sealed FROM message",
        "SELECT sealed FROM status",
        "SELECT locator FROM writing",
        "DELETE FROM writing",
        "SELECT name FROM writing_blob",
        "SELECT id FROM ended_visit",
        "SELECT turn FROM pickup",
        "INSERT INTO report (id, received) VALUES ('', '2026-11-21')",
        "UPDATE message SET sealed = ''",
    ),
    (ERASE, "cabinet"): (
        "SELECT sheet FROM file",
        "SELECT wrap FROM file_wrap",
        "SELECT sealed FROM message",
        "SELECT sealed FROM journal_text",
        "SELECT sealed FROM line",
        "SELECT keystore FROM officer",
        "SELECT sealed FROM session",
        "UPDATE journal SET kind = 'other'",
        "DELETE FROM journal",
        "UPDATE journal_text SET sealed = ''",
        "UPDATE file SET n = 99",
        "UPDATE file SET revision = 1",
        "DELETE FROM file",
        "DELETE FROM erased",
        "UPDATE erased SET texts = 0",
        "DELETE FROM officer",
    ),
    (AUDIT, "cabinet"): (
        "SELECT keystore FROM officer",
        "SELECT mail FROM officer",
        "SELECT day FROM outbox",
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


ONE_MESSAGE = {
    "letterbox": (
        "INSERT INTO report (id, received) VALUES ('aaaaaaaaaaaaaaaa', '2026-11-21')",
        AS_SOMEBODY.format(author="reporter").replace("77", "0"),
        "DELETE FROM report WHERE id = 'aaaaaaaaaaaaaaaa'",
    ),
    "cabinet": (
        "INSERT INTO file (id, kind, year, n, revision, sheet) VALUES ('aaaaaaaaaaaaaaaa', 'case', 1999, 1, 0, '')",
        "INSERT INTO message VALUES ('aaaaaaaaaaaaaaaa', 'reporter', 0, 0, '2026-11-21', 'x', 'x', true)",
        "DELETE FROM file WHERE id = 'aaaaaaaaaaaaaaaa'",
    ),
}


@pytest.mark.parametrize("database", ONE_MESSAGE)
def test_the_office_empties_a_message_and_changes_none(installation: Installation, database: str) -> None:
    *before, after = ONE_MESSAGE[database]
    owner = "report_id" if database == "letterbox" else "file_id"
    for statement in before:
        installation.sql(MIGRATE, database, statement)
    try:
        with pytest.raises(RaiseException, match="never changed"):
            installation.sql(OFFICE, database, "UPDATE message SET sealed = 'y'")
        installation.sql(
            OFFICE, database, f"UPDATE message SET sealed = '', tag = 'u' WHERE {owner} = 'aaaaaaaaaaaaaaaa'"
        )
    finally:
        installation.sql(MIGRATE, database, after)


def test_the_office_destroys_notes_and_no_other_text_of_the_journal(installation: Installation) -> None:
    with pytest.raises(RaiseException, match="only notes"):
        installation.sql(OFFICE, "cabinet", "DELETE FROM journal_text")


@pytest.mark.parametrize("database", NAMES)
def test_nobody_but_the_owner_may_truncate(installation: Installation, database: str) -> None:
    store = letterbox_store if database == "letterbox" else cabinet_store
    tables = (letterbox_tables if database == "letterbox" else cabinet).metadata.tables
    owner = store(installation.server.url(NAMES[database], MIGRATE))
    with owner.read() as gate:
        for role in (INTAKE, OFFICE, AUDIT, BACKUP, ERASE):
            for table in tables:
                query = text(f"SELECT has_table_privilege('{role}', 'public.{table}', 'TRUNCATE, TRIGGER, REFERENCES')")
                assert gate._db.execute(query).scalar() is False, (role, table)
    owner.dispose()


def test_a_case_that_nobody_can_open_goes_by_the_roles(installation: Installation, tmp_path: Path) -> None:
    """Two of the office sign without a key; erasing sees no wrap, and the audit follows it. Last: by the ring of the
    others nobody knows who signs here."""
    box, blobs = installation.letterbox(INTAKE), blob_store(f"file://{tmp_path}/none")
    submit.submit(Booth(box, installation.ring, DAY), AccessCode.generate(), Report("Erfunden."), "Eingegangen.")
    collect.collect(anna := officer_at_work(installation, "anna"))
    ring, people, later = installation.ring, installation.cabinet(MIGRATE), DAY + timedelta(days=20)
    desks = []
    for person in installation.ring.readers(DAY):
        ring = ring.revoke(installation.root, person.officer_id, later)
    for n, function in enumerate(("Dritte", "Vierte")):
        who, officer_id = Identity.generate(), f"{n}" * 16
        until = DAY + timedelta(days=900)
        new = Officer(officer_id, function, "officer", who.public, who.sign_public, DAY + timedelta(days=10), until)
        ring = ring.admit(installation.root, new)
        with people.write() as cab:
            cab.add_officer(officer_id, function, "{}")
        desks.append((officer_id, who))
    one, other = (replace(anna, ring=ring, officer_id=who, identity=key, today=later) for who, key in desks)
    number = keyless.listing(one, offers=False).shown[0].number
    waits = keyless.propose(one, number, offers=False, told=False)
    assert waits
    assert keyless.to_sign(other) == 1
    assert keyless.confirm(other, waits.hash, offers=False)
    erases = installation.letterbox(ERASE), installation.cabinet(ERASE)
    assert [one.stays for one in erase.due(*erases, later, ring)] == [False]
    (certificate,) = erase.carry_out(*erases, blobs, lambda *_: None, later, ring)
    assert certificate.keyless
    assert not verifying.examine(verifying.Office(installation.cabinet(AUDIT)), ring, today=date.max).findings
