"""Two installations on one machine: by accounts, modes and units, neither gets to anything of the other."""

from __future__ import annotations

import re
import shutil
import stat
import subprocess
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

import pytest

from hinweisgeber.cli.naming import NAME
from hinweisgeber.cli.setup import beside, front
from hinweisgeber.cli.setup.answers import Answers
from hinweisgeber.cli.setup.machine import Host
from hinweisgeber.config.tables import build
from tests.deploy.conftest import DEPLOY
from tests.deploy.front import MAIN
from tests.ports import free_port
from tests.programs import program

pytestmark = pytest.mark.deploy
Need = Callable[[str], str]
BOTH = (NAME, "zweite")
PROGRAM = "/opt/hinweisgeber/venv/bin/hinweisgeber"
TARGETS = ("sysinit", "basic", "shutdown", "sockets", "multi-user", "timers", "time-set", "time-sync", "umount")
FOLDERS = ("/var/lib/{}/intake", "/var/lib/{}/office", "/var/lib/{}/letterbox", "/var/lib/{}/blobs",
           "/var/backups/{}", "/var/log/{}/intake", "/var/log/{}/office")  # fmt: skip


@dataclass(frozen=True)
class Account:
    """Somebody on that machine."""

    name: str
    uid: int
    gids: frozenset[int]

    def may(self, path: Path) -> int:
        """The bits this account has there: read 4, write 2, search 1."""
        found = path.stat()
        mode = stat.S_IMODE(found.st_mode)
        if found.st_uid == self.uid:
            return mode >> 6 & 7
        return (mode >> 3 if found.st_gid in self.gids else mode) & 7


@dataclass(frozen=True)
class Machine:
    """Its tree."""

    root: Path

    def path(self, place: str) -> Path:
        return self.root / place.lstrip("/")

    def accounts(self, name: str) -> list[Account]:
        """Those of that installation."""
        users = [line.split(":") for line in self.path("/etc/passwd").read_text(encoding="utf-8").splitlines()]
        groups = [line.split(":") for line in self.path("/etc/group").read_text(encoding="utf-8").splitlines()]
        return [
            Account(
                user, int(uid), frozenset({int(gid), *(int(one[2]) for one in groups if user in one[3].split(","))})
            )
            for user, _, uid, gid, *_ in users
            if user.startswith(f"{name}_")
        ]


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Machine:
    """The usual installation's files, as the package lays them down, and another beside it."""
    root = tmp_path_factory.mktemp("two")
    for source, place in (
        ("sysusers.d/hinweisgeber.conf", "usr/lib/sysusers.d"),
        ("tmpfiles.d/hinweisgeber.conf", "usr/lib/tmpfiles.d"),
        ("logrotate.d/hinweisgeber", "etc/logrotate.d"),
        *((f"systemd/{unit.name}", "usr/lib/systemd/system") for unit in (DEPLOY / "systemd").glob("hinweisgeber-*")),
    ):
        (root / place).mkdir(parents=True, exist_ok=True)
        shutil.copy(DEPLOY / source, root / place)
    beside.lay_out(Host(root, name="zweite"))
    for name in BOTH:
        place = "usr/lib" if name == NAME else "etc"
        for command, folder in (("systemd-sysusers", "sysusers.d"), ("systemd-tmpfiles --create", "tmpfiles.d")):
            tool, *options = command.split()
            made = [program(tool), f"--root={root}", *options, str(root / place / folder / f"{name}.conf")]
            subprocess.run(made, check=True, capture_output=True)
    return Machine(root)


@pytest.mark.parametrize(("mine", "theirs"), [BOTH, BOTH[::-1]])
def test_no_account_of_one_reads_writes_or_enters_a_folder_of_the_other(
    machine: Machine, mine: str, theirs: str
) -> None:
    accounts = machine.accounts(mine)
    assert [one.name for one in accounts] == [f"{mine}_intake", f"{mine}_office"]
    for account, folder in product(accounts, FOLDERS):
        assert account.may(machine.path(folder.format(theirs))) == 0, (account, folder)
    intake, office = accounts
    for own in ("/var/lib/{}/letterbox", "/var/lib/{}/blobs"):
        assert (intake.may(machine.path(own.format(mine))), office.may(machine.path(own.format(mine)))) == (7, 7)
    homes = [machine.path(f"/var/lib/{mine}/{face}") for face in ("intake", "office")]
    assert [account.may(home) for account, home in zip(accounts, homes, strict=True)] == [5, 7]


def test_sockets_are_two_and_for_nginx_alone(machine: Machine) -> None:
    found = {}
    for name, face in product(BOTH, ("intake", "office")):
        folder = "usr/lib/systemd/system" if name == NAME else "etc/systemd/system"
        unit = machine.path(f"{folder}/{name}-{face}.socket").read_text(encoding="utf-8")
        assert re.findall(r"(?m)^Socket(?:User|Group|Mode)=(.*)$", unit) == ["root", "www-data", "0660"]
        found[name, face] = re.findall(r"(?m)^ListenStream=(.*)$", unit)
    assert found == {(name, face): [f"/run/{name}/{face}.sock"] for name, face in found}
    groups = machine.path("/etc/group").read_text(encoding="utf-8")
    assert not re.search(r"(?m)^www-data:.*_(?:intake|office)", groups)


