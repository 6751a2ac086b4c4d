"""What is signed inside a seal (SPEC §33): signature (64) ‖ body, the body being canonical JSON.

Signed are a label, a newline and the body's very bytes, so nothing signed as one thing passes for another.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from hinweisgeber.crypto import contexts, primitives, strict
from hinweisgeber.crypto.errors import SignatureBroken
from hinweisgeber.crypto.keys import VerifyKey
from hinweisgeber.errors import FormatBroken

LABEL_WORD = b"hinweisgeber/v2/word\n"
LABEL_STATUS = b"hinweisgeber/v2/status\n"
LABEL_VOICE = b"hinweisgeber/v2/new-voice\n"
LONGEST = 16 * 1024 * 1024


class SignedBody(NamedTuple):
    """A body and who is said to have signed it, not verified yet."""

    body: str
    signature: bytes

    def verify(self, label: bytes, key: VerifyKey) -> None:
        """Returns only if this key signed this body under this label, else raises `SignatureBroken`."""
        key.verify(self.signature, label + self.body.encode())

    def value(self) -> dict[str, Any]:
        """The object the body spells. Raises `FormatBroken` for any other spelling of it."""
        return strict.load(self.body, lines=False, longest=LONGEST)


def write(label: bytes, sign: Callable[[bytes], bytes], value: dict[str, Any]) -> bytes:
    """Signature ‖ body."""
    body = strict.dump(value).encode()
    return sign(label + body) + body


def read(payload: bytes) -> SignedBody:
    """Signature and body apart. Raises `FormatBroken`. Verifies nothing."""
    signature, body = payload[: primitives.SIGNATURE], payload[primitives.SIGNATURE :]
    try:
        return SignedBody(body.decode(), signature)
    except UnicodeDecodeError as error:
        raise FormatBroken("not UTF-8") from error


def require(fits: bool, what: str) -> None:
    """Raises `SignatureBroken` where something signed speaks of something else."""
    if not fits:
        raise SignatureBroken(f"signed for another {what}")


def installation(text: str) -> str:
    """The name of an installation. Raises `FormatBroken`."""
    if not contexts.is_origin(text):
        raise FormatBroken("not an installation's name")
    return text


def officers(ids: list[Any]) -> tuple[str, ...]:
    """Ids of officers, at least one, rising. Raises `FormatBroken`."""
    known = all(type(one) is str and contexts.is_officer_id(one) for one in ids)
    if not ids or not known or sorted(set(ids)) != ids:
        raise FormatBroken("officers' ids, rising, at least one")
    return tuple(ids)
