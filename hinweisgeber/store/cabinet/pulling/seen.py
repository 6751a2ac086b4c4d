"""What was seen in the letterbox and how far the pull has come, beside what the cabinet knows of a case, to tell what
may change."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, delete, exists, func, insert, select, update

from ..tables import blob, erased, file, journal, pull, pulled, status


@dataclass(frozen=True)
class PullMarks:
    """How far the pull has come: the last numbers it has seen, those from which on none may be missing, the report at
    which its round stands, and the days of the last whole round and of the last run."""

    reports: int
    messages: int
    since_reports: int
    since_messages: int
    at: bytes
    round_on: date | None
    day: date


@dataclass(frozen=True)
class PulledRow:
    """A thing of the letterbox as it was seen first, and when that was."""

    file_id: bytes
    kind: str
    part: str
    number: int | None
    digest: bytes
    body: bytes | None
    received: date | None
    day: date


_ROW = select(*(pulled.c[name] for name in PulledRow.__dataclass_fields__))


class SeenRows:
    """Things of the letterbox as they were seen first."""

    _db: Connection

    def pull_marks(self) -> PullMarks | None:
        """How far it has come; None before the first run."""
        row = self._db.execute(select(*(pull.c[name] for name in PullMarks.__dataclass_fields__))).first()
        return PullMarks(*row) if row else None

    def set_pull_marks(self, marks: PullMarks) -> None:
        """Notes it."""
        if not self._db.execute(update(pull).values(**marks.__dict__)).rowcount:
            self._db.execute(insert(pull), {"id": 1, **marks.__dict__})

    # -- what was seen ------------------------------------------------------------------------------------------

    def pulled(self, file_ids: Collection[bytes]) -> dict[bytes, dict[tuple[str, str], PulledRow]]:
        """What was seen of these reports, by kind and part."""
        found: dict[bytes, dict[tuple[str, str], PulledRow]] = {file_id: {} for file_id in file_ids}
        for row in self._db.execute(_ROW.where(pulled.c.file_id.in_(list(file_ids)))):
            found[row[0]][row[1], row[2]] = PulledRow(*row)
        return found

    def pulled_reports(self, after: bytes, kind: str, limit: int) -> list[bytes]:
        """Ids of at most so many reports that were seen, after this one."""
        query = select(pulled.c.file_id).where(pulled.c.kind == kind, pulled.c.file_id > after)
        return list(self._db.execute(query.order_by(pulled.c.file_id).limit(limit)).scalars())

    def keep_pulled(self, new: Collection[PulledRow]) -> None:
        """Notes things that were seen for the first time."""
        if new:
            self._db.execute(insert(pulled), [row.__dict__ for row in new])

    def change_pulled(self, row: PulledRow) -> None:
        """A thing as it rightly is from now on; the day it was seen first stays."""
        where = (pulled.c.file_id == row.file_id, pulled.c.kind == row.kind, pulled.c.part == row.part)
        now = {"number": row.number, "digest": row.digest, "body": row.body}
        self._db.execute(update(pulled).where(*where).values(now))

    def drop_pulled(self, file_id: bytes, kind: str, part: str) -> None:
        """This thing is rightly gone."""
        where = (pulled.c.file_id == file_id, pulled.c.kind == kind, pulled.c.part == part)
        self._db.execute(delete(pulled).where(*where))

    def pulled_blobs(self, names: list[str]) -> set[str]:
        """Those of these files that belong to a report that was seen."""
        query = select(pulled.c.part).where(pulled.c.kind == "file", pulled.c.part.in_(names))
        return set(self._db.execute(query).scalars())

    def erased_wholly(self, file_ids: Collection[bytes]) -> dict[bytes, bool]:
        """Those of these that are erased, each with whether that has come to its end."""
        query = select(file.c.id, erased.c.done).outerjoin(erased, erased.c.file_id == file.c.id)
        query = query.where(file.c.erased_on.is_not(None), file.c.id.in_(list(file_ids)))
        return {row[0]: bool(row[1]) for row in self._db.execute(query)}

    def status_made(self, file_id: bytes) -> tuple[int, bytes] | None:
        """Revision and sealed text of the newest status that was made; no text where only the number is known."""
        row = self._db.execute(select(status.c.revision, status.c.sealed).where(status.c.file_id == file_id)).first()
        return (int(row[0]), row[1]) if row else None

    def names_blob(self, file_id: bytes, name: str) -> bool:
        """Whether this file belongs to the case."""
        query = select(exists().where(blob.c.file_id == file_id, blob.c.name == name))
        return bool(self._db.execute(query).scalar())

    def last_entries(self, file_ids: Collection[bytes]) -> dict[bytes, int]:
        """The number of the last entry of each of these files that has one."""
        wanted, found = list(file_ids), dict[bytes, int]()
        query = select(journal.c.file_id, func.max(journal.c.seq)).group_by(journal.c.file_id)
        for start in range(0, len(wanted), 500):
            rows = self._db.execute(query.where(journal.c.file_id.in_(wanted[start : start + 500])))
            found |= {row[0]: int(row[1]) for row in rows}
        return found
