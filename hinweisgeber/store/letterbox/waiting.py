"""What waits for a reporter: what was begun and not sent yet, pages to be fetched, and which visits ended."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from sqlalchemy import (
    delete,
    func,
    insert,
    select,
)

from .room import TextRoom
from .tables import (
    ended_visit,
    pickup,
    writing,
    writing_blob,
)

# Sealed pages that wait to be fetched, of all people together. Long ones take no room from those that most people get.
LONG_PICKUP = 32 * 1024  # bytes; longer is long

PICKUPS_AT_ONCE = {False: 48 * 1024 * 1024, True: 16 * 1024 * 1024}  # bytes of short ones, of long ones


class WaitingThere(TextRoom):
    """What waits, inside one transaction."""

    def keep_writing(self, locator: bytes, day: date, sealed: bytes, blobs: Iterable[str]) -> None:
        """Keeps what was begun under this locator, in the place of what was kept there before. Raises LongTextsFull,
        LongTextsBusy."""
        self._make_room(len(sealed))
        self.drop_writing(locator)
        self._db.execute(insert(writing), {"locator": locator, "kept_on": day, "sealed": sealed})
        if rows := [{"name": name, "locator": locator} for name in sorted(set(blobs))]:
            self._db.execute(insert(writing_blob), rows)

    def writing(self, locator: bytes) -> tuple[date, bytes] | None:
        """The day it was kept on, and what was begun."""
        query = select(writing.c.kept_on, writing.c.sealed).where(writing.c.locator == locator)
        row = self._db.execute(query).first()
        return (row[0], row[1]) if row else None

    def drop_writing(self, locator: bytes) -> None:
        """Lets it go: it was sent, or is kept anew."""
        self._db.execute(delete(writing_blob).where(writing_blob.c.locator == locator))
        self._db.execute(delete(writing).where(writing.c.locator == locator))

    def written_blobs(self, names: list[str]) -> set[str]:
        """Those of these names that belong to something begun."""
        return {row[0] for row in self._db.execute(select(writing_blob.c.name).where(writing_blob.c.name.in_(names)))}

    def drop_writings_before(self, day: date) -> int:
        """Deletes what was kept before this day; returns how many."""
        old = select(writing.c.locator).where(writing.c.kept_on < day)
        self._db.execute(delete(writing_blob).where(writing_blob.c.locator.in_(old)))
        return self._db.execute(delete(writing).where(writing.c.kept_on < day)).rowcount

    def end_visit(self, visit_id: bytes, day: date) -> None:
        """From now on this visit opens nothing."""
        if not self.is_ended(visit_id):
            self._db.execute(insert(ended_visit), {"id": visit_id, "ended_on": day})

    def is_ended(self, visit_id: bytes) -> bool:
        """Whether this visit was ended."""
        return self._db.execute(select(ended_visit.c.id).where(ended_visit.c.id == visit_id)).first() is not None

    def forget_visits_before(self, day: date) -> int:
        """Deletes what was ended before this day, when it would have ended by itself long ago; returns how many."""
        return self._db.execute(delete(ended_visit).where(ended_visit.c.ended_on < day)).rowcount

    def has_room_for_pickup(self, turns: Collection[int], length: int) -> bool:
        """Whether there is room for a page of so many bytes beside those of these turns."""
        is_long, size = length > LONG_PICKUP, func.length(pickup.c.sealed)
        alike = size > LONG_PICKUP if is_long else size <= LONG_PICKUP
        total = select(func.coalesce(func.sum(size), 0)).where(pickup.c.turn.in_(turns), alike)
        return int(self._db.execute(total).scalar_one()) < PICKUPS_AT_ONCE[is_long]

    def leave_pickup(self, locator: bytes, day: date, turn: int, sealed: bytes) -> None:
        """Keeps a page. Raises LongTextsFull where there is no disk but for texts."""
        self._require_room()
        row = {"locator": locator, "left_on": day, "turn": turn, "sealed": sealed}
        self._db.execute(insert(pickup), row)

    def pickup(self, locator: bytes) -> bytes | None:
        """The page, as often as it is asked for."""
        return self._db.execute(select(pickup.c.sealed).where(pickup.c.locator == locator)).scalar()

    def drop_pickups(self, day: date, turns: Collection[int]) -> int:
        """Deletes those from before this day, or of no such turn; returns how many."""
        old = (pickup.c.left_on < day) | pickup.c.turn.not_in(turns)
        return self._db.execute(delete(pickup).where(old)).rowcount
