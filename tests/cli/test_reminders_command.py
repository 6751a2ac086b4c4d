"""tick, officer add --mail, and what check says of mails."""

from __future__ import annotations

import re
import socket
from datetime import timedelta
from pathlib import Path

import pytest

from hinweisgeber import config
from hinweisgeber.cli.home import ROOT_KEY, berlin_today
from hinweisgeber.store.cabinet import Cabinet, cabinet_store
from hinweisgeber.store.cabinet.mails import GIVEN_UP, SENT, WAITING, Mail
from hinweisgeber.store.errors import StoreAway
from hinweisgeber.store.unit import Store
from tests.cli.conftest import SECRETS, Started, run
from tests.mail.smtp import SENDER, Mailbox, make_ca, smtp_server
from tests.patience import PATIENT

TO = "fall1@example.org"


@pytest.fixture
def cabinet(home: Path) -> Store[Cabinet]:
    """The home's cabinet; a mail to fall1 has waited for two days, the one to the lead is settled."""
    store = cabinet_store(config.load(home, {}).cabinet_url)
    with store.write() as cab:
        for officer_id, name in cab.usernames().items():
            state = WAITING if name == "fall1" else SENT
            cab.set_mail_address(officer_id, f"{name}@example.org")
            cab.add_mails([Mail(officer_id * 2, officer_id, berlin_today() - timedelta(days=2), 0, state, 0, 1, None)])
    return store


def settings(port: int, **more: str) -> dict[str, str]:
    return {
        "HINWEISGEBER_SMTP_HOST": "127.0.0.1",
        "HINWEISGEBER_SMTP_PORT": str(port),
        "HINWEISGEBER_SMTP_SECURITY": "none",
        "HINWEISGEBER_MAIL_FROM": SENDER,
    } | more


def set_state(cabinet: Store[Cabinet], state: str, trouble: str) -> None:
    with cabinet.write() as cab:
        cab._db.exec_driver_sql("UPDATE outbox SET state = ?, trouble = ? WHERE state = 'waiting'", (state, trouble))


def findings(text: str) -> set[str]:
    return set(re.findall(r"HG-S0[6-9]", text))


# -- tick ---------------------------------------------------------------------------------------------------------


def test_tick_sends_what_waits_and_then_has_nothing_to_say(home: Path, cabinet: Store[Cabinet]) -> None:
    with smtp_server(box := Mailbox()) as server:
        first = run("tick", "--home", home, **settings(server.port))
        second = run("tick", "--home", home, **settings(server.port))
    assert (first.code, first.said) == (0, "1 Mail verschickt.\n")
    assert (second.code, second.said) == (0, "")
    assert box.to() == [TO]


