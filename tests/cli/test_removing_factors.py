"""officer remove-factor: a signed entry, no login left, a mail that says nothing, and no way around the passphrase."""

from __future__ import annotations

from pathlib import Path

import pytest

from hinweisgeber import config, mail
from hinweisgeber.cli.home import berlin_today
from hinweisgeber.crypto.factor import FactorSecret, RecoveryCode, recovery_mark, seal_factor
from hinweisgeber.crypto.keystore import Identity, unlock_identity
from hinweisgeber.store.cabinet import Cabinet, FactorRow, cabinet_store
from hinweisgeber.store.unit import Store
from tests.cli.conftest import PASSPHRASE, SECRETS, run
from tests.cli.test_reminders_command import settings
from tests.mail.smtp import Mailbox, smtp_server

TO = "fall1@example.org"


@pytest.fixture
def cabinet(home: Path) -> Store[Cabinet]:
    """Of a home where fall1 has a factor, a recovery code, a session, a half-open login and an address."""
    store = cabinet_store(config.load(home, {}).cabinet_url)
    with store.read() as cab:
        account = cab.officer(username="fall1")
    assert account is not None
    identity: Identity = unlock_identity(account.keystore, account.officer_id, PASSPHRASE)
    with store.write() as cab:
        sealed = seal_factor(identity, account.officer_id, FactorSecret.generate())
        cab.set_factor(account.officer_id, FactorRow(sealed, 0, berlin_today()))
        cab.set_recovery(account.officer_id, [recovery_mark(identity, RecoveryCode.generate())])
        cab.add_session(b"s" * 48, account.officer_id, b"x", 1)
        cab.add_half(b"h" * 48, account.officer_id, b"x", 1)
        cab.set_mail_address(account.officer_id, TO)
    return store


def counts(cabinet: Store[Cabinet]) -> list[int]:
    with cabinet.read() as cab:
        tables = ("factor", "recovery_code", "session", "half_login")
        return [cab._db.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one() for table in tables]


def test_it_ends_factor_codes_and_logins_and_stands_in_the_journal(home: Path, cabinet: Store[Cabinet]) -> None:
    with smtp_server(box := Mailbox()) as server:
        done = run("officer", "remove-factor", "--home", home, "fall1", **SECRETS, **settings(server.port))
    assert (done.code, counts(cabinet)) == (0, [0, 0, 0, 0]), done.said
    with cabinet.read() as cab:
        head = cab.head()
    assert head is not None
    assert (head.kind, head.signer) == ("factor-removed", "root")
    assert run("verify", "--home", home).code == 0
    assert box.to() == [TO]
    [(_, content)] = box.mails
    assert mail.SUBJECT.encode() in content, "the one mail we have"
    assert not [word for word in (b"Faktor", b"fall1:", b"http") if word in content]


def test_without_the_root_key_nothing_changes(home: Path, cabinet: Store[Cabinet]) -> None:
    wrong = {"HINWEISGEBER_ROOT_PASSPHRASE": "falsch"}
    done = run("officer", "remove-factor", "--home", home, "fall1", **wrong)
    assert (done.code != 0, counts(cabinet)) == (True, [1, 1, 1, 1]), done.said


def test_who_has_none_or_is_not_there_is_said_before_the_root_key_is_asked_for(
    home: Path, cabinet: Store[Cabinet]
) -> None:
    for name, words in (("leitung", "keinen zweiten Faktor"), ("niemand", "nicht im Schlüsselbund")):
        done = run("officer", "remove-factor", "--home", home, name)
        assert (done.code != 0, words in done.err) == (True, True), done.said


def test_a_mail_server_that_is_away_is_said_and_changes_nothing_else(home: Path, cabinet: Store[Cabinet]) -> None:
    done = run("officer", "remove-factor", "--home", home, "fall1", **SECRETS, **settings(1))
    assert (done.code, "ging nicht hinaus" in done.out, counts(cabinet)) == (0, True, [0, 0, 0, 0]), done.said
