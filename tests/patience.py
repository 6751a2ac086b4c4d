"""How long tests wait for what must come. They end long before; only what never comes takes this long to be told.

A bound on how quick something is, is no test: it fails on a busy machine, and says nothing on a quick one. Where
something must end by itself, its bound lies between this and for ever; where it must cost little, the processor's time
is measured, at many times what it takes.
"""

from __future__ import annotations

import time
from collections.abc import Callable

PATIENT = 180.0  # seconds


def wait_until(true: Callable[[], object], otherwise: Callable[[], str] = str, pause: float = 0.01) -> None:
    """Until it is true. Fails with the sentence when it never is."""
    end = time.monotonic() + PATIENT
    while not true():
        assert time.monotonic() < end, otherwise()
        time.sleep(pause)
