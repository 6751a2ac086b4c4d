"""Places for what may be slow, so that slow senders and slow readers never hold all threads of a process.

A body that nginx passes on while it arrives holds a thread until its end; so does an answer that is longer than what
the ways to the reader take at once. Whatever is in it, it needs a place; there are fewer of them than threads, and
who has one must keep up a least rate (`lines`). Without one a few bodies at a time are read for some seconds, a few
more for a moment, and all others as far as they have come: texts that have come whole go back with the refusal; else
the browser still has them, and the page says how to send them once more. Who
shows meanwhile to be quicker gets the place of who is slowest of all, and that one goes; so does the slowest for a
file that somebody wants to have.
"""

from __future__ import annotations

from threading import Lock, Semaphore
from time import monotonic

from .lines import Line, Pace

UNBUFFERED = 300_000  # from so many bytes, or without a length, nginx passes a body on as it comes: deploy/nginx
FREE_THREADS = 16  # of each process: those with a place never hold these; who hurries, stays, goes: a quarter each
GRACE = 2.0  # seconds that nobody is judged by
SPARED = 128 * 1024  # bytes a second: who is as quick never goes for somebody else
HURRY = 10.0  # seconds for the whole of a body, or of an answer, without a place
SHOWN = 64 * 1024  # bytes after which it can be told who is quick
MOMENT = 0.25  # the same when there are many of those
GLANCE = 0.02  # and when there are more: for what has come already


def may_be_slow(length: int | None, passed_on: bool = False) -> bool:
    """Whether a body of this length may still be on its way when its head is here; `passed_on`: nginx says so."""
    return passed_on or length is None or length >= UNBUFFERED


class Slots:
    """Those of one process."""

    def __init__(self, threads: int) -> None:
        self.most = max(1, threads - FREE_THREADS)
        self._may_go = min(FREE_THREADS, threads - 1) // 4
        self.hurried, self.staying = Semaphore(self._may_go), Semaphore(self._may_go)
        self._inside: set[Pace] = set()
        self._going: set[Pace] = set()  # those who went for others, and hold a thread for a moment still
        self._lock = Lock()

    def enter(self, pace: Pace, claims: bool) -> bool:
        """Whether there is a place. `claims`: also that of who is slowest and half as quick at most, who goes then."""
        with self._lock:
            if len(self._inside) >= self.most:
                slowest = self._slowest() if claims and len(self._going) < self._may_go else None
                if slowest is None or pace.rate < 2 * slowest.rate:
                    return False
                self._let_go(slowest)
            self._inside.add(pace)
            return True

    def push(self) -> bool:
        """Lets the slowest go for what they hold; whether there was one."""
        with self._lock:
            slowest = self._slowest() if len(self._going) < self._may_go else None
            if slowest is None:
                return False
            self._let_go(slowest)
            return True

    def _let_go(self, pace: Pace) -> None:
        pace.lost = True
        self._inside.remove(pace)
        self._going.add(pace)

    def leave(self, pace: Pace) -> None:
        """The place is free, if this one still had it."""
        with self._lock:
            self._inside.discard(pace)
            self._going.discard(pace)

    def _slowest(self) -> Pace | None:
        """Whoever is slow enough to go."""
        now = monotonic()
        slow = [one for one in self._inside if not one.settled and now - one.began >= GRACE and one.rate < SPARED]
        return min(slow, key=lambda one: one.rate, default=None)


class Place:
    """What a request takes before its body is read, or its answer sent, and gives back at the end of that."""

    def __init__(self, slots: Slots, line: Line | None, claims: bool = False) -> None:
        """`line`: the connection, where the server knows it."""
        self.pace, self._slots, self._line = Pace(), slots, line
        self._is_steady = slots.enter(self.pace, claims)
        self._turn: Semaphore | None = None
        if not self._is_steady:
            self.pace.until = monotonic() + self._patience()
        if line is not None:
            line.keep(self.pace)

    def _patience(self) -> float:
        """For who has no place: seconds, the fewer the more there are of those."""
        for turn, seconds in ((self._slots.hurried, HURRY), (self._slots.staying, MOMENT)):
            if turn.acquire(blocking=False):
                self._turn = turn
                return seconds
        return GLANCE

    @property
    def hurried(self) -> bool:
        """Whether there is no time for files: there was no place, or it went to somebody else."""
        return not self._is_steady or self.pace.lost

    def claim(self) -> None:
        """Who is without one may be quick enough by now."""
        if not self._is_steady and self.pace.moved >= SHOWN and self._slots.enter(self.pace, claims=True):
            self._is_steady, self.pace.until = True, None
            self._end_turn()

    def settle(self) -> None:
        """All is here; what is done with it now takes its own time."""
        self.pace.settled = True
        if self._line is not None:
            self._line.keep(None)

    def go_on(self, until: float) -> bool:
        """Some of what is still coming is waited for until then, unless somebody needs the place. False without one."""
        self.pace.until, self.pace.settled = until, False
        if self._line is not None and not self.hurried:
            self._line.keep(self.pace)
        return not self.hurried

    def leave(self) -> None:
        """Gives it back, once."""
        self.settle()
        self._slots.leave(self.pace)
        self._end_turn()

    def _end_turn(self) -> None:
        turn, self._turn = self._turn, None
        if turn is not None:
            turn.release()
