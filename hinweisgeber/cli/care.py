"""migrate, check, verify, checkpoint, due: the operator's and auditor's care for an installation. None reads a case."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path

import click

from .. import config
from ..config import Finding, Settings
from ..errors import HinweisgeberError, JournalBroken, Refused
from ..store.cabinet import cabinet_store
from ..store.letterbox import letterbox_store
from ..usecases import audit, due as due_dates
from .home import berlin_today, home_option, read_ring, settings_at


@click.command()
@home_option
def migrate(home: Path | None) -> None:
    """Bringt beide Datenbanken auf den Stand dieses Programms. Mehrfach aufrufen schadet nicht."""
    settings = settings_at(home)
    for store in (letterbox_store(settings.letterbox_url), cabinet_store(settings.cabinet_url)):
        store.migrate()
        click.echo(f"{store.name}: {store.revision()}")


@click.command()
@home_option
def check(home: Path | None) -> None:
    """Prüft die Installation. Ende mit 1, wenn ein Fehler den Start verhindern würde, sonst mit 0."""
    settings = settings_at(home)
    found = _findings(settings) + _stores(settings)
    for one in found:
        word = "FEHLER" if one.level == "error" else "Hinweis"
        click.echo(f"{one.id} {word}: {one.setting}: {one.what}\n    {one.hint}")
    errors = sum(one.level == "error" for one in found)
    click.echo(f"{errors} Fehler, {len(found) - errors} Hinweise.")
    sys.exit(1 if errors else 0)


def _findings(settings: Settings) -> list[Finding]:
    institution = config.read_institution(settings.institution)
    officers, until = None, None
    with contextlib.suppress(HinweisgeberError):
        active = read_ring(settings).officers(berlin_today())
        officers, until = len(active), max((o.valid_until for o in active), default=None)
    return config.findings(settings, institution, today=berlin_today(), officers=officers, ring_until=until)


def _stores(settings: Settings) -> list[Finding]:
    found = []
    for store in (letterbox_store(settings.letterbox_url), cabinet_store(settings.cabinet_url)):
        name = f"HINWEISGEBER_{store.name.upper()}_URL"
        try:
            store.require_schema()
        except Refused:
            hint = "Bitte prüfen Sie, ob die Datenbank läuft und die Zugangsdaten stimmen."
            found.append(Finding("HG-S01", "error", name, "Der Speicher ist nicht erreichbar.", hint))
        except HinweisgeberError as error:
            hint = "Bitte rufen Sie „hinweisgeber migrate“ mit der Rolle des Eigentümers auf."
            found.append(Finding("HG-S02", "error", name, str(error), hint))
    return found


@click.command()
@home_option
@click.option(
    "--checkpoint",
    "kept",
    type=click.Path(dir_okay=False, exists=True, path_type=Path),
    help="Früherer Prüfpunkt: Das Protokoll muss ihn enthalten.",
)
def verify(home: Path | None, kept: Path | None) -> None:
    """Prüft das Protokoll Eintrag für Eintrag. Ende mit 0, wenn es hält, mit 1 beim ersten gebrochenen Eintrag."""
    settings = settings_at(home)
    try:
        text = kept.read_text(encoding="utf-8") if kept else None
        result = audit.verify(cabinet_store(settings.cabinet_url), read_ring(settings), text)
    except JournalBroken as broken:
        click.echo(f"Das Protokoll ist gebrochen bei Eintrag {broken.seq}: {broken.why}", err=True)
        sys.exit(1)
    click.echo(f"Das Protokoll hält: {result.entries} Einträge, davon {result.texts} mit Text.")


@click.command()
@home_option
def checkpoint(home: Path | None) -> None:
    """Druckt den jetzigen Prüfpunkt. Bewahren Sie ihn außerhalb dieses Rechners auf."""
    settings = settings_at(home)
    click.echo(audit.checkpoint(cabinet_store(settings.cabinet_url), read_ring(settings)), nl=False)


@click.command()
@home_option
@click.option("--days", default=14, show_default=True, help="Was in so vielen Tagen fällig wird.")
def due(home: Path | None, days: int) -> None:
    """Druckt Aktenzeichen, Pflicht und Tag, ohne Inhalte; dazu, wie viele Meldungen noch niemand abgeholt hat."""
    settings = settings_at(home)
    today = berlin_today()
    result = due_dates.due(letterbox_store(settings.letterbox_url), cabinet_store(settings.cabinet_url))
    duties = {"acknowledge": "Eingangsbestätigung", "feedback": "Rückmeldung"}
    for duty in result.duties:
        left = (duty.day - today).days
        if left <= days:
            words = f"überfällig seit {-left} Tagen" if left < 0 else "heute" if left == 0 else f"in {left} Tagen"
            click.echo(f"{duty.day}  {duty.number}  {duties[duty.what]}  {words}")
    if result.waiting:
        click.echo(f"{result.waiting} Meldungen noch nicht abgeholt, die älteste vom {result.oldest}.")
