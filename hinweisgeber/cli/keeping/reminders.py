"""tick: mails to officers, by a timer. It holds no key and reads no case. And what `check` says of mails."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import click

from ... import mail
from ...config import RING_NOTICE, Finding, Settings, env_name
from ...mail import MailNotSent
from ...store.cabinet import Cabinet, cabinet_store
from ...store.cabinet.mails import GIVEN_UP, Mail
from ...store.letterbox import letterbox_store
from ...store.unit import Store
from ...usecases.keeper import outbox, pulling, reminders
from ..at_work import ring_at_work
from ..home import berlin_today, home_option, settings_at, today_option

LATE = timedelta(days=1)


@click.command()
@home_option
@today_option
def tick(home: Path | None, today: date) -> None:
    """Sieht nach, ob im Briefkasten noch alles liegt, und verschickt fällige Benachrichtigungen. Am besten alle fünf
    Minuten aufrufen.

    Mehrfach oder gleichzeitig aufrufen schadet nicht. Ohne Mailserver in den Einstellungen wird nur nachgesehen. Ende
    mit 1, wenn zum ersten Mal etwas fehlt, anders oder zu viel ist: „check“ nennt es.
    """
    settings = settings_at(home)
    letterbox, cabinet = letterbox_store(settings.letterbox_url), cabinet_store(settings.cabinet_url)
    try:
        found = pulling.pull(letterbox, cabinet, ring_at_work(settings), today)
    finally:  # what waits to be sent waits for no letterbox
        _send(settings, today)
    if found.alarms:
        click.echo("Im Briefkasten ist nicht mehr alles, wie es war. „hinweisgeber check“ nennt, was.", err=True)
        sys.exit(1)


def _send(settings: Settings, today: date) -> None:
    server = mail_server(settings)
    if server is None:
        click.echo("Es ist kein Mailserver eingerichtet (HINWEISGEBER_SMTP_HOST, HINWEISGEBER_MAIL_FROM).")
        return
    ring, later = ring_at_work(settings), today - berlin_today()
    active = {officer.officer_id for officer in ring.officers(today)}
    cabinet = cabinet_store(settings.cabinet_url)
    tally = outbox.send_waiting(cabinet, server, active, lambda: _now() + later)
    letterbox, keys_end = letterbox_store(settings.letterbox_url), bool(ring.ending(today, RING_NOTICE))
    reminders.decide(letterbox, cabinet, active, settings.mail_hours, _now() + later, keys_end, ring)
    if tally.sent:
        click.echo("1 Mail verschickt." if tally.sent == 1 else f"{tally.sent} Mails verschickt.")
    if tally.failed:
        click.echo(f"Nicht verschickt, wird wiederholt: {tally.trouble}.")


def _now() -> datetime:
    return datetime.now(UTC)


def mail_server(settings: Settings) -> mail.Server | None:
    """The server to send by, None unless host and sender are set."""
    if settings.smtp_host is None or settings.mail_from is None:
        return None
    return mail.Server(
        settings.smtp_host,
        settings.smtp_port,
        settings.smtp_security,
        settings.mail_from,
        settings.smtp_user,
        settings.smtp_password,
    )


def mail_findings(settings: Settings, cabinet: Store[Cabinet] | None) -> list[Finding]:
    """HG-S06 to HG-S09: settings that do not fit together, a server that does not answer, mails that do not get out."""
    found = list(_half(settings))
    server = mail_server(settings)
    if server is not None:
        return found + list(_silent(server)) + list(_stuck(cabinet))
    return found


def _half(settings: Settings) -> Iterator[Finding]:
    host, sender, user, password = settings.smtp_host, settings.mail_from, settings.smtp_user, settings.smtp_password
    hint = "Bitte ergänzen oder die übrigen Angaben zum Mailserver entfernen. Bis dahin gehen keine Mails hinaus."
    if host is None and (sender or user or password):
        what = "Der Mailserver fehlt, andere Angaben dazu sind da."
        yield Finding("HG-S06", "warning", env_name("smtp_host"), what, hint, "incomplete")
    if host is not None and sender is None:
        yield Finding("HG-S06", "warning", env_name("mail_from"), "Die Absenderadresse fehlt.", hint, "incomplete")
    if (user is None) != (password is None):
        name = "smtp_user" if user is None else "smtp_password"
        what = "Zur Anmeldung am Mailserver gehören Benutzername und Passwort."
        hint = "Bitte beides angeben oder beides weglassen."
        yield Finding("HG-S06", "warning", env_name(name), what, hint, "incomplete")


def _silent(server: mail.Server) -> Iterator[Finding]:
    try:
        mail.probe(server)
    except MailNotSent as failure:
        hint = "Bitte Adresse, Port, Verschlüsselung und Anmeldung prüfen. Bis dahin warten die Mails."
        yield Finding("HG-S07", "warning", env_name("smtp_host"), f"{failure.why}.", hint, "mail-server")


def _stuck(cabinet: Store[Cabinet] | None) -> Iterator[Finding]:
    """Per person one finding of each kind: mails given up (HG-S08), mails that wait for more than a day (HG-S09)."""
    if cabinet is None:
        return  # HG-S01 or HG-S02 has said so
    with cabinet.read() as cab:
        troubled = cab.troubled_mails()
    oldest: dict[tuple[str, str], Finding] = {}
    for username, one in troubled:
        if one.state == GIVEN_UP:
            oldest.setdefault(("HG-S08", username), _given_up(username, one))
        elif datetime.now(UTC) - outbox.slot_begin(one) > LATE:
            oldest.setdefault(("HG-S09", username), _late(username, one))
    yield from oldest.values()


def _given_up(username: str, one: Mail) -> Finding:
    what = f"Mails an {username} wurden aufgegeben: {one.trouble}."
    hint = "Die Person möge ihre Adresse in der Meldestelle unter „Verwaltung“ berichtigen."
    return Finding("HG-S08", "warning", env_name("smtp_host"), what, hint, "given-up")


def _late(username: str, one: Mail) -> Finding:
    why = one.trouble or "noch kein Versuch"
    what = f"Eine Mail an {username} wartet seit dem {one.day:%d.%m.%Y}: {why}."
    hint = (
        "Der Versand wird wiederholt. Bitte prüfen Sie den Mailserver und ob der Timer für „hinweisgeber tick“ läuft."
    )
    return Finding("HG-S09", "warning", env_name("smtp_host"), what, hint, "late")
