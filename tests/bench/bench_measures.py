"""The measures of DESIGN § 9 that exist by now, as a table. Asserts nothing about time; run by `make bench`."""

from __future__ import annotations

import gzip
import os
import platform
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from hinweisgeber import config
from hinweisgeber.cli.home import ROOT_KEY
from hinweisgeber.cli.people.founding import found
from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.crypto.keystore import Identity, RootKey, unlock_identity
from hinweisgeber.crypto.ring import Ring
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.intake import create_app
from hinweisgeber.store.cabinet import CASE, Cabinet, cabinet_store
from hinweisgeber.store.letterbox import letterbox_store
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.keeper.founding import NewOfficer
from hinweisgeber.usecases.officer import casework, collect, entering, overview, rekey
from hinweisgeber.usecases.officer.bound import Bound
from hinweisgeber.usecases.officer.desk import Desk, open_file
from hinweisgeber.usecases.reporter import mailbox
from hinweisgeber.usecases.reporter.box import Booth
from hinweisgeber.usecases.reporter.submit import submit
from tests.bench import growing

PASSPHRASE = "eine lange Passphrase"
ROWS: list[tuple[str, str, str]] = []
CASES = 10_000
OPEN = 1_000


class Bench:
    """A founded installation with three officers."""

    def __init__(self, home: Path) -> None:
        home.mkdir(parents=True)
        (home / "hinweisgeber.toml").write_text(config.DEMO.read_text())
        people = [
            NewOfficer("a", "Leitung", "lead", PASSPHRASE),
            NewOfficer("b", "Eins", "officer", PASSPHRASE),
            NewOfficer("c", "Zwei", "officer", PASSPHRASE),
        ]
        self.today = date.today()
        self.ring: Ring = found(config.load(home, {}), PASSPHRASE, people, self.today)
        self.settings = config.load(home, {"HINWEISGEBER_SECOND_FACTOR": "offered"})
        self.cabinet: Store[Cabinet] = cabinet_store(self.settings.cabinet_url)
        self.letterbox = letterbox_store(self.settings.letterbox_url)
        with self.cabinet.read() as cab:
            row = cab.officer(username="a")
        assert row is not None
        identity: Identity = unlock_identity(row.keystore, row.officer_id, PASSPHRASE)
        self.desk = Desk(self.cabinet, self.letterbox, self.ring, row.officer_id, identity, self.today)
        app = create_app(self.settings)
        self.spent, answer = 0.0, app.wsgi_app

        def timed(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
            before = time.process_time()
            body = list(answer(environ, start))
            self.spent += time.process_time() - before
            return body

        app.wsgi_app = timed  # type: ignore[assignment,method-assign]
        self.client: FlaskClient = app.test_client()
        self.client.environ_base["HTTP_ORIGIN"] = "http://localhost"

    def send(self) -> str:
        """The whole flow of a reporter by the shortest way: first page, last page, sending, confirmation."""
        typed = {"description": "Erfundener Text. " * 60, "when": "gestern"}
        self.client.get("/melden")
        page = self.client.post("/melden", data={**typed, "to": "review"}).get_data(as_text=True)
        code, state = (re.search(rf'name="{name}" value="([^"]+)"', page) for name in ("code", "state"))
        assert code
        assert state
        sent = {**typed, "code": code[1], "state": state[1], "code_noted": "1", "to": "send"}
        answer = self.client.post("/melden", data=sent, follow_redirects=True)
        assert b'id="confirmed"' in answer.data
        return code[1]


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path / "home")


@pytest.fixture(scope="module", autouse=True)
def table() -> Iterator[None]:
    """Prints what was measured when all is done."""
    yield
    cpu = next(
        (line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line),
        "?",
    )
    print(f"\n{os.cpu_count()} cores, {cpu}, Python {platform.python_version()}, {platform.system()}\n")
    print("| What | Aim | Measured |\n|---|---|---|")
    for row in ROWS:
        print("| " + " | ".join(row) + " |")


def cpu_ms(bench: Bench, times: int, act: Callable[[], object]) -> float:
    """CPU milliseconds the face itself spends on one act, after a warm-up; the client's own work is not counted."""
    for _ in range(5):
        act()
    bench.spent = 0.0
    for _ in range(times):
        act()
    return bench.spent / times * 1000


def test_cpu_of_a_report(bench: Bench) -> None:
    ROWS.append(("send a report, whole flow, 3 officers, CPU", "≤ 8.5 ms", f"{cpu_ms(bench, 200, bench.send):.1f} ms"))


