"""Who writes next: in the order in which they came, over all threads and processes of this machine.

SQLite looks again from time to time whether it may write, so who has waited long loses against who just came. Here
writers of one process stand in a line, and the first of each line locks a file, which the kernel gives in turn.
"""

from __future__ import annotations

import fcntl
import os
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from weakref import WeakSet

from .durable import for_the_folders_group
from .errors import StoreAway


class Queue:
    """The line of one process before one database."""

    def __init__(self, path: Path | None, seconds: float) -> None:
        """`path`: the file all processes lock, made when it is first needed; None where the database itself keeps them
        in order, and only this process's own writers stand here, each without a connection. `seconds`: longest wait.
        """
        self._path, self._seconds, self._shared = path, seconds, False
        self._renew()
        _QUEUES.add(self)

    def _renew(self) -> None:
        """Nobody of a parent's line stands in the child's."""
        self._guard, self._line = threading.Lock(), deque[threading.Event]()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Nobody else writes while the block runs. Raises StoreAway when the turn does not come in time."""
        mine = threading.Event()
        with self._guard:
            self._line.append(mine)
            if self._line[0] is mine:
                mine.set()
        try:
            if not mine.wait(self._seconds):
                raise StoreAway()
            with self._locked():
                yield
        finally:
            self._leave(mine)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Without the file there is no order between processes, but SQLite still lets one of them write."""
        try:
            lock = self._path.open("a") if self._path else None
        except OSError:
            lock = None
        if self._path is None or lock is None:
            yield
            return
        with lock:
            if not self._shared:
                for_the_folders_group(self._path)
                self._shared = True
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _leave(self, mine: threading.Event) -> None:
        with self._guard:
            self._line.remove(mine)
            if self._line:
                self._line[0].set()


_QUEUES = WeakSet[Queue]()


def _renew_all() -> None:
    for queue in list(_QUEUES):
        queue._renew()


os.register_at_fork(after_in_child=_renew_all)
