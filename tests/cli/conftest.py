"""Installations made by the real `init`, once; commands run as people run them."""

from __future__ import annotations

import gc
import io
import os
import re
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import pytest

from hinweisgeber import config
from hinweisgeber.cli import home as shared
from hinweisgeber.cli import main
from hinweisgeber.cli.doctor import disks
from tests.patience import PATIENT, wait_until

ROOT_PASSPHRASE = "wurzel-und-nur-fuer-tests"
PASSPHRASE = "eine-und-nur-fuer-tests"
PEOPLE = ("leitung:Leitung der Stabsstelle:lead", "fall1:Fallbearbeitung 1:officer")
SECRETS = {"HINWEISGEBER_ROOT_PASSPHRASE": ROOT_PASSPHRASE, "HINWEISGEBER_PASSPHRASE": PASSPHRASE}
TODAY = shared.berlin_today()


@dataclass
class Ran:
    """What a command left: its exit code and what it printed."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        return self.out + self.err


def errors(done: Ran) -> set[str]:
    """The ids of the errors that `check` found."""
    return set(re.findall(r"^(HG-\S+) FEHLER", done.out, re.MULTILINE))


def environment(**more: str) -> dict[str, str]:
    """The environment without any of our settings, and these."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("HINWEISGEBER_")}
    return plain | more


def run(*arguments: object, **settings: str) -> Ran:
    """Runs the console script's own function; an error it does not turn into words fails the test."""
    out, err = io.StringIO(), io.StringIO()
    argv = ["hinweisgeber", *map(str, arguments)]
    code: object = 0
    with (
        mock.patch.dict(os.environ, environment(**settings), clear=True),
        mock.patch.object(sys, "argv", argv),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as end:
            code = end.code
    assert isinstance(code, int)
    return Ran(code, out.getvalue(), err.getvalue())


def run_apart(*arguments: object, **settings: str) -> Ran:
    """Runs the console script in a process of its own; nobody is ever shown a traceback."""
    done = subprocess.run(
        [sys.executable, "-P", "-m", "hinweisgeber.cli", *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        env=environment(**settings),
        timeout=PATIENT,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return Ran(done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="session", autouse=True)
def _midnight_does_not_come() -> Iterator[None]:
    """One day for all that runs in this process: commands and tests ask for it many times."""
    with mock.patch.object(shared, "receipt_day", return_value=TODAY):
        yield


@pytest.fixture(scope="session", autouse=True)
def _no_disk_is_nearly_full() -> Iterator[None]:
    """How full the disk of this machine is, is no matter of the tests."""
    with mock.patch.object(disks, "LITTLE", 0.0):
        yield


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home as `init` leaves it, the institution's file filled in."""
    home = tmp_path_factory.mktemp("cli") / "home"
    officers = [word for person in PEOPLE for word in ("--officer", person)]
    done = run("init", "--home", home, *officers, **SECRETS)
    assert done.code == 0, done.said
    gc.collect()  # closes the stores now, not while they are copied
    shutil.copyfile(config.DEMO, home / "hinweisgeber.toml")
    return home


@pytest.fixture
def home(template: Path, tmp_path: Path) -> Path:
    """A copy of it for one test."""
    shutil.copytree(template, tmp_path / "home")
    return tmp_path / "home"


_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def get(url: str) -> tuple[int, str]:
    """Status and text of a page; -1 while nobody answers."""
    try:
        with _direct.open(url, timeout=PATIENT) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()
    except (urllib.error.URLError, OSError):
        return -1, ""


def wait_for(url: str, processes: list[subprocess.Popen[str]]) -> None:
    """Until `url`/healthz answers; fails when a process ends before or the time is up."""

    def answers() -> bool:
        for process in processes:
            assert process.poll() is None, process.communicate()
        return get(f"{url}/healthz") == (200, "ok\n")

    wait_until(answers, lambda: f"{url} does not answer", pause=0.05)


Started = Callable[..., subprocess.Popen[str]]


@contextmanager
def ended(processes: list[subprocess.Popen[str]]) -> Iterator[None]:
    """Ends at last all that were started."""
    try:
        yield
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            try:
                process.communicate(timeout=40)
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate()


@pytest.fixture
def start() -> Iterator[Started]:
    """Starts a command in the background; it ends with the test."""
    processes: list[subprocess.Popen[str]] = []

    def begin(*arguments: object, cwd: Path | None = None, **settings: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "hinweisgeber.cli", *map(str, arguments)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=environment(**settings),
            cwd=cwd,
        )
        processes.append(process)
        return process

    with ended(processes):
        yield begin
