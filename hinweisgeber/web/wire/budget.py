"""How much memory the texts of all requests of a process may take together.

A text costs more than its own bytes: what is shown again stands on the page escaped, and a page is copied some times on
its way. So each byte that is escaped counts for as many as stand for it, and what all may hold is small against what a
process may have. A request has a little of its own, which nobody can take from it.
"""

from __future__ import annotations

from threading import Lock

from ..errors import TextsBusy

ALL = 5 * 1024 * 1024  # bytes for all requests of a process together, beside what each has of its own
PAGES = 48 * 1024 * 1024  # bytes of the pages that are on their way to their readers, filled up
OWN = 64 * 1024  # bytes of each request: a usual text always finds room
_ESCAPED = b"\"'&<>"  # five bytes on a page, most of them


def cost(text: bytes) -> int:
    """How much a text counts."""
    return len(text) + 4 * (len(text) - len(text.translate(None, _ESCAPED)))


class Budget:
    """That of one process."""

    def __init__(self, size: int = ALL) -> None:
        self.left, self._lock = size, Lock()

    def take(self, size: int) -> None:
        """Raises TextsBusy when there is not so much left."""
        with self._lock:
            if size > self.left:
                raise TextsBusy()
            self.left -= size

    def give(self, size: int) -> None:
        """Gives back what was taken."""
        with self._lock:
            self.left += size


class Purse:
    """What one request has taken."""

    def __init__(self, budget: Budget) -> None:
        self._budget, self._spent, self._taken = budget, 0, 0

    def spend(self, size: int) -> None:
        """So much more. Raises TextsBusy."""
        over = max(0, self._spent + size - OWN) - self._taken
        if over > 0:
            self._budget.take(over)
            self._taken += over
        self._spent += size

    def close(self) -> None:
        """Gives all of it back, once."""
        taken, self._taken = self._taken, 0
        self._budget.give(taken)
