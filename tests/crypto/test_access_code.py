"""SPEC §2."""

from __future__ import annotations

import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hinweisgeber.crypto.code import ALPHABET, AccessCode
from hinweisgeber.errors import CodeMistyped

packed = st.binary(min_size=15, max_size=15)
SOME = [AccessCode(raw) for raw in (bytes(15), b"\xff" * 15, bytes(range(15)), b"\x12\x34\x56" * 5)]
BETWEEN = [
    "",
    "-",
    " ",
    "\u2013",
    "\u2014",
    "\u2011",
    "\u2212",
    "\u00ad",
    "\u00a0",
    "\u202f",
    "\u3000",
    "\t",
    "\r\n",
    "\u200b",
    "\ufeff",
    " - ",
]


def letters(code: AccessCode) -> str:
    return str(code).replace("-", "")


def refused(text: str) -> None:
    with pytest.raises(CodeMistyped):
        AccessCode.parse(text)


@pytest.mark.parametrize("code", SOME, ids=str)
def test_every_single_wrong_symbol_is_refused(code: AccessCode) -> None:
    right = letters(code)
    for place, symbol in enumerate(right):
        for other in ALPHABET.replace(symbol, ""):
            refused(right[:place] + other + right[place + 1 :])


@pytest.mark.parametrize("code", SOME, ids=str)
def test_every_swap_of_neighbours_is_refused(code: AccessCode) -> None:
    swaps_of(letters(code))


def swaps_of(right: str) -> None:
    for place in range(24):
        swapped = right[:place] + right[place + 1] + right[place] + right[place + 2 :]
        if swapped != right:
            refused(swapped)


@given(packed, st.integers(0, 24), st.integers(1, 31))
def test_a_wrong_symbol_in_any_code_is_refused(raw: bytes, place: int, step: int) -> None:
    right = letters(AccessCode(raw))
    other = ALPHABET[(ALPHABET.index(right[place]) + step) % 32]
    refused(right[:place] + other + right[place + 1 :])


@given(packed)
def test_swapped_neighbours_in_any_code_are_refused(raw: bytes) -> None:
    swaps_of(letters(AccessCode(raw)))


@given(packed, st.data())
def test_every_sloppy_spelling_of_a_right_code_is_accepted(raw: bytes, data: st.DataObject) -> None:
    code = AccessCode(raw)
    sloppy = data.draw(st.sampled_from(BETWEEN))
    for symbol in letters(code):
        same = {"0": "0Oo", "1": "1IiLl"}.get(symbol, symbol + symbol.lower())
        wide = "".join(chr(ord(letter) + 0xFEE0) for letter in same)
        sloppy += data.draw(st.sampled_from(same + wide)) + data.draw(st.sampled_from(BETWEEN))
    assert AccessCode.parse(sloppy) == code


@given(packed)
def test_what_is_shown_reads_back(raw: bytes) -> None:
    code = AccessCode(raw)
    shown = str(code)
    assert [len(group) for group in shown.split("-")] == [5] * 5
    assert set(shown) <= set(ALPHABET + "-")
    assert str(AccessCode.parse(shown)) == shown


@given(st.text())
def test_any_other_text_is_refused_and_nothing_else_happens(text: str) -> None:
    try:
        AccessCode.parse(text)
    except CodeMistyped:
        return
    pytest.fail("random text was taken for a code")


@given(packed, packed)
def test_locator_and_mailbox_key_differ_by_code_and_from_each_other(one: bytes, other: bytes) -> None:
    first, second = AccessCode(one), AccessCode(other)
    assert first.locator != first.mailbox_key.raw
    assert (first.locator == second.locator) == (one == other)


def test_a_code_is_hidden_from_logs_and_pickles() -> None:
    code = AccessCode.generate()
    assert str(code) not in repr(code)
    assert repr(code) == "<AccessCode>"
    hold: Any = code
    with pytest.raises(TypeError):
        pickle.dumps(hold)


def test_generated_codes_are_all_different() -> None:
    assert len({AccessCode.generate() for _ in range(1000)}) == 1000
