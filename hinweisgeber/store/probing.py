"""Whether a store does what it is there for: something of its own is written, read and taken away again.

A row is written and taken away in one transaction that is committed: the disk has worked, nobody ever sees the row, and
whatever happens it does not stay. A file that a power cut leaves behind belongs to nothing, and the sweep takes it.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, and_, delete, insert, inspect, select

from .blobs import BlobStore, require_room
from .errors import StoreAway
from .letterbox.tables import report, writing
from .needs import LETTERBOX_OF_INTAKE, LETTERBOX_OF_OFFICE, SCHEMA, Needs, missing, sees_tables, tables_of
from .unit import Store


@dataclass(frozen=True)
class Probe:
    """What a face may do in one of its databases: where its own row goes, and the rights it cannot be without."""

    table: Table
    row: Callable[[], dict[str, object]]
    needs: Needs
    may_delete: bool = True  # else the row is undone, before the transaction is committed


LONG_AGO = date(2000, 1, 1)
LETTERBOX_BY_INTAKE = Probe(
    writing,
    lambda: {"locator": secrets.token_bytes(32), "kept_on": LONG_AGO, "sealed": b""},
    LETTERBOX_OF_INTAKE,
)
LETTERBOX_BY_OFFICE = Probe(
    report,
    lambda: {"seq": -1 - secrets.randbits(60), "id": secrets.token_bytes(16), "received": LONG_AGO},
    LETTERBOX_OF_OFFICE,
    may_delete=False,
)


class TablesMissing(Exception):
    """Tables are not there: `names`."""

    def __init__(self, names: list[str]) -> None:
        self.names = names
        super().__init__(", ".join(names))


class RightMissing(Exception):
    """A role lacks rights: `rights`."""

    def __init__(self, rights: list[str]) -> None:
        self.rights = rights
        super().__init__(", ".join(rights))


def touch(store: Store[Any], probe: Probe) -> None:
    """Raises StoreAway, TablesMissing, RightMissing, OSError (no room)."""
    if store.sqlite:
        require_room(Path(store.url.database or "").parent)
    with store.through(_plain).read() as db:
        _look(db, probe)
    with store.through(_plain, quiet=True).write() as db, db.begin_nested() as row:
        _write_and_read(db, probe)
        if not probe.may_delete:
            row.rollback()


def _look(db: Connection, probe: Probe) -> None:
    """All tables, also the other face's: where one is missing, the daily runs stop."""
    has_rights = db.dialect.name != "sqlite"
    if has_rights and not sees_tables(db):
        raise RightMissing([SCHEMA])
    if lost := (tables_of(probe.needs) | {*probe.table.metadata.tables}) - {*inspect(db).get_table_names()}:
        raise TablesMissing(sorted(lost))
    if has_rights and (rights := missing(db, probe.needs)):
        raise RightMissing(rights)


def _write_and_read(db: Connection, probe: Probe) -> None:
    row = probe.row()
    mine = and_(*(column == row[column.name] for column in probe.table.primary_key))
    db.execute(insert(probe.table), row)
    found = len(db.execute(select(*probe.table.primary_key).where(mine)).all())
    gone = db.execute(delete(probe.table).where(mine)).rowcount if probe.may_delete else found
    if (found, gone) != (1, 1):
        raise StoreAway()


def _plain(connection: Connection) -> Connection:
    return connection


def touch_blobs(blobs: BlobStore) -> None:
    """Puts a file, gets it, and takes it away. Raises StoreAway, StoreFull, BlobGone."""
    name, content = secrets.token_hex(16), secrets.token_bytes(32)
    writer = blobs.create(name)
    try:
        writer.write(content)
        writer.finish()
        if b"".join(blobs.read(name)) != content:
            raise StoreAway()
    except BaseException:
        writer.abort()
        raise
    finally:
        blobs.delete(name)
