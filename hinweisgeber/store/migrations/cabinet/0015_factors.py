"""Second factors, recovery codes, and logins that wait for a code."""

import sqlalchemy as sa
from alembic import op

revision = "cabinet_0015"
down_revision = "cabinet_0014"
branch_labels = None
depends_on = None


def _officer_id(**options: bool) -> "sa.Column[str]":
    leads_to = sa.ForeignKey("officer.officer_id", ondelete="CASCADE")
    return sa.Column("officer_id", sa.String(16), leads_to, **options)  # type: ignore[arg-type]


def upgrade() -> None:
    """Nobody has one yet."""
    op.create_table(
        "half_login",
        sa.Column("secret_hash", sa.LargeBinary(48), primary_key=True),
        _officer_id(nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("begun", sa.BigInteger, nullable=False),
        sa.Column("wrong", sa.Integer, nullable=False),
    )
    op.create_table(
        "factor",
        _officer_id(primary_key=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("counter", sa.BigInteger, nullable=False),
        sa.Column("since", sa.Date, nullable=False),
    )
    op.create_table(
        "recovery_code",
        _officer_id(primary_key=True),
        sa.Column("mark", sa.LargeBinary(48), primary_key=True),
    )
