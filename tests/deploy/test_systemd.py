"""The units are what systemd takes them for, closed as far as they can be, and the faces live with it."""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.deploy.conftest import DEPLOY

pytestmark = pytest.mark.deploy

UNITS = DEPLOY / "systemd"
FACES = ("intake", "office")
Need = Callable[[str], str]


def setting(face: str, name: str) -> list[str]:
    """All values of a setting in a unit, in order."""
    lines = (UNITS / f"hinweisgeber-{face}.service").read_text(encoding="utf-8").splitlines()
    return [line.partition("=")[2] for line in lines if line.startswith(f"{name}=")]


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """The root of a machine with our files in their places and a program where ours will be."""
    units = tmp_path / "etc/systemd/system"
    units.mkdir(parents=True)
    for unit in UNITS.glob("hinweisgeber-*"):
        (units / unit.name).write_text(unit.read_text(encoding="utf-8"), encoding="utf-8")
    for name in ("opt/hinweisgeber/venv/bin/hinweisgeber", "bin/sh", "bin/sleep", "bin/true"):
        program = tmp_path / name
        program.parent.mkdir(parents=True, exist_ok=True)
        program.write_text("#!/bin/sh\n", encoding="utf-8")
        program.chmod(0o755)
    for name in ("sysinit.target", "basic.target", "shutdown.target", "sockets.target", "multi-user.target",
                 "umount.target", "-.mount", "tmp.mount", "system.slice", "-.slice"):  # fmt: skip
        if name.endswith(".mount"):
            where = "/" if name == "-.mount" else "/tmp"
            text = f"[Unit]\nDefaultDependencies=no\n[Mount]\nWhat=tmpfs\nWhere={where}\n"
        else:
            text = "[Unit]\nDefaultDependencies=no\n"
        (units / name).write_text(text, encoding="utf-8")
    return tmp_path


def verify(need: Need, machine: Path, *names: str) -> str:
    command = [need("systemd-analyze"), f"--root={machine}", "--man=no", "--recursive-errors=yes", "verify"]
    done = subprocess.run([*command, *names], capture_output=True, text=True, check=False)
    return f"{done.returncode}\n{done.stdout}{done.stderr}"


@pytest.mark.parametrize("face", FACES)
def test_units_verify_without_a_word(need: Need, machine: Path, face: str) -> None:
    names = (f"hinweisgeber-{face}.service", f"hinweisgeber-{face}.socket")
    assert verify(need, machine, *names) == "0\n"


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("name", ["remote-database.conf", "object-store.conf"])
def test_drop_ins_for_other_machines_verify(need: Need, machine: Path, name: str, face: str) -> None:
    folder = machine / f"etc/systemd/system/hinweisgeber-{face}.service.d"
    folder.mkdir()
    (folder / name).write_bytes((UNITS / name).read_bytes())
    assert verify(need, machine, f"hinweisgeber-{face}.service") == "0\n"


@pytest.mark.parametrize("job", ["backup", "erase", "sweep", "tick", "verify"])
def test_the_timers_verify(need: Need, machine: Path, job: str) -> None:
    (machine / "etc/systemd/system/timers.target").write_text("[Unit]\nDefaultDependencies=no\n", encoding="utf-8")
    (machine / "etc/systemd/system/time-set.target").write_text("[Unit]\nDefaultDependencies=no\n", encoding="utf-8")
    (machine / "etc/systemd/system/time-sync.target").write_text("[Unit]\nDefaultDependencies=no\n", encoding="utf-8")
    assert verify(need, machine, f"hinweisgeber-{job}.timer", f"hinweisgeber-{job}.service") == "0\n"


SERVICES = sorted(path.stem.removeprefix("hinweisgeber-") for path in UNITS.glob("hinweisgeber-*[!@].service"))


