"""What somebody with the database file can do."""

from __future__ import annotations

import sqlite3
from typing import Any

from hinweisgeber.store.unit import Store


def execute(store: Store[Any], statement: str, **values: object) -> list[tuple[Any, ...]]:
    """Runs a statement past the program, without its triggers' consent if it is about the journal."""
    assert store.url.database
    connection = sqlite3.connect(store.url.database, isolation_level=None)
    try:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            if "journal" in name or "message" in name:
                connection.execute(f"DROP TRIGGER {name}")
        return connection.execute(statement, values).fetchall()
    finally:
        connection.close()
