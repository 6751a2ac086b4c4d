"""The guide of deploy/ walked once, from a bare Debian to what is ready to start. `make test-deploy`; needs root."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hinweisgeber import config
from tests.machine.debian import HERE, ROOT, Debian, chapter, commands, settings_to_add, unpacked
from tests.machine.packaged import built

Walked = dict[int, "subprocess.CompletedProcess[str]"]
OFFICE = "/var/lib/hinweisgeber/office"
FIGURES = pytest.StashKey[list[str]]()  # what a walk has measured, printed at its end
PASSPHRASES = {
    "HINWEISGEBER_ROOT_PASSPHRASE": "wurzel und nur fuer tests",
    "HINWEISGEBER_PASSPHRASE": "person und nur fuer tests",
}


def pytest_configure(config: pytest.Config) -> None:
    """Nothing is measured yet."""
    config.stash[FIGURES] = []


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Prints what was measured."""
    for line in config.stash.get(FIGURES, []):
        terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def debian(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Debian]:
    """A bare Debian, beside the guide what it says to bring along: deploy/, the wheel, the lock file."""
    with unpacked("bookworm", tmp_path_factory.mktemp("machine")) as machine:
        shutil.copytree(ROOT / "deploy", machine.path(HERE))
        shutil.copy(ROOT / "requirements.lock", machine.path(HERE))
        python = [sys.executable, "-P", "-m"]
        build = ["hatchling", "build", "-t", "wheel", "-d", str(machine.path(HERE))]
        subprocess.run([*python, *build], cwd=ROOT, check=True, capture_output=True)
        wheels = ["-d", str(machine.path("/wheels")), "--python-version", "3.11", "--only-binary", ":all:"]
        fetch = ["pip", "download", "-q", "--no-deps", "--require-hashes", "-r", "requirements.lock", *wheels]
        subprocess.run([*python, *fetch], cwd=ROOT, check=True, capture_output=True)
        yield machine


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package; it is built for machines, and those need root."""
    if os.geteuid() != 0:
        pytest.skip("a machine needs root")
    return built(tmp_path_factory.mktemp("package"))


@pytest.fixture(scope="session")
def walked(debian: Debian) -> Walked:
    """What each chapter's commands said, up to the first that fails.

    Questions are answered; what needs a running machine is left out.
    """
    steps: dict[int, Callable[[], subprocess.CompletedProcess[str]]] = {
        1: lambda: debian.run(commands(1), {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "/wheels"}),
        2: lambda: debian.run(commands(2), PASSPHRASES),
        3: lambda: _filled_in(debian).run(commands(3, but="runuser .* check ")),
        4: lambda: debian.run(commands(4, but="curl ")),
        5: lambda: _certified(debian).run(commands(5, but="cat ")),
        10: lambda: debian.run(commands(10, but="(?!systemctl enable)")),
    }
    done: Walked = {}
    for number, step in steps.items():
        done[number] = step()
        if done[number].returncode:
            break
    return done


def _filled_in(debian: Debian) -> Debian:
    """Settings and texts filled in, the root key brought away (chapters 2 and 3)."""
    with debian.path(f"{OFFICE}/settings.env").open("a", encoding="utf-8") as file:
        file.write(settings_to_add())
    debian.path(f"{OFFICE}/hinweisgeber.toml").write_bytes(config.DEMO.read_bytes())
    debian.path(f"{OFFICE}/root.key.json").unlink()
    return debian


def _certified(debian: Debian) -> Debian:
    """Certificates in the place the guide names for them, and the setting that names them."""
    with debian.path(f"{OFFICE}/settings.env").open("a", encoding="utf-8") as file:
        file.write(re.findall(r"^HINWEISGEBER_TLS_CERTIFICATES=.*\n", chapter(5), re.MULTILINE)[0])
    for face in ("intake", "office"):
        name = str(debian.path(f"/etc/hinweisgeber/tls/{face}"))
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "90",
             "-subj", "/CN=example.org", "-keyout", f"{name}.key", "-out", f"{name}.crt"],
            check=True, capture_output=True,
        )  # fmt: skip
    return debian


@pytest.fixture
def arranged(debian: Debian, walked: Walked) -> Debian:
    """The machine as the guide leaves it; nothing has started yet."""
    broken = {number: done.stderr for number, done in walked.items() if done.returncode}
    assert broken == {}
    return debian
