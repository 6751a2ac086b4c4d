"""The short way of the guide on a bare Debian: the package, then setup, on SQLite and on PostgreSQL. Needs root."""

from __future__ import annotations

import hashlib
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.machine import second
from tests.machine.debian import HERE, Debian, short_way, unpacked
from tests.machine.packaged import answered, built

LIB, HOME = "/var/lib/hinweisgeber", "/usr/lib/hinweisgeber"
OFFICE = f"{LIB}/office"
SERVER = "pg_ctlcluster $(pg_lsclusters -h | cut -d' ' -f1,2)"
# In a folder that is no machine bubblewrap can make no namespaces.
ONLY_HERE = {"bubblewrap"}


@pytest.fixture(scope="session", params=["bookworm-sqlite", "trixie-postgresql"])
def machine(
    request: pytest.FixtureRequest, package: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Debian]:
    """A bare Debian with the package installed and answers lying ready, and the database server where it is meant."""
    release, _, database = str(request.param).partition("-")
    with unpacked(release, tmp_path_factory.mktemp("short")) as debian:
        debian.path(HERE).mkdir(parents=True)
        debian.path(f"{HERE}/{package.name}").write_bytes(package.read_bytes())
        answered(debian, ('database = "sqlite" ', f'database = "{database}" '), ("onion = false", "onion = true"))
        install = short_way()[0] + (" tor postgresql" if database == "postgresql" else " tor")
        done = debian.run(install)
        assert done.returncode == 0, done.stdout + done.stderr
        yield debian


def with_server(machine: Debian, script: str) -> str:
    """The same with PostgreSQL running, where it is installed."""
    if not machine.path("/etc/postgresql").is_dir():
        return script
    return f"{SERVER} start\nstop() {{ {SERVER} stop -m fast; }}\ntrap stop EXIT\n{script}"


def set_up(machine: Debian) -> subprocess.CompletedProcess[str]:
    return machine.run(with_server(machine, f"{short_way()[1]} --answers /srv/answers.toml"))


@pytest.fixture(scope="session")
def said(machine: Debian) -> str:
    """What setup said the first time."""
    done = set_up(machine)
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return done.stdout


