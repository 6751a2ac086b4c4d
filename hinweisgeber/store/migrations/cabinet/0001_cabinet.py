"""Files, wraps, dialogue, the append-only journal, officers, sessions."""

import sqlalchemy as sa
from alembic import op

revision = "cabinet_0001"
down_revision = None
branch_labels = None
depends_on = None

SERIAL = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def _file_id() -> sa.Column[bytes]:
    return sa.Column("file_id", sa.LargeBinary(16), sa.ForeignKey("file.id", ondelete="CASCADE"), primary_key=True)


def upgrade() -> None:
    """Creates the cabinet."""
    _files()
    _dialogue()
    _journal()
    _officers()


def _files() -> None:
    op.create_table(
        "file",
        sa.Column("id", sa.LargeBinary(16), primary_key=True),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("n", sa.Integer, nullable=False),
        sa.Column("parent", sa.LargeBinary(16), nullable=True),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("sheet", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("kind", "year", "n"),
    )
    op.create_table(
        "file_wrap",
        _file_id(),
        sa.Column("officer_id", sa.String(16), primary_key=True, index=True),
        sa.Column("own", sa.Boolean, nullable=False),
        sa.Column("wrap", sa.LargeBinary, nullable=False),
    )


def _dialogue() -> None:
    op.create_table(
        "message",
        _file_id(),
        sa.Column("author", sa.String(8), primary_key=True),
        sa.Column("place", sa.Integer, primary_key=True),
        sa.Column("n", sa.Integer, nullable=False),
        sa.Column("written", sa.Date, nullable=False),
        sa.Column("tag", sa.LargeBinary(16), nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("delivered", sa.Boolean, nullable=False, index=True),
    )
    op.create_table(
        "status",
        _file_id(),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("delivered", sa.Boolean, nullable=False, index=True),
    )


def _journal() -> None:
    op.create_table(
        "journal",
        sa.Column("seq", SERIAL, primary_key=True, autoincrement=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("file_id", sa.LargeBinary(16), nullable=False, index=True),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("signer", sa.String(16), nullable=False),
        sa.Column("commitment", sa.LargeBinary(48), nullable=False),
        sa.Column("previous", sa.LargeBinary(48), nullable=False),
        sa.Column("signature", sa.LargeBinary(64), nullable=False),
    )
    op.create_table(
        "journal_text",
        sa.Column("seq", SERIAL, sa.ForeignKey("journal.seq"), primary_key=True, autoincrement=False),
        sa.Column("salt", sa.LargeBinary(32), nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
    )
    statements = _SQLITE if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL
    for statement in statements:
        op.execute(statement)


_SQLITE = (
    """CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal
       BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END""",
    """CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal
       BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END""",
    """CREATE TRIGGER journal_no_gap BEFORE INSERT ON journal
       WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM journal)
       BEGIN SELECT RAISE(ABORT, 'the journal has no gaps'); END""",
    """CREATE TRIGGER journal_text_no_update BEFORE UPDATE ON journal_text
       BEGIN SELECT RAISE(ABORT, 'texts are erased, never changed'); END""",
    """CREATE TRIGGER journal_text_no_replace BEFORE INSERT ON journal_text
       WHEN EXISTS (SELECT 1 FROM journal_text WHERE seq = NEW.seq)
       BEGIN SELECT RAISE(ABORT, 'texts are erased, never changed'); END""",
)

_POSTGRESQL = (
    """CREATE FUNCTION journal_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION 'the journal only grows'; END $$""",
    """CREATE FUNCTION journal_has_no_gaps() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         IF NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM journal) THEN
           RAISE EXCEPTION 'the journal has no gaps';
         END IF;
         RETURN NEW;
       END $$""",
    """CREATE TRIGGER journal_no_change BEFORE UPDATE OR DELETE ON journal
       FOR EACH ROW EXECUTE FUNCTION journal_only_grows()""",
    """CREATE TRIGGER journal_no_truncate BEFORE TRUNCATE ON journal
       FOR EACH STATEMENT EXECUTE FUNCTION journal_only_grows()""",
    """CREATE TRIGGER journal_no_gap BEFORE INSERT ON journal
       FOR EACH ROW EXECUTE FUNCTION journal_has_no_gaps()""",
    """CREATE TRIGGER journal_text_no_update BEFORE UPDATE ON journal_text
       FOR EACH ROW EXECUTE FUNCTION journal_only_grows()""",
)


def _officers() -> None:
    op.create_table(
        "officer",
        sa.Column("officer_id", sa.String(16), primary_key=True),
        sa.Column("username", sa.String(64), nullable=False, unique=True),
        sa.Column("keystore", sa.Text, nullable=False),
        sa.Column("report_seq", sa.BigInteger, nullable=False),
        sa.Column("message_seq", sa.BigInteger, nullable=False),
        sa.Column("overview", sa.LargeBinary, nullable=True),
    )
    op.create_table(
        "session",
        sa.Column("secret_hash", sa.LargeBinary(48), primary_key=True),
        sa.Column("officer_id", sa.String(16), sa.ForeignKey("officer.officer_id", ondelete="CASCADE"), nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("begun", sa.BigInteger, nullable=False),
        sa.Column("seen", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "login_attempt",
        sa.Column("bucket", sa.LargeBinary(48), primary_key=True),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("last", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "seen",
        _file_id(),
        sa.Column("officer_id", sa.String(16), primary_key=True),
        sa.Column("place", sa.Integer, nullable=False),
    )
    op.create_table(
        "draft",
        _file_id(),
        sa.Column("officer_id", sa.String(16), primary_key=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "form_once",
        sa.Column("token_hash", sa.LargeBinary(48), primary_key=True),
        sa.Column("day", sa.Date, nullable=False),
    )
