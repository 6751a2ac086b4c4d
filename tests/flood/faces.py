"""The faces as operators start them, on a founded home of their own; the intake also behind nginx with our file."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.cli.conftest import environment
from tests.deploy.conftest import DEPLOY
from tests.deploy.front import prepare
from tests.flood import forms
from tests.flood.crowd import Where
from tests.flood.forms import status
from tests.flood.honest import ask
from tests.ports import free_port

START_SECONDS = 300
GUIDE = DEPLOY / "README.md"  # says how many connections each process of nginx may have


@dataclass
class Running:
    """Processes, and where they answer."""

    where: Where
    home: Path
    pids: list[int]  # of each server's first process

    def processes(self) -> list[int]:
        """Those that handle forms."""
        found = []
        for pid in self.pids:
            children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
            found += [int(child) for child in children]
        return found

    def memory(self) -> float:
        """What they have now, together, in MiB."""
        return sum(_resident(pid) for pid in self.processes()) / 1024

    def cpu(self) -> float:
        """Seconds they have computed so far."""
        stats = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in self.processes()]
        return sum(int(stat[11]) + int(stat[12]) for stat in stats) / os.sysconf("SC_CLK_TCK")

    def disk(self) -> float:
        """What lies in the home, in MiB, as the disk has it."""
        blocks = 0
        for path in self.home.rglob("*"):
            with suppress(FileNotFoundError):
                blocks += path.stat().st_blocks
        return blocks / 2048


def _resident(pid: int) -> int:
    with suppress(FileNotFoundError, ProcessLookupError):
        found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
        return int(found[1]) if found else 0
    return 0


@contextmanager
def face(name: str, home: Path, addresses: int = 1) -> Iterator[Running]:
    """One of both, reached directly."""
    port = free_port()
    with _process(_command(name, home), _settings(name, f"127.0.0.1:{port}"), home) as process:
        where = Where(port, addresses)
        _wait(where, process)
        yield Running(where, home, [process.pid])


@contextmanager
def behind_nginx(home: Path, folder: Path) -> Iterator[Running]:
    """The intake behind nginx, reached where Tor comes in: without TLS. The memory of both counts."""
    folder.mkdir()
    command, ports = prepare("intake", folder)
    conf = folder / "nginx.conf"
    text = conf.read_text().replace("worker_processes 1", "worker_processes auto")
    found = re.search(r"worker_connections \d+", GUIDE.read_text(encoding="utf-8"))
    assert found, "the guide says nothing of connections"
    conf.write_text(re.sub(r"worker_connections \d+", found[0], text))
    with (
        _process(_command("intake", home), _settings("intake", f"unix:{folder}/intake.sock"), home) as intake,
        _process(command, {}, folder) as nginx,
    ):
        where = Where(ports["8080"])
        _wait(where, nginx)
        yield Running(where, home, [intake.pid, nginx.pid])


def _command(name: str, home: Path) -> list[str]:
    return [sys.executable, "-P", "-m", "hinweisgeber.cli", name, "--home", str(home)]


def _settings(name: str, bind: str) -> dict[str, str]:
    return {f"HINWEISGEBER_{name.upper()}_BIND": bind, "HINWEISGEBER_SECOND_FACTOR": "offered"}


@contextmanager
def _process(command: list[str], settings: dict[str, str], folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(command, env=environment(**settings), stderr=subprocess.DEVNULL, cwd=folder)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(timeout=60)
        except subprocess.TimeoutExpired:  # long answers may still be going out
            process.kill()
            process.wait()


def _wait(where: Where, process: subprocess.Popen[bytes]) -> None:
    """Until it answers, and each process has drawn its first pages."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        assert process.poll() is None, "it ended at once"
        with suppress(OSError):
            if status(ask(where, forms.get("/healthz"))) == "200":
                break
        time.sleep(0.05)
    for path in ("/melden", "/anmelden") * 10:
        ask(where, forms.get(path))
