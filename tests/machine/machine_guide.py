"""The guide works line by line on a bare Debian 12, and what it leaves is right before any unit starts."""

from __future__ import annotations

import re
import stat

import pytest

from tests.machine.conftest import OFFICE, Walked
from tests.machine.debian import Debian

SERVICES = ("intake", "office", "backup", "erase", "sweep", "tick", "verify")
INTAKE = "/var/lib/hinweisgeber/intake"


def setting(debian: Debian, service: str, name: str) -> str:
    """The value of a setting in a unit as it lies in the machine."""
    unit = debian.path(f"/etc/systemd/system/hinweisgeber-{service}.service").read_text(encoding="utf-8")
    (value,) = re.findall(rf"^{name}=(.*)$", unit, re.MULTILINE)
    return str(value)


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5, 10])
def test_every_command_of_the_chapter_works(walked: Walked, number: int) -> None:
    assert number in walked, "a chapter before it failed"
    done = walked[number]
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("service", SERVICES)
def test_the_folder_of_a_log_is_its_own_accounts_before_the_unit_starts(arranged: Debian, service: str) -> None:
    """systemd opens the file before anything else, as root; only then does the service become its account."""
    log = setting(arranged, service, "StandardOutput").removeprefix("append:")
    folder = arranged.path(log).parent.stat()
    assert (folder.st_uid, folder.st_gid) == arranged.account(setting(arranged, service, "User"))
    assert stat.S_IMODE(folder.st_mode) == 0o750


@pytest.mark.parametrize("service", SERVICES)
def test_what_a_unit_writes_to_is_there(arranged: Debian, service: str) -> None:
    for name in setting(arranged, service, "ReadWritePaths").split():
        assert arranged.path(name.lstrip("-")).is_dir(), name


def test_the_units_are_understood_by_the_systemd_they_are_for(arranged: Debian) -> None:
    done = arranged.run("systemd-analyze --man=no verify /etc/systemd/system/hinweisgeber-*.{service,socket,timer}")
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_the_check_finds_nothing_in_modes_and_owners_and_no_fault(arranged: Debian) -> None:
    done = arranged.run(f"runuser -u hinweisgeber_office -- hinweisgeber check --home {OFFICE}")
    assert done.returncode in (0, 1), done.stdout + done.stderr
    assert "\n0 Fehler, " in done.stdout
    found = set(re.findall(r"^HG-\S+ Hinweis: (\S+): ", done.stdout, re.MULTILINE))
    assert found <= {"bubblewrap"}, "in a folder that is no machine it can make no namespaces"


@pytest.mark.parametrize(
    ("account", "may", "may_not"),
    [
        ("hinweisgeber_intake", [f"-r {INTAKE}/settings.env", "-w {letterbox}"], [f"-w {INTAKE}", f"-x {OFFICE}"]),
        ("hinweisgeber_office", [f"-w {OFFICE}/cabinet.sqlite", "-w {letterbox}"], [f"-x {INTAKE}"]),
        ("www-data", [], ["-r {letterbox}", f"-x {INTAKE}", f"-x {OFFICE}", "-x /var/log/hinweisgeber/intake"]),
    ],
)
def test_each_account_reaches_what_it_needs_and_no_more(
    arranged: Debian, account: str, may: list[str], may_not: list[str]
) -> None:
    letterbox = "/var/lib/hinweisgeber/letterbox/letterbox.sqlite"
    asked = [*may, *(f"! {one}" for one in may_not)]
    script = "\n".join(f"runuser -u {account} -- test {one.format(letterbox=letterbox)}" for one in asked)
    done = arranged.run(f"set -x\n{script}")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("face", ["intake", "office"])
def test_each_face_starts_on_what_the_guide_left(arranged: Debian, face: str) -> None:
    socket = f"/tmp/{face}.sock"
    done = arranged.run(
        f"""
        cd / && umask 077
        runuser -u hinweisgeber_{face} -- hinweisgeber {face} --home /var/lib/hinweisgeber/{face} &
        curl -fsS -m 5 --retry 300 --retry-delay 1 --retry-all-errors --unix-socket {socket} http://localhost/healthz
        """,
        {f"HINWEISGEBER_{face.upper()}_BIND": f"unix:{socket}"},
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_logs_of_the_services_are_rotated(arranged: Debian) -> None:
    logs = sorted({setting(arranged, service, "StandardOutput").removeprefix("append:") for service in SERVICES})
    assert len(logs) == 2
    write = "\n".join(f"(umask 077; echo '2026-11-21 GET index 200' >> {log})" for log in logs)
    done = arranged.run(f"{write}\nlogrotate --force --state /tmp/rotated /etc/logrotate.d/hinweisgeber")
    assert (done.returncode, done.stderr) == (0, "")
    for log in logs:
        assert arranged.path(log).stat().st_size == 0
        (kept,) = arranged.path(log).parent.glob("*.log-*")
        assert "GET index" in kept.read_text(encoding="utf-8")


def test_tor_takes_the_file_it_is_given(arranged: Debian) -> None:
    done = arranged.run("runuser -u debian-tor -- tor --verify-config -f /etc/tor/torrc")
    assert done.returncode == 0, done.stdout
