"""The week in which to look into a file, so that mails can remind of what only its sheet tells."""

import sqlalchemy as sa
from alembic import op

revision = "cabinet_0006"
down_revision = "cabinet_0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the day; of what is older it is set by the next act."""
    op.add_column("file", sa.Column("remind_on", sa.Date, nullable=True))
