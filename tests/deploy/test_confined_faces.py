"""Both faces really start and work under the units' system call filter, memory rule, read-only disk and no network."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hinweisgeber import config
from hinweisgeber.cli.home import berlin_today
from hinweisgeber.cli.people.founding import found
from hinweisgeber.usecases.keeper.founding import NewOfficer
from tests.deploy.test_systemd import FACES, UNITS, setting
from tests.patience import PATIENT, wait_until

pytestmark = pytest.mark.deploy

ROOT = UNITS.parents[1]
Need = Callable[[str], str]


class OverSocket(http.client.HTTPConnection):
    """HTTP over a Unix socket."""

    def __init__(self, path: Path) -> None:
        super().__init__("hinweise.example.org", timeout=PATIENT)
        self.path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(PATIENT)
        self.sock.connect(str(self.path))


def calls(need: Need, face: str) -> set[str]:
    """The system calls and the address families the unit allows."""
    allowed = set(setting(face, "RestrictAddressFamilies")[0].split())
    for value in setting(face, "SystemCallFilter"):
        for name in value.lstrip("~").split():
            change = allowed.difference_update if value.startswith("~") else allowed.update
            change(expand(need, name))
    return allowed


def expand(need: Need, name: str) -> set[str]:
    """A group of system calls by systemd's name, as single calls."""
    if not name.startswith("@"):
        return {name}
    command = [need("systemd-analyze"), "syscall-filter", "--no-pager", name]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    members = [line.strip() for line in text.splitlines()[1:] if line.strip() and not line.strip().startswith("#")]
    return {call for member in members for call in expand(need, member)}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A founded installation; socket paths are short, so it lies beside the sockets."""
    for name in [name for name in os.environ if name.startswith("HINWEISGEBER_")]:
        monkeypatch.delenv(name)
    folder = tmp_path / "home"
    folder.mkdir(mode=0o700)
    (folder / "hinweisgeber.toml").write_bytes(config.DEMO.read_bytes())
    people = [NewOfficer("leitung", "Leitung", "lead", "fünf zufällige Wörter genügen hier")]
    found(config.load(folder, {}), "die Wurzel liegt im Tresor", people, berlin_today())
    return folder


@contextmanager
def running(need: Need, face: str, home: Path) -> Iterator[tuple[Path, Path]]:
    """A face in its cage; the path of its socket and of its log."""
    path, log, allowed = home.parent / f"{face}.sock", home.parent / f"{face}.log", home.parent / f"{face}.calls"
    allowed.write_text("\n".join(calls(need, face)), encoding="utf-8")
    with socket.socket(socket.AF_UNIX) as listener, log.open("wb") as output:
        listener.bind(str(path))
        listener.listen()
        os.set_inheritable(listener.fileno(), True)
        cage = [
            need("bwrap"),
            "--die-with-parent",
            "--unshare-net",
            "--unshare-ipc",
            "--ro-bind",
            "/",
            "/",
            "--dev",
            "/dev",
        ]
        cage += ["--proc", "/proc", "--tmpfs", "/dev/shm", "--tmpfs", "/run", "--tmpfs", "/tmp"]
        cage += ["--ro-bind", str(ROOT), str(ROOT)]  # the checkout may itself lie in /tmp
        cage += ["--ro-bind", str(home.parent), str(home.parent), "--bind", str(home), str(home)]
        inside = [sys.executable, str(Path(__file__).with_name("confined.py")), str(listener.fileno()), str(allowed)]
        program = [sys.executable, "-P", "-m", "hinweisgeber.cli", face, "--home", str(home)]
        process = subprocess.Popen(
            [*cage, *inside, *program], pass_fds=[listener.fileno()], stdout=output, stderr=output, cwd=ROOT
        )
        try:
            yield path, log
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(timeout=PATIENT)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def ask(path: Path, log: Path, url: str, body: str | None = None) -> tuple[int, str]:
    """The answer, waiting for the start."""
    end = time.monotonic() + PATIENT
    while True:
        connection = OverSocket(path)
        try:
            kind = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
            connection.request("POST" if body is not None else "GET", url, body, kind if body is not None else {})
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        except OSError:
            assert time.monotonic() < end, log.read_text(encoding="utf-8")
            time.sleep(0.2)
        finally:
            connection.close()


def troubles(log: Path) -> list[str]:
    """What did not work; that a look came late says how busy the machine is."""
    lines = log.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if "error in" in line and "TimeoutError" not in line]


def test_the_lists_of_calls_are_real(need: Need) -> None:
    for face in FACES:
        allowed = calls(need, face)
        assert {"read", "futex", "accept4", "fsync"} <= allowed
        assert not {"chown", "ptrace", "setuid", "bpf", "reboot", "mlockall", "keyctl"} & allowed
        assert ("mount" in allowed) is (face == "office"), "for the sandbox of strangers' files"


def test_intake_works_confined(need: Need, home: Path) -> None:
    with running(need, "intake", home) as (path, log):
        assert ask(path, log, "/healthz") == (200, "ok\n")
        wait_until(lambda: ask(path, log, "/readyz") == (200, "ready\n"), lambda: log.read_text(encoding="utf-8"))
        status, page = ask(path, log, "/postfach", "code=00000-00000-00000-00000-00000")
        assert status in (200, 400, 404), log.read_text(encoding="utf-8")
        assert "<html" in page
    assert troubles(log) == []


def test_office_works_confined_down_to_argon2(need: Need, home: Path) -> None:
    with running(need, "office", home) as (path, log):
        assert ask(path, log, "/healthz") == (200, "ok\n")
        wait_until(lambda: ask(path, log, "/readyz") == (200, "ready\n"), lambda: log.read_text(encoding="utf-8"))
        assert ask(path, log, "/anmelden")[0] == 200
    assert troubles(log) == []
    script = (
        "from hinweisgeber.crypto.keystore import Identity, lock_identity, unlock_identity\n"
        "from hinweisgeber.crypto.keys import CaseKey, Recipient\n"
        "i = Identity.generate(); i = unlock_identity(lock_identity(i, 'a' * 16, 'x' * 20), 'a' * 16, 'x' * 20)\n"
        "key = CaseKey.generate(); w = Recipient('a' * 16, i.public).wrap(bytes(16), key)\n"
        "i.unwrap('a' * 16, bytes(16), w); import psycopg; print(psycopg.pq.__impl__)\n"
    )
    allowed = home.parent / "office.calls"
    with socket.socket(socket.AF_UNIX) as unused:
        os.set_inheritable(unused.fileno(), True)
        inside = [sys.executable, str(Path(__file__).with_name("confined.py")), str(unused.fileno()), str(allowed)]
        command = [*inside, sys.executable, "-c", script]
        done = subprocess.run(
            command, pass_fds=[unused.fileno()], cwd=ROOT, capture_output=True, text=True, check=False
        )
    assert (done.stdout, done.stderr) == ("binary\n", "")


SANDBOX = """
import io, sys
from PIL import Image
from hinweisgeber import sandbox

