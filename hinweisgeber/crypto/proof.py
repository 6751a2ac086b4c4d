"""Who allowed an erasure, apart from the journal (SPEC §19): two of its signed entries as text.

A journal that was put back from a backup may be older than the authorisation; the erasure stays allowed all the same.
"""

from __future__ import annotations

import base64
import json
from datetime import date

from hinweisgeber.crypto import contexts, primitives, strict
from hinweisgeber.crypto.chain import Entry
from hinweisgeber.errors import FormatBroken

LONGEST = 4096


def write(closing: Entry, authorisation: Entry) -> str:
    """The closing of a case and the authorisation of its erasure, base64."""
    return base64.b64encode(json.dumps([_plain(closing), _plain(authorisation)]).encode()).decode()


def read(file_id: bytes, text: str) -> tuple[Entry, Entry]:
    """What `write` wrote about this file. Raises FormatBroken. Verifies nothing."""
    if len(text) > LONGEST or len(file_id) != contexts.ID:
        raise FormatBroken("not a proof")
    try:
        raw = base64.b64decode(text, validate=True)
        closing, authorisation = json.loads(raw)
        if strict.encode64(raw) != text:
            raise FormatBroken("another spelling of base64")
        return _entry(file_id, *closing), _entry(file_id, *authorisation)
    except (ValueError, TypeError, RecursionError) as error:
        raise FormatBroken("not a proof") from error


def _plain(entry: Entry) -> list[object]:
    sealed = (strict.encode64(part) for part in (entry.commitment, entry.previous, entry.signature))
    said = [] if entry.open is None else [entry.open]
    return [entry.seq, entry.day.isoformat(), entry.kind, entry.signer, *sealed, *said]


def _entry(
    file_id: bytes, seq: int, day: str, kind: str, signer: str, commitment: str, previous: str, signature: str,
    *said: str,
) -> Entry:  # fmt: skip
    texts = (day, kind, signer, commitment, previous, signature, *said)
    if len(said) > 1 or any(
        type(text) is not str for text in texts
    ):  # nobody signed the list: anything may stand there
        raise FormatBroken("not a proof")
    if type(seq) is not int or not 0 < seq < 10**15 or date.fromisoformat(day).isoformat() != day:
        raise FormatBroken("not a proof")
    hashes = strict.decode64(commitment, primitives.HASH), strict.decode64(previous, primitives.HASH)
    signed = strict.decode64(signature, primitives.SIGNATURE)
    return Entry(seq, date.fromisoformat(day), file_id, kind, signer, *hashes, signed, *said)
