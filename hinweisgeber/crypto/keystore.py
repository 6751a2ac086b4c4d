"""An officer's secrets, and the root's, as bytes and locked (SPEC §§ 8-9). Office only."""

from __future__ import annotations

import base64
from functools import cached_property, partial
from typing import NoReturn, Self

from hinweisgeber.crypto import contexts, lock, primitives
from hinweisgeber.crypto.dialogue import WordPlace
from hinweisgeber.crypto.epochs import Epoch, EpochKey
from hinweisgeber.crypto.errors import PassphraseWrong, SealBroken
from hinweisgeber.crypto.keys import VERSION, CaseKey, LetterKey, OwnKey, ReportKey
from hinweisgeber.crypto.unseal import SMALL_WRAP, body_of
from hinweisgeber.errors import FormatBroken

IDENTITY = primitives.MLKEM_SEED + primitives.P384_SCALAR + 2 * primitives.KEY
OFFICER_WRAP = len(VERSION) + primitives.HPKE_ENCAPSULATED + primitives.KEY + primitives.TAG
SEARCH_STEP = 64  # bytes to which words looked for are padded
LINE_STEP, LONGEST_LINE = 512, 64 * 1024  # to which a line of the list is padded; and from where it is not kept
FORMAT = "hinweisgeber-keystore/1"
ROOT_FORMAT = "hinweisgeber-root/1"
WITNESS_FORMAT = "hinweisgeber-witness/1"
_DECOY_ID = "0" * 16
_DECOY_SEALED = VERSION + bytes(primitives.NONCE + IDENTITY + primitives.TAG)


def wrap_size(own: bool) -> int:
    """How many bytes a wrap under an officer's own key has, or one for an officer (SPEC §§ 6, 7)."""
    return SMALL_WRAP if own else OFFICER_WRAP


