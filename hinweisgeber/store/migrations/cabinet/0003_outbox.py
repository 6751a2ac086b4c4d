"""Where officers want mails, what they have been told of, and the outbox."""

import sqlalchemy as sa
from alembic import op

revision = "cabinet_0003"
down_revision = "cabinet_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds an address to accounts and creates the outbox."""
    op.add_column("officer", sa.Column("mail", sa.String(254), nullable=True))
    op.add_column("officer", sa.Column("told", sa.BigInteger, nullable=True))
    op.create_table(
        "outbox",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column(
            "officer_id",
            sa.String(16),
            sa.ForeignKey("officer.officer_id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("hour", sa.Integer, nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_try", sa.BigInteger, nullable=False),
        sa.Column("trouble", sa.String(80), nullable=True),
        sa.UniqueConstraint("officer_id", "day", "hour"),
    )
