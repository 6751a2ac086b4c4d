"""What the intake's pages carry in hidden fields, sealed for the intake itself (SPEC §12): an opened mailbox, and files
that have arrived with a form which could not be carried out yet.

The key lives in the intake's memory only and is new at every start; so after a restart, or when the hour is over, the
reporter types the code again. No two sealings are alike, so the text also names the one page it stands on, which makes
a form's second click recognisable.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, field

from hinweisgeber.crypto import contexts, primitives
from hinweisgeber.crypto.keys import VERSION, DialogueKey, SecretKey
from hinweisgeber.errors import CapabilityExpired, SealBroken

LIFETIME = 3600  # seconds: of an opened mailbox
STAGED_LIFETIME = 12 * 3600  # seconds: of files waiting for their form; blobs nobody names are swept later than that
MAILBOX, STAGED = contexts.PREFIX + b"capability/intake", contexts.PREFIX + b"staged/intake"
_EXPIRES, _ID, _LOCATOR = 8, 16, 32
_LENGTH = _ID + _LOCATOR + primitives.KEY


class CapabilityKey(SecretKey):
    """The intake's own key, for its hidden fields only."""

    __slots__ = ()


def _seal(key: CapabilityKey, context: bytes, plain: bytes, expires: int) -> str:
    sealed = primitives.gcm_seal(key.raw, context, expires.to_bytes(_EXPIRES, "big") + plain)
    return base64.urlsafe_b64encode(VERSION + sealed).decode()


def _open(key: CapabilityKey, context: bytes, text: str, now: int) -> bytes:
    try:
        raw = base64.b64decode(text, altchars=b"-_", validate=True)
        if raw[:1] != VERSION:
            raise CapabilityExpired()
        plain = primitives.gcm_open(key.raw, context, raw[1:])
    except (binascii.Error, ValueError, SealBroken) as error:
        raise CapabilityExpired() from error
    if int.from_bytes(plain[:_EXPIRES], "big") < now:
        raise CapabilityExpired()
    return plain[_EXPIRES:]


@dataclass(frozen=True)
class Capability:
    """What an opened mailbox can do: read and write one dialogue, renew its code."""

    report_id: bytes
    locator: bytes
    dialogue: DialogueKey = field(repr=False)

    def seal(self, key: CapabilityKey, now: int) -> str:
        """Text for a hidden field, valid for `LIFETIME` seconds from `now` (seconds since the epoch)."""
        return _seal(key, MAILBOX, self.report_id + self.locator + self.dialogue.raw, now + LIFETIME)

    @classmethod
    def open(cls, text: str, key: CapabilityKey, now: int) -> Capability:
        """Reads what `seal` wrote. Raises `CapabilityExpired` for everything else, whatever the reason."""
        plain = _open(key, MAILBOX, text, now)
        if len(plain) != _LENGTH:
            raise CapabilityExpired()
        return cls(plain[:_ID], plain[_ID:][:_LOCATOR], DialogueKey(plain[_ID + _LOCATOR :]))


def seal_staged(key: CapabilityKey, payload: bytes, now: int) -> str:
    """Files that have arrived, as text for a hidden field, valid for `STAGED_LIFETIME` seconds."""
    return _seal(key, STAGED, payload, now + STAGED_LIFETIME)


def open_staged(key: CapabilityKey, text: str, now: int) -> bytes:
    """Reads what `seal_staged` wrote. Raises `CapabilityExpired`."""
    return _open(key, STAGED, text, now)
