"""Many log in at once. Run by `make bench-flood`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench.bench_measures import PASSPHRASE
from tests.flood import attacks
from tests.flood.crowd import Where
from tests.flood.faces import face
from tests.flood.honest import log_in, look_at_login, share
from tests.flood.table import SECONDS, Table, attacked, number

OWN_QUEUE = 6.0  # seconds: the queue's bound, and the passphrase itself


def honest(where: Where) -> tuple[str, bool]:
    """The lead, from their own address."""
    return log_in(where, "a", PASSPHRASE)[0], False


def test_marks(home: Path, table: Table) -> None:
    with face("office", home) as office:
        attack = attacked(office, attacks.log_in_with_marks, 4, look_at_login, seconds=SECONDS / 4)
    longest = max((took for times in attack.tally.times.values() for took in times), default=0.0)
    now = f"nach höchstens {number(longest)} s beantwortet: {attack.tally}"
    table.add("Passphrasen aus 150.000 Zeichen zum Kombinieren", "17 s", now, missed=longest > 1, of=attack)


@pytest.mark.parametrize(("addresses", "words"), [(1, "einer Adresse"), (60, "60 Adressen")])
def test_sixty_logins(home: Path, table: Table, addresses: int, words: str) -> None:
    with face("office", home, addresses) as office:
        attack = attacked(office, attacks.log_in, 60, look_at_login, honest, seconds=SECONDS / 2)
    seen = attack.honest.pop(honest)
    longest, inside = max(seen.times, default=0.0), seen.count("303")
    now = f"{inside} von {len(seen.answers)} ehrlichen Anmeldungen gelingen, p95 {number(share(seen.times, 0.95))} s"
    missed = longest > OWN_QUEUE or inside + seen.count("503") < len(seen.answers)
    table.add(f"60 Anmeldungen zugleich von {words}", "13 s", now, missed=missed, of=attack)
