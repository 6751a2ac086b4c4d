"""Reports without end: how many a second, and what they do to the disk. Run by `make bench-flood`.

`FLOOD_DISK=all` floods the disk with each kind alone, too; README names the long version.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from hinweisgeber import config
from hinweisgeber.store.letterbox import letterbox_store
from tests.flood import attacks
from tests.flood.crowd import Act, Where
from tests.flood.faces import behind_nginx, face
from tests.flood.honest import Seen, share, tell, tell_with_file, visit
from tests.flood.table import SECONDS, Attack, Table, attacked, number
from tests.store.postgres import running

RATE, SLOWEST = 200, 0.7  # reports a second, and seconds within which 99 of 100 are confirmed
CONFIRMED = 60  # seconds until a small first text of somebody else is
DISK, MINUTES = 2048, 10  # MiB that all may store in so long; in less it may be as much, for a part comes at once
SENDERS = 160
KINDS: dict[str, tuple[Act, str]] = {
    "mixed": (attacks.send_mixed, "alles gemischt"),
    "files": (attacks.send_files, "je 20 Dateien zu 40 kB"),
    "empty": (attacks.send_empty_files, "je 20 leere Dateien"),
    "maximal": (attacks.send_maximal, "längste Texte"),
    "50kb": (attacks.send_50_kb, "Texte von 50 KB"),
    "10kb": (attacks.send_10_kb, "Texte von 10 KB"),
    "small": (attacks.send_small, "kurze Texte"),
}
CHOSEN = list(KINDS) if os.environ.get("FLOOD_DISK") == "all" else ["mixed"]


def test_senders(home: Path, table: Table) -> None:
    with face("intake", home) as intake:
        attack = attacked(intake, attacks.send_small, 64, visit)
    _senders(attack, "64 senden kurze Meldungen", "100 bis 122 je Sekunde, p99 2,4 bis 3,0 s", table)


def test_senders_on_postgresql(home: Path, table: Table) -> None:
    """As an operator's server is set: durable when it says so."""
    with running(fsync="on", full_page_writes="on", max_connections="200") as server:
        url = server.url(server.create())
        store = letterbox_store(url)
        store.migrate()
        store.dispose()
        with (home / config.ENV_FILE).open("a", encoding="utf-8") as settings:
            settings.write(f"{config.env_name('letterbox_url')}={url}\n")
        with face("intake", home) as intake:
            attack = attacked(intake, attacks.send_small, 64, visit)
            used = intake.cpu() / max(attack.tally.count(), 1)
        with letterbox_store(url).read() as box:
            assert box.given()[0] >= len(attack.tally.times.get("303", [])), "each that was confirmed lies there"
    what = f"… auf PostgreSQL, {used * 1000:.1f} ms der Annahme je Antwort"
    _senders(attack, what, "–", table)


def _senders(attack: Attack, what: str, before: str, table: Table) -> None:
    sent = attack.tally.times.get("303", [])
    rate, slowest = len(sent) / attack.seconds, share(sent, 0.99)
    now = f"{rate:.0f} je Sekunde, p99 {number(slowest)} s; {attack.tally.count() - len(sent)} nicht bestätigt"
    missed = rate < RATE or slowest > SLOWEST
    table.add(what, before, now, missed=missed, of=attack)


@pytest.mark.parametrize("kind", CHOSEN)
def test_disk(kind: str, home: Path, tmp_path: Path, table: Table) -> None:
    act, words = KINDS[kind]
    with behind_nginx(home, tmp_path / "front") as intake:
        attack = attacked(intake, act, SENDERS, visit, tell)
        again = _accepted(intake.where)
    most = DISK * max(1.0, attack.seconds / 60 / MINUTES)
    people = attack.honest[tell]
    slowest, confirmed = max(people.times, default=0.0), people.count("303")
    now = f"{attack.disk:.0f} MiB in {attack.seconds:.0f} s; {confirmed} von {len(people.answers)} kurzen Texten "
    now += f"bestätigt, in höchstens {number(slowest)} s{_otherwise(people)}; Dateien danach {again}; {attack.tally}"
    missed = attack.disk > most or slowest > CONFIRMED or confirmed < len(people.answers)
    table.add(f"{SENDERS} füllen die Platte: {words}", "–", now, missed=missed, of=attack, pages=visit)


def _otherwise(people: Seen) -> str:
    """What the others were told."""
    told = sorted({answer for answer in people.answers if answer != "303"})
    return f" (sonst {', '.join(told)})" if told else ""


def _accepted(where: Where) -> str:
    """When a file of somebody else is taken again; looked at for as long as the attack went on."""
    began = time.monotonic()
    while (waited := time.monotonic() - began) <= SECONDS:
        if tell_with_file(where)[0] == "303":
            return f"nach {time.monotonic() - began:.0f} s angenommen"
        time.sleep(1)
    return f"nach {waited:.0f} s noch nicht angenommen"
