"""tell-failure: the operator learns which service has failed, and nothing of reports, cases and people."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from hinweisgeber.cli.home import berlin_today
from hinweisgeber.cli.keeping.failure import failed
from tests.cli.conftest import run
from tests.cli.test_reminders_command import settings
from tests.mail.smtp import SENDER, Mailbox, smtp_server

TO = "it@example.org"
UNIT = "hinweisgeber-intake.service"
OPERATOR = {"HINWEISGEBER_OPERATOR_MAIL": TO}


def test_it_sends_one_mail_to_the_operator(home: Path) -> None:
    with smtp_server(box := Mailbox()) as server:
        done = run("tell-failure", "--home", home, UNIT, **settings(server.port), **OPERATOR)
    assert (done.code, done.said) == (0, "Die IT ist benachrichtigt.\n")
    assert box.to() == [TO]


def test_the_mail_names_the_unit_and_the_day_and_nothing_else() -> None:
    """All mails of a day about one service differ in their id alone: not even the hour is in it."""
    one, two = (message_from_bytes(failed(SENDER, TO, UNIT, berlin_today()), policy=default) for _ in range(2))
    text = one.get_content()
    assert text.count(UNIT) == 2
    assert set(one.keys()) == {
        "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "Content-Type", "Content-Transfer-Encoding",
        "MIME-Version",
    }  # fmt: skip
    assert one["Date"].datetime.strftime("%H:%M:%S") == "12:00:00"
    assert [name for name in one.keys() if one[name] != two[name]] == ["Message-ID"]  # noqa: SIM118
    assert two.get_content() == text


def test_without_a_server_or_an_address_it_says_so_and_is_no_failure_itself(home: Path) -> None:
    for given in ({}, OPERATOR, settings(1)):
        done = run("tell-failure", "--home", home, UNIT, **given)
        assert (done.code, "HINWEISGEBER_OPERATOR_MAIL" in done.out) == (0, True)


def test_a_server_that_is_away_is_said_in_one_sentence(home: Path) -> None:
    done = run("tell-failure", "--home", home, UNIT, **settings(1), **OPERATOR)
    assert (done.code, done.err) == (
        1,
        "Error: Die Nachricht an die IT ging nicht hinaus: Der Mailserver ist nicht erreichbar.\n",
    )


@pytest.mark.parametrize("name", ["", "a b", "x\nBcc: y@example.org", "/etc/passwd", "-x", "ä", "x" * 101])
def test_what_is_no_name_of_a_unit_is_refused(home: Path, name: str) -> None:
    with smtp_server(box := Mailbox()) as server:
        done = run("tell-failure", "--home", home, "--", name, **settings(server.port), **OPERATOR)
    assert (done.code, box.to()) == (2, [])
