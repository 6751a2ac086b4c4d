"""The epochs of a file: which key is the newest, what leads to the ones before, and who vouches for them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from ..errors import Stale
from .tables import NAMES_HOLDERS, epoch, file, file_wrap, journal, removed

Wraps = Mapping[str, tuple[bool, bytes]]  # by officer id: whether it is under their own key, and the wrap


@dataclass(frozen=True)
class Vouched:
    """An entry of a file that says something to everybody, and the row of the epoch that it began."""

    seq: int
    kind: str
    said: str
    number: int | None
    random: bytes | None
    link: bytes | None


@dataclass(frozen=True)
class EpochRow:
    """An epoch as the cabinet has it, without its link."""

    file_id: bytes
    number: int
    random: bytes
    seq: int


_VOUCHED = (
    select(
        journal.c.file_id, journal.c.seq, journal.c.kind, journal.c.open, epoch.c.number, epoch.c.random, epoch.c.link
    )
    .outerjoin(epoch, (epoch.c.file_id == journal.c.file_id) & (epoch.c.seq == journal.c.seq))
    .where(NAMES_HOLDERS)
    .order_by(journal.c.seq)
)
_OF_ONE = _VOUCHED.where(journal.c.file_id == bindparam("f"))  # on every page: made once


_BEGIN = (
    update(file)
    .where(file.c.id == bindparam("f"), file.c.epoch == bindparam("to") - 1, file.c.erased_on.is_(None))
    .values(epoch=bindparam("to"), restored=False)
)
_ADD, _ADD_WRAPS = insert(epoch), insert(file_wrap)
_DROP_WRAPS = delete(file_wrap).where(file_wrap.c.file_id == bindparam("f"))


class Epochs:
    """Epochs of files."""

    _db: Connection

    def vouched(self, file_ids: Collection[bytes]) -> dict[bytes, tuple[Vouched, ...]]:
        """By file: what its entries say to everybody, in order."""
        found: dict[bytes, list[Vouched]] = {}
        for file_id, *values in self._db.execute(_VOUCHED.where(journal.c.file_id.in_(list(file_ids)))):
            found.setdefault(file_id, []).append(Vouched(*values))
        return {file_id: tuple(said) for file_id, said in found.items()}

    def vouched_of(self, file_id: bytes) -> tuple[Vouched, ...]:
        """The same of one file."""
        return tuple(Vouched(*row[1:]) for row in self._db.execute(_OF_ONE, {"f": file_id}))

    def begin_epoch(self, row: EpochRow, link: bytes | None, wraps: Wraps) -> None:
        """The file has this epoch from now on, and these wraps alone. Raises Stale unless it was in the one before."""
        if self._db.execute(_BEGIN, {"f": row.file_id, "to": row.number}).rowcount != 1:
            raise Stale()
        self._db.execute(_ADD, {**row.__dict__, "link": link})
        self._db.execute(_DROP_WRAPS, {"f": row.file_id})
        rows = [{"file_id": row.file_id, "officer_id": o, "own": own, "wrap": w} for o, (own, w) in wraps.items()]
        self._db.execute(_ADD_WRAPS, rows)

    def mark_restored(self, file_id: bytes | None = None) -> None:
        """All files were put back as they stood once; or this one."""
        which = () if file_id is None else (file.c.id == file_id,)
        self._db.execute(update(file).where(*which).values(restored=True))

    def put_out(self, file_id: bytes, officer_id: str, proof: str) -> None:
        """Keeps that this officer was out of a file before it was put back."""
        self._db.execute(insert(removed), {"file_id": file_id, "officer_id": officer_id, "proof": proof})

    def put_out_of(self, file_ids: Collection[bytes] | None = None) -> dict[tuple[bytes, str], str]:
        """By file and officer, why: of these files or of all."""
        query = select(removed.c.file_id, removed.c.officer_id, removed.c.proof)
        query = query if file_ids is None else query.where(removed.c.file_id.in_(list(file_ids)))
        return {(row[0], row[1]): row[2] for row in self._db.execute(query)}

    def restored(self, file_ids: Collection[bytes]) -> set[bytes]:
        """Those of them that were put back, and have had no new epoch since."""
        query = select(file.c.id).where(file.c.id.in_(list(file_ids)), file.c.restored)
        return {row[0] for row in self._db.execute(query)}
