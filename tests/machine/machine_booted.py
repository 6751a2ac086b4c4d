"""The guide on machines that run: the short way, a report, an officer, a restart, a failure, a second machine.
`make test-deploy WHAT=booted`; needs root."""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.machine import second as beside
from tests.machine.booted import INTAKE, OFFICE, Booted, booted
from tests.machine.conftest import FIGURES
from tests.machine.debian import HERE, short_way, typed_after
from tests.machine.packaged import ANSWERS, PASSPHRASE, answered

OTHER = "Erfundener Hinweis an eine zweite Behörde: Der Tee ist kalt."
TEXT, MORE = "Erfundener Hinweis auf verschwundenen Kuchen.", "Erfundener Nachtrag: Es war Zitronenkuchen."
TIMERS, ONCE = ("backup", "erase", "sweep", "tick", "verify"), ("erase", "sweep", "tick", "verify")
RUNS = "systemctl is-system-running --wait"


@dataclass
class Walk:
    """One machine, and what came of the steps so far."""

    machine: Booted
    said: str = ""
    code: str = ""
    mailbox: list[str] = field(default_factory=list)


def lying_ready(machine: Booted, package: Path) -> None:
    shutil.copy(package, machine.path(HERE))
    answered(machine)


@pytest.fixture(scope="module", params=["bookworm", "trixie"])
def release(request: pytest.FixtureRequest) -> str:
    """Which Debian."""
    return str(request.param)


@pytest.fixture(scope="module")
def first(
    release: str, package: Path, tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config
) -> Iterator[Walk]:
    """The short way of the guide, three commands, then a report through nginx and more to it."""
    with booted(release, tmp_path_factory.mktemp("first") / "tree") as machine:
        lying_ready(machine, package)
        install, setup, version = short_way()
        began = time.monotonic()
        machine.typed(install)
        said = machine.typed(f"{setup} --answers {ANSWERS}\n{version}")
        (code,) = machine.visit(INTAKE, ["report", TEXT])
        took = f"{release}: from “{install}” to the first report: 3 commands, {time.monotonic() - began:.0f} s"
        pytestconfig.stash[FIGURES].append(f"{took} (aim: 300), load {os.getloadavg()[0]:.1f}")
        (mailbox,) = machine.visit(INTAKE, ["write", code, MORE])
        yield Walk(machine, said, code, mailbox)


def all_said(mailbox: list[str]) -> list[str]:
    """What a mailbox says, in whatever order: what was answered by itself is the office's word, as soon as it has taken
    the report in and signs for it, and stands where that word came."""
    return sorted(
        said.replace("Eingangsbestätigung, automatisch", "Meldestelle: Eingangsbestätigung") for said in mailbox
    )


def test_setup_ends_without_an_error_or_a_warning(first: Walk) -> None:
    assert len(re.findall(r"^0 Fehler, 0 Hinweise, ", first.said, re.MULTILINE)) == 2, first.said
    assert "Fertig." in first.said


def test_what_setup_switched_on_runs_and_nothing_has_failed(first: Walk) -> None:
    assert first.machine.typed(RUNS).strip() == "running", first.machine.run("systemctl --failed").stdout
    for face in ("intake", "office"):
        main = first.machine.typed(f"systemctl show -P MainPID hinweisgeber-{face}.service").strip()
        assert first.machine.typed(f"stat -c %U /proc/{main}").strip() == f"hinweisgeber_{face}"
    timers = " ".join(f"hinweisgeber-{name}.timer" for name in TIMERS)
    assert set(first.machine.typed(f"systemctl is-active {timers}").split()) == {"active"}


@pytest.mark.parametrize("name", ONCE)
def test_what_a_timer_starts_does_its_work(first: Walk, name: str) -> None:
    first.machine.typed(f"systemctl start hinweisgeber-{name}.service")


@pytest.mark.parametrize(("host", "face"), [(INTAKE, "intake"), (OFFICE, "office")])
def test_each_face_is_ready_and_tells_it_to_its_own_machine_alone(first: Walk, host: str, face: str) -> None:
    ask = f"""python3 -c 'import socket
line = socket.socket(socket.AF_UNIX)
line.connect("/run/hinweisgeber/{face}.sock")
line.sendall(b"GET /readyz HTTP/1.0\\r\\n\\r\\n")
print(b"".join(iter(lambda: line.recv(4096), b"")).decode())'"""
    said = first.machine.typed(ask)
    assert " 200 " in said.splitlines()[0], said
    assert said.rstrip().endswith("ready")
    assert first.machine.visit(host, ["page", "/readyz"])[0].startswith("404 ")


def test_an_officer_reads_the_report_and_the_reporter_the_answer_of_the_house(first: Walk) -> None:
    assert [MORE in said for said in first.mailbox] == [False, False, True]
    (cases,) = first.machine.visit(OFFICE, ["login", "fall1", PASSPHRASE])
    assert TEXT in cases


def test_the_office_opens_a_strangers_file_in_its_sandbox(first: Walk) -> None:
    """bubblewrap under the unit's own rules."""
    found = first.machine.visit(OFFICE, ["login", "leitung", PASSPHRASE], ["working_copy"])
    assert found[1] == "copied", found[1]


def test_a_face_that_was_killed_comes_back_and_no_request_is_lost(first: Walk) -> None:
    """Its socket holds them until then."""
    first.machine.typed("kill -9 $(systemctl show -P MainPID hinweisgeber-intake.service)")
    assert all_said(*first.machine.visit(INTAKE, ["mailbox", first.code])) == all_said(first.mailbox)
    log = first.machine.path("/var/log/hinweisgeber/office/office.log").read_text(encoding="utf-8")
    assert "keine Adresse der IT" in log, "the operator would have been told"


