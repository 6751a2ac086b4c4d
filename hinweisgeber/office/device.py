"""Browsers that are known: where somebody has logged in, a random number stays that tells nothing about anybody.

Whoever has one finds a place in the queue of logins though many others crowd it (usecases/officer/turns.py). It opens
nothing, and what is computed and said is the same with and without it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets

DAY = 24 * 3600
LIFETIME = 180 * DAY  # seconds
_ID, _DAY, _SIGNED = 16, 4, 32  # bytes


def make(secret: bytes, now: int) -> str:
    """A new one for a cookie; `now` in seconds since the epoch, of which only the day stands in it."""
    content = secrets.token_bytes(_ID) + (now // DAY).to_bytes(_DAY, "big")
    return base64.urlsafe_b64encode(content + _signature(secret, content)).decode()


def known(secret: bytes, text: str, now: int) -> str:
    """The id of a browser that is known; empty for everything that `make` has not written, or too long ago."""
    try:
        raw = base64.b64decode(text, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return ""
    content, signed = raw[: _ID + _DAY], raw[_ID + _DAY :]
    if not hmac.compare_digest(signed, _signature(secret, content)):
        return ""
    age = now - int.from_bytes(content[_ID:], "big") * DAY
    return content[:_ID].hex() if age < LIFETIME else ""


def _signature(secret: bytes, content: bytes) -> bytes:
    return hmac.digest(secret, b"hinweisgeber/v1/device\0" + content, hashlib.sha256)[:_SIGNED]
