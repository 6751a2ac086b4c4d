"""Files and who may open them: a file is a case or a measure, its sheet is sealed."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Select, bindparam, func, insert, select, update

from ..errors import Stale, StoreAway
from .epochs import Epochs, Vouched
from .tables import HANDED, erased, file, file_wrap, journal, seen

DIGITS = range(5, 10)  # of a number that is drawn
others = seen.alias()
DRAWS = 16  # before one digit more is taken


def drawn(digits: int) -> int:
    """A number of so many digits, without zeros in front."""
    least = int(10 ** (digits - 1))
    return least + secrets.randbelow(9 * least)


@dataclass(frozen=True)
class SealedFile:
    """A file's row with the asking officer's wrap."""

    id: bytes
    kind: str
    year: int
    n: int
    parent: bytes | None
    revision: int
    sheet: bytes
    own: bool
    wrap: bytes
    epoch: int = 0
    restored: bool = False  # put back from a backup: who was given a key since, and holds it no more, may know this one
    said: tuple[Vouched, ...] = ()  # what the file's entries say to everybody


_FILE = select(
    file.c.id, file.c.kind, file.c.year, file.c.n, file.c.parent, file.c.revision, file.c.sheet, file_wrap.c.own,
    file_wrap.c.wrap, file.c.epoch, file.c.restored,
).join(file_wrap, file_wrap.c.file_id == file.c.id).where(file.c.erased_on.is_(None))  # fmt: skip


_SHEET = (
    update(file)
    .where(file.c.id == bindparam("f"), file.c.revision == bindparam("r") - 1, file.c.erased_on.is_(None))
    .values(revision=bindparam("r"), sheet=bindparam("s"))
)
_REMIND = update(file).where(file.c.id == bindparam("f")).values(remind_on=bindparam("day"))
_REMINDER = select(file.c.remind_on).where(file.c.id == bindparam("f"))
_CHILDREN = select(file.c.id).join(file_wrap, file_wrap.c.file_id == file.c.id)
_CHILDREN = _CHILDREN.where(file.c.parent == bindparam("f"), file_wrap.c.officer_id == bindparam("o"))
_HOLDERS = select(file_wrap.c.officer_id).where(file_wrap.c.file_id == bindparam("f"))


class Files(Epochs):
    """The cabinet's files and their wraps."""

    def free_number(self, kind: str, year: int) -> int:
        """A number that no file of this kind and year has or had, drawn by lot: a gap between running numbers would
        tell whoever holds both neighbours of a case that is kept from them.

        There is one writer at a time, so it is still free when it is taken; what is drawn twice is drawn again. The
        fuller a year is, the sooner its numbers have a digit more.
        """
        for digits in DIGITS:
            for _ in range(DRAWS):
                n = drawn(digits)
                taken = select(file.c.id).where(file.c.kind == kind, file.c.year == year, file.c.n == n)
                if self._db.execute(taken).first() is None:
                    return n
        raise StoreAway()  # a thousand million numbers of one year are not all taken

    def has_file(self, file_id: bytes) -> bool:
        """Whether this file exists, be it only as what remains of an erased one."""
        return self._db.execute(select(file.c.id).where(file.c.id == file_id)).first() is not None

    def add_file(self, file_id: bytes, kind: str, year: int, n: int, parent: bytes | None, sheet: bytes) -> None:
        """Creates a file at revision 1. Its first epoch begins in the same transaction."""
        values = {"id": file_id, "kind": kind, "year": year, "n": n, "parent": parent, "revision": 1, "sheet": sheet}
        self._db.execute(insert(file), values | {"epoch": 0})

    def file_by_number(self, kind: str, year: int, n: int, officer_id: str) -> SealedFile | None:
        """The file with this number, if this officer holds a wrap."""
        query = _FILE.where(
            file.c.kind == kind, file.c.year == year, file.c.n == n, file_wrap.c.officer_id == officer_id
        )
        row = self._db.execute(query).first()
        return replace(SealedFile(*row), said=self.vouched_of(row[0])) if row else None

    def files(self, officer_id: str, ids: Iterable[bytes]) -> Iterator[SealedFile]:
        """The files with these ids for which this officer holds a wrap."""
        wanted = list(ids)
        for start in range(0, len(wanted), 500):
            some = wanted[start : start + 500]
            said = self.vouched(some)
            query = _FILE.where(file_wrap.c.officer_id == officer_id, file.c.id.in_(some))
            yield from (replace(SealedFile(*row), said=said.get(row[0], ())) for row in self._db.execute(query))

    def set_sheet(self, file_id: bytes, revision: int, sheet: bytes) -> None:
        """Replaces the sheet of revision - 1 by this one. Raises Stale if another act came between."""
        if self._db.execute(_SHEET, {"f": file_id, "r": revision, "s": sheet}).rowcount != 1:
            raise Stale()

    def set_reminder(self, file_id: bytes, day: date | None) -> None:
        """When to remind of this file those who hold its key (`remind_on` of its sheet)."""
        self._db.execute(_REMIND, {"f": file_id, "day": day})

    def reminder(self, file_id: bytes) -> date | None:
        """When this file is reminded of."""
        return self._db.execute(_REMINDER, {"f": file_id}).scalar()

    def reminders(self) -> list[tuple[str, int, int, date]]:
        """Kind, year, running number and day of every file that is to be reminded of, readable without a key."""
        query = select(file.c.kind, file.c.year, file.c.n, file.c.remind_on).where(file.c.remind_on.is_not(None))
        return [(row[0], row[1], row[2], row[3]) for row in self._db.execute(query)]

    def revisions(self, officer_id: str, kind: str) -> list[tuple[bytes, int, int]]:
        """Id, revision and the last reporter's message seen, for every file this officer can open."""
        rows = self._db.execute(self._revisions(officer_id, kind))
        return [(file_id, revision, place) for file_id, revision, place in rows]

    @staticmethod
    def _revisions(officer_id: str, kind: str) -> Select[Any]:
        return (
            select(file.c.id, file.c.revision, func.coalesce(seen.c.place, 0))
            .join(file_wrap, (file_wrap.c.file_id == file.c.id) & (file_wrap.c.officer_id == officer_id))
            .outerjoin(seen, (seen.c.file_id == file.c.id) & (seen.c.officer_id == officer_id))
            .where(file.c.kind == kind, file.c.erased_on.is_(None))
        )

    def perhaps_late(self, officer_id: str, kind: str, over: str, today: date) -> list[bytes]:
        """Ids of the files this officer can open that may be late: whose week to be reminded has begun; and those that
        have none, because the last act on them is older than such weeks, unless an act of the kind `over` ended them.
        """
        mine = select(file.c.id).join(file_wrap, file_wrap.c.file_id == file.c.id)
        mine = mine.where(file.c.kind == kind, file_wrap.c.officer_id == officer_id, file.c.erased_on.is_(None))
        ended = select(journal.c.seq).where(journal.c.kind == over, journal.c.file_id == file.c.id).exists()
        queries = (mine.where(file.c.remind_on <= today), mine.where(file.c.remind_on.is_(None), ~ended))
        return [row[0] for query in queries for row in self._db.execute(query)]

    def children(self, parent: bytes, officer_id: str) -> list[bytes]:
        """Ids of the files born from this one that this officer can open."""
        return [row[0] for row in self._db.execute(_CHILDREN, {"f": parent, "o": officer_id})]

    def listed(self, officer_id: str, kind: str) -> list[tuple[bytes, int, int, bool]]:
        """As `revisions`; and whether anybody has looked at it yet."""
        looked = select(others.c.place).where(others.c.file_id == file.c.id, others.c.place > HANDED)
        looked_at = (func.coalesce(seen.c.place, HANDED) > HANDED) | looked.exists()
        query = self._revisions(officer_id, kind).add_columns(looked_at)
        return [
            (file_id, revision, place, bool(looked)) for file_id, revision, place, looked in self._db.execute(query)
        ]

    def list_mark(self, officer_id: str) -> tuple[object, ...]:
        """Another one whenever `listed` could say something else than before: an act makes an entry, who looks at
        something a row, an erasure a certificate."""
        mine = select(func.count()).select_from(file_wrap).where(file_wrap.c.officer_id == officer_id)
        parts = (
            select(func.max(journal.c.seq)),
            select(func.count()).select_from(erased),
            mine,
            select(func.count()).select_from(seen),
            select(func.sum(seen.c.place)),
        )
        return tuple(self._db.execute(select(*(part.scalar_subquery() for part in parts))).one())

    def first_entries(self, ids: Iterable[bytes]) -> dict[bytes, int]:
        """The number of each file's first journal entry."""
        wanted, found = list(ids), dict[bytes, int]()
        query = select(journal.c.file_id, func.min(journal.c.seq)).group_by(journal.c.file_id)
        for start in range(0, len(wanted), 500):
            rows = self._db.execute(query.where(journal.c.file_id.in_(wanted[start : start + 500])))
            found |= {row[0]: row[1] for row in rows}
        return found

    def file_ids(self) -> set[bytes]:
        """Ids of all files, also of erased ones."""
        return {row[0] for row in self._db.execute(select(file.c.id))}

    def holders(self, file_id: bytes) -> set[str]:
        """Officer ids with a wrap of this file."""
        return {row[0] for row in self._db.execute(_HOLDERS, {"f": file_id})}

    def wrap_sizes(self, file_ids: Collection[bytes] | None = None) -> dict[bytes, dict[str, tuple[bool, int]]]:
        """For every file that is not erased, or those of these, its wraps by officer id, each with whether it is under
        the officer's own key, and how many bytes it has."""
        query = select(file.c.id, file_wrap.c.officer_id, file_wrap.c.own, func.length(file_wrap.c.wrap))
        query = query.outerjoin(file_wrap, file_wrap.c.file_id == file.c.id).where(file.c.erased_on.is_(None))
        query = query if file_ids is None else query.where(file.c.id.in_(list(file_ids)))
        wraps: dict[bytes, dict[str, tuple[bool, int]]] = {}
        for file_id, holder, own, size in self._db.execute(query):
            held = wraps.setdefault(file_id, {})
            if holder is not None:
                held[holder] = (own, size)
        return wraps

    def put_wrap(self, file_id: bytes, officer_id: str, wrap: bytes) -> None:
        """Gives an officer an HPKE wrap, in the place of whatever stood there."""
        where = (file_wrap.c.file_id == file_id, file_wrap.c.officer_id == officer_id)
        if not self._db.execute(update(file_wrap).where(*where).values(own=False, wrap=wrap)).rowcount:
            values = {"file_id": file_id, "officer_id": officer_id, "own": False, "wrap": wrap}
            self._db.execute(insert(file_wrap), values)

    def set_own_wraps(self, officer_id: str, wraps: Iterable[tuple[bytes, int, bytes]]) -> None:
        """Replaces this officer's HPKE wraps by wraps under their own key: file id, number of the epoch, wrap. Nothing
        of a file that is in another epoch by now: the wrap that is there holds a newer key."""
        if not (rows := [{"f": file_id, "e": number, "w": wrap} for file_id, number, wrap in wraps]):
            return
        still = select(file.c.id).where(file.c.id == bindparam("f"), file.c.epoch == bindparam("e")).exists()
        mine = (file_wrap.c.file_id == bindparam("f"), file_wrap.c.officer_id == officer_id)
        self._db.execute(update(file_wrap).where(*mine, still).values(own=True, wrap=bindparam("w")), rows)
