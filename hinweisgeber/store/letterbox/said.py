"""What was said, and the ways to it: reports, mailboxes, messages, and which files belong to them."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date

from sqlalchemy import (
    bindparam,
    delete,
    func,
    insert,
    select,
)

from ..errors import FilesTaken
from .room import TextRoom
from .tables import (
    blob,
    mailbox,
    message,
    report,
    report_wrap,
    status,
)
from .things import LetterboxThings


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
    select(mailbox.c.locator, mailbox.c.report_id, mailbox.c.wrap, report.c.received)
    .join(report, report.c.id == mailbox.c.report_id)
    .where(mailbox.c.locator.in_(bindparam("locators", expanding=True)))
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
_LAST = select(func.max(message.c.place))
_LAST = _LAST.where(message.c.report_id == bindparam("r"), message.c.author == bindparam("a"))
_TAGGED = select(message.c.seq).where(message.c.report_id == bindparam("r"), message.c.tag == bindparam("t"))


class SaidThere(TextRoom, LetterboxThings):
    """What reporters and the office say to each other, inside one transaction."""

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
        return self.mailboxes(locator).get(locator)

    def mailboxes(self, *locators: bytes) -> dict[bytes, MailboxRow]:
        """What each of these locators leads to, as far as it leads anywhere; asked for at once."""
        rows = self._db.execute(_BY_LOCATOR, {"locators": locators})
        return {row[0]: MailboxRow(*row[1:]) for row in rows}

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
        return self._db.execute(_TAGGED, {"r": report_id, "t": tag}).first() is not None

    def status(self, report_id: bytes) -> tuple[int, bytes] | None:
        """Revision and sealed public state, if the office has posted one."""
        row = self._db.execute(
            select(status.c.revision, status.c.sealed).where(status.c.report_id == report_id)
        ).first()
        return (row[0], row[1]) if row else None

    def add_message(self, report_id: bytes, new: SealedMessage) -> bool:
        """Adds a message unless one with the same tag is there. True when it was added. Where strangers write, raises
        LongTextsFull, LongTextsBusy."""
        if self.has_tag(report_id, new.tag):
            return False
        self._make_room(len(new.sealed))
        self._db.execute(insert(message), {"seq": self._number(message), "report_id": report_id, **new.__dict__})
        return True

    def drop_message(self, report_id: bytes, author: str, place: int) -> None:
        """Removes what lies in the place of a message that is to be put back."""
        which = (message.c.report_id == report_id, message.c.author == author, message.c.place == place)
        self._db.execute(delete(message).where(*which))

    def put_back(self, report_id: bytes, lost: SealedMessage, number: int) -> bool:
        """A message that lay here, in its old place in the order, if nobody has taken that. True when it was added."""
        if self.has_tag(report_id, lost.tag):
            return False
        is_free = number > 0 and not self._db.execute(select(message.c.seq).where(message.c.seq == number)).first()
        row = {"seq": number if is_free else self._number(message), "report_id": report_id, **lost.__dict__}
        self._db.execute(insert(message), row)
        return True

    def name_blobs(self, report_id: bytes, names: list[str]) -> None:
        """Says that these blobs belong to the report: whatever nobody names is swept. Raises FilesTaken for those that
        another report has: each goes when its report goes."""
        owners = self.blob_owners(names)
        if taken := frozenset(name for name, owner in owners.items() if owner != report_id):
            raise FilesTaken(taken)
        if new := sorted(set(names) - set(owners)):  # files that waited come with a second sending too
            self._db.execute(insert(blob), [{"name": name, "report_id": report_id} for name in new])

    def has_blobs(self) -> bool:
        """Whether any file belongs to a report."""
        return self._db.execute(select(blob.c.name).limit(1)).first() is not None

    def named_blobs(self, names: list[str]) -> set[str]:
        """Those of these names that belong to a report."""
        return {*self.blob_owners(names)}

    def blob_owners(self, names: list[str]) -> dict[str, bytes]:
        """The same, and to which."""
        rows = self._db.execute(select(blob.c.name, blob.c.report_id).where(blob.c.name.in_(names)))
        return {row[0]: row[1] for row in rows}

    def blobs_of(self, report_id: bytes) -> list[str]:
        """Names of the blobs that belong to a report."""
        return [row[0] for row in self._db.execute(_BLOBS, {"report_id": report_id})]

    def next_place(self, report_id: bytes, author: str) -> int:
        """The place the author's next message takes, from 0."""
        highest = self._db.execute(_LAST, {"r": report_id, "a": author}).scalar()
        return 0 if highest is None else int(highest) + 1
