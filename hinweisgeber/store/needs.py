"""The rights that each face cannot be without on PostgreSQL, as deploy/postgres/roles.sql grants them.

tests/store/test_needs.py compares both. SQLite has no rights but those of its files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from sqlalchemy import Connection, text

Needs = Mapping[str, str]  # by table or sequence: rights, with their columns where they are for those alone

LETTERBOX_OF_INTAKE: Needs = {
    "alembic_version": "SELECT",
    "report": "SELECT INSERT",
    "arrived": "SELECT INSERT UPDATE(reports,messages)",
    "report_wrap": "INSERT",
    "mailbox": "SELECT INSERT DELETE",
    "mailbox_wrap": "SELECT",
    "letter_wrap": "SELECT(report_id,place) INSERT",
    "letter_key": "SELECT INSERT DELETE",
    "message": "SELECT INSERT",
    "status": "SELECT",
    "blob": "SELECT INSERT",
    "writing": "SELECT INSERT DELETE",
    "writing_blob": "SELECT INSERT DELETE",
    "ended_visit": "SELECT INSERT",
    "pickup": "SELECT INSERT DELETE",
    "report_seq_seq": "USAGE",
    "message_seq_seq": "USAGE",
}
LETTERBOX_OF_OFFICE: Needs = {
    "alembic_version": "SELECT",
    "report": "SELECT INSERT",
    "arrived": "SELECT INSERT UPDATE(reports,messages)",
    "report_wrap": "SELECT INSERT DELETE",
    "mailbox": "SELECT INSERT",
    "message": "SELECT INSERT UPDATE(sealed,tag)",
    "status": "SELECT INSERT UPDATE(revision,sealed,epoch)",
    "mailbox_wrap": "SELECT INSERT UPDATE(epoch,wrap)",
    "letter_wrap": "SELECT DELETE",
    "letter_key": "SELECT(report_id,place)",
    "blob": "SELECT INSERT DELETE",
    "report_seq_seq": "USAGE",
    "message_seq_seq": "USAGE",
    "writing": "SELECT(locator,kept_on) DELETE",
    "writing_blob": "SELECT DELETE",
    "ended_visit": "SELECT DELETE",
    "pickup": "SELECT(left_on,turn) DELETE",
}

_RIGHT = re.compile(r"(\w+)(?:\(([\w,]+)\))?")
SCHEMA = "USAGE ON SCHEMA public"
_OF_SCHEMA = text("SELECT has_schema_privilege('public', 'USAGE')")
_OF_TABLES = text(
    "SELECT thing, wanted FROM unnest(CAST(:things AS text[]), CAST(:wanted AS text[])) AS need(thing, wanted) "
    "WHERE NOT coalesce(has_table_privilege(to_regclass(thing), wanted), false)"
)
_OF_COLUMNS = text(
    "SELECT thing, wanted, part FROM unnest(CAST(:things AS text[]), CAST(:wanted AS text[]), CAST(:parts AS text[])) "
    "AS need(thing, wanted, part) WHERE NOT coalesce(has_column_privilege(to_regclass(thing), part, wanted), false)"
)
_OF_SEQUENCES = text(
    "SELECT thing, wanted FROM unnest(CAST(:things AS text[]), CAST(:wanted AS text[])) AS need(thing, wanted) "
    "WHERE NOT coalesce(has_sequence_privilege(to_regclass(thing), wanted), false)"
)


def rights(needs: Needs) -> Iterator[tuple[str, str, str]]:
    """Table or sequence, right, column (empty for the whole) of each single need."""
    for thing, listed in needs.items():
        for right, columns in _RIGHT.findall(listed):
            yield from ((thing, right, column) for column in (columns.split(",") if columns else [""]))


def tables_of(needs: Needs) -> set[str]:
    """The tables among them."""
    return {thing for thing, right, _ in rights(needs) if right != "USAGE"}


def sees_tables(db: Connection) -> bool:
    """Whether the role of this connection may look at tables at all."""
    return bool(db.execute(_OF_SCHEMA).scalar())


def missing(db: Connection, needs: Needs) -> list[str]:
    """What the role of this connection lacks, as words of a GRANT: `INSERT ON report`."""
    one_by_one = list(rights(needs))
    columns = [need for need in one_by_one if need[2]]
    sequences = [need for need in one_by_one if need[1] == "USAGE"]
    tables = [need for need in one_by_one if not need[2] and need[1] != "USAGE"]
    found = []
    for query, group in ((_OF_TABLES, tables), (_OF_COLUMNS, columns), (_OF_SEQUENCES, sequences)):
        if group:
            things, wanted, parts = (list(part) for part in zip(*group, strict=True))
            values = {"things": things, "wanted": wanted} | ({"parts": parts} if query is _OF_COLUMNS else {})
            found += [tuple(row) for row in db.execute(query, values)]
    return [f"{right} ON {thing}" + (f" ({rest[0]})" if rest else "") for thing, right, *rest in found]
