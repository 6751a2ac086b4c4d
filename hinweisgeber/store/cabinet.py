"""The cabinet (Aktenschrank): files, wrapped keys, the journal, officers' sealed identities and sessions.

A file is a case or a measure. Its sheet is sealed; who may open it is who holds a wrap in `file_wrap`.
The journal can only grow: triggers (and on PostgreSQL grants) refuse every change and every gap.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Date,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)

from ..domain.journal import Entry
from ..errors import Stale
from .letterbox import SealedMessage
from .unit import Store

CASE, MEASURE = "case", "measure"
BEFORE_ALL = -(2**62)  # a forged entry may call itself number 0 or less
NO_FILE = bytes(16)  # the subject of entries about the installation itself

metadata = MetaData()
Serial = BigInteger().with_variant(Integer, "sqlite")


def _file_id(**options: Any) -> Column[bytes]:
    return Column("file_id", LargeBinary(16), ForeignKey("file.id", ondelete="CASCADE"), nullable=False, **options)


file = Table(
    "file",
    metadata,
    Column("id", LargeBinary(16), primary_key=True),
    Column("kind", String(8), nullable=False),
    Column("year", Integer, nullable=False),
    Column("n", Integer, nullable=False),
    Column("parent", LargeBinary(16), nullable=True),
    Column("revision", Integer, nullable=False),
    Column("sheet", LargeBinary, nullable=False),
    UniqueConstraint("kind", "year", "n"),
)
file_wrap = Table(
    "file_wrap",
    metadata,
    _file_id(primary_key=True),
    Column("officer_id", String(16), primary_key=True, index=True),
    Column("own", Boolean, nullable=False),
    Column("wrap", LargeBinary, nullable=False),
)
message = Table(
    "message",
    metadata,
    _file_id(primary_key=True),
    Column("author", String(8), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("n", Integer, nullable=False),
    Column("written", Date, nullable=False),
    Column("tag", LargeBinary(16), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("delivered", Boolean, nullable=False, index=True),
)
blob = Table(
    "blob",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("file_id", LargeBinary(16), ForeignKey("file.id", ondelete="CASCADE"), nullable=False, index=True),
)
copy = Table(
    "copy",
    metadata,
    _file_id(primary_key=True),
    Column("source", String(32), primary_key=True),
    Column("n", Integer, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
)
status = Table(
    "status",
    metadata,
    _file_id(primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("delivered", Boolean, nullable=False, index=True),
)
journal = Table(
    "journal",
    metadata,
    Column("seq", Serial, primary_key=True, autoincrement=False),
    Column("day", Date, nullable=False),
    Column("file_id", LargeBinary(16), nullable=False, index=True),
    Column("kind", String(32), nullable=False),
    Column("signer", String(16), nullable=False),
    Column("commitment", LargeBinary(48), nullable=False),
    Column("previous", LargeBinary(48), nullable=False),
    Column("signature", LargeBinary(64), nullable=False),
)
journal_text = Table(
    "journal_text",
    metadata,
    Column("seq", Serial, ForeignKey("journal.seq"), primary_key=True, autoincrement=False),
    Column("salt", LargeBinary(32), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)
officer = Table(
    "officer",
    metadata,
    Column("officer_id", String(16), primary_key=True),
    Column("username", String(64), nullable=False, unique=True),
    Column("keystore", Text, nullable=False),
    Column("report_seq", BigInteger, nullable=False, default=0),
    Column("message_seq", BigInteger, nullable=False, default=0),
    Column("overview", LargeBinary, nullable=True),
)
session = Table(
    "session",
    metadata,
    Column("secret_hash", LargeBinary(48), primary_key=True),
    Column("officer_id", String(16), ForeignKey("officer.officer_id", ondelete="CASCADE"), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("begun", BigInteger, nullable=False),
    Column("seen", BigInteger, nullable=False),
)
login_attempt = Table(
    "login_attempt",
    metadata,
    Column("bucket", LargeBinary(48), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last", BigInteger, nullable=False),
)
seen = Table(
    "seen",
    metadata,
    _file_id(primary_key=True),
    Column("officer_id", String(16), primary_key=True),
    Column("place", Integer, nullable=False),
)
draft = Table(
    "draft",
    metadata,
    _file_id(primary_key=True),
    Column("officer_id", String(16), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
)
form_once = Table(
    "form_once",
    metadata,
    Column("token_hash", LargeBinary(48), primary_key=True),
    Column("day", Date, nullable=False),
)


@dataclass(frozen=True)
class SealedFile:
    """A file's row with the asking officer's wrap."""

    id: bytes
    kind: str
    year: int
    n: int
    parent: bytes | None
    revision: int
    sheet: bytes
    own: bool
    wrap: bytes


@dataclass(frozen=True)
class OfficerRow:
    """An officer's account: the sealed identity and how far they have collected."""

    officer_id: str
    username: str
    keystore: str
    report_seq: int
    message_seq: int


