"""Which blobs belong to a file, and what the office knows of the copies made of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, delete, insert, select

from .tables import blob, copy
from .touching import Touching

Named = Mapping[str, tuple[bytes | None, int | None]]  # by blob: digest and number of its sealed bytes, if known


class Evidence(Touching):
    """Blobs and copies."""

    _db: Connection

    def name_blobs(self, file_id: bytes, named: Named) -> None:
        """Says that these blobs belong to the file: whatever nobody names is swept."""
        if new := sorted(set(named) - self.named_blobs(list(named))):
            told = {name: dict(zip(("digest", "size"), named[name], strict=True)) for name in new}
            self._db.execute(insert(blob), [{"name": name, "file_id": file_id, **told[name]} for name in new])
            self._touch(file_id).blobs.update(new)

    def named_blobs(self, names: list[str]) -> set[str]:
        """Those of these names that belong to a file."""
        return {*self.blob_owners(names)}

    def blob_owners(self, names: list[str]) -> dict[str, bytes]:
        """The same, and to which."""
        rows = self._db.execute(select(blob.c.name, blob.c.file_id).where(blob.c.name.in_(names)))
        return {row[0]: row[1] for row in rows}

    def forget_blobs(self, file_id: bytes, names: Iterable[str]) -> None:
        """Says that these blobs belong to the file no more, and so to nothing."""
        gone = list(names)
        self._db.execute(delete(blob).where(blob.c.name.in_(gone)))
        self._touch(file_id).blobs.update(gone)

    def blobs_of(self, file_id: bytes) -> list[str]:
        """Names of the blobs that belong to a file."""
        return [row[0] for row in self._db.execute(select(blob.c.name).where(blob.c.file_id == file_id))]

    def add_copy(self, file_id: bytes, epoch: int, source: str, n: int, sealed: bytes) -> None:
        """Keeps what the office knows of the `n`-th copy of a file, sealed in this epoch."""
        values = {"file_id": file_id, "source": source, "n": n, "sealed": sealed, "epoch": epoch}
        self._db.execute(insert(copy), values)
        self._touch(file_id).copies.add((source, n))

    def copies(self, file_id: bytes) -> list[tuple[int, str, int, bytes]]:
        """Epoch, source, number and sealed description of all copies in a case."""
        query = select(copy.c.epoch, copy.c.source, copy.c.n, copy.c.sealed).where(copy.c.file_id == file_id)
        rows = self._db.execute(query.order_by(copy.c.source, copy.c.n))
        return [(row[0], row[1], row[2], row[3]) for row in rows]

    def drop_copies(self, file_id: bytes, source: str) -> None:
        """Forgets all copies of a file."""
        where = (copy.c.file_id == file_id, copy.c.source == source)
        gone = self._db.execute(select(copy.c.n).where(*where)).scalars().all()
        self._db.execute(delete(copy).where(*where))
        self._touch(file_id).copies.update((source, n) for n in gone)
