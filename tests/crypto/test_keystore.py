"""SPEC §§ 8-9: identities and root keys at rest."""

from __future__ import annotations

import unicodedata
from typing import Literal

import pytest

from hinweisgeber.crypto import keystore, lock, primitives
from hinweisgeber.crypto.errors import PassphraseWrong
from hinweisgeber.crypto.keys import VerifyKey
from hinweisgeber.crypto.keystore import Identity, RootKey
from hinweisgeber.errors import FormatBroken

ANNA = "a" * 16
BELA = "b" * 16
WORDS = "Äpfel und Nüsse"


def test_an_identity_reads_back_from_its_bytes(anna: Identity) -> None:
    again = Identity.from_bytes(anna.to_bytes())
    assert (again.public, again.sign_public, again.own) == (anna.public, anna.sign_public, anna.own)
    assert len(anna.to_bytes()) == 176
    assert len(anna.public) == 1665
    assert len(anna.sign_public) == 32


@pytest.mark.parametrize("length", [0, 175, 177])
def test_an_identity_has_176_bytes(length: int) -> None:
    with pytest.raises(FormatBroken):
        Identity.from_bytes(bytes(length))


def test_an_impossible_scalar_is_refused_when_first_used(anna: Identity) -> None:
    raw = anna.to_bytes()
    for scalar in (bytes(48), b"\xff" * 48):
        with pytest.raises(FormatBroken):
            _ = Identity.from_bytes(raw[:64] + scalar + raw[112:]).public


def test_a_keystore_opens_with_passphrase_and_officer(locked: str, anna: Identity) -> None:
    assert keystore.unlock_identity(locked, ANNA, WORDS).to_bytes() == anna.to_bytes()
    for officer_id, words in ((ANNA, WORDS + "."), (ANNA, WORDS.lower()), (BELA, WORDS)):
        with pytest.raises(PassphraseWrong):
            keystore.unlock_identity(locked, officer_id, words)


def test_the_same_keys_pressed_elsewhere_open_too(locked: str, anna: Identity) -> None:
    apart = unicodedata.normalize("NFD", WORDS).replace(" ", "\u00a0")
    assert keystore.unlock_identity(locked, ANNA, apart).to_bytes() == anna.to_bytes()


def test_normalising_keeps_apart_what_looks_different() -> None:
    assert lock.passphrase_bytes("m²") != lock.passphrase_bytes("m2")
    assert lock.passphrase_bytes("a b") != lock.passphrase_bytes("ab")


@pytest.mark.parametrize("words", ["", "\ud800", "x" * 1025, "a" + "\u0315\u0300" * 75_000])
def test_a_passphrase_without_bytes_neither_locks_nor_opens(words: str, anna: Identity, locked: str) -> None:
    with pytest.raises(PassphraseWrong):
        keystore.lock_identity(anna, ANNA, words)
    with pytest.raises(PassphraseWrong):
        keystore.unlock_identity(locked, ANNA, words)


def test_two_keystores_of_one_identity_have_nothing_in_common(locked: str, anna: Identity) -> None:
    again = keystore.lock_identity(anna, ANNA, WORDS)
    one, other = (lock.load(keystore.FORMAT, text, keystore.IDENTITY) for text in (locked, again))
    assert one[1] != other[1]
    assert one[2] != other[2]


def test_weak_or_huge_parameters_are_refused_before_any_work(locked: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(primitives, "argon2id", lambda *_: pytest.fail("Argon2id ran"))
    _, salt, sealed = lock.load(keystore.FORMAT, locked, keystore.IDENTITY)
    for parameters in (
        (65535, 3, 4),
        (65536, 2, 4),
        (65536, 3, 3),
        (2**20 + 1, 3, 4),
        (65536, 33, 4),
        (65536, 3, 17),
    ):
        text = lock.dump(keystore.FORMAT, parameters, salt, sealed)
        with pytest.raises(FormatBroken):
            keystore.unlock_identity(text, ANNA, WORDS)


@pytest.mark.parametrize("place", range(3))
def test_what_is_lower_in_one_parameter_is_outdated_and_locked_anew_without_lowering_another(
    place: int, anna: Identity, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(primitives, "argon2id", lambda secret, *_: secret[:1] * 32)
    today = (lock.LEAST[0] + 4, lock.LEAST[1] + 1, lock.LEAST[2] + 1)
    monkeypatch.setattr(lock, "DEFAULT", today)
    given = [parameter + 1 for parameter in today]
    given[place] = lock.LEAST[place]
    memory, passes, lanes = given
    before = lock.dump(keystore.FORMAT, (memory, passes, lanes), bytes(lock.SALT), keystore._DECOY_SEALED)
    assert keystore.is_outdated(before)
    after = keystore.lock_anew(anna, ANNA, WORDS, before)
    given[place] = today[place]
    assert keystore.work_of(after) == tuple(given)
    assert not keystore.is_outdated(after)
    assert keystore.unlock_identity(after, ANNA, WORDS).to_bytes() == anna.to_bytes()


def test_what_is_locked_today_lies_between_what_a_reader_accepts() -> None:
    bounds = zip(lock.LEAST, lock.DEFAULT, lock.MOST, strict=True)
    assert all(least <= today <= most for least, today, most in bounds)
    assert lock.LEAST == (64 * 1024, 3, 4), "the limits on reading stay: what was locked with them must open"
    assert lock.DEFAULT == (128 * 1024, 3, 4)


def test_unknown_users_cost_the_same_work(locked: str, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[int, ...]] = []
    real = primitives.argon2id

    def counted(secret: bytes, salt: bytes, *parameters: int) -> bytes:
        seen.append(parameters)
        return real(secret, salt, *parameters)

    monkeypatch.setattr(primitives, "argon2id", counted)
    for unlock in (keystore.decoy_unlock, lambda words: keystore.unlock_identity(locked, ANNA, words)):
        with pytest.raises(PassphraseWrong):
            unlock("geraten")
    assert seen == [lock.DEFAULT, lock.DEFAULT]


def test_the_root_key_locks_and_signs() -> None:
    root = RootKey.generate()
    text = root.lock(WORDS)
    again = RootKey.unlock(text, WORDS)
    VerifyKey(root.public).verify(again.sign(b"x"), b"x")
    with pytest.raises(PassphraseWrong):
        RootKey.unlock(text, "falsch")
    with pytest.raises(FormatBroken):
        keystore.unlock_identity(text, ANNA, WORDS)


def test_a_passphrase_has_at_most_a_thousand_signs_before_anything_costly(monkeypatch: pytest.MonkeyPatch) -> None:
    """NFC takes quadratic time for rows of combining marks."""
    assert lock.passphrase_bytes("x" * 1024) == b"x" * 1024
    normalised, real = list[int](), unicodedata.normalize

    def counted(form: Literal["NFC", "NFD", "NFKC", "NFKD"], text: str) -> str:
        normalised.append(len(text))
        return real(form, text)

    monkeypatch.setattr(unicodedata, "normalize", counted)
    with pytest.raises(PassphraseWrong):
        lock.passphrase_bytes("x" * 1025)
    assert 1025 not in normalised
