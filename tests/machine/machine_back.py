"""From 0.2.0 to this release and back, on machines that run, by the guide's own lines: on SQLite and on PostgreSQL.
`make test-deploy WHAT=back`; needs root."""

from __future__ import annotations

import hashlib
import re
import shutil
from pathlib import Path

import pytest

from tests.fixtures.known import Release
from tests.fixtures.releases import IN_CABINET
from tests.machine.booted import INTAKE, OFFICE, Booted, booted
from tests.machine.debian import HERE, typed_after
from tests.machine.earlier import LIB, lay_out, rows
from tests.machine.packaged import ANSWERS, answered

RUNS = "systemctl is-system-running --wait"
VERIFY = f"runuser -u hinweisgeber_office -- hinweisgeber verify --home {LIB}/office"
SEEN = ("response", "waiting")


def contents(machine: Booted, folder: str) -> dict[str, str]:
    """The bytes of all files there, but for those that SQLite makes when it opens one."""
    files = (path for path in machine.path(folder).rglob("*") if path.is_file())
    return {
        str(path.relative_to(machine.path(folder))): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
        if not path.name.endswith(("-wal", "-shm", ".lock", ".queue"))
    }


@pytest.mark.parametrize("release", ["bookworm", "trixie"])
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_0_2_0_comes_to_this_release_and_goes_back(
    release: str, database: str, package: Path, v0_2_0_unpacked: Release, tmp_path: Path
) -> None:
    with booted(release, tmp_path / "tree") as machine:
        shutil.copy(package, machine.path(HERE))
        answered(machine, ('database = "sqlite" ', f'database = "{database}" '))
        lay_out(machine, v0_2_0_unpacked, database)
        before, there = contents(machine, LIB), rows(machine)
        _forward(machine, v0_2_0_unpacked, database)
        _back(machine, database)
        assert contents(machine, LIB) == before
        assert rows(machine) == there
        assert "Das Protokoll hält" in machine.typed(f"{VERIFY} --checkpoint {HERE}/pruefpunkt.txt")
        machine.typed(typed_after("Zuletzt prüfen und starten:"))
        unit = machine.typed("systemctl show -P FragmentPath hinweisgeber-intake.service").strip()
        assert unit == "/etc/systemd/system/hinweisgeber-intake.service"
        _opens_as_before(machine, v0_2_0_unpacked)


def _forward(machine: Booted, earlier: Release, database: str) -> None:
    machine.typed(typed_after("zu dem ein Weg zurück führt, während nichts läuft:"))
    if database == "postgresql":
        machine.typed(typed_after("**Auf PostgreSQL** gehören die beiden Datenbanken dazu"))
    way = typed_after("**Von Hand eingerichtet und künftig mit dem Paket**")
    said = machine.typed(
        way.replace("hinweisgeber setup", f"hinweisgeber setup --answers {ANSWERS} 2>&1 || test $? = 1")
    )
    assert len(re.findall(r"^0 Fehler, ", said, re.MULTILINE)) == 2, said
    assert machine.typed(RUNS).strip() == "running"
    for name in SEEN:
        seen = _mailbox(machine, earlier, name)
        assert len(seen) <= len(earlier.cases[name].mailbox) + 1, "but for the step by which it moved to version 2"
    (cases,) = machine.visit(OFFICE, ["login", "leitung", earlier.officers["leitung"].passphrase])
    for name in set(IN_CABINET) - {"due", "closed"}:
        assert earlier.cases[name].number in cases
    assert "Das Protokoll hält" in machine.typed(f"{VERIFY} --checkpoint {HERE}/pruefpunkt.txt")


def _back(machine: Booted, database: str) -> None:
    machine.typed(typed_after("### Der Weg zurück"))
    if database == "postgresql":
        machine.typed(typed_after("**Auf PostgreSQL** kommen die beiden Datenbanken zurück"))
    machine.typed("ln -sf /opt/hinweisgeber/venv/bin/hinweisgeber /usr/local/bin/hinweisgeber")


def _mailbox(machine: Booted, earlier: Release, name: str) -> list[str]:
    known = earlier.cases[name]
    (seen,) = machine.visit(INTAKE, ["mailbox", known.code])
    shown = iter(seen)
    for line in known.mailbox:
        assert any((line.text or "").split("\n")[0][:40] in one for one in shown), (line, seen)
    return list(seen)


def _opens_as_before(machine: Booted, earlier: Release) -> None:
    """Its own program serves what it left, through its own nginx files."""
    for name in SEEN:
        assert len(_mailbox(machine, earlier, name)) == len(earlier.cases[name].mailbox)
