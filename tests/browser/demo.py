"""A demo installation as real processes in a folder of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.patience import PATIENT
from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Demo:
    """Where everything of this demo lies, and how to talk to it. `officers` maps user names to passphrases."""

    folder: Path
    intake_url: str
    office_url: str
    officers: dict[str, str]
    pid: int

    @property
    def home(self) -> Path:
        """The installation: databases, ring, settings."""
        return self.folder / "home"

    @property
    def temp(self) -> Path:
        """The servers' TMPDIR."""
        return self.folder / "temp"

    @property
    def log(self) -> Path:
        """All that the servers wrote to stdout and stderr."""
        return self.folder / "log"

    def faces(self) -> list[int]:
        """The processes of both faces, masters and workers."""
        return descendants(self.pid)

    def verify(self) -> subprocess.CompletedProcess[str]:
        """`hinweisgeber verify` on this home."""
        command = [sys.executable, "-P", "-m", "hinweisgeber.cli", "verify", "--home", str(self.home)]
        return subprocess.run(
            command, env=environment(self.folder), cwd=ROOT, capture_output=True, text=True, check=False
        )


@contextmanager
def demo_in(folder: Path, *, empty: bool = True) -> Iterator[Demo]:
    """A running demo in this folder; ended, and waited for, when the block ends."""
    ports = free_port(), free_port()
    arguments = ["demo", "--home", str(folder / "home"), "--intake-port", str(ports[0]), "--office-port", str(ports[1])]
    with running([*arguments, *(["--empty"] if empty else [])], folder) as process:
        facts = folder / "home/demo.json"
        until(lambda: facts.exists() and all(answers(port) for port in ports), process, folder / "log")
        told = json.loads(facts.read_text(encoding="utf-8"))
        officers = {officer["username"]: officer["passphrase"] for officer in told["officers"]}
        yield Demo(folder, told["intake_url"], told["office_url"], officers, process.pid)


@contextmanager
def running(
    arguments: list[str], folder: Path, settings: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """One command of ours in a process group of its own; its words are added to `folder/log`."""
    command = [sys.executable, "-P", "-m", "hinweisgeber.cli", *arguments]
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(
            command,
            env=environment(folder, settings),
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(PATIENT)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(PATIENT)


def environment(folder: Path, settings: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of the servers: our settings only, HOME and TMPDIR inside the folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HINWEISGEBER_")}
    places = {"TMPDIR": folder / "temp", "HOME": folder / "person"}
    for place in places.values():
        place.mkdir(parents=True, exist_ok=True)
    return {**kept, **{name: str(place) for name, place in places.items()}, **(settings or {})}


def answers(port: int) -> bool:
    """Whether /healthz says 200."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def until(true: Callable[[], bool], process: subprocess.Popen[bytes], log: Path, pause: float = 0.05) -> None:
    """Waits for something, as long as the process lives and the time is not up."""
    end = time.monotonic() + PATIENT
    while not true():
        assert process.poll() is None, f"ended while starting:\n{log.read_text(encoding='utf-8')}"
        assert time.monotonic() < end, f"not ready in {PATIENT:.0f} s:\n{log.read_text(encoding='utf-8')}"
        time.sleep(pause)


def descendants(pid: int) -> list[int]:
    """All living processes below this one."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:
            continue  # it has just ended
        children.setdefault(int(words[1]), []).append(int(stat.parent.name))
    found, waiting = [], [pid]
    while waiting:
        below = children.get(waiting.pop(), [])
        found += below
        waiting += below
    return found
