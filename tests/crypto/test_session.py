"""A session opens with the cookie and the memory of the office that runs, for its officer, and with nothing less."""

from __future__ import annotations

import pickle
from itertools import product

import pytest

from hinweisgeber.crypto.errors import SealBroken
from hinweisgeber.crypto.keystore import Identity
from hinweisgeber.crypto.session import OfficeMemory
from hinweisgeber.errors import FormatBroken
from tests.crypto.conftest import ANNA, BELA

MEMORY, COOKIE = OfficeMemory(b"m" * 32), b"c" * 32


def test_a_session_opens_with_both_secrets_and_its_officer_only(anna: Identity) -> None:
    sealed = MEMORY.seal(anna, ANNA, COOKIE)
    assert len(sealed) == 205
    memories = (MEMORY, OfficeMemory(b"n" * 32), OfficeMemory(bytes(32)), OfficeMemory(COOKIE))
    rows = (sealed, sealed[:-1], sealed + b"\0", b"\2" + sealed[1:], b"")
    for memory, row, officer_id, cookie in product(memories, rows, (ANNA, BELA), (COOKIE, b"d" * 32, b"c" * 31, b"")):
        if (memory, row, officer_id, cookie) == (MEMORY, sealed, ANNA, COOKIE):
            assert memory.open(row, officer_id, cookie).to_bytes() == anna.to_bytes()
        else:
            with pytest.raises(SealBroken):
                memory.open(row, officer_id, cookie)


def test_secrets_are_no_halves_that_could_change_places(anna: Identity) -> None:
    sealed = OfficeMemory(COOKIE).seal(anna, ANNA, b"m" * 32)
    with pytest.raises(SealBroken):
        MEMORY.open(sealed, ANNA, COOKIE)


def test_without_the_memory_a_cookie_finds_no_row() -> None:
    rows = {OfficeMemory(bytes([n]) * 32).row(bytes([m]) * 32) for n in range(4) for m in range(4)}
    assert (len(rows), {len(row) for row in rows}) == (16, {48})


def test_each_office_makes_its_own_and_neither_shows_nor_pickles_it() -> None:
    made = OfficeMemory.generate()
    assert made.row(COOKIE) != OfficeMemory.generate().row(COOKIE)
    assert repr(made) == "<OfficeMemory>"
    with pytest.raises(TypeError):
        pickle.dumps(made)
    for raw in (b"", bytes(31), bytes(33), bytearray(32)):
        with pytest.raises(FormatBroken):
            OfficeMemory(raw)  # type: ignore[arg-type]
