"""A message's text can be destroyed, and never changed into another one."""

from alembic import op

revision = "letterbox_0003"
down_revision = "letterbox_0002"
branch_labels = None
depends_on = None

_SQLITE = (
    """CREATE TRIGGER message_only_emptied BEFORE UPDATE OF sealed ON message WHEN length(NEW.sealed) > 0
       BEGIN SELECT RAISE(ABORT, 'a text is destroyed, never changed'); END""",
)
_POSTGRESQL = (
    """CREATE FUNCTION message_only_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION 'a text is destroyed, never changed'; END $$""",
    """CREATE TRIGGER message_only_emptied BEFORE UPDATE OF sealed ON message
       FOR EACH ROW WHEN (length(NEW.sealed) > 0) EXECUTE FUNCTION message_only_emptied()""",
)


def upgrade() -> None:
    """Adds the trigger."""
    for statement in _SQLITE if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL:
        op.execute(statement)
