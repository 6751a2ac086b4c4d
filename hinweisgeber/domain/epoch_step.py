"""Another key from now on, because somebody may read the file no more or because it had one of version 1."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .acts import Data, Exact, Kind
from .ending.readable import harmless
from .record import Record, unchanged


@dataclass(frozen=True)
class EpochBegun(Data):
    """The how-manieth epoch of the file it is, and which officers hold its key no more. Who holds it stands open."""

    number: int
    left: tuple[Exact, ...] = ()


EPOCH: Record[Any, Any] = Record(Kind.EPOCH, EpochBegun, unchanged, harmless)
