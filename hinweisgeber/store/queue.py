"""Who writes next: in the order in which they came, over all threads and processes of this machine.

SQLite looks again from time to time whether it may write, so who has waited long loses against who just came. Here
writers of one process stand in a line, and the first of each line locks a file, of which only they are in want.
"""

from __future__ import annotations

import copy
import fcntl
import os
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from weakref import WeakSet

from .durable import for_the_folders_group
from .errors import StoreAway

AGAIN = 0.001  # seconds after which the first of a line looks again


class Queue:
    """The line of one process before one database."""

    def __init__(self, path: Path | None, seconds: float) -> None:
        """`path`: the file all processes lock, made when it is first needed; None where the database itself keeps them
        in order, and only this process's own writers stand here, each without a connection. `seconds`: longest wait.
        """
        self._path, self._seconds, self._shared, self._mode = path, seconds, False, "a"
        self._renew()
        _QUEUES.add(self)

    def _renew(self) -> None:
        """Nobody of a parent's line stands in the child's."""
        self._guard, self._line = threading.Lock(), deque[threading.Event]()

    def quiet(self) -> Queue:
        """The same line, for who must not make the file."""
        other = copy.copy(self)
        other._mode = "r+"
        return other

    @contextmanager
    def turn(self, seconds: float | None = None) -> Iterator[None]:
        """Nobody else writes while the block runs. Raises StoreAway when the turn does not come in time: within
        `seconds`, where that is less than usual."""
        seconds = min(seconds or self._seconds, self._seconds)
        mine, until = threading.Event(), time.monotonic() + seconds
        with self._guard:
            self._line.append(mine)
            if self._line[0] is mine:
                mine.set()
        try:
            if not mine.wait(seconds):
                raise StoreAway()
            with self._locked(until):
                yield
        finally:
            self._leave(mine)

    @contextmanager
    def _locked(self, until: float) -> Iterator[None]:
        """Without the file there is no order between processes, but SQLite still lets one of them write. The wait ends:
        another process may hold this file and wait for one that we hold. Only the first of each line is here, so that
        to look again from time to time costs little order."""
        try:
            lock = self._path.open(self._mode) if self._path else None
        except OSError:
            lock = None
        if self._path is None or lock is None:
            yield
            return
        with lock:
            if not self._shared:
                for_the_folders_group(self._path)
                self._shared = True
            while not _taken(lock):
                if time.monotonic() >= until:
                    raise StoreAway()
                time.sleep(AGAIN)
            try:
                yield
            finally:
                fcntl.flock(lock, fcntl.LOCK_UN)  # a child that was forked meanwhile would keep it

    def _leave(self, mine: threading.Event) -> None:
        with self._guard:
            self._line.remove(mine)
            if self._line:
                self._line[0].set()


def _taken(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


_QUEUES = WeakSet[Queue]()


def _renew_all() -> None:
    for queue in list(_QUEUES):
        queue._renew()


os.register_at_fork(after_in_child=_renew_all)
