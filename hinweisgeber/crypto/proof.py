"""What holds apart from the journal (SPEC §19): signed entries of it as text. Who allowed an erasure, and who is out of
a file for good.

A journal that was put back from a backup may be older than these entries; what they say stays so all the same.
"""

from __future__ import annotations

import base64
import json
from datetime import date

from hinweisgeber.crypto import contexts, primitives, strict
from hinweisgeber.crypto.chain import NOTHING_OPEN, Entry, read_open
from hinweisgeber.domain.acts import Kind
from hinweisgeber.errors import FormatBroken

LONGEST = 4096
LONGEST_REMOVAL = 1_048_576  # what an entry says openly may be long


def write(closing: Entry, authorisation: Entry) -> str:
    """The closing of a case and the authorisation of its erasure, base64."""
    return base64.b64encode(json.dumps([_plain(closing), _plain(authorisation)]).encode()).decode()


def read(file_id: bytes, text: str) -> tuple[Entry, Entry]:
    """What `write` wrote about this file. Raises FormatBroken. Verifies nothing."""
    closing, authorisation = _entries(file_id, text, 2, LONGEST)
    return closing, authorisation


def write_keyless(proposal: Entry, confirmation: Entry) -> str:
    """Both signatures that let a case be erased which nobody could open, base64."""
    return write(proposal, confirmation)


def read_keyless(text: str) -> tuple[Entry, Entry]:
    """What `write_keyless` wrote: entries of the installation, which say openly which file they are about. Raises
    FormatBroken. Verifies nothing."""
    return read(bytes(contexts.ID), text)


def write_removal(entry: Entry) -> str:
    """The entry with which somebody is out of a file, base64."""
    return base64.b64encode(json.dumps([_plain(entry)]).encode()).decode()


def read_removal(file_id: bytes, text: str) -> Entry:
    """What `write_removal` wrote about this file. Raises FormatBroken. Verifies nothing."""
    (entry,) = _entries(file_id, text, 1, LONGEST_REMOVAL)
    return entry


def removed_by(entry: Entry) -> frozenset[str]:
    """Who is out of the entry's file for good by it: who declares that they are biased, and whom it says are `out`.
    Nobody, mostly. Raises FormatBroken."""
    if entry.kind == Kind.RECUSED:
        return frozenset({entry.signer})
    if entry.kind != Kind.EPOCH or entry.open in (None, NOTHING_OPEN):
        return frozenset()
    out = read_open(entry.open or "").get("out", [])
    if type(out) is not list or not all(type(one) is str and contexts.is_officer_id(one) for one in out):
        raise FormatBroken("who is out are officers")
    return frozenset(out)


def _entries(file_id: bytes, text: str, number: int, longest: int) -> list[Entry]:
    if len(text) > longest or len(file_id) != contexts.ID:
        raise FormatBroken("not a proof")
    try:
        raw = base64.b64decode(text, validate=True)
        found = json.loads(raw)
        if strict.encode64(raw) != text:
            raise FormatBroken("another spelling of base64")
        if len(found) != number:
            raise FormatBroken("another number of entries")
        return [_entry(file_id, *one) for one in found]
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