def test_each_unit_runs_the_one_program_as_its_own_account_in_its_own_folders(machine: Machine) -> None:
    units = {unit.name for unit in machine.path("/usr/lib/systemd/system").iterdir()}
    other = {unit.name: unit.read_text(encoding="utf-8") for unit in machine.path("/etc/systemd/system").iterdir()}
    assert other.keys() == {name.replace(NAME, "zweite", 1) for name in units}
    for name, text in other.items():
        lines = [line.replace(PROGRAM, "") for line in text.splitlines() if line and line[0] not in "#["]
        assert [line for line in lines if NAME in line] == [], name
        for user in re.findall(r"(?m)^User=(.*)$", text):
            assert user in ("zweite_intake", "zweite_office")
            assert " --home /var/lib/zweite/" in text


def test_systemd_understands_the_units(need: Need, machine: Machine, tmp_path: Path) -> None:
    root = tmp_path / "root"
    shutil.copytree(machine.root, root)
    units = root / "etc/systemd/system"
    for name in ("opt/hinweisgeber/venv/bin/hinweisgeber", "bin/sh", "bin/sleep"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("#!/bin/sh\n", encoding="utf-8")
        (root / name).chmod(0o755)
    for target in TARGETS:
        (units / f"{target}.target").write_text("[Unit]\nDefaultDependencies=no\n", encoding="utf-8")
    for name, where in (("-", "/"), ("tmp", "/tmp")):
        text = f"[Unit]\nDefaultDependencies=no\n[Mount]\nWhat=tmpfs\nWhere={where}\n"
        (units / f"{name}.mount").write_text(text, encoding="utf-8")
    for name in ("system.slice", "-.slice"):
        (units / name).write_text("[Unit]\nDefaultDependencies=no\n", encoding="utf-8")
    own = [unit.name for unit in units.glob("zweite-*") if "@" not in unit.name]
    verify = [need("systemd-analyze"), f"--root={root}", "--man=no", "--recursive-errors=yes", "verify"]
    done = subprocess.run([*verify, *own], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout + done.stderr, len(own) > 10) == (0, "", True)


def test_one_nginx_takes_the_sites_of_both(tmp_path: Path) -> None:
    answers = build(Answers, tomllib.loads((DEPLOY / "debian/answers.toml").read_text(encoding="utf-8")))
    (tmp_path / "temp").mkdir()
    texts, ports = [], {port: free_port() for port in ("80", "443", "8080")}
    for name, face in product(BOTH, ("intake", "office")):
        text = (DEPLOY / f"nginx/{face}.conf").read_text(encoding="utf-8")
        hosts = replace(answers, intake_host=f"hinweise.{name}.example.org", office_host=f"intern.{name}.example.org")
        one = front._site(text, hosts, "127.0.0.1", None, name)
        one = re.sub(r" *listen \[::\].*\n", "", one)
        one = re.sub(r"listen (?:[\d.]+:)?(\d+)", lambda found: f"listen 127.0.0.1:{ports[found[1]]}", one)
        texts.append(re.sub(r"/etc/(\w+)/tls/\w+[.](crt|key)", rf"{tmp_path}/tls.\2", one))
    for text in texts[2:]:
        assert NAME not in re.sub(r"#.*", "", text)
    # Twice the same line of a port is what the office of one and its intake may have; nginx takes each once.
    (tmp_path / "site.conf").write_text("\n".join(_once(text) for text in texts), encoding="utf-8")
    make = [program("openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    make += ["-keyout", f"{tmp_path}/tls.key", "-out", f"{tmp_path}/tls.crt", "-days", "2", "-subj", "/CN=test"]
    subprocess.run(make, check=True, capture_output=True)
    main = MAIN.format(folder=tmp_path, user="", connections="64")
    (tmp_path / "nginx.conf").write_text(main, encoding="utf-8")
    command = [program("nginx"), "-t", "-p", str(tmp_path), "-c", f"{tmp_path}/nginx.conf", "-e", f"{tmp_path}/log"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    said = [line for line in done.stderr.splitlines() if "[emerg]" in line or "conflicting" in line]
    assert (done.returncode, said) == (0, []), done.stderr


def _once(text: str) -> str:
    """No server listens twice at one place, where two addresses of the file have become one here."""
    seen: set[str] = set()
    lines = []
    for line in text.splitlines():
        if line.startswith("server {"):
            seen.clear()
        found = re.match(r" *listen (\S+)", line)
        if found and found[1] in seen:
            continue
        seen |= {found[1]} if found else set()
        lines.append(line)
    return "\n".join(lines)
