"""Every worker of an office knows its sessions, also one that comes later; no other office does."""

from __future__ import annotations

import os
import signal
import sqlite3
from contextlib import closing
from pathlib import Path

from hinweisgeber import config
from hinweisgeber.office import create_app
from tests.browser.demo import descendants
from tests.browser.wire import Wire
from tests.cli.conftest import PASSPHRASE, Started, wait_for
from tests.cli.test_faces_start import bound
from tests.patience import PATIENT
from tests.ports import free_port


def logged_in(url: str) -> Wire:
    wire = Wire(url)
    page = wire.get("/anmelden")
    answer = wire.post("/anmelden", {**page.hidden("login"), "username": "fall1", "passphrase": PASSPHRASE})
    assert (answer.status, "<h1>Fälle" in answer.text) == (200, True), answer.text
    return wire


def sessions(home: Path) -> set[bytes]:
    """Of whom rows are there, by what they are stored under."""
    with closing(sqlite3.connect(home / "cabinet.sqlite")) as db:
        return {bytes(row[0]) for row in db.execute("SELECT * FROM session")}


def test_workers_that_come_later_open_the_sessions_and_after_a_stop_nothing_does(home: Path, start: Started) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    process = start("office", "--home", home, HINWEISGEBER_WORKERS="2", HINWEISGEBER_SECOND_FACTOR="offered",
                    **bound("office", port))  # fmt: skip
    wait_for(url, [process])
    before = sessions(home)
    wire, first = logged_in(url), set(descendants(process.pid))
    assert len(first) == 2
    for worker in first:
        os.kill(worker, signal.SIGKILL)
    wait_for(url, [process])
    assert {wire.get("/faelle").status for _ in range(4)} == {200}
    later = set(descendants(process.pid))
    assert not first & later
    for pid in (process.pid, *later):
        os.kill(pid, signal.SIGKILL)
    process.wait(PATIENT)
    assert len(sessions(home) - before) == 1, "nobody has cleaned up"
    client = create_app(config.load(home, {})).test_client()
    for name, cookie in wire.cookies.items():
        client.set_cookie(name, cookie)
    assert client.get("/faelle").location == "/anmelden?weiter=/faelle"
