"""What the letterbox holds of a dialogue of version 2 (SPEC §§ 31, 36, 37): the office's way to the mailbox, the status
that goes with it, and the keys of letters.

A mailbox of version 2 stands in the same table as one of version 1, under a locator of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from .tables import letter_key, letter_wrap, mailbox_wrap, message, report_wrap, status

NEAR = 100  # places: what lies further ahead is waited for by nobody


@dataclass(frozen=True)
class PostedStatus:
    """A status of version 2, and the wrap of the key it is sealed under."""

    revision: int
    epoch: str
    sealed: bytes
    wrap: bytes


# Built once, not for each visit of a mailbox.
_POSTED = (
    select(status.c.revision, status.c.epoch, status.c.sealed, mailbox_wrap.c.wrap)
    .join(mailbox_wrap, mailbox_wrap.c.report_id == status.c.report_id)
    .where(status.c.report_id == bindparam("report_id"), status.c.epoch == mailbox_wrap.c.epoch)
)
_REVISION = select(status.c.revision).where(status.c.report_id == bindparam("r"))
_SHOWN = select(status.c.revision, status.c.epoch, status.c.sealed).where(status.c.report_id == bindparam("r"))
_STATUS_AGAIN = (
    update(status)
    .where(status.c.report_id == bindparam("r"))
    .values(revision=bindparam("n"), epoch=bindparam("e"), sealed=bindparam("s"))
)
_WAY_AGAIN = (
    update(mailbox_wrap)
    .where(mailbox_wrap.c.report_id == bindparam("r"))
    .values(epoch=bindparam("e"), wrap=bindparam("w"))
)
_FORGET_REPORT = delete(report_wrap).where(report_wrap.c.report_id == bindparam("r"))
_FORGET_LETTERS = delete(letter_wrap).where(letter_wrap.c.report_id == bindparam("r"))
_FORGET_LETTERS = _FORGET_LETTERS.where(letter_wrap.c.place < bindparam("p"))
_SAID = select(func.coalesce(func.max(message.c.place) + 1, 0))
_SAID = _SAID.where(message.c.report_id == bindparam("r"), message.c.author == "reporter")
_SAID_BEFORE = _SAID.where(message.c.place < bindparam("p"))
_COUNT_SAID = select(func.count()).where(message.c.report_id == bindparam("r"), message.c.author == bindparam("a"))
_COUNT_SAID = _COUNT_SAID.where(message.c.place >= bindparam("first"), message.c.place < bindparam("before"))
_LETTER_KEYS = select(letter_key.c.place, letter_key.c.wrap).where(letter_key.c.report_id == bindparam("report_id"))


class LetterboxDialogue:
    """The letterbox inside one transaction, as far as version 2 of the dialogue goes."""

    _db: Connection

    # -- the intake's side ----------------------------------------------------------------------------------

    def posted_status(self, report_id: bytes) -> PostedStatus | None:
        """The newest status of version 2 and its wrap, if the office has posted one."""
        row = self._db.execute(_POSTED, {"report_id": report_id}).first()
        return PostedStatus(*row) if row else None

    def begun_at(self, report_id: bytes, since: int = 0) -> int | None:
        """The place of the reporter's first message of version 2, from this place on."""
        query = select(func.min(message.c.place)).where(message.c.report_id == report_id, message.c.place >= since)
        place = self._db.execute(query.where(message.c.author == "reporter", message.c.epoch.is_not(None))).scalar()
        return None if place is None else int(place)

    def add_letter(self, report_id: bytes, place: int, wraps: Mapping[str, bytes], kept: bytes) -> None:
        """The keys of the reporter's message at that place: by officer id, and the mailbox' own."""
        self.add_letter_wraps(report_id, place, wraps)
        self._db.execute(insert(letter_key), {"report_id": report_id, "place": place, "wrap": kept})

    def add_letter_wraps(self, report_id: bytes, place: int, wraps: Mapping[str, bytes]) -> None:
        """The officers' keys of the reporter's message at that place, by their ids."""
        rows = [
            {"report_id": report_id, "place": place, "officer_id": one, "wrap": wrap} for one, wrap in wraps.items()
        ]
        if rows:
            self._db.execute(insert(letter_wrap), rows)

    def free_for_letter(self, report_id: bytes, since: int) -> int:
        """The first place from this one on beside which no key of a letter lies: of one that is gone, or put there by
        whoever may add rows. Reads no key."""
        taken = set[int]()
        for table in (letter_wrap, letter_key):
            near = (table.c.report_id == report_id, table.c.place >= since, table.c.place < since + NEAR)
            taken |= set(self._db.execute(select(table.c.place).where(*near)).scalars())
        return next(place for place in range(since, since + NEAR + 1) if place not in taken)

    def letter_keys(self, report_id: bytes) -> dict[int, bytes]:
        """By place, the keys of letters as the mailbox keeps them."""
        return {row[0]: row[1] for row in self._db.execute(_LETTER_KEYS, {"report_id": report_id})}

    def keep_letters(self, report_id: bytes, kept: Mapping[int, bytes]) -> None:
        """The same under another code, in the place of what was kept before."""
        self._db.execute(delete(letter_key).where(letter_key.c.report_id == report_id))
        rows = [{"report_id": report_id, "place": place, "wrap": wrap} for place, wrap in kept.items()]
        if rows:
            self._db.execute(insert(letter_key), rows)

    # -- the office's side ----------------------------------------------------------------------------------

    def letter_wraps(self, report_id: bytes, place: int) -> dict[str, bytes]:
        """The officers' wraps of a letter; empty where the message is none, or was taken in."""
        query = select(letter_wrap.c.officer_id, letter_wrap.c.wrap)
        rows = self._db.execute(query.where(letter_wrap.c.report_id == report_id, letter_wrap.c.place == place))
        return {row[0]: row[1] for row in rows}

    def letter_readers(self) -> dict[tuple[bytes, int], set[str]]:
        """By report and place: for whom a letter is that was not taken in yet. Reads no wrap."""
        found = dict[tuple[bytes, int], set[str]]()
        for row in self._db.execute(select(letter_wrap.c.report_id, letter_wrap.c.place, letter_wrap.c.officer_id)):
            found.setdefault((row[0], row[1]), set()).add(row[2])
        return found

    def drop_letter_wraps(self, wraps: Collection[tuple[bytes, int, str]]) -> int:
        """Deletes these officers' wraps of the letters at these places. Returns how many."""
        which = (letter_wrap.c[name] == bindparam(f"{name}_") for name in ("report_id", "place", "officer_id"))
        if wraps:
            rows = [{"report_id_": r, "place_": p, "officer_id_": o} for r, p, o in wraps]
            self._db.execute(delete(letter_wrap).where(*which), rows)
        return len(wraps)

    def forget_wraps(self, report_id: bytes, taken_in: int) -> None:
        """The officers' wraps of what was taken in go: of the report, and of letters before this place."""
        self._db.execute(_FORGET_REPORT, {"r": report_id})
        self._db.execute(_FORGET_LETTERS, {"r": report_id, "p": taken_in})

    def said_by_reporter(self, report_id: bytes, before: int | None = None) -> int:
        """How many messages of the reporter there are, by default before any place: who posts compares it with what was
        taken in, in the same transaction."""
        if before is None:
            return int(self._db.execute(_SAID, {"r": report_id}).scalar_one())
        return int(self._db.execute(_SAID_BEFORE, {"r": report_id, "p": before}).scalar_one())

    def count_said(self, report_id: bytes, author: str, first: int, before: int) -> int:
        """How many messages of this author there are from one place to another."""
        which = {"r": report_id, "a": author, "first": first, "before": before}
        return int(self._db.execute(_COUNT_SAID, which).scalar_one())

    def next_of_reporter(self, report_id: bytes, since: int = 1) -> int:
        """The place of the reporter's next message, at least this one. A row far behind all others is passed over:
        whoever may add rows could else drive all that is said there, where nobody looks for it."""
        while (further := self.said_by_reporter(report_id, since + NEAR)) > since:
            since = further
        return since

    def status_at(self, report_id: bytes) -> tuple[int, str | None, bytes] | None:
        """Revision, epoch and sealed text of the status that is shown, of whatever version."""
        row = self._db.execute(_SHOWN, {"r": report_id}).first()
        return (row[0], row[1], row[2]) if row else None

    def post_signed_status(self, report_id: bytes, posted: PostedStatus) -> None:
        """Shows the reporter a newer state, with a new way to its key; an older revision changes nothing."""
        have = self._db.execute(_REVISION, {"r": report_id}).scalar()
        if have is not None and have >= posted.revision:
            return
        values = {"revision": posted.revision, "epoch": posted.epoch, "sealed": posted.sealed}
        way = {"epoch": posted.epoch, "wrap": posted.wrap}
        if have is None:
            self._db.execute(insert(status), {"report_id": report_id, **values})
        else:
            changed = {"n": posted.revision, "e": posted.epoch, "s": posted.sealed}
            self._db.execute(_STATUS_AGAIN, {"r": report_id, **changed})
        changed_way = self._db.execute(_WAY_AGAIN, {"r": report_id, "e": posted.epoch, "w": posted.wrap})
        if not changed_way.rowcount:
            self._db.execute(insert(mailbox_wrap), {"report_id": report_id, **way})
