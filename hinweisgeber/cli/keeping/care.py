"""migrate, verify, checkpoint, due, sweep: care for an installation by its operator. None reads a case."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click

from ... import config
from ...config import Settings
from ...store.blobs import blob_store
from ...store.cabinet import cabinet_store
from ...store.letterbox import letterbox_store
from ...usecases.keeper import due as due_dates
from ...usecases.keeper import sweep as sweeping
from ...web.duty_words import DUTIES
from ..home import home_option, settings_at, today_option, write_secret

WITHOUT_BACKUPS = ("cabinet_0001", "cabinet_0002")  # as 0.1.0 left it: no backup is lost with a secret that never was


@click.command()
@home_option
def migrate(home: Path | None) -> None:
    """Bringt beide Datenbanken auf den Stand dieses Programms und legt an, was seit der Gründung dazugekommen ist.
    Mehrfach aufrufen schadet nicht."""
    for line in bring_up(settings_at(home)):
        click.echo(line)


def bring_up(settings: Settings) -> Iterator[str]:
    """Does it, as the databases' owner, and says each thing that is done."""
    if settings.intake_secret is None:  # founded before 0.3.0
        write_secret(settings.home / config.INTAKE_SECRET_FILE)
        yield f"{config.INTAKE_SECRET_FILE}: angelegt; die Annahme braucht es in ihrem Ordner."
    letterbox, cabinet = letterbox_store(settings.letterbox_url), cabinet_store(settings.cabinet_url)
    if settings.backup_secret is None and cabinet.is_there() and cabinet.revision() in WITHOUT_BACKUPS:
        write_secret(settings.home / config.BACKUP_SECRET_FILE)
        yield f"{config.BACKUP_SECRET_FILE}: angelegt; bitte eine Kopie in den Tresor bringen."
    for store in (letterbox, cabinet):
        store.migrate()
        yield f"{store.name}: {store.revision()}"


@click.command()
@home_option
def sweep(home: Path | None) -> None:
    """Löscht versiegelte Dateien, die seit zwei Tagen zu keiner Nachricht gehören. Am besten täglich aufrufen."""
    settings = settings_at(home)
    letterbox, cabinet = letterbox_store(settings.letterbox_url), cabinet_store(settings.cabinet_url)
    for store in (letterbox, cabinet):  # before anything is deleted
        store.require_known()
    deleted = sweeping.sweep(blob_store(settings.blobs_url), letterbox, cabinet, time.time())
    click.echo("1 Rest gelöscht." if deleted == 1 else f"{deleted} Reste gelöscht.")


@click.command()
@home_option
@click.option("--days", default=14, show_default=True, help="Was in so vielen Tagen fällig wird.")
@today_option
def due(home: Path | None, days: int, today: date) -> None:
    """Druckt Aktenzeichen, Pflicht und Tag, ohne Inhalte; dazu, wie viele Meldungen noch niemand abgeholt hat."""
    settings = settings_at(home)
    result = due_dates.due(letterbox_store(settings.letterbox_url), cabinet_store(settings.cabinet_url))
    for duty in result.duties:
        left = (duty.day - today).days
        if left <= days:
            words = f"überfällig seit {_days(-left)}" if left < 0 else "heute" if left == 0 else f"in {_days(left)}"
            click.echo(f"{duty.day}  {duty.number}  {DUTIES[duty.what]}  {words}")
    if result.waiting:
        what = "1 Meldung" if result.waiting == 1 else f"{result.waiting} Meldungen"
        click.echo(f"{what} noch nicht abgeholt, die älteste vom {result.oldest}.")


def _days(n: int) -> str:
    return "1 Tag" if n == 1 else f"{n} Tagen"
