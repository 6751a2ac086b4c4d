"""Whether a file might be erased: by what the journal tells without a key, or by a proof that outlived it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from ....crypto import chain, proof
from ....crypto.errors import JournalBroken, SignatureBroken
from ....crypto.ring import Ring
from ....domain import records
from ....domain.ending.readable import Readable
from ....errors import FormatBroken

ErasureProofs = Mapping[bytes, str]  # by file: crypto/proof.py


def in_time(ending: Readable, day: date, today: date) -> bool:
    """Whether a file that ended like this may have been erased on this day. Days to come are none."""
    allowed = ending.erasable_from()
    return allowed is not None and allowed <= day <= today


def proven(ring: Ring, file_id: bytes, last: int, text: str) -> Readable:
    """What closing and authorisation in a proof say, if they are signed and later than all the journal knows of the
    file (`last`: its last entry there): else the journal itself says what became of them. Empty for what proves
    nothing."""
    try:
        entries = closing, authorisation = proof.read(file_id, text)
        for entry in entries:
            chain.verify_alone(ring.installation, entry, ring.signer(entry.signer, entry.day))
    except (FormatBroken, JournalBroken, SignatureBroken):
        return Readable()
    if not max(last, closing.seq) < authorisation.seq:
        return Readable()
    return records.end_of((entry.kind, entry.day) for entry in entries)
