"""Which blobs belong to a file, and what the office knows of the copies made of them."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, delete, insert, select

from .tables import blob, copy


class Evidence:
    """Blobs and copies."""

    _db: Connection

    def name_blobs(self, file_id: bytes, names: Iterable[str]) -> None:
        """Says that these blobs belong to the file: whatever nobody names is swept."""
        wanted = list(names)
        if new := sorted(set(wanted) - self.named_blobs(wanted)):
            self._db.execute(insert(blob), [{"name": name, "file_id": file_id} for name in new])

    def named_blobs(self, names: list[str]) -> set[str]:
        """Those of these names that belong to a file."""
        return {*self.blob_owners(names)}

    def blob_owners(self, names: list[str]) -> dict[str, bytes]:
        """The same, and to which."""
        rows = self._db.execute(select(blob.c.name, blob.c.file_id).where(blob.c.name.in_(names)))
        return {row[0]: row[1] for row in rows}

    def forget_blobs(self, names: Iterable[str]) -> None:
        """Says that these blobs belong to nothing any more."""
        self._db.execute(delete(blob).where(blob.c.name.in_(list(names))))

    def blobs_of(self, file_id: bytes) -> list[str]:
        """Names of the blobs that belong to a file."""
        return [row[0] for row in self._db.execute(select(blob.c.name).where(blob.c.file_id == file_id))]

    def add_copy(self, file_id: bytes, epoch: int, source: str, n: int, sealed: bytes) -> None:
        """Keeps what the office knows of the `n`-th copy of a file, sealed in this epoch."""
        values = {"file_id": file_id, "source": source, "n": n, "sealed": sealed, "epoch": epoch}
        self._db.execute(insert(copy), values)

    def copies(self, file_id: bytes) -> list[tuple[int, str, int, bytes]]:
        """Epoch, source, number and sealed description of all copies in a case."""
        query = select(copy.c.epoch, copy.c.source, copy.c.n, copy.c.sealed).where(copy.c.file_id == file_id)
        rows = self._db.execute(query.order_by(copy.c.source, copy.c.n))
        return [(row[0], row[1], row[2], row[3]) for row in rows]

    def drop_copies(self, file_id: bytes, source: str) -> None:
        """Forgets all copies of a file."""
        self._db.execute(delete(copy).where(copy.c.file_id == file_id, copy.c.source == source))
