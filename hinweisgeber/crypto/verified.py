"""What an office keeps of its last verification, sealed for itself (SPEC §42): no writer of the database forges it."""

from __future__ import annotations

from hinweisgeber.crypto import contexts, primitives
from hinweisgeber.crypto.keys import VERSION
from hinweisgeber.crypto.unseal import body_of

LABEL_VERIFIED = b"hinweisgeber/v2/verified-key"


class VerifiedKey:
    """The key of an office, from its secret."""

    def __init__(self, secret: bytes) -> None:
        """`secret`: at least 32 random bytes, of this office alone."""
        if len(secret) < primitives.KEY:
            raise ValueError("the secret of an office has at least 32 bytes")
        self.__key = primitives.derive(secret, LABEL_VERIFIED)

    def seal(self, part: str, payload: bytes) -> bytes:
        """What `open` reads back; `part`: `result` or `state`."""
        return VERSION + primitives.gcm_seal(self.__key, contexts.verified(part), payload)

    def open(self, part: str, sealed: bytes) -> bytes:
        """Raises SealBroken for what this office has not written."""
        return primitives.gcm_open(self.__key, contexts.verified(part), body_of(sealed))

    def __repr__(self) -> str:
        return "<VerifiedKey>"
