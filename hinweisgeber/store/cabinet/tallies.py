"""What there is of each file, counted and measured but not read: enough to see from one day to the next that something
went, came or grew."""

from __future__ import annotations

import hashlib
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, func, select

from .proving import Range
from .tables import blob, copy, epoch, erased, file, file_wrap, journal, journal_text, mailbox_wrap, message, status

TALLY = 8  # bytes


def _length(column: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.sum(func.length(column))


_ONE_BY_ONE: tuple[tuple[Table, ColumnElement[Any]], ...] = (
    (file, file.c.id), (erased, erased.c.file_id), (status, status.c.file_id), (mailbox_wrap, mailbox_wrap.c.file_id)
)  # fmt: skip
_TOGETHER: tuple[tuple[Table, tuple[ColumnElement[Any], ...]], ...] = (
    (epoch, (func.max(epoch.c.number), func.max(epoch.c.seq), _length(epoch.c.link))),
    (file_wrap, (func.min(file_wrap.c.officer_id), func.max(file_wrap.c.officer_id), _length(file_wrap.c.wrap))),
    (message, (func.sum(message.c.place), func.max(message.c.n), _length(message.c.sealed))),
    (blob, (func.min(blob.c.name), func.max(blob.c.name), func.sum(blob.c.size))),
    (copy, (func.sum(copy.c.n), _length(copy.c.sealed))),
)


class Tallies:
    """One short digest for each file."""

    _db: Connection

    def tallies(self, within: Range | None = None) -> dict[bytes, bytes]:
        """By file: all files, or those with ids in this range, also those of which there are entries alone."""
        found: dict[bytes, bytes] = {}
        for table, key in _ONE_BY_ONE:
            columns = [_measured(one) for one in table.columns if one is not key]
            self._tally(found, table.name, select(key, *columns), key, within)
        for table, sums in _TOGETHER:
            key = table.c.file_id
            self._tally(found, table.name, select(key, func.count(), *sums).group_by(key), key, within)
        texts = select(journal.c.file_id, func.count(), func.count(journal_text.c.seq), func.max(journal.c.seq))
        texts = texts.outerjoin(journal_text, journal_text.c.seq == journal.c.seq).group_by(journal.c.file_id)
        self._tally(found, "journal", texts, journal.c.file_id, within)
        return found

    def _tally(
        self, found: dict[bytes, bytes], name: str, query: Any, key: ColumnElement[Any], within: Range | None
    ) -> None:
        query = query if within is None else query.where(key.between(*within))
        for row in self._db.execute(query.execution_options(yield_per=1000)):
            said = found.get(row[0], b"") + repr((name, *row[1:])).encode()
            found[row[0]] = hashlib.blake2b(said, digest_size=TALLY).digest()


def _measured(column: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.length(column) if column.name in ("sheet", "sealed", "wrap") else column
