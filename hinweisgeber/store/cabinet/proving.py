"""All rows that `verify` compares with what entries say, file by file: in the order of the files' ids, so that they can
be read beside each other and none needs to be held."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Row, Table, and_, bindparam, func, or_, select

from .tables import (
    abstract,
    blob,
    copy,
    draft,
    epoch,
    erased,
    file,
    file_wrap,
    journal,
    journal_text,
    line,
    mailbox_wrap,
    message,
    pulled,
    pulled_message,
    pulled_wrap,
    removed,
    seen,
    status,
)

AT_ONCE = 500
FEW = 8  # of rows that may be long: a message has up to 16 MiB
Range = tuple[bytes, bytes]  # ids of files, from and to, both among them
_UNREAD = (file.c.parent, status.c.sealed, status.c.posted)
_EMPTY_ONCE_ERASED = (
    epoch, file_wrap, mailbox_wrap, message, status, copy, blob, draft, seen, abstract, line, removed, pulled,
    pulled_message, pulled_wrap,
)  # fmt: skip

# Asked for with each act: built once.
_NEWEST_SAID = select(journal.c.open).where(journal.c.file_id == bindparam("f")).order_by(journal.c.seq.desc()).limit(1)
_HAS_COPIES = select(copy.c.n).where(copy.c.file_id == bindparam("f")).limit(1)
_BLOBS = select(blob.c.name, blob.c.digest, blob.c.size).where(blob.c.file_id == bindparam("f"))


class Proving:
    """Streams of rows; the first value of each is the file's id."""

    _db: Connection

    def entry_rows(self, within: Range | None = None) -> Iterator[Row[Any]]:
        """Entries: number, day, kind, signer, what they say openly, and whether their text is there."""
        query = select(
            journal.c.file_id, journal.c.seq, journal.c.day, journal.c.kind, journal.c.signer, journal.c.open,
            journal_text.c.seq.is_not(None),
        ).outerjoin(journal_text, journal_text.c.seq == journal.c.seq)  # fmt: skip
        query = query.where(_within(journal.c.file_id, within)).order_by(journal.c.file_id, journal.c.seq)
        yield from self._db.execute(query.execution_options(yield_per=AT_ONCE))

    def rows_of(self, table: Table, within: Range | None = None) -> Iterator[Row[Any]]:
        """The columns of a table of things of files that something is said of; of wraps the number of their bytes."""
        key = file.c.id if table is file else table.c.file_id
        rest = [one for one in table.columns if not any(one is other for other in (key, *_UNREAD))]
        columns = [func.length(one).label(one.name) if one.name == "wrap" else one for one in rest]
        query = select(key, *columns).where(_within(key, within)).order_by(key)
        at_once = FEW if table in (file, message, copy) else AT_ONCE
        yield from self._db.execute(query.execution_options(yield_per=at_once))

    def left_of_erased(self) -> set[tuple[bytes, str]]:
        """Files whose destruction has come to its end, and tables in which something of them still is."""
        left = set[tuple[bytes, str]]()
        for table in _EMPTY_ONCE_ERASED:
            query = select(table.c.file_id).join(erased, erased.c.file_id == table.c.file_id)
            left |= {(row[0], table.name) for row in self._db.execute(query.where(erased.c.done).distinct())}
        return left

    def has_keys(self) -> bool:
        """Whether there is any key of any file: none where only the content was put back."""
        tables = (self._db.execute(select(table.c.file_id).limit(1)).first() for table in (epoch, file_wrap))
        return any(row is not None for row in tables)

    def newest_said(self, file_id: bytes) -> str | None:
        """What the newest entry about this file says openly."""
        return self._db.execute(_NEWEST_SAID, {"f": file_id}).scalar()

    def said_of_copies(self, file_id: bytes) -> list[str]:
        """What those entries about this file say openly that may speak of blobs or copies, in order."""
        speaks = or_(*(func.replace(journal.c.open, f'"{name}"', "") != journal.c.open for name in ("blobs", "copies")))
        query = select(journal.c.open).where(journal.c.file_id == file_id, speaks).order_by(journal.c.seq)
        return list(self._db.execute(query).scalars())

    def message_rows(self, file_id: bytes, wanted: set[tuple[str, int]] | None, newest: int) -> Iterator[Row[Any]]:
        """Those messages, or the newest of all; columns as in `rows_of`."""
        columns = [one for one in message.columns if one is not message.c.file_id]
        query = select(message.c.file_id, *columns).where(message.c.file_id == file_id)
        if wanted is not None:
            for author, place in sorted(wanted):
                one = query.where(message.c.author == author, message.c.place == place)
                yield from self._db.execute(one)
            return
        query = query.order_by(message.c.n.desc()).limit(newest)
        yield from self._db.execute(query.execution_options(yield_per=FEW))

    def messages_there(self, file_id: bytes) -> int:
        """How many messages there are."""
        query = select(func.count()).select_from(message).where(message.c.file_id == file_id)
        return int(self._db.execute(query).scalar_one())

    def has_copies(self, file_id: bytes) -> bool:
        """Whether any copy was made of a file in this case."""
        return self._db.execute(_HAS_COPIES, {"f": file_id}).first() is not None

    def blob_rows(self, file_id: bytes) -> list[Row[Any]]:
        """Name, digest and size of all blobs of this file."""
        return list(self._db.execute(_BLOBS, {"f": file_id}))


def _within(column: Any, within: Range | None) -> Any:
    return and_(True) if within is None else column.between(*within)
