"""One table of all attacks, and what is measured for each."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field

from tests.flood.crowd import Act, Crowd, Tally
from tests.flood.faces import Running
from tests.flood.honest import People, Seen, Visit, share

SECONDS = float(os.environ.get("FLOOD_SECONDS", "60"))  # of each attack
GROWTH = float(os.environ.get("FLOOD_GROWTH", "400"))  # MiB of memory, and of disk, at which an attack is ended
MEMORY, LATENCY = 300, 1.0  # MiB over rest, and seconds of an honest request: what is promised
LOOK = 0.25  # seconds between two looks at the memory
LOOK_AT_DISK = 8  # only each so many
HEAD = "| Angriff | in 0.2.0 | jetzt | ehrliche Anfragen, p95 | Speicher über Ruhe |\n|---|---|---|---|---|"


@dataclass
class Attack:
    """What came of one."""

    tally: Tally
    honest: dict[Visit, Seen]
    seconds: float = 0.0
    memory: float = 0.0  # MiB over rest, at most
    disk: float = 0.0  # MiB more at its end
    ended: str = ""  # why before its time

    def latency(self, of: Visit | None = None) -> float:
        """Within which nineteen of twenty honest requests were answered; of this kind alone, if one is named."""
        return share([took for kind, seen in self.honest.items() if of in (None, kind) for took in seen.times], 0.95)

    @property
    def lost(self) -> str:
        """Texts that came back with no answer."""
        lost = sum(seen.lost for seen in self.honest.values())
        return f"; **{lost} Texte fehlen in der Antwort**" if lost else ""


def attacked(running: Running, act: Act, number: int, *people: Visit, meanwhile: Callable[[], object] | None = None,
             seconds: float = SECONDS) -> Attack:  # fmt: skip
    """So many attack for a while; honest people come, and `meanwhile` is done over and over."""
    memory, disk, attack = running.memory(), running.disk(), Attack(Tally(), {})
    with ExitStack() as ended:
        rest, honest = _Watch(running, memory, disk), People(running.where, *people)
        ended.callback(rest.stop)
        ended.callback(honest.go)
        crowd, began = Crowd(act, running.where, number), time.monotonic()
        ended.callback(crowd.kill)
        while not rest.over and time.monotonic() - began < seconds:
            if meanwhile:
                meanwhile()
            time.sleep(LOOK)
        attack.seconds = time.monotonic() - began
        attack.tally = crowd.stop()
    attack.honest, attack.memory, attack.disk = honest.seen, rest.most, running.disk() - disk
    attack.ended = rest.over and f"; nach {attack.seconds:.0f} s beendet, {rest.over}"
    return attack


class _Watch:
    """Looks how much memory and disk grow, in a thread of its own."""

    def __init__(self, running: Running, memory: float, disk: float) -> None:
        self.most, self.over = 0.0, ""
        self._running, self._memory, self._disk, self._ended = running, memory, disk, threading.Event()
        self._thread = threading.Thread(target=self._look)
        self._thread.start()

    def _look(self) -> None:
        looks = 0
        while not self._ended.wait(LOOK):
            looks += 1
            grown = self._running.memory() - self._memory
            self.most = max(self.most, grown)
            if grown > GROWTH:
                self.over = f"{grown:.0f} MiB Speicher mehr"
            elif looks % LOOK_AT_DISK == 0 and (more := self._running.disk() - self._disk) > GROWTH:
                self.over = f"{more:.0f} MiB auf der Platte mehr"

    def stop(self) -> None:
        """It has seen enough."""
        self._ended.set()
        self._thread.join()


@dataclass(frozen=True)
class Row:
    """One line."""

    attack: str
    before: str
    now: str
    missed: bool = False  # whether `now` is not what it should be
    latency: float | None = None
    memory: float | None = None

    def __str__(self) -> str:
        latency, memory = "–", "–"
        if self.latency is not None:
            latency = _bold(f"{number(self.latency)} s", self.latency > LATENCY)
        if self.memory is not None:
            memory = _bold(f"{self.memory:.0f} MiB", self.memory > MEMORY)
        return f"| {' | '.join((self.attack, self.before, _bold(self.now, self.missed), latency, memory))} |"


def _bold(text: str, missed: bool) -> str:
    return f"**{text.replace('**', '')}**" if missed else text


def number(value: float) -> str:
    """As people write it in German."""
    return f"{value:.2f}".replace(".", ",")


@dataclass
class Table:
    """All of them, in the order in which they were done."""

    rows: list[Row] = field(default_factory=list)

    def add(self, attack: str, before: str, now: str, *, missed: bool = False, of: Attack | None = None,
            pages: Visit | None = None) -> None:  # fmt: skip
        """A line; with what honest people and the memory saw of it. `pages`: who among them waits for nothing else; the
        others are slowed on purpose, and `now` says how long."""
        if of is not None:
            now += of.ended + of.lost
            missed = missed or "**" in now
            latency = of.latency(pages) if of.honest else None
            self.rows.append(Row(attack, before, now, missed, latency, max(of.memory, 0.0)))
        else:
            self.rows.append(Row(attack, before, now, missed))
        print(f"\n{self.rows[-1]}", flush=True)
