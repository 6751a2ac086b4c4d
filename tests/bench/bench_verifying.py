"""Verifying a journal of a million entries with all it speaks of: first with two processes, then a day later. Sizes are
those of an installation: ten acts a case, texts and messages of one class. Asserts nothing about time; `make bench`.

HINWEISGEBER_BENCH_ENTRIES makes it smaller; a million need six gigabytes under the folder for temporary files.
"""

from __future__ import annotations

import os
import random
import resource
import secrets
import sqlite3
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from hinweisgeber.crypto import chain, commitments
from hinweisgeber.crypto.epochs import Epoch, KeysSaid
from hinweisgeber.crypto.keystore import wrap_size
from hinweisgeber.crypto.verified import VerifiedKey
from hinweisgeber.domain.acts import Kind
from hinweisgeber.store.cabinet import cabinet_store
from hinweisgeber.usecases.keeper.verifying import Office, daily
from hinweisgeber.usecases.keeper.verifying.by_day.going_on import verify_since
from hinweisgeber.usecases.keeper.verifying.by_day.steps import By
from hinweisgeber.usecases.keeper.verifying.entries import walk
from hinweisgeber.usecases.officer.desk import number_of
from tests.founded import TODAY, Founded, copy_database

ENTRIES = int(os.environ.get("HINWEISGEBER_BENCH_ENTRIES", "1000000"))
ACTS, DAY, TEXT = 10, 300, 4200  # entries of a case, of a day; bytes of what is sealed
AT_ONCE = 500  # cases
ROWS: list[tuple[str, str]] = []


@pytest.fixture(scope="module", autouse=True)
def _table() -> Iterator[None]:
    yield
    print(f"\n\nverifying, {ENTRIES:,} entries ({os.cpu_count()} cores)")
    for what, figure in ROWS:
        print(f"  {what:<58} {figure}")


