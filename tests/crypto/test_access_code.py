"""SPEC §2."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hinweisgeber.crypto import code as reading
from hinweisgeber.crypto import primitives
from hinweisgeber.crypto.code import ALPHABET, AccessCode, signs
from hinweisgeber.crypto.errors import CodeIncomplete, CodeMissing, CodeMistyped
from hinweisgeber.refusals import sentence_of

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


# -- read kindly, where people type ---------------------------------------------------------------------------------

ALIKE = {a: b for pair in ("5S", "2Z", "8B", "6G") for a, b in (tuple(pair), tuple(reversed(pair)))}
NOISE = [*BETWEEN, ".", "_", "/", "|", "*", '"', "\u201e", "\u00b7", "\u2022", "\n", "\u0000", "\u202e", "\U0001f4a9"]


def places(code: str) -> list[int]:
    """Where a sign stands that looks like another."""
    return [n for n, sign in enumerate(code) if sign in ALIKE]


def mistaken(code: str, *at: int) -> str:
    return "".join(ALIKE[sign] if n in at else sign for n, sign in enumerate(code))


@given(packed, st.data())
def test_whatever_stands_between_the_signs_is_ignored(raw: bytes, data: st.DataObject) -> None:
    code = AccessCode(raw)
    typed = data.draw(st.sampled_from(NOISE))
    for symbol in letters(code):
        same = {"0": "0Oo", "1": "1IiLl", "V": "VvUu"}.get(symbol, symbol + symbol.lower())
        wide = "".join(chr(ord(letter) + 0xFEE0) for letter in same)
        typed += data.draw(st.sampled_from(same + wide)) + data.draw(st.sampled_from(NOISE))
    assert AccessCode.typed(typed) == (code,)


@given(packed)
def test_every_single_sign_that_looks_like_another_is_found_at_every_place(raw: bytes) -> None:
    code = AccessCode(raw)
    right = letters(code)
    for place in places(right):
        assert code in AccessCode.typed(mistaken(right, place)), place
        assert code in AccessCode.typed(mistaken(right, place).lower()), place


@given(packed.filter(lambda raw: len(places(letters(AccessCode(raw)))) >= 2), st.data())
def test_two_such_signs_are_not_guessed(raw: bytes, data: st.DataObject) -> None:
    """Whoever looks for a code could else try thousands of rows with one."""
    code = AccessCode(raw)
    right = letters(code)
    two = data.draw(st.lists(st.sampled_from(places(right)), min_size=2, max_size=2, unique=True))
    try:
        found = AccessCode.typed(mistaken(right, *two))
    except CodeMistyped:
        return
    assert code not in found


@given(st.text(st.sampled_from(ALPHABET), min_size=25, max_size=25))
def test_of_all_rows_only_those_with_one_sign_changed_are_tried(row: str) -> None:
    try:
        found = AccessCode.typed(row)
    except CodeMistyped:
        return
    assert len(found) <= 25
    for code in found:
        differing = [(a, b) for a, b in zip(row, letters(code), strict=True) if a != b]
        assert len(differing) <= 1
        assert all(ALIKE[a] == b for a, b in differing)


def test_a_right_code_is_never_taken_for_another() -> None:
    for code in SOME:
        assert AccessCode.typed(str(code)) == (code,)


@pytest.mark.parametrize("typed", ["", " ", "-----", " \n\t", "...", "\u200b"])
def test_an_empty_field_is_called_so(typed: str) -> None:
    with pytest.raises(CodeMissing):
        AccessCode.typed(typed)


@given(packed, st.integers(1, 60).filter(lambda length: length != 25), st.sampled_from(["", "-", " ", "!"]))
def test_how_many_signs_were_read_is_told(raw: bytes, length: int, between: str) -> None:
    typed = between.join((letters(AccessCode(raw)) * 3)[:length])
    with pytest.raises(CodeIncomplete) as caught:
        AccessCode.typed(typed)
    assert caught.value.values == {"read": length}
    assert f"{length} von 25 Zeichen" in sentence_of(caught.value)


@pytest.mark.parametrize("foreign", ["\u00e4", "\u0430", "\u00df", "\u0661", "\u4e2d"])
def test_letters_and_digits_that_no_code_has_are_not_counted_and_not_ignored(foreign: str) -> None:
    """An Arabic one may be meant as a 1; whoever reads over it would open the wrong row, or none."""
    right = letters(SOME[2])
    for typed in (right[:-1] + foreign, foreign + right):
        with pytest.raises(CodeIncomplete) as caught:
            AccessCode.typed(typed)
        assert caught.value.values == {"read": 24 if len(typed) == 25 else 25}


def test_a_text_far_too_long_is_not_looked_at() -> None:
    with pytest.raises(CodeMistyped):
        AccessCode.typed(" " * 1000 + str(SOME[0]))


@given(st.text())
def test_any_text_gives_codes_or_one_of_three_sentences(text: str) -> None:
    try:
        assert 1 <= len(AccessCode.typed(text)) <= 25
    except (CodeMissing, CodeIncomplete, CodeMistyped):
        return


def noted(name: str, act: Callable[..., object], called: list[str]) -> Callable[..., object]:
    def noting(*of: object, **by: object) -> object:
        called.append(name)
        return act(*of, **by)

    return noting


@given(packed)
def test_every_way_that_a_code_opens_is_one_of_its_own(raw: bytes) -> None:
    code = AccessCode(raw)
    ways = (code.locator, code.box_locator, code.mailbox_key.raw, code.writing_key.raw, code.box_key.raw)
    assert [len(way) for way in ways] == [32] * 5
    assert len({raw, *ways}) == 6
    assert code.box_key == AccessCode(raw).box_key


def test_reading_costs_no_hash_and_looking_one_up_only_a_derivation(monkeypatch: pytest.MonkeyPatch) -> None:
    """No guessing may tire the server: at 120 random bits nothing slower than HKDF is needed."""
    called: list[str] = []
    for name in (n for n in vars(primitives) if n[0].islower() and callable(getattr(primitives, n))):
        monkeypatch.setattr(primitives, name, noted(name, getattr(primitives, name), called))
    right = letters(SOME[3])
    found = AccessCode.typed(mistaken(right, places(right)[0]))
    assert called == []
    assert found[0].locator != found[0].writing_key.raw
    assert called == ["derive", "derive"]


@given(packed)
def test_the_last_group_is_read_as_the_code_is(raw: bytes) -> None:
    code = AccessCode(raw)
    tail = str(code)[-5:]
    for typed in (tail, tail.lower(), f" {tail[:2]}-{tail[2:]} ", tail.replace("0", "o").replace("1", "l")):
        assert signs(typed) == tail
    assert signs("") == signs("-") == ""


def test_the_pairs_that_look_alike_are_these() -> None:
    known = {ALPHABET[a] + ALPHABET[b] for a, b in reading._ALIKE.items()}
    assert known == {a + b for a, b in ALIKE.items()}


@pytest.mark.parametrize("raw", [b"", bytes(14), bytes(16), bytearray(15), "0" * 15, None], ids=repr)
def test_a_code_is_made_of_fifteen_bytes_and_of_nothing_else(raw: Any) -> None:
    with pytest.raises(CodeMistyped):
        AccessCode(raw)


@given(packed, packed)
def test_codes_are_equal_when_their_bytes_are_and_to_nothing_else(one: bytes, other: bytes) -> None:
    code = AccessCode(one)
    assert (code == AccessCode(other)) is (one == other)
    assert {code, AccessCode(one)} == {code}
    for foreign in (one, str(code), None):
        assert code != foreign


def test_the_check_symbol_of_zeros_is_zero() -> None:
    """What was written once on paper must be right for good: no sum may begin elsewhere."""
    assert str(AccessCode(bytes(15))) == "00000-00000-00000-00000-00000"


def test_a_wrong_row_without_a_sign_that_looks_like_another_is_called_mistyped() -> None:
    with pytest.raises(CodeMistyped):
        AccessCode.typed("0" * 24 + "1")


@pytest.mark.parametrize("read", [AccessCode.parse, AccessCode.typed])
def test_a_thousand_characters_are_read_and_no_more(read: Callable[[str], object]) -> None:
    text = str(SOME[1])
    assert read(text + " " * (1000 - len(text)))
    with pytest.raises(CodeMistyped):
        read(text + " " * (1001 - len(text)))
