"""The people of the vectors, derived from fixed words: nobody can mistake these for real keys."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta

from hinweisgeber.crypto import primitives
from hinweisgeber.crypto.keystore import Identity, RootKey
from hinweisgeber.crypto.mailbox import Mailbox

ORIGIN = "hinweisgeber/0123456789abcdef"
ANNA, BELA, CLEO = "a" * 16, "b" * 16, "c" * 16


def seed(words: str) -> bytes:
    """32 bytes."""
    return hashlib.sha256(f"hinweisgeber test vectors: {words}".encode()).digest()


def identity(officer_id: str) -> Identity:
    kem, scalar = seed(officer_id + "kem") + seed(officer_id + "kem 2"), bytes(16) + seed(officer_id + "p384")
    return Identity(kem + scalar + seed(officer_id + "ed25519") + seed(officer_id + "own"))


def root(name: str = "root") -> RootKey:
    return RootKey(seed(name))


def day(number: int) -> date:
    """The number-th day from 2026-11-01, counted from 1."""
    return date(2026, 10, 31) + timedelta(days=number)


def mailbox(words: str) -> Mailbox:
    """The secrets of a mailbox."""
    kem, scalar = seed(words + " kem") + seed(words + " kem 2"), bytes(16) + seed(words + " p384")
    point = primitives.hpke_public_bytes(kem, scalar)[primitives.MLKEM_PUBLIC :]
    return Mailbox(kem + scalar + point + seed(words + " voice"))
