"""An entry of the journal as the store has it: what happened to which file, when, by whom; never what it said."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from functools import cached_property

LABEL_ENTRY = b"hinweisgeber/v1/journal-entry"
LABEL_ENTRY_2 = b"hinweisgeber/v2/journal-entry"


@dataclass(frozen=True)
class Entry:
    """One act in the journal, without its text (crypto/SPEC.md §§ 13, 24)."""

    seq: int
    day: date
    file_id: bytes
    kind: str
    signer: str
    commitment: bytes
    previous: bytes
    signature: bytes
    open: str | None = None  # what it says to everybody, canonical JSON; None: version 1, which had no such field

    @cached_property
    def hash(self) -> bytes:
        """SHA-384 over all fields but the signature, each with its length in front; computed once."""
        label, said = (LABEL_ENTRY, ()) if self.open is None else (LABEL_ENTRY_2, (self.open.encode(),))
        parts = (
            label,
            self.seq.to_bytes(8, "big"),
            self.day.isoformat().encode(),
            self.file_id,
            self.kind.encode(),
            self.signer.encode(),
            self.commitment,
            *said,
            self.previous,
        )
        return hashlib.sha384(joined(parts)).digest()


def joined(parts: tuple[bytes, ...]) -> bytes:
    """The parts, each with its length as four bytes in front, so that no two lists read alike."""
    return b"".join([len(part).to_bytes(4, "big") + part for part in parts])
