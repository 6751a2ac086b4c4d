"""What one transaction has made of the rows that entries commit to (SPEC §40): the entry that goes with it says so."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Touched:
    """Of one file."""

    messages: set[tuple[str, int]] = field(default_factory=set)  # author and place
    came: dict[tuple[str, int], str] = field(default_factory=dict)  # digest of a letter that was sealed anew here
    blobs: set[str] = field(default_factory=set)
    copies: set[tuple[str, int]] = field(default_factory=set)  # source and number
    notes: set[int] = field(default_factory=set)  # entries whose text was destroyed


class Touching:
    """Whatever changes such a row notes it here."""

    _touched: dict[bytes, Touched]

    def _touch(self, file_id: bytes) -> Touched:
        return self._touched.setdefault(file_id, Touched())

    def take_touched(self, file_id: bytes) -> Touched:
        """What was changed of this file and no entry has said yet; whoever asks says it."""
        return self._touched.pop(file_id, Touched())
