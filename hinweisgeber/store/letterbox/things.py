"""What lies in the letterbox, thing by thing, as somebody without a key tells them apart: a kind, whose, a digest.

And the numbers of arrival. They come from a row of their own, raised in the transaction that adds what they number: one
that is undone gives none away, so a number that is missing is a row that is gone. (A sequence of PostgreSQL has gaps.)
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Connection, Row, Table, case, func, insert, select, update

from ..table_rows import LARGE_AT_ONCE, framed
from .tables import (
    arrived,
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

REPORT, WRAP, MESSAGE, MAILBOX, WAY = "report", "wrap", "message", "mailbox", "way"
STATUS, LETTER, LETTER_KEY, FILE = "status", "letter", "letter-key", "file"


@dataclass(frozen=True)
class Thing:
    """A row of the letterbox that belongs to a report. `row` holds all of it, the rest tells it from others."""

    report_id: bytes
    kind: str
    part: str  # which of that kind: of whom, at which place
    digest: bytes  # SHA-384 of all but the number, 48 bytes
    number: int | None  # of a report or message the number of arrival, of a status its revision
    body: bytes | None  # SHA-384 of what is sealed in a message or status
    row: Mapping[str, Any]


@dataclass(frozen=True)
class Arrivals:
    """Reports and messages by their numbers, and the last number that was given to each: 0, 0 before any."""

    reports: list[tuple[int, bytes]]
    messages: list[tuple[int, bytes]]
    last: tuple[int, int]


@dataclass(frozen=True)
class _Kind:
    """A kind of thing: where it lies, what tells it from others of its report, what numbers it."""

    table: Table
    name: str
    parts: tuple[Column[Any], ...] = ()
    number: Column[Any] | None = None
    id: Column[Any] | None = None
    unread: tuple[Column[Any], ...] = ()  # not for the office: only that the row is there can be told

    @property
    def read(self) -> list[Column[Any]]:
        return [one for one in self.table.c if all(one is not hidden for hidden in self.unread)]

    @property
    def report_id(self) -> Column[Any]:
        return self.table.c.report_id if self.id is None else self.id

    def thing(self, row: Row[Any]) -> Thing:
        values = dict(row._mapping)
        report_id, part = values[self.report_id.name], "/".join(str(values[one.name]) for one in self.parts)
        number = None if self.number is None else int(values[self.number.name])
        body = hashlib.sha384(values["sealed"]).digest() if "sealed" in values else None
        said = [body if name == "sealed" else value for name, value in sorted(values.items()) if name != "seq"]
        digest = hashlib.sha384(b"".join(framed([self.name, *said]))).digest()
        return Thing(report_id, self.name, part, digest, number, body, values)


# Messages first: what else may have changed with a new one is told by that. A table must stand here or in UNWATCHED.
KINDS = (
    _Kind(report, REPORT, number=report.c.seq, id=report.c.id),
    _Kind(message, MESSAGE, (message.c.author, message.c.place), message.c.seq),
    _Kind(report_wrap, WRAP, (report_wrap.c.officer_id,)),
    _Kind(mailbox, MAILBOX),
    _Kind(status, STATUS, number=status.c.revision),
    _Kind(mailbox_wrap, WAY),
    _Kind(letter_wrap, LETTER, (letter_wrap.c.place, letter_wrap.c.officer_id)),
    _Kind(letter_key, LETTER_KEY, (letter_key.c.place,), unread=(letter_key.c.wrap,)),
    _Kind(blob, FILE, (blob.c.name,)),
)
# Of some minutes or days, under the key of a page or code; and the numbers themselves, which the pull compares.
UNWATCHED = {"writing", "writing_blob", "ended_visit", "pickup", "arrived"}


BEYOND = 2**62  # no number that is given comes so far: a row that somebody puts there stops nothing


def _next(numbers: Column[Any], table: Table) -> Any:
    """One more than the last number, and than any that lies there: a row that somebody put far ahead stops nothing."""
    newest = select(func.coalesce(func.max(table.c.seq), 0)).where(table.c.seq < BEYOND).scalar_subquery()
    return update(arrived).values({numbers: case((numbers >= newest, numbers), else_=newest) + 1}).returning(numbers)


_NEXT = {report: _next(arrived.c.reports, report), message: _next(arrived.c.messages, message)}


class LetterboxThings:
    """The letterbox inside one transaction, as the office's timer looks at it; and the numbers of what arrives."""

    _db: Connection

    def _number(self, table: Table) -> int:
        """The number of the next row of this table, in the transaction that adds it."""
        number = self._db.execute(_NEXT[table]).scalar()
        if number is None:  # nothing has arrived since the numbers are kept
            given = {f"{one.name}s": self._newest(one) for one in (report, message)}
            self._db.execute(insert(arrived), {"id": 1, **given})
            number = self._db.execute(_NEXT[table]).scalar_one()
        return int(number)

    def _newest(self, table: Table) -> int:
        query = select(func.coalesce(func.max(table.c.seq), 0)).where(table.c.seq < BEYOND)
        return int(self._db.execute(query).scalar_one())

    def given(self) -> tuple[int, int]:
        """The last numbers that were given, to a report and to a message; also by a program that kept none of them."""
        row = self._db.execute(select(arrived.c.reports, arrived.c.messages)).first()
        reports, messages = (int(row[0]), int(row[1])) if row else (0, 0)
        return max(reports, self._newest(report)), max(messages, self._newest(message))

    def arrivals(self, after: tuple[int, int], limit: int) -> Arrivals:
        """What came after these numbers, of both at most so many, in order."""
        found = []
        for table, id_, since in ((report, report.c.id, after[0]), (message, message.c.report_id, after[1])):
            query = (
                select(table.c.seq, id_)
                .where(table.c.seq > since, table.c.seq < BEYOND)
                .order_by(table.c.seq)
                .limit(limit)
            )
            found.append([(int(row[0]), row[1]) for row in self._db.execute(query)])
        return Arrivals(found[0], found[1], self.given())

    def reports_after(self, report_id: bytes, limit: int) -> list[bytes]:
        """Ids of at most so many reports after this one."""
        query = select(report.c.id).where(report.c.id > report_id).order_by(report.c.id).limit(limit)
        return list(self._db.execute(query).scalars())

    def things(self, report_ids: Collection[bytes]) -> Iterator[Thing]:
        """All that lies here of these reports, a few rows at a time."""
        for kind in KINDS:
            query = select(*kind.read).where(kind.report_id.in_(list(report_ids)))
            for row in self._db.execute(query.execution_options(yield_per=LARGE_AT_ONCE)):
                yield kind.thing(row)
