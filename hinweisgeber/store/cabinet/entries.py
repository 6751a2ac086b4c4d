"""The journal. It can only grow: triggers (and on PostgreSQL grants) refuse every change and every gap."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, and_, bindparam, delete, func, insert, or_, select, update

from ...domain.acts import Kind
from ...domain.journal import Entry
from .tables import BEFORE_ALL, CASE, NAMES_HOLDERS, NO_FILE, abstract, file, file_wrap, journal, journal_text, message
from .touching import Touching

_ENTRY = select(*(journal.c[name] for name in Entry.__dataclass_fields__))
_HEAD = _ENTRY.order_by(journal.c.seq.desc()).limit(1)
_ADD, _ADD_TEXT = insert(journal), insert(journal_text)  # built once, as what follows: new keys for all cases take many
_SUSPENDING = _ENTRY.where(journal.c.kind == Kind.SUSPENDED, journal.c.file_id == NO_FILE).order_by(journal.c.seq)
_PLANNING = _ENTRY.where(journal.c.kind == Kind.DEPUTY_PLANNED, journal.c.file_id == NO_FILE).order_by(journal.c.seq)
_REVOKES = (Kind.REVOCATION_PROPOSED, Kind.REVOCATION_ENDED, Kind.REVOKED)
_REVOKING = _ENTRY.where(journal.c.kind.in_(_REVOKES), journal.c.file_id == NO_FILE).order_by(journal.c.seq)
_TRAINS = (Kind.TRAINED, Kind.TRAINING_STRUCK)
_TRAINING = _ENTRY.where(journal.c.kind.in_(_TRAINS), journal.c.file_id == NO_FILE).order_by(journal.c.seq)
_JOINED = _ENTRY.where(journal.c.kind == Kind.DEPUTY_JOINED).order_by(journal.c.seq)
_AFTER = journal.alias()
_FOLLOWED = (
    _ENTRY.add_columns(_AFTER.c.previous)
    .outerjoin(_AFTER, _AFTER.c.seq == journal.c.seq + 1)
    .where(journal.c.file_id == bindparam("f"))
    .order_by(journal.c.seq)
)
_FOLLOWED_SAYING = _FOLLOWED.where(NAMES_HOLDERS)
_LOG = _ENTRY.add_columns(journal_text.c.sealed).outerjoin(journal_text, journal_text.c.seq == journal.c.seq)
_LOG_SINCE = _LOG.where(journal.c.file_id == bindparam("f"), journal.c.seq >= bindparam("s")).order_by(journal.c.seq)
_LOG_PAGE = _LOG.where(journal.c.file_id == bindparam("f")).order_by(journal.c.seq.desc())
_LOG_PAGE = _LOG_PAGE.limit(bindparam("limit")).offset(bindparam("skip"))
_LOG_SIZES = (
    select(func.count(), func.count(journal_text.c.seq))
    .select_from(journal)
    .outerjoin(journal_text, journal_text.c.seq == journal.c.seq)
    .where(journal.c.file_id == bindparam("f"))
)
_ABSTRACT = select(abstract.c.sealed)
_ABSTRACT = _ABSTRACT.where(abstract.c.file_id == bindparam("f"), abstract.c.officer_id == bindparam("o"))


class CaseDates(NamedTuple):
    """What a case tells without a key."""

    number: tuple[int, int]
    received: date | None  # None: the report's row is missing
    acknowledged: date | None  # by itself, in version 1
    said: str | None  # what the entry that took it in says openly
    acts: list[tuple[str, date]]  # kinds and days


class Journal(Touching):
    """The journal's entries and their sealed texts."""

    _db: Connection
    _head: Entry | None = None  # within one transaction nobody else adds any
    _suspending: list[Entry] | None = None  # the same: each entry asks for them
    _planning: list[Entry] | None = None
    _revoking: list[Entry] | None = None

    def head(self) -> Entry | None:
        """The journal's last entry."""
        if self._head is None and (row := self._db.execute(_HEAD).first()):
            self._head = Entry(*row)
        return self._head

    def append(self, entry: Entry, salt: bytes, sealed: bytes) -> None:
        """Adds the next entry with its sealed text."""
        self._db.execute(_ADD, {name: getattr(entry, name) for name in Entry.__dataclass_fields__})
        self._db.execute(_ADD_TEXT, {"seq": entry.seq, "salt": salt, "sealed": sealed})
        self._head = entry
        if entry.kind in (Kind.SUSPENDED, Kind.DEPUTY_PLANNED, *_REVOKES):
            self._suspending = self._planning = self._revoking = None

    def entries(self, after: int = BEFORE_ALL, newest_first: bool = False, limit: int | None = None) -> Iterator[Entry]:
        """The journal's entries after a sequence number."""
        order = journal.c.seq.desc() if newest_first else journal.c.seq
        query = _ENTRY.where(journal.c.seq > after).order_by(order).limit(limit)
        yield from (Entry(*row) for row in self._db.execute(query.execution_options(yield_per=1000)))

    def entries_for(self, officer_id: str, before: int | None, limit: int) -> list[Entry]:
        """The newest `limit` entries (before a sequence number) that tell this officer of no file they hold no key of:
        of those they can open, of the installation itself, and what they signed."""
        held = select(file_wrap.c.file_id).where(file_wrap.c.officer_id == officer_id)
        own = or_(journal.c.file_id == NO_FILE, journal.c.file_id.in_(held), journal.c.signer == officer_id)
        query = _ENTRY.where(own, *([journal.c.seq < before] if before is not None else []))
        return [Entry(*row) for row in self._db.execute(query.order_by(journal.c.seq.desc()).limit(limit))]

    def entries_before(self, before: int | None, limit: int) -> list[Entry]:
        """The newest `limit` entries of all, before a sequence number."""
        query = _ENTRY.where(*([journal.c.seq < before] if before is not None else []))
        return [Entry(*row) for row in self._db.execute(query.order_by(journal.c.seq.desc()).limit(limit))]

    def entry(self, seq: int) -> Entry | None:
        """One entry."""
        row = self._db.execute(_ENTRY.where(journal.c.seq == seq)).first()
        return Entry(*row) if row else None

    def before_by_others(self, entry: Entry) -> Entry | None:
        """The newest entry before this one that somebody else has signed, of whatever file."""
        query = _ENTRY.where(journal.c.seq < entry.seq, journal.c.signer != entry.signer)
        row = self._db.execute(query.order_by(journal.c.seq.desc()).limit(1)).first()
        return Entry(*row) if row else None

    def texts(self, after: int = 0, limit: int | None = None) -> Iterator[tuple[int, bytes, bytes]]:
        """Sequence, salt and sealed text of entries whose text is still there."""
        query = select(journal_text.c.seq, journal_text.c.salt, journal_text.c.sealed)
        query = query.where(journal_text.c.seq > after).order_by(journal_text.c.seq).limit(limit)
        yield from ((r[0], r[1], r[2]) for r in self._db.execute(query.execution_options(yield_per=1000)))

    def first_of(self, file_id: bytes) -> tuple[Entry, bytes, bytes] | None:
        """The first entry about a file with its salt and sealed text; None where one of them is missing."""
        query = _ENTRY.add_columns(journal_text.c.salt, journal_text.c.sealed)
        query = query.outerjoin(journal_text, journal_text.c.seq == journal.c.seq)
        row = self._db.execute(query.where(journal.c.file_id == file_id).order_by(journal.c.seq).limit(1)).first()
        return (Entry(*row[:-2]), row[-2], row[-1]) if row and row[-1] is not None else None

    def file_log(self, file_id: bytes, since: int = BEFORE_ALL) -> list[tuple[Entry, bytes]]:
        """The entries about one file, from this sequence number on, in order, with their sealed texts (empty where
        erased)."""
        return self._logged(_LOG_SINCE, f=file_id, s=since)

    def file_log_page(self, file_id: bytes, skip: int, limit: int) -> list[tuple[Entry, bytes]]:
        """At most `limit` of these entries, the newest first, without the `skip` newest of them."""
        return self._logged(_LOG_PAGE, f=file_id, limit=limit, skip=skip)

    def file_log_at(self, file_id: bytes, seqs: Collection[int]) -> dict[int, tuple[Entry, bytes]]:
        """Those of these entries that are about this file, by sequence number."""
        found: dict[int, tuple[Entry, bytes]] = {}
        wanted = sorted(seqs)
        for start in range(0, len(wanted), 500):
            query = _LOG.where(journal.c.seq.in_(wanted[start : start + 500]), journal.c.file_id == file_id)
            found |= {one[0].seq: one for one in self._logged(query)}
        return found

    def _logged(self, query: Select[Any], **which: object) -> list[tuple[Entry, bytes]]:
        return [(Entry(*row[:-1]), row[-1] or b"") for row in self._db.execute(query, which)]

    def file_log_sizes(self, file_id: bytes) -> tuple[int, int]:
        """How many entries there are about this file, and how many of them have a text."""
        row = self._db.execute(_LOG_SIZES, {"f": file_id}).one()
        return int(row[0]), int(row[1])

    def newest_act(self, file_id: bytes) -> int:
        """The newest entry about this file that does more than begin an epoch; 0 where there is none."""
        query = select(func.max(journal.c.seq)).where(journal.c.file_id == file_id, journal.c.kind != Kind.EPOCH)
        return self._db.execute(query).scalar() or 0

    def newest_acts(self, file_ids: Collection[bytes], until: int) -> dict[bytes, int]:
        """The same of each of these files, as the journal stood after the entry `until`."""
        wanted, found = list(file_ids), dict[bytes, int]()
        query = select(journal.c.file_id, func.max(journal.c.seq)).group_by(journal.c.file_id)
        query = query.where(journal.c.kind != Kind.EPOCH, journal.c.seq <= until)
        for start in range(0, len(wanted), 500):
            rows = self._db.execute(query.where(journal.c.file_id.in_(wanted[start : start + 500])))
            found |= {row[0]: row[1] for row in rows}
        return found

    def of_power(self, since: date, officer_id: str) -> list[Entry]:
        """Of the files of which this officer has a wrap and in which something was proposed since that day: the entries
        from the first such proposal on."""
        first = func.min(journal.c.seq).label("first")
        with_one = select(journal.c.file_id, first).where(journal.c.kind == Kind.PROPOSED, journal.c.day >= since)
        proposed = with_one.group_by(journal.c.file_id).subquery()
        query = _ENTRY.join(proposed, and_(journal.c.file_id == proposed.c.file_id, journal.c.seq >= proposed.c.first))
        query = query.join(file_wrap, and_(file_wrap.c.file_id == journal.c.file_id))
        query = query.where(file_wrap.c.officer_id == officer_id).order_by(journal.c.seq)
        return [Entry(*row) for row in self._db.execute(query)]

    def newer_in_file(self, file_id: bytes, seq: int) -> int:
        """How many entries about this file came after this one."""
        query = select(func.count()).select_from(journal)
        return int(self._db.execute(query.where(journal.c.file_id == file_id, journal.c.seq > seq)).scalar_one())

    def abstract(self, file_id: bytes, officer_id: str) -> bytes | None:
        """What this officer keeps of the log of a file, sealed."""
        return self._db.execute(_ABSTRACT, {"f": file_id, "o": officer_id}).scalar()

    def set_abstract(self, file_id: bytes, officer_id: str, sealed: bytes) -> None:
        """Keeps it anew; not of a file that is being erased, nor for an officer who has left it meanwhile."""
        alive = select(file.c.id).join(file_wrap, file_wrap.c.file_id == file.c.id)
        alive = alive.where(file.c.id == file_id, file.c.erased_on.is_(None), file_wrap.c.officer_id == officer_id)
        if self._db.execute(alive).first() is None:
            return
        where = (abstract.c.file_id == file_id, abstract.c.officer_id == officer_id)
        if not self._db.execute(update(abstract).where(*where).values(sealed=sealed)).rowcount:
            self._db.execute(insert(abstract), {"file_id": file_id, "officer_id": officer_id, "sealed": sealed})

    def followed(self, file_id: bytes, saying: bool) -> list[tuple[Entry, bytes | None]]:
        """The entries about one file, in order, each with the hash that the journal's next entry names as its own; None
        where no next is there. `saying`: only those that name who holds its key."""
        query = _FOLLOWED_SAYING if saying else _FOLLOWED
        return [(Entry(*row[:-1]), row[-1]) for row in self._db.execute(query, {"f": file_id})]

    def removing(self, file_id: bytes | None = None) -> list[Entry]:
        """The entries by which somebody is out of a file (of this one, or of any) for good, in order."""
        says_out = journal.c.open.like('%"out":[%')
        kinds = or_(journal.c.kind == Kind.RECUSED, and_(journal.c.kind == Kind.EPOCH, says_out))
        of = () if file_id is None else (journal.c.file_id == file_id,)
        return [Entry(*row) for row in self._db.execute(_ENTRY.where(kinds, *of).order_by(journal.c.seq))]

    def suspending(self) -> list[Entry]:
        """The entries by which somebody is suspended, in order."""
        if self._suspending is None:
            self._suspending = [Entry(*row) for row in self._db.execute(_SUSPENDING)]
        return self._suspending

    def planning(self) -> list[Entry]:
        """The entries by which somebody is to stand in for a colleague, in order."""
        if self._planning is None:
            self._planning = [Entry(*row) for row in self._db.execute(_PLANNING)]
        return self._planning

    def revoking(self) -> list[Entry]:
        """The entries by which leads propose to revoke somebody, end that, or revoke them, in order."""
        if self._revoking is None:
            self._revoking = [Entry(*row) for row in self._db.execute(_REVOKING)]
        return self._revoking

    def training(self) -> list[Entry]:
        """The entries by which leads enter or strike a training, in order."""
        return [Entry(*row) for row in self._db.execute(_TRAINING)]

    def joined_as_deputies(self) -> list[Entry]:
        """The entries by which somebody was given the key of a file as a deputy, in order."""
        return [Entry(*row) for row in self._db.execute(_JOINED)]

    def drop_text(self, file_id: bytes, seq: int) -> None:
        """Destroys the text of an entry about this file; the entry stays."""
        self._db.execute(delete(journal_text).where(journal_text.c.seq == seq))
        self._touch(file_id).notes.add(seq)

    def case_dates(self) -> list[CaseDates]:
        """Of each case that is not erased, what is readable without a key."""
        firsts = select(message.c.file_id, message.c.author, message.c.written).where(message.c.place == 0)
        days: dict[bytes, dict[str, date]] = {}
        for file_id, author, written in self._db.execute(firsts):
            days.setdefault(file_id, {})[author] = written
        opens = select(journal.c.file_id, journal.c.open).where(NAMES_HOLDERS, journal.c.kind == Kind.CASE_RECEIVED)
        said = {row[0]: row[1] for row in self._db.execute(opens)}
        acts: dict[bytes, list[tuple[str, date]]] = {}
        for file_id, kind, day in self._db.execute(
            select(journal.c.file_id, journal.c.kind, journal.c.day).order_by(journal.c.seq)
        ):
            acts.setdefault(file_id, []).append((kind, day))
        alive = (file.c.kind == CASE, file.c.erased_on.is_(None))
        cases = self._db.execute(select(file.c.id, file.c.year, file.c.n).where(*alive))
        return [
            CaseDates((year, n), first.get("reporter"), first.get("intake"), said.get(file_id), acts.get(file_id, []))
            for file_id, year, n in cases
            for first in [days.get(file_id, {})]
        ]
