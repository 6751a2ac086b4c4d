"""Version 2 of the dialogue: epochs and heads of messages, and what goes to the mailbox with a status."""

import sqlalchemy as sa
from alembic import op

revision = "cabinet_0010"
down_revision = "cabinet_0009"
branch_labels = None
depends_on = None

# A text is destroyed, never changed; one that has not left the house is sealed anew under a new key, in version 2.
_CHANGED = "length(NEW.sealed) > 0 AND (NEW.epoch IS NULL OR OLD.delivered OR OLD.author <> 'office')"
_SQLITE = (
    "DROP TRIGGER message_only_emptied",
    f"""CREATE TRIGGER message_only_emptied BEFORE UPDATE OF sealed ON message WHEN {_CHANGED}
       BEGIN SELECT RAISE(ABORT, 'a text is destroyed, never changed'); END""",
)
_POSTGRESQL = (
    "DROP TRIGGER message_only_emptied ON message",
    f"""CREATE TRIGGER message_only_emptied BEFORE UPDATE OF sealed ON message
       FOR EACH ROW WHEN ({_CHANGED}) EXECUTE FUNCTION message_only_emptied()""",
)


def upgrade() -> None:
    """Adds them. What is there is of version 1, and stays so."""
    op.add_column("message", sa.Column("epoch", sa.String(26), nullable=True))
    op.add_column("message", sa.Column("before", sa.LargeBinary(48), nullable=True))
    op.add_column("status", sa.Column("epoch", sa.String(26), nullable=True))
    op.add_column("status", sa.Column("taken_in", sa.Integer, nullable=True))
    op.add_column("status", sa.Column("posted", sa.Text, nullable=True))
    op.create_table(
        "mailbox_wrap",
        sa.Column("file_id", sa.LargeBinary(16), sa.ForeignKey("file.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("wrap", sa.LargeBinary, nullable=False),
    )
    for statement in _SQLITE if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL:
        op.execute(statement)
