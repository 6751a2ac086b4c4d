"""What goes from the cabinet when an officer's right has ended.

Every table has a rule here, so that a new one is thought of: what it holds for one officer alone goes with them.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import Enum

from sqlalchemy import Connection, bindparam, delete, select, update

from .tables import (
    abstract,
    alarm,
    blob,
    copy,
    draft,
    epoch,
    erased,
    factor,
    file,
    file_wrap,
    form_once,
    half_login,
    journal,
    journal_text,
    line,
    login_attempt,
    mailbox_wrap,
    message,
    officer,
    outbox,
    pull,
    pulled,
    pulled_message,
    pulled_wrap,
    recovery_code,
    removed,
    seen,
    session,
    status,
    uncollected,
)


class Rule(Enum):
    """What becomes of a table's rows that speak of an officer whose right has ended."""

    KEY = "goes wherever somebody else can open the file"
    SEALED = "goes: only they could read it"
    ACCOUNT = "the row stays, for the log speaks of them"
    ABOUT = "goes with a revocation; who is only late and comes back needs it"
    STAYS = "no secret of one officer: it says that somebody looked, or who signed"
    NOBODYS = "says nothing of one officer"


RULES = {
    file_wrap: Rule.KEY,
    pulled_wrap: Rule.KEY,
    abstract: Rule.SEALED,
    draft: Rule.SEALED,
    line: Rule.SEALED,
    session: Rule.SEALED,
    half_login: Rule.SEALED,
    officer: Rule.ACCOUNT,
    factor: Rule.ABOUT,
    recovery_code: Rule.ABOUT,
    outbox: Rule.ABOUT,
    uncollected: Rule.ABOUT,
    journal: Rule.STAYS,
    removed: Rule.STAYS,
    seen: Rule.STAYS,
    alarm: Rule.NOBODYS,
    blob: Rule.NOBODYS,
    copy: Rule.NOBODYS,
    epoch: Rule.NOBODYS,
    erased: Rule.NOBODYS,
    file: Rule.NOBODYS,
    form_once: Rule.NOBODYS,
    journal_text: Rule.NOBODYS,
    login_attempt: Rule.NOBODYS,
    mailbox_wrap: Rule.NOBODYS,
    message: Rule.NOBODYS,
    pull: Rule.NOBODYS,
    pulled: Rule.NOBODYS,
    pulled_message: Rule.NOBODYS,
    status: Rule.NOBODYS,
}


class Departing:
    """Officers who go. None of this reads what is sealed: the role that erases may do it."""

    _db: Connection

    def account_ids(self) -> set[str]:
        """Ids of all who have an account."""
        return {row[0] for row in self._db.execute(select(officer.c.officer_id))}

    def owners(self) -> dict[bytes, dict[str, bool]]:
        """By file: who holds a wrap, and whether it is under their own key, so that they have opened the file."""
        held: dict[bytes, dict[str, bool]] = {}
        query = select(file_wrap.c.file_id, file_wrap.c.officer_id, file_wrap.c.own)
        for file_id, officer_id, own in self._db.execute(query):
            held.setdefault(file_id, {})[officer_id] = own
        return held

    def drop_wraps(self, wraps: Collection[tuple[bytes, str]]) -> int:
        """Deletes these officers' wraps of these files. Returns how many."""
        if wraps:
            which = (file_wrap.c.file_id == bindparam("f"), file_wrap.c.officer_id == bindparam("o"))
            self._db.execute(delete(file_wrap).where(*which), [{"f": f, "o": o} for f, o in wraps])
        return len(wraps)

    def drop_sealed(self, officers: Collection[str]) -> int:
        """Deletes what only these officers could read. Returns how many rows went."""
        return self._drop(Rule.SEALED, officers)

    def leave(self, officer_id: str, file_ids: Collection[bytes]) -> None:
        """Deletes this officer's wraps of these files, and what only they could read of them."""
        ids, taken = list(file_ids), (Rule.KEY, Rule.SEALED)
        for table in (one for one, its in RULES.items() if its in taken and "file_id" in one.c):
            self._db.execute(delete(table).where(table.c.officer_id == officer_id, table.c.file_id.in_(ids)))
        noted = (uncollected.c.officer_id == officer_id, uncollected.c.report_id.in_(ids))
        self._db.execute(delete(uncollected).where(*noted))

    def forget(self, officers: Collection[str]) -> int:
        """Deletes what is noted about these officers: what was to be told them, and where. Returns how many rows."""
        self._account(officers, mail=None, told=None)
        return self._drop(Rule.ABOUT, officers)

    def lock_out(self, officer_id: str, keystore: str) -> None:
        """Puts another keystore in the place of an officer's: the one they had is gone."""
        self._account([officer_id], keystore=keystore)

    def _account(self, officers: Collection[str], **values: str | None) -> None:
        self._db.execute(update(officer).where(officer.c.officer_id.in_(list(officers))).values(**values))

    def _drop(self, rule: Rule, officers: Collection[str]) -> int:
        tables, ids = (table for table, its in RULES.items() if its is rule), list(officers)
        return sum(self._db.execute(delete(table).where(table.c.officer_id.in_(ids))).rowcount for table in tables)
