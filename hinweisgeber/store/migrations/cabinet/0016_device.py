"""What owners of sessions call their devices."""

import sqlalchemy as sa
from alembic import op

revision = "cabinet_0016"
down_revision = "cabinet_0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Those that are open are called nothing."""
    op.add_column("session", sa.Column("device", sa.String(16)))