def state(machine: Debian) -> dict[str, str]:
    """The bytes of everything that setup may touch, but for what a database server writes as it runs."""
    folders = ("/etc", "/srv/hinweisgeber-tresor", LIB, "/var/backups")
    paths = (path for folder in folders for path in machine.path(folder).rglob("*"))
    return {
        str(path.relative_to(machine.tree)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in paths
        if path.is_file() and not path.is_symlink() and ".sqlite-" not in path.name
    }


def test_the_same_commit_gives_the_same_bytes(package: Path, tmp_path: Path) -> None:
    assert built(tmp_path).read_bytes() == package.read_bytes()


def test_the_short_way_has_three_commands_that_are_the_guides(said: str, machine: Debian) -> None:
    assert len(short_way()) == 3
    assert re.match(r"hinweisgeber \d+\.\d+\.\d+\nListe [^\n]+: [0-9a-f]{64}\n", machine.run(short_way()[2]).stdout)


def test_setup_ends_without_an_error_and_names_what_is_open(said: str, machine: Debian) -> None:
    assert re.search(r"^0 Fehler, ", said, re.MULTILINE), said
    assert set(re.findall(r"^HG-\S+ Hinweis: (\S+): ", said, re.MULTILINE)) <= ONLY_HERE, said
    for point in ("HG-C40 Offen: unconfirmed", "HG-C08 Offen", "root.key.json und backup.secret", "/var/backups"):
        assert point in said, point
    assert not machine.path(f"{OFFICE}/root.key.json").exists()


def test_a_second_call_changes_nothing(said: str, machine: Debian) -> None:
    kept = state(machine)
    done = set_up(machine)
    assert done.returncode in (0, 1), done.stdout + done.stderr
    assert "angelegt:" not in done.stdout
    assert state(machine) == kept


def test_units_and_timers_are_switched_on_and_understood(said: str, machine: Debian) -> None:
    wanted = {path.name for path in machine.path("/etc/systemd/system").glob("*.wants/hinweisgeber-*")}
    faces = {f"hinweisgeber-{face}.{kind}" for face in ("intake", "office") for kind in ("socket", "service")}
    assert wanted == faces | {f"hinweisgeber-{name}.timer" for name in ("backup", "erase", "sweep", "tick", "verify")}
    done = machine.run("systemd-analyze --man=no verify /usr/lib/systemd/system/hinweisgeber-*.{service,socket,timer}")
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


@pytest.mark.parametrize("face", ["intake", "office"])
def test_each_face_works_as_its_own_account(said: str, machine: Debian, face: str) -> None:
    socket = f"/tmp/{face}.sock"
    script = f"""
        cd / && umask 077
        runuser -u hinweisgeber_{face} -- {HOME}/venv/bin/hinweisgeber {face} --home {LIB}/{face} &
        python3 - <<'END'
import http.client, socket, time
class Here(http.client.HTTPConnection):
    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect("{socket}")
for _ in range(600):
    try:
        here = Here("localhost", timeout=10)
        here.request("GET", "/readyz")
        answer = here.getresponse()
        print(answer.status, answer.read().decode())
        if answer.status == 200:
            break
    except OSError:
        pass
    time.sleep(1)
END
        """
    done = machine.run(with_server(machine, script), {f"HINWEISGEBER_{face.upper()}_BIND": f"unix:{socket}"})
    assert "200 ready" in done.stdout, done.stdout + done.stderr


def test_a_backup_is_made_as_the_unit_makes_it(said: str, machine: Debian) -> None:
    unit = machine.path("/usr/lib/systemd/system/hinweisgeber-backup.service").read_text(encoding="utf-8")
    command = re.findall(r"^ExecStart=(.*)$", unit, re.MULTILINE)[0]
    given = machine.path("/etc/hinweisgeber/backup.env")
    env = dict(line.split("=", 1) for line in given.read_text().splitlines()) if given.exists() else {}
    done = machine.run(with_server(machine, f"cd /\nrunuser -u hinweisgeber_office -- {command}"), env)
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(list(machine.path("/var/backups/hinweisgeber").glob("inhalt-*.hgb"))) == 1


def test_another_python_of_debian_gets_an_environment_of_its_own(said: str, machine: Debian) -> None:
    """As after an upgrade of Debian: the one in use is for a Python that is gone."""
    (lib,) = machine.path(f"{HOME}/venv/lib").resolve().parent.glob("lib/python3.*")
    lib.rename(lib.with_name("python3.9"))
    assert machine.run("hinweisgeber --version").returncode != 0
    done = machine.run("dpkg-trigger --by-package=python3-minimal /usr/bin/python3 && dpkg --triggers-only --pending")
    assert done.returncode == 0, done.stdout + done.stderr
    assert machine.run("hinweisgeber --version").returncode == 0


def test_what_helps_people_is_there(said: str, machine: Debian) -> None:
    for name in (
        "man/man8/hinweisgeber.8.gz",
        "bash-completion/completions/hinweisgeber",
        "doc/hinweisgeber/README.md",
    ):
        assert machine.path(f"/usr/share/{name}").is_file(), name
    typed = {"_HINWEISGEBER_COMPLETE": "bash_complete", "COMP_WORDS": "hinweisgeber set", "COMP_CWORD": "1"}
    assert machine.run("hinweisgeber", typed).stdout == "plain,setup\n"


def test_a_second_installation_stands_beside_the_first_and_neither_gets_to_the_other(
    said: str, machine: Debian
) -> None:
    database = "postgresql" if machine.path("/etc/postgresql").is_dir() else "sqlite"
    chosen = (('database = "sqlite" ', f'database = "{database}" '), ("onion = false", "onion = true"))
    answered(machine, *second.CHANGES, *chosen, at=second.ANSWERS)
    kept = state(machine)
    done = machine.run(with_server(machine, f"hinweisgeber setup --name {second.NAME} --answers {second.ANSWERS}"))
    assert re.search(r"^0 Fehler, ", done.stdout, re.MULTILINE), done.stdout + done.stderr
    now = state(machine)
    changed = {name for name in kept if now.get(name) != kept[name]}
    shared = re.compile(r"etc/(?:(?:passwd|group|g?shadow|sub[ug]id)-?|tor/torrc|postgresql/.*/pg_hba\.conf)")
    assert [name for name in changed if not shared.fullmatch(name)] == []
    assert second.reached(machine, *with_server(machine, "true").splitlines()[:-1]) == []


def test_removing_it_keeps_what_is_not_the_programs_and_says_so(said: str, machine: Debian, package: Path) -> None:
    kept = {name: digest for name, digest in state(machine).items() if name.startswith(("var/", "root/"))}
    done = machine.run("dpkg --remove hinweisgeber && dpkg --purge hinweisgeber")
    assert (done.returncode, "Es bleiben, auch nach „purge“" in done.stdout) == (0, True), done.stdout + done.stderr
    assert not machine.path(HOME).exists()
    assert {name: digest for name, digest in state(machine).items() if name in kept} == kept
    assert [*machine.path("/etc/systemd/system").glob("*.wants/*-intake.*")] == []
    assert [*machine.path("/etc/systemd/system").glob("*.wants/hinweisgeber-*")] == []
    again = machine.run(with_server(machine, f"apt install ./{package.name}"))
    assert again.returncode == 0, again.stdout + again.stderr
    done = set_up(machine)
    assert re.search(r"^0 Fehler, ", done.stdout, re.MULTILINE), done.stdout + done.stderr
