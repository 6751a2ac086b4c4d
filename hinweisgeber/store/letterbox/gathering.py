"""What the office looks for in the letterbox, and what it leaves there."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from sqlalchemy import (
    Column,
    Connection,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)

from .tables import (
    FOLLOW_UP,
    blob,
    letter_wrap,
    message,
    report,
    report_wrap,
    status,
)

IDS = 500  # asked for at once
_HAS_REPORT = select(report.c.seq).where(report.c.id == bindparam("r"))


def newest_places(
    db: Connection, of: Column[bytes], to: Column[bytes], ids: list[bytes], author: str
) -> dict[bytes, int]:
    """By id, the place of this author's newest message: one look into an index each, and no message is read."""
    said = to.table
    newest = select(func.max(said.c.place)).where(to == of, said.c.author == author).scalar_subquery()
    found: dict[bytes, int] = {}
    for start in range(0, len(ids), IDS):
        rows = db.execute(select(of, newest).where(of.in_(ids[start : start + IDS])))
        found |= {row[0]: int(row[1]) for row in rows if row[1] is not None}
    return found


class Gathering:
    """The office's side, inside one transaction."""

    _db: Connection

    def reports_since(self, seq: int, officer_id: str, limit: int | None = None) -> list[tuple[int, bytes, date]]:
        """Sequence, id and date of (at most `limit`) reports after `seq` for which this officer holds a wrap."""
        query = (
            select(report.c.seq, report.c.id, report.c.received)
            .join(report_wrap, report_wrap.c.report_id == report.c.id)
            .where(report.c.seq > seq, report_wrap.c.officer_id == officer_id)
            .order_by(report.c.seq)
            .limit(limit)
        )
        return [(row[0], row[1], row[2]) for row in self._db.execute(query)]

    def waiting_since(self, seq: int, officer_id: str) -> int:
        """How many reports after `seq` this officer holds a wrap for."""
        query = (
            select(func.count())
            .select_from(report)
            .join(report_wrap, report_wrap.c.report_id == report.c.id)
            .where(report.c.seq > seq, report_wrap.c.officer_id == officer_id)
        )
        return int(self._db.execute(query).scalar_one())

    def written_since(self, seq: int) -> dict[bytes, int]:
        """By report how many messages after `seq` came after it."""
        query = select(message.c.report_id, func.count()).where(message.c.seq > seq, FOLLOW_UP)
        return {row[0]: row[1] for row in self._db.execute(query.group_by(message.c.report_id))}

    def passed_by(self, report_seq: int, after: int, until: int) -> list[bytes]:
        """Reports after `report_seq` whose first message is one of these: collecting has gone past it without them."""
        first = (message.c.author == "reporter", message.c.place == 0)
        query = select(report.c.id).join(message, message.c.report_id == report.c.id)
        query = query.where(report.c.seq > report_seq, message.c.seq > after, message.c.seq <= until, *first)
        return [row[0] for row in self._db.execute(query)]

    def follow_ups_since(self, seq: int, limit: int) -> list[tuple[int, bytes, int]]:
        """Sequence, report and place of at most `limit` messages after `seq` that came after a report."""
        query = select(message.c.seq, message.c.report_id, message.c.place).where(message.c.seq > seq, FOLLOW_UP)
        return [(row[0], row[1], row[2]) for row in self._db.execute(query.order_by(message.c.seq).limit(limit))]

    def newest_places(self, report_ids: Iterable[bytes], author: str) -> dict[bytes, int]:
        """The place of the author's newest message in each of these reports that has one."""
        return newest_places(self._db, report.c.id, message.c.report_id, list(report_ids), author)

    def newest(self) -> tuple[int, int]:
        """The highest sequence numbers there are, of a report and of a message."""
        reports, messages = (self._db.execute(select(func.max(t.c.seq))).scalar() or 0 for t in (report, message))
        return int(reports), int(messages)

    def newest_day(self) -> date | None:
        """The later day of the newest report and the newest message; None where there is neither."""
        newest = (select(day).order_by(seq.desc()).limit(1) for day, seq in (
            (report.c.received, report.c.seq), (message.c.written, message.c.seq)))  # fmt: skip
        days = [day for day in (self._db.execute(query).scalar() for query in newest) if day is not None]
        return max(days, default=None)

    def last_day(self) -> date | None:
        """The latest day of any report or message; None where there is neither."""
        latest = (select(func.max(day)) for day in (report.c.received, message.c.written))
        return max((day for query in latest if (day := self._db.execute(query).scalar()) is not None), default=None)

    def received_dates(self) -> list[tuple[bytes, date]]:
        """Id and day of every report."""
        return [(row[0], row[1]) for row in self._db.execute(select(report.c.id, report.c.received))]

    def received_on(self, report_id: bytes) -> date | None:
        """The day of a report; None when there is no such report."""
        return self._db.execute(select(report.c.received).where(report.c.id == report_id)).scalar()

    def wraps(self, report_id: bytes) -> dict[str, bytes]:
        """All officers' wraps of this report."""
        query = select(report_wrap.c.officer_id, report_wrap.c.wrap).where(report_wrap.c.report_id == report_id)
        return {row[0]: row[1] for row in self._db.execute(query)}

    def wrap_sizes(self) -> dict[bytes, dict[str, int]]:
        """For every report its wraps by officer id, each with how many bytes it has."""
        query = select(report.c.id, report_wrap.c.officer_id, func.length(report_wrap.c.wrap))
        sizes: dict[bytes, dict[str, int]] = {}
        for report_id, holder, size in self._db.execute(query.outerjoin(report_wrap)):
            held = sizes.setdefault(report_id, {})
            if holder is not None:
                held[holder] = size
        return sizes

    def wraps_of(self, officers: Collection[str]) -> list[tuple[bytes, str]]:
        """Report and officer of every wrap of a report that one of these officers has here. Reads no wrap."""
        query = select(report_wrap.c.report_id, report_wrap.c.officer_id)
        rows = self._db.execute(query.where(report_wrap.c.officer_id.in_(list(officers))))
        return sorted((row[0], row[1]) for row in rows)

    def drop_wraps(self, wraps: Collection[tuple[bytes, str]], letters: bool = True) -> int:
        """Deletes these officers' wraps of these reports, and of letters in them that somebody else can open: a letter
        without any would look like a forged one. Returns of how many reports."""
        which = [{"r": r, "o": o} for r, o in wraps]
        if which:
            mine = (report_wrap.c.report_id == bindparam("r"), report_wrap.c.officer_id == bindparam("o"))
            self._db.execute(delete(report_wrap).where(*mine), which)
        for report_id in {r for r, _ in wraps} if letters else ():
            out, other = {o for r, o in wraps if r == report_id}, letter_wrap.alias()
            others = select(other.c.place).where(other.c.report_id == report_id, other.c.officer_id.not_in(out))
            mine = (letter_wrap.c.report_id == report_id, letter_wrap.c.officer_id.in_(out))
            self._db.execute(delete(letter_wrap).where(*mine, letter_wrap.c.place.in_(others)))
        return len(wraps)

    def reports_with_messages_since(self, seq: int, author: str) -> tuple[int, list[bytes]]:
        """The newest message's sequence and the reports with messages by `author` after `seq`."""
        newest = self._db.execute(select(func.max(message.c.seq))).scalar() or 0
        query = select(message.c.report_id).where(message.c.seq > seq, message.c.author == author).distinct()
        return int(newest), [row[0] for row in self._db.execute(query)]

    def post_status(self, report_id: bytes, revision: int, sealed: bytes) -> None:
        """Shows the reporter a newer state; an older revision changes nothing."""
        values = {"revision": revision, "sealed": sealed}
        have = self._db.execute(select(status.c.revision).where(status.c.report_id == report_id)).scalar()
        if have is None:
            self._db.execute(insert(status), {"report_id": report_id, **values})
        elif have < revision:
            self._db.execute(update(status).where(status.c.report_id == report_id).values(values))

    def empty_message(self, report_id: bytes, author: str, place: int, tag: bytes, digest: bytes = b"") -> bool:
        """Takes a message's text away; its place stays taken. `tag` stands in for the one that told of the text, and of
        version 2 the sealed bytes' SHA-384 for them.

        False when there is no such message (yet).
        """
        where = (message.c.report_id == report_id, message.c.author == author, message.c.place == place)
        return self._db.execute(update(message).where(*where).values(sealed=digest, tag=tag)).rowcount == 1

    def forget_blobs(self, names: list[str]) -> None:
        """Says that these blobs belong to nothing any more."""
        self._db.execute(delete(blob).where(blob.c.name.in_(names)))

    def has_report(self, report_id: bytes) -> bool:
        """Whether the letterbox (still) holds this report."""
        return self._db.execute(_HAS_REPORT, {"r": report_id}).first() is not None
