"""How much strangers may store in a time, all of them together: whoever floods us fills no disk while nobody looks.

A bucket fills again at a steady rate. Small texts only wait for it, one after the other, and are never refused. Long
texts and files have buckets of their own and are refused when those are empty, so that they take nothing from small
ones. What is in a bucket is shared by all processes that are forked after it was made; a restart fills it.
"""

from __future__ import annotations

import fcntl
import mmap
import os
import struct
import threading
import time
from collections.abc import Callable
from math import ceil

from .errors import FilesBusy, LongTextsBusy

KIB, MIB, GIB = 1024, 1024**2, 1024**3
# Together no more than 2 GiB in ten minutes; a report of the smallest class takes 17 KiB (tests/store/test_rate.py).
# A minute at what the machine can (some 240 writes a second) is burst; nginx lets as many through at once.
WRITES, WRITES_A_SECOND = 8_600, 110
LONG_TEXTS, LONG_TEXTS_A_SECOND = 64 * MIB, MIB / 4
FILES, FILES_A_SECOND = 256 * MIB, MIB / 2
# Whoever alone brings half of that in one message may go on: one very long message in an hour.
LONG_FILES, LONG_FILES_A_SECOND = 4 * GIB, 4 * GIB / 3600
SMALL = 66 * KIB  # of a sealed text: those of 64 KiB, filled up and sealed
SMALLEST = 17 * KIB  # those of 16 KiB: never refused
SLEEPERS = 20  # writers of a process that wait at once: the others write without, no flood holds all threads
UNIT = 16 * KIB  # so much of a small text counts as one write
LONGEST_WAIT = 8.0  # seconds; with all other waits before a page (unit.py) still below the proxy's 60
_STATE = struct.Struct("dd")  # what is left, and when that was so


class _Lock:
    """Who holds it is alone with all buckets, over all threads and processes.

    One for all of them: where two processes wait for one lock each and hold the other's, the system sees a deadlock and
    refuses, also when it is threads of theirs that have nothing to do with one another.
    """

    def __init__(self) -> None:
        self._file = os.memfd_create("buckets")
        self.renew()

    def renew(self) -> None:
        """The lock of the file is between processes, this one between threads; a parent's is not the child's."""
        self._guard = threading.Lock()

    def __enter__(self) -> None:
        self._guard.acquire()
        fcntl.lockf(self._file, fcntl.LOCK_EX)

    def __exit__(self, *_: object) -> None:
        fcntl.lockf(self._file, fcntl.LOCK_UN)
        self._guard.release()


_ONE = _Lock()
os.register_at_fork(after_in_child=_ONE.renew)


class Bucket:
    """Something that is used up and comes again."""

    def __init__(self, size: float, a_second: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.size, self.a_second, self._clock = size, a_second, clock
        self._state = mmap.mmap(-1, _STATE.size)  # all processes that are forked see the same
        _STATE.pack_into(self._state, 0, size, clock())

    def owe(self, amount: float) -> float:
        """Takes it, even if it is not there yet; in how many seconds it will be."""
        return max(0.0, -self._change(lambda left: left - amount) / self.a_second)

    def take(self, amount: float) -> bool:
        """Takes it if it is there."""
        taken = []

        def less(left: float) -> float:
            taken.append(left >= amount)
            return left - amount if taken[0] else left

        self._change(less)
        return taken[0]

    def give(self, amount: float) -> None:
        """Gives back what was not used after all."""
        self._change(lambda left: left + amount)

    def seconds_until(self, amount: float) -> float:
        """When there will be so much, if nobody takes any."""
        return max(0.0, (amount - self._change(lambda left: left)) / self.a_second)

    def _change(self, change: Callable[[float], float]) -> float:
        with _ONE:
            left, then = _STATE.unpack_from(self._state)
            now = self._clock()
            left = min(self.size, change(min(self.size, left + (now - then) * self.a_second)))
            _STATE.pack_into(self._state, 0, left, now)
            return left


class Meter:
    """What all strangers together may store. That of one machine."""

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._sleep, self._sleepers = sleep, threading.Semaphore(SLEEPERS)
        self.writes = Bucket(WRITES, WRITES_A_SECOND, clock)
        self.long_texts = Bucket(LONG_TEXTS, LONG_TEXTS_A_SECOND, clock)
        self.files = Bucket(FILES, FILES_A_SECOND, clock)
        self.long_files = Bucket(LONG_FILES, LONG_FILES_A_SECOND, clock)

    def wait(self) -> None:
        """Before each write: returns when it is its turn, or after the longest wait, or when enough others wait."""
        if (seconds := self.writes.owe(1)) and self._sleepers.acquire(blocking=False):
            try:
                self._sleep(min(seconds, LONGEST_WAIT))
            finally:
                self._sleepers.release()

    def text(self, size: int) -> None:
        """A sealed text of so many bytes. A small one makes those wait who come later; when they wait longest already,
        all but the smallest count as long. Raises LongTextsBusy."""
        if self._is_small(size):
            self.writes.owe(size // UNIT)
        elif not self.long_texts.take(size):
            raise LongTextsBusy(minutes=_minutes(self.long_texts.seconds_until(size)))

    def require_text(self, size: int) -> None:
        """Whether `text` would take it now, before anything is done for it. Raises LongTextsBusy."""
        if not self._is_small(size) and (seconds := self.long_texts.seconds_until(size)):
            raise LongTextsBusy(minutes=_minutes(seconds))

    def _is_small(self, size: int) -> bool:
        return size <= SMALLEST or (size <= SMALL and self.writes.owe(0) < LONGEST_WAIT)

    def file(self, size: int, before: int) -> Bucket:
        """So many bytes of a file, `before` in the same message already; out of which bucket. Raises FilesBusy."""
        if self.files.take(size):
            return self.files
        if before >= FILES / 2 and self.long_files.take(size):
            return self.long_files
        raise FilesBusy(minutes=_minutes(self.files.seconds_until(FILES / 4)))


def _minutes(seconds: float) -> int:
    return max(2, ceil(seconds / 60))
