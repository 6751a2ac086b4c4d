"""A database of a newer program: every command and face stops with one sentence, and changes nothing."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from hinweisgeber.cli import COMMANDS
from tests.cli.conftest import SECRETS, run_apart

BARE = {"check", "demo", "init", "verify-receipt", "tell-failure", "restore", "officer"}  # told below, or no database
BARE |= {"rotate-root", "setup"}  # changes the ring alone; asks first, and founds by `init` (test_setup)
BARE |= {"move"}  # wants to know where to
BARE |= {"witness"}  # has nothing of the installation
CALLS = [[name] for name in COMMANDS if name not in BARE]
CALLS += [["officer", "list"], ["officer", "add", "neu:Fallbearbeitung 9:officer"], ["officer", "revoke", "fall1"],
          ["officer", "suspend", "fall1"], ["officer", "remove-factor", "fall1"]]  # fmt: skip
CALLS += [["officer", "extend", "fall1"], ["officer", "passphrase", "fall1"], ["erase", "--carry-out"]]
CALLS += [["move", "--to", "postgresql://127.0.0.1:1/"], ["move", "--blobs-to", "s3://b/p?endpoint=http://127.0.0.1:1"]]
OF_LETTERBOX = {"intake"}


def later(home: Path, name: str) -> dict[str, bytes]:
    with closing(sqlite3.connect(home / f"{name}.sqlite", isolation_level=None)) as db:
        db.execute("UPDATE alembic_version SET version_num = 'of a later version'")
    return {path.name: path.read_bytes() for path in home.glob("*.sqlite")}


def arguments(call: list[str], home: Path) -> list[object]:
    more: list[object] = [home.parent / "archives"] if call[0] == "backup" else []
    return [*call, "--home", home, *more]


@pytest.mark.parametrize("call", CALLS, ids=" ".join)
def test_it_stops_with_one_sentence(home: Path, call: list[str]) -> None:
    mail = {"HINWEISGEBER_SMTP_HOST": "mail.example.org", "HINWEISGEBER_MAIL_FROM": "x@example.org"}
    name = "letterbox" if call[0] in OF_LETTERBOX else "cabinet"
    before = later(home, name)
    done = run_apart(*arguments(call, home), **SECRETS, **mail)
    words = f"hinweisgeber: HINWEISGEBER_{name.upper()}_URL: Die Datenbank ist neuer als dieses Programm"
    said = [line for line in done.err.splitlines() if line.startswith("hinweisgeber: ")]
    assert (done.code, len(said)) == (1, 1), done.said
    assert said[0].startswith(words)
    assert {path.name: path.read_bytes() for path in home.glob("*.sqlite")} == before