class Identity:
    """All secrets of one officer: opens case keys, signs acts, and holds the officer's own symmetric key."""

    def __init__(self, raw: bytes) -> None:
        if type(raw) is not bytes or len(raw) != IDENTITY:
            raise FormatBroken(f"an identity has {IDENTITY} bytes")
        self.__raw = raw

    @classmethod
    def generate(cls) -> Identity:
        seed, scalar, _ = primitives.hpke_generate()
        return cls(seed + scalar + primitives.random(2 * primitives.KEY))

    @classmethod
    def from_bytes(cls, raw: bytes) -> Identity:
        """Cheap: keys are parsed when first used. Raises `FormatBroken` for a wrong length."""
        return cls(raw)

    def to_bytes(self) -> bytes:
        """ML-KEM seed 64 ‖ P-384 scalar 48 ‖ Ed25519 seed 32 ‖ own key 32 (SPEC §8)."""
        return self.__raw

    @cached_property
    def public(self) -> bytes:
        return primitives.hpke_public_bytes(self.__raw[:64], self.__raw[64:112])

    @cached_property
    def sign_public(self) -> bytes:
        return primitives.sign_public(self._signing)

    @cached_property
    def own(self) -> OwnKey:
        return OwnKey(self.__raw[144:])

    def sign(self, message: bytes) -> bytes:
        return self._signing.sign(message)

    def unwrap(self, officer_id: str, case_id: bytes, wrap: bytes) -> CaseKey:
        """The case key out of an officer wrap (SPEC §6); about half a millisecond. Raises `SealBroken`."""
        if len(wrap) != OFFICER_WRAP:
            raise SealBroken("wrong length")
        context = contexts.officer_wrap(case_id, officer_id)
        return CaseKey(primitives.hpke_open(self._private, context, body_of(wrap)))

    def wrap_own(self, case_id: bytes, key: CaseKey) -> bytes:
        """The case key under the own key (SPEC §7), 61 bytes."""
        if type(key) is not CaseKey:
            raise TypeError("only a CaseKey is wrapped")
        return VERSION + primitives.gcm_seal(self.own.raw, contexts.own_wrap(case_id), key.raw)

    def unwrap_own(self, case_id: bytes, wrap: bytes) -> CaseKey:
        """The case key out of an own wrap; a few microseconds. Raises `SealBroken`."""
        if len(wrap) != SMALL_WRAP:
            raise SealBroken("wrong length")
        return CaseKey(primitives.gcm_open(self.own.raw, contexts.own_wrap(case_id), body_of(wrap)))

    def unwrap_epoch(self, officer_id: str, file_id: bytes, epoch: Epoch, wrap: bytes) -> EpochKey:
        """The key of an epoch out of an officer wrap (SPEC §23); about half a millisecond. Raises `SealBroken`."""
        if len(wrap) != OFFICER_WRAP:
            raise SealBroken("wrong length")
        context = contexts.officer_wrap_in(file_id, epoch.text, officer_id)
        return EpochKey(primitives.hpke_open(self._private, context, body_of(wrap, contexts.version_of(context))))

    def unwrap_report(self, officer_id: str, report_id: bytes, wrap: bytes) -> ReportKey:
        """The key of a report (SPEC §32); about half a millisecond. Raises `SealBroken`."""
        return ReportKey(self._unwrapped(contexts.report_wrap(report_id, officer_id), wrap))

    def unwrap_letter(self, officer_id: str, place: WordPlace, wrap: bytes) -> LetterKey:
        """The key of a letter (SPEC §37). Raises `SealBroken`."""
        context = contexts.letter_wrap(place.report_id, place.epoch.text, place.place, officer_id)
        return LetterKey(self._unwrapped(context, wrap))

    def _unwrapped(self, context: bytes, wrap: bytes) -> bytes:
        if len(wrap) != OFFICER_WRAP:
            raise SealBroken("wrong length")
        return primitives.hpke_open(self._private, context, body_of(wrap, contexts.version_of(context)))

    def wrap_own_epoch(self, file_id: bytes, epoch: Epoch, key: EpochKey) -> bytes:
        """The key of an epoch under the own key, 61 bytes."""
        if type(key) is not EpochKey:
            raise TypeError("only an EpochKey is wrapped")
        context = contexts.own_wrap_in(file_id, epoch.text)
        return contexts.version_of(context) + primitives.gcm_seal(self.own.raw, context, key.raw)

    def unwrap_own_epoch(self, file_id: bytes, epoch: Epoch, wrap: bytes) -> EpochKey:
        """The key of an epoch out of an own wrap; a few microseconds. Raises `SealBroken`."""
        if len(wrap) != SMALL_WRAP:
            raise SealBroken("wrong length")
        context = contexts.own_wrap_in(file_id, epoch.text)
        return EpochKey(primitives.gcm_open(self.own.raw, context, body_of(wrap, contexts.version_of(context))))

    def seal_search(self, officer_id: str, words: str) -> str:
        """What the officer looks for, as text for an address that tells others nothing (SPEC §7)."""
        payload = words.encode()
        padded = payload.ljust(-(-len(payload) // SEARCH_STEP) * SEARCH_STEP, b"\0")
        sealed = VERSION + primitives.gcm_seal(self.own.raw, contexts.search(officer_id), padded)
        return base64.urlsafe_b64encode(sealed).decode()

    def open_search(self, officer_id: str, text: str) -> str:
        """The words again. Raises `SealBroken` for everything `seal_search` has not written for this officer."""
        try:
            sealed = base64.b64decode(text, altchars=b"-_", validate=True)
        except ValueError as error:
            raise SealBroken("no base64") from error
        opened = primitives.gcm_open(self.own.raw, contexts.search(officer_id), body_of(sealed))
        return opened.rstrip(b"\0").decode()

    def seal_line(self, officer_id: str, file_id: bytes, revision: int, text: bytes) -> bytes:
        """What a file's line in the officer's list says, for nobody else (SPEC §21): 0x02 ‖ nonce ‖ AES-256-GCM of the
        text, filled with blanks to a multiple of 512 bytes. Raises `FormatBroken` above 64 KiB."""
        if len(text) > LONGEST_LINE:
            raise FormatBroken("too long for a line")
        context, padded = contexts.line(file_id, officer_id, revision), -(-len(text) // LINE_STEP) * LINE_STEP
        return contexts.version_of(context) + primitives.gcm_seal(self.own.raw, context, text.ljust(padded))

    def open_line(self, officer_id: str, file_id: bytes, revision: int, sealed: bytes) -> bytes:
        """The text again, with its blanks; a few microseconds. Raises `SealBroken`."""
        context = contexts.line(file_id, officer_id, revision)
        return primitives.gcm_open(self.own.raw, context, body_of(sealed, contexts.version_of(context)))

    @cached_property
    def _signing(self) -> primitives.SigningKey:
        return primitives.signing_key(self.__raw[112:144])

    @cached_property
    def _private(self) -> primitives.HpkePrivate:
        return primitives.hpke_private(self.__raw[:64], self.__raw[64:112])

    def __repr__(self) -> str:
        return "<Identity>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("identities are not pickled")


class _SigningSeed:
    """An Ed25519 key that signs and does nothing else."""

    def __init__(self, seed: bytes) -> None:
        if type(seed) is not bytes or len(seed) != primitives.KEY:
            raise FormatBroken("a signing key has 32 bytes")
        self._seed = seed
        self.__key = primitives.signing_key(seed)

    @classmethod
    def generate(cls) -> Self:
        return cls(primitives.random(primitives.KEY))

    @cached_property
    def public(self) -> bytes:
        return primitives.sign_public(self.__key)

    def sign(self, message: bytes) -> bytes:
        return self.__key.sign(message)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("keys are not pickled")


class RootKey(_SigningSeed):
    """The key that signs the key ring and nothing of the daily work."""

    def lock(self, passphrase: str) -> str:
        """JSON text. Raises `PassphraseWrong` for one that is empty or has no UTF-8 form."""
        return lock.lock(ROOT_FORMAT, self._seed, contexts.root_keystore, passphrase)

    @classmethod
    def unlock(cls, text: str, passphrase: str) -> RootKey:
        """Raises `FormatBroken` before, `PassphraseWrong` after Argon2id has run."""
        return cls(lock.unlock(ROOT_FORMAT, text, primitives.KEY, contexts.root_keystore, passphrase))


class WitnessSecret(_SigningSeed):
    """The key of a witness, who is nobody of the ring (SPEC §41)."""

    def lock(self, witness: str, passphrase: str) -> str:
        """JSON text. Raises `PassphraseWrong` for one that is empty or has no UTF-8 form."""
        return lock.lock(WITNESS_FORMAT, self._seed, partial(contexts.witness_keystore, witness), passphrase)

    @classmethod
    def unlock(cls, text: str, witness: str, passphrase: str) -> WitnessSecret:
        """Raises `FormatBroken` before Argon2id, `PassphraseWrong` after it, also for another witness' file."""
        context = partial(contexts.witness_keystore, witness)
        return cls(lock.unlock(WITNESS_FORMAT, text, primitives.KEY, context, passphrase))


def lock_identity(identity: Identity, officer_id: str, passphrase: str) -> str:
    """JSON text (SPEC §9). Raises `PassphraseWrong` for one that is empty or has no UTF-8 form."""
    return lock.lock(FORMAT, identity.to_bytes(), partial(contexts.keystore, officer_id), passphrase)


def lost_identity() -> str:
    """What stands in the place of an identity that is gone: chance, which no passphrase opens, with the same work."""
    chance = VERSION + primitives.random(primitives.NONCE + IDENTITY + primitives.TAG)
    return lock.dump(FORMAT, lock.DEFAULT, primitives.random(lock.SALT), chance)


def is_identity(text: str) -> bool:
    """Whether it has the form of a locked identity: the right passphrase may open it."""
    try:
        lock.load(FORMAT, text, IDENTITY)
    except FormatBroken:
        return False
    return True


def work_of(text: str) -> lock.Parameters:
    """What opening it costs. Raises `FormatBroken`."""
    return lock.load(FORMAT, text, IDENTITY)[0]


def is_outdated(text: str) -> bool:
    """Whether any of its parameters is lower than what is locked with today. Raises `FormatBroken`."""
    return any(given < today for given, today in zip(work_of(text), lock.DEFAULT, strict=True))


def lock_anew(identity: Identity, officer_id: str, passphrase: str, before: str) -> str:
    """In the place of `before`: with what is locked with today, and none of its parameters lowered (SPEC §9). Raises as
    `lock_identity`."""
    work = lock.higher(work_of(before), lock.DEFAULT)
    return lock.lock(FORMAT, identity.to_bytes(), partial(contexts.keystore, officer_id), passphrase, work)


def unlock_identity(text: str, officer_id: str, passphrase: str) -> Identity:
    """Raises `FormatBroken` before Argon2id, `PassphraseWrong` after it, also for another's file."""
    context = partial(contexts.keystore, officer_id)
    return Identity(lock.unlock(FORMAT, text, IDENTITY, context, passphrase))


def decoy_unlock(passphrase: str, work: lock.Parameters | None = None) -> NoReturn:
    """The work of a real unlocking, today's or this, for user names that do not exist. Always raises
    `PassphraseWrong`."""
    unlock_identity(lock.dump(FORMAT, work or lock.DEFAULT, bytes(lock.SALT), _DECOY_SEALED), _DECOY_ID, passphrase)
    raise PassphraseWrong("decoy")  # not reached: no passphrase opens zeros
