"""What the office's timer has seen in the letterbox, copies of what nobody has taken in yet, and what did not fit."""

import sqlalchemy as sa
from alembic import op

revision = "cabinet_0013"
down_revision = "cabinet_0012"
branch_labels = None
depends_on = None


def _id() -> sa.Column[bytes]:
    return sa.Column("file_id", sa.LargeBinary(16), primary_key=True)


def upgrade() -> None:
    """The first run takes what lies in the letterbox then for all that may lie there."""
    op.create_table(
        "pulled",
        _id(),
        sa.Column("kind", sa.String(12), primary_key=True),
        sa.Column("part", sa.String(40), primary_key=True),
        sa.Column("number", sa.BigInteger, nullable=True),
        sa.Column("digest", sa.LargeBinary(48), nullable=False),
        sa.Column("body", sa.LargeBinary(48), nullable=True),
        sa.Column("received", sa.Date, nullable=True),
        sa.Column("day", sa.Date, nullable=False),
    )
    op.create_index("pulled_round", "pulled", ["kind", "file_id"])
    op.create_table(
        "pulled_message",
        _id(),
        sa.Column("author", sa.String(8), primary_key=True),
        sa.Column("place", sa.Integer, primary_key=True),
        sa.Column("written", sa.Date, nullable=False),
        sa.Column("tag", sa.LargeBinary(16), nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("epoch", sa.String(26), nullable=True),
        sa.Column("before", sa.LargeBinary(48), nullable=True),
    )
    op.create_table(
        "pulled_wrap",
        _id(),
        sa.Column("place", sa.Integer, primary_key=True),
        sa.Column("officer_id", sa.String(16), primary_key=True),
        sa.Column("wrap", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "pull",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        *(sa.Column(name, sa.BigInteger, nullable=False)
          for name in ("reports", "messages", "since_reports", "since_messages")),
        sa.Column("at", sa.LargeBinary(16), nullable=False),
        sa.Column("round_on", sa.Date, nullable=True),
        sa.Column("day", sa.Date, nullable=False),
    )  # fmt: skip
    op.create_table(
        "alarm",
        _id(),
        sa.Column("thing", sa.String(12), primary_key=True),
        sa.Column("part", sa.String(40), primary_key=True),
        sa.Column("kind", sa.String(8), primary_key=True),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("over_on", sa.Date, nullable=True),
        sa.Column("known_on", sa.Date, nullable=True),
    )
