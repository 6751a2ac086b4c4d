"""A page that waits under an address of its own until a browser fetches it (SPEC §22).

The slip in the address finds it and is needed to open it, together with the intake's secret: who has the database does
not read it, and after its time nobody does.
"""

from __future__ import annotations

import base64
import binascii

from hinweisgeber.crypto import contexts, primitives
from hinweisgeber.crypto.capability import STAGED_LIFETIME, PageKeys
from hinweisgeber.crypto.errors import CapabilityExpired
from hinweisgeber.crypto.padding import pad, unpad
from hinweisgeber.errors import FormatBroken

PICKUP, TRAIL = contexts.PREFIX + b"pickup/intake", contexts.PREFIX + b"trail/intake"
PICKUP_LIFETIME = 120  # seconds: the browser comes at once; a broken line may come back
LENGTH_OF_TRAIL = 16
LABEL_LOCATOR = b"hinweisgeber/v1/pickup-locator"


class Trail:
    """What the pages of one writing, or of one mailbox, have in common: 16 random bytes, by which all of them end."""

    __slots__ = ("trail_id",)

    def __init__(self, trail_id: bytes) -> None:
        self.trail_id = trail_id

    @classmethod
    def begin(cls) -> Trail:
        """A new one."""
        return cls(primitives.random(LENGTH_OF_TRAIL))

    def seal(self, keys: PageKeys, now: int) -> str:
        """Text for a hidden field or an address: nobody but the intake makes one, so there are no more than pages."""
        return keys.seal(TRAIL, self.trail_id, now, STAGED_LIFETIME)

    @classmethod
    def open(cls, text: str, keys: PageKeys, now: int) -> Trail:
        """Reads what `seal` wrote. Raises CapabilityExpired for everything else, whatever the reason."""
        return cls(keys.open(TRAIL, text, now))


class Slip:
    """32 random bytes that stand in one address and nowhere else."""

    __slots__ = ("_raw",)

    def __init__(self, raw: bytes) -> None:
        """Raises CapabilityExpired for anything but 32 bytes."""
        if len(raw) != primitives.KEY:
            raise CapabilityExpired()
        self._raw = raw

    @classmethod
    def generate(cls) -> Slip:
        """A new one."""
        return cls(primitives.random(primitives.KEY))

    @classmethod
    def parse(cls, text: str) -> Slip:
        """Reads what `str` wrote. Raises CapabilityExpired for everything else."""
        try:
            slip = cls(base64.b64decode(text, altchars=b"-_", validate=True))
        except (binascii.Error, ValueError) as error:
            raise CapabilityExpired() from error
        if str(slip) != text:
            raise CapabilityExpired()
        return slip

    @property
    def locator(self) -> bytes:
        """32 bytes by which the letterbox finds the page; tells nothing about what opens it."""
        return primitives.derive(self._raw, LABEL_LOCATOR)

    def seal(self, keys: PageKeys, plain: bytes, now: int) -> bytes:
        """What the letterbox keeps, of few sizes, valid from `now` (seconds since the epoch). Raises FormatBroken for
        more than 16 MiB."""
        return keys.with_slip(self._raw).seal(PICKUP, pad(plain), now, PICKUP_LIFETIME).encode()

    def open(self, keys: PageKeys, sealed: bytes, now: int) -> bytes:
        """Reads what `seal` wrote. Raises CapabilityExpired for everything else, whatever the reason."""
        try:
            return unpad(keys.with_slip(self._raw).open(PICKUP, sealed.decode("ascii"), now))
        except (FormatBroken, UnicodeDecodeError) as error:
            raise CapabilityExpired() from error

    def __str__(self) -> str:
        """For an address."""
        return base64.urlsafe_b64encode(self._raw).decode()

    def __repr__(self) -> str:
        return "<Slip>"
