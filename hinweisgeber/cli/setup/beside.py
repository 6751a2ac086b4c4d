"""Another installation beside the usual one: accounts, folders, logs and units of its own, by the usual one's files.

They are brought anew with each package: what somebody wants otherwise belongs into drop-ins, as with the usual ones.
"""

from __future__ import annotations

import grp
import pwd
from collections.abc import Iterator
from pathlib import Path

import click

from ..doctor.machine import UNITS
from ..naming import NAME, in_file
from .machine import Host

ACCOUNTS, FOLDERS, LOGS = "/etc/sysusers.d/{}.conf", "/etc/tmpfiles.d/{}.conf", "/etc/logrotate.d/{}"
UNIT = "/etc/systemd/system/{}"
PLACES = ("/etc/{}", "/var/lib/{}", "/var/log/{}", "/var/backups/{}", "/run/{}", FOLDERS, LOGS)


def lay_out(machine: Host) -> None:
    """All of it, as far as it is not there or another one. Raises ClickException where the name is somebody else's."""
    if machine.name == NAME:
        return
    if not machine.path(ACCOUNTS.format(machine.name)).exists():
        _require_free(machine)
    for place, text in list(_files(machine)):
        machine.folder(str(Path(place).parent))
        path = machine.path(place)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            machine.replace(place, text, 0o644)
            machine.did(place)
    if machine.is_real:
        machine.run("systemd-sysusers", ACCOUNTS.format(machine.name))
        machine.run("systemd-tmpfiles", "--create", FOLDERS.format(machine.name))
    machine.folder(f"{machine.etc}/tls")


def _require_free(machine: Host) -> None:
    """Whatever bears that name would be taken for this installation's, or be opened to it."""
    name = machine.name
    taken = [place.format(name) for place in PLACES if machine.path(place.format(name)).exists()]
    if machine.is_real:
        taken += [f"das Konto {one.pw_name}" for one in pwd.getpwall() if one.pw_name in _accounts(name)]
        taken += [f"die Gruppe {one.gr_name}" for one in grp.getgrall() if one.gr_name in _accounts(name)]
    if taken:
        raise click.ClickException(
            f"Der Name {name} ist auf diesem Rechner schon vergeben ({taken[0]}); geändert wurde nichts. Bitte einen "
            "anderen wählen."
        )


def _accounts(name: str) -> tuple[str, ...]:
    return name, f"{name}_intake", f"{name}_office"


def _files(machine: Host) -> Iterator[tuple[str, str]]:
    """Each with its place; of a file that lies in both, that of this machine goes before that of the package."""
    for place in (ACCOUNTS, FOLDERS, LOGS):
        usual = machine.path(place.format(NAME))
        if not usual.is_file():
            usual = machine.path(place.format(NAME).replace("/etc/", "/usr/lib/", 1))
        yield place.format(machine.name), _named(usual, machine.name)
    units = {path.name: path for folder in reversed(UNITS) for path in machine.path(folder).glob(f"{NAME}-*.*")}
    for unit in (path for path in units.values() if path.is_file()):
        yield UNIT.format(unit.name.replace(NAME, machine.name, 1)), _named(unit, machine.name)


def _named(usual: Path, name: str) -> str:
    try:
        return in_file(usual.read_text(encoding="utf-8"), name)
    except OSError as error:
        raise click.ClickException(
            f"{usual} gibt es hier nicht. Eine zweite Installation entsteht nach dem Muster der ersten: Bitte zuerst "
            "das Debian-Paket installieren, oder die Dateien aus deploy ablegen wie in der langen Anleitung."
        ) from error
