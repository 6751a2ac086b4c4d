"""SPEC §22: what waits opens with its slip and the intake's secret, for two minutes, and in few sizes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hinweisgeber.crypto.capability import DAY, STATE, PageKeys
from hinweisgeber.crypto.errors import CapabilityExpired
from hinweisgeber.crypto.pickup import PICKUP, PICKUP_LIFETIME, Slip

KEYS, OTHERS = PageKeys(bytes(range(32))), PageKeys(bytes(range(1, 33)))
NOON = 20_000 * DAY + DAY // 2
ONE, OTHER = Slip(b"1" * 32), Slip(b"2" * 32)


@given(st.binary(max_size=9000), st.integers(0, DAY))
def test_it_opens_on_every_host_for_its_time_and_not_a_second_longer(plain: bytes, since_midnight: int) -> None:
    now = 20_000 * DAY + since_midnight
    sealed, slip = ONE.seal(KEYS, plain, now), Slip.parse(str(ONE))
    for moment in (now, now + PICKUP_LIFETIME):
        assert slip.open(PageKeys(bytes(range(32))), sealed, moment) == plain
    with pytest.raises(CapabilityExpired):
        slip.open(KEYS, sealed, now + PICKUP_LIFETIME + 1)


@pytest.mark.parametrize(
    ("slip", "keys"), [(OTHER, KEYS), (ONE, OTHERS), (ONE, KEYS.with_slip(b"1" * 32))], ids=["slip", "secret", "both"]
)
def test_neither_the_address_nor_the_secret_alone_opens_it(slip: Slip, keys: PageKeys) -> None:
    with pytest.raises(CapabilityExpired):
        slip.open(keys, ONE.seal(KEYS, b"x", NOON), NOON)


@pytest.mark.parametrize("sealed", [b"", b"\xff", b"AAAA", ONE.seal(KEYS, b"x", NOON)[:-4]])
def test_what_is_no_seal_is_refused(sealed: bytes) -> None:
    with pytest.raises(CapabilityExpired):
        ONE.open(KEYS, sealed, NOON)


def test_what_a_page_carries_does_not_wait() -> None:
    plain = ONE.open(KEYS, ONE.seal(KEYS, b"x", NOON), NOON)
    for text in (
        KEYS.with_slip(b"1" * 32).seal(STATE, plain, NOON, 60),
        KEYS.with_slip(b"1" * 32).seal(PICKUP, b"not padded", NOON, 60),
    ):
        with pytest.raises(CapabilityExpired):
            ONE.open(KEYS, text.encode(), NOON)


def test_lengths_are_few() -> None:
    assert len({len(ONE.seal(KEYS, bytes(size), NOON)) for size in (0, 1, 4000, 4088)}) == 1


@pytest.mark.parametrize(
    "text", ["", "x", str(ONE)[:-1], f"{ONE}=", f"{ONE} ", str(ONE)[:-2] + "F=", "ü" * 44, "+" * 43 + "="]
)
def test_a_slip_has_one_spelling(text: str) -> None:
    with pytest.raises(CapabilityExpired):
        Slip.parse(text)


def test_a_slip_is_found_and_told_by_nothing_else() -> None:
    assert Slip.parse(str(ONE)).locator == ONE.locator != OTHER.locator
    assert ONE.locator not in (b"1" * 32, OTHER.locator)
    assert "1" not in repr(ONE)
    assert str(Slip.generate()) != str(Slip.generate())
