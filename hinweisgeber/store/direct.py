"""Writing past the page cache (O_DIRECT): the disk takes what came while more is coming, and the copying that is saved
is much of what storing a large file costs. Nothing is durable before fsync, here as elsewhere.

Only a few files of a process at once, for each holds memory of its own. All others, and every file system that knows no
O_DIRECT, are written as usual.
"""

from __future__ import annotations

import fcntl
import mmap
import os
from concurrent.futures import Future
from contextlib import suppress
from threading import Semaphore

from ..threads import Threads

WAVE = 2 * 1024 * 1024  # bytes handed to the disk at a time; each file holds two of them
AT_ONCE = 4
LANES = Semaphore(AT_ONCE)
_WRITERS = Threads("disk", AT_ONCE)


def direct_file(descriptor: int) -> DirectFile | None:
    """Takes over the writing of a new, empty file; None when all lanes are taken or the file system cannot."""
    if not LANES.acquire(blocking=False):
        return None
    try:
        fcntl.fcntl(descriptor, fcntl.F_SETFL, fcntl.fcntl(descriptor, fcntl.F_GETFL) | os.O_DIRECT)
        return DirectFile(descriptor)
    except (OSError, AttributeError):  # not here; not on this system
        LANES.release()
        return None


class DirectFile:
    """A file that is written once, from its beginning to its end. Whoever has one calls `end` or `drop`."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor, self._offset, self._held = descriptor, 0, 0
        self._filling, self._other = (
            memoryview(mmap.mmap(-1, WAVE)) for _ in range(2)
        )  # aligned, as the disk wants it
        self._written: Future[None] | None = None
        self._has_lane = True

    def write(self, data: bytes | memoryview) -> None:
        """Adds bytes. Raises OSError, also for what was added before."""
        left = memoryview(data)
        while left:
            taken = left[: WAVE - self._held]
            self._filling[self._held : self._held + len(taken)] = taken
            self._held += len(taken)
            left = left[len(taken) :]
            if self._held == WAVE:
                self._hand_over()

    def _hand_over(self) -> None:
        self._wait()
        self._written = _WRITERS.submit(_write_all, self._descriptor, self._filling, self._offset)
        self._filling, self._other = self._other, self._filling
        self._offset, self._held = self._offset + WAVE, 0

    def _wait(self) -> None:
        if self._written is not None:
            self._written.result()

    def end(self) -> None:
        """All is written when it returns, though not durable. Raises OSError."""
        self._wait()
        flags = fcntl.fcntl(self._descriptor, fcntl.F_GETFL)
        fcntl.fcntl(self._descriptor, fcntl.F_SETFL, flags & ~os.O_DIRECT)  # the rest fills no block
        _write_all(self._descriptor, self._filling[: self._held], self._offset)
        self._leave()

    def drop(self) -> None:
        """Nothing is being written any more when it returns: the descriptor can be closed."""
        with suppress(OSError):
            self._wait()
        self._leave()

    def _leave(self) -> None:
        if self._has_lane:
            self._has_lane = False
            LANES.release()

    def __del__(self) -> None:
        self.drop()


def _write_all(descriptor: int, data: memoryview, offset: int) -> None:
    while data:
        count = os.pwrite(descriptor, data, offset)
        data, offset = data[count:], offset + count
