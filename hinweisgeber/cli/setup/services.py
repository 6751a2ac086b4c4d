"""Units and timers as the package brought them: switched on, and backups led to their folder."""

from __future__ import annotations

import os
import re
from pathlib import Path

import click

from ..doctor.machine import TIMERS, UNITS
from .answers import BACKUPS, Answers
from .machine import OFFICE, Host

SOCKETS = ("hinweisgeber-intake.socket", "hinweisgeber-office.socket")
FACES = ("hinweisgeber-intake.service", "hinweisgeber-office.service")
DROP_IN = "/etc/systemd/system/hinweisgeber-backup.service.d/where.conf"


def require_units(machine: Host) -> None:
    """Raises ClickException where no package has brought accounts and units."""
    missing = [name for name in (*SOCKETS, *FACES, *timers()) if _unit(machine, name) is None]
    if missing:
        raise click.ClickException(
            f"{missing[0]} gibt es hier nicht. „setup“ richtet einen Rechner ein, auf dem das Debian-Paket liegt: "
            "Bitte „apt install ./hinweisgeber_….deb“. Wer ohne das Paket arbeitet, folgt der langen Anleitung in "
            "deploy/README.md."
        )


def timers() -> tuple[str, ...]:
    """All timers, as systemd calls them."""
    return tuple(f"hinweisgeber-{name}.timer" for name in TIMERS)


def _unit(machine: Host, name: str) -> Path | None:
    places = (machine.path(folder) / name for folder in UNITS)
    return next((place for place in places if place.is_file()), None)


def backups(machine: Host, answers: Answers) -> None:
    """The folder of the backups, and a drop-in where it is not the usual one."""
    folder = answers.backups_to.rstrip("/")
    path = machine.folder(folder, 0o700, OFFICE, OFFICE)
    if machine.as_account(OFFICE, lambda: not os.access(path, os.W_OK | os.X_OK)):
        raise click.ClickException(
            f"In {folder} darf das Konto {OFFICE} nicht schreiben. Bitte „chown {OFFICE}: {folder}“, und noch einmal "
            "aufrufen."
        )
    if folder == BACKUPS:
        machine.left_open(
            f"Sicherungen liegen in {BACKUPS}, auf diesem Rechner. Bitte täglich fortbringen: Eine Sicherung auf "
            "derselben Platte ist keine."
        )
        return
    unit = _unit(machine, "hinweisgeber-backup.service")
    line = re.findall(r"^ExecStart=.*$", unit.read_text(encoding="utf-8"), re.MULTILINE)[-1] if unit else ""
    started = line.replace(BACKUPS, folder)
    machine.folder(str(Path(DROP_IN).parent))
    machine.put(DROP_IN, f"[Service]\nExecStart=\n{started}\nReadWritePaths={folder}\n")


def start(machine: Host, restart_nginx: bool) -> None:
    """Sockets, faces, timers; also after the next start of the machine. Raises ClickException naming what fails."""
    if not machine.is_real:
        return
    now = ["--now"] if machine.is_running else []
    if machine.is_running:
        machine.run("systemctl", "daemon-reload")
    for units in (SOCKETS, FACES, timers()):
        machine.run("systemctl", "enable", *now, *units)
    machine.there("Dienste und Timer: eingeschaltet")
    if machine.is_running:
        machine.run("systemctl", "restart" if restart_nginx else "reload-or-restart", "nginx")
