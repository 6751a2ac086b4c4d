"""Reports, their wraps, mailboxes, messages, public states."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "letterbox_0001"
down_revision = None
branch_labels = None
depends_on = None

SERIAL = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def _report_id(**options: Any) -> sa.Column[bytes]:
    return sa.Column(
        "report_id", sa.LargeBinary(16), sa.ForeignKey("report.id", ondelete="CASCADE"), nullable=False, **options
    )


def upgrade() -> None:
    """Creates the letterbox."""
    op.create_table(
        "report",
        sa.Column("seq", SERIAL, primary_key=True, autoincrement=True),
        sa.Column("id", sa.LargeBinary(16), nullable=False, unique=True),
        sa.Column("received", sa.Date, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "report_wrap",
        _report_id(primary_key=True),
        sa.Column("officer_id", sa.String(16), primary_key=True),
        sa.Column("wrap", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "mailbox",
        sa.Column("locator", sa.LargeBinary(32), primary_key=True),
        _report_id(unique=True),
        sa.Column("wrap", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "message",
        sa.Column("seq", SERIAL, primary_key=True, autoincrement=True),
        _report_id(),
        sa.Column("author", sa.String(8), nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("written", sa.Date, nullable=False),
        sa.Column("tag", sa.LargeBinary(16), nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("report_id", "author", "place"),
        sa.UniqueConstraint("report_id", "tag"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "status",
        _report_id(primary_key=True),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
    )
