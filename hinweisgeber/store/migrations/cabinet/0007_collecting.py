"""What an officer could not take in is remembered; children and the newest messages are found without reading all."""

import sqlalchemy as sa
from alembic import op

revision = "cabinet_0007"
down_revision = "cabinet_0006"
branch_labels = None
depends_on = None

HAS_PARENT = sa.text("parent IS NOT NULL")


def upgrade() -> None:
    """Adds the table and the indexes."""
    op.create_table(
        "uncollected",
        sa.Column(
            "officer_id", sa.String(16), sa.ForeignKey("officer.officer_id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("report_id", sa.LargeBinary(16), primary_key=True),
        sa.Column("why", sa.String(12), nullable=False),
        sa.Column("mark", sa.LargeBinary(16), nullable=False),
        sa.Column("turn", sa.Integer, nullable=False),
    )
    op.create_index("uncollected_turn", "uncollected", ["officer_id", "turn"])
    op.create_index("file_parent", "file", ["parent"], sqlite_where=HAS_PARENT, postgresql_where=HAS_PARENT)
    op.create_index("message_order", "message", ["file_id", "n"])
