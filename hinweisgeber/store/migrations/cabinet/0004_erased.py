"""What remains of an erased case: its row without a sheet, and a certificate without content."""

import sqlalchemy as sa
from alembic import op

revision = "cabinet_0004"
down_revision = "cabinet_0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the day of erasure to files and creates the table of certificates."""
    op.add_column("file", sa.Column("erased_on", sa.Date, nullable=True))
    op.create_table(
        "erased",
        sa.Column("file_id", sa.LargeBinary(16), sa.ForeignKey("file.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("closed_on", sa.Date, nullable=True),
        sa.Column("authorised_seq", sa.BigInteger, nullable=True),
        sa.Column("authorised_hash", sa.LargeBinary(48), nullable=True),
        sa.Column("texts", sa.Integer, nullable=False),
        sa.Column("files", sa.Integer, nullable=False),
        sa.Column("wraps", sa.Integer, nullable=False),
        sa.Column("done", sa.Boolean, nullable=False),
    )
