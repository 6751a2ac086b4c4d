"""The tables of the letterbox: every row is ciphertext but for ids, dates and counters."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
    text,
)

metadata = MetaData()
Serial = BigInteger().with_variant(Integer, "sqlite")

report = Table(
    "report",
    metadata,
    Column("seq", Serial, primary_key=True, autoincrement=True),
    Column("id", LargeBinary(16), nullable=False, unique=True),
    Column("received", Date, nullable=False),
    sqlite_autoincrement=True,
)
report_wrap = Table(
    "report_wrap",
    metadata,
    Column("report_id", LargeBinary(16), ForeignKey("report.id", ondelete="CASCADE"), primary_key=True),
    Column("officer_id", String(16), primary_key=True),
    Column("wrap", LargeBinary, nullable=False),
)
mailbox = Table(
    "mailbox",
    metadata,
    Column("locator", LargeBinary(32), primary_key=True),
    Column("report_id", LargeBinary(16), ForeignKey("report.id", ondelete="CASCADE"), nullable=False, unique=True),
    Column("wrap", LargeBinary, nullable=False),
)
message = Table(
    "message",
    metadata,
    Column("seq", Serial, primary_key=True, autoincrement=True),
    Column("report_id", LargeBinary(16), ForeignKey("report.id", ondelete="CASCADE"), nullable=False),
    Column("author", String(8), nullable=False),
    Column("place", Integer, nullable=False),
    Column("written", Date, nullable=False),
    Column("tag", LargeBinary(16), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("epoch", String(26), nullable=True),  # of version 2 alone: the epoch it is sealed for,
    Column("before", LargeBinary(48), nullable=True),  # and the head of its author's messages before it (SPEC §35)
    UniqueConstraint("report_id", "author", "place"),
    UniqueConstraint("report_id", "tag"),
    Index("message_newest", "report_id", "seq"),
    sqlite_autoincrement=True,
)
# What was written after a report, in order of arrival: a flood of reports does not stand between. The condition must
# stand in a query word for word, else SQLite cannot use the index.
FOLLOW_UP = text("author = 'reporter' AND place > 0")
Index(
    "message_follow_up",
    message.c.seq,
    message.c.report_id,
    message.c.place,
    sqlite_where=FOLLOW_UP,
    postgresql_where=FOLLOW_UP,
)
blob = Table(
    "blob",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("report_id", LargeBinary(16), ForeignKey("report.id", ondelete="CASCADE"), nullable=False, index=True),
)
status = Table(
    "status",
    metadata,
    Column("report_id", LargeBinary(16), ForeignKey("report.id", ondelete="CASCADE"), primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("epoch", String(26), nullable=True),  # of version 2 alone
)
# The key under which a status is sealed, for the mailbox; made anew with each (SPEC §36).
mailbox_wrap = Table(
    "mailbox_wrap",
    metadata,
    Column("report_id", LargeBinary(16), ForeignKey("report.id", ondelete="CASCADE"), primary_key=True),
    Column("epoch", String(26), nullable=False),
    Column("wrap", LargeBinary, nullable=False),
)
# The key of a message of the reporter that has one of its own (SPEC §37): for the officers, and for the mailbox.
letter_wrap = Table(
    "letter_wrap",
    metadata,
    Column("report_id", LargeBinary(16), ForeignKey("report.id", ondelete="CASCADE"), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("officer_id", String(16), primary_key=True),
    Column("wrap", LargeBinary, nullable=False),
)
letter_key = Table(
    "letter_key",
    metadata,
    Column("report_id", LargeBinary(16), ForeignKey("report.id", ondelete="CASCADE"), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("wrap", LargeBinary, nullable=False),
)
# The last number that was given to a report and to a message (`seq`), raised with each: one row, from the first on.
arrived = Table(
    "arrived",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("reports", BigInteger, nullable=False),
    Column("messages", BigInteger, nullable=False),
)
# What a reporter has begun and not sent yet, under the locator of the code it was kept with.
writing = Table(
    "writing",
    metadata,
    Column("locator", LargeBinary(32), primary_key=True),
    Column("kept_on", Date, nullable=False, index=True),
    Column("sealed", LargeBinary, nullable=False),
)
writing_blob = Table(
    "writing_blob",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("locator", LargeBinary(32), ForeignKey("writing.locator", ondelete="CASCADE"), primary_key=True, index=True),
)
# Mailboxes that were closed: a page of theirs that somebody finds opens nothing any more.
ended_visit = Table(
    "ended_visit",
    metadata,
    Column("id", LargeBinary(16), primary_key=True),
    Column("ended_on", Date, nullable=False, index=True),
)
# Pages that wait some minutes to be fetched. `turn` says from which third of a short while each is, so that old ones go
# with the next that comes; no time says when somebody was here.
pickup = Table(
    "pickup",
    metadata,
    Column("locator", LargeBinary(32), primary_key=True),
    Column("left_on", Date, nullable=False),
    Column("turn", SmallInteger, nullable=False, index=True),
    Column("sealed", LargeBinary, nullable=False),
)

# What is sealed for one officer, and goes with them (cabinet/departing.py). A table must stand in one of both.
FOR_ONE_OFFICER = {report_wrap, letter_wrap}
FOR_NO_OFFICER = {report, mailbox, mailbox_wrap, letter_key, message, blob, status, writing, writing_blob, ended_visit}
FOR_NO_OFFICER |= {arrived, pickup}
