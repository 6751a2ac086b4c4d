"""Officers' accounts, how far each has collected and read, and their drafts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Set
from dataclasses import dataclass

from sqlalchemy import Connection, and_, bindparam, delete, insert, select, update

from .tables import HANDED, draft, file_wrap, line, officer, seen

SOME = 500  # ids that are asked for one by one


@dataclass(frozen=True)
class OfficerRow:
    """An officer's account: the sealed identity and how far they have collected."""

    officer_id: str
    username: str
    keystore: str
    report_seq: int
    message_seq: int


class Officers:
    """Officers and their own things."""

    _db: Connection

    def set_keystore(self, officer_id: str, keystore: str) -> None:
        """Puts the same identity under another lock."""
        self._db.execute(update(officer).where(officer.c.officer_id == officer_id), {"keystore": keystore})

    def has_keystore(self, officer_id: str, keystore: str) -> bool:
        """Whether it is still the one of this account."""
        query = select(officer.c.keystore).where(officer.c.officer_id == officer_id)
        return self._db.execute(query).scalar() == keystore

    def keystores(self) -> list[str]:
        """Those of all accounts."""
        return list(self._db.execute(select(officer.c.keystore)).scalars())

    def add_officer(self, officer_id: str, username: str, keystore: str) -> None:
        """Keeps a new officer's sealed identity."""
        self._db.execute(insert(officer), {"officer_id": officer_id, "username": username, "keystore": keystore})

    def officer(self, *, username: str | None = None, officer_id: str | None = None) -> OfficerRow | None:
        """An officer's account by name or id."""
        columns = (officer.c[name] for name in OfficerRow.__dataclass_fields__)
        where = officer.c.username == username if username is not None else officer.c.officer_id == officer_id
        row = self._db.execute(select(*columns).where(where)).first()
        return OfficerRow(*row) if row else None

    def usernames(self) -> dict[str, str]:
        """User names by officer id."""
        return {row[0]: row[1] for row in self._db.execute(select(officer.c.officer_id, officer.c.username))}

    def lines(self, officer_id: str, ids: Set[bytes]) -> list[tuple[bytes, int, bytes]]:
        """File id, revision and sealed line of these files in the officer's list."""
        query = select(line.c.file_id, line.c.revision, line.c.sealed).where(line.c.officer_id == officer_id)
        if len(ids) <= SOME:
            query = query.where(line.c.file_id.in_(ids))
        rows = self._db.execute(query).all()
        return [(file_id, revision, sealed) for file_id, revision, sealed in rows if file_id in ids]

    def set_lines(self, officer_id: str, lines: Iterable[tuple[bytes, int, bytes]]) -> None:
        """Keeps these in the place of what stood there. A file that has gone meanwhile gets none."""
        rows = [{"f": file_id, "r": revision, "s": sealed} for file_id, revision, sealed in lines]
        if not rows:
            return
        where = (line.c.officer_id == officer_id, line.c.file_id == bindparam("f"))
        self._db.execute(delete(line).where(*where), rows)
        mine = (file_wrap.c.file_id == bindparam("f"), file_wrap.c.officer_id == officer_id)
        new = select(file_wrap.c.officer_id, file_wrap.c.file_id, bindparam("r"), bindparam("s")).where(*mine)
        self._db.execute(insert(line).from_select(["officer_id", "file_id", "revision", "sealed"], new), rows)

    def drop_lines(self, file_id: bytes) -> None:
        """Makes everybody's line of this file anew the next time: something in it must go."""
        self._db.execute(delete(line).where(line.c.file_id == file_id))

    def set_seen(self, file_id: bytes, officer_id: str, place: int) -> None:
        """Notes the last reporter's message this officer has seen."""
        where = (seen.c.file_id == file_id, seen.c.officer_id == officer_id)
        if not self._db.execute(update(seen).where(*where).values(place=place)).rowcount:
            self._db.execute(insert(seen), {"file_id": file_id, "officer_id": officer_id, "place": place})

    def pass_over(self, file_id: bytes, place: int) -> None:
        """Notes the reporter's message at this place as seen by all who have seen the one before: it says nothing."""
        where = (seen.c.file_id == file_id, seen.c.place == place - 1)
        self._db.execute(update(seen).where(*where).values(place=place))

    def seen(self, file_id: bytes, officer_id: str) -> int:
        """The last reporter's message this officer has seen, 0 for the report alone."""
        query = select(seen.c.place).where(seen.c.file_id == file_id, seen.c.officer_id == officer_id)
        return max(0, int(self._db.execute(query).scalar() or 0))

    def hand(self, file_id: bytes, officer_id: str) -> None:
        """Notes that the file is theirs to work on now, and that all of it is to be read anew until they open it."""
        self.set_seen(file_id, officer_id, HANDED)

    def handed(self, officer_ids: Collection[str]) -> set[str]:
        """Those of them to whom a file was handed that they have not opened since, and still hold a key of."""
        query = select(seen.c.officer_id).join(
            file_wrap, and_(file_wrap.c.file_id == seen.c.file_id, file_wrap.c.officer_id == seen.c.officer_id)
        )
        query = query.where(seen.c.place == HANDED, seen.c.officer_id.in_(list(officer_ids)))
        return {row[0] for row in self._db.execute(query)}

    def has_looked(self, file_id: bytes, officer_id: str) -> bool:
        """Whether this officer has ever opened the file's page."""
        query = select(seen.c.place).where(seen.c.file_id == file_id, seen.c.officer_id == officer_id)
        return self._db.execute(query.where(seen.c.place > HANDED)).first() is not None

    def set_draft(self, file_id: bytes, officer_id: str, sealed: bytes | None) -> None:
        """Keeps or drops an officer's draft on a file."""
        self._db.execute(delete(draft).where(draft.c.file_id == file_id, draft.c.officer_id == officer_id))
        if sealed is not None:
            self._db.execute(insert(draft), {"file_id": file_id, "officer_id": officer_id, "sealed": sealed})

    def draft(self, file_id: bytes, officer_id: str) -> bytes | None:
        """An officer's sealed draft on a file."""
        query = select(draft.c.sealed).where(draft.c.file_id == file_id, draft.c.officer_id == officer_id)
        return self._db.execute(query).scalar()
