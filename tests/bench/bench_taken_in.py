"""A flood of reports on its way through the office: the pull, which no officer does, and collecting, in the bounds of a
page. Asserts nothing about time; `make bench`.

HINWEISGEBER_BENCH_FLOOD makes it smaller. What lies there are copies of one report under other ids: they cost what a
report costs, and open for nobody.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.keeper import pulling
from hinweisgeber.usecases.officer.bound import Bound
from hinweisgeber.usecases.officer.collect import collect
from tests.bench.bench_measures import Bench
from tests.bench.bench_verifying import peak

REPORTS = int(os.environ.get("HINWEISGEBER_BENCH_FLOOD", "100000"))
PAGE = Bound(number=200, seconds=0.1)  # as the list of cases asks
PAGES = 40
ROWS: list[tuple[str, str]] = []


@pytest.fixture(scope="module", autouse=True)
def _table() -> Iterator[None]:
    yield
    print(f"\n\na flood of {REPORTS:,} reports ({os.cpu_count()} cores)")
    for what, figure in ROWS:
        print(f"  {what:<66} {figure}")


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path / "home")


def flood(bench: Bench) -> None:
    """So many more of what lies in the letterbox."""
    bench.send()
    with sqlite3.connect(bench.letterbox.url.database or "", isolation_level=None) as db:
        db.execute("PRAGMA synchronous=OFF")
        db.execute("BEGIN")
        last = db.execute("SELECT reports, messages FROM arrived").fetchone()
        rows = {
            table: [list(row) for row in db.execute(f"SELECT {columns} FROM {table}")]
            for table, columns in (
                ("report", "seq, id, received"),
                ("report_wrap", "report_id, officer_id, wrap"),
                ("mailbox", "locator, report_id, wrap"),
                ("message", "seq, report_id, author, place, written, tag, sealed, epoch, before"),
            )
        }
        messages = len(rows["message"])
        for n in range(1, REPORTS + 1):
            new_id = os.urandom(16)
            db.execute("INSERT INTO report VALUES (?, ?, ?)", (last[0] + n, new_id, rows["report"][0][2]))
            for row in rows["report_wrap"]:
                db.execute("INSERT INTO report_wrap VALUES (?, ?, ?)", (new_id, *row[1:]))
            db.execute("INSERT INTO mailbox VALUES (?, ?, ?)", (os.urandom(32), new_id, rows["mailbox"][0][2]))
            for place, row in enumerate(rows["message"], start=last[1] + (n - 1) * messages + 1):
                db.execute("INSERT INTO message VALUES (?,?,?,?,?,?,?,?,?)", (place, new_id, *row[2:]))
        db.execute("UPDATE arrived SET reports = ?, messages = ?", (last[0] + REPORTS, last[1] + REPORTS * messages))
        db.execute("COMMIT")
    db.close()


def cpu(act: Callable[[], Any]) -> tuple[Any, float]:
    """What it gives, and seconds of CPU."""
    start = time.process_time()
    result = act()
    return result, time.process_time() - start


def turns(monkeypatch: pytest.MonkeyPatch, cabinet: Store[Any]) -> list[float]:
    """How long others wait for the cabinet, each time: in seconds of CPU."""
    taken, write = list[float](), Store.write

    @contextmanager
    def measured(store: Store[Any], *given: Any) -> Iterator[Any]:
        with write(store, *given) as inside:
            start = time.process_time()
            yield inside
            if store is cabinet:
                taken.append(time.process_time() - start)

    monkeypatch.setattr(Store, "write", measured)
    return taken


def test_a_flood_is_pulled_and_collected_in_bounds(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    flood(bench)
    taken, runs, before = turns(monkeypatch, bench.cabinet), list[float](), peak()
    while (done := cpu(lambda: pulling.pull(bench.letterbox, bench.cabinet, bench.ring, bench.today)))[0].reports:
        runs.append(done[1])
    ROWS.append(("pull: runs until all is seen, each five minutes after the last", f"{len(runs)}"))
    figures = f"{sum(runs):.0f} s, {max(runs):.0f} s, {sum(runs) / REPORTS * 1000:.2f} ms"
    ROWS.append(("… CPU of all, of the longest run, of a report", figures))
    ROWS.append(("… an officer waits for the cabinet at most, CPU", f"{max(taken) * 1000:.0f} ms"))
    ROWS.append(("… memory (before it), MiB", f"{peak()} ({before})"))
    taken.clear()
    ROWS.append(("a run that finds nothing new, 1,000 reports compared, CPU", f"{done[1]:.2f} s"))
    pages = [cpu(lambda: collect(bench.desk, PAGE))[1] for _ in range(PAGES)]
    ROWS.append((f"collecting, {PAGES} pages of one officer: the longest, CPU", f"{max(pages) * 1000:.0f} ms"))
    ROWS.append(("… an officer waits for the cabinet at most, CPU", f"{max(taken) * 1000:.0f} ms"))
    ROWS.append(("… memory, MiB", f"{peak()}"))
