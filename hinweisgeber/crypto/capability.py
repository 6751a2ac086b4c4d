"""The mailbox pages' capability (SPEC §12): an opened mailbox, sealed for the intake itself, carried in a hidden field.

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

LIFETIME = 3600  # seconds
CONTEXT = contexts.PREFIX + b"capability/intake"
_EXPIRES, _ID, _LOCATOR = 8, 16, 32
_LENGTH = _EXPIRES + _ID + _LOCATOR + primitives.KEY


class CapabilityKey(SecretKey):
    """The intake's own key, for capabilities only."""

    __slots__ = ()


@dataclass(frozen=True)
class Capability:
    """What an opened mailbox can do: read and write one dialogue, renew its code."""

    report_id: bytes
    locator: bytes
    dialogue: DialogueKey = field(repr=False)

    def seal(self, key: CapabilityKey, now: int) -> str:
        """Text for a hidden field, valid for `LIFETIME` seconds from `now` (seconds since the epoch)."""
        expires = (now + LIFETIME).to_bytes(_EXPIRES, "big")
        plain = expires + self.report_id + self.locator + self.dialogue.raw
        return base64.urlsafe_b64encode(VERSION + primitives.gcm_seal(key.raw, CONTEXT, plain)).decode()

    @classmethod
    def open(cls, text: str, key: CapabilityKey, now: int) -> Capability:
        """Reads what `seal` wrote. Raises `CapabilityExpired` for everything else, whatever the reason."""
        try:
            raw = base64.b64decode(text, altchars=b"-_", validate=True)
            if raw[:1] != VERSION:
                raise CapabilityExpired()
            plain = primitives.gcm_open(key.raw, CONTEXT, raw[1:])
        except (binascii.Error, ValueError, SealBroken) as error:
            raise CapabilityExpired() from error
        if len(plain) != _LENGTH or int.from_bytes(plain[:_EXPIRES], "big") < now:
            raise CapabilityExpired()
        rest = plain[_EXPIRES:]
        return cls(rest[:_ID], rest[_ID:][:_LOCATOR], DialogueKey(rest[_ID + _LOCATOR :]))
