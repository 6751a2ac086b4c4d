"""Units and timers as the package brought them: switched on, and backups led to their folder."""

from __future__ import annotations

import os
import re
from pathlib import Path

import click

from ..doctor.machine import FACES, TIMERS, UNITS
from ..naming import in_words
from .answers import BACKUPS, Answers
from .machine import Host

DROP_IN = "/etc/systemd/system/{}-backup.service.d/where.conf"


def require_units(machine: Host) -> None:
    """Raises ClickException where no package has brought accounts and units."""
    missing = [name for names in units(machine) for name in names if _unit(machine, name) is None]
    if missing:
        raise click.ClickException(
            f"{missing[0]} gibt es hier nicht. „setup“ richtet einen Rechner ein, auf dem das Debian-Paket liegt: "
            "Bitte „apt install ./hinweisgeber_….deb“. Wer ohne das Paket arbeitet, folgt der langen Anleitung in "
            "deploy/README.md."
        )


def units(machine: Host) -> tuple[tuple[str, ...], ...]:
    """Sockets, faces and timers, as systemd calls them."""
    kinds = ((FACES, "socket"), (FACES, "service"), (TIMERS, "timer"))
    return tuple(tuple(f"{machine.name}-{name}.{kind}" for name in names) for names, kind in kinds)


def _unit(machine: Host, name: str) -> Path | None:
    places = (machine.path(folder) / name for folder in UNITS)
    return next((place for place in places if place.is_file()), None)


def backups(machine: Host, answers: Answers) -> None:
    """The folder of the backups, and a drop-in where it is not the usual one."""
    folder, usual, (_, office) = answers.backups_to.rstrip("/"), in_words(BACKUPS, machine.name), machine.accounts
    path = machine.folder(folder, 0o700, office, office)
    if machine.as_account(office, lambda: not os.access(path, os.W_OK | os.X_OK)):
        raise click.ClickException(
            f"In {folder} darf das Konto {office} nicht schreiben. Bitte „chown {office}: {folder}“, und noch einmal "
            "aufrufen."
        )
    if folder == usual:
        machine.left_open(
            f"Sicherungen liegen in {usual}, auf diesem Rechner. Bitte täglich fortbringen: Eine Sicherung auf "
            "derselben Platte ist keine."
        )
        return
    unit, drop_in = _unit(machine, f"{machine.name}-backup.service"), DROP_IN.format(machine.name)
    line = re.findall(r"^ExecStart=.*$", unit.read_text(encoding="utf-8"), re.MULTILINE)[-1] if unit else ""
    started = line.replace(usual, folder)
    machine.folder(str(Path(drop_in).parent))
    machine.put(drop_in, f"[Service]\nExecStart=\n{started}\nReadWritePaths={folder}\n")


def start(machine: Host, restart_nginx: bool) -> None:
    """Sockets, faces, timers; also after the next start of the machine. Raises ClickException naming what fails."""
    if not machine.is_real:
        return
    now = ["--now"] if machine.is_running else []
    if machine.is_running:
        machine.run("systemctl", "daemon-reload")
    for names in units(machine):
        machine.run("systemctl", "enable", *now, *names)
    machine.there("Dienste und Timer: eingeschaltet")
    if machine.is_running:
        machine.run("systemctl", "restart" if restart_nginx else "reload-or-restart", "nginx")
