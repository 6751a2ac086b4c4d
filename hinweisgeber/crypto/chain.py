"""The journal's cryptography (SPEC §§ 13-14, 24): entries hashed in a chain, each signed as a checkpoint.

A chain and not a Merkle tree; SPEC §13 says why, and what an outsider can therefore not do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from hinweisgeber.crypto import contexts, primitives, strict
from hinweisgeber.crypto.errors import JournalBroken, SignatureBroken
from hinweisgeber.crypto.keys import VerifyKey
from hinweisgeber.domain.journal import Entry, joined
from hinweisgeber.errors import FormatBroken

__all__ = [
    "GENESIS",
    "NOTHING_OPEN",
    "SALT",
    "Checkpoint",
    "Entry",
    "checkpoint_text",
    "commit",
    "entry_hash",
    "make_entry",
    "note",
    "open_text",
    "parse_checkpoint",
    "read_open",
    "verify_alone",
    "verify_entry",
]

LABEL_COMMIT = b"hinweisgeber/v1/journal-commitment"
GENESIS = primitives.sha384(b"hinweisgeber/v1/journal-genesis")
SALT = 32
LONGEST_OPEN = 256 * 1024  # bytes of what an entry says to everybody
MOST = 10**15  # entries
NOTHING_OPEN = "{}"
_KIND = re.compile(r"[A-Za-z][A-Za-z0-9._-]{0,63}")
_NOTE = re.compile(
    r"(?P<origin>[^\n]+)\n(?P<size>[1-9][0-9]{0,14})\n(?P<head>[^\n]+)\n"
    r"\n— (?P<name>[^ \n]+) (?P<sig>[^ \n]+)\n"
)


@dataclass(frozen=True)
class Checkpoint:
    """A signed statement of how long the journal was and what its last entry's hash was."""

    origin: str
    size: int
    head: bytes
    key_name: str
    key_id: bytes
    signature: bytes

    @property
    def signer(self) -> str:
        """`root` or an officer id."""
        return self.key_name.removeprefix(f"{self.origin}/")

    def text(self) -> str:
        """The signed note; `parse_checkpoint` reads it back."""
        signature = strict.encode64(self.key_id + self.signature)
        return f"{note(self.origin, self.size, self.head).decode()}\n— {self.key_name} {signature}\n"

    def verify(self, key: VerifyKey) -> None:
        """Raises `SignatureBroken` unless this key, under this name, signed it."""
        if key.id_under(self.key_name) != self.key_id:
            raise SignatureBroken("another key's id")
        key.verify(self.signature, note(self.origin, self.size, self.head))


def commit(salt: bytes, sealed_text: bytes) -> bytes:
    """48 bytes that bind an entry to its sealed text; once salt and text are erased they tell nothing."""
    if len(salt) != SALT:
        raise ValueError(f"a salt has {SALT} bytes")
    return primitives.sha384(joined((LABEL_COMMIT, salt, sealed_text)))


def verify_text(entry: Entry, salt: bytes, sealed_text: bytes) -> None:
    """Raises `JournalBroken` unless this is the text that was signed with the entry."""
    if len(salt) != SALT or commit(salt, sealed_text) != entry.commitment:
        raise JournalBroken(entry.seq, "text is not the signed one")


def entry_hash(entry: Entry) -> bytes:
    """SHA-384 over all fields but the signature, each with its length in front (SPEC §§ 13, 24)."""
    return entry.hash


def open_text(said: Mapping[str, Any]) -> str:
    """What an entry says to everybody, as it stands there (SPEC §24). Raises `FormatBroken` if it is too long."""
    text = strict.dump(dict(said))
    read_open(text)
    return text


def read_open(text: str) -> dict[str, Any]:
    """The object that it spells. Raises `FormatBroken`."""
    said = strict.load(text, lines=False, longest=LONGEST_OPEN)
    if len(text.encode()) > LONGEST_OPEN:
        raise FormatBroken("too long")
    return said


def note(origin: str, size: int, head: bytes) -> bytes:
    """The text that is signed: C2SP tlog-checkpoint without extension lines (SPEC §14)."""
    return f"{origin}\n{size}\n{strict.encode64(head)}\n".encode()


