"""How a case stood after so many entries, for each officer who reads it: a log need not be read from its beginning."""

import sqlalchemy as sa
from alembic import op

revision = "cabinet_0008"
down_revision = "cabinet_0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the table, and indexes for what is due and what has ended."""
    op.create_table(
        "abstract",
        sa.Column("file_id", sa.LargeBinary(16), sa.ForeignKey("file.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("officer_id", sa.String(16), primary_key=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
    )
    op.create_index("file_remind", "file", ["kind", "remind_on"])
    op.create_index("journal_kind", "journal", ["kind", "file_id"])
