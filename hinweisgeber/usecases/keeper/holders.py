"""Who can open what, told without a key: nobody leaves as the last one, and what nobody can open is named.

That somebody holds a key is told by a wrap that is there and has its size; that they live, by the ring of the day and
an account to log in with.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ...crypto.keystore import wrap_size
from ...crypto.ring import Officer, Ring
from ...store.cabinet import CASE, MEASURE, Cabinet
from ...store.letterbox import Letterbox
from ...store.unit import Store
from ..officer.collect import UNREADABLE
from ..officer.desk import number_of
from ..officer.revocation import in_force
from .errors import LastHolder

FileHolders = dict[bytes, set[str]]  # by file or report: ids of those with a wrap


@dataclass(frozen=True)
class Held:
    """Who holds a wrap of each file in the cabinet, and of each report that nobody has taken in yet."""

    files: FileHolders
    waiting: FileHolders

    @classmethod
    def of(cls, cab: Cabinet, box: Letterbox) -> Held:
        """Of what is not erased."""
        files = {
            file_id: {holder for holder, (own, size) in held.items() if size == wrap_size(own)}
            for file_id, held in cab.wrap_sizes().items()
        }
        return cls(files, dict(_waiting(cab, box)))

    def orphaned(self, officer_id: str, heirs: set[str]) -> tuple[set[bytes], set[bytes]]:
        """Files and waiting reports that this officer can open and no heir can."""
        both = (
            {one for one, holders in held.items() if officer_id in holders and not holders & heirs}
            for held in (self.files, self.waiting)
        )
        files, waiting = both
        return files, waiting


def _waiting(cab: Cabinet, box: Letterbox) -> Iterator[tuple[bytes, set[str]]]:
    """Who tried in vain to open a report counts for nothing."""
    collected, failed = cab.file_ids(), cab.not_opened(UNREADABLE)
    for report_id, sizes in box.wrap_sizes().items():
        if report_id not in collected:
            yield report_id, {o for o, n in sizes.items() if n == wrap_size(False) and (report_id, o) not in failed}


def living(cab: Cabinet, ring: Ring, day: date) -> set[str]:
    """Who is in the ring on that day, was not revoked by two leads, and has an account to log in with."""
    return {one.officer_id for one in in_force(cab, ring).readers(day)} & cab.account_ids()


def require_heirs(cab: Cabinet, box: Letterbox, ring: Ring, officer: Officer, day: date) -> None:
    """Raises LastHolder unless somebody else can open on that day whatever this officer can: cases, measures, and
    reports that still lie in the letterbox."""
    if officer.revoked_from is not None:  # they open nothing any more as it is
        return
    leaving = {one.officer_id for one in ring.everyone if one.revoked_from is not None}  # from a later day on
    heirs = living(cab, ring, day) - leaving - {officer.officer_id}
    files, waiting = Held.of(cab, box).orphaned(officer.officer_id, heirs)
    if files or waiting:
        numbers = sorted(cab.numbers(files).values())
        cases, measures = (tuple(number_of(*one) for one in numbers if one[0] == kind) for kind in (CASE, MEASURE))
        raise LastHolder(cases, measures, _days(box, waiting))


def _days(box: Letterbox, waiting: set[bytes]) -> tuple[date, ...]:
    return tuple(sorted(day for report_id, day in box.received_dates() if report_id in waiting))


@dataclass(frozen=True)
class Holding:
    """What can be opened by nobody today, or by one person alone."""

    by_nobody: tuple[str, ...]  # numbers of cases and measures
    waiting: tuple[date, ...]  # days of reports that nobody can take in
    by_one: int  # how many cases, measures and reports; their numbers would tell which one is about a colleague


def examine(cabinet: Store[Cabinet], letterbox: Store[Letterbox], ring: Ring, today: date) -> Holding:
    """All who hold a wrap may be revoked, or their key has ended, or they have no account. Raises StoreAway."""
    with letterbox.read() as box, cabinet.read() as cab:
        held, there = Held.of(cab, box), living(cab, ring, today)
        files, waiting = ({one for one, who in of.items() if not who & there} for of in (held.files, held.waiting))
        numbers = sorted(cab.numbers(files).values())
        by_one = sum(len(who & there) == 1 for of in (held.files, held.waiting) for who in of.values())
        return Holding(tuple(number_of(*one) for one in numbers), _days(box, waiting), by_one)
