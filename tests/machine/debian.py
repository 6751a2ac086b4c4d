"""A bare Debian in a folder, and the guide of deploy/ as what is typed there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "deploy/README.md").read_text(encoding="utf-8")
HERE = "/srv/deploy"  # where the guide's commands are typed
SECONDS = 1800  # the longest a chapter may take, also on a machine that is busy with other things

# Mounts and processes of its own, which end with it. Of /dev only what is harmless: systemd-tmpfiles writes there too.
_ENTER = """
mount -t proc proc "$0/proc" && mount -t tmpfs -o mode=755 tmpfs "$0/dev"
for name in null zero full random urandom; do touch "$0/dev/$name" && mount --bind "/dev/$name" "$0/dev/$name"; done
ln -s /proc/self/fd "$0/dev/fd"
exec chroot "$0" /bin/bash -c "$1"
"""
ENVIRONMENT = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "HOME": "/root",
    "LANG": "C.UTF-8",
    "DEBIAN_FRONTEND": "noninteractive",
    "SYSTEMD_OFFLINE": "1",  # systemctl enables, and starts nothing
}


@dataclass(frozen=True)
class Debian:
    """The tree of a machine that is off: nothing runs in it but what a test calls."""

    tree: Path

    def run(self, script: str, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        """Types `script` as root, line after line until one fails. Raises TimeoutExpired."""
        enter = ["unshare", "--mount", "--propagation", "private", "--pid", "--fork", "--kill-child", "/bin/sh", "-euc"]
        return subprocess.run(
            [*enter, _ENTER, str(self.tree), f"set -euo pipefail\ncd {HERE}\n{script}"],
            env={**ENVIRONMENT, **(env or {})}, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
            timeout=SECONDS,
        )  # fmt: skip

    def path(self, name: str) -> Path:
        """A file of that machine as this one sees it."""
        return self.tree / name.lstrip("/")

    def account(self, name: str) -> tuple[int, int]:
        """User and group of an account there."""
        for line in self.path("/etc/passwd").read_text(encoding="utf-8").splitlines():
            user, _, uid, gid, *_ = line.split(":")
            if user == name:
                return int(uid), int(gid)
        raise LookupError(name)


@contextmanager
def unpacked(release: str, folder: Path) -> Iterator[Debian]:
    """A bare Debian of that release. Where none can be made: root fails, others are skipped and hear why."""
    made = subprocess.run([ROOT / ".ci/bare-debian", release], capture_output=True, text=True, check=False)
    if made.returncode == 3 and os.geteuid() != 0:
        pytest.skip(made.stderr.strip())
    assert made.returncode == 0, made.stderr
    machine = Debian(folder)
    subprocess.run(["tar", "-C", folder, "--numeric-owner", "-xpf", made.stdout.strip()], check=True)
    machine.path("/etc/apt/apt.conf.d/90yes").write_text('APT::Get::Assume-Yes "true";\n', encoding="ascii")
    yield machine
    shutil.rmtree(folder)  # a gigabyte


def chapter(number: int) -> str:
    """A chapter of the guide without what is only for some ("### … nur wenn gewünscht")."""
    found = re.search(rf"^## {number}\. .*?(?=^##)", GUIDE, re.MULTILINE | re.DOTALL)
    assert found is not None, number
    return found[0]


def commands(number: int, *, but: str = r"(?!)") -> str:
    """What the chapter says to type, but for lines that match; services are enabled and not started."""
    blocks = re.findall(r"^```sh\n(.*?)^```", chapter(number), re.MULTILINE | re.DOTALL)
    assert blocks, number
    lines = "".join(blocks).replace("enable --now ", "enable ").splitlines(keepends=True)
    return "".join(line for line in lines if not re.match(but, line))


def short_way() -> list[str]:
    """The commands of the guide's short way."""
    return typed_after("## Der kurze Weg\n").splitlines()


def typed_after(words: str) -> str:
    """What the guide says to type in the first block after these words."""
    assert GUIDE.count(words) == 1, words
    found = re.search(r"^```sh\n(.*?)^```", GUIDE.partition(words)[2], re.MULTILINE | re.DOTALL)
    assert found is not None
    return found[1]


def settings_to_add() -> str:
    """The lines that chapter 3 adds to settings.env."""
    found = re.search(r"^```\n(HINWEISGEBER_.*?)^```", chapter(3), re.MULTILINE | re.DOTALL)
    assert found is not None
    return found[1]
