"""Texts go only where they may: messages are emptied, never changed; in the journal notes and what is erased."""

from alembic import op

revision = "cabinet_0005"
down_revision = "cabinet_0004"
branch_labels = None
depends_on = None

_MAY_GO = """SELECT 1 FROM journal LEFT JOIN file ON file.id = journal.file_id
             WHERE journal.seq = OLD.seq AND (journal.kind = 'note' OR file.erased_on IS NOT NULL)"""
_SQLITE = (
    """CREATE TRIGGER message_only_emptied BEFORE UPDATE OF sealed ON message WHEN length(NEW.sealed) > 0
       BEGIN SELECT RAISE(ABORT, 'a text is destroyed, never changed'); END""",
    f"""CREATE TRIGGER journal_text_may_go BEFORE DELETE ON journal_text WHEN NOT EXISTS ({_MAY_GO})
       BEGIN SELECT RAISE(ABORT, 'only notes and erased files lose their texts'); END""",
)
_POSTGRESQL = (
    """CREATE FUNCTION message_only_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION 'a text is destroyed, never changed'; END $$""",
    """CREATE TRIGGER message_only_emptied BEFORE UPDATE OF sealed ON message
       FOR EACH ROW WHEN (length(NEW.sealed) > 0) EXECUTE FUNCTION message_only_emptied()""",
    f"""CREATE FUNCTION journal_text_may_go() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         IF NOT EXISTS ({_MAY_GO}) THEN
           RAISE EXCEPTION 'only notes and erased files lose their texts';
         END IF;
         RETURN OLD;
       END $$""",
    """CREATE TRIGGER journal_text_may_go BEFORE DELETE ON journal_text
       FOR EACH ROW EXECUTE FUNCTION journal_text_may_go()""",
)


def upgrade() -> None:
    """Adds the triggers."""
    for statement in _SQLITE if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL:
        op.execute(statement)
