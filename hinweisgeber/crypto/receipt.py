"""The reporter's receipt (SPEC §17; HinSchG § 36 Abs. 2): day and hash of a report, signed, checkable offline.

It says nothing else: no case, no code, no name. Whoever has it can show that this text was in this office on that day.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from hinweisgeber.crypto import contexts, primitives, strict
from hinweisgeber.crypto.errors import SignatureBroken
from hinweisgeber.crypto.keys import DialogueKey, VerifyKey
from hinweisgeber.errors import FormatBroken

LABEL_SALT = b"hinweisgeber/v1/receipt-salt"
SALT = 32
_RECEIPT = re.compile(
    r"(?P<origin>[^\n]+)/receipt\n(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})\n(?P<digest>[^\n]+)\n"
    r"\n— (?P<name>[^ \n]+) (?P<sig>[^ \n]+)\n"
)


@dataclass(frozen=True)
class ReportReceipt:
    """A signed statement that a text of this hash was received on this day."""

    origin: str
    day: date
    digest: bytes  # 48 bytes
    key_id: bytes
    signature: bytes

    def text(self) -> str:
        """The signed note; `parse` reads it back."""
        signature = strict.encode64(self.key_id + self.signature)
        return f"{_note(self.origin, self.day, self.digest).decode()}\n— {_name(self.origin)} {signature}\n"

    @classmethod
    def parse(cls, text: str) -> ReportReceipt:
        """Reads exactly what `text` writes. Raises FormatBroken. Verifies nothing."""
        match = _RECEIPT.fullmatch(text)
        if match is None or not contexts.is_origin(match["origin"]) or match["name"] != _name(match["origin"]):
            raise FormatBroken("not a receipt")
        signed = strict.decode64(match["sig"], 4 + primitives.SIGNATURE)
        try:
            day = date.fromisoformat(match["day"])
        except ValueError as error:
            raise FormatBroken("not a receipt's day") from error
        digest = strict.decode64(match["digest"], primitives.HASH)
        return cls(match["origin"], day, digest, signed[:4], signed[4:])

    def verify(self, keys: Iterable[VerifyKey]) -> None:
        """Raises SignatureBroken unless one of these keys signed it. Who did stands nowhere in it."""
        for key in keys:
            if key.id_under(_name(self.origin)) == self.key_id:
                key.verify(self.signature, _note(self.origin, self.day, self.digest))
                return
        raise SignatureBroken("signed by no key of this ring")


def make_receipt(
    origin: str, day: date, digest: bytes, sign_public: bytes, sign: Callable[[bytes], bytes]
) -> ReportReceipt:
    """The receipt for a text of this hash (48 bytes), received on this day."""
    if len(digest) != primitives.HASH:
        raise ValueError(f"a hash has {primitives.HASH} bytes")
    signature = sign(_note(origin, day, digest))
    return ReportReceipt(origin, day, digest, VerifyKey(sign_public).id_under(_name(origin)), signature)


def receipt_salt(key: DialogueKey, report_id: bytes) -> bytes:
    """32 bytes that both sides of a dialogue can compute and nobody else: they keep the hash from being guessed."""
    return primitives.derive(key.raw, LABEL_SALT + report_id)[:SALT]


def _name(origin: str) -> str:
    return f"{origin}/receipt"


def _note(origin: str, day: date, digest: bytes) -> bytes:
    return f"{_name(origin)}\n{day.isoformat()}\n{strict.encode64(digest)}\n".encode()
