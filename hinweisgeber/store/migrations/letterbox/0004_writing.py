"""What reporters have begun to write and keep for some days; visits of a mailbox that were ended."""

import sqlalchemy as sa
from alembic import op

revision = "letterbox_0004"
down_revision = "letterbox_0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates both."""
    op.create_table(
        "writing",
        sa.Column("locator", sa.LargeBinary(32), primary_key=True),
        sa.Column("kept_on", sa.Date, nullable=False, index=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "writing_blob",
        sa.Column("name", sa.String(32), primary_key=True),
        sa.Column(
            "locator",
            sa.LargeBinary(32),
            sa.ForeignKey("writing.locator", ondelete="CASCADE"),
            primary_key=True,
            index=True,
        ),
    )
    op.create_table(
        "ended_visit",
        sa.Column("id", sa.LargeBinary(16), primary_key=True),
        sa.Column("ended_on", sa.Date, nullable=False, index=True),
    )