class Journal:
    """Grows by whole cases, each with its rows as one of the office's acts leaves them."""

    def __init__(self, founded: Founded, path: Path) -> None:
        self.url = copy_database(founded.cabinet_file, path)
        self.ring, self.person = founded.ring, founded.people["anna"]
        self.holders = tuple(sorted(one.officer_id for one in self.ring.everyone))
        self.db = sqlite3.connect(path, isolation_level=None)
        self.db.execute("PRAGMA synchronous=OFF")
        with cabinet_store(self.url).read() as cab:
            self.last = cab.head()
        self.chance = random.Random(1)
        self.n = 0
        self.columns: dict[str, str] = {}

    def grow(self, entries: int) -> None:
        """So many entries more, and their cases."""
        for _ in range(-(-entries // (ACTS * AT_ONCE))):
            self.db.execute("BEGIN")
            for _ in range(min(AT_ONCE, -(-entries // ACTS))):
                self._case()
            self.db.execute("COMMIT")

    def _case(self) -> None:
        self.n += 1
        file_id, epoch = self.chance.randbytes(16), Epoch(1, self.chance.randbytes(8))
        sheet, report = self.chance.randbytes(TEXT), self.chance.randbytes(TEXT)
        fields = ("reporter", 0, 0, TODAY, bytes(16), report, None, None)
        row = commitments.message_row(file_id, *fields)
        digest, number = commitments.digest(sheet), number_of("case", TODAY.year, self.n)
        said: dict[str, Any] = {"sheet": digest, "remind_on": None}
        messages = {"messages": [["reporter", 0, commitments.digest(report), row]]}
        keys = KeysSaid(self.holders, epoch, None, secrets.token_bytes(32)).data()
        first = self._entry(file_id, Kind.CASE_RECEIVED, said | messages | keys | {"number": number})
        for _ in range(ACTS - 1):
            self._entry(file_id, "case-act", said)
        self._add("file", file_id, "case", TODAY.year, self.n, None, ACTS, sheet, None, None, 1, False)
        self._add("epoch", file_id, 1, epoch.random, first, None)
        for officer_id in self.holders:
            self._add("file_wrap", file_id, officer_id, False, self.chance.randbytes(wrap_size(own=False)))
        self._add("message", file_id, "reporter", 0, 0, TODAY.isoformat(), bytes(16), report, True, None, None)
        self._add("status", file_id, ACTS, report, True, None, None, None)

    def _entry(self, file_id: bytes, kind: str, said: dict[str, Any]) -> int:
        salt, sealed = self.chance.randbytes(32), self.chance.randbytes(TEXT)
        one = chain.make_entry(
            self.ring.installation, self.last, TODAY, file_id, kind, self.person.officer_id, self.person.identity.sign,
            chain.commit(salt, sealed), chain.open_text(said),
        )  # fmt: skip
        fields = (one.seq, one.day.isoformat(), file_id, kind, one.signer, one.commitment, one.previous, one.signature)
        self._add("journal", *fields, one.open)
        self._add("journal_text", one.seq, salt, sealed)
        self.last = one
        return one.seq

    def _add(self, table: str, *values: object) -> None:
        if table not in self.columns:
            self.columns[table] = ",".join(f'"{row[1]}"' for row in self.db.execute(f"PRAGMA table_info({table})"))
        marks = ",".join("?" * len(values))
        self.db.execute(f"INSERT INTO {table} ({self.columns[table]}) VALUES ({marks})", values)


def measured(act: Callable[[], Any]) -> tuple[Any, float, float]:
    """What it gives, seconds by the clock, and of processors in all processes."""
    used, start = os.times(), time.perf_counter()
    result = act()
    now = os.times()
    cpu = sum(now[:4]) - sum(used[:4])
    return result, time.perf_counter() - start, cpu


def peak() -> int:
    """The most memory of this process or one it had, in MiB."""
    return max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) // 1024


def test_first_run_and_a_day_after_it(founded: Founded, tmp_path: Path) -> None:
    journal = Journal(founded, tmp_path / "cabinet.sqlite")
    try:
        _measure(journal, tmp_path / "verified.state")
    finally:
        (tmp_path / "cabinet.sqlite").unlink()  # gigabytes


def _measure(journal: Journal, path: Path) -> None:
    journal.grow(ENTRIES)
    before = peak()
    office, keeping = Office(cabinet_store(journal.url)), daily.Keeping(path, VerifiedKey(bytes(32)), "1")

    def run(day: date, two: bool = False) -> Any:
        return daily.daily(office, By(journal.ring, {}, day), keeping, two)

    first, wall, cpu = measured(lambda: run(TODAY, True))
    assert (first.entries, first.findings) == (ENTRIES + 1, ())
    ROWS.append(("first run, two processes: µs an entry, by the clock", f"{wall / ENTRIES * 1e6:.0f}"))
    ROWS.append(("… µs an entry of processors", f"{cpu / ENTRIES * 1e6:.0f}"))
    ROWS.append(("… memory at most (before it), MiB", f"{peak()} ({before})"))
    ROWS.append(("what is kept, kB", f"{path.stat().st_size / 1000:.0f}"))
    journal.grow(DAY)
    asked, wall, cpu = measured(lambda: verify_since(office.cabinet, By(journal.ring, {}, TODAY), keeping))
    assert asked.since == ENTRIES + 1
    ROWS.append((f"asked on the page after {DAY} entries: s", f"{wall:.1f} ({cpu:.1f} of processors)"))
    with office.cabinet.read() as cab:
        since = cab.entry(ENTRIES + 1)
        chain_of_day, wall, cpu = measured(lambda: walk(cab, journal.ring, since=since))
    assert (chain_of_day.entries, chain_of_day.found) == (ENTRIES + 1 + DAY, [])
    ROWS.append(("… of these the day's entries alone; the rest: is everything there: s", f"{wall:.2f} ({cpu:.2f})"))
    second, wall, cpu = measured(lambda: run(TODAY + timedelta(days=1)))
    assert (second.since, second.findings) == (ENTRIES + 1, ())
    ROWS.append((f"the next day, {DAY} entries and a thirtieth of the old: s", f"{wall:.1f} ({cpu:.1f} of processors)"))
