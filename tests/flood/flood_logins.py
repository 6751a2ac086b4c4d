"""Many log in at once. Run by `make bench-flood`."""

from __future__ import annotations

from itertools import count
from pathlib import Path

import pytest

from tests.bench.bench_measures import PASSPHRASE
from tests.flood import attacks
from tests.flood.crowd import Where
from tests.flood.faces import face
from tests.flood.honest import EACH, log_in, look_at_login, share
from tests.flood.table import SECONDS, Table, attacked, number

_STRANGERS = count()
OWN_QUEUE = 6.0  # seconds: the queue's bound, and the passphrase itself


def stranger(where: Where) -> tuple[str, bool]:
    """The lead in a browser that is not known, from an address that nobody has come from for a while."""
    return log_in(where, "a", PASSPHRASE, f"127.0.9.{next(_STRANGERS) % 250 + 1}")[0], False


class Known:
    """The lead in browsers from which they have logged in before, at an attacker's address; each is one person's."""

    def __init__(self, where: Where) -> None:
        cookies = [log_in(where, "a", PASSPHRASE)[1].split("; ") for _ in range(EACH)]
        self._free = [next(one for one in found if "geraet" in one) for found in cookies]

    def __call__(self, where: Where) -> tuple[str, bool]:
        mine = self._free.pop()
        try:
            return log_in(where, "a", PASSPHRASE, where.come_from(0)[0], mine)[0], False
        finally:
            self._free.append(mine)


def test_marks(home: Path, table: Table) -> None:
    with face("office", home) as office:
        attack = attacked(office, attacks.log_in_with_marks, 4, look_at_login, seconds=SECONDS / 4)
    longest = max((took for times in attack.tally.times.values() for took in times), default=0.0)
    now = f"nach höchstens {number(longest)} s beantwortet: {attack.tally}"
    table.add("Passphrasen aus 150.000 Zeichen zum Kombinieren", "17 s", now, missed=longest > 1, of=attack)


@pytest.mark.parametrize(("addresses", "words"), [(1, "einer Adresse"), (60, "60 Adressen")])
def test_sixty_logins(home: Path, table: Table, addresses: int, words: str) -> None:
    with face("office", home, addresses) as office:
        known = Known(office.where)
        attack = attacked(office, attacks.log_in, 60, look_at_login, known, stranger, seconds=SECONDS / 2)
    told, missed = [], False
    for kind, how in ((known, "in bekannten Browsern"), (stranger, "in unbekannten")):
        seen = attack.honest.pop(kind)
        inside, of = seen.count("303"), len(seen.answers)
        told.append(f"{how} gelingen {inside} von {of} Anmeldungen, p95 {number(share(seen.times, 0.95))} s")
        missed = missed or max(seen.times, default=0.0) > OWN_QUEUE or inside + seen.count("503") < of
        missed = missed or inside < (of if kind is known else of / 2)
    now = "; ".join(told)
    table.add(f"60 Anmeldungen zugleich von {words}", "13 s", now, missed=missed, of=attack)
