"""The only file that touches third-party cryptography (SPEC §1). Bytes in, bytes out.

Foreign exceptions end here: what does not open raises `SealBroken`, a wrong signature `SignatureBroken`, and
bytes that are no key `FormatBroken`. No format is decided here; that is done by the modules above.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Iterator

from argon2.low_level import Type, hash_secret_raw
from cryptography.cobblestone import Cobblestone256Decryptor, Cobblestone256Encryptor
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, mlkem
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA1, SHA384
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from hinweisgeber.crypto.errors import SealBroken, SignatureBroken
from hinweisgeber.errors import FormatBroken

KEY = 32
NONCE = 12
TAG = 16
HASH = 48
SIGNATURE = 64
MLKEM_SEED, MLKEM_PUBLIC = 64, 1568
P384_SCALAR, P384_POINT = 48, 97
HPKE_PUBLIC = MLKEM_PUBLIC + P384_POINT
HPKE_ENCAPSULATED = 1665

SigningKey = ed25519.Ed25519PrivateKey
VerifyingKey = ed25519.Ed25519PublicKey
ChunkedSealer = Cobblestone256Encryptor
HpkePublic = hpke.MLKEM1024P384PublicKey
HpkePrivate = hpke.MLKEM1024P384PrivateKey

# One suite for the whole program. The KEM is a hybrid: it holds while either ML-KEM-1024 or P-384 holds.
_SUITE = hpke.Suite(hpke.KEM.MLKEM1024_P384, hpke.KDF.HKDF_SHA384, hpke.AEAD.AES_256_GCM)
_CURVE = ec.SECP384R1()


def random(length: int) -> bytes:
    """Bytes from the operating system's generator."""
    return secrets.token_bytes(length)


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def sha384(data: bytes) -> bytes:
    return hashlib.sha384(data).digest()


def mac(key: bytes, data: bytes) -> bytes:
    """HMAC-SHA384 (RFC 2104), 48 bytes."""
    return hmac.digest(key, data, "sha384")


def same(one: bytes, other: bytes) -> bool:
    """Whether both are alike; how long it takes does not tell where they differ."""
    return hmac.compare_digest(one, other)


def totp(secret: bytes, moment: int, digits: int, step: int) -> str:
    """The code of RFC 6238 at that moment, in seconds since the epoch."""
    # SHA-1 is what authenticator apps know; HMAC does not need it to be free of collisions (RFC 6194 §3.3).
    return TOTP(secret, digits, SHA1(), step).generate(moment).decode()  # noqa: S303


def derive(secret: bytes, label: bytes) -> bytes:
    """A 32-byte key from a uniformly random secret by HKDF-SHA384.

    No salt: RFC 5869 §3.1 allows that where the input is already uniform, which codes, case keys and session
    secrets are. Different labels give independent keys.
    """
    return HKDF(SHA384(), KEY, salt=None, info=label).derive(secret)


def argon2id(secret: bytes, salt: bytes, memory_kib: int, passes: int, lanes: int) -> bytes:
    """A 32-byte key from a passphrase (RFC 9106). The caller has checked the parameters' bounds."""
    # "low_level" because the raw key is wanted, not a password hash to compare with.
    return hash_secret_raw(secret, salt, passes, memory_kib, lanes, KEY, Type.ID)


def gcm_seal(key: bytes, context: bytes, plaintext: bytes) -> bytes:
    """AES-256-GCM as nonce ‖ ciphertext ‖ tag, the context as associated data.

    A random 96-bit nonce is right here because no key seals more than a few million small things; NIST
    SP 800-38D allows 2^32 per key.
    """
    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plaintext, context)


def gcm_open(key: bytes, context: bytes, sealed: bytes) -> bytes:
    """The opposite of `gcm_seal`. Raises `SealBroken`."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], context)
    except (InvalidTag, ValueError) as error:
        raise SealBroken("AES-256-GCM refuses") from error


def chunked_seal(key: bytes, context: bytes, plaintext: bytes) -> bytes:
    """C2SP chunked-encryption with AES-256 and SHA-512; commits to the key, needs no nonce from us."""
    encryptor = Cobblestone256Encryptor(key, context)
    return encryptor.update(plaintext) + encryptor.finalize()


def chunked_open(key: bytes, context: bytes, sealed: bytes) -> bytes:
    """The opposite of `chunked_seal`, all or nothing. Raises `SealBroken`."""
    try:
        decryptor = Cobblestone256Decryptor(key, context)
        return decryptor.update(sealed) + decryptor.finalize()
    except (InvalidTag, ValueError) as error:
        raise SealBroken("chunked encryption refuses") from error


def chunked_sealer(key: bytes, context: bytes) -> ChunkedSealer:
    """The same for what is too long to hold: `update` as the bytes come, `finalize` for the last ones."""
    return Cobblestone256Encryptor(key, context)


def chunked_opener(key: bytes, context: bytes, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The opposite: each piece was checked before it is given out; that none is missing is known only at the end.

    Raises `SealBroken`, also after pieces were given out: what came before must then be thrown away.
    """
    decryptor = Cobblestone256Decryptor(key, context)
    try:
        for chunk in chunks:
            if opened := decryptor.update(chunk):
                yield opened
        if opened := decryptor.finalize():
            yield opened
    except (InvalidTag, ValueError) as error:
        raise SealBroken("chunked encryption refuses") from error