def told(service: str, result: str, folder: Path) -> list[str]:
    """The units that are started when this one ends so. What systemd starts again counts as failed, and its OnFailure=
    is called, only when it has given up on it."""
    if not setting(service, "Restart"):
        return setting(service, "OnFailure") if result != "success" else []
    systemctl, said = folder / "systemctl", folder / f"{service}-{result}"
    systemctl.write_text('#!/bin/sh\necho "$@" >> "$SAID"\n', encoding="utf-8")
    systemctl.chmod(0o755)
    environ = {"PATH": f"{folder}:/usr/bin:/bin", "SERVICE_RESULT": result, "SAID": str(said)}
    for line in setting(service, "ExecStopPost"):
        assert line.startswith("-+"), "as root, and no failure of its own"
        subprocess.run(shlex.split(line[2:]), env=environ, check=True)
    words = said.read_text(encoding="utf-8").split() if said.exists() else []
    assert words[:2] in ([], ["start", "--no-block"])
    return words[2:]


@pytest.mark.parametrize("service", SERVICES)
def test_whatever_fails_is_told_to_the_operator(need: Need, machine: Path, tmp_path: Path, service: str) -> None:
    """By a unit that systemd understands, with the name of what failed and nothing else."""
    assert told(service, "exit-code", tmp_path) == ["hinweisgeber-failed@%n.service"]
    assert told(service, "success", tmp_path) == []
    assert setting("failed@", "ExecStartPre")[0].split()[1:] == [
        "tell-failure", "--home", "/var/lib/hinweisgeber/office", "%i",
    ]  # fmt: skip
    assert verify(need, machine, f"hinweisgeber-failed@hinweisgeber-{service}.service.service") == "0\n"


@pytest.mark.parametrize("face", FACES)
def test_a_face_comes_back_by_itself_however_often_it_fails(face: str) -> None:
    """systemd gives up after five starts in ten seconds."""
    assert setting(face, "Restart") == ["on-failure"]
    assert int(setting(face, "RestartSec")[0]) * 5 > 10
    assert not setting(face, "StartLimitBurst") + setting(face, "StartLimitIntervalSec")


def test_what_tells_of_a_failure_is_confined_as_the_tick_and_writes_nowhere() -> None:
    own = {"Description", "Type", "ExecStart", "ExecStartPre", "TimeoutStartSec", "After", "OnFailure"}
    lines = {
        name: {line for line in (UNITS / f"hinweisgeber-{name}.service").read_text(encoding="utf-8").splitlines()
               if "=" in line and line[0] != "#" and line.partition("=")[0] not in own}
        for name in ("tick", "failed@")
    }  # fmt: skip
    places = {"ReadWritePaths", "ReadOnlyPaths", "InaccessiblePaths", "SupplementaryGroups"}
    assert {line.partition("=")[0] for line in lines["tick"] ^ lines["failed@"]} == places
    assert setting("failed@", "ReadWritePaths") == []


def test_the_drop_in_restarts_debians_postgresql(need: Need, machine: Path) -> None:
    unit = machine / "etc/systemd/system/postgresql@.service"
    unit.write_text("[Unit]\nDefaultDependencies=no\n[Service]\nExecStart=/bin/true\n", encoding="utf-8")
    (unit.with_name("postgresql@.service.d")).mkdir()
    text = (UNITS / "postgresql-restart.conf").read_text(encoding="utf-8")
    (unit.with_name("postgresql@.service.d") / "hinweisgeber.conf").write_text(text, encoding="utf-8")
    assert verify(need, machine, "postgresql@15-main.service") == "0\n"
    assert "Restart=on-failure" in text.splitlines()


def test_a_misspelt_unit_would_be_found(need: Need, machine: Path) -> None:
    unit = machine / "etc/systemd/system/hinweisgeber-intake.service"
    unit.write_text(unit.read_text(encoding="utf-8").replace("PrivateTmp=", "PrivatTmp="), encoding="utf-8")
    assert "PrivatTmp" in verify(need, machine, "hinweisgeber-intake.service")


