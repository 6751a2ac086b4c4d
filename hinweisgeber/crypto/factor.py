"""An officer's second factor (SPEC §50): the secret of an authenticator app with its codes (RFC 6238), and recovery
codes. Both hang on the officer's own key: who has the database alone makes no code and tests none. Office only."""

from __future__ import annotations

import base64
import unicodedata
from dataclasses import dataclass, field
from typing import Final, NoReturn

from hinweisgeber.crypto import contexts, primitives, strict
from hinweisgeber.crypto.code import ALPHABET, signs
from hinweisgeber.crypto.errors import SealBroken
from hinweisgeber.crypto.keystore import Identity
from hinweisgeber.crypto.unseal import body_of
from hinweisgeber.errors import FormatBroken

SECRET: Final = 20  # bytes: what RFC 4226 §4 recommends, and apps expect of SHA-1
DIGITS, STEP = 6, 30
PLAY = 1  # steps that a clock may be early or late (RFC 6238 §5.2)
RECOVERY, RECOVERY_SIGNS, GROUP = 10, 16, 4  # bytes, signs, signs in a group
LONGEST = 1000  # of what a person may paste (SPEC §2)
CODES = 10
LABEL_FACTOR = b"hinweisgeber/v2/factor-key"
LABEL_RECOVERY = b"hinweisgeber/v2/recovery-key"
_SEALED = 1 + primitives.NONCE + SECRET + primitives.TAG


@dataclass(frozen=True)
class FactorSecret:
    """What an authenticator app and the officer's row share."""

    raw: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if type(self.raw) is not bytes or len(self.raw) != SECRET:
            raise FormatBroken(f"a factor's secret has {SECRET} bytes")

    @classmethod
    def generate(cls) -> FactorSecret:
        return cls(primitives.random(SECRET))

    @property
    def base32(self) -> str:
        """As apps take it, 32 signs."""
        return base64.b32encode(self.raw).decode()

    def code(self, counter: int) -> str:
        """The six digits of that step (RFC 6238 §4)."""
        return primitives.totp(self.raw, counter * STEP, DIGITS, STEP)

    def counter_of(self, typed: str, now: int) -> int | None:
        """The step whose code this is, of those a clock may be early or late; None where it is none of them."""
        steps = range(max(0, now // STEP - PLAY), now // STEP + PLAY + 1)
        codes = {step: primitives.same(self.code(step).encode(), typed.encode()) for step in steps}  # all are computed
        return max((step for step, right in codes.items() if right), default=None)

    def __reduce__(self) -> NoReturn:
        raise TypeError("secrets are not pickled")


@dataclass(frozen=True)
class RecoveryCode:
    """One of the codes on paper: 80 random bits, 16 signs of the access code's alphabet. `str` shows it in groups."""

    packed: bytes = field(repr=False)

    @classmethod
    def generate(cls) -> RecoveryCode:
        return cls(primitives.random(RECOVERY))

    @classmethod
    def parse(cls, text: str) -> RecoveryCode:
        """Reads what a person typed, as the access code is read (SPEC §2). Raises `FormatBroken`."""
        found, typed = signs(text), unicodedata.normalize("NFKC", text[:LONGEST])
        if len(text) > LONGEST or not len(found) == sum(map(str.isalnum, typed)) == RECOVERY_SIGNS:
            raise FormatBroken(f"a recovery code has {RECOVERY_SIGNS} signs")
        number = 0
        for sign in found:
            number = number << 5 | ALPHABET.index(sign)
        return cls(number.to_bytes(RECOVERY, "big"))

    def __str__(self) -> str:
        number = int.from_bytes(self.packed, "big")
        text = "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(RECOVERY_SIGNS)))
        return "-".join(text[start : start + GROUP] for start in range(0, RECOVERY_SIGNS, GROUP))

    def __reduce__(self) -> NoReturn:
        raise TypeError("secrets are not pickled")


def seal_factor(identity: Identity, officer_id: str, secret: FactorSecret) -> bytes:
    """As it is stored, 49 bytes: 0x02 ‖ nonce ‖ AES-256-GCM."""
    return _seal(identity, contexts.factor(officer_id), secret)


def open_factor(identity: Identity, officer_id: str, sealed: bytes) -> FactorSecret:
    """Raises `SealBroken`, also for another officer's."""
    return _open(identity, contexts.factor(officer_id), sealed)


def seal_offer(identity: Identity, officer_id: str, secret: FactorSecret) -> str:
    """As a page carries it until a code has shown that an app has it."""
    return strict.encode64(_seal(identity, contexts.factor_offer(officer_id), secret))


def open_offer(identity: Identity, officer_id: str, text: str) -> FactorSecret:
    """Raises `SealBroken` for everything that `seal_offer` has not written for this officer."""
    try:
        sealed = strict.decode64(text, _SEALED)
    except FormatBroken as error:
        raise SealBroken("not an offer") from error
    return _open(identity, contexts.factor_offer(officer_id), sealed)


def recovery_mark(identity: Identity, code: RecoveryCode) -> bytes:
    """By what a recovery code is known where it is stored, 48 bytes; who lacks the identity cannot test one."""
    return primitives.mac(primitives.derive(identity.own.raw, LABEL_RECOVERY), code.packed)


def _seal(identity: Identity, context: bytes, secret: FactorSecret) -> bytes:
    key = primitives.derive(identity.own.raw, LABEL_FACTOR)
    return contexts.version_of(context) + primitives.gcm_seal(key, context, secret.raw)


def _open(identity: Identity, context: bytes, sealed: bytes) -> FactorSecret:
    if len(sealed) != _SEALED:
        raise SealBroken("wrong length")
    key = primitives.derive(identity.own.raw, LABEL_FACTOR)
    return FactorSecret(primitives.gcm_open(key, context, body_of(sealed, contexts.version_of(context))))
