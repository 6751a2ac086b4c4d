"""Vectors of the second factor (SPEC §50): codes of an app as RFC 6238 has them, the sealed secret, recovery codes, and
the identity between passphrase and code."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from hinweisgeber.crypto import contexts, primitives, strict
from hinweisgeber.crypto.factor import (
    LABEL_FACTOR,
    LABEL_RECOVERY,
    STEP,
    FactorSecret,
    RecoveryCode,
    recovery_mark,
    seal_factor,
    seal_offer,
)
from hinweisgeber.crypto.keystore import Identity
from hinweisgeber.crypto.session import LABEL_HALF_KEY, LABEL_KEY, OfficeMemory
from tests.vectors.people import ANNA, BELA, identity, seed

Vector = dict[str, Any]
Stored = Callable[[str, str, Callable[[str], Any], Callable[[], str]], str]
Edits = Callable[[str, int, int, str], list[Vector]]
LENGTH, HALF_LENGTH = 49, 205
SECRET = seed("factor")[:20]
MEMORY, COOKIE = seed("memory of an office"), seed("cookie of a half-open login")
#: RFC 6238, appendix B, SHA-1: the moment, and the code of eight digits.
RFC_SECRET = b"12345678901234567890"
RFC_CODES = {
    59: "94287082", 1111111109: "07081804", 1111111111: "14050471", 1234567890: "89005924", 2000000000: "69279037",
    20000000000: "65353130",
}  # fmt: skip


def totp() -> list[Vector]:
    """The values of the RFC; an app shows the last six digits."""
    return [
        {"name": f"RFC 6238, {moment}", "secret": RFC_SECRET.hex(), "moment": moment, "counter": moment // STEP,
         "eight": eight, "code": eight[-6:], "error": None}
        for moment, eight in RFC_CODES.items()
    ]  # fmt: skip


def factor(stored: Stored, edits: Edits) -> list[Vector]:
    """The secret as it is stored, and as a page carries it."""
    anna, secret = identity(ANNA), FactorSecret(SECRET)
    key, context = primitives.derive(anna.own.raw, LABEL_FACTOR), contexts.factor(ANNA)

    def kept(name: str, under: bytes, make: Callable[[], bytes], bound: bytes = context) -> str:
        opens = lambda text: primitives.gcm_open(under, bound, strict.decode64(text, len(make()))[1:])  # noqa: E731
        return stored("factor", name, opens, lambda: strict.encode64(make()))

    def sealed(under: bytes, bound: bytes = context, content: bytes = SECRET, version: bytes = b"\2") -> bytes:
        return version + primitives.gcm_seal(under, bound, content)

    good: Vector = {"name": "good", "kind": "factor", "own": anna.own.raw.hex(), "officer_id": ANNA, "key": key.hex()}
    good |= {"opened": SECRET.hex(), "sealed": kept("good", key, lambda: seal_factor(anna, ANNA, secret))}
    good |= {"error": None}
    offer = good | {"name": "good offer", "kind": "factor-offer"}
    bound = contexts.factor_offer(ANNA)
    offer["sealed"] = kept("good offer", key, lambda: strict.decode64(seal_offer(anna, ANNA, secret), LENGTH), bound)
    other = {"of": "good", "edit": [], "error": "SealBroken"}
    keys = {"under the own key itself": anna.own.raw, "under the key of recovery codes": _recovery_key(anna)}
    return [
        good,
        offer,
        *edits("good", LENGTH, 25, "01"),
        {"name": "another officer's row", **other, "officer_id": BELA},
        {"name": "another officer's key", **other, "own": identity(BELA).own.raw.hex()},
        {"name": "an offer as a factor", **other, "kind": "factor", "sealed": offer["sealed"]},
        {"name": "a factor as an offer", **other, "kind": "factor-offer"},
        *({"name": name, **other, "sealed": kept(name, under, partial(sealed, under))} for name, under in keys.items()),
        {"name": "a longer secret", **other, "sealed": kept(
            "a longer secret", key, lambda: sealed(key, content=SECRET + b"\0"))},
        {"name": "a shorter secret", **other, "sealed": kept(
            "a shorter secret", key, lambda: sealed(key, content=SECRET[:-1]))},
    ]  # fmt: skip


def recovery() -> list[Vector]:
    """A code as it is shown, typed in several ways, and what is stored of it."""
    anna, code = identity(ANNA), RecoveryCode(seed("recovery code")[:10])
    text, key = str(code), _recovery_key(anna)
    good: Vector = {"own": anna.own.raw.hex(), "key": key.hex(), "code": text, "packed": code.packed.hex()}
    good |= {"mark": recovery_mark(anna, code).hex(), "error": None}
    typed = {
        "as it is shown": text,
        "in lower case, with blanks": text.lower().replace("-", " "),
        "without hyphens": text.replace("-", ""),
        "with letters that look like digits": text.replace("0", "o").replace("1", "l"),
        "in full width": "".join(chr(ord(sign) + 0xFEE0) if sign.isalnum() else sign for sign in text),
    }
    zeros = RecoveryCode(bytes(10))
    lowest = good | {"code": str(zeros), "packed": zeros.packed.hex(), "mark": recovery_mark(anna, zeros).hex()}
    wrong = {
        "nothing": "", "a sign too few": text[:-1], "a sign too many": f"{text}0",
        "a sign that none has": f"{text[:-1]}ß", "hyphens alone": "---",
        "a code of an app": "123456", "too long": text + "-" * 1000 + "0",
    }  # fmt: skip
    return [
        *({"name": name, **good, "text": shown} for name, shown in typed.items()),
        {"name": "the lowest", **lowest, "text": "oooo-oooo-oooo-oooo"},
        *({"name": name, "text": shown, "error": "FormatBroken"} for name, shown in wrong.items()),
    ]


def half_login(stored: Stored, edits: Edits) -> list[Vector]:
    """As a session, and not one."""
    anna, memory = identity(ANNA), OfficeMemory(MEMORY)
    key = primitives.derive(MEMORY + COOKIE, LABEL_HALF_KEY)

    def kept(name: str, under: bytes, make: Callable[[], bytes], bound: bytes = contexts.half_login(ANNA)) -> str:
        opens = lambda text: primitives.gcm_open(under, bound, strict.decode64(text, len(make()))[1:])  # noqa: E731
        return stored("half_login", name, opens, lambda: strict.encode64(make()))

    good: Vector = {"name": "good", "memory": MEMORY.hex(), "cookie": COOKIE.hex(), "officer_id": ANNA}
    good |= {"key": key.hex(), "row": memory.half_row(COOKIE).hex(), "opened": anna.to_bytes().hex()}
    good |= {"sealed": kept("good", key, lambda: memory.seal_half(anna, ANNA, COOKIE)), "error": None}
    other = {"of": "good", "edit": [], "error": "SealBroken"}
    session_key, whole = primitives.derive(MEMORY + COOKIE, LABEL_KEY), contexts.session(ANNA)
    return [
        good,
        *edits("good", HALF_LENGTH, 100, "01"),
        {"name": "after a restart", **other, "memory": seed("memory of the next office").hex()},
        {"name": "another cookie", **other, "cookie": seed("another cookie").hex()},
        {"name": "another officer's", **other, "officer_id": BELA},
        {"name": "a session", **other, "sealed": kept(
            "a session", session_key, lambda: memory.seal(anna, ANNA, COOKIE), whole)},
        {"name": "a session's content under this version", **other, "sealed": kept(
            "a session's content under this version", session_key,
            lambda: b"\2" + primitives.gcm_seal(session_key, whole, anna.to_bytes()), whole)},
    ]  # fmt: skip


def _recovery_key(one: Identity) -> bytes:
    return primitives.derive(one.own.raw, LABEL_RECOVERY)
