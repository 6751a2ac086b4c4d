"""An officer wrap opened with ML-KEM, P-384, hashes and AES-GCM alone, as SPEC §6 says: which KEM it is, what its
combiner takes in, and that nothing else of the library decides.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec, mlkem
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VECTORS = json.loads((Path(__file__).resolve().parents[1] / "vectors/officer_wrap.json").read_text())["vectors"]
[GOOD] = [vector for vector in VECTORS if vector["error"] is None]
IDENTITY, PUBLIC = bytes.fromhex(GOOD["identity"]), base64.b64decode(GOOD["public"])
ENC, SEALED = base64.b64decode(GOOD["sealed"])[1:1666], base64.b64decode(GOOD["sealed"])[1666:]
LATTICE, POINT = slice(None, 1568), slice(1568, None)
INFO = f"hinweisgeber/v1/officer-wrap/{GOOD['id']}/{GOOD['officer_id']}".encode()
LABEL = b"MLKEM1024-P384"


def secrets() -> tuple[bytes, bytes]:
    """The KEM's two secrets: of ML-KEM-1024, and the x-coordinate of P-384."""
    curve = ec.SECP384R1()
    scalar = ec.derive_private_key(int.from_bytes(IDENTITY[64:112], "big"), curve)
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(curve, ENC[POINT])
    return mlkem.MLKEM1024PrivateKey.from_seed_bytes(IDENTITY[:64]).decapsulate(ENC[LATTICE]), scalar.exchange(
        ec.ECDH(), theirs
    )


def opened(shared: bytes, kem: int = 0x0051) -> bytes:
    """RFC 9180, base mode, one shot, with HKDF-SHA384 and AES-256-GCM."""
    suite = b"HPKE" + b"".join(number.to_bytes(2, "big") for number in (kem, 0x0002, 0x0002))

    def extract(salt: bytes, label: bytes, secret: bytes) -> bytes:
        return hmac.digest(salt or bytes(48), b"HPKE-v1" + suite + label + secret, "sha384")

    context = b"\0" + extract(b"", b"psk_id_hash", b"") + extract(b"", b"info_hash", INFO)
    secret = extract(shared, b"secret", b"")

    def expand(label: bytes, length: int) -> bytes:  # at most 48 bytes: one block of HKDF-Expand
        info = length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + context
        return hmac.digest(secret, info + b"\1", "sha384")[:length]

    return AESGCM(expand(b"key", 32)).decrypt(expand(b"base_nonce", 12), SEALED, b"")


def test_it_opens_with_both_secrets_both_points_and_the_label() -> None:
    lattice, curve = secrets()
    assert (
        opened(hashlib.sha3_256(lattice + curve + ENC[POINT] + PUBLIC[POINT] + LABEL).digest()).hex() == GOOD["opened"]
    )


@pytest.mark.parametrize("what", ["label", "order", "hash", "whole", "suite"])
def test_nothing_of_it_can_be_otherwise(what: str) -> None:
    lattice, curve = secrets()
    right = lattice, curve, ENC[POINT], PUBLIC[POINT], LABEL
    changed = {
        "label": (*right[:4], b"MLKEM768-P256"),
        "order": (curve, lattice, *right[2:]),
        "whole": (lattice, curve, ENC, PUBLIC, LABEL),
    }
    digest = hashlib.sha256 if what == "hash" else hashlib.sha3_256
    with pytest.raises(InvalidTag):
        opened(digest(b"".join(changed.get(what, right))).digest(), 0x0050 if what == "suite" else 0x0051)


def test_the_public_key_is_that_of_the_expanded_private_keys() -> None:
    lattice = mlkem.MLKEM1024PrivateKey.from_seed_bytes(IDENTITY[:64]).public_key().public_bytes_raw()
    numbers = (
        ec.derive_private_key(int.from_bytes(IDENTITY[64:112], "big"), ec.SECP384R1()).public_key().public_numbers()
    )
    assert lattice + b"\4" + numbers.x.to_bytes(48, "big") + numbers.y.to_bytes(48, "big") == PUBLIC
