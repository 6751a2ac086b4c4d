"""Copies on their way from the letterbox into the cabinet."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from ....store.cabinet import Cabinet

HELD = 4 * 1024 * 1024  # bytes of copies in memory, a longer one excepted


class CopiesToKeep:
    """Many at once, and never more than so many bytes of them in memory."""

    def __init__(self, cab: Cabinet, file_ids: Collection[bytes]) -> None:
        self._cab, self._there = cab, cab.copied(file_ids)
        self._messages, self._wraps, self._bytes = list[Mapping[str, Any]](), list[tuple[bytes, int, str, bytes]](), 0

    def add_message(self, row: Mapping[str, Any]) -> None:
        """As it lies in the letterbox, if there is no copy yet."""
        if self._is_new((row["report_id"], row["author"], row["place"]), len(row["sealed"])):
            self._messages.append(row)

    def add_wrap(self, file_id: bytes, place: int, officer_id: str, wrap: bytes) -> None:
        """Of a report or letter, if there is no copy yet."""
        if self._is_new((file_id, officer_id, place), len(wrap)):
            self._wraps.append((file_id, place, officer_id, wrap))

    def _is_new(self, key: tuple[bytes, str, int], size: int) -> bool:
        if key in self._there:
            return False
        if self._bytes + size > HELD:
            self.keep()
        self._there.add(key)
        self._bytes += size
        return True

    def keep(self) -> None:
        """Those that were added."""
        self._cab.keep_copies(self._messages, self._wraps)
        self._messages, self._wraps, self._bytes = [], [], 0
