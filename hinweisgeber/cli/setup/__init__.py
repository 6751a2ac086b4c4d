"""setup: one machine, from installed to running. Each step looks first, so that it can be called again at any time."""

from __future__ import annotations

import fcntl
import os
import pwd
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from ... import config
from ...config.sources import FILE_SUFFIX
from ..doctor import report
from ..home import berlin_today, write_file
from ..naming import ALLOWED, NAME
from . import beside, front, installation, postgres, services, texts
from .answers import KEPT, Answers, ask, kept, read
from .machine import Host

FILES = Path("/usr/share/hinweisgeber")
PASSPHRASES = [
    f"{config.env_name(name)}{end}" for name in ("passphrase", "root_passphrase") for end in ("", FILE_SUFFIX)
]
BEGIN = "Dieser Rechner wird eingerichtet. Was schon da ist, bleibt."


@click.command()
@click.option(
    "--answers",
    "file",
    type=click.Path(dir_okay=False, exists=True, path_type=Path),
    help="Antworten aus einer Datei (TOML oder JSON) statt vom Bildschirm; ein Muster liegt in deploy/debian.",
)
@click.option(
    "--files",
    type=click.Path(file_okay=False, path_type=Path),
    default=FILES,
    show_default=True,
    help="Ordner mit nginx, tor und postgres.",
)
@click.option(
    "--home",
    type=click.Path(file_okay=False, path_type=Path),
    help="Nur diesen Ordner einrichten, mit dem eigenen Konto: ohne nginx, Tor und Dienste.",
)
@click.option(
    "--name", default=NAME, show_default=True, help="Name der Installation; eine zweite bekommt einen eigenen."
)
@click.option(
    "--lay-out",
    is_flag=True,
    help="Nur Konten, Ordner und Units der weiteren Installation anlegen oder auf den Stand des Pakets bringen.",
)
def setup(file: Path | None, files: Path, home: Path | None, name: str, lay_out: bool) -> None:
    """Richtet diesen Rechner ein, als root: gründet, stellt ein, startet, prüft.

    Fragt nur, was niemand wissen kann; alles andere bekommt eine Vorgabe, und am Ende steht, was noch offen ist. Ein
    zweiter Aufruf ändert nichts, was da ist, und macht weiter, wo der erste aufgehört hat.
    """
    if not ALLOWED.fullmatch(name) or (home and name != NAME):
        raise click.UsageError("--name: Erwartet werden 2 bis 20 Kleinbuchstaben und Ziffern, und kein --home dabei.")
    machine = Host(home=home.absolute() if home else None, name=name)
    if machine.is_real:
        _require(machine, files)
    if lay_out:
        return
    kept_in = machine.folder(str(machine.home or machine.etc), 0o700 if machine.home else 0o755)
    with _alone(kept_in):
        answers = _answers(machine, file, kept_in / KEPT)
        sys.exit(set_up(machine, answers, files))


def set_up(machine: Host, answers: Answers, files: Path) -> int:
    """All steps; what `check` says at the end is the exit code. Raises ClickException, SettingsWrong."""
    texts.written(answers, None, berlin_today())  # refuses what does not fit, before anything is made
    click.echo(BEGIN)
    if machine.home:
        installation.found(
            machine, answers, installation.as_named(answers), texts.written(answers, None, berlin_today())
        )
        installation.put_away(machine, answers)
        return _checked(machine, answers)
    onion = front.tor(machine, answers, files)
    has_server = answers.database == "postgresql"
    databases = postgres.prepare(machine, files) if has_server else installation.sqlite(machine)
    installation.found(machine, answers, databases, texts.written(answers, onion, berlin_today()))
    if has_server:
        postgres.grant(machine, files)
    installation.put_away(machine, answers)
    installation.bring_to_intake(machine, answers, databases)
    front.certificates(machine, answers)
    is_new = front.nginx(machine, answers, files, onion)
    services.backups(machine, answers)
    services.start(machine, is_new)
    return _checked(machine, answers)


def _require(machine: Host, files: Path) -> None:
    if os.geteuid() != 0:
        raise click.ClickException("„setup“ richtet den ganzen Rechner ein. Bitte als root aufrufen.")
    if not (files / "nginx/intake.conf").is_file():
        raise click.ClickException(
            f"In {files} fehlen die Dateien für nginx. Bitte --files angeben: den Ordner deploy."
        )
    beside.lay_out(machine)
    services.require_units(machine)
    for name in machine.accounts:
        try:
            pwd.getpwnam(name)
        except KeyError as error:
            raise click.ClickException(f"Das Konto {name} fehlt. Bitte „systemd-sysusers“ aufrufen.") from error


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise click.ClickException("„hinweisgeber setup“ läuft hier schon. Bitte warten, bis es fertig ist.") from error
    finally:
        os.close(descriptor)


def _answers(machine: Host, file: Path | None, place: Path) -> Answers:
    """From the file, else those of the last time, else asked; kept for the next time."""
    if file is None and place.exists():
        machine.there(f"{place}: die Antworten vom letzten Mal")
        return read(place, machine.name)
    answers = read(file, machine.name) if file else ask(machine.name)
    if not place.exists():
        write_file(place, kept(answers))
    return answers


def _checked(machine: Host, answers: Answers) -> int:
    """As `check` says it, of the intake only what is wrong; then what remains to be done."""
    for name in PASSPHRASES:
        os.environ.pop(name, None)  # given to this command alone; no service has them
    click.echo("\nPrüfung:")
    intake, office = machine.accounts
    code = machine.as_account(office, lambda: report(machine.office))
    if machine.home is None:
        home = machine.path(f"{machine.lib}/intake")
        code = max(code, machine.as_account(intake, lambda: report(home, levels=("error", "warning"))))
    click.echo("\nOffen, für Behörde und IT:")
    for point in machine.open_points:
        click.echo(f"  - {point}")
    if code:
        click.echo("\nEingerichtet, aber es gibt Befunde: Bitte beheben und diesen Befehl noch einmal aufrufen.")
    else:
        names = ", ".join(f"„{one.username}“" for one in answers.officers)
        click.echo(
            f"\nFertig. Annahme: https://{answers.intake_host}/ – Meldestelle: https://{answers.office_host}/anmelden, "
            f"Benutzernamen {names}."
        )
    return code