def test_after_a_restart_of_the_machine_all_of_it_runs_again(first: Walk) -> None:
    first.machine.restart()
    assert first.machine.typed(RUNS).strip() == "running", first.machine.run("systemctl --failed").stdout
    assert all_said(*first.machine.visit(INTAKE, ["mailbox", first.code])) == all_said(first.mailbox)
    assert TEXT in first.machine.visit(OFFICE, ["login", "leitung", PASSPHRASE])[0]


@pytest.fixture(scope="module")
def second(first: Walk) -> Walk:
    """Another installation on the same machine, on PostgreSQL, and a report to it."""
    first.machine.typed("apt install postgresql")
    chosen = ('database = "sqlite" ', 'database = "postgresql" ')
    answered(first.machine, *beside.CHANGES, chosen, at=beside.ANSWERS)
    said = first.machine.typed(f"hinweisgeber setup --name {beside.NAME} --answers {beside.ANSWERS}")
    (code,) = first.machine.visit(beside.INTAKE, ["report", OTHER], name=beside.NAME)
    (mailbox,) = first.machine.visit(beside.INTAKE, ["mailbox", code], name=beside.NAME)
    return Walk(first.machine, said, code, mailbox)


def test_a_second_installation_on_postgresql_runs_beside_the_first(first: Walk, second: Walk) -> None:
    assert len(re.findall(r"^0 Fehler, 0 Hinweise, ", second.said, re.MULTILINE)) == 2, second.said
    (cases,) = second.machine.visit(beside.OFFICE, ["login", "fall1", PASSPHRASE], name=beside.NAME)
    assert (OTHER in cases, TEXT in cases) == (True, False)
    (cases,) = first.machine.visit(OFFICE, ["login", "fall1", PASSPHRASE])
    assert (OTHER in cases, TEXT in cases) == (False, True)
    assert all_said(*first.machine.visit(INTAKE, ["mailbox", first.code])) == all_said(first.mailbox)
    for name in (*ONCE, "backup"):
        second.machine.typed(f"systemctl start {beside.NAME}-{name}.service")
    assert list(second.machine.path(f"/var/backups/{beside.NAME}").glob("inhalt-*.hgb"))
    assert second.machine.typed(RUNS).strip() == "running", second.machine.run("systemctl --failed").stdout


def test_no_account_of_one_gets_to_anything_of_the_other(second: Walk) -> None:
    """Folders, files, sockets, databases; that the tries can succeed, an own one shows."""
    own = "psql -X -w -h /run/postgresql -d zweite_letterbox -c 'SELECT 1'"
    second.machine.typed(
        f"runuser -u zweite_intake -- {own}\nrunuser -u zweite_office -- test -x /var/lib/zweite/office"
    )
    assert beside.reached(second.machine) == []


def test_a_database_server_that_was_killed_comes_back_and_the_faces_with_it(second: Walk) -> None:
    second.machine.typed("kill -9 $(head -n 1 /var/lib/postgresql/*/main/postmaster.pid)")
    wait = "python3 -c 'import time; time.sleep(1)'"
    second.machine.typed(f"for i in $(seq 300); do runuser -u postgres -- psql -c 'SELECT 1' && break; {wait}; done")
    assert all_said(*second.machine.visit(beside.INTAKE, ["mailbox", second.code], name=beside.NAME)) == all_said(
        second.mailbox
    )
    assert OTHER in second.machine.visit(beside.OFFICE, ["login", "leitung", PASSPHRASE], name=beside.NAME)[0]


def test_installing_the_package_again_brings_everything_back_up(first: Walk, second: Walk) -> None:
    first.machine.typed(typed_after("zu dem ein Weg zurück führt, während nichts läuft:"))
    assert first.machine.run("systemctl is-active hinweisgeber-intake.socket hinweisgeber-backup.timer").returncode != 0
    update = typed_after("**Mit dem Paket** ist der Rest ein Befehl").replace(
        "apt install ", "apt install --reinstall "
    )
    first.machine.typed(update)
    test_what_setup_switched_on_runs_and_nothing_has_failed(first)
    assert all_said(*first.machine.visit(INTAKE, ["mailbox", first.code])) == all_said(first.mailbox)
    assert all_said(*second.machine.visit(beside.INTAKE, ["mailbox", second.code], name=beside.NAME)) == all_said(
        second.mailbox
    )


def test_a_second_machine_gets_all_of_it_from_the_backup(
    first: Walk, release: str, package: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    first.machine.typed("systemctl start hinweisgeber-backup.service")
    with booted(release, tmp_path_factory.mktemp("second") / "tree") as second:
        shutil.copy(package, second.path(HERE))
        kept = [
            first.machine.path("/srv/hinweisgeber-tresor/backup.secret"),
            first.machine.path("/etc/hinweisgeber/setup.json"),
        ]
        for folder, files in (
            ("/media/sicherung", sorted(first.machine.path("/var/backups/hinweisgeber").iterdir())),
            ("/media/tresor", kept),
        ):
            second.path(folder).mkdir(parents=True)
            for file in files:
                shutil.copy(file, second.path(folder))
        said = second.typed(typed_after("**Auf einem neuen Rechner**"))
        assert len(re.findall(r"^0 Fehler, 0 Hinweise, ", said, re.MULTILINE)) == 2, said
        assert all_said(*second.visit(INTAKE, ["mailbox", first.code])) == all_said(first.mailbox)
        if first.machine.apps.exists():  # the same people with the same devices
            shutil.copy(first.machine.apps, second.apps)
        assert TEXT in second.visit(OFFICE, ["login", "fall1", PASSPHRASE])[0]
        assert second.typed(RUNS).strip() == "running"
