"""The office's copy of the dialogue, and what waits until it reaches the letterbox."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from ..letterbox import SealedMessage
from .tables import message, status


class Dialogue:
    """Messages and public states."""

    _db: Connection

    def add_message(self, file_id: bytes, new: SealedMessage, delivered: bool) -> None:
        """Keeps a message; what the office wrote waits for delivery."""
        n = self._db.execute(select(func.count()).select_from(message).where(message.c.file_id == file_id)).scalar_one()
        self._db.execute(insert(message), {"file_id": file_id, "n": n, "delivered": delivered, **new.__dict__})

    def messages(self, file_id: bytes, budget: int | None = None) -> Iterator[tuple[SealedMessage, bool]]:
        """The dialogue in the order the office knows it, each with whether it is delivered.

        With a budget the first ones and as many newest as fit in so many bytes.
        """
        oldest = 0 if budget is None else self._oldest_within(file_id, budget)
        query = (
            select(message.c.author, message.c.place, message.c.written, message.c.tag, message.c.sealed,
                   message.c.delivered)
            .where(message.c.file_id == file_id, (message.c.place == 0) | (message.c.n >= oldest))
            .order_by(message.c.n)
        )  # fmt: skip
        yield from ((SealedMessage(*row[:5]), row[5]) for row in self._db.execute(query))

    def newest_messages(self, file_id: bytes, skip: int, limit: int) -> Iterator[tuple[SealedMessage, bool]]:
        """At most `limit` messages but the report itself, the newest first, without the `skip` newest of them; each
        with whether it is delivered."""
        columns = ("author", "place", "written", "tag", "sealed", "delivered")
        query = select(*(message.c[name] for name in columns)).where(message.c.file_id == file_id, message.c.n > 0)
        query = query.order_by(message.c.n.desc()).limit(limit).offset(skip)
        yield from ((SealedMessage(*row[:5]), row[5]) for row in self._db.execute(query))

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
        query = select(*(message.c[name] for name in ("author", "place", "written", "tag", "sealed")))
        where = (message.c.file_id == file_id, message.c.author == author, message.c.place == place)
        row = self._db.execute(query.where(*where)).first()
        return SealedMessage(*row) if row else None

    def messages_at(self, file_ids: Iterable[bytes], author: str, place: int) -> dict[bytes, SealedMessage]:
        """The message at this place in each of these files that has one."""
        query = select(
            message.c.file_id, *(message.c[name] for name in ("author", "place", "written", "tag", "sealed"))
        )
        query = query.where(message.c.author == author, message.c.place == place)
        rows = self._db.execute(query.where(message.c.file_id.in_(list(file_ids))))
        return {row[0]: SealedMessage(*row[1:]) for row in rows}

    def empty_message(self, file_id: bytes, author: str, place: int, tag: bytes) -> None:
        """Takes a message's text away; its place stays taken. `tag` stands in for the one that told of the text."""
        where = (message.c.file_id == file_id, message.c.author == author, message.c.place == place)
        self._db.execute(update(message).where(*where).values(sealed=b"", tag=tag, delivered=True))

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
        """Keeps the newest public state for delivery."""
        values = {"revision": revision, "sealed": sealed, "delivered": False}
        if not self._db.execute(update(status).where(status.c.file_id == file_id).values(**values)).rowcount:
            self._db.execute(insert(status), {"file_id": file_id, **values})

    def undelivered(self) -> list[tuple[bytes, str, int]]:
        """File id, author and place of the messages by the office that wait for delivery, in order."""
        columns = (message.c.file_id, message.c.n, message.c.author, message.c.place)
        rows = sorted(tuple(row) for row in self._db.execute(select(*columns).where(message.c.delivered.is_(False))))
        return [(row[0], row[2], row[3]) for row in rows]

    def waits(self, file_id: bytes) -> bool:
        """Whether a message of this file waits for delivery."""
        query = select(message.c.place).where(message.c.file_id == file_id, message.c.delivered.is_(False)).limit(1)
        return self._db.execute(query).first() is not None

    def undelivered_states(self) -> list[tuple[bytes, int, bytes]]:
        """File id, revision and sealed public state of those that wait for delivery."""
        query = select(status.c.file_id, status.c.revision, status.c.sealed).where(status.c.delivered.is_(False))
        return [(row[0], row[1], row[2]) for row in self._db.execute(query)]

    def mark_delivered(self, messages: Iterable[tuple[bytes, str, int]], states: Iterable[tuple[bytes, int]]) -> None:
        """Notes what has reached the letterbox: (file id, author, place) and (file id, revision)."""
        for file_id, author, place in messages:
            where = (message.c.file_id == file_id, message.c.author == author, message.c.place == place)
            self._db.execute(update(message).where(*where).values(delivered=True))
        for file_id, revision in states:
            where2 = (status.c.file_id == file_id, status.c.revision == revision)
            self._db.execute(update(status).where(*where2).values(delivered=True))
