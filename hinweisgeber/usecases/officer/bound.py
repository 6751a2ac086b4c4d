"""How much one request may do of something that may be very much: the rest is done by the next."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Bound:
    """So many of each kind, and none is begun after so many seconds; by default without end."""

    number: int = 10**9
    seconds: float = math.inf


@dataclass
class Left:
    """What is left of a bound."""

    bound: Bound
    always: int = 1  # of them may be done however long it takes: each request comes on by some
    number: int = 0
    began: float = field(default_factory=time.monotonic)

    def another(self) -> bool:
        """Whether one more may be done."""
        self.number += 1
        in_time = self.number <= self.always or time.monotonic() - self.began < self.bound.seconds
        return self.number <= self.bound.number and in_time