def test_what_waits_to_be_sent_waits_for_no_letterbox(
    home: Path, cabinet: Store[Cabinet], monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise StoreAway()

    monkeypatch.setattr("hinweisgeber.usecases.keeper.pulling.pull", away)
    with smtp_server(box := Mailbox()) as server:
        assert run("tick", "--home", home, **settings(server.port)).code != 0
    assert box.to() == [TO]


def test_tick_says_why_a_mail_waits_on(home: Path, cabinet: Store[Cabinet]) -> None:
    with smtp_server(Mailbox(rcpt={TO: "550 unknown"})) as server:
        done = run("tick", "--home", home, **settings(server.port))
    assert (done.code, done.said) == (0, "Nicht verschickt, wird wiederholt: Adresse abgelehnt (550).\n")


def test_tick_without_mail_server_says_so_and_decides_nothing(home: Path, cabinet: Store[Cabinet]) -> None:
    done = run("tick", "--home", home)
    assert (done.code, "kein Mailserver" in done.out) == (0, True)
    with cabinet.read() as cab:
        assert cab.decided_hours(berlin_today()) == set()


def test_two_ticks_at_once_send_one_mail(home: Path, cabinet: Store[Cabinet], start: Started) -> None:
    with smtp_server(box := Mailbox()) as server:
        ticks = [start("tick", "--home", home, **settings(server.port)) for _ in range(2)]
        assert [tick.wait(timeout=PATIENT) for tick in ticks] == [0, 0], [tick.communicate() for tick in ticks]
    assert box.to() == [TO]


def test_the_password_comes_from_its_file_and_the_server_is_believed_by_the_systems_trust(
    home: Path, cabinet: Store[Cabinet], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ca = make_ca(tmp_path)
    (home / "smtp.password").write_text("nur-fuer-tests\n", encoding="utf-8")
    with smtp_server(box := Mailbox(), ca.context(), "starttls", login=True) as server:
        given = settings(
            server.port,
            HINWEISGEBER_SMTP_SECURITY="starttls",
            HINWEISGEBER_SMTP_USER="meldestelle",
            HINWEISGEBER_SMTP_PASSWORD_FILE="smtp.password",
        )
        assert "Zertifikat" in run("tick", "--home", home, **given).out
        with cabinet.write() as cab:
            cab._db.exec_driver_sql("UPDATE outbox SET next_try = 0")
        done = run("tick", "--home", home, **given, SSL_CERT_FILE=str(ca.ca))
    assert (done.said, box.to(), box.logins) == ("1 Mail verschickt.\n", [TO], ["meldestelle"])


# -- check --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "setting"),
    [
        ({"HINWEISGEBER_MAIL_FROM": SENDER}, "HINWEISGEBER_SMTP_HOST"),
        ({"HINWEISGEBER_SMTP_USER": "x", "HINWEISGEBER_SMTP_PASSWORD": "y"}, "HINWEISGEBER_SMTP_HOST"),
        ({"HINWEISGEBER_SMTP_HOST": "127.0.0.1"}, "HINWEISGEBER_MAIL_FROM"),
        (settings(1, HINWEISGEBER_SMTP_USER="x"), "HINWEISGEBER_SMTP_PASSWORD"),
        (settings(1, HINWEISGEBER_SMTP_PASSWORD="y"), "HINWEISGEBER_SMTP_USER"),
    ],
)
def test_s06_half_of_the_settings(home: Path, given: dict[str, str], setting: str) -> None:
    done = run("check", "--home", home, **given)
    assert f"HG-S06 Hinweis: {setting}:" in done.out


def test_no_finding_without_mails_and_none_when_all_is_well(home: Path, cabinet: Store[Cabinet]) -> None:
    assert findings(run("check", "--home", home).out) == set()
    set_state(cabinet, SENT, "")
    with smtp_server(Mailbox()) as server:
        assert findings(run("check", "--home", home, **settings(server.port)).out) == set()


def test_s07_server_that_does_not_answer(home: Path, cabinet: Store[Cabinet]) -> None:
    set_state(cabinet, SENT, "")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    done = run("check", "--home", home, **settings(port))
    assert findings(done.out) == {"HG-S07"}
    assert "Der Mailserver ist nicht erreichbar." in done.out


def test_s08_address_that_was_given_up(home: Path, cabinet: Store[Cabinet]) -> None:
    set_state(cabinet, GIVEN_UP, "Adresse abgelehnt (550)")
    with smtp_server(Mailbox()) as server:
        done = run("check", "--home", home, **settings(server.port))
    assert findings(done.out) == {"HG-S08"}
    assert "Mails an fall1 wurden aufgegeben: Adresse abgelehnt (550)." in done.out
    assert TO not in done.out


def test_s09_mail_that_waits_for_more_than_a_day(home: Path, cabinet: Store[Cabinet]) -> None:
    with smtp_server(box := Mailbox()) as server:
        done = run("check", "--home", home, **settings(server.port))
        assert findings(done.out) == {"HG-S09"}
        assert "wartet seit" in done.out
        assert "noch kein Versuch" in done.out
        with cabinet.write() as cab:
            cab._db.exec_driver_sql("UPDATE outbox SET day = ?", (str(berlin_today() + timedelta(days=1)),))
        assert findings(run("check", "--home", home, **settings(server.port)).out) == set()
    assert box.mails == [], "check sends nothing"


# -- officer add --mail -------------------------------------------------------------------------------------------


def test_officer_add_takes_an_address(home: Path) -> None:
    done = run(
        "officer", "add", "--home", home, "--mail", "neu@example.org", "neu:Fallbearbeitung 2:officer", **SECRETS
    )
    assert done.code == 0, done.said
    with cabinet_store(config.load(home, {}).cabinet_url).read() as cab:
        row = cab.officer(username="neu")
        assert row is not None
        assert cab.mail_address(row.officer_id) == "neu@example.org"


@pytest.mark.parametrize("address", ["neu", "a@b.de\nBcc: c@d.de", "Neu <neu@example.org>", ""])
def test_officer_add_refuses_what_is_no_address(home: Path, address: str) -> None:
    done = run("officer", "add", "--home", home, "--mail", address, "neu:Fallbearbeitung 2:officer", **SECRETS)
    assert (done.code, "keine E-Mail-Adresse" in done.err) == (1, True)
    assert (home / ROOT_KEY).exists()
    with cabinet_store(config.load(home, {}).cabinet_url).read() as cab:
        assert cab.officer(username="neu") is None


def test_tick_tells_nobody_whose_key_has_ended_by_the_day_that_is_given(home: Path, cabinet: Store[Cabinet]) -> None:
    with smtp_server(box := Mailbox()) as server:
        run("tick", "--home", home, "--today", f"{berlin_today().year + 9}-01-01", **settings(server.port))
        assert box.to() == []
        run("tick", "--home", home, "--today", str(berlin_today()), **settings(server.port))
    assert box.to() == [TO]
