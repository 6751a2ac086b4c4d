"""Second factors, recovery codes, and logins that wait for a code."""

import sqlalchemy as sa
from alembic import op

revision = "cabinet_0015"
down_revision = "cabinet_0014"
branch_labels = None
depends_on = None
OFFICER = "officer.officer_id"


def upgrade() -> None:
    """Nobody has one yet."""
    op.create_table(
        "half_login",
        sa.Column("secret_hash", sa.LargeBinary(48), primary_key=True),
        sa.Column("officer_id", sa.String(16), sa.ForeignKey(OFFICER, ondelete="CASCADE"), nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("begun", sa.BigInteger, nullable=False),
        sa.Column("wrong", sa.Integer, nullable=False),
        sa.Column("device", sa.String(16), nullable=False),
    )
    op.create_table(
        "factor",
        sa.Column("officer_id", sa.String(16), sa.ForeignKey(OFFICER, ondelete="CASCADE"), primary_key=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("counter", sa.BigInteger, nullable=False),
        sa.Column("since", sa.Date, nullable=False),
    )
    op.create_table(
        "recovery_code",
        sa.Column("officer_id", sa.String(16), sa.ForeignKey(OFFICER, ondelete="CASCADE"), primary_key=True),
        sa.Column("mark", sa.LargeBinary(48), primary_key=True),
    )
