"""Numbers of cases and measures in tests: one after the other, so that a test can name the case it means.

`files.free_number` draws them by lot; a test of that asks for `drawn_by_lot`.
"""

from __future__ import annotations

from sqlalchemy import func, select

from hinweisgeber.store.cabinet.files import Files
from hinweisgeber.store.cabinet.tables import file

BY_LOT = Files.free_number


def in_turn(self: Files, kind: str, year: int) -> int:
    """The number after the largest of this kind and year, from 1."""
    query = select(func.max(file.c.n)).where(file.c.kind == kind, file.c.year == year)
    return int(self._db.execute(query).scalar() or 0) + 1
