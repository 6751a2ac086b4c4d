"""A Debian that runs: booted by systemd-nspawn with a network of its own, in which nothing is but itself."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.machine.debian import ENVIRONMENT, HERE, ROOT, SECONDS, Debian, unpacked

BOOT_SECONDS = 600
RESTART = 133  # what systemd-nspawn ends with when the machine within wants to be started again
INTAKE, OFFICE = "hinweise.example.org", "meldestelle.intern.example.org"
RUNNING = ENVIRONMENT | {"SYSTEMD_OFFLINE": "0"}


@dataclass(frozen=True)
class Booted(Debian):
    """A machine that is on; `tree` is its disk."""

    init: list[int]  # its process 1 as this machine counts, while it is on
    nspawn: list[subprocess.Popen[bytes]]

    def run(self, script: str, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        """Types `script` as root in the running machine, line after line until one fails. Raises TimeoutExpired."""
        typed = f"set -euo pipefail\ncd {HERE}\n{script}"
        return subprocess.run(
            ["nsenter", f"--target={self.init[0]}", "--all", "/bin/bash", "-c", typed],
            env={**RUNNING, **(env or {})}, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
            timeout=SECONDS,
        )  # fmt: skip

    def typed(self, script: str, env: Mapping[str, str] | None = None) -> str:
        """What that said, which must have worked."""
        done = self.run(script, env)
        assert done.returncode == 0, f"{script}\n{done.stdout}{done.stderr}"
        return done.stdout

    @property
    def apps(self) -> Path:
        """What the authenticator apps of its officers hold."""
        return self.tree.with_suffix(".apps")

    def visit(self, host: str, *steps: list[str], name: str = "hinweisgeber") -> list[Any]:
        """What somebody sees at a browser before nginx (tests/machine/visitor.py), of the installation of that name."""
        asked = json.dumps({"tree": str(self.tree), "host": host, "name": name, "steps": steps,
                            "apps": str(self.apps)})  # fmt: skip
        visitor = [sys.executable, "-c", "from tests.machine.visitor import main; main()"]  # from ROOT
        done = subprocess.run(
            ["nsenter", f"--target={self.init[0]}", "--net", *visitor, asked],
            cwd=ROOT, capture_output=True, text=True, check=False, timeout=SECONDS,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        found: list[Any] = json.loads(done.stdout)
        return found

    def restart(self) -> None:
        """Restarts the machine, as `systemctl reboot` does."""
        self.typed("systemctl reboot")
        assert self.nspawn.pop().wait(BOOT_SECONDS) == RESTART
        self.boot()

    def boot(self) -> None:
        """Switches it on; returns when all that starts with it has started. Raises AssertionError where it does not."""
        with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told:
            told.bind(f"{folder}/told")
            told.settimeout(BOOT_SECONDS)
            self._switch_on(f"{folder}/told", self.tree.with_suffix(".console"))
            said = ""
            try:
                while not re.search(r"^READY=1$", said, re.MULTILINE):
                    said += told.recv(4096).decode() + "\n"
            except TimeoutError:
                console = self.tree.with_suffix(".console").read_text(encoding="utf-8", errors="replace")
                raise AssertionError(f"it does not boot here:\n{console[-2000:]}") from None
        (self.init[:],) = [[int(pid)] for pid in re.findall(r"^X_NSPAWN_LEADER_PID=(\d+)$", said, re.MULTILINE)[-1:]]

    def _switch_on(self, told: str, console: Path) -> None:
        machine = f"hinweisgeber-{os.getpid()}-{self.tree.name}"
        nspawn = ["systemd-nspawn", "--quiet", "--boot", f"--directory={self.tree}", f"--machine={machine}"]
        # keep-unit, register: no systemd of this machine is asked for anything; private-network: it sees nobody.
        nspawn += ["--notify-ready=yes", "--private-network", "--register=no", "--keep-unit", "--console=read-only"]
        env = {**os.environ, "NOTIFY_SOCKET": told, "SYSTEMD_NSPAWN_UNIFIED_HIERARCHY": "1"}
        with console.open("wb") as log:
            streams: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stdout": log, "stderr": log}
            self.nspawn.append(subprocess.Popen(nspawn, env=env, start_new_session=True, **streams))

    def off(self) -> None:
        """Switches it off, at last by force."""
        while self.nspawn:
            process = self.nspawn.pop()
            process.terminate()  # as the button of a machine
            try:
                process.wait(BOOT_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextmanager
def booted(release: str, folder: Path) -> Iterator[Booted]:
    """A bare Debian of that release, on and with nothing of ours; its two names lead to itself."""
    folder.mkdir()
    with unpacked(release, folder) as bare:
        hosts = "".join(f"127.0.0.1 {name}\n" for name in (INTAKE, OFFICE))
        with bare.path("/etc/hosts").open("a", encoding="ascii") as file:
            file.write(hosts)
        bare.path(HERE).mkdir(parents=True)
        bare.path("/etc/dpkg/dpkg.cfg.d/quick").write_text("force-unsafe-io\n", encoding="ascii")  # no power cut here
        machine = Booted(bare.tree, [], [])
        try:
            machine.boot()
            yield machine
        finally:
            machine.off()
