"""Who is out stays out, as far as what is stored goes: their wraps go, and all that only they could read.

A revocation deletes at once whatever somebody else can open. What it had to leave, or was cut off in, and what came in
for somebody revoked whom the intake still knew, goes with the daily run. That also takes the wraps of those whose key
ended a month ago and was not extended. It decides alone and by the calendar, and takes a wrap only where a colleague
has really opened the file: their wrap is under their own key. So it may run without seeing any wrap. With the
next act on a file goes whoever may read nothing that is sealed then, without any grace (SPEC §23).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from ...crypto.keystore import lost_identity
from ...crypto.ring import Officer, Ring
from ...store.cabinet import Cabinet
from ...store.letterbox import Letterbox
from ...store.unit import Store
from .holders import Held, living

GRACE = timedelta(days=30)  # in which who has forgotten to extend a key finds all that nobody acted on


def has_lapsed(officer: Officer, today: date) -> bool:
    """Whether their key has ended and the time to extend it without loss is over."""
    return officer.valid_until + GRACE < today


def carry_out(cabinet: Store[Cabinet], letterbox: Store[Letterbox], ring: Ring, today: date) -> int:
    """The daily run. Returns how many wraps and other rows went; doing it again changes nothing. Raises StoreAway."""
    out = {one.officer_id for one in ring.everyone if one.is_out(today)}
    ended = out | {one.officer_id for one in ring.everyone if has_lapsed(one, today)}
    if not ended:
        return 0
    with cabinet.write() as cab, letterbox.write() as box:  # nobody hands anything on or takes anything in meanwhile
        if not (there := living(cab, ring, today)):  # somebody will be extended, and find all as it was
            return 0
        safe = {file_id for file_id, held in cab.owners().items() if any(own and o in there for o, own in held.items())}
        gone = _drop(cab, box, ended, there, safe) + cab.forget(out)
    if gone:
        scrub(cabinet, letterbox)
    return gone


def end(
    cabinet: Store[Cabinet], letterbox: Store[Letterbox], ring: Ring, today: date, officer: Officer | None = None
) -> None:
    """What a revocation had to leave or was cut off in, and what a backup brought back: of all who are revoked, or of
    this one. Doing it again changes nothing. Raises StoreAway."""
    out = [one for one in ([officer] if officer else ring.everyone) if one.is_out(today)]
    if not out:
        return
    with cabinet.write() as cab, letterbox.write() as box:
        for one in out:
            drop_at_once(cab, box, ring, one, today)
    scrub(cabinet, letterbox)


def drop_at_once(cab: Cabinet, box: Letterbox, ring: Ring, officer: Officer, today: date) -> None:
    """What belongs to a revocation: the same for this officer alone, wherever anybody living holds a wrap, and their
    identity."""
    held, there, ids = Held.of(cab, box), living(cab, ring, today), {officer.officer_id}
    _drop(cab, box, ids, there, {one for one, who in (held.files | held.waiting).items() if who & there})
    cab.forget(ids)
    cab.lock_out(officer.officer_id, lost_identity())


def _drop(cab: Cabinet, box: Letterbox, ended: set[str], there: set[str], safe: Collection[bytes]) -> int:
    """`safe`: the files and reports that somebody else can open. A wrap in the letterbox opens the same case; but a
    letter has a key of its own, and stays theirs where it was written to nobody who is still `there`."""
    wraps = [(file_id, one) for file_id, held in cab.owners().items() if file_id in safe for one in held.keys() & ended]
    sealed = [row for row in box.wraps_of(ended) if row[0] in safe]
    readers = {at: who for at, who in box.letter_readers().items() if at[0] in safe and who & there - ended}
    letters = [(*at, one) for at, who in readers.items() for one in who & ended]
    cab.drop_pulled_wraps(ended, safe, letters)
    gone = box.drop_wraps(sealed, letters=False) + box.drop_letter_wraps(letters)
    return cab.drop_wraps(wraps) + gone + cab.drop_sealed(ended)


def scrub(cabinet: Store[Cabinet], letterbox: Store[Letterbox]) -> None:
    """Leaves nothing of it in the databases' files. Raises StoreAway."""
    letterbox.scrub()
    cabinet.scrub()