def talked(bench: Bench) -> str:
    """A report with five messages in two epochs of the office; its code."""
    code = AccessCode.parse(bench.send())
    booth = Booth(bench.letterbox, bench.ring, bench.today)
    collect.collect(bench.desk)
    (number,) = (row.number for row in overview.every_row(bench.desk).rows)
    casework.reply(bench.desk, number, "Eine erfundene Frage?")
    mailbox.write_on(booth, mailbox.open_mailbox(booth, code), "Eine erfundene Antwort.", "1")
    collect.collect(bench.desk)
    with bench.cabinet.write() as cabinet:
        opened = open_file(cabinet, bench.desk, CASE, number)
        entering.renew(cabinet, bench.desk, opened, entering.entitled(cabinet, bench.desk, opened))
    casework.reply(bench.desk, number, "Danke (erfunden).")
    mailbox.write_on(booth, mailbox.open_mailbox(booth, code), "Gern (erfunden).", "2")
    collect.collect(bench.desk)
    shown = mailbox.read(booth, mailbox.open_mailbox(booth, code))
    assert len([line for line in shown.lines if line.said]) >= 5
    assert not shown.troubles
    return str(code)


def test_cpu_of_a_mailbox_check(bench: Bench) -> None:
    code = talked(bench)

    def check() -> None:
        assert bench.client.post("/postfach", data={"code": code}).status_code == 200

    what = "open the mailbox, 2 epochs, 5 messages, CPU per check"
    ROWS.append((what, "≤ 4.5 ms", f"{cpu_ms(bench, 300, check):.1f} ms"))


def test_new_keys_for_all_open_cases(bench: Bench) -> None:
    """After a revocation: each case and its dialogue, with a status for each mailbox."""
    for _ in range(OPEN):
        submit(Booth(bench.letterbox, bench.ring, bench.today), AccessCode.generate(), Report("Erfunden. " * 30), "Da.")
    collect.collect(bench.desk)
    collect.deliver(bench.cabinet, bench.letterbox, bench.today)  # as they are when somebody leaves
    gone = next(one for one in bench.ring.officers(bench.today) if one.officer_id != bench.desk.officer_id)
    root = RootKey.unlock((bench.settings.home / ROOT_KEY).read_text(), PASSPHRASE)
    desk = replace(bench.desk, ring=bench.ring.revoke(root, gone.officer_id, bench.today))
    cpu, wall = time.process_time(), time.perf_counter()
    assert rekey.renew_some(desk, Bound()).done == OPEN
    each, whole = (time.process_time() - cpu) / OPEN * 1000, time.perf_counter() - wall
    ROWS.append((f"new keys for {OPEN} open cases, CPU each; all", "about 2 ms; –", f"{each:.1f} ms; {whole:.1f} s"))


def test_list_of_ten_thousand_cases(bench: Bench) -> None:
    for _ in range(2):
        bench.send()
    collect.collect(bench.desk)
    growing.cases(bench.desk, CASES - 2)
    collect.collect(bench.desk)
    start = time.perf_counter()
    overview.listing(bench.desk, overview.ListFilter())
    first = time.perf_counter() - start
    walls = []
    for _ in range(9):
        start = time.perf_counter()
        collect.collect(bench.desk)
        assert len(overview.listing(bench.desk, overview.ListFilter()).news.rows) == overview.LANE
        walls.append((time.perf_counter() - start) * 1000)
    ROWS.append((f"list of cases, {CASES:,} cases, one officer", "≤ 100 ms", f"{sorted(walls)[4]:.0f} ms"))
    ROWS.append((f"… its very first opening ({CASES:,} HPKE openings)", "–", f"{first:.1f} s"))


def test_weight_of_the_first_page(bench: Bench) -> None:
    gz = {"Accept-Encoding": "gzip"}
    page = bench.client.get("/", headers=gz)
    assert page.headers["Content-Encoding"] == "gzip"
    total = len(page.data)
    css = re.search(rb'href="(/static/[^"]+\.css)"', gzip.decompress(page.data))
    assert css is not None
    sheet = bench.client.get(css[1].decode(), headers=gz)
    total += len(sheet.data)
    for font in set(re.findall(rb"url\([\"']?([^)]+\.woff2)[\"']?\)", gzip.decompress(sheet.data))):
        total += len(bench.client.get("/static/" + font.decode().strip("\"'").rsplit("/", 1)[-1]).data)
    ROWS.append(("first page of the intake, compressed, fonts included", "≤ 60 kB", f"{total / 1000:.1f} kB"))


def test_memory_of_a_face(bench: Bench) -> None:
    code = (
        "import sys; from pathlib import Path; from hinweisgeber import config;"
        "from hinweisgeber.intake import create_app; create_app(config.load(Path(sys.argv[1]), {}));"
        "print([line.split()[1] for line in open('/proc/self/status') if line.startswith('VmRSS')][0])"
    )
    run = subprocess.run([sys.executable, "-c", code, str(bench.settings.home)], capture_output=True, check=True)
    ROWS.append(("memory of one intake process, ready", "–", f"{int(run.stdout) / 1024:.0f} MiB"))
