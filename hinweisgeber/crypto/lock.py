"""A secret under a passphrase (SPEC §9): Argon2id, then AES-256-GCM, as JSON text with the parameters."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from hinweisgeber.crypto import primitives, strict
from hinweisgeber.crypto.errors import PassphraseWrong, SealBroken
from hinweisgeber.crypto.keys import VERSION
from hinweisgeber.crypto.unseal import body_of
from hinweisgeber.errors import FormatBroken

Parameters = tuple[int, int, int]  # memory in KiB, passes, lanes
Context = Callable[[int, int, int], bytes]

LEAST: Parameters = (64 * 1024, 3, 4)  # RFC 9106 §4, second choice
DEFAULT: Parameters = (128 * 1024, 3, 4)  # what is locked today; all that is lower is locked anew at a login
MOST: Parameters = (1024 * 1024, 32, 16)  # above, a forged file would only serve to tire the machine
SALT = 16
_OVERHEAD = len(VERSION) + primitives.NONCE + primitives.TAG
_LONGEST = 4096
PASSPHRASE_LIMIT = 1024  # characters: NFC takes quadratic time for rows of combining marks


def lock(
    format_name: str, secret: bytes, context: Context, passphrase: str, parameters: Parameters | None = None
) -> str:
    """JSON text, with today's parameters or these. Raises `PassphraseWrong` for a passphrase that is empty, too long or
    has no UTF-8 form."""
    used, salt = parameters or DEFAULT, primitives.random(SALT)
    key = primitives.argon2id(passphrase_bytes(passphrase), salt, *used)
    return dump(format_name, used, salt, VERSION + primitives.gcm_seal(key, context(*used), secret))


def higher(one: Parameters, other: Parameters) -> Parameters:
    """Of each parameter the higher one."""
    memory, passes, lanes = (max(pair) for pair in zip(one, other, strict=True))
    return memory, passes, lanes


def unlock(format_name: str, text: str, length: int, context: Context, passphrase: str) -> bytes:
    """The secret of that length. Raises `FormatBroken` before, `PassphraseWrong` after Argon2id has run."""
    parameters, salt, sealed = load(format_name, text, length)
    key = primitives.argon2id(passphrase_bytes(passphrase), salt, *parameters)
    try:
        return primitives.gcm_open(key, context(*parameters), body_of(sealed))
    except SealBroken as error:
        raise PassphraseWrong("does not open") from error


def dump(format_name: str, parameters: Parameters, salt: bytes, sealed: bytes) -> str:
    memory, passes, lanes = parameters
    kdf = {"name": "argon2id", "memory_kib": memory, "passes": passes, "lanes": lanes}
    salt64, sealed64 = strict.encode64(salt), strict.encode64(sealed)
    return strict.dump({"format": format_name, "kdf": kdf, "salt": salt64, "sealed": sealed64})


def load(format_name: str, text: str, length: int) -> tuple[Parameters, bytes, bytes]:
    """Parameters, salt, sealed. Raises `FormatBroken`, also for parameters out of bounds."""
    value = strict.fields(strict.load(text, False, _LONGEST), format=str, kdf=dict, salt=str, sealed=str)
    kdf = strict.fields(value["kdf"], name=str, memory_kib=int, passes=int, lanes=int)
    if value["format"] != format_name or kdf["name"] != "argon2id":
        raise FormatBroken("another format")
    parameters = (kdf["memory_kib"], kdf["passes"], kdf["lanes"])
    if not all(low <= given <= high for low, given, high in zip(LEAST, parameters, MOST, strict=True)):
        raise FormatBroken("Argon2id parameters too weak or too strong")
    sealed = strict.decode64(value["sealed"], _OVERHEAD + length)
    if sealed[:1] != VERSION:
        raise FormatBroken("unknown version")
    return parameters, strict.decode64(value["salt"], SALT), sealed


def passphrase_bytes(passphrase: str) -> bytes:
    """OpaqueString of RFC 8265 §4.2: every kind of blank becomes a plain one, then NFC, then UTF-8; of at most
    `PASSPHRASE_LIMIT` characters.

    NFC, not NFKC: the same keys pressed on two machines must give the same bytes, but what looks different to
    people (² and 2) must stay different.
    """
    if len(passphrase) > PASSPHRASE_LIMIT:
        raise PassphraseWrong("is too long")
    plain = "".join(" " if unicodedata.category(letter) == "Zs" else letter for letter in passphrase)
    try:
        normal = unicodedata.normalize("NFC", plain).encode()
    except UnicodeEncodeError as error:
        raise PassphraseWrong("has no UTF-8 form") from error
    if not normal:
        raise PassphraseWrong("is empty")
    return normal
