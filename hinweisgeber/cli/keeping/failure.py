"""tell-failure: a mail to the operator when a service has failed; systemd calls it (hinweisgeber-failed@.service).

It names the unit and nothing else: no count, no hour, nothing of a report, a case or a person.
"""

from __future__ import annotations

import re
import secrets
from datetime import date, datetime, time
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path

import click

from ... import mail
from ...domain.address import domain_of
from ...domain.case.deadlines import BERLIN
from ...mail import MailNotSent
from ..home import berlin_today, home_option, settings_at
from .reminders import mail_server

UNIT = re.compile(r"[A-Za-z0-9][A-Za-z0-9@:_.-]{0,99}")
FROM, SUBJECT = "Hinweisgeberportal", "Hinweisgeberportal: Ein Dienst ist ausgefallen"
TEXT = """\
Guten Tag,

auf dem Rechner des Hinweisgeberportals ist ein Dienst ausgefallen: {unit}

Bitte sehen Sie dort nach, mit „systemctl status {unit}“ und „hinweisgeber check“. Annahme und Meldestelle startet
systemd von selbst neu; fallen sie wieder aus, kommt jede Stunde eine solche Nachricht.

Diese Nachricht sagt mit Absicht nicht mehr. Bitte antworten Sie nicht.
"""


@click.command()
@home_option
@click.argument("unit", metavar="DIENST")
def tell_failure(home: Path | None, unit: str) -> None:
    """Sagt der IT per E-Mail, dass ein Dienst ausgefallen ist. systemd ruft das auf.

    Ohne Mailserver oder HINWEISGEBER_OPERATOR_MAIL geschieht nichts.
    """
    if not UNIT.fullmatch(unit):
        raise click.BadParameter("Erwartet wird der Name eines Dienstes, etwa hinweisgeber-intake.service.")
    settings = settings_at(home)
    server, to = mail_server(settings), settings.operator_mail
    if server is None or to is None:
        click.echo("Es ist kein Mailserver oder keine Adresse der IT eingerichtet (HINWEISGEBER_OPERATOR_MAIL).")
        return
    try:
        mail.hand_over(server, to, failed(server.sender, to, unit, berlin_today()))
    except MailNotSent as failure:
        raise click.ClickException(f"Die Nachricht an die IT ging nicht hinaus: {failure.why}.") from failure
    click.echo("Die IT ist benachrichtigt.")


def failed(sender: str, to: str, unit: str, day: date) -> bytes:
    """The mail as bytes. Its `Date` is noon of the day: when exactly something failed could tell on who was there."""
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(FROM, addr_spec=sender)
    message["To"] = Address(addr_spec=to)
    message["Subject"] = SUBJECT
    message["Date"] = format_datetime(datetime.combine(day, time(12), BERLIN))
    message["Message-ID"] = f"<{secrets.token_hex(16)}@{domain_of(sender)}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(TEXT.format(unit=unit), cte="quoted-printable")
    return message.as_bytes()
