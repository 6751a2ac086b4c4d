"""How far an officer has collected from the letterbox, and what could not be taken in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, insert, select, update

from ..letterbox import IDS, newest_places
from .tables import file, file_wrap, message, officer, uncollected


@dataclass(frozen=True)
class Uncollected:
    """Something that could not be taken in: of which report, why, and how it was when it was last looked at."""

    report_id: bytes
    why: str
    mark: bytes = b""


class Collecting:
    """What is taken in already, and what is not."""

    _db: Connection

    def set_collected(self, officer_id: str, report_seq: int, message_seq: int) -> None:
        """Notes how far this officer has collected from the letterbox."""
        change = update(officer).where(officer.c.officer_id == officer_id)
        self._db.execute(change.values(report_seq=report_seq, message_seq=message_seq))

    def taken_in(self, ids: Iterable[bytes]) -> dict[bytes, bool]:
        """Those of these files that exist, each with whether it is still there (and not what remains of an erased
        one)."""
        wanted, found = list(ids), dict[bytes, bool]()
        for start in range(0, len(wanted), IDS):
            query = select(file.c.id, file.c.erased_on).where(file.c.id.in_(wanted[start : start + IDS]))
            found |= {row[0]: row[1] is None for row in self._db.execute(query)}
        return found

    def held(self, officer_id: str, ids: Iterable[bytes]) -> set[bytes]:
        """Those of these files for which this officer holds a wrap."""
        wanted, found = list(ids), set[bytes]()
        for start in range(0, len(wanted), IDS):
            query = select(file_wrap.c.file_id).where(file_wrap.c.officer_id == officer_id)
            query = query.where(file_wrap.c.file_id.in_(wanted[start : start + IDS]))
            found |= {row[0] for row in self._db.execute(query)}
        return found

    def newest_places(self, file_ids: Iterable[bytes], author: str) -> dict[bytes, int]:
        """The place of the author's newest message in each of these files that has one."""
        return newest_places(self._db, file.c.id, message.c.file_id, list(file_ids), author)

    def uncollected(self, officer_id: str, limit: int) -> list[Uncollected]:
        """What this officer could not take in: at most so many, those first that were not tried for longest."""
        query = select(uncollected.c.report_id, uncollected.c.why, uncollected.c.mark)
        query = query.where(uncollected.c.officer_id == officer_id).order_by(uncollected.c.turn).limit(limit)
        return [Uncollected(*row) for row in self._db.execute(query)]

    def uncollected_ids(self, officer_id: str, whys: Iterable[str], limit: int) -> list[bytes]:
        """At most so many of those that could not be taken in for one of these reasons."""
        query = select(uncollected.c.report_id).where(uncollected.c.officer_id == officer_id)
        return [row[0] for row in self._db.execute(query.where(uncollected.c.why.in_(list(whys))).limit(limit))]

    def not_opened(self, why: str) -> set[tuple[bytes, str]]:
        """Report and officer of all that could not be taken in for this reason, whoever tried."""
        query = select(uncollected.c.report_id, uncollected.c.officer_id).where(uncollected.c.why == why)
        return {(row[0], row[1]) for row in self._db.execute(query)}

    def count_uncollected(self, officer_id: str) -> dict[str, int]:
        """How many there are, by reason."""
        query = select(uncollected.c.why).where(uncollected.c.officer_id == officer_id)
        counts: dict[str, int] = {}
        for (why,) in self._db.execute(query):
            counts[why] = counts.get(why, 0) + 1
        return counts

    def set_uncollected(self, officer_id: str, failed: Iterable[Uncollected]) -> None:
        """Notes what could not be taken in; its turn comes after all others."""
        last = select(func.max(uncollected.c.turn)).where(uncollected.c.officer_id == officer_id)
        turn = int(self._db.execute(last).scalar() or 0) + 1
        for one in failed:
            where = (uncollected.c.officer_id == officer_id, uncollected.c.report_id == one.report_id)
            values = {"why": one.why, "mark": one.mark, "turn": turn}
            if not self._db.execute(update(uncollected).where(*where).values(values)).rowcount:
                row = {"officer_id": officer_id, "report_id": one.report_id, **values}
                self._db.execute(insert(uncollected), row)

    def drop_uncollected(self, officer_id: str, report_ids: Iterable[bytes]) -> None:
        """These were taken in after all."""
        for report_id in report_ids:
            where = (uncollected.c.officer_id == officer_id, uncollected.c.report_id == report_id)
            self._db.execute(delete(uncollected).where(*where))