picture, page = io.BytesIO(), io.BytesIO()
Image.new("RGB", (64, 64), "red").save(picture, "JPEG")
Image.new("RGB", (64, 64), "red").save(page, "PDF")
print([one for one in sandbox.available() if one.tool != sandbox.OFFICE])
for name, data in (("a.jpg", picture.getvalue()), ("a.pdf", page.getvalue()), ("a.txt", b"hallo")):
    print(name, len(b"".join(sandbox.clean([data], name).content)) > 0)
if sys.argv[1:] == ["draw"]:
    for name, data in (("a.rtf", b"{\\\\rtf1 Ein Brief}"),):
        print(name, len(b"".join(sandbox.clean([data], name).content)) > 0)
"""


def test_working_copies_are_made_under_the_offices_rules(need: Need, tmp_path: Path) -> None:
    """bubblewrap needs more system calls than the rest: exactly those the unit gives back."""
    allowed, confined = tmp_path / "calls", Path(__file__).with_name("confined.py")
    allowed.write_text("\n".join(calls(need, "office")), encoding="utf-8")
    reader, writer = os.pipe()
    try:
        command = [sys.executable, str(confined), str(reader), str(allowed), sys.executable, "-c", SANDBOX]
        run = subprocess.run(command, pass_fds=[reader], cwd=ROOT, capture_output=True, text=True, timeout=PATIENT)
    finally:
        os.close(reader)
        os.close(writer)
    assert run.stdout.splitlines() == ["[]", "a.jpg True", "a.pdf True", "a.txt True"], run.stderr
    needed = "cgroup ipc mnt net pid user uts"
    assert sorted(setting("office", "RestrictNamespaces")[0].split()) == needed.split()


def test_pages_are_drawn_under_the_offices_rules(need: Need, tmp_path: Path) -> None:
    """Also where parts of /proc are covered, as ProtectKernelTunables= does: there no /proc of one's own can be had."""
    need("soffice")
    allowed, confined = tmp_path / "calls", Path(__file__).with_name("confined.py")
    allowed.write_text("\n".join(calls(need, "office")), encoding="utf-8")
    reader, writer = os.pipe()
    covered = [need("bwrap"), "--dev-bind", "/", "/", "--ro-bind", "/proc/sys", "/proc/sys", "--tmpfs", "/proc/bus"]
    proc = [*covered, need("bwrap"), "--unshare-all", "--ro-bind", "/", "/", "--proc", "/proc", "true"]
    assert subprocess.run(proc, capture_output=True, check=False).returncode != 0, "a /proc of one's own can be had"
    try:
        command = [*covered, sys.executable, str(confined), str(reader), str(allowed), sys.executable, "-c", SANDBOX]
        run = subprocess.run(
            [*command, "draw"], pass_fds=[reader], cwd=ROOT, capture_output=True, text=True, timeout=PATIENT
        )
    finally:
        os.close(reader)
        os.close(writer)
    assert run.stdout.splitlines()[-1:] == ["a.rtf True"], run.stdout + run.stderr
