"""officer remove-factor: for somebody who has lost their second factor and all recovery codes."""

from __future__ import annotations

import secrets
from datetime import date, datetime, time
from pathlib import Path

import click

from ... import mail
from ...config import Settings
from ...domain.address import domain_of
from ...domain.case.deadlines import BERLIN
from ...errors import Refused
from ...mail import MailNotSent
from ...refusals.operator import for_operators
from ...store.cabinet import cabinet_store
from ...usecases.keeper import founding
from ...usecases.officer import factor_removal
from ...usecases.officer.errors import FileNotFound
from ..at_work import ring_at_work
from ..home import berlin_today, home_option, settings_at
from ..keeping.reminders import mail_server
from .passphrases import root_option, unlocked_root

_TELL = "Sagen Sie es der Person auch selbst: Wer es nicht verlangt hat, muss es wissen."


@click.command()
@home_option
@root_option
@click.argument("username", metavar="NAME")
def remove_factor(home: Path | None, root_key: Path | None, username: str) -> None:
    """Entfernt den zweiten Faktor einer Person, die ihr Gerät und alle Wiederherstellungscodes verloren hat.

    NAME ist der Benutzername oder die Kennung aus „officer list“. Ihre Anmeldungen enden; mit ihrer Passphrase meldet
    sie sich wieder an und richtet einen neuen ein. Vergewissern Sie sich vorher, dass sie es ist, die darum bittet. Der
    Eintrag steht im Protokoll, unterschrieben mit dem Wurzelschlüssel; die Person bekommt die übliche E-Mail.
    """
    settings, today = settings_at(home), berlin_today()
    ring, cabinet = ring_at_work(settings), cabinet_store(settings.cabinet_url)
    try:
        person = founding.find(cabinet, ring, username)
        with cabinet.read() as cab:
            if not cab.standing(person.officer_id).asked:  # before the root key is asked for
                raise click.ClickException(f"{username} hat keinen zweiten Faktor. Geändert ist nichts.")
            address = cab.mail_address(person.officer_id)
        root = unlocked_root(settings, ring, root_key)
        factor_removal.remove_by_root(cabinet, ring, person.officer_id, today, root.sign)
    except FileNotFound as error:
        raise click.ClickException(f"{username} steht nicht im Schlüsselbund.") from error
    except Refused as refused:
        raise click.ClickException(for_operators(refused)) from refused
    click.echo(f"Der zweite Faktor von {username} ist entfernt, offene Sitzungen sind beendet. {_TELL}")
    click.echo(_mailed(settings, address, today))


def _mailed(settings: Settings, address: str | None, today: date) -> str:
    """Sends the one mail we have, which says nothing of what it is for."""
    server = mail_server(settings)
    if server is None or not address:
        return "Eine E-Mail ging nicht hinaus: Es ist kein Mailserver oder keine Adresse eingetragen."
    on = datetime.combine(today, time(settings.mail_hours[0] if settings.mail_hours else 0), BERLIN)
    try:
        mail.send(server, address, f"<{secrets.token_hex(16)}@{domain_of(server.sender)}>", on)
    except MailNotSent as trouble:
        return f"Die E-Mail ging nicht hinaus: {trouble.why}."
    return "Die Person hat eine E-Mail bekommen, dass es in der Meldestelle etwas zu tun gibt."
