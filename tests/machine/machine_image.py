"""The image of deploy/Containerfile, built without a network from a bare Debian, and both faces of deploy/compose.yaml
run by podman as that file says, as root and as an account without rights. `make test-deploy WHAT=image`; needs root."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from werkzeug.test import Client
from werkzeug.wrappers import Response

from tests.machine.debian import ROOT
from tests.machine.packaged import PASSPHRASE, answers_with
from tests.machine.visitor import login, over_socket, report, working_copy
from tests.walking import Walker

DATA = "/var/lib/hinweisgeber"
TEXT = "Erfundener Hinweis aus einem Container."
CONF = """
[containers]
default_ulimits = ["nofile=4096:4096", "nproc=4096:4096"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "none"
"""
FLAGS = {  # what each line of compose.yaml is to podman; a line that is not here fails
    "command": None, "image": None, "profiles": None, "restart": None, "entrypoint": "--entrypoint",
    "read_only": "--read-only", "network_mode": "--network", "cap_drop": "--cap-drop", "cap_add": "--cap-add",
    "security_opt": "--security-opt", "tmpfs": "--tmpfs", "logging": "--log-driver", "user": "--user",
    "environment": "--env", "volumes": "--volume",
}  # fmt: skip


ACCOUNT = "hinweisgeber-walk"  # made for the walk without root, and taken away after it


@dataclass(frozen=True)
class Engine:
    """podman with stores of the test's own. `first`: where the ids in its containers begin on this machine, if an
    account without rights runs it."""

    folder: Path
    first: int = 0

    def run(self, *arguments: str, given: Path | None = None) -> subprocess.CompletedProcess[str]:
        names = {"CONTAINERS_CONF": "containers.conf", "CONTAINERS_STORAGE_CONF": "storage.conf"}
        env = os.environ | {key: str(self.folder / name) for key, name in names.items()}
        line = ["podman", *arguments]
        if self.first:
            env |= {"HOME": str(self.folder), "XDG_RUNTIME_DIR": str(self.folder / "own")}
            line = ["runuser", "-u", ACCOUNT, "--", *line]
        with (given or Path(os.devnull)).open("rb") as file:
            return subprocess.run(
                line, env=env, stdin=file, capture_output=True, text=True, check=False, timeout=1800, cwd=self.folder
            )

    def here(self, number: int) -> int:
        """What this machine calls an account of its containers."""
        return self.first + number - 1 if self.first else number

    def done(self, *arguments: str, given: Path | None = None) -> str:
        done = self.run(*arguments, given=given)
        assert done.returncode == 0, f"{arguments}\n{done.stdout}{done.stderr}"
        return done.stdout

    def service(self, name: str, *command: str, options: tuple[str, ...] = ("--rm",)) -> list[str]:
        """The arguments that start this service of compose.yaml, with another command where one is given."""
        text = (ROOT / "deploy/compose.yaml").read_text(encoding="utf-8")
        places = {"IMAGE:-hinweisgeber": "localhost/hinweisgeber", "DATA:-./data": str(self.folder / "data")}
        places["SOCKETS:-/run/hinweisgeber"] = str(self.folder / "run")
        for variable, value in places.items():
            text = text.replace(f"${{{variable}}}", value)
        service = yaml.safe_load(text)["services"][name]
        words = [word for key, value in service.items() for word in _words(FLAGS[key], value)]
        return ["run", *options, *words, service["image"], *(command or service["command"])]


def _words(flag: str | None, value: Any) -> Iterator[str]:
    if flag in (None, "--entrypoint"):
        yield from [flag, str(value).replace("'", '"')] if flag else []
    elif flag == "--read-only":
        yield f"{flag}={str(value).lower()}"
    elif flag == "--log-driver":
        yield from (flag, value["driver"])
    else:
        given = [f"{key}={one}" for key, one in value.items()] if isinstance(value, dict) else value
        for one in given if isinstance(given, list) else [given]:
            yield from (str(flag), one)


@pytest.fixture(scope="module", params=["root", "rootless"])
def engine(request: pytest.FixtureRequest, package: Path) -> Iterator[Engine]:
    """The image is built. Root fails where it cannot be."""
    bare = subprocess.run([ROOT / ".ci/bare-debian"], capture_output=True, text=True, check=False)
    assert bare.returncode == 0, bare.stderr
    with _placed(str(request.param) == "rootless") as made:
        build = ["build", "--network=none", "--build-arg=BASE=localhost/bare", "-t", "localhost/hinweisgeber"]
        for file in (package, ROOT / "deploy/Containerfile"):
            shutil.copy(file, made.folder / "context")
        try:
            made.done("import", "-q", "-", "localhost/bare", given=Path(bare.stdout.strip()))
            made.done(*build, "-f", str(made.folder / "context/Containerfile"), str(made.folder / "context"))
            yield made
        finally:
            made.run("rm", "--all", "--force", "--time=5")
            made.run("rmi", "--all", "--force")
            made.run("system", "migrate")  # ends what podman leaves running for an account


@contextmanager
def _placed(rootless: bool) -> Iterator[Engine]:
    """Its folders, and the account that runs it where that is not root."""
    folder, first = Path(tempfile.mkdtemp(prefix="hinweisgeber-image-", dir="/var/tmp")), 0
    for name in ("data", "run", "own", "context"):
        (folder / name).mkdir()
    store = f'[storage]\ndriver = "overlay"\ngraphroot = "{folder}/store"\nrunroot = "{folder}/running"\n'
    (folder / "storage.conf").write_text(store, encoding="utf-8")
    (folder / "containers.conf").write_text(CONF, encoding="utf-8")
    try:
        if rootless:
            subprocess.run(["useradd", "--no-create-home", "--home-dir", folder, ACCOUNT], check=True)
            ranges = Path("/etc/subuid").read_text(encoding="ascii")
            first = int(re.findall(rf"(?m)^{ACCOUNT}:(\d+):", ranges)[-1])
            subprocess.run(["chown", "-R", ACCOUNT, folder], check=True)
        yield Engine(folder, first)
    finally:
        subprocess.run(["umount", folder / "store/overlay"], check=False)  # podman mounts it on itself, and leaves it
        if rootless:
            _end_what_runs()
            subprocess.run(["userdel", ACCOUNT], check=True)
        subprocess.run(["rm", "-rf", "--one-file-system", folder], check=True)


def _end_what_runs() -> None:
    """Of the account: podman may have left something waiting, and then it cannot be taken away."""
    own, end = pwd.getpwnam(ACCOUNT).pw_uid, time.monotonic() + 30
    while found := [path for path in Path("/proc").glob("[0-9]*") if _owner(path) == own]:
        assert time.monotonic() < end, found
        for path in found:
            with suppress(ProcessLookupError):
                os.kill(int(path.name), signal.SIGKILL)
        time.sleep(0.05)


def _owner(path: Path) -> int | None:
    with suppress(OSError):
        return path.stat().st_uid
    return None


@pytest.fixture(scope="module")
def said(engine: Engine) -> str:
    """Founded as the guide says; what setup said."""
    engine.done(*engine.service("prepare"))
    answers = engine.folder / "data/office/answers.toml"
    answers.write_text(answers_with(), encoding="utf-8")
    os.chown(answers, engine.here(10002), engine.here(10000))
    answers.chmod(0o600)
    office = f"{DATA}/office"
    done = engine.run(*engine.service("office", "setup", "--home", office, "--answers", f"{office}/answers.toml"))
    assert done.returncode in (0, 1), done.stdout + done.stderr
    answers.unlink()
    engine.done(*engine.service("prepare"))
    if engine.first:  # the guide's line for engines without root: nginx is an account of the machine
        subprocess.run(["chgrp", "www-data", engine.folder / "run/intake", engine.folder / "run/office"], check=True)
    return done.stdout


@pytest.fixture(scope="module")
def faces(said: str, engine: Engine) -> Engine:
    """Both faces run."""
    for face in ("intake", "office"):
        engine.done(*engine.service(face, options=("--detach", f"--name={face}")))
    return engine


def walker(engine: Engine, face: str) -> Walker:
    """Somebody before the face's socket, as nginx is."""
    host = {"intake": "hinweise.example.org", "office": "meldestelle.intern.example.org"}[face]
    return Walker(
        Client(over_socket(engine.folder / f"run/{face}.sock", host), Response), {"Origin": f"https://{host}"}
    )


def test_setup_ends_without_an_error(said: str) -> None:
    assert re.search(r"^0 Fehler, ", said, re.MULTILINE), said


def test_a_report_is_sent_and_an_officer_reads_it_and_has_its_file_copied(faces: Engine) -> None:
    report(walker(faces, "intake"), TEXT)
    officer = walker(faces, "office")
    assert TEXT in login(officer, "leitung", PASSPHRASE)
    assert working_copy(officer) == "copied"


@pytest.mark.parametrize(("face", "uid"), [("intake", "10001"), ("office", "10002")])
def test_a_face_has_no_rights_no_network_and_nothing_to_write_on_but_its_folders(
    faces: Engine, face: str, uid: str
) -> None:
    look = """
import os
print(os.getuid(), *(line.split()[1] for line in open("/proc/1/status") if line.startswith(("CapBnd", "NoNewPrivs"))))
print(sorted(os.listdir("/sys/class/net")))
for folder in ("/etc", "/usr/lib/hinweisgeber", "/var/lib/hinweisgeber", "/var/lib/hinweisgeber/intake"):
    try:
        open(f"{folder}/written", "w")
        print(folder)
    except OSError:
        pass
"""
    told = faces.done("exec", face, "python3", "-c", look).splitlines()
    assert told == [f"{uid} 0000000000000000 1", "['lo']"]


def test_nginx_comes_to_both_faces_and_neither_to_the_door_of_the_other(faces: Engine) -> None:
    """Whoever could put another socket there would get what officers type to log in."""
    look, intake = "import socket, sys; socket.socket(socket.AF_UNIX).connect(sys.argv[1])", faces.here(10001)
    comes = {
        (account, face): subprocess.run(
            ["/usr/bin/python3", "-c", look, f"{face}.sock"], cwd=faces.folder / "run", user=account, group=group,
            extra_groups=[], capture_output=True, check=False,
        ).returncode == 0
        for account, group in ((33, 33), (intake, faces.here(10000)))
        for face in ("intake", "office")
    }  # fmt: skip
    assert comes == {(33, "intake"): True, (33, "office"): True, (intake, "intake"): True, (intake, "office"): False}
    assert faces.done("exec", "intake", "ls", "/run/hinweisgeber").split() == ["intake.sock"]


def test_the_program_is_the_one_that_was_released(faces: Engine) -> None:
    done = faces.run(*faces.service("office", "check", "--home", f"{DATA}/office"))
    assert re.search(r"^0 Fehler, ", done.stdout, re.MULTILINE), done.stdout
    assert set(re.findall(r"^HG-S(?:04|30) ", done.stdout, re.MULTILINE)) == set(), done.stdout
