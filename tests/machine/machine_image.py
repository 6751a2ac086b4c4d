"""The image of deploy/Containerfile, built without a network from a bare Debian, and both faces of deploy/compose.yaml
run by podman as that file says. `make test-deploy WHAT=image`; needs root."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
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


@dataclass(frozen=True)
class Engine:
    """podman with stores of the test's own."""

    folder: Path

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        names = {"CONTAINERS_CONF": "containers.conf", "CONTAINERS_STORAGE_CONF": "storage.conf"}
        env = os.environ | {key: str(self.folder / name) for key, name in names.items()}
        return subprocess.run(
            ["podman", *arguments], env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
            timeout=600,
        )  # fmt: skip

    def done(self, *arguments: str) -> str:
        done = self.run(*arguments)
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


@pytest.fixture(scope="module")
def engine(package: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The image is built. Root fails where it cannot be."""
    bare = subprocess.run([ROOT / ".ci/bare-debian"], capture_output=True, text=True, check=False)
    assert bare.returncode == 0, bare.stderr
    folder = tmp_path_factory.mktemp("image")
    for name in ("data", "run"):
        (folder / name).mkdir()
    store = f'[storage]\ndriver = "overlay"\ngraphroot = "{folder}/store"\nrunroot = "{folder}/running"\n'
    (folder / "storage.conf").write_text(store, encoding="utf-8")
    (folder / "containers.conf").write_text(CONF, encoding="utf-8")
    made = Engine(folder)
    try:
        made.done("import", "-q", bare.stdout.strip(), "localhost/bare")
        build = ["build", "--network=none", "--build-arg=BASE=localhost/bare", "-t", "localhost/hinweisgeber"]
        made.done(*build, "-f", str(ROOT / "deploy/Containerfile"), str(package.parent))
        yield made
    finally:
        made.run("rm", "--all", "--force", "--time=5")
        made.run("rmi", "--all", "--force")
        subprocess.run(["umount", folder / "store/overlay"], check=False)  # podman mounts it on itself, and leaves it


@pytest.fixture(scope="module")
def said(engine: Engine) -> str:
    """Founded as the guide says; what setup said."""
    engine.done(*engine.service("prepare"))
    answers = engine.folder / "data/office/answers.toml"
    answers.write_text(answers_with(), encoding="utf-8")
    os.chown(answers, 10002, 10000)
    answers.chmod(0o600)
    office = f"{DATA}/office"
    done = engine.run(*engine.service("office", "setup", "--home", office, "--answers", f"{office}/answers.toml"))
    assert done.returncode in (0, 1), done.stdout + done.stderr
    answers.unlink()
    engine.done(*engine.service("prepare"))
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
    look = "import socket, sys; socket.socket(socket.AF_UNIX).connect(sys.argv[1])"
    comes = {
        (account, face): subprocess.run(
            ["/usr/bin/python3", "-c", look, f"{face}.sock"], cwd=faces.folder / "run", user=account, group=group,
            extra_groups=[], capture_output=True, check=False,
        ).returncode == 0
        for account, group in ((33, 33), (10001, 10000))
        for face in ("intake", "office")
    }  # fmt: skip
    assert comes == {(33, "intake"): True, (33, "office"): True, (10001, "intake"): True, (10001, "office"): False}
    assert faces.done("exec", "intake", "ls", "/run/hinweisgeber").split() == ["intake.sock"]


def test_the_program_is_the_one_that_was_released(faces: Engine) -> None:
    done = faces.run(*faces.service("office", "check", "--home", f"{DATA}/office"))
    assert re.search(r"^0 Fehler, ", done.stdout, re.MULTILINE), done.stdout
    assert set(re.findall(r"^HG-S(?:04|30) ", done.stdout, re.MULTILINE)) == set(), done.stdout
