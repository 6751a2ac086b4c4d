"""What the lists of cases have opened, in the memory of this process and nowhere else: each as long as its session.

A session that has ended here is forgotten at once; one that was ended by another process with the next page this one
shows after half a minute; and in any case when its time is over.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from ..usecases.officer.desk import OwnLines
from ..usecases.officer.unlock import IDLE_SECONDS, TOUCH_SECONDS

MOST = 150_000  # lines of all sessions together, about 100 MiB; the session that was used last keeps its own


@dataclass
class _Opened:
    used: int  # in seconds since the epoch
    lines: OwnLines = field(default_factory=OwnLines)


class OpenedLists:
    """By session: its row's key in the cabinet."""

    def __init__(self, live: Callable[[Collection[bytes]], set[bytes]]) -> None:
        """`live`: which of these sessions there still are."""
        self._live, self._looked, self._lock = live, 0, threading.Lock()
        self._of = dict[bytes, _Opened]()  # the one that was used last stands last

    def of(self, session: bytes, now: int) -> OwnLines:
        """What this session's list has opened; `now` in seconds since the epoch."""
        with self._lock:
            opened = self._of.pop(session, None) or _Opened(now)
            opened.used = now
            self._of[session] = opened
            while len(self._of) > 1 and sum(len(one.lines.known) for one in self._of.values()) > MOST:
                del self._of[next(iter(self._of))]
            return opened.lines

    def forget(self, session: bytes) -> None:
        """It has ended."""
        with self._lock:
            self._of.pop(session, None)

    def tidy(self, now: int) -> None:
        """Forgets the sessions whose time is over, and now and then those that ended elsewhere. Raises StoreAway."""
        with self._lock:
            for session in [one for one, its in self._of.items() if now - its.used >= IDLE_SECONDS]:
                del self._of[session]
            there = list(self._of)
            if not there or 0 <= now - self._looked < TOUCH_SECONDS:
                return
            self._looked = now
        for session in {*there} - self._live(there):
            self.forget(session)
