"""Who computes with a passphrase next: one at a time, a few more wait for a while, and nobody for ever.

There are two lanes. Browsers from which somebody has logged in before have places of their own, one each, so that
strangers never take them all. All others stand in the common lane, and so does a known browser that finds no place of
its own: who once was an officer may hold them. Each address stands in half of the common lane at most: there it is the
turn of whose address has had none for the longest time, and where that is alike, of whose address was drawn first: to
come again and again draws nothing better. When it is full, who would be the last to have a turn is told so. Both lanes
go by turns. What is computed, and what is said, is the same.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from .errors import LoginsBusy

REMEMBERED = 1000  # addresses that had a turn; only in this process's memory


@dataclass(eq=False)
class _Waiting:
    """Somebody inside."""

    address: str
    device: str  # of a browser that is known, in a place of its own; empty for all others
    called: threading.Event = field(default_factory=threading.Event)
    is_next: bool = False  # when called: else there is no place any more


class Turns:
    """Those of one process."""

    def __init__(self, places: int, kept: int, seconds: float) -> None:
        """`places`: of the common lane; `kept`: of the other; `seconds`: longest wait."""
        self._places, self._kept, self._seconds = places, kept, seconds
        self._lock, self._inside = threading.Lock(), list[_Waiting]()  # in the order in which they came
        self._running: _Waiting | None = None
        self._served, self._turn = OrderedDict[str, int](), 0  # by address: the number of its last turn
        self._known_had_it, self._drawn = False, secrets.token_bytes(16)

    @contextmanager
    def one(self, address: str, device: str = "") -> Iterator[None]:
        """A turn. `device`: the id of a browser that is known. Raises LoginsBusy."""
        me = _Waiting(address, device)
        with self._lock:
            self._let_in(me)
            self._go_on()
        try:
            self._wait(me)
            if not me.is_next:
                raise LoginsBusy()
            yield
        finally:
            with self._lock:
                self._leave(me)
                self._go_on()

    def _wait(self, me: _Waiting) -> None:
        me.called.wait(self._seconds)

    def _let_in(self, me: _Waiting) -> None:
        known = [one.device for one in self._inside if one.device]
        if len(known) >= self._kept or me.device in known:
            me.device = ""
        if not me.device:
            self._line_up(me)
        self._inside.append(me)

    def _line_up(self, me: _Waiting) -> None:
        """Finds a place in the common lane. Raises LoginsBusy."""
        lane = [one for one in self._inside if not one.device]
        if sum(one.address == me.address for one in lane) >= self._places // 2:
            raise LoginsBusy()
        if len(lane) >= self._places:
            last = max((one for one in (*lane, me) if one is not self._running), key=self._rank)
            if last is me:
                raise LoginsBusy()
            self._leave(last)
            last.called.set()

    def _go_on(self) -> None:
        """Calls the next one, if nobody has the turn."""
        if self._running is not None or not self._inside:
            return
        known = [one for one in self._inside if one.device]
        others = [one for one in self._inside if not one.device]
        is_known = bool(known) and not (others and self._known_had_it)
        chosen = known[0] if is_known else min(others, key=self._rank)
        self._known_had_it, self._running, self._turn = is_known, chosen, self._turn + 1
        self._served[chosen.address] = self._turn
        self._served.move_to_end(chosen.address)
        if len(self._served) > REMEMBERED:
            self._served.popitem(last=False)
        chosen.is_next = True
        chosen.called.set()

    def _rank(self, one: _Waiting) -> tuple[int, bytes]:
        return self._served.get(one.address, 0), self._lot(one.address)

    def _lot(self, address: str) -> bytes:
        return hashlib.sha256(self._drawn + address.encode()).digest()

    def _leave(self, me: _Waiting) -> None:
        if me in self._inside:
            self._inside.remove(me)
        if self._running is me:
            self._running = None
