"""The office's copy of the dialogue, and what waits until it reaches the letterbox."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from ..letterbox import SealedMessage
from ..letterbox.dialogue import PostedStatus
from .tables import mailbox_wrap, message, status
from .touching import Touching

_SEALED = tuple(message.c[one.name] for one in fields(SealedMessage))


@dataclass(frozen=True)
class WaitingStatus:
    """A status of version 2 that waits for delivery, and how many messages of the reporter had been taken in by it."""

    posted: PostedStatus
    taken_in: int


# Built once: new keys for all open cases take many of them.
_WAITING = select(*_SEALED).where(message.c.file_id == bindparam("f"), message.c.delivered.is_(False))
_WAITING = _WAITING.order_by(message.c.n)
_WAITING_STATUS = (
    select(status.c.revision, status.c.epoch, status.c.sealed, mailbox_wrap.c.wrap, status.c.taken_in)
    .join(mailbox_wrap, mailbox_wrap.c.file_id == status.c.file_id)
    .where(status.c.file_id == bindparam("f"))
)
_LAST_STATUS = select(status.c.revision).where(status.c.file_id == bindparam("f"))
_SHOWN = select(status.c.revision, status.c.epoch, status.c.posted).where(status.c.file_id == bindparam("f"))
_DROP_WAY, _ADD_WAY = delete(mailbox_wrap).where(mailbox_wrap.c.file_id == bindparam("f")), insert(mailbox_wrap)
_DELIVERED = (
    update(message)
    .where(message.c.file_id == bindparam("f"), message.c.epoch.is_not(None), message.c.delivered.is_(False))
    .values(delivered=True)
)
_POSTED = update(status).where(status.c.file_id == bindparam("f")).values(delivered=True, posted=bindparam("p"))


_STATUS = ("revision", "sealed", "delivered", "epoch", "taken_in")
_STATUS_AGAIN = update(status).where(status.c.file_id == bindparam("f"))
_STATUS_AGAIN = _STATUS_AGAIN.values({name: bindparam(f"new_{name}") for name in _STATUS})


class Dialogue(Touching):
    """Messages and public states."""

    _db: Connection

    def add_message(self, file_id: bytes, new: SealedMessage, delivered: bool, came: str = "") -> None:
        """Keeps a message; what the office wrote waits for delivery. `came`: the digest of what lies in the letterbox,
        where that is something else."""
        n = self._db.execute(select(func.count()).select_from(message).where(message.c.file_id == file_id)).scalar_one()
        self._db.execute(insert(message), {"file_id": file_id, "n": n, "delivered": delivered, **new.__dict__})
        self._touch(file_id).messages.add((new.author, new.place))
        if came:
            self._touch(file_id).came[new.author, new.place] = came

    def messages(self, file_id: bytes, budget: int | None = None) -> Iterator[tuple[SealedMessage, bool]]:
        """The dialogue in the order the office knows it, each with whether it is delivered.

        With a budget the first ones and as many newest as fit in so many bytes.
        """
        oldest = 0 if budget is None else self._oldest_within(file_id, budget)
        query = (
            select(*_SEALED, message.c.delivered)
            .where(message.c.file_id == file_id, (message.c.place == 0) | (message.c.n >= oldest))
            .order_by(message.c.n)
        )
        yield from ((SealedMessage(*row[:-1]), row[-1]) for row in self._db.execute(query))

    def newest_messages(self, file_id: bytes, skip: int, limit: int) -> Iterator[tuple[SealedMessage, bool]]:
        """At most `limit` messages but the report itself, the newest first, without the `skip` newest of them; each
        with whether it is delivered."""
        query = select(*_SEALED, message.c.delivered).where(message.c.file_id == file_id, message.c.n > 0)
        query = query.order_by(message.c.n.desc()).limit(limit).offset(skip)
        yield from ((SealedMessage(*row[:-1]), row[-1]) for row in self._db.execute(query))

    def count_messages(self, file_id: bytes, since: tuple[str, int] | None = None) -> int:
        """How many messages but the report itself there are; or how many came after this one."""
        oldest: Any = 0
        if since is not None:
            at = (message.c.file_id == file_id, message.c.author == since[0], message.c.place == since[1])
            oldest = select(message.c.n).where(*at).scalar_subquery()
        query = select(func.count()).select_from(message).where(message.c.file_id == file_id, message.c.n > oldest)
        return int(self._db.execute(query).scalar_one())

    def _oldest_within(self, file_id: bytes, budget: int) -> int:
        sizes = select(message.c.n, func.length(message.c.sealed)).where(message.c.file_id == file_id)
        oldest = -1
        for n, size in self._db.execute(sizes.order_by(message.c.n.desc())):
            budget -= size
            if budget < 0:
                return oldest if oldest >= 0 else int(n)
            oldest = n
        return 0

    def message(self, file_id: bytes, author: str, place: int) -> SealedMessage | None:
        """One message of the dialogue."""
        query = select(*_SEALED)
        where = (message.c.file_id == file_id, message.c.author == author, message.c.place == place)
        row = self._db.execute(query.where(*where)).first()
        return SealedMessage(*row) if row else None

    def messages_at(self, file_ids: Iterable[bytes], author: str, place: int) -> dict[bytes, SealedMessage]:
        """The message at this place in each of these files that has one."""
        query = select(message.c.file_id, *_SEALED)
        query = query.where(message.c.author == author, message.c.place == place)
        rows = self._db.execute(query.where(message.c.file_id.in_(list(file_ids))))
        return {row[0]: SealedMessage(*row[1:]) for row in rows}

    def empty_message(self, file_id: bytes, author: str, place: int, tag: bytes) -> None:
        """Takes a message's text away; its place stays taken. `tag` stands in for the one that told of the text."""
        where = (message.c.file_id == file_id, message.c.author == author, message.c.place == place)
        self._db.execute(update(message).where(*where).values(sealed=b"", tag=tag, delivered=True))
        self._touch(file_id).messages.add((author, place))

    def message_places(self, file_id: bytes) -> set[tuple[str, int]]:
        """Author and place of every message of the dialogue."""
        query = select(message.c.author, message.c.place).where(message.c.file_id == file_id)
        return {(row[0], row[1]) for row in self._db.execute(query)}

    def places_of(self, file_id: bytes) -> dict[str, tuple[int, int, int]]:
        """By author: how many messages there are, the lowest and the highest place."""
        query = select(message.c.author, func.count(), func.min(message.c.place), func.max(message.c.place))
        rows = self._db.execute(query.where(message.c.file_id == file_id).group_by(message.c.author))
        return {row[0]: (row[1], row[2], row[3]) for row in rows}

    def set_status(self, file_id: bytes, revision: int, sealed: bytes) -> None:
        """Keeps the newest public state of version 1 for delivery."""
        self._set_status(file_id, {"revision": revision, "sealed": sealed, "delivered": False})

    def show_status(self, file_id: bytes, new: PostedStatus, taken_in: int) -> None:
        """Keeps the newest one of version 2, with the reporter's way to its key."""
        values = dict(zip(_STATUS, (new.revision, new.sealed, False, new.epoch, taken_in), strict=True))
        changed = {f"new_{name}": value for name, value in values.items()}
        if not self._db.execute(_STATUS_AGAIN, {"f": file_id, **changed}).rowcount:
            self._db.execute(insert(status), {"file_id": file_id, **values})
        self._db.execute(_DROP_WAY, {"f": file_id})
        self._db.execute(_ADD_WAY, {"file_id": file_id, "wrap": new.wrap})

    def _set_status(self, file_id: bytes, values: dict[str, Any]) -> None:
        if not self._db.execute(update(status).where(status.c.file_id == file_id).values(**values)).rowcount:
            self._db.execute(insert(status), {"file_id": file_id, **values})

    def last_status(self, file_id: bytes) -> int:
        """The revision of the newest status that was made; 0 if there is none."""
        return int(self._db.execute(_LAST_STATUS, {"f": file_id}).scalar() or 0)

    def raise_status(self, file_id: bytes, revision: int) -> None:
        """The next one comes after this revision: the cabinet was put back, and the letterbox has seen it."""
        if revision > self.last_status(file_id):
            self._set_status(file_id, {"revision": revision, "sealed": b"", "delivered": True})

    def posted_before(self, file_id: bytes, day: date) -> tuple[int, str] | None:
        """Revision and epoch of the newest status of version 2 that was delivered before this day, as far as the last
        two days tell."""
        text = self._db.execute(select(status.c.posted).where(status.c.file_id == file_id)).scalar()
        found = (one for one in reversed(_posted(text)) if one[0] < day.isoformat())
        return next(((revision, epoch) for _, revision, epoch in found), None)

    def undelivered(self) -> list[tuple[bytes, str, int]]:
        """File id, author and place of the messages by the office that wait for delivery, in order."""
        columns = (message.c.file_id, message.c.n, message.c.author, message.c.place)
        query = select(*columns).where(message.c.delivered.is_(False), message.c.epoch.is_(None))
        return [(row[0], row[2], row[3]) for row in sorted(tuple(row) for row in self._db.execute(query))]

    def reseal(self, file_id: bytes, new: SealedMessage) -> None:
        """A message of the office that has not left the house, under another key."""
        where = (message.c.file_id == file_id, message.c.author == new.author, message.c.place == new.place)
        values = {"sealed": new.sealed, "epoch": new.epoch, "before": new.before}
        self._db.execute(update(message).where(*where).values(values))
        self._touch(file_id).messages.add((new.author, new.place))

    def leave_unsaid(self, file_id: bytes, place: int, before: bytes | None) -> None:
        """A message of the office that will never leave the house, for something else lies in its place; `before`: the
        head before that."""
        where = (message.c.file_id == file_id, message.c.author == "office", message.c.place == place)
        self._db.execute(update(message).where(*where).values(delivered=True, before=before))

    def waiting_signed(self) -> list[tuple[bytes, int]]:
        """The files of which a status of version 2 waits for delivery, and how many messages wait with it."""
        waits = select(func.count()).select_from(message)
        waits = waits.where(message.c.file_id == mailbox_wrap.c.file_id, message.c.delivered.is_(False))
        query = select(mailbox_wrap.c.file_id, waits.where(message.c.epoch.is_not(None)).scalar_subquery())
        return [(row[0], int(row[1])) for row in self._db.execute(query)]

    def waiting_messages(self, file_id: bytes) -> list[SealedMessage]:
        """Those by the office that wait, of whatever version, in order."""
        return [SealedMessage(*row) for row in self._db.execute(_WAITING, {"f": file_id})]

    def waiting_status(self, file_id: bytes) -> WaitingStatus | None:
        """The status of version 2 that waits."""
        row = self._db.execute(_WAITING_STATUS, {"f": file_id}).first()
        return WaitingStatus(PostedStatus(*row[:4]), row[4]) if row else None

    def status_delivered(self, file_id: bytes, day: date) -> None:
        """The status of version 2 and the messages that went with it have reached the letterbox on this day; the way to
        its key is there now, and not here."""
        for statement in (_DROP_WAY, _DELIVERED):
            self._db.execute(statement, {"f": file_id})
        revision, epoch, text = self._db.execute(_SHOWN, {"f": file_id}).one()
        earlier = [one for one in _posted(text) if one[0] != day.isoformat()]
        posted = json.dumps([*earlier[-1:], (day.isoformat(), revision, epoch)])
        self._db.execute(_POSTED, {"f": file_id, "p": posted})

    def waits(self, file_id: bytes) -> bool:
        """Whether a message of this file waits for delivery."""
        query = select(message.c.place).where(message.c.file_id == file_id, message.c.delivered.is_(False)).limit(1)
        return self._db.execute(query).first() is not None

    def undelivered_states(self) -> list[tuple[bytes, int, bytes]]:
        """File id, revision and sealed public state of those that wait for delivery."""
        query = select(status.c.file_id, status.c.revision, status.c.sealed).where(status.c.delivered.is_(False))
        query = query.where(status.c.epoch.is_(None))
        return [(row[0], row[1], row[2]) for row in self._db.execute(query)]

    def mark_delivered(self, messages: Iterable[tuple[bytes, str, int]], states: Iterable[tuple[bytes, int]]) -> None:
        """Notes what has reached the letterbox: (file id, author, place) and (file id, revision)."""
        for file_id, author, place in messages:
            where = (message.c.file_id == file_id, message.c.author == author, message.c.place == place)
            self._db.execute(update(message).where(*where).values(delivered=True))
        for file_id, revision in states:
            where2 = (status.c.file_id == file_id, status.c.revision == revision)
            self._db.execute(update(status).where(*where2).values(delivered=True))


def _posted(text: str | None) -> list[tuple[str, int, str]]:
    return [tuple(one) for one in json.loads(text)] if text else []
