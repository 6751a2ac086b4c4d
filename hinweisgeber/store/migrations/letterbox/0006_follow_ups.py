"""What was written after a report is found without reading the reports that came in between."""

import sqlalchemy as sa
from alembic import op

revision = "letterbox_0006"
down_revision = "letterbox_0005"
branch_labels = None
depends_on = None

FOLLOW_UP = sa.text("author = 'reporter' AND place > 0")


def upgrade() -> None:
    """Adds the index."""
    columns = ["seq", "report_id", "place"]
    op.create_index("message_follow_up", "message", columns, sqlite_where=FOLLOW_UP, postgresql_where=FOLLOW_UP)
