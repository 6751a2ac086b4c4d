"""migrate, check, verify, checkpoint, due, sweep: care for an installation by its operator. None reads a case."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import click

from .. import config, sandbox
from ..config import Finding, Settings
from ..crypto.errors import JournalBroken, RingBroken
from ..errors import FormatBroken, HinweisgeberError, Refused, SettingsWrong
from ..refusals.broken import words_of
from ..sandbox.errors import CannotScan
from ..store import erasures
from ..store.blobs import blob_store
from ..store.cabinet import cabinet_store
from ..store.letterbox import letterbox_store
from ..usecases.keeper import audit, founding
from ..usecases.keeper import due as due_dates
from ..usecases.keeper import sweep as sweeping
from ..web.duty_words import DUTIES
from .handshake import handshake_findings
from .home import berlin_today, home_option, no_account, read_ring, settings_at, write_secret
from .reminders import mail_findings

NAMED = 20  # numbers in one finding


@click.command()
@home_option
def migrate(home: Path | None) -> None:
    """Bringt beide Datenbanken auf den Stand dieses Programms und legt an, was seit der Gründung dazugekommen ist.
    Mehrfach aufrufen schadet nicht."""
    settings = settings_at(home)
    if settings.intake_secret is None:  # founded before 0.3.0
        write_secret(settings.home / config.INTAKE_SECRET_FILE)
        click.echo(f"{config.INTAKE_SECRET_FILE}: angelegt; die Annahme braucht es in ihrem Ordner.")
    for store in (letterbox_store(settings.letterbox_url), cabinet_store(settings.cabinet_url)):
        store.migrate()
        click.echo(f"{store.name}: {store.revision()}")


@click.command()
@home_option
def check(home: Path | None) -> None:
    """Prüft die Installation. Ende mit 1, wenn ein Fehler den Start verhindern würde, sonst mit 0."""
    settings = settings_at(home)
    found = (
        _findings(settings)
        + _stores(settings)
        + _accounts(settings)
        + _holders(settings)
        + _tools()
        + _scanner(settings)
        + mail_findings(settings)
        + handshake_findings(settings)
    )
    for one in found:
        word = "FEHLER" if one.level == "error" else "Hinweis"
        click.echo(f"{one.id} {word}: {one.setting}: {one.what}\n    {one.hint}")
    errors = sum(one.level == "error" for one in found)
    click.echo(f"{errors} Fehler, {len(found) - errors} Hinweise.")
    sys.exit(1 if errors else 0)


def _findings(settings: Settings) -> list[Finding]:
    institution = config.read_institution(settings.institution)
    officers, last_days, broken = None, None, []
    try:
        ring = read_ring(settings)
        officers, last_days = len(ring.officers(berlin_today())), ring.last_days()
    except RingBroken as error:
        hint = (
            "Bitte die Datei aufheben, daneben die neueste sichere Kopie einsetzen (Annahme, Meldestelle, Sicherung) "
            "und klären, wer sie geändert hat."
        )
        what = f"Der Schlüsselbund hält der Prüfung nicht stand ({words_of(error)})."
        broken.append(Finding("HG-S03", "error", "HINWEISGEBER_RING", what, hint))
    except SettingsWrong:
        pass  # a missing ring or fingerprint is a finding of its own
    return broken + config.findings(settings, institution, today=berlin_today(), officers=officers, last_days=last_days)


def _stores(settings: Settings) -> list[Finding]:
    found = []
    for store in (letterbox_store(settings.letterbox_url), cabinet_store(settings.cabinet_url)):
        name = f"HINWEISGEBER_{store.name.upper()}_URL"
        try:
            store.require_schema()
        except Refused:
            hint = "Bitte prüfen Sie, ob die Datenbank läuft und die Zugangsdaten stimmen."
            found.append(Finding("HG-S01", "error", name, "Der Speicher ist nicht erreichbar.", hint))
        except SettingsWrong:
            hint = "Bitte rufen Sie „hinweisgeber migrate“ mit der Rolle des Eigentümers auf."
            what = "Die Datenbank ist nicht auf dem Stand dieses Programms."
            found.append(Finding("HG-S02", "error", name, what, hint))
    return found


def _accounts(settings: Settings) -> list[Finding]:
    """Who receives reports and cannot log in: after a restore the ring may be newer than the cabinet."""
    cabinet = cabinet_store(settings.cabinet_url)
    try:
        cabinet.require_schema()
        ring, today = read_ring(settings), berlin_today()
        missing = founding.without_account(cabinet, ring, today)
    except HinweisgeberError:
        return []  # another finding has said so
    if missing and len(missing) == len(ring.officers(today)):
        return [_another_cabinet()]
    return [Finding("HG-S10", "error", "HINWEISGEBER_RING", *no_account(person)) for person in missing]


def _another_cabinet() -> Finding:
    """Nobody of the ring is known: then it is the cabinet that is wrong, not the people."""
    what = "Der Aktenschrank kennt niemanden, der im Schlüsselbund gültig ist."
    hint = (
        "Wahrscheinlich ist es der falsche, oder eine Sicherung ist noch nicht eingespielt. Bitte die Adresse prüfen "
        "oder die neueste Sicherung einspielen und niemanden aus dem Schlüsselbund nehmen: Sonst liest die Fälle "
        "niemand mehr."
    )
    return Finding("HG-S10", "error", "HINWEISGEBER_CABINET_URL", what, hint)


def _holders(settings: Settings) -> list[Finding]:
    """What nobody can open: keys that have ended, or a backup put back whose wraps are of people who are gone."""
    cabinet = cabinet_store(settings.cabinet_url)
    try:
        cabinet.require_schema()
        orphans = founding.without_holder(cabinet, read_ring(settings), berlin_today())
    except HinweisgeberError:
        return []  # another finding has said so
    if not orphans:
        return []
    more = f" und {len(orphans) - NAMED} weitere" if len(orphans) > NAMED else ""
    what = f"Niemand, dessen Schlüssel gilt, kann öffnen: {', '.join(orphans[:NAMED])}{more}."
    hint = (
        "Bitte sehen Sie mit „hinweisgeber officer list“ nach, wessen Schlüssel abgelaufen ist, und verlängern Sie ihn "
        "mit „officer extend“. Nach dem Einspielen einer Sicherung fehlt vielleicht ihr Schlüsselarchiv."
    )
    return [Finding("HG-S11", "warning", "HINWEISGEBER_RING", what, hint)]


def _tools() -> list[Finding]:
    """What the office lacks for cleaning files. A reporter is not concerned: files arrive without it."""
    hint = (
        "Bitte installieren Sie es auf dem Rechner der Meldestelle; bubblewrap braucht Benutzernamensräume. Bis dahin "
        "gibt es von diesen Dateien nur das Original."
    )
    what = "Fehlt oder arbeitet nicht ({}). Ohne Arbeitskopie: {}."
    missing = sandbox.available()
    return [Finding("HG-S04", "warning", one.tool, what.format(one.why, _kinds(one)), hint) for one in missing]


def _scanner(settings: Settings) -> list[Finding]:
    """A virus scanner that is named and does not answer. The office runs without it and says so at each file."""
    if not settings.clamd:
        return []
    try:
        sandbox.Scanner(settings.clamd).ping()
    except CannotScan:
        hint = "Bitte prüfen Sie, ob clamd läuft und der Dienst seinen Socket öffnen darf. Bis dahin prüft niemand."
        what = "Der Virenscanner antwortet nicht."
        return [Finding("HG-S05", "warning", "HINWEISGEBER_CLAMD", what, hint)]
    return []


def _kinds(one: sandbox.MissingTool) -> str:
    return "alle Dateien" if one.kinds >= frozenset(sandbox.FileKind) else ", ".join(sorted(one.kinds))


@click.command()
@home_option
def sweep(home: Path | None) -> None:
    """Löscht versiegelte Dateien, die seit zwei Tagen zu keiner Nachricht gehören. Am besten täglich aufrufen."""
    settings = settings_at(home)
    blobs, letterbox = blob_store(settings.blobs_url), letterbox_store(settings.letterbox_url)
    deleted = sweeping.sweep(blobs, letterbox, cabinet_store(settings.cabinet_url), time.time())
    click.echo("1 Rest gelöscht." if deleted == 1 else f"{deleted} Reste gelöscht.")


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
        text = kept.read_bytes().decode() if kept else None
        proofs = erasures.proofs(settings.home / erasures.NAME)
        result = audit.verify(cabinet_store(settings.cabinet_url), read_ring(settings), text, proofs, berlin_today())
    except (FormatBroken, UnicodeDecodeError) as error:
        raise click.ClickException(f"{kept} ist kein Prüfpunkt. Bitte die Datei unverändert angeben.") from error
    except JournalBroken as broken:
        click.echo(
            f"{words_of(broken)}.\nBitte ändern Sie nichts mehr, sichern Sie die Datenbanken, wie sie sind, und sagen "
            "Sie sofort der Meldestelle Bescheid.",
            err=True,
        )
        sys.exit(1)
    click.echo(f"Das Protokoll hält: {result.entries} Einträge, davon {result.texts} mit Text.")
    if result.unknown:
        cases = "1 Fall" if result.unknown == 1 else f"{result.unknown} Fälle"
        click.echo(
            f"{cases} gelöscht mit einer Freigabe, die dieses Protokoll nicht kennt, aber erasures.jsonl belegt: "
            "Das ist nur nach dem Einspielen einer älteren Sicherung richtig."
        )


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
