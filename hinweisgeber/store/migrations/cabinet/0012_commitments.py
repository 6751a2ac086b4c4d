"""What entries commit to: of a blob the digest and number of its sealed bytes; and an index for those entries alone
that name holders, for all others say something now too."""

import sqlalchemy as sa
from alembic import op

revision = "cabinet_0012"
down_revision = "cabinet_0011"
branch_labels = None
depends_on = None

NAMES_HOLDERS = sa.text("replace(open, '\"holders\"', '') <> open")


def upgrade() -> None:
    """What is there already keeps none: nobody reads the files for it."""
    op.add_column("blob", sa.Column("digest", sa.LargeBinary(48), nullable=True))
    op.add_column("blob", sa.Column("size", sa.BigInteger, nullable=True))
    op.drop_index("journal_open", "journal")
    columns, where = ["file_id", "seq"], NAMES_HOLDERS
    op.create_index("journal_holders", "journal", columns, sqlite_where=where, postgresql_where=where)
