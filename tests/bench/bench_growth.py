"""What need not be seen costs nothing: the same page at several sizes, as tables. Run by `make bench`.

CPU time of the use cases behind a page. `HINWEISGEBER_BENCH_CASES` makes the largest size smaller.
"""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from hinweisgeber.store.blobs import blob_store
from hinweisgeber.usecases.keeper.backup import BackedUp
from hinweisgeber.usecases.leaving import calendar
from hinweisgeber.usecases.officer import casework, measures, overview, reading
from hinweisgeber.usecases.officer.bound import Bound
from hinweisgeber.usecases.officer.collect import collect
from hinweisgeber.usecases.officer.desk import Desk
from tests.bench import growing
from tests.bench.bench_measures import PASSPHRASE, Bench
from tests.usecases.backups import Backups, restored

CASES = (100, int(os.environ.get("HINWEISGEBER_BENCH_CASES", "10000")))
MOST = int(os.environ.get("HINWEISGEBER_BENCH_MESSAGES", "2000"))  # of messages, of entries
LENGTHS = (max(MOST // 100, 20), max(MOST // 10, 20), MOST)
MEBIBYTES = (16, 128)
ROWS: list[tuple[str, list[str]]] = []


@pytest.fixture(scope="module", autouse=True)
def table() -> Iterator[None]:
    yield
    print("\n| What | Sizes | CPU or memory |\n|---|---|---|")
    for what, cells in ROWS:
        print(f"| {what} | " + " | ".join(cells) + " |")


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path / "home")


def cpu(act: Callable[[], object], times: int = 9) -> float:
    """The median of some milliseconds of CPU."""
    spent = []
    for _ in range(times):
        start = time.process_time()
        act()
        spent.append((time.process_time() - start) * 1000)
    return sorted(spent)[times // 2]


def peak(act: Callable[[], object]) -> float:
    """The most KiB that this holds at once."""
    tracemalloc.start()
    try:
        act()
        return tracemalloc.get_traced_memory()[1] / 1024
    finally:
        tracemalloc.stop()


def row(what: str, sizes: tuple[int, ...], figures: list[float], unit: str = "ms") -> None:
    ratio = figures[-1] / max(figures[0], 0.001)
    cells = " → ".join(f"{figure:.1f} {unit}" for figure in figures)
    ROWS.append((what, [" → ".join(f"{size:,}" for size in sizes), f"{cells} ({ratio:.2f} ×)"]))


def opened_first(at: Desk) -> str:
    """All that waits, in batches; and how long the first rows took."""
    start, batches, first, to_come = time.process_time(), 0, 0.0, 1
    while to_come:
        collected = collect(at, Bound(seconds=1))
        to_come = collected.waiting + overview.listing(at, overview.ListFilter(), Bound(seconds=1)).waiting
        batches += 1
        first = first or time.process_time() - start
    return f"{time.process_time() - start:.1f} s in {batches}, the first {first:.1f} s"


def test_list_case_page_and_calendar_by_number_of_cases(bench: Bench) -> None:
    at, figures, before = bench.desk, dict[str, list[float]](), 0
    number = growing.case_with_messages(at, 10)
    for size in CASES:
        growing.cases(at, size - before)
        before = size
        ROWS.append(("first opening of the list, in batches", [f"{size:,}", opened_first(at)]))
        acts: dict[str, Callable[[], object]] = {
            "list": lambda: (collect(at), overview.listing(at, overview.ListFilter())),
            "case page": lambda: measures.register(at, reading.view(at, number).id),
            "calendar": lambda: calendar.calendar(at),
        }
        for what, act in acts.items():
            figures.setdefault(what, []).append(cpu(act))
    for what, measured in figures.items():
        row(f"{what}, by cases", CASES, measured)
    ready, listed, most = memory_of_a_worker(bench, number)
    cells = f"{ready} → {listed} MiB, {most} MiB at most"
    ROWS.append(
        ("memory of an office worker: ready, one officer has leafed through the list", [f"{CASES[-1]:,}", cells])
    )


WORKER = """
import re, sys
from pathlib import Path
from hinweisgeber import config
from hinweisgeber.office import create_app
from tests.office.people import Browser

def kib(name):
    return int(re.search(rf"{name}:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])

home, number, passphrase = sys.argv[1:]
one = Browser(create_app(config.load(Path(home), {"HINWEISGEBER_SECOND_FACTOR": "offered"})))
one.get("/anmelden")
ready = kib("VmRSS")
one.login("a", passphrase)
while "waiting" in one.get("/faelle?abholen=weiter").by_id:
    pass
for page in ("/faelle", "/faelle?stufe=RECEIVED", "/faelle?seite=2", f"/faelle/{number}", "/faelle"):
    one.get(page)
    assert one.status == 200, page
print(ready // 1024, kib("VmRSS") // 1024, kib("VmHWM") // 1024)
"""


def memory_of_a_worker(bench: Bench, number: str) -> list[str]:
    """MiB of a process of the office's: before anybody came, after one officer has seen the whole list, searched and
    opened a case; and the most it had."""
    given = [str(bench.settings.home), number, PASSPHRASE]
    done = subprocess.run([sys.executable, "-c", WORKER, *given], capture_output=True, check=True, text=True)
    return done.stdout.split()


PAGES: dict[str, Callable[[Desk, str], object]] = {
    "case page": lambda at, number: measures.register(at, reading.view(at, number).id),
    "old page": lambda at, number: reading.view(at, number, reading.Window(10**6, entries=10**6)),
    "page beside it": reading.look,
    "act": lambda at, number: casework.note(at, number, "Erfunden."),
}


def by_length(at: Desk, numbers: list[str], of_what: str) -> None:
    for what, show in PAGES.items():
        row(f"{what}, by {of_what}", LENGTHS, [cpu(partial(show, at, number)) for number in numbers])
        row(f"{what}, by {of_what}: memory", LENGTHS, [peak(partial(show, at, number)) for number in numbers], "KiB")


def test_pages_and_act_by_length_of_the_dialogue(bench: Bench) -> None:
    by_length(bench.desk, [growing.case_with_messages(bench.desk, size) for size in LENGTHS], "messages")


def test_pages_and_act_by_length_of_the_log(bench: Bench) -> None:
    by_length(bench.desk, [growing.case_with_notes(bench.desk, size) for size in LENGTHS], "entries")


def test_backup_and_restore_by_what_they_hold(bench: Bench, tmp_path: Path) -> None:
    """Size of the archive for each byte of it, and the time and memory of both ways."""
    at = bench.desk
    growing.cases(at, 1)
    with at.cabinet.read() as cabinet:
        [file_id] = cabinet.file_ids()
    figures: dict[str, list[float]] = {}
    held = 0
    for size in MEBIBYTES:
        growing.large_messages(at, file_id, held, size)
        held = size
        backups = Backups(at.letterbox, at.cabinet, blob_store(f"file://{tmp_path}/b"), at.ring, tmp_path / f"{size}")
        backups.folder.mkdir()
        made = backups.make()
        archive = backups.folder / made.content
        ways: dict[str, Callable[[], object]] = {
            "backup": backups.make,
            "restore": partial(restored_once, backups, made, tmp_path),
        }
        figures.setdefault("bytes for each byte", []).append(archive.stat().st_size / (size * 2**20))
        for what, act in ways.items():
            figures.setdefault(f"{what}, ms", []).append(cpu(act, 1))
            figures.setdefault(f"{what}, KiB", []).append(peak(act))
    for what, measured in figures.items():
        row(f"archive, by MiB: {what}", MEBIBYTES, measured, "")


def restored_once(backups: Backups, made: BackedUp, folder: Path) -> None:
    with restored(backups, made, folder / secrets.token_hex(4)):
        pass
