"""Room for what strangers write: long texts end first, small ones with the disk."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import (
    Connection,
)

from ..blobs import require_room
from ..errors import LongTextsFull
from ..rate import SMALL, Meter

LONG_TEXTS_LEAVE = 0.5  # of what files leave free on the disk (blobs): for small texts alone


class TextRoom:
    """What there is room for, inside one transaction."""

    def __init__(self, connection: Connection, meter: Meter | None = None) -> None:
        """`meter`: what strangers may store, where it is they who write."""
        self._db, self._meter = connection, meter

    def require_text(self, size: int) -> None:
        """Whether there is room now for a text that is sealed to so many bytes: who cannot be served stands in no line
        for it. Where strangers write, raises LongTextsFull, LongTextsBusy."""
        if self._meter is not None:
            self._require_disk(size)
            self._meter.require_text(size)

    def _make_room(self, size: int) -> None:
        """For a sealed text: long ones end while half of what files leave free is there, small ones with the disk."""
        if self._meter is not None:
            self._require_disk(size)
            self._meter.text(size)

    def _require_disk(self, size: int) -> None:
        if size > SMALL:
            self._require_room()

    def _require_room(self) -> None:
        if (database := self._db.engine.url.database) and self._db.dialect.name == "sqlite":
            try:
                require_room(Path(database).parent, LONG_TEXTS_LEAVE)
            except OSError as error:
                raise LongTextsFull() from error
