"""The newest messages of a dialogue are found without reading all."""

from alembic import op

revision = "letterbox_0005"
down_revision = "letterbox_0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the index."""
    op.create_index("message_newest", "message", ["report_id", "seq"])
