"""A founded installation for each attack, and one table in the end."""

from __future__ import annotations

import os
import platform
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bench.bench_measures import Bench
from tests.flood.table import HEAD, SECONDS, Table


@pytest.fixture(scope="session")
def table() -> Iterator[Table]:
    """Prints what was measured when all is done."""
    found = Table()
    yield found
    print(f"\n{os.cpu_count()} cores, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}, ", end="")
    print(f"{SECONDS:.0f} s each; bold: not what it should be\n\n{HEAD}")
    for row in found.rows:
        print(row)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """Founded, with the use cases at hand."""
    threads = threading.active_count()
    made = Bench(tmp_path / "home")
    yield made
    made.cabinet.dispose()
    made.letterbox.dispose()
    assert threading.active_count() <= threads, "somebody goes on"


@pytest.fixture
def home(bench: Bench) -> Path:
    """Its folder."""
    return bench.settings.home
