"""The cabinet's tables. Whoever adds one adds a migration too: a test compares both."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    func,
    literal_column,
)

CASE, MEASURE = "case", "measure"
BEFORE_ALL = -(2**62)  # a forged entry may call itself number 0 or less
HANDED = -1  # in the place of the last message seen: assigned to them, and not opened since
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
    Column("erased_on", Date, nullable=True),
    Column("remind_on", Date, nullable=True),
    Column("epoch", Integer, nullable=False, server_default="0"),
    Column("restored", Boolean, nullable=False, server_default=false()),
    UniqueConstraint("kind", "year", "n"),
    Index("file_remind", "kind", "remind_on"),
)
# Of the cases, which are most files, the parent is NULL: a plain index would be as long as the table and not be used.
Index(
    "file_parent", file.c.parent, sqlite_where=file.c.parent.is_not(None), postgresql_where=file.c.parent.is_not(None)
)
erased = Table(
    "erased",
    metadata,
    _file_id(primary_key=True),
    Column("closed_on", Date, nullable=True),
    Column("authorised_seq", BigInteger, nullable=True),
    Column("authorised_hash", LargeBinary(48), nullable=True),
    Column("texts", Integer, nullable=False),
    Column("files", Integer, nullable=False),
    Column("wraps", Integer, nullable=False),
    Column("done", Boolean, nullable=False),
)
file_wrap = Table(
    "file_wrap",
    metadata,
    _file_id(primary_key=True),
    Column("officer_id", String(16), primary_key=True, index=True),
    Column("own", Boolean, nullable=False),
    Column("wrap", LargeBinary, nullable=False),
)
# The keys of a file, one after another: `link` holds the one before, `seq` is the entry that began the epoch and
# vouches for its key.
epoch = Table(
    "epoch",
    metadata,
    _file_id(primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("random", LargeBinary(8), nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("link", LargeBinary, nullable=True),
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
    # Of version 2 alone: the epoch it is sealed in ('': refused, it opens for nobody), and the head before it.
    Column("epoch", String(26), nullable=True),
    Column("before", LargeBinary(48), nullable=True),
    Index("message_order", "file_id", "n"),
)
# `digest` and `size`: of the sealed bytes, as far as it was known when the blob was named.
blob = Table(
    "blob",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("file_id", LargeBinary(16), ForeignKey("file.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("digest", LargeBinary(48), nullable=True),
    Column("size", BigInteger, nullable=True),
)
# Who was out of a file before it, or the letterbox, was put back from a backup, with the signed entry that says so
# (crypto/proof.py), until the file's sheet says it. It may be a report that nobody has taken in.
removed = Table(
    "removed",
    metadata,
    Column("file_id", LargeBinary(16), primary_key=True),
    Column("officer_id", String(16), primary_key=True),
    Column("proof", Text, nullable=False),
)
copy = Table(
    "copy",
    metadata,
    _file_id(primary_key=True),
    Column("source", String(32), primary_key=True),
    Column("n", Integer, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("epoch", Integer, nullable=False, server_default="0"),
)
status = Table(
    "status",
    metadata,
    _file_id(primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("delivered", Boolean, nullable=False, index=True),
    # Of version 2 alone: its epoch, how many of the reporter's messages it has taken in, and the newest that were
    # delivered on the two last days, as JSON: [[day, revision, epoch], …].
    Column("epoch", String(26), nullable=True),
    Column("taken_in", Integer, nullable=True),
    Column("posted", Text, nullable=True),
)
# The reporter's way to the key of a status that waits for delivery (SPEC §36); it goes with that.
mailbox_wrap = Table(
    "mailbox_wrap",
    metadata,
    _file_id(primary_key=True),
    Column("wrap", LargeBinary, nullable=False),
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
    Column("open", Text, nullable=True),
    Index("journal_kind", "kind", "file_id"),
)
# Entries that name who holds a file's key, which are few: what all others say is for `verify`. Spelled out, or the
# databases would not see that the index is for it.
_WITHOUT = func.replace(journal.c.open, literal_column("'\"holders\"'"), literal_column("''"))
NAMES_HOLDERS = journal.c.open != _WITHOUT
Index("journal_holders", journal.c.file_id, journal.c.seq, sqlite_where=NAMES_HOLDERS, postgresql_where=NAMES_HOLDERS)
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
    Column("mail", String(254), nullable=True),
    Column("told", BigInteger, nullable=True),
)
# What an officer could not take in: a report, or what was written to a case. `mark` tells whether it is still the same.
uncollected = Table(
    "uncollected",
    metadata,
    Column("officer_id", String(16), ForeignKey("officer.officer_id", ondelete="CASCADE"), primary_key=True),
    Column("report_id", LargeBinary(16), primary_key=True),
    Column("why", String(12), nullable=False),
    Column("mark", LargeBinary(16), nullable=False),
    Column("turn", Integer, nullable=False),
    Index("uncollected_turn", "officer_id", "turn"),
)
outbox = Table(
    "outbox",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("officer_id", String(16), ForeignKey("officer.officer_id", ondelete="CASCADE"), nullable=False),
    Column("day", Date, nullable=False),
    Column("hour", Integer, nullable=False),
    Column("state", String(8), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_try", BigInteger, nullable=False),
    Column("trouble", String(80), nullable=True),
    UniqueConstraint("officer_id", "day", "hour"),
)
session = Table(
    "session",
    metadata,
    Column("secret_hash", LargeBinary(48), primary_key=True),
    Column("officer_id", String(16), ForeignKey("officer.officer_id", ondelete="CASCADE"), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("begun", BigInteger, nullable=False),
    Column("seen", BigInteger, nullable=False),
    Column("device", String(16)),
)
# A login whose passphrase was right and whose code is not there yet: no session, and it opens no page.
half_login = Table(
    "half_login",
    metadata,
    Column("secret_hash", LargeBinary(48), primary_key=True),
    Column("officer_id", String(16), ForeignKey("officer.officer_id", ondelete="CASCADE"), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("begun", BigInteger, nullable=False),
    Column("wrong", Integer, nullable=False),
    Column("device", String(16), nullable=False),
)
# An officer's second factor; `counter`: the step (RFC 6238) of the last code that was used, so that none counts twice.
factor = Table(
    "factor",
    metadata,
    Column("officer_id", String(16), ForeignKey("officer.officer_id", ondelete="CASCADE"), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("counter", BigInteger, nullable=False),
    Column("since", Date, nullable=False),
)
recovery_code = Table(
    "recovery_code",
    metadata,
    Column("officer_id", String(16), ForeignKey("officer.officer_id", ondelete="CASCADE"), primary_key=True),
    Column("mark", LargeBinary(48), primary_key=True),
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
abstract = Table(
    "abstract",
    metadata,
    _file_id(primary_key=True),
    Column("officer_id", String(16), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
)
# What an officer's list says of a file at that revision, under their own key: made anew from the sheets at any time.
line = Table(
    "line",
    metadata,
    Column("officer_id", String(16), primary_key=True),
    Column("file_id", LargeBinary(16), ForeignKey("file.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("revision", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)
# What the office's timer has seen in the letterbox: each row's digest (SPEC §43) and the first day, of one that holds a
# sealed text its SHA-384 (`body`), of a report its day. `file_id` is the report's: there may be no case of it yet.
pulled = Table(
    "pulled",
    metadata,
    Column("file_id", LargeBinary(16), primary_key=True),
    Column("kind", String(12), primary_key=True),
    Column("part", String(40), primary_key=True),
    Column("number", BigInteger, nullable=True),
    Column("digest", LargeBinary(48), nullable=False),
    Column("body", LargeBinary(48), nullable=True),
    Column("received", Date, nullable=True),
    Column("day", Date, nullable=False),
    Index("pulled_round", "kind", "file_id"),
)
# Copies of what nobody has taken in yet, so that a report outlives the letterbox; they go when it is a case.
pulled_message = Table(
    "pulled_message",
    metadata,
    Column("file_id", LargeBinary(16), primary_key=True),
    Column("author", String(8), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("written", Date, nullable=False),
    Column("tag", LargeBinary(16), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("epoch", String(26), nullable=True),
    Column("before", LargeBinary(48), nullable=True),
)
pulled_wrap = Table(
    "pulled_wrap",
    metadata,
    Column("file_id", LargeBinary(16), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("officer_id", String(16), primary_key=True),
    Column("wrap", LargeBinary, nullable=False),
)
# How far the pull has come: the last numbers it has seen, those from which on none may be missing, where its round
# over all reports stands, and the last day of a run.
pull = Table(
    "pull",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("reports", BigInteger, nullable=False),
    Column("messages", BigInteger, nullable=False),
    Column("since_reports", BigInteger, nullable=False),
    Column("since_messages", BigInteger, nullable=False),
    Column("at", LargeBinary(16), nullable=False),
    Column("round_on", Date, nullable=True),
    Column("day", Date, nullable=False),
)
# What did not fit: missing, altered or foreign. It is over when the thing is as it was, or was said to be known.
alarm = Table(
    "alarm",
    metadata,
    Column("file_id", LargeBinary(16), primary_key=True),
    Column("thing", String(12), primary_key=True),
    Column("part", String(40), primary_key=True),
    Column("kind", String(8), primary_key=True),
    Column("day", Date, nullable=False),
    Column("over_on", Date, nullable=True),
    Column("known_on", Date, nullable=True),
)
form_once = Table(
    "form_once",
    metadata,
    Column("token_hash", LargeBinary(48), primary_key=True),
    Column("day", Date, nullable=False),
)
