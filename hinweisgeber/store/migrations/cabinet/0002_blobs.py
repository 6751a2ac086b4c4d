"""Which sealed files belong to a case, and the copies the office made of them."""

import sqlalchemy as sa
from alembic import op

revision = "cabinet_0002"
down_revision = "cabinet_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the tables of blobs and copies."""
    op.create_table(
        "blob",
        sa.Column("name", sa.String(32), primary_key=True),
        sa.Column(
            "file_id",
            sa.LargeBinary(16),
            sa.ForeignKey("file.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
    )
    op.create_table(
        "copy",
        sa.Column("file_id", sa.LargeBinary(16), sa.ForeignKey("file.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("source", sa.String(32), primary_key=True),
        sa.Column("n", sa.Integer, primary_key=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
    )
