"""An officer's session: sealed so that it opens with the cookie *and* with what a running office holds in its memory
(SPEC §9). Office only."""

from __future__ import annotations

import hashlib
from typing import NoReturn

from hinweisgeber.crypto import contexts, primitives
from hinweisgeber.crypto.errors import SealBroken
from hinweisgeber.crypto.keys import VERSION
from hinweisgeber.crypto.keystore import IDENTITY, Identity
from hinweisgeber.crypto.unseal import body_of
from hinweisgeber.errors import FormatBroken

SECRET = primitives.KEY  # bytes of both secrets, the cookie's and the memory's
LABEL_KEY = b"hinweisgeber/v2/session-key"
LABEL_ROW = b"hinweisgeber/v2/session\0"
LABEL_HALF_KEY = b"hinweisgeber/v2/half-login-key"
LABEL_HALF_ROW = b"hinweisgeber/v2/half-login\0"


class OfficeMemory:
    """A secret that lives no longer than the office that runs: what was stored with it opens to nobody afterwards."""

    def __init__(self, raw: bytes) -> None:
        if type(raw) is not bytes or len(raw) != SECRET:
            raise FormatBroken(f"the memory's secret has {SECRET} bytes")
        self.__raw = raw

    @classmethod
    def generate(cls) -> OfficeMemory:
        return cls(primitives.random(SECRET))

    def row(self, cookie: bytes) -> bytes:
        """Under what a session is stored, 48 bytes. Without the memory nobody can tell which one a cookie's is."""
        return hashlib.sha384(LABEL_ROW + self.__raw + cookie).digest()

    def seal(self, identity: Identity, officer_id: str, cookie: bytes) -> bytes:
        """The identity under both secrets, 205 bytes: 0x01 ‖ nonce ‖ AES-256-GCM. Raises `SealBroken`."""
        key = self._key(cookie, LABEL_KEY)
        return VERSION + primitives.gcm_seal(key, contexts.session(officer_id), identity.to_bytes())

    def open(self, sealed: bytes, officer_id: str, cookie: bytes) -> Identity:
        """Raises `SealBroken`, also for a secret that cannot be one."""
        key = self._key(cookie, LABEL_KEY)
        return _identity(primitives.gcm_open(key, contexts.session(officer_id), body_of(sealed)))

    # -- between the passphrase and the second factor (SPEC §50): what is stored then is no session, nor can become one

    def half_row(self, cookie: bytes) -> bytes:
        """Under what a half-open login is stored, 48 bytes."""
        return hashlib.sha384(LABEL_HALF_ROW + self.__raw + cookie).digest()

    def seal_half(self, identity: Identity, officer_id: str, cookie: bytes) -> bytes:
        """As `seal`, 205 bytes: 0x02 ‖ nonce ‖ AES-256-GCM."""
        key, context = self._key(cookie, LABEL_HALF_KEY), contexts.half_login(officer_id)
        return contexts.version_of(context) + primitives.gcm_seal(key, context, identity.to_bytes())

    def open_half(self, sealed: bytes, officer_id: str, cookie: bytes) -> Identity:
        """Raises `SealBroken`."""
        key, context = self._key(cookie, LABEL_HALF_KEY), contexts.half_login(officer_id)
        return _identity(primitives.gcm_open(key, context, body_of(sealed, contexts.version_of(context))))

    def _key(self, cookie: bytes, label: bytes) -> bytes:
        # Both of one fixed length, and each uniform: who lacks one of them has no key, whatever the other is.
        if len(cookie) != SECRET:
            raise SealBroken(f"a cookie's secret has {SECRET} bytes")
        return primitives.derive(self.__raw + cookie, label)

    def __repr__(self) -> str:
        return "<OfficeMemory>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("secrets are not pickled")


def _identity(opened: bytes) -> Identity:
    if len(opened) != IDENTITY:
        raise SealBroken("wrong length")
    return Identity(opened)
