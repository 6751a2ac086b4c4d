"""Which sealed files belong to a report."""

import sqlalchemy as sa
from alembic import op

revision = "letterbox_0002"
down_revision = "letterbox_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the table of blobs."""
    op.create_table(
        "blob",
        sa.Column("name", sa.String(32), primary_key=True),
        sa.Column(
            "report_id",
            sa.LargeBinary(16),
            sa.ForeignKey("report.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
    )
