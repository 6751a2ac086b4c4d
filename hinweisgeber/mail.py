"""The one mail we send to officers, always the same words, over SMTP with TLS. (What an operator is told of a service
that failed is cli/keeping/failure.py; it goes the same way.)

Everybody on a mail's way may read it. So nothing in it depends on what it is sent for: subject, text, header lines and
their lengths are the same, the `Date` is that of a fixed hour, there is no number, no link and no host name of ours.

A mail counts as taken only after the server's 250 behind the final dot. If the connection is lost just there, nobody
can know whether the server has it: it is sent again, and its `Message-ID` is the same, by which receivers can tell.
"""

from __future__ import annotations

import contextlib
import signal
import smtplib
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from types import FrameType
from typing import Literal

from .domain.address import domain_of
from .errors import HinweisgeberError
from .marks import N_

REPLY_SECONDS = 30  # for each single answer of the server
CONVERSATION_SECONDS = 120  # for all of it: a server may drip a letter at a time
FROM = N_("Meldestelle")
SUBJECT = N_("Meldestelle: Bitte melden Sie sich an")
TEXT = N_(
    """\
Guten Tag,

in der Meldestelle gibt es etwas für Sie zu lesen oder zu tun. Bitte melden Sie sich dort an, wie Sie es gewohnt sind.

Diese Nachricht hat immer denselben Wortlaut. Sie sagt mit Absicht nicht, worum es geht, und enthält nie einen Link.
Verlangt eine Nachricht mehr von Ihnen, stammt sie nicht von uns.

Bitte antworten Sie nicht. Ob und wohin Sie solche Nachrichten bekommen, stellen Sie in der Meldestelle unter
„Verwaltung“ ein.
"""
)
Security = Literal["starttls", "tls", "none"]


class MailNotSent(HinweisgeberError):
    """The mail server did not take this mail; it is tried again. `away`: it would not take another one now either."""

    def __init__(self, why: str, *, away: bool) -> None:
        self.why, self.away = why, away
        super().__init__(why)


class AddressRefused(MailNotSent):
    """The server refuses this one address for good (5xx at RCPT)."""


@dataclass(frozen=True)
class Server:
    """The mail server, how to reach it, and the address we send from."""

    host: str
    port: int
    security: Security
    sender: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)


def notice(sender: str, to: str, message_id: str, date: datetime) -> bytes:
    """The mail as bytes. `date` knows its zone and is a fixed hour, never the hour of what happened."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = Address(FROM, addr_spec=sender)
    mail["To"] = Address(addr_spec=to)
    mail["Subject"] = SUBJECT
    mail["Date"] = format_datetime(date)
    mail["Message-ID"] = message_id
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers
    mail["X-Auto-Response-Suppress"] = "All"
    mail.set_content(TEXT, cte="quoted-printable")
    return mail.as_bytes()


def send(server: Server, to: str, message_id: str, date: datetime) -> None:
    """Hands the mail to the server; returns after its 250. Raises AddressRefused, MailNotSent.

    From the main thread only: the limit on the whole conversation is an alarm.
    """
    hand_over(server, to, notice(server.sender, to, message_id, date))


def hand_over(server: Server, to: str, mail: bytes) -> None:
    """Hands these bytes to the server, like `send`."""
    with _conversation(server) as smtp:
        smtp.sendmail(server.sender, [to], mail)


def probe(server: Server) -> None:
    """Connects, encrypts and logs in, as for a mail. Raises MailNotSent."""
    with _conversation(server) as smtp:
        smtp.noop()


@contextlib.contextmanager
def _conversation(server: Server) -> Iterator[smtplib.SMTP]:
    """A connection ready for mail; whatever goes wrong on it becomes MailNotSent."""
    smtp: smtplib.SMTP | None = None
    try:
        with _at_most(CONVERSATION_SECONDS):
            smtp = _connected(server)
            yield smtp
    except (OSError, ValueError, _TimeUp) as error:  # smtplib's are OSErrors; ValueError: garbage from the server
        raise _not_sent(error) from error
    finally:
        if smtp is not None:
            _goodbye(smtp)


def _connected(server: Server) -> smtplib.SMTP:
    name = domain_of(server.sender)  # not our host's name; and no look-up of it
    context = ssl.create_default_context()
    if server.security == "tls":
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, name, timeout=REPLY_SECONDS, context=context)
    else:
        smtp = smtplib.SMTP(server.host, server.port, name, timeout=REPLY_SECONDS)
    try:
        if server.security == "starttls":
            smtp.starttls(context=context)  # raises where the server does not offer it: never on in clear
        if server.user is not None:
            smtp.login(server.user, server.password or "")
    except BaseException:
        smtp.close()
        raise
    return smtp


def _goodbye(smtp: smtplib.SMTP) -> None:
    """What matters has been answered; a server that is gone by now has done its part."""
    with contextlib.suppress(OSError, ValueError, _TimeUp), _at_most(REPLY_SECONDS):
        smtp.quit()
    smtp.close()


def _not_sent(error: Exception) -> MailNotSent:
    """Who is refused: this address for good, this mail for now, or everything. Never the server's own words."""
    match error:
        case smtplib.SMTPRecipientsRefused(recipients=refused):
            code = max(code for code, _ in refused.values())
            kind = AddressRefused if 500 <= code < 600 else MailNotSent
            return kind(f"Adresse abgelehnt ({code})", away=False)
        case smtplib.SMTPDataError(smtp_code=code):
            return MailNotSent(f"Nachricht nicht angenommen ({code})", away=False)
        case smtplib.SMTPAuthenticationError(smtp_code=code):
            return MailNotSent(f"Anmeldung am Mailserver abgelehnt ({code})", away=True)
        case smtplib.SMTPSenderRefused(smtp_code=code):
            return MailNotSent(f"Absender abgelehnt ({code})", away=True)
        case smtplib.SMTPNotSupportedError():
            return MailNotSent("Der Mailserver bietet STARTTLS oder die Anmeldung nicht an", away=True)
        case ssl.SSLError():
            return MailNotSent("Verschlüsselung oder Zertifikat nicht in Ordnung", away=True)
        case TimeoutError() | _TimeUp():
            return MailNotSent("Der Mailserver antwortet zu langsam", away=True)
        case smtplib.SMTPException():
            return MailNotSent("Der Mailserver hat das Gespräch abgebrochen", away=True)
        case _:
            return MailNotSent("Der Mailserver ist nicht erreichbar", away=True)


class _TimeUp(Exception):
    """No OSError: smtplib and socket go on after those, with the next address for instance."""


@contextlib.contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    """Raises _TimeUp inside when the time is up. `socket` knows only of the time between two bytes."""

    def over(_signal: int, _frame: FrameType | None) -> None:
        raise _TimeUp

    before = signal.signal(signal.SIGALRM, over)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
