"""PostgreSQL on this machine: roles and rights by deploy/postgres/roles.sql, passwords that only root reads.

All databases and roles begin with the installation's name; on the socket, roles are called like the accounts.
"""

from __future__ import annotations

import secrets
from pathlib import Path

import click

from ...config import env_name
from .installation import Databases
from .machine import POSTGRES, Host

OLDEST = 150000  # as the server tells its version
WITH_PASSWORD = ("backup", "erase")
STORES = ("letterbox", "cabinet")
SCHEME = "postgresql+psycopg://"
PASSWORD = "PGPASSWORD"  # noqa: S105  the name libpq knows


def prepare(machine: Host, files: Path) -> Databases:
    """Roles, two empty databases, and who may log in how. Raises ClickException when the server is not fit for it."""
    try:
        version = int(_psql(machine, "SHOW server_version_num"))
    except click.ClickException as error:
        raise click.ClickException(
            f"PostgreSQL antwortet nicht. Bitte „apt install postgresql“, dann noch einmal aufrufen.\n{error.message}"
        ) from error
    if version < OLDEST:
        raise click.ClickException("PostgreSQL ist zu alt: Nötig ist Version 15 oder neuer.")
    grant(machine, files, "-v", "without_tables=1")  # an older release has not all tables that rights are given on
    owner = _with_password(machine, "owner", "migrate", "127.0.0.1")
    for role in WITH_PASSWORD:
        _with_password(machine, role, role, "")
    _let_in(machine)
    letterbox, office, intake = "letterbox_url", _urls(machine.name, "office", ""), _urls(machine.name, "intake", "")
    return Databases(office, {letterbox: intake[letterbox]}, _urls(machine.name, "migrate", "127.0.0.1"), owner)


def grant(machine: Host, files: Path, *more: str) -> None:
    """Roles and databases where they are missing, and all rights on the tables; as often as one likes. `more` is for
    psql."""
    text = (files / "postgres/roles.sql").read_text(encoding="utf-8")
    machine.run("psql", "-X", "-q", "-v", f"name={machine.name}", *more, given=text, account=POSTGRES)


def _psql(machine: Host, statement: str) -> str:
    return machine.run("psql", "-X", "-q", "-t", "-A", given=statement + ";\n", account=POSTGRES)


def _urls(name: str, role: str, host: str) -> dict[str, str]:
    where = "" if host else "?host=/run/postgresql"
    return {f"{store}_url": f"{SCHEME}{name}_{role}@{host}/{name}_{store}{where}" for store in STORES}


def _with_password(machine: Host, name: str, role: str, host: str) -> str:
    """The password of a role, from a file that only root and systemd read; a new one where there is no such file."""
    place = f"{machine.etc}/{name}.env"
    if machine.path(place).exists():
        machine.there(place)
        lines = dict(line.partition("=")[::2] for line in machine.path(place).read_text(encoding="utf-8").splitlines())
        return lines.get(PASSWORD, "")
    password = secrets.token_hex(24)
    _psql(machine, f"SET log_statement = 'none'; ALTER ROLE {machine.name}_{role} PASSWORD '{password}'")
    lines = {env_name(key): url for key, url in _urls(machine.name, role, host).items()} | {PASSWORD: password}
    machine.put(place, "".join(f"{key}={value}\n" for key, value in lines.items()), 0o600)
    return password


def _let_in(machine: Host) -> None:
    """Backup and erasure run as the office's account: on the socket they show a password, not a name."""
    databases, roles = (",".join(f"{machine.name}_{one}" for one in names) for names in (STORES, WITH_PASSWORD))
    by_password = f"local {databases} {roles} scram-sha-256"
    name = _psql(machine, "SHOW hba_file")
    path = machine.path(name)
    text = path.read_text(encoding="utf-8")
    if by_password in text.splitlines():
        machine.there(f"{name}: Anmeldung der Sicherung und der Löschung")
    else:
        machine.replace(name, f"{by_password}\n{text}", 0o640, POSTGRES, POSTGRES)
        machine.did(f"{name}: Anmeldung der Sicherung und der Löschung")
    _psql(machine, "SELECT pg_reload_conf()")  # always: an earlier run may have ended just before
