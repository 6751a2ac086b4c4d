"""The list of cases: a sealed row for each line of an officer's, instead of one for all of them."""

import sqlalchemy as sa
from alembic import op

revision = "cabinet_0011"
down_revision = "cabinet_0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing of the old summary is kept: each officer's next list makes its lines anew."""
    op.create_table(
        "line",
        sa.Column("officer_id", sa.String(16), primary_key=True),
        sa.Column("file_id", sa.LargeBinary(16), sa.ForeignKey("file.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
    )
    op.create_index("ix_line_file_id", "line", ["file_id"])
    op.drop_column("officer", "overview")
