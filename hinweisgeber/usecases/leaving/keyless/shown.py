"""The cases that nobody can open, as far as they are known without a key: number, days, kinds of entries. Whoever was
left out of one is told nothing of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from ....domain import records
from ....domain.ending.readable import Readable
from ....domain.errors.ending import HoldStands, ReporterWaits
from ....domain.power import guard
from ....domain.power.keyless import ArchiveTold, KeylessErasure, of_file
from ....domain.power.proposals import ProposalState
from ....errors import Refused
from ....store.cabinet import CASE, Cabinet
from ....store.letterbox import Letterbox
from ...keeper import keyless as signing
from ...keeper.erase import Candidate, Ending, candidate_of, ending_of
from ...keeper.holders import living
from ...keeper.verifying import keyless
from ...keeper.verifying.keyless_case import CasePast
from ...officer import revocation, suspension
from ...officer.desk import Desk
from ...officer.errors import FileNotFound

MOST = 20  # cases on one page


@dataclass(frozen=True)
class KeylessCase:
    """A case that nobody can open, as far as it is known without a key. `amounts`: texts, files, keys; `last`: its
    newest entry, and that one's hash; `revoked`, `ended`: of those who held its key last, how many are out and how many
    have let it end; `archive`: what has to be said of the archive; `against`: why it cannot be proposed or confirmed
    now. `about`: what stands or was agreed to; `cannot`: why who asks cannot sign it."""

    file_id: bytes
    number: str
    received: date | None
    acts: tuple[tuple[str, date], ...]
    state: Readable
    amounts: tuple[int, int, int]
    last: tuple[int, str]
    revoked: int
    ended: int
    archive: ArchiveTold
    against: tuple[Refused, ...]
    about: KeylessErasure | None
    mine: bool
    cannot: Refused | None

    @property
    def is_agreed(self) -> bool:
        """Whether two have signed, and the next run of `erase` takes it."""
        return self.about is not None and self.about.state is ProposalState.CONFIRMED

    def early(self, today: date) -> int | None:
        """How many days before the end of the time of keeping it is today: 0 after it; None where the case is not
        closed, so that it has none."""
        end = self.state.deletable_from
        return max(0, (end - today).days) if end else None


@dataclass(frozen=True)
class KeylessCases:
    """Those on one page, and how many more there are."""

    shown: tuple[KeylessCase, ...]
    more: int = 0


def listing(desk: Desk, offers: bool) -> KeylessCases:
    """Those that who asks may be told of, by number. `offers`: this institution offers its cases to the archive. Raises
    StoreAway."""
    if not signing.may_sign(desk.ring, desk.officer_id, desk.today):
        return KeylessCases(())
    with desk.cabinet.read() as cabinet, desk.letterbox.read() as box:
        rows = list(_rows(cabinet, desk))
        shown = tuple(_told(cabinet, box, desk, *row, offers) for row in islice(rows, MOST))
    return KeylessCases(shown, len(rows) - len(shown))


def seconds(desk: Desk) -> list[str]:
    """Who could confirm what this officer proposes, unless they were left out of the case: other functions, and not
    suspended. Raises StoreAway."""
    with desk.cabinet.read() as cabinet:
        out = suspension.who(cabinet, desk.ring, desk.today)
    mine = revocation.function_of(desk.ring, desk.officer_id)
    people = (one for one in desk.ring.officers(desk.today) if one.role in guard.EVERYBODY)
    return [one.officer_id for one in people if one.officer_id not in out and one.function.casefold() != mine]


def waiting(desk: Desk) -> list[tuple[KeylessErasure, Refused | None]]:
    """What stands today and this officer may be told of, the oldest first, with why they cannot sign it. Raises
    StoreAway."""
    ring, me, today = desk.ring, desk.officer_id, desk.today
    with desk.cabinet.read() as cabinet:
        found = signing.standing(cabinet, ring, today) if signing.may_sign(ring, me, today) else []
        mine = [one for one in found if not signing.has_parted(cabinet, ring, one, me)]
        return [(one, signing.cannot(cabinet, ring, one, me, today)) for one in mine]


def to_sign(desk: Desk) -> int:
    """How many of them wait for this officer's signature. Raises StoreAway."""
    return sum(cannot is None for _, cannot in waiting(desk))


def signed_by(cabinet: Cabinet, desk: Desk) -> set[bytes]:
    """The cases of which this officer gave one of both signatures."""
    agreed = (one for one in keyless.all_of(cabinet, desk.ring) if one.state is ProposalState.CONFIRMED)
    return {one.file_id for one in agreed if desk.officer_id in (one.by, one.ended_by)}


def _rows(cabinet: Cabinet, desk: Desk, number: str | None = None) -> Iterator[tuple[Ending, CasePast]]:
    """The cases that nobody can open (all, or one), and of which who asks was not left out."""
    there = living(cabinet, desk.ring, desk.today)
    ids = {file_id for file_id, held in cabinet.wrap_sizes().items() if not held.keys() & there}
    cases = sorted((kind_and_number, file_id) for file_id, kind_and_number in cabinet.numbers(ids).items())
    for file_id in (file_id for (kind, *_), file_id in cases if kind == CASE):
        past = CasePast.of(revocation.in_force(cabinet, desk.ring), cabinet.entries_of(file_id))
        if past.there(desk.today) or past.has_parted(desk.officer_id):
            continue
        for ending in map(ending_of, cabinet.readable(file_id=file_id, but=records.HARMLESS)):
            if number in (None, ending.number):
                yield ending, past


def numbered(cabinet: Cabinet, box: Letterbox, desk: Desk, number: str, offers: bool) -> KeylessCase:
    """Raises FileNotFound also for a case that somebody can open, or of which who asks is told nothing."""
    for ending, past in _rows(cabinet, desk, number):
        return _told(cabinet, box, desk, ending, past, offers)
    raise FileNotFound()


def _told(cabinet: Cabinet, box: Letterbox, desk: Desk, ending: Ending, past: CasePast, offers: bool) -> KeylessCase:
    entries, there = cabinet.entries_of(ending.file_id), candidate_of(box, cabinet, ending)
    people = [one for one in map(desk.ring.get, past.keys.holders) if one is not None]
    revoked = sum(one.is_out(desk.today) for one in people)
    about = _of_today(cabinet, desk, ending.file_id)
    return KeylessCase(
        file_id=ending.file_id,
        number=ending.number,
        received=cabinet.first_written(ending.file_id),
        acts=tuple((one.kind, one.day) for one in entries),
        state=ending.state,
        amounts=(there.texts, there.files, there.wraps),
        last=(entries[-1].seq, entries[-1].hash.hex()) if entries else (0, ""),
        revoked=revoked,
        ended=len(people) - revoked,
        archive=ArchiveTold.of(ending.state, offers),
        against=tuple(_against(there)),
        about=about,
        mine=about is not None and about.by == desk.officer_id,
        cannot=signing.cannot(cabinet, desk.ring, about, desk.officer_id, desk.today) if about else None,
    )


def _against(there: Candidate) -> Iterator[Refused]:
    if there.ending.state.holds:
        yield HoldStands()
    if there.waiting:
        yield ReporterWaits()


def _of_today(cabinet: Cabinet, desk: Desk, file_id: bytes) -> KeylessErasure | None:
    """What stands today about this case, or was agreed to and is not carried out yet."""
    open_ones = of_file(signing.standing(cabinet, desk.ring, desk.today), file_id)
    agreed = [one for one in of_file(keyless.all_of(cabinet, desk.ring), file_id) if one.allows(desk.today)]
    return next(iter([*agreed[-1:], *open_ones]), None)