def hpke_generate() -> tuple[bytes, bytes, bytes]:
    """A new recipient's secrets, ML-KEM-1024 seed and P-384 scalar (big-endian), and the public key."""
    curve_key, mlkem_key = ec.generate_private_key(_CURVE), mlkem.MLKEM1024PrivateKey.generate()
    scalar = curve_key.private_numbers().private_value.to_bytes(P384_SCALAR, "big")
    return mlkem_key.private_bytes_raw(), scalar, mlkem_key.public_key().public_bytes_raw() + _point(curve_key)


def hpke_private(seed: bytes, scalar: bytes) -> HpkePrivate:
    """The private key, parsed; a third of a millisecond. Raises `FormatBroken`."""
    curve_key, mlkem_key = _hpke_halves(seed, scalar)
    return hpke.MLKEM1024P384PrivateKey(mlkem_key, curve_key)


def hpke_pair(seed: bytes, scalar: bytes, point: bytes) -> tuple[HpkePrivate, bytes]:
    """The private key and the public key's 1665 bytes; `point`, stored beside, must be the scalar's. Raises
    `FormatBroken`."""
    try:  # with its point beside it a scalar is parsed in less than half the time, and refused unless it makes that
        where = ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, point).public_numbers()
        curve_key = ec.EllipticCurvePrivateNumbers(int.from_bytes(scalar, "big"), where).private_key()
        mlkem_key = mlkem.MLKEM1024PrivateKey.from_seed_bytes(seed)
    except ValueError as error:
        raise FormatBroken("not an HPKE private key, or the point of another scalar") from error
    private = hpke.MLKEM1024P384PrivateKey(mlkem_key, curve_key)
    return private, mlkem_key.public_key().public_bytes_raw() + point


def hpke_public_bytes(seed: bytes, scalar: bytes) -> bytes:
    """The public key's 1665 bytes: ML-KEM-1024 encapsulation key ‖ P-384 point, uncompressed."""
    curve_key, mlkem_key = _hpke_halves(seed, scalar)
    return mlkem_key.public_key().public_bytes_raw() + _point(curve_key)


def _hpke_halves(seed: bytes, scalar: bytes) -> tuple[ec.EllipticCurvePrivateKey, mlkem.MLKEM1024PrivateKey]:
    try:
        # `derive_private_key` is meant for this, a stored scalar; it refuses 0 and values ≥ the order.
        curve_key = ec.derive_private_key(int.from_bytes(scalar, "big"), _CURVE)
        return curve_key, mlkem.MLKEM1024PrivateKey.from_seed_bytes(seed)
    except ValueError as error:
        raise FormatBroken("not an HPKE private key") from error


def _point(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def hpke_public(raw: bytes) -> HpkePublic:
    """The public key, parsed. Raises `FormatBroken` also for a point that is not on the curve."""
    if len(raw) != HPKE_PUBLIC or raw[MLKEM_PUBLIC] != 0x04:
        raise FormatBroken(f"an HPKE public key has {HPKE_PUBLIC} bytes and an uncompressed point")
    try:
        mlkem_key = mlkem.MLKEM1024PublicKey.from_public_bytes(raw[:MLKEM_PUBLIC])
        curve_key = ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, raw[MLKEM_PUBLIC:])
    except ValueError as error:
        raise FormatBroken("not an HPKE public key") from error
    return hpke.MLKEM1024P384PublicKey(mlkem_key, curve_key)


def hpke_seal(public: HpkePublic, context: bytes, plaintext: bytes) -> bytes:
    """HPKE base mode, one shot: encapsulated key ‖ ciphertext ‖ tag; the context is HPKE's `info`."""
    return _SUITE.encrypt(plaintext, public, context)


def hpke_open(private: HpkePrivate, context: bytes, sealed: bytes) -> bytes:
    """The opposite of `hpke_seal`. Raises `SealBroken`."""
    try:
        return _SUITE.decrypt(sealed, private, context)
    except (InvalidTag, ValueError) as error:
        raise SealBroken("HPKE refuses") from error


def signing_key(seed: bytes) -> SigningKey:
    """An Ed25519 private key from its 32-byte seed (RFC 8032); every seed is a key."""
    return ed25519.Ed25519PrivateKey.from_private_bytes(seed)


def sign_public(key: SigningKey) -> bytes:
    return key.public_key().public_bytes_raw()


def verifying_key(raw: bytes) -> VerifyingKey:
    """An Ed25519 public key, parsed. Raises `FormatBroken`."""
    try:
        return ed25519.Ed25519PublicKey.from_public_bytes(raw)
    except ValueError as error:
        raise FormatBroken("not an Ed25519 public key") from error


def verify(key: VerifyingKey, signature: bytes, message: bytes) -> None:
    """Returns only for a right signature; raises `SignatureBroken` for every other."""
    try:
        key.verify(signature, message)
    except InvalidSignature as error:
        raise SignatureBroken("Ed25519 refuses") from error