_FILE = select(
    file.c.id, file.c.kind, file.c.year, file.c.n, file.c.parent, file.c.revision, file.c.sheet, file_wrap.c.own,
    file_wrap.c.wrap,
).join(file_wrap, file_wrap.c.file_id == file.c.id)  # fmt: skip
_ENTRY = select(*(journal.c[name] for name in Entry.__dataclass_fields__))


class Cabinet:
    """The cabinet inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    # -- files ------------------------------------------------------------------------------------------------

    def next_number(self, kind: str, year: int) -> int:
        """The next running number of this kind in this year, from 1."""
        query = select(func.max(file.c.n)).where(file.c.kind == kind, file.c.year == year)
        return int(self._db.execute(query).scalar() or 0) + 1

    def has_file(self, file_id: bytes) -> bool:
        """Whether this file exists."""
        return self._db.execute(select(file.c.id).where(file.c.id == file_id)).first() is not None

    def add_file(
        self, file_id: bytes, kind: str, year: int, n: int, parent: bytes | None, sheet: bytes, wraps: dict[str, bytes]
    ) -> None:
        """Creates a file at revision 1 with its HPKE wraps by officer id."""
        values = {"id": file_id, "kind": kind, "year": year, "n": n, "parent": parent, "revision": 1, "sheet": sheet}
        self._db.execute(insert(file), values)
        rows = [{"file_id": file_id, "officer_id": o, "own": False, "wrap": w} for o, w in wraps.items()]
        self._db.execute(insert(file_wrap), rows)

    def file_by_number(self, kind: str, year: int, n: int, officer_id: str) -> SealedFile | None:
        """The file with this number, if this officer holds a wrap."""
        query = _FILE.where(
            file.c.kind == kind, file.c.year == year, file.c.n == n, file_wrap.c.officer_id == officer_id
        )
        row = self._db.execute(query).first()
        return SealedFile(*row) if row else None

    def files(self, officer_id: str, ids: Iterable[bytes]) -> Iterator[SealedFile]:
        """The files with these ids for which this officer holds a wrap."""
        wanted = list(ids)
        for start in range(0, len(wanted), 500):
            query = _FILE.where(file_wrap.c.officer_id == officer_id, file.c.id.in_(wanted[start : start + 500]))
            yield from (SealedFile(*row) for row in self._db.execute(query))

    def set_sheet(self, file_id: bytes, revision: int, sheet: bytes) -> None:
        """Replaces the sheet of revision - 1 by this one. Raises Stale if another act came between."""
        change = update(file).where(file.c.id == file_id, file.c.revision == revision - 1)
        if self._db.execute(change.values(revision=revision, sheet=sheet)).rowcount != 1:
            raise Stale()

    def revisions(self, officer_id: str, kind: str) -> list[tuple[bytes, int, int]]:
        """Id, revision and the last reporter's message seen, for every file this officer can open."""
        query = (
            select(file.c.id, file.c.revision, func.coalesce(seen.c.place, 0))
            .join(file_wrap, (file_wrap.c.file_id == file.c.id) & (file_wrap.c.officer_id == officer_id))
            .outerjoin(seen, (seen.c.file_id == file.c.id) & (seen.c.officer_id == officer_id))
            .where(file.c.kind == kind)
        )
        return [(row[0], row[1], row[2]) for row in self._db.execute(query)]

    def children(self, parent: bytes, officer_id: str) -> list[bytes]:
        """Ids of the files born from this one that this officer can open."""
        query = select(file.c.id).join(file_wrap, file_wrap.c.file_id == file.c.id)
        rows = self._db.execute(query.where(file.c.parent == parent, file_wrap.c.officer_id == officer_id))
        return [row[0] for row in rows]

    # -- wraps ------------------------------------------------------------------------------------------------

    def holders(self, file_id: bytes) -> set[str]:
        """Officer ids with a wrap of this file."""
        return {
            row[0] for row in self._db.execute(select(file_wrap.c.officer_id).where(file_wrap.c.file_id == file_id))
        }

    def put_wrap(self, file_id: bytes, officer_id: str, wrap: bytes) -> None:
        """Gives an officer an HPKE wrap, in the place of whatever stood there."""
        where = (file_wrap.c.file_id == file_id, file_wrap.c.officer_id == officer_id)
        if not self._db.execute(update(file_wrap).where(*where).values(own=False, wrap=wrap)).rowcount:
            values = {"file_id": file_id, "officer_id": officer_id, "own": False, "wrap": wrap}
            self._db.execute(insert(file_wrap), values)

    def set_own_wraps(self, officer_id: str, wraps: dict[bytes, bytes]) -> None:
        """Replaces this officer's HPKE wraps by wraps under their own key, by file id."""
        if not wraps:
            return
        change = (
            update(file_wrap)
            .where(file_wrap.c.file_id == bindparam("f"), file_wrap.c.officer_id == officer_id)
            .values(own=True, wrap=bindparam("w"))
        )
        self._db.execute(change, [{"f": file_id, "w": wrap} for file_id, wrap in wraps.items()])

    # -- the dialogue's copy ----------------------------------------------------------------------------------

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

    def _oldest_within(self, file_id: bytes, budget: int) -> int:
        sizes = select(message.c.n, func.length(message.c.sealed)).where(message.c.file_id == file_id)
        oldest = -1
        for n, size in self._db.execute(sizes.order_by(message.c.n.desc())):
            budget -= size
            if budget < 0:
                return oldest if oldest >= 0 else int(n)
            oldest = n
        return 0

    def message_places(self, file_id: bytes) -> set[tuple[str, int]]:
        """Author and place of every message of the dialogue."""
        query = select(message.c.author, message.c.place).where(message.c.file_id == file_id)
        return {(row[0], row[1]) for row in self._db.execute(query)}

    def name_blobs(self, file_id: bytes, names: Iterable[str]) -> None:
        """Says that these blobs belong to the file: whatever nobody names is swept."""
        wanted = list(names)
        if new := sorted(set(wanted) - self.named_blobs(wanted)):
            self._db.execute(insert(blob), [{"name": name, "file_id": file_id} for name in new])

    def named_blobs(self, names: list[str]) -> set[str]:
        """Those of these names that belong to a file."""
        return {row[0] for row in self._db.execute(select(blob.c.name).where(blob.c.name.in_(names)))}

    def forget_blobs(self, names: Iterable[str]) -> None:
        """Says that these blobs belong to nothing any more."""
        self._db.execute(delete(blob).where(blob.c.name.in_(list(names))))

    def add_copy(self, file_id: bytes, source: str, n: int, sealed: bytes) -> None:
        """Keeps what the office knows of the `n`-th copy of a file."""
        self._db.execute(insert(copy), {"file_id": file_id, "source": source, "n": n, "sealed": sealed})

    def copies(self, file_id: bytes) -> list[tuple[str, int, bytes]]:
        """Source, number and sealed description of all copies in a case."""
        query = select(copy.c.source, copy.c.n, copy.c.sealed).where(copy.c.file_id == file_id)
        return [(row[0], row[1], row[2]) for row in self._db.execute(query.order_by(copy.c.source, copy.c.n))]

    def drop_copies(self, file_id: bytes, source: str) -> None:
        """Forgets all copies of a file."""
        self._db.execute(delete(copy).where(copy.c.file_id == file_id, copy.c.source == source))

    def blobs_of(self, file_id: bytes) -> list[str]:
        """Names of the blobs that belong to a file."""
        return [row[0] for row in self._db.execute(select(blob.c.name).where(blob.c.file_id == file_id))]

    def set_status(self, file_id: bytes, revision: int, sealed: bytes) -> None:
        """Keeps the newest public state for delivery."""
        values = {"revision": revision, "sealed": sealed, "delivered": False}
        if not self._db.execute(update(status).where(status.c.file_id == file_id).values(**values)).rowcount:
            self._db.execute(insert(status), {"file_id": file_id, **values})

    def undelivered_messages(self) -> list[tuple[bytes, SealedMessage]]:
        """Messages by the office that wait for delivery, with their file ids, in order."""
        query = (
            select(message.c.file_id, message.c.author, message.c.place, message.c.written, message.c.tag,
                   message.c.sealed)
            .where(message.c.delivered.is_(False))
            .order_by(message.c.file_id, message.c.n)
        )  # fmt: skip
        return [(row[0], SealedMessage(*row[1:])) for row in self._db.execute(query)]

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

    # -- the journal ------------------------------------------------------------------------------------------

    def head(self) -> Entry | None:
        """The journal's last entry."""
        row = self._db.execute(_ENTRY.order_by(journal.c.seq.desc()).limit(1)).first()
        return Entry(*row) if row else None

    def append(self, entry: Entry, salt: bytes, sealed: bytes) -> None:
        """Adds the next entry with its sealed text."""
        self._db.execute(insert(journal), {name: getattr(entry, name) for name in Entry.__dataclass_fields__})
        self._db.execute(insert(journal_text), {"seq": entry.seq, "salt": salt, "sealed": sealed})

    def entries(self, after: int = BEFORE_ALL, newest_first: bool = False, limit: int | None = None) -> Iterator[Entry]:
        """The journal's entries after a sequence number."""
        order = journal.c.seq.desc() if newest_first else journal.c.seq
        query = _ENTRY.where(journal.c.seq > after).order_by(order).limit(limit)
        yield from (Entry(*row) for row in self._db.execute(query.execution_options(yield_per=1000)))

    def entries_before(self, before: int, limit: int) -> list[Entry]:
        """The `limit` entries before a sequence number, newest first."""
        query = _ENTRY.where(journal.c.seq < before).order_by(journal.c.seq.desc()).limit(limit)
        return [Entry(*row) for row in self._db.execute(query)]

    def entry(self, seq: int) -> Entry | None:
        """One entry."""
        row = self._db.execute(_ENTRY.where(journal.c.seq == seq)).first()
        return Entry(*row) if row else None

    def texts(self, after: int = 0, limit: int | None = None) -> Iterator[tuple[int, bytes, bytes]]:
        """Sequence, salt and sealed text of entries whose text is still there."""
        query = select(journal_text.c.seq, journal_text.c.salt, journal_text.c.sealed)
        query = query.where(journal_text.c.seq > after).order_by(journal_text.c.seq).limit(limit)
        yield from ((r[0], r[1], r[2]) for r in self._db.execute(query.execution_options(yield_per=1000)))

    def file_log(self, file_id: bytes) -> list[tuple[Entry, bytes]]:
        """The entries about one file, in order, with their sealed texts (empty where erased)."""
        columns = (*(journal.c[name] for name in Entry.__dataclass_fields__), journal_text.c.sealed)
        query = select(*columns).outerjoin(journal_text, journal_text.c.seq == journal.c.seq)
        rows = self._db.execute(query.where(journal.c.file_id == file_id).order_by(journal.c.seq))
        return [(Entry(*row[:-1]), row[-1] or b"") for row in rows]

    def entry_counts(self) -> dict[bytes, tuple[int, int]]:
        """Per file: its revision and how many entries the journal holds about it."""
        counts = select(journal.c.file_id, func.count().label("n")).group_by(journal.c.file_id).subquery()
        query = select(file.c.id, file.c.revision, func.coalesce(counts.c.n, 0))
        query = query.outerjoin(counts, counts.c.file_id == file.c.id)
        return {row[0]: (row[1], row[2]) for row in self._db.execute(query)}

    def case_dates(self) -> list[tuple[tuple[int, int], date, date | None, list[tuple[str, date]]]]:
        """Per case, readable without a key: number, days of report and automatic acknowledgement, kinds of acts."""
        firsts = select(message.c.file_id, message.c.author, message.c.written).where(message.c.place == 0)
        days: dict[bytes, dict[str, date]] = {}
        for file_id, author, written in self._db.execute(firsts):
            days.setdefault(file_id, {})[author] = written
        acts: dict[bytes, list[tuple[str, date]]] = {}
        for file_id, kind, day in self._db.execute(
            select(journal.c.file_id, journal.c.kind, journal.c.day).order_by(journal.c.seq)
        ):
            acts.setdefault(file_id, []).append((kind, day))
        cases = self._db.execute(select(file.c.id, file.c.year, file.c.n).where(file.c.kind == CASE))
        return [
            ((year, n), days[file_id]["reporter"], days[file_id].get("intake"), acts[file_id])
            for file_id, year, n in cases
        ]

    def file_ids(self) -> set[bytes]:
        """Ids of all files."""
        return {row[0] for row in self._db.execute(select(file.c.id))}

    # -- officers, sessions -----------------------------------------------------------------------------------

    def add_officer(self, officer_id: str, username: str, keystore: str) -> None:
        """Keeps a new officer's sealed identity."""
        self._db.execute(insert(officer), {"officer_id": officer_id, "username": username, "keystore": keystore})

    def officer(self, *, username: str | None = None, officer_id: str | None = None) -> OfficerRow | None:
        """An officer's account by name or id."""
        columns = (officer.c[name] for name in OfficerRow.__dataclass_fields__)
        where = officer.c.username == username if username is not None else officer.c.officer_id == officer_id
        row = self._db.execute(select(*columns).where(where)).first()
        return OfficerRow(*row) if row else None

    def usernames(self) -> dict[str, str]:
        """User names by officer id."""
        return {row[0]: row[1] for row in self._db.execute(select(officer.c.officer_id, officer.c.username))}

    def set_collected(self, officer_id: str, report_seq: int, message_seq: int) -> None:
        """Notes how far this officer has collected from the letterbox."""
        change = update(officer).where(officer.c.officer_id == officer_id)
        self._db.execute(change.values(report_seq=report_seq, message_seq=message_seq))

    def overview(self, officer_id: str) -> bytes | None:
        """The officer's own sealed overview of all cases."""
        return self._db.execute(select(officer.c.overview).where(officer.c.officer_id == officer_id)).scalar()

    def set_overview(self, officer_id: str, sealed: bytes) -> None:
        """Replaces the officer's own sealed overview."""
        self._db.execute(update(officer).where(officer.c.officer_id == officer_id).values(overview=sealed))

    def add_session(self, secret_hash: bytes, officer_id: str, sealed: bytes, now: int) -> None:
        """Begins a session; `now` in seconds since the epoch."""
        values = {"secret_hash": secret_hash, "officer_id": officer_id, "sealed": sealed, "begun": now, "seen": now}
        self._db.execute(insert(session), values)

    def session(self, secret_hash: bytes) -> tuple[str, bytes, int, int] | None:
        """Officer id, sealed identity, begun and last seen."""
        columns = (session.c.officer_id, session.c.sealed, session.c.begun, session.c.seen)
        row = self._db.execute(select(*columns).where(session.c.secret_hash == secret_hash)).first()
        return (row[0], row[1], row[2], row[3]) if row else None

    def touch_session(self, secret_hash: bytes, now: int) -> None:
        """Notes that the session is in use."""
        self._db.execute(update(session).where(session.c.secret_hash == secret_hash).values(seen=now))

    def end_session(self, secret_hash: bytes) -> None:
        """Ends one session."""
        self._db.execute(delete(session).where(session.c.secret_hash == secret_hash))

    def end_sessions(self, begun_before: int, seen_before: int) -> None:
        """Ends all sessions that have run out."""
        self._db.execute(delete(session).where((session.c.begun < begun_before) | (session.c.seen < seen_before)))

    def end_sessions_of(self, officer_id: str) -> None:
        """Ends all sessions of one officer."""
        self._db.execute(delete(session).where(session.c.officer_id == officer_id))

    def failures(self, bucket: bytes) -> tuple[int, int]:
        """Failed logins in this bucket and when the last one was."""
        row = self._db.execute(
            select(login_attempt.c.failures, login_attempt.c.last).where(login_attempt.c.bucket == bucket)
        ).first()
        return (row[0], row[1]) if row else (0, 0)

    def set_failures(self, bucket: bytes, failures: int, now: int) -> None:
        """Notes failed logins; 0 forgets the bucket."""
        self._db.execute(delete(login_attempt).where(login_attempt.c.bucket == bucket))
        if failures:
            self._db.execute(insert(login_attempt), {"bucket": bucket, "failures": failures, "last": now})

    def forget_failures(self, before: int) -> None:
        """Forgets failed logins older than this."""
        self._db.execute(delete(login_attempt).where(login_attempt.c.last < before))

    # -- an officer's own things ------------------------------------------------------------------------------

    def set_seen(self, file_id: bytes, officer_id: str, place: int) -> None:
        """Notes the last reporter's message this officer has seen."""
        where = (seen.c.file_id == file_id, seen.c.officer_id == officer_id)
        if not self._db.execute(update(seen).where(*where).values(place=place)).rowcount:
            self._db.execute(insert(seen), {"file_id": file_id, "officer_id": officer_id, "place": place})

    def seen(self, file_id: bytes, officer_id: str) -> int:
        """The last reporter's message this officer has seen, 0 for the report alone."""
        query = select(seen.c.place).where(seen.c.file_id == file_id, seen.c.officer_id == officer_id)
        return int(self._db.execute(query).scalar() or 0)

    def set_draft(self, file_id: bytes, officer_id: str, sealed: bytes | None) -> None:
        """Keeps or drops an officer's draft on a file."""
        self._db.execute(delete(draft).where(draft.c.file_id == file_id, draft.c.officer_id == officer_id))
        if sealed is not None:
            self._db.execute(insert(draft), {"file_id": file_id, "officer_id": officer_id, "sealed": sealed})

    def draft(self, file_id: bytes, officer_id: str) -> bytes | None:
        """An officer's sealed draft on a file."""
        query = select(draft.c.sealed).where(draft.c.file_id == file_id, draft.c.officer_id == officer_id)
        return self._db.execute(query).scalar()

    def carried_out(self, token_hash: bytes) -> bool:
        """Whether this form has been carried out before."""
        query = select(form_once.c.day).where(form_once.c.token_hash == token_hash)
        return self._db.execute(query).first() is not None

    def first_time(self, token_hash: bytes, day: date) -> bool:
        """Whether this form has not been carried out before; forgets forms of earlier days."""
        self._db.execute(delete(form_once).where(form_once.c.day < day))
        if self.carried_out(token_hash):
            return False
        self._db.execute(insert(form_once), {"token_hash": token_hash, "day": day})
        return True


def cabinet_store(url: str) -> Store[Cabinet]:
    """The cabinet at this SQLAlchemy URL."""
    return Store("cabinet", url, Cabinet)