@pytest.mark.parametrize("face", FACES)
def test_exposure_is_as_low_as_systemd_measures_it(need: Need, face: str) -> None:
    unit = UNITS / f"hinweisgeber-{face}.service"
    most = {"intake": 8, "office": 16}[face]  # in tenths of 10; the office builds a sandbox of its own
    command = [need("systemd-analyze"), "security", "--offline=true", "--no-pager", f"--threshold={most}", str(unit)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_users_and_folders_can_be_made(need: Need, tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    for name, folder in (("systemd-sysusers", "sysusers.d"), ("systemd-tmpfiles", "tmpfiles.d")):
        create = ["--create"] if name == "systemd-tmpfiles" else []
        command = [need(name), f"--root={tmp_path}", *create, str(DEPLOY / folder / "hinweisgeber.conf")]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    accounts = (tmp_path / "etc/passwd").read_text(encoding="utf-8")
    for face in FACES:
        assert setting(face, "User")[0] in accounts
    groups = dict(line.split(":", 1) for line in (tmp_path / "etc/group").read_text(encoding="utf-8").splitlines())
    assert groups["hinweisgeber"].endswith("hinweisgeber_intake,hinweisgeber_office")
    modes = {p.name: p.stat().st_mode & 0o7777 for p in (tmp_path / "var/lib/hinweisgeber").iterdir()}
    assert modes == {"intake": 0o750, "office": 0o700, "letterbox": 0o2770, "blobs": 0o2770}
    ids = {words[0]: int(words[2]) for words in (line.split(":") for line in accounts.splitlines())}
    for service in ("intake", "office", "backup", "erase", "sweep", "tick", "verify"):
        log = tmp_path / setting(service, "StandardOutput")[0].removeprefix("append:/")
        there = log.parent.stat()  # systemd opens the file first of all: a missing folder ends the service (209/STDOUT)
        assert (there.st_uid, there.st_mode & 0o7777) == (ids[setting(service, "User")[0]], 0o750), service


@pytest.mark.parametrize("face", FACES)
def test_log_lines_do_not_pass_through_journald_which_would_add_the_exact_time(face: str) -> None:
    assert setting(face, "StandardOutput") == [f"append:/var/log/hinweisgeber/{face}/{face}.log"]
    assert setting(face, "StandardError") == ["inherit"]


@pytest.mark.parametrize("service", ["intake", "office", "backup", "erase", "sweep", "tick", "verify"])
def test_no_service_can_put_a_link_where_root_opens_its_log(service: str) -> None:
    """LogsDirectory= and ReadWritePaths= would open the folder to the service itself."""
    assert setting(service, "LogsDirectory") == []
    assert setting(service, "ProtectSystem") == ["strict"]
    assert "/var/log" not in " ".join(setting(service, "ReadWritePaths"))


def test_every_log_is_rotated() -> None:
    patterns = re.findall(
        r"^(/\S+\.log .*|/\S+\.log) \{$", (DEPLOY / "logrotate.d/hinweisgeber").read_text(), re.MULTILINE
    )
    for service in ("intake", "office", "backup", "erase", "sweep", "tick", "verify"):
        log = Path(setting(service, "StandardOutput")[0].removeprefix("append:"))
        assert any(log.match(pattern) for pattern in " ".join(patterns).split()), service


def test_the_faces_are_two_users_who_see_nothing_of_each_other() -> None:
    assert setting("intake", "User") != setting("office", "User")
    assert setting("intake", "InaccessiblePaths") == ["-/var/lib/hinweisgeber/office"]
    assert setting("office", "InaccessiblePaths") == ["-/var/lib/hinweisgeber/intake"]
    assert setting("intake", "ReadWritePaths") == ["-/var/lib/hinweisgeber/letterbox -/var/lib/hinweisgeber/blobs"]


# What the office gives up for bubblewrap. RestrictSUIDSGID= would keep openat2 from it: needed since 0.12 (Debian 13).
AS_THE_INTAKE = (
    "ProcSubset", "RestrictNamespaces", "RestrictAddressFamilies", "RestrictSUIDSGID", "SystemCallFilter",
)  # fmt: skip


def test_the_office_keeps_nothing_from_its_sandbox() -> None:
    assert setting("office", "RestrictSUIDSGID") == ["no"]
    assert set(setting("office", "RestrictAddressFamilies")[0].split()) == {"AF_UNIX", "AF_NETLINK"}


def test_the_sweep_is_as_confined_as_the_office() -> None:
    """Only what starts and ends it differs, and that it needs neither sandbox nor folder in memory."""
    own = {"Type", "NotifyAccess", "ExecStart", "Restart", "RestartSec", "TimeoutStopSec", "Requires", "After"}
    own |= {"ExecStopPost", "OnFailure"}
    own |= {"Description", "WantedBy"}
    own |= {*AS_THE_INTAKE, "MemoryMax", "TasksMax"}
    own |= {"RuntimeDirectory", "RuntimeDirectoryMode", "RuntimeDirectoryPreserve"}
    office, sweep = (
        [line for line in (UNITS / f"hinweisgeber-{name}.service").read_text(encoding="utf-8").splitlines()
         if "=" in line and line[0] != "#" and line.partition("=")[0] not in own]
        for name in ("office", "sweep")
    )  # fmt: skip
    assert sweep == office
    text = (UNITS / "hinweisgeber-sweep.service").read_text(encoding="utf-8")
    for name in AS_THE_INTAKE:
        assert all(f"{name}={value}\n" in text for value in setting("intake", name)), "as tight as the intake"


@pytest.mark.parametrize("name", ["erase", "verify"])
def test_what_erases_and_what_verifies_is_exactly_as_confined_as_the_sweep(name: str) -> None:
    own = {"Description", "ExecStart", "EnvironmentFile"}
    sweep, other = (
        [line for line in (UNITS / f"hinweisgeber-{name}.service").read_text(encoding="utf-8").splitlines()
         if "=" in line and line[0] != "#" and line.partition("=")[0] not in own]
        for name in ("sweep", name)
    )  # fmt: skip
    assert other == sweep


def test_the_tick_is_as_confined_as_the_sweep_but_for_the_way_to_the_mail_server() -> None:
    own = {"Description", "ExecStart", "TimeoutStartSec"}
    lines = {
        name: {line for line in (UNITS / f"hinweisgeber-{name}.service").read_text(encoding="utf-8").splitlines()
               if "=" in line and line[0] != "#" and line.partition("=")[0] not in own}
        for name in ("sweep", "tick")
    }  # fmt: skip
    assert lines["tick"] - lines["sweep"] == {
        "PrivateNetwork=no",
        "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK",
        "IPAddressAllow=localhost",
        "ReadWritePaths=/var/lib/hinweisgeber/office -/var/lib/hinweisgeber/letterbox",
        "InaccessiblePaths=-/var/lib/hinweisgeber/intake -/var/lib/hinweisgeber/blobs",
    }, "nothing else is open, and it reaches no files of reports"
    assert {line.partition("=")[0] for line in lines["sweep"] - lines["tick"]} == {
        "PrivateNetwork", "RestrictAddressFamilies", "ReadWritePaths", "InaccessiblePaths",
    }  # fmt: skip
    assert "IPAddressDeny=any" in lines["tick"]


def test_the_backup_is_as_confined_as_the_sweep_but_for_its_own_folder() -> None:
    own = {"Description", "ExecStart"}
    lines = {
        name: {line for line in (UNITS / f"hinweisgeber-{name}.service").read_text(encoding="utf-8").splitlines()
               if "=" in line and line[0] != "#" and line.partition("=")[0] not in own}
        for name in ("sweep", "backup")
    }  # fmt: skip
    keys = "-/var/lib/hinweisgeber/office/keys -/var/lib/hinweisgeber/office/settings.env"
    assert lines["backup"] - lines["sweep"] == {
        "EnvironmentFile=-/etc/hinweisgeber/backup.env",
        "ReadWritePaths=/var/lib/hinweisgeber/office -/var/lib/hinweisgeber/letterbox /var/backups/hinweisgeber",
        f"ReadOnlyPaths={keys} -/var/lib/hinweisgeber/blobs",
    }, "it writes no file of a report"
    assert {line.partition("=")[0] for line in lines["sweep"] - lines["backup"]} == {"ReadWritePaths", "ReadOnlyPaths"}
