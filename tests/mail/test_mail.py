"""The one mail: its words, and what becomes of it on a real server that fails in every way."""

from __future__ import annotations

import dataclasses
import email
import email.policy
import socket
import threading
from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage

import pytest

from hinweisgeber import mail
from hinweisgeber.domain.case.deadlines import BERLIN
from hinweisgeber.mail import AddressRefused, MailNotSent
from tests.mail.smtp import PASSWORD, SENDER, USER, Ca, Mailbox, drip, hang_up, say_nothing, smtp_server
from tests.patience import PATIENT

TO = "anna@example.org"
DATE = datetime(2026, 11, 23, 8, tzinfo=BERLIN)
ID = "<00000000000000000000000000000000@example.org>"


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits half a minute for a server of the tests."""
    monkeypatch.setattr(mail, "REPLY_SECONDS", 0.3)
    monkeypatch.setattr(mail, "CONVERSATION_SECONDS", 0.6)


def send(server: mail.Server) -> None:
    mail.send(server, TO, ID, DATE)


def refusal(server: mail.Server) -> MailNotSent:
    with pytest.raises(MailNotSent) as caught:
        send(server)
    return caught.value


# -- the words ----------------------------------------------------------------------------------------------------


def test_the_mail_has_these_lines_and_no_other() -> None:
    parsed = email.message_from_bytes(mail.notice(SENDER, TO, ID, DATE), policy=email.policy.SMTP)
    assert isinstance(parsed, EmailMessage)
    assert dict(parsed.items()) == {
        "From": f"Meldestelle <{SENDER}>",
        "To": TO,
        "Subject": "Meldestelle: Bitte melden Sie sich an",
        "Date": "Mon, 23 Nov 2026 08:00:00 +0100",
        "Message-ID": ID,
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "Content-Type": 'text/plain; charset="utf-8"',
        "Content-Transfer-Encoding": "quoted-printable",
        "MIME-Version": "1.0",
    }
    assert parsed.get_content().replace("\r\n", "\n") == mail.TEXT
    assert "http" not in mail.TEXT


def test_the_mail_has_one_size_whatever_the_day() -> None:
    sizes = {
        len(mail.notice(SENDER, TO, f"<{n:032x}@example.org>", datetime(2026, month, day, hour, tzinfo=BERLIN)))
        for n, (month, day, hour) in enumerate([(1, 1, 8), (11, 23, 13), (6, 30, 0), (9, 9, 23)])
    }
    assert len(sizes) == 1


# -- a server that takes it ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_it_goes_out_encrypted_after_a_login(security: mail.Security, trusted: Ca) -> None:
    box = Mailbox()
    with smtp_server(box, trusted.context(), security, login=security == "starttls") as server:
        send(server)
        mail.probe(server)
    assert box.mails == [(TO, mail.notice(SENDER, TO, ID, DATE))]
    assert box.encrypted == [True]
    assert box.logins == ([USER, USER] if security == "starttls" else [])


def test_without_encryption_it_goes_out_where_that_is_set() -> None:
    with smtp_server(box := Mailbox()) as server:
        send(server)
    assert (box.to(), box.encrypted) == ([TO], [False])


def test_a_server_that_leaves_after_its_250_has_taken_the_mail() -> None:
    """Its silence at QUIT changes nothing."""

    def conduct(peer: socket.socket) -> None:
        lines = peer.makefile("rb")
        peer.sendall(b"220 mail.test\r\n")
        for line in lines:
            if line.upper().startswith(b"DATA"):
                peer.sendall(b"354 go on\r\n")
                while lines.readline() not in (b".\r\n", b""):
                    pass
                peer.sendall(b"250 OK\r\n")
                return
            peer.sendall(b"250 OK\r\n")

    with RawServer(conduct) as server:
        send(server)


# -- servers that fail --------------------------------------------------------------------------------------------


def test_refused_connection_puts_everything_off() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    failure = refusal(mail.Server("127.0.0.1", port, "none", SENDER))
    assert (failure.away, failure.why) == (True, "Der Mailserver ist nicht erreichbar")


def test_certificate_of_an_unknown_authority_is_not_believed(ca: Ca) -> None:
    for security in ("starttls", "tls"):
        with smtp_server(box := Mailbox(), ca.context(), security) as server:
            failure = refusal(server)
        assert (failure.away, failure.why) == (True, "Verschlüsselung oder Zertifikat nicht in Ordnung")
        assert box.mails == []


def test_certificate_of_another_host_is_not_believed(trusted: Ca) -> None:
    with smtp_server(box := Mailbox(), trusted.context("other"), "starttls") as server:
        assert refusal(server).why == "Verschlüsselung oder Zertifikat nicht in Ordnung"
    assert box.mails == []


def test_without_starttls_nothing_goes_on_in_clear() -> None:
    with smtp_server(box := Mailbox(), login=True) as server:
        failure = refusal(dataclasses.replace(server, security="starttls"))
    assert (failure.away, "STARTTLS" in failure.why) == (True, True)
    assert (box.mails, box.logins) == ([], [])


def test_refused_login_puts_everything_off(trusted: Ca) -> None:
    with smtp_server(Mailbox(), trusted.context(), "starttls", login=True) as server:
        wrong = dataclasses.replace(server, password=PASSWORD + "x")
        assert refusal(wrong).why == "Anmeldung am Mailserver abgelehnt (535)"
        with pytest.raises(MailNotSent, match="Anmeldung"):
            mail.probe(wrong)
    assert PASSWORD not in repr(server)


@pytest.mark.parametrize("code", [421, 450, 451, 452])
def test_address_refused_for_now_is_tried_again(code: int) -> None:
    with smtp_server(box := Mailbox(rcpt={TO: f"{code} not now"})) as server:
        failure = refusal(server)
    assert type(failure) is MailNotSent
    assert (failure.away, failure.why) == (False, f"Adresse abgelehnt ({code})")
    assert box.mails == []


@pytest.mark.parametrize("code", [550, 553, 554])
def test_address_refused_for_good_is_told_apart(code: int) -> None:
    with smtp_server(Mailbox(rcpt={TO: f"{code} {TO} unknown"})) as server:
        failure = refusal(server)
    assert type(failure) is AddressRefused
    assert TO not in str(failure), "the server's own words may hold an address"


@pytest.mark.parametrize("code", [451, 550])
def test_refused_sender_puts_everything_off(code: int) -> None:
    with smtp_server(Mailbox(mail=f"{code} no")) as server:
        failure = refusal(server)
    assert type(failure) is MailNotSent
    assert (failure.away, failure.why) == (True, f"Absender abgelehnt ({code})")


@pytest.mark.parametrize("code", [421, 451, 552, 554])
def test_refused_content_is_tried_again(code: int) -> None:
    with smtp_server(Mailbox(data=f"{code} no")) as server:
        failure = refusal(server)
    assert type(failure) is MailNotSent
    assert failure.away is False


@pytest.mark.parametrize("when", ["before_data", "after_data"])
def test_lost_connection_puts_everything_off(when: str) -> None:
    with smtp_server(box := Mailbox(**{when: hang_up})) as server:  # type: ignore[arg-type]
        assert refusal(server).away is True
    assert box.to() == ([] if when == "before_data" else [TO])


@pytest.mark.parametrize("when", ["before_data", "after_data"])
@pytest.mark.parametrize("how", [say_nothing, drip])
def test_slow_server_does_not_hold_us(when: str, how: Callable[..., object], hasty: None) -> None:
    with smtp_server(Mailbox(**{when: how})) as server:  # type: ignore[arg-type]
        failure = refusal(server)
    assert failure.away is True


@pytest.mark.parametrize(
    "greeting", [b"554 go away\r\n", b"421 busy\r\n", b"", b"hello\r\n", b"\xff\x00\r\n", b"220 " + b"x" * 20_000]
)
def test_strange_greeting_puts_everything_off(greeting: bytes, hasty: None) -> None:
    with RawServer(lambda peer: peer.sendall(greeting)) as server:
        assert refusal(server).away is True
        with pytest.raises(MailNotSent):
            mail.probe(server)


def test_a_host_that_does_not_exist_puts_everything_off() -> None:
    assert refusal(mail.Server("mail.invalid", 25, "starttls", SENDER)).away is True


# -- a socket, for what aiosmtpd would never do -------------------------------------------------------------------


class RawServer:
    """Serves each connection by `conduct` and hangs up."""

    def __init__(self, conduct: Callable[[socket.socket], None]) -> None:
        self.conduct = conduct

    def __enter__(self) -> mail.Server:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()
        return mail.Server("127.0.0.1", self.listener.getsockname()[1], "none", SENDER)

    def _serve(self) -> None:
        while True:
            peer, _ = self.listener.accept()
            with peer:
                if self.ended.is_set():
                    return
                peer.settimeout(PATIENT)
                self.conduct(peer)

    def __exit__(self, *_error: object) -> None:
        address = self.listener.getsockname()
        self.ended.set()
        socket.create_connection(address).close()
        self.thread.join(PATIENT)
        self.listener.close()
