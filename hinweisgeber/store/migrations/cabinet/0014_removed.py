"""Who was out of a file before it was put back from a backup."""

import sqlalchemy as sa
from alembic import op

revision = "cabinet_0014"
down_revision = "cabinet_0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody yet."""
    op.create_table(
        "removed",
        sa.Column("file_id", sa.LargeBinary(16), primary_key=True),
        sa.Column("officer_id", sa.String(16), primary_key=True),
        sa.Column("proof", sa.Text, nullable=False),
    )
