"""The letterbox (Briefkasten): what came in and what goes out, sealed, beside the intake.

Its tables stand in `letterbox_tables.py`. `seq` tells the office what is new since it last looked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path

from sqlalchemy import (
    Column,
    Connection,
    Table,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)

from ..blobs import require_room
from ..errors import FilesTaken, LongTextsFull
from ..rate import SMALL, Meter
from ..unit import Store
from .dialogue import LetterboxDialogue
from .tables import (
    FOLLOW_UP,
    blob,
    ended_visit,
    letter_key,
    letter_wrap,
    mailbox,
    mailbox_wrap,
    message,
    pickup,
    report,
    report_wrap,
    status,
    writing,
    writing_blob,
)
from .things import LetterboxThings

KEYS = (mailbox, mailbox_wrap, report_wrap, letter_wrap, letter_key)  # what leads to what was said
IDS = 500  # asked for at once
LONG_TEXTS_LEAVE = 0.5  # of what files leave free on the disk (blobs): for small texts alone
# Sealed pages that wait to be fetched, of all people together. Long ones take no room from those that most people get.
LONG_PICKUP = 32 * 1024  # bytes; longer is long
PICKUPS_AT_ONCE = {False: 48 * 1024 * 1024, True: 16 * 1024 * 1024}  # bytes of short ones, of long ones


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


@dataclass(frozen=True)
class SealedMessage:
    """One sealed thing of a dialogue; author and place are part of its seal."""

    author: str
    place: int
    written: date
    tag: bytes
    sealed: bytes
    epoch: str | None = None  # None: of version 1
    before: bytes | None = None  # the head of its author's messages before it (SPEC §35)


@dataclass(frozen=True)
class MailboxRow:
    """What a locator leads to."""

    report_id: bytes
    wrap: bytes
    received: date


_BY_LOCATOR = (
    select(mailbox.c.report_id, mailbox.c.wrap, report.c.received)
    .join(report, report.c.id == mailbox.c.report_id)
    .where(mailbox.c.locator == bindparam("locator"))
)
_MESSAGES = (
    select(*(message.c[one.name] for one in fields(SealedMessage)))
    .where(message.c.report_id == bindparam("report_id"))
    .order_by(message.c.seq)
)

# The newest first; by the index on report and sequence, so that a long dialogue costs no more than what is shown of it.
_NEWEST = _MESSAGES.order_by(None).order_by(message.c.seq.desc())
_NEWEST = _NEWEST.limit(bindparam("limit")).offset(bindparam("skip"))
_BLOBS = select(blob.c.name).where(blob.c.report_id == bindparam("report_id"))
_ONE = _MESSAGES.where(message.c.author == bindparam("author"), message.c.place == bindparam("place"))


class Letterbox(LetterboxDialogue, LetterboxThings):
    """The letterbox inside one transaction."""

    def __init__(self, connection: Connection, meter: Meter | None = None) -> None:
        """`meter`: what strangers may store, where it is they who write."""
        self._db, self._meter = connection, meter

    # -- the intake's side ----------------------------------------------------------------------------------

    def add_report(self, report_id: bytes, received: date, wraps: dict[str, bytes]) -> None:
        """Creates a report with its wraps by officer id."""
        row = {"seq": self._number(report), "id": report_id, "received": received}
        self._db.execute(insert(report), row)
        self.add_wraps(report_id, wraps)

    def add_wraps(self, report_id: bytes, wraps: dict[str, bytes]) -> None:
        """Wraps of a report, by officer id."""
        rows = [{"report_id": report_id, "officer_id": o, "wrap": w} for o, w in wraps.items()]
        if rows:
            self._db.execute(insert(report_wrap), rows)

    def add_mailbox(self, locator: bytes, report_id: bytes, wrap: bytes) -> None:
        """The first way to a new report's dialogue."""
        self._db.execute(insert(mailbox), {"locator": locator, "report_id": report_id, "wrap": wrap})

    def set_mailbox(self, locator: bytes, report_id: bytes, wrap: bytes) -> None:
        """Makes `locator` the one way to this report's dialogue; an earlier locator ends."""
        self._db.execute(delete(mailbox).where(mailbox.c.report_id == report_id))
        self._db.execute(insert(mailbox), {"locator": locator, "report_id": report_id, "wrap": wrap})

    def mailbox(self, locator: bytes) -> MailboxRow | None:
        """What this locator leads to."""
        row = self._db.execute(_BY_LOCATOR, {"locator": locator}).first()
        return MailboxRow(*row) if row else None

    def messages(self, report_id: bytes) -> list[SealedMessage]:
        """The dialogue in order of arrival."""
        return [SealedMessage(*row) for row in self._db.execute(_MESSAGES, {"report_id": report_id})]

    def newest_messages(self, report_id: bytes, skip: int, limit: int) -> list[SealedMessage]:
        """At most `limit` messages of the dialogue, the newest first, without the `skip` newest of all."""
        rows = self._db.execute(_NEWEST, {"report_id": report_id, "limit": limit, "skip": skip})
        return [SealedMessage(*row) for row in rows]

    def count_since(self, report_id: bytes, author: str, place: int) -> int:
        """How many messages came after this one, and itself; 0 when it is not there."""
        seq = select(message.c.seq).where(
            message.c.report_id == report_id, message.c.author == author, message.c.place == place
        )
        query = select(func.count()).where(message.c.report_id == report_id, message.c.seq >= seq.scalar_subquery())
        return int(self._db.execute(query).scalar_one())

    def message(self, report_id: bytes, author: str, place: int) -> SealedMessage | None:
        """One message."""
        row = self._db.execute(_ONE, {"report_id": report_id, "author": author, "place": place}).first()
        return SealedMessage(*row) if row else None

    def messages_from(self, report_id: bytes, author: str, place: int, limit: int) -> list[SealedMessage]:
        """At most `limit` messages of this author, from a place on, in order."""
        query = _MESSAGES.where(message.c.author == author, message.c.place >= place)
        rows = self._db.execute(query.order_by(None).order_by(message.c.place).limit(limit), {"report_id": report_id})
        return [SealedMessage(*row) for row in rows]

    def has_tag(self, report_id: bytes, tag: bytes) -> bool:
        """Whether this very sending is there."""
        query = select(message.c.seq).where(message.c.report_id == report_id, message.c.tag == tag)
        return self._db.execute(query).first() is not None

    def status(self, report_id: bytes) -> tuple[int, bytes] | None:
        """Revision and sealed public state, if the office has posted one."""
        row = self._db.execute(
            select(status.c.revision, status.c.sealed).where(status.c.report_id == report_id)
        ).first()
        return (row[0], row[1]) if row else None

    # -- what is begun and not sent yet -----------------------------------------------------------------------

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

    # -- visits of a mailbox ----------------------------------------------------------------------------------

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

    # -- pages that wait to be fetched -------------------------------------------------------------------------

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

    # -- both sides -----------------------------------------------------------------------------------------

    def add_message(self, report_id: bytes, new: SealedMessage) -> bool:
        """Adds a message unless one with the same tag is there. True when it was added. Where strangers write, raises
        LongTextsFull, LongTextsBusy."""
        if self.has_tag(report_id, new.tag):
            return False
        self._make_room(len(new.sealed))
        self._db.execute(insert(message), {"seq": self._number(message), "report_id": report_id, **new.__dict__})
        return True

    def require_text(self, size: int) -> None:
        """Whether there is room now for a text that is sealed to so many bytes: who cannot be served stands in no line
        for it. Where strangers write, raises LongTextsFull, LongTextsBusy."""
        if self._meter is not None:
            self._require_disk(size)
            self._meter.require_text(size)

    def _make_room(self, size: int) -> None:
        """For a sealed text: long ones end while half of what files leave free is there, small ones with the disk."""
        if self._meter is not None:
            self._require_disk(size)
            self._meter.text(size)

    def _require_disk(self, size: int) -> None:
        if size > SMALL:
            self._require_room()

    def _require_room(self) -> None:
        if (database := self._db.engine.url.database) and self._db.dialect.name == "sqlite":
            try:
                require_room(Path(database).parent, LONG_TEXTS_LEAVE)
            except OSError as error:
                raise LongTextsFull() from error

    def name_blobs(self, report_id: bytes, names: list[str]) -> None:
        """Says that these blobs belong to the report: whatever nobody names is swept. Raises FilesTaken for those that
        another report has: each goes when its report goes."""
        found = self._db.execute(select(blob.c.name, blob.c.report_id).where(blob.c.name.in_(names)))
        owners = {row[0]: row[1] for row in found}
        if taken := frozenset(name for name, owner in owners.items() if owner != report_id):
            raise FilesTaken(taken)
        if new := sorted(set(names) - set(owners)):  # files that waited come with a second sending too
            self._db.execute(insert(blob), [{"name": name, "report_id": report_id} for name in new])

    def has_blobs(self) -> bool:
        """Whether any file belongs to a report."""
        return self._db.execute(select(blob.c.name).limit(1)).first() is not None

    def named_blobs(self, names: list[str]) -> set[str]:
        """Those of these names that belong to a report."""
        return {row[0] for row in self._db.execute(select(blob.c.name).where(blob.c.name.in_(names)))}

    def next_place(self, report_id: bytes, author: str) -> int:
        """The place the author's next message takes, from 0."""
        last = select(func.max(message.c.place)).where(message.c.report_id == report_id, message.c.author == author)
        highest = self._db.execute(last).scalar()
        return 0 if highest is None else int(highest) + 1

    # -- the office's side ----------------------------------------------------------------------------------

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
        """Deletes these officers' wraps of these reports, and of letters in them. Returns of how many reports."""
        for table in ((report_wrap, letter_wrap) if letters else (report_wrap,)) if wraps else ():
            which = (table.c.report_id == bindparam("r"), table.c.officer_id == bindparam("o"))
            self._db.execute(delete(table).where(*which), [{"r": r, "o": o} for r, o in wraps])
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
        return self._db.execute(select(report.c.seq).where(report.c.id == report_id)).first() is not None

    # -- erasing, piece by piece: keys first --------------------------------------------------------------------

    def counts(self, report_id: bytes) -> tuple[int, int]:
        """How many sealed texts and wrapped keys of this report are here."""
        texts, keys = (message, status), KEYS
        return self._count(texts, report_id), self._count(keys, report_id)

    def _count(self, tables: Iterable[Table], report_id: bytes) -> int:
        return sum(
            int(self._db.execute(select(func.count()).select_from(t).where(t.c.report_id == report_id)).scalar_one())
            for t in tables
        )

    def blobs_of(self, report_id: bytes) -> list[str]:
        """Names of the blobs that belong to a report."""
        return [row[0] for row in self._db.execute(_BLOBS, {"report_id": report_id})]

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


def letterbox_store(url: str, hurried: bool = False, meter: Meter | None = None) -> Store[Letterbox]:
    """The letterbox at this SQLAlchemy URL; `hurried`: for pages (see Store), `meter`: where strangers write."""
    return Store(
        "letterbox", url, lambda connection: Letterbox(connection, meter), hurried, meter.wait if meter else None
    )
