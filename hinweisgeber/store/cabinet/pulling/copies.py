"""Copies of what nobody has taken in yet."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, delete, exists, func, insert, select

from ...letterbox import SealedMessage
from ..tables import alarm, message, pulled, pulled_message, pulled_wrap

REPORTS_WRAP = -1  # in the place of a letter's
CopyKey = tuple[bytes, str, int]  # of which report, by whom or for whom, at which place
_COPY = tuple(pulled_message.c[name] for name in SealedMessage.__dataclass_fields__)


class CopiedRows:
    """Sealed messages and wraps, until they are taken in and entered."""

    _db: Connection

    def copied(self, file_ids: Collection[bytes]) -> set[CopyKey]:
        """Which copies there are of these reports."""
        found = set[CopyKey]()
        for table, whose in ((pulled_message, pulled_message.c.author), (pulled_wrap, pulled_wrap.c.officer_id)):
            query = select(table.c.file_id, whose, table.c.place).where(table.c.file_id.in_(list(file_ids)))
            found |= {(row[0], row[1], int(row[2])) for row in self._db.execute(query)}
        return found

    def keep_copies(self, messages: list[Mapping[str, Any]], wraps: list[tuple[bytes, int, str, bytes]]) -> None:
        """Of messages, as they lie in the letterbox, and of wraps of a report (place REPORTS_WRAP) or letter."""
        if messages:
            rows = [{one.name: row[one.name] for one in _COPY} | {"file_id": row["report_id"]} for row in messages]
            self._db.execute(insert(pulled_message), rows)
        if wraps:
            names = ("file_id", "place", "officer_id", "wrap")
            self._db.execute(insert(pulled_wrap), [dict(zip(names, wrap, strict=True)) for wrap in wraps])

    def copied_messages(self, file_id: bytes) -> list[SealedMessage]:
        """The copies of a report's messages, in order."""
        query = select(*_COPY).where(pulled_message.c.file_id == file_id).order_by(pulled_message.c.place)
        return [SealedMessage(*row) for row in self._db.execute(query)]

    def copied_wraps(self, file_id: bytes) -> dict[tuple[int, str], bytes]:
        """The copies of its wraps, by place and officer."""
        columns = (pulled_wrap.c.place, pulled_wrap.c.officer_id, pulled_wrap.c.wrap)
        rows = self._db.execute(select(*columns).where(pulled_wrap.c.file_id == file_id))
        return {(row[0], row[1]): row[2] for row in rows}

    def copied_reports(self) -> list[bytes]:
        """Ids of the reports of which there are copies."""
        return list(self._db.execute(select(pulled_message.c.file_id).distinct()).scalars())

    def drop_taken_copies(self) -> None:
        """What was taken in and entered needs no copy; what stands in its place, or was refused, is not it."""
        here = (message.c.file_id, message.c.author, message.c.place, message.c.tag)
        theirs = (pulled_message.c.file_id, pulled_message.c.author, pulled_message.c.place, pulled_message.c.tag)
        read = message.c.epoch.is_(None) | (message.c.epoch != "")
        taken = exists().where(*(a == b for a, b in zip(here, theirs, strict=True)), read)
        self._db.execute(delete(pulled_message).where(taken))
        place = func.coalesce(func.nullif(pulled_wrap.c.place, REPORTS_WRAP), 0)
        heard = exists().where(
            message.c.file_id == pulled_wrap.c.file_id, message.c.author == "reporter", message.c.place == place
        )
        waits = exists().where(
            pulled_message.c.file_id == pulled_wrap.c.file_id, pulled_message.c.author == "reporter",
            pulled_message.c.place == place,
        )  # fmt: skip
        self._db.execute(delete(pulled_wrap).where(heard, ~waits))

    def drop_pulled_wraps(
        self, officers: Collection[str], safe: Collection[bytes], letters: Iterable[tuple[bytes, int, str]]
    ) -> None:
        """The copies for officers who are out: of reports that somebody else can open, and of these letters."""
        theirs = (pulled_wrap.c.officer_id.in_(list(officers)), pulled_wrap.c.place == REPORTS_WRAP)
        held = self._db.execute(
            select(pulled_wrap.c.file_id, pulled_wrap.c.place, pulled_wrap.c.officer_id).where(*theirs)
        )
        for file_id, place, officer_id in [*(tuple(row) for row in held if row[0] in safe), *letters]:
            which = (pulled_wrap.c.file_id == file_id, pulled_wrap.c.place == place)
            self._db.execute(delete(pulled_wrap).where(*which, pulled_wrap.c.officer_id == officer_id))

    def forget_pulled(self, file_id: bytes) -> int:
        """Nothing of this report remains here. Returns how many rows went."""
        tables = (pulled_wrap, pulled_message, pulled, alarm)
        return sum(self._db.execute(delete(table).where(table.c.file_id == file_id)).rowcount for table in tables)
