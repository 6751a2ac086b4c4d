"""The steps of a long verification, none of which needs another: stretches of the chain, and parts of the files by the
first byte of their ids."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from .....crypto.ring import Ring
from .....store.cabinet import Cabinet, Range
from .....store.unit import Store
from ..ending import ErasureProofs
from ..entries import walk
from ..files import examine_files
from ..findings import Amiss, Finding
from ..kept import Slice

PARTS = 30  # a month has no fewer days


@dataclass(frozen=True)
class By:
    """By what and when it is verified."""

    ring: Ring
    proofs: ErasureProofs
    today: date


@dataclass(frozen=True)
class Stretch:
    """Of the chain: the entry before it (0: none), and its last."""

    before: int
    last: int


@dataclass(frozen=True)
class FilePart:
    """Of the files: one of thirty, by their ids."""

    number: int

    @property
    def ids(self) -> Range:
        """From which id to which."""
        first, end = (-(-one * 256 // PARTS) for one in (self.number, self.number + 1))
        return bytes([first]) + bytes(15), bytes([end - 1]) + b"\xff" * 15

    @classmethod
    def of(cls, file_id: bytes) -> FilePart:
        """The part a file is in."""
        return cls(file_id[0] * PARTS // 256)


@dataclass(frozen=True)
class Did:
    """What came of a step: of a stretch the hashes of the entry before it and of its last, as they were read; of a part
    how its files are counted."""

    found: tuple[Finding, ...]
    before: str = ""
    head: str = ""
    slice: Slice | None = None


def act(cabinet: Store[Cabinet], by: By, step: Stretch | FilePart) -> Did:
    """Does one step, at one moment of the cabinet. Raises StoreAway."""
    with cabinet.read() as cab:
        return _walked(cab, by, step) if isinstance(step, Stretch) else _examined(cab, by, step)


def files_found(cabinet: Store[Cabinet], by: By, within: Sequence[Range]) -> list[Finding]:
    """What is wrong with the files in these ranges. Raises StoreAway."""
    if not within:
        return []
    with cabinet.read() as cab:
        return examine_files(cab, by.ring, by.today, by.proofs, within).found


def _walked(cab: Cabinet, by: By, stretch: Stretch) -> Did:
    since = cab.entry(stretch.before) if stretch.before else None
    if stretch.before and since is None:
        return Did((_gap(stretch.before),))
    done = walk(cab, by.ring, since=since, until=stretch.last)
    there = done.head is not None and done.head.seq == stretch.last
    found = (*done.found, *(() if there else (_gap(stretch.last),)))
    before, head = (one.hash.hex() if one else "" for one in (since, done.head))
    return Did(found, before, head)


def _gap(seq: int) -> Finding:
    return Finding(seq, "", Amiss.MISSING, "entry", "not the next number")


def _examined(cab: Cabinet, by: By, part: FilePart) -> Did:
    head = cab.head()
    found = examine_files(cab, by.ring, by.today, by.proofs, [part.ids]).found
    return Did(tuple(found), slice=Slice(head.seq if head else 0, cab.tallies(part.ids)))
