"""A generator gives every declared setting what it cannot be: `check` names it in a sentence of its own.

Never a traceback, the catch-all finding, a file that was not there before, or a wait without end.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import fields
from pathlib import Path
from types import FrameType

import pytest

from hinweisgeber import config, sandbox
from hinweisgeber.cli import doctor
from hinweisgeber.cli.doctor import machine
from hinweisgeber.config import values
from hinweisgeber.errors import SettingsWrong
from tests.cli.conftest import run
from tests.cli.test_taken_away import as_nobody, tree
from tests.patience import PATIENT

SETTINGS = {item.name: item.metadata["parse"] for item in fields(config.Settings) if item.name != "home"}
SHAPES = {values.database: "sqlite:///", values.blobs: "file://", values.clamd: "unix:", values.bind: "unix:"}
OF_PLACES = (values.path, values.paths, *SHAPES)
JUNK = {
    "thousands": "x" * 5000,
    "thousands of a path": "/x" * 2500,
    "a name too long": "/" + "x" * 256,
    "a line break": "1\n2",
    "no UTF-8": "\udcff",
    "nothing": "",
    "blanks": "  ",
    "a number of another script": "٣",
    "a number with a sign": "-1",
    "far too many": "9" * 30,
    "an address cut off": "https://[",
    "a blank in an address": "https://a b",
    "a host too long": f"https://{'x' * 300}.example.org",
    "a port too high": "127.0.0.1:99999",
    "a server cut off": "postgresql+psycopg://[::1/x",
    "no bucket": "s3://",
    "a bucket that cannot be": "s3://a b/c?region=x&endpoint=http://127.0.0.1:1",
    "a bucket with more": "s3://bucket/c?region",
    "a socket's name too long": "unix:/" + "x" * 108,
}
OF_ANY = {"thousands", "thousands of a path", "a line break", "no UTF-8", "nothing", "blanks"}
OF_PATHS = OF_ANY | {"a name too long"}
OF_HOSTS = JUNK.keys() - {"far too many"}
REFUSED = {values.text: OF_ANY, values.path: OF_PATHS, values.paths: OF_PATHS, values.host_name: OF_HOSTS}


@pytest.fixture
def place(template: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home that a service of no rights can enter, and beside it one of everything that may lie in a file's place."""
    root = Path(tempfile.mkdtemp(prefix="hg-bad-", dir="/tmp"))
    root.chmod(0o755)
    shutil.copytree(template, root / "home")
    (root / "home/root.key.json").unlink()
    (root / "a folder").mkdir()
    os.mkfifo(root / "a pipe")
    with closing(socket.socket(socket.AF_UNIX)) as there:
        there.bind(str(root / "a socket"))
    (root / "a link into nothing").symlink_to(root / "nowhere")
    (root / "links in a circle").symlink_to(root / "links in a circle")
    (root / "no text").write_bytes(b"\xff\x00" * 4096)
    (root / "empty").touch()
    (root / "closed").mkdir(0)
    monkeypatch.setattr(sandbox, "available", list)
    monkeypatch.setattr(doctor, "handshake_findings", lambda *_, **__: [])
    monkeypatch.setattr(doctor.keys, "_fetched", lambda _: (root / "home/keys/ring.json").read_text(encoding="utf-8"))
    monkeypatch.setattr(machine, "ROOT", root / "no machine")
    yield root
    shutil.rmtree(root)


@contextmanager
def in_time(what: str) -> Iterator[None]:
    def late(_signal: int, _frame: FrameType | None) -> None:
        raise AssertionError(f"no end: {what}")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(int(PATIENT))
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def named(root: Path, setting: str, value: str) -> set[str]:
    """The settings that `check` finds fault with, when this one has that value."""
    what, before = f"{setting}={value[:60]}", tree(root)
    with in_time(what):
        done = run("check", "--home", root / "home", "--json", **{setting: value})
    assert "Traceback" not in done.said, what
    found = [one for one in json.loads(done.out) if one["level"] != "open"]
    assert "HG-S99" not in {one["id"] for one in found}, f"{what}: no check fails itself"
    assert "unknown" not in {one["cause"] for one in found}, f"{what}: {found}"
    assert tree(root) == before, f"{what}: it makes nothing and takes nothing away"
    return {one["text"].partition(":")[0] for one in found}


def places(root: Path) -> list[str]:
    there = sorted(str(path) for path in root.iterdir() if path.name not in ("home", "closed"))
    return [*there, "/dev/zero", str(root / "empty/below"), str(root / "closed/below")]


def refused(home: Path, setting: str, value: str) -> bool:
    """Whether it is refused as it is read, by its own name."""
    with in_time(f"{setting}={value[:60]}"):
        try:
            config.load(home, {setting: value})
        except SettingsWrong as wrong:
            return wrong.setting in (setting, setting.removesuffix("_FILE"))
    return False


def test_every_setting_is_refused_what_it_cannot_be(place: Path) -> None:
    for name, parse in SETTINGS.items():
        setting = config.env_name(name)
        for what in REFUSED.get(parse, JUNK.keys()):
            if not refused(place / "home", setting, JUNK[what]):
                assert setting in named(place, setting, JUNK[what]), f"{setting}: {what}"


def test_no_setting_comes_from_what_is_no_file(place: Path) -> None:
    with as_nobody(place):
        for name in SETTINGS:
            for value in places(place):
                assert refused(place / "home", f"{config.env_name(name)}_FILE", value), (name, value)
        (place / "home/settings.env").unlink()
        for at in places(place):
            (place / "home/settings.env").symlink_to(at)
            with in_time(at):
                assert run("check", "--home", place / "home").code == 2
            (place / "home/settings.env").unlink()


def test_what_lies_in_the_place_of_a_file_is_named(place: Path) -> None:
    with as_nobody(place):
        for name, parse in SETTINGS.items():
            if parse not in OF_PLACES or parse is values.bind:  # sockets are made when a face starts
                continue
            for value in places(place):
                if parse is not values.blobs or not value.endswith("a folder"):
                    setting = config.env_name(name)
                    assert setting in named(place, setting, SHAPES.get(parse, "") + value), f"{setting}: {value}"


def test_a_face_that_cannot_make_its_socket_says_so(place: Path) -> None:
    for face in ("intake", "office"):
        setting = f"HINWEISGEBER_{face.upper()}_BIND"
        for at in set(places(place)) - {str(place / "a socket"), str(place / "closed/below")}:
            done = run(face, "--home", place / "home", **{setting: f"unix:{at}"})
            assert (done.code, done.err.startswith(f"hinweisgeber: {setting}: {at} kann kein Socket")) == (1, True), at
