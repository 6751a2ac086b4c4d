"""Version 2 of the dialogue: epochs and heads of messages, the office's way to a mailbox, keys of letters."""

import sqlalchemy as sa
from alembic import op

revision = "letterbox_0008"
down_revision = "letterbox_0007"
branch_labels = None
depends_on = None

# A text is destroyed, never changed; of version 2 its SHA-384 stays, which heads go on from (SPEC §35).
_CHANGED = "length(NEW.sealed) > 0 AND (OLD.epoch IS NULL OR length(NEW.sealed) <> 48)"
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


def _report() -> sa.Column[bytes]:
    key = sa.ForeignKey("report.id", ondelete="CASCADE")
    return sa.Column("report_id", sa.LargeBinary(16), key, primary_key=True)


def upgrade() -> None:
    """Adds them. What is there is of version 1, and stays so."""
    op.add_column("message", sa.Column("epoch", sa.String(26), nullable=True))
    op.add_column("message", sa.Column("before", sa.LargeBinary(48), nullable=True))
    op.add_column("status", sa.Column("epoch", sa.String(26), nullable=True))
    op.create_table(
        "mailbox_wrap",
        _report(),
        sa.Column("epoch", sa.String(26), nullable=False),
        sa.Column("wrap", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "letter_wrap",
        _report(),
        sa.Column("place", sa.Integer, primary_key=True),
        sa.Column("officer_id", sa.String(16), primary_key=True),
        sa.Column("wrap", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "letter_key",
        _report(),
        sa.Column("place", sa.Integer, primary_key=True),
        sa.Column("wrap", sa.LargeBinary, nullable=False),
    )
    for statement in _SQLITE if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL:
        op.execute(statement)
