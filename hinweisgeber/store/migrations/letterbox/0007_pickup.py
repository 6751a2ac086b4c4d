"""Pages that wait some minutes to be fetched."""

import sqlalchemy as sa
from alembic import op

revision = "letterbox_0007"
down_revision = "letterbox_0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates their table."""
    op.create_table(
        "pickup",
        sa.Column("locator", sa.LargeBinary(32), primary_key=True),
        sa.Column("left_on", sa.Date, nullable=False),
        sa.Column("turn", sa.SmallInteger, nullable=False, index=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
    )
