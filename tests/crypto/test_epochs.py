"""SPEC §23: the keys of a file, one after another."""

from __future__ import annotations

import hashlib
import hmac

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from hinweisgeber.crypto.epochs import REPORT, Epoch, EpochKey
from hinweisgeber.crypto.errors import SealBroken
from hinweisgeber.crypto.keys import CaseKey, Recipient
from hinweisgeber.crypto.keystore import Identity
from hinweisgeber.errors import FormatBroken

ANNA, BELA = "a" * 16, "b" * 16
FILE, OTHER = bytes(range(16)), bytes(16)
ONE, TWO = Epoch(1, b"\x01" * 8), Epoch(2, b"\x02" * 8)


def hkdf(key: bytes, label: bytes) -> bytes:
    """RFC 5869 with SHA-384, no salt, 32 bytes: written from the specification."""
    extracted = hmac.new(bytes(48), key, hashlib.sha384).digest()
    return hmac.new(extracted, label + b"\x01", hashlib.sha384).digest()[:32]


def test_an_epoch_has_one_spelling() -> None:
    assert ONE.text == "1-0101010101010101"
    assert Epoch.parse(ONE.text) == ONE
    assert (REPORT.text, REPORT.next().number) == ("0-0000000000000000", 1)
    bent = ("", "1", "1-", "01-0101010101010101", "1-010101010101010A", "1-01010101010101", "0-0101010101010101",
            "-1-0101010101010101", "1-0101010101010101\n", "1000000000-0101010101010101", None, 1)  # fmt: skip
    for text in bent:
        with pytest.raises(FormatBroken):
            Epoch.parse(text)
    for number, random in ((-1, b"\x01" * 8), (0, b"\x01" * 8), (1, b"\x01" * 7), (10**9, b"\x01" * 8)):
        with pytest.raises(FormatBroken):
            Epoch(number, random)


def test_what_comes_from_a_key_is_what_the_specification_says() -> None:
    key, case = EpochKey(b"k" * 32), CaseKey(b"k" * 32)
    assert key.file.raw == hkdf(key.raw, b"hinweisgeber/v2/file-key") != case.file.raw
    assert key.dialogue.raw == hkdf(key.raw, b"hinweisgeber/v2/dialogue-key") != case.dialogue.raw
    label = b"hinweisgeber/v2/key-mark\0" + FILE.hex().encode() + b"/1-0101010101010101"
    assert key.mark(FILE, ONE) == hkdf(key.raw, label)
    assert key.measure_mark(FILE, ONE) == hkdf(key.raw, label.replace(b"key-mark", b"measure-mark"))
    assert (
        len({key.mark(FILE, ONE), key.mark(OTHER, ONE), key.mark(FILE, TWO), EpochKey(bytes(32)).mark(FILE, ONE)}) == 4
    )
    link = key.link(FILE, ONE, case)
    context = b"hinweisgeber/v2/link/" + FILE.hex().encode() + b"/1-0101010101010101"
    opened = AESGCM(hkdf(key.raw, b"hinweisgeber/v2/link-key")).decrypt(link[1:13], link[13:], context)
    assert (link[:1], len(link), opened) == (b"\x02", 61, case.raw)


def test_a_link_leads_back_and_only_in_its_place() -> None:
    first, second, report = EpochKey.generate(), EpochKey.generate(), CaseKey.generate()
    links = first.link(FILE, ONE, report), second.link(FILE, TWO, first)
    assert first.open_link(FILE, ONE, links[0]) == report
    back = second.open_link(FILE, TWO, links[1])
    assert back == first
    assert type(back) is EpochKey
    wrong = [
        (second, FILE, ONE, links[0]), (first, OTHER, ONE, links[0]), (first, FILE, TWO, links[0]),
        (first, FILE, TWO, links[1]), (second, FILE, TWO, links[1][:-1]), (second, FILE, TWO, links[1] + b"\0"),
        (second, FILE, TWO, b"\x01" + links[1][1:]), (second, FILE, Epoch(2, bytes(8)), links[1]),
        (second, FILE, TWO, b""),
    ]  # fmt: skip
    for key, file_id, epoch, link in wrong:
        with pytest.raises(SealBroken):
            key.open_link(file_id, epoch, link)
    for epoch, before in ((ONE, first), (TWO, report), (REPORT, report)):
        with pytest.raises(TypeError):
            second.link(FILE, epoch, before)


def test_wraps_of_an_epoch_open_in_their_place_alone(anna: Identity, bela: Identity) -> None:
    key = EpochKey.generate()
    wrap, own = key.wrap(FILE, ONE, Recipient(ANNA, anna.public)), anna.wrap_own_epoch(FILE, ONE, key)
    assert (len(wrap), wrap[:1], len(own), own[:1]) == (1714, b"\x02", 61, b"\x02")
    assert anna.unwrap_epoch(ANNA, FILE, ONE, wrap) == key == anna.unwrap_own_epoch(FILE, ONE, own)
    for identity, officer, file_id, epoch, bent in (
        (bela, ANNA, FILE, ONE, wrap), (anna, BELA, FILE, ONE, wrap), (anna, ANNA, OTHER, ONE, wrap),
        (anna, ANNA, FILE, TWO, wrap), (anna, ANNA, FILE, ONE, b"\x01" + wrap[1:]), (anna, ANNA, FILE, ONE, wrap[:-1]),
    ):  # fmt: skip
        with pytest.raises(SealBroken):
            identity.unwrap_epoch(officer, file_id, epoch, bent)
    for identity, file_id, epoch, bent in (
        (bela, FILE, ONE, own), (anna, OTHER, ONE, own), (anna, FILE, TWO, own), (anna, FILE, ONE, b"\x01" + own[1:]),
    ):  # fmt: skip
        with pytest.raises(SealBroken):
            identity.unwrap_own_epoch(file_id, epoch, bent)
    older = CaseKey(key.raw)
    with pytest.raises(SealBroken):  # a wrap of version 1 is none of version 2, nor the other way round
        anna.unwrap_epoch(ANNA, FILE, ONE, Recipient(ANNA, anna.public).wrap(FILE, older))
    with pytest.raises(SealBroken):
        anna.unwrap(ANNA, FILE, wrap)
    with pytest.raises(TypeError):
        anna.wrap_own_epoch(FILE, ONE, older)  # type: ignore[arg-type]
