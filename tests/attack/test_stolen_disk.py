"""Who has the cookie of a session and every disk, but not the memory of the office that runs, opens nothing."""

from __future__ import annotations

import base64
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from hinweisgeber import config
from hinweisgeber.config.sources import format_env
from hinweisgeber.crypto import contexts, primitives
from hinweisgeber.crypto.errors import SealBroken
from hinweisgeber.crypto.session import LABEL_KEY, OfficeMemory
from hinweisgeber.crypto.unseal import body_of
from hinweisgeber.office import Office, create_app
from tests.founded import Founded
from tests.office.people import Browser, Clock

SECRETS = {config.OFFICE_SECRET_FILE: "0f", config.INTAKE_SECRET_FILE: "17", config.BACKUP_SECRET_FILE: "ba"}
LABELS = (LABEL_KEY, b"hinweisgeber/v1/session-key")


def begun(home: Path, clock: Clock) -> Office:
    """An office as it is started: with what lies in this home and nothing else."""
    office = create_app(config.load(home, {"HINWEISGEBER_SECOND_FACTOR": "offered"}))
    office.clock = clock
    return office


@pytest.fixture
def running(settings: config.Settings, founded: Founded, clock: Clock) -> Office:
    """An office on a home that holds all its secrets."""
    for name, byte in SECRETS.items():
        (settings.home / name).write_text(byte * 32 + "\n", encoding="ascii")
    pairs = {"HINWEISGEBER_ROOT_FINGERPRINT": founded.fingerprint}
    (settings.home / config.ENV_FILE).write_text(format_env(pairs), encoding="utf-8")
    return begun(settings.home, clock)


@pytest.fixture
def anna(running: Office, founded: Founded) -> Browser:
    """She has logged in, and her cookie is stolen."""
    one = Browser(running).enter(founded.people["anna"])
    assert one.get("/faelle").title.startswith("Fälle")
    return one


@pytest.fixture
def disk(settings: config.Settings, anna: Browser, tmp_path: Path) -> Path:
    """All that lies on it while she is logged in: databases with their logs, ring, settings, secrets."""
    return shutil.copytree(settings.home, tmp_path / "disk")


def rows(disk: Path) -> list[tuple[bytes, str, bytes]]:
    with closing(sqlite3.connect(disk / "cabinet.sqlite")) as db:
        return db.execute("SELECT secret_hash, officer_id, sealed FROM session").fetchall()


def found_on(disk: Path) -> set[bytes]:
    """All that could be a secret: of each file that is one, and of each column of the cabinet."""
    found = {bytes.fromhex((disk / name).read_text()) for name in SECRETS}
    with closing(sqlite3.connect(disk / "cabinet.sqlite")) as db:
        for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            for row in db.execute(f"SELECT * FROM {table}"):
                found |= {bytes(value[:32]) for value in row if isinstance(value, bytes) and len(value) >= 32}
    return found | {bytes(32)}


def test_another_office_on_the_stolen_disk_opens_no_page(anna: Browser, disk: Path, clock: Clock) -> None:
    thief = Browser(begun(disk, clock))
    thief.client.set_cookie(thief.office.session_cookie, anna.cookie)
    assert thief.get("/faelle").title.startswith("Anmelden")
    assert len(rows(disk)) == 1, "though the row is there: no clean-up is needed"


def test_the_row_opens_with_nothing_that_lies_on_the_disk(
    anna: Browser, disk: Path, running: Office, founded: Founded
) -> None:
    cookie = base64.urlsafe_b64decode(anna.cookie)
    ((name, officer_id, sealed),) = rows(disk)
    known = found_on(disk) | {cookie}
    assert len(known) > len(SECRETS) + 2
    assert name not in {OfficeMemory(one).row(cookie) for one in known}
    keys = {primitives.derive(raw, label) for one in known for raw in (one, cookie + one, one + cookie, cookie)
            for label in LABELS}  # fmt: skip
    for key in keys | known:
        with pytest.raises(SealBroken):
            primitives.gcm_open(key, contexts.session(officer_id), body_of(sealed))
    opened = running.memory.open(sealed, officer_id, cookie)
    assert opened.to_bytes() == founded.people["anna"].identity.to_bytes(), "with the memory of the office it does"


def test_no_file_holds_the_memory(disk: Path, running: Office) -> None:
    raw: bytes = running.memory._OfficeMemory__raw  # type: ignore[attr-defined]
    for path in disk.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert not [path for form in (raw, raw.hex().encode(), base64.b64encode(raw)) if form in content]


def test_a_cookie_whose_officer_has_logged_out_opens_nothing_in_the_office_that_runs(
    anna: Browser, running: Office, settings: config.Settings
) -> None:
    stolen = anna.cookie
    anna.submit("/abmelden")
    thief = Browser(running)
    thief.client.set_cookie(running.session_cookie, stolen)
    assert thief.get("/faelle").title.startswith("Anmelden")
    assert rows(settings.home) == []
