"""Erasing a report, piece by piece: keys first."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import (
    Connection,
    Table,
    delete,
    func,
    select,
)

from .tables import (
    blob,
    letter_key,
    letter_wrap,
    mailbox,
    mailbox_wrap,
    message,
    report,
    report_wrap,
    status,
)

KEYS = (mailbox, mailbox_wrap, report_wrap, letter_wrap, letter_key)  # what leads to what was said


class Erasing:
    """What is counted and destroyed of a report, inside one transaction."""

    _db: Connection

    def counts(self, report_id: bytes) -> tuple[int, int]:
        """How many sealed texts and wrapped keys of this report are here."""
        texts, keys = (message, status), KEYS
        return self._count(texts, report_id), self._count(keys, report_id)

    def _count(self, tables: Iterable[Table], report_id: bytes) -> int:
        return sum(
            int(self._db.execute(select(func.count()).select_from(t).where(t.c.report_id == report_id)).scalar_one())
            for t in tables
        )

    def destroy_keys(self, report_id: bytes) -> int:
        """Deletes every way to open this report: the mailbox, the wraps, and the keys of letters. Returns how many rows
        went."""
        return self._delete(KEYS, report_id)

    def destroy_texts(self, report_id: bytes) -> int:
        """Deletes what was said. Returns how many rows went."""
        return self._delete((message, status), report_id)

    def forget_report(self, report_id: bytes) -> int:
        """Deletes the report itself and what it says of its blobs. Returns how many rows went."""
        gone = self._delete((blob,), report_id)
        return gone + self._db.execute(delete(report).where(report.c.id == report_id)).rowcount

    def _delete(self, tables: Iterable[Table], report_id: bytes) -> int:
        return sum(self._db.execute(delete(t).where(t.c.report_id == report_id)).rowcount for t in tables)