def make_entry(
    origin: str,
    previous: Entry | None,
    day: date,
    file_id: bytes,
    kind: str,
    signer_id: str,
    sign: Callable[[bytes], bytes],
    commitment: bytes,
    said: str | None = NOTHING_OPEN,
) -> Entry:
    """The entry after `previous` (`None`: the first), signed; `said` to everybody, by `open_text` (`None`: an entry of
    version 1). Impossible fields raise `JournalBroken`."""
    seq, before = (previous.seq + 1, previous.hash) if previous else (1, GENESIS)
    fields = (seq, day, file_id, kind, signer_id, commitment, before)
    unsigned = Entry(*fields, signature=bytes(primitives.SIGNATURE), open=said)
    _check_fields(unsigned)
    if not contexts.is_origin(origin):
        raise JournalBroken(seq, "origin invalid")
    return replace(unsigned, signature=sign(note(origin, seq, unsigned.hash)))


def verify_entry(origin: str, entry: Entry, previous: Entry | None, key: VerifyKey) -> None:
    """Checks one entry after a checked one. Raises `JournalBroken`.

    The key must be `Ring.signer(entry.signer, entry.day)`: whether that person may sign is the ring's affair.
    """
    _check_fields(entry)  # 1. every field has its form
    if entry.seq != (previous.seq + 1 if previous else 1):  # 2. no number is left out
        raise JournalBroken(entry.seq, "not the next number")
    if entry.previous != (previous.hash if previous else GENESIS):  # 3. it names the entry before
        raise JournalBroken(entry.seq, "does not follow the entry before")
    if entry.open is None and previous is not None and previous.open is not None:  # 4. no way back to version 1
        raise JournalBroken(entry.seq, "of an older form than the entry before")
    try:  # 5. its signer signed it, and with it everything before
        key.verify(entry.signature, note(origin, entry.seq, entry.hash))
    except SignatureBroken as error:
        raise JournalBroken(entry.seq, "signature does not hold") from error


def verify_alone(origin: str, entry: Entry, key: VerifyKey) -> None:
    """Checks that its signer signed this entry of this installation, wherever it stood. Raises `JournalBroken`."""
    _check_fields(entry)
    try:
        key.verify(entry.signature, note(origin, entry.seq, entry.hash))
    except SignatureBroken as error:
        raise JournalBroken(entry.seq, "signature does not hold") from error


def checkpoint_text(origin: str, entry: Entry, sign_public: bytes) -> str:
    """The entry's signature as a signed note that outsiders can keep (SPEC §14)."""
    name = f"{origin}/{entry.signer}"
    key_id = VerifyKey(sign_public).id_under(name)
    return Checkpoint(origin, entry.seq, entry.hash, name, key_id, entry.signature).text()


def parse_checkpoint(text: str) -> Checkpoint:
    """Reads exactly what `Checkpoint.text` writes. Raises `FormatBroken`. Verifies nothing."""
    match = _NOTE.fullmatch(text)
    if match is None or not contexts.is_origin(match["origin"]):
        raise FormatBroken("not a checkpoint")
    if not _is_signer(match["name"].removeprefix(match["origin"] + "/")):
        raise FormatBroken("not signed under the origin's name")
    head = strict.decode64(match["head"], primitives.HASH)
    signed = strict.decode64(match["sig"], 4 + primitives.SIGNATURE)
    return Checkpoint(match["origin"], int(match["size"]), head, match["name"], signed[:4], signed[4:])


def _is_signer(text: str) -> bool:
    return text == "root" or contexts.is_officer_id(text)


def _check_fields(entry: Entry) -> None:
    lengths = len(entry.file_id), len(entry.commitment), len(entry.previous), len(entry.signature)
    if lengths != (contexts.ID, primitives.HASH, primitives.HASH, primitives.SIGNATURE):
        raise JournalBroken(entry.seq, "a field of another length")
    if not _KIND.fullmatch(entry.kind) or not _is_signer(entry.signer):
        raise JournalBroken(entry.seq, "kind or signer invalid")
    if type(entry.seq) is not int or not 0 < entry.seq < MOST:
        raise JournalBroken(entry.seq, "number invalid")
    if entry.open is not None:
        try:
            read_open(entry.open)
        except FormatBroken as error:
            raise JournalBroken(entry.seq, "what it says openly has no form") from error
