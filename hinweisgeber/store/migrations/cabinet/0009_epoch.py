"""Keys that change: the epochs of a file, and what an entry of the journal says to everybody."""

import sqlalchemy as sa
from alembic import op

revision = "cabinet_0009"
down_revision = "cabinet_0008"
branch_labels = None
depends_on = None

SAYS_SOMETHING = sa.text("open <> '{}'")


def upgrade() -> None:
    """Adds the table and the columns. What is there stays as it is: of version 1, until the next act on it."""
    op.create_table(
        "epoch",
        sa.Column("file_id", sa.LargeBinary(16), sa.ForeignKey("file.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("random", sa.LargeBinary(8), nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("link", sa.LargeBinary, nullable=True),
    )
    op.add_column("file", sa.Column("epoch", sa.Integer, nullable=False, server_default="0"))
    op.add_column("file", sa.Column("restored", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("copy", sa.Column("epoch", sa.Integer, nullable=False, server_default="0"))
    op.add_column("journal", sa.Column("open", sa.Text, nullable=True))
    says = SAYS_SOMETHING
    op.create_index("journal_open", "journal", ["file_id", "seq"], sqlite_where=says, postgresql_where=says)
