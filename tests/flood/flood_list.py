"""What an officer's list does while strangers send, and with what they have left. Run by `make bench-flood`."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.usecases.reporter.box import Booth
from hinweisgeber.usecases.reporter.submit import submit
from tests.bench import growing
from tests.bench.bench_measures import PASSPHRASE, Bench
from tests.flood import attacks, forms
from tests.flood.crowd import Where
from tests.flood.faces import Running, face
from tests.flood.forms import status
from tests.flood.honest import log_in, share, timed, visit
from tests.flood.table import Table, attacked, number
from tests.usecases.sql import execute

ANSWER = 0.5  # seconds for the list, whatever waits
WARM = 10
CASES = int(os.environ.get("HINWEISGEBER_BENCH_CASES", "10000"))
CPU, FIRST = 12, 1.0  # first opening: seconds of computing, and until the first rows
WAITING = re.compile(r'id="waiting".*?noch ([\d.]+) Meldung', re.DOTALL)


@dataclass
class Officer:
    """Somebody who looks at the list."""

    where: Where
    cookie: str

    def page(self, more: str = "") -> tuple[float, bytes]:
        """Seconds, and the list."""
        took, page = timed(self.where, forms.get(f"/faelle{more}", f"Cookie: {self.cookie}"))
        assert status(page) == "200", page[:200]
        return took, page

    def look(self, more: str = "") -> tuple[float, int]:
        """Seconds, and how many reports are still to come."""
        took, page = self.page(more)
        found = WAITING.search(page.decode())
        return took, int(found[1].replace(".", "")) if found else 0

    def take_in(self) -> int:
        """All that waits; by so many pages."""
        pages = 1
        while self.look("?abholen=weiter")[1]:
            pages += 1
        return pages


@pytest.fixture
def office(home: Path) -> Iterator[Running]:
    with face("office", home) as running:
        yield running


@pytest.fixture
def officer(office: Running) -> Officer:
    """One who has not opened anything yet."""
    answer, cookie = log_in(office.where, "b", PASSPHRASE)
    assert answer == "303"
    found = Officer(office.where, cookie)
    for _ in range(WARM):  # each process has drawn the page before
        found.look()
    return found


def arrive(bench: Bench, count: int) -> None:
    """So many reports wait in the letterbox."""
    booth = Booth(bench.letterbox, bench.ring, bench.today)
    for n in range(count):
        report = Report(f"Erfundene Meldung {n}. " * 20)
        submit(booth, AccessCode.generate(), report, "Eingegangen.")


def test_list_while_strangers_send(home: Path, officer: Officer, table: Table) -> None:
    looks: list[float] = []
    with face("intake", home) as intake:
        attack = attacked(intake, attacks.send_small, 64, visit, meanwhile=lambda: looks.append(officer.look()[0]))
    slow = share(looks, 0.95)
    now = f"p95 {number(slow)} s, höchstens {number(max(looks))} s, {len(looks)}-mal"
    what = "Liste der Meldestelle, während 64 kurze Meldungen senden"
    table.add(what, "10 s", now, missed=slow > ANSWER, of=attack)


@pytest.mark.parametrize(("count", "before"), [(600, "54 s"), (1512, "43 s")])
def test_list_with_reports_that_wait(
    bench: Bench, office: Running, officer: Officer, table: Table, count: int, before: str
) -> None:
    arrive(bench, count)
    cpu = office.cpu()
    took, to_come = officer.look()
    now = f"{number(took)} s, davon {number(office.cpu() - cpu)} s Rechenzeit; danach warten noch {to_come}"
    table.add(f"erste Liste, wenn {count} Meldungen warten", before, now, missed=took > ANSWER)


def test_one_report_that_does_not_open(bench: Bench, officer: Officer, table: Table) -> None:
    arrive(bench, 1)
    execute(bench.letterbox, "UPDATE message SET sealed = zeroblob(4161) WHERE author = 'reporter'")
    arrive(bench, 1512)
    officer.take_in()
    assert b'id="unreadable"' in officer.page()[1]
    took = share([officer.look()[0] for _ in range(9)], 0.5)
    what = "Liste, wenn eine Meldung sich nicht öffnen lässt und 1.512 nach ihr kamen"
    table.add(what, "2,9 s", f"{number(took)} s", missed=took > ANSWER)


def test_first_opening(bench: Bench, office: Running, officer: Officer, table: Table) -> None:
    growing.cases(bench.desk, CASES)
    before = office.cpu()
    first = officer.look()[0]
    pages = 1 + officer.take_in()
    cpu = office.cpu() - before
    now = f"{number(cpu)} s Rechenzeit auf {pages} Seiten, die ersten Zeilen nach {number(first)} s"
    table.add(f"erstes Öffnen von {CASES} Fällen", "29,8 s", now, missed=cpu > CPU or first > FIRST)
