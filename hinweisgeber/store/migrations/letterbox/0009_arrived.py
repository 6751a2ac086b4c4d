"""The last numbers given to a report and to a message: a number that is missing is a row that is gone.

On PostgreSQL the database gives them itself where a program does not: an intake of before that still runs beside this
schema draws from no sequence of its own any more, and its numbers neither collide nor leave a gap.
"""

import sqlalchemy as sa
from alembic import op

revision = "letterbox_0009"
down_revision = "letterbox_0008"
branch_labels = None
depends_on = None

_GIVEN = {
    "sqlite": "SELECT seq FROM sqlite_sequence WHERE name = :n",
    "postgresql": "SELECT last_value FROM pg_sequences WHERE schemaname = 'public' AND sequencename = :n || '_seq_seq'",
}


_NEXT = """
CREATE FUNCTION next_{table}() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    given bigint;
BEGIN
    INSERT INTO arrived (id, reports, messages) VALUES (1, 0, 0) ON CONFLICT DO NOTHING;
    UPDATE arrived
        SET {table}s = 1
            + greatest({table}s, (SELECT coalesce(max(seq), 0) FROM {table} WHERE seq < 4611686018427387904))
        RETURNING {table}s INTO given;
    RETURN given;
END $$
"""


def upgrade() -> None:
    """A letterbox that has given numbers goes on from there; an empty one gets the row with the first report."""
    arrived = op.create_table(
        "arrived",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("reports", sa.BigInteger, nullable=False),
        sa.Column("messages", sa.BigInteger, nullable=False),
    )
    last = {f"{table}s": max(_given(table), _newest(table)) for table in ("report", "message")}
    if any(last.values()):
        op.bulk_insert(arrived, [{"id": 1, **last}])
    for table in ("report", "message") if op.get_bind().dialect.name == "postgresql" else ():
        op.execute(_NEXT.format(table=table))
        op.execute(f"ALTER TABLE {table} ALTER COLUMN seq SET DEFAULT next_{table}()")


def _newest(table: str) -> int:
    seq: sa.ColumnClause[int] = sa.column("seq")
    query = sa.select(sa.func.coalesce(sa.func.max(seq), 0)).select_from(sa.table(table))
    return int(op.get_bind().execute(query).scalar_one())


def _given(table: str) -> int:
    """Also to rows that are gone."""
    db = op.get_bind()
    return int(db.execute(sa.text(_GIVEN[db.dialect.name]), {"n": table}).scalar() or 0)
