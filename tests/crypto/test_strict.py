"""SPEC §1: one spelling for each value, and every other is refused."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hinweisgeber.crypto import strict
from hinweisgeber.errors import FormatBroken

plain = st.text(st.characters(codec="utf-8"), max_size=8)
values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-strict.GREATEST, strict.GREATEST) | plain,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(plain, inner, max_size=3),
    max_leaves=8,
)
objects = st.dictionaries(plain, values, max_size=4)
SAID = {"b": [1, True, None], "a": {"ö": "Größe – ☂", "": 2}}


def test_the_spelling_on_one_line_is_sorted_without_spaces_and_unescaped() -> None:
    assert strict.dump(SAID) == '{"a":{"":2,"ö":"Größe – ☂"},"b":[1,true,null]}'


def test_the_spelling_over_lines_is_sorted_indented_by_one_space_and_unescaped() -> None:
    written = '{\n "a": {\n  "": 2,\n  "ö": "Größe – ☂"\n },\n "b": [\n  1,\n  true,\n  null\n ]\n}\n'
    assert strict.dump_lines(SAID) == written


@pytest.mark.parametrize("dump", [strict.dump, strict.dump_lines])
@pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf")])
def test_numbers_that_json_does_not_have_are_not_written(dump: Any, number: float) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        dump({"n": number})


@given(objects)
def test_what_is_written_reads_back(value: dict[str, Any]) -> None:
    for lines, text in ((False, strict.dump(value)), (True, strict.dump_lines(value))):
        assert strict.load(text, lines, len(text)) == value


@given(objects)
def test_a_text_one_longer_than_allowed_is_refused(value: dict[str, Any]) -> None:
    text = strict.dump(value)
    with pytest.raises(FormatBroken, match="too long"):
        strict.load(text, False, len(text) - 1)


@pytest.mark.parametrize(
    "text",
    [
        '{"b":1,"a":2}',
        '{"a":1,"a":1}',
        '{"a": 1}',
        '{"a":1}\n',
        ' {"a":1}',
        '{"a":"\\u00e4"}',
        '{\n "a": 1\n}\n',
        "[1]",
        '"a"',
        "1",
        "null",
    ],
)
def test_another_spelling_and_what_is_no_object_is_refused(text: str) -> None:
    with pytest.raises(FormatBroken, match="not the canonical form"):
        strict.load(text, False, 100)


@pytest.mark.parametrize("text", ["", "{", '{"a":1}}', '{"a":NaN}', "{'a':1}", "[" * 20_000, '{"a":"\ud800"}'])
@pytest.mark.parametrize("lines", [False, True])
def test_what_is_no_json_or_no_text_is_refused_as_such(text: str, lines: bool) -> None:
    with pytest.raises(FormatBroken, match="not JSON"):
        strict.load(text, lines, 100_000)


@pytest.mark.parametrize("number", ["0.5", "1.0", "1e0", "1.0e1", "1e+16", str(2**53), str(-(2**53)), "1" + "0" * 5000])
def test_numbers_that_two_programs_write_differently_are_refused(number: str) -> None:
    with pytest.raises(FormatBroken, match="not JSON"):
        strict.load(f'{{"a":{number}}}', False, 10_000)


@pytest.mark.parametrize("number", [0, -1, 9007199254740991, -9007199254740991])
def test_every_whole_number_that_all_programs_have_is_read(number: int) -> None:
    assert strict.load(f'{{"a":{number}}}', False, 100) == {"a": number}


def test_the_spelling_of_the_other_kind_is_refused() -> None:
    for lines, text in ((True, strict.dump(SAID)), (False, strict.dump_lines(SAID))):
        with pytest.raises(FormatBroken):
            strict.load(text, lines, 1000)


def test_an_object_has_exactly_these_keys_with_exactly_these_types() -> None:
    value = {"name": "x", "count": 1}
    assert strict.fields(value, name=str, count=int) is value


@pytest.mark.parametrize(
    "value",
    [
        {"name": "x"},
        {"name": "x", "count": 1, "more": 1},
        {"name": "x", "Count": 1},
        {"name": "x", "count": True},
        {"name": "x", "count": "1"},
        {"name": None, "count": 1},
        ["name", "count"],
        None,
    ],
    ids=json.dumps,
)
def test_other_keys_other_types_and_what_is_no_object_are_refused(value: Any) -> None:
    with pytest.raises(FormatBroken):
        strict.fields(value, name=str, count=int)


class Lookalike(dict[str, Any]):
    """Equal to an object and none of JSON."""


def test_a_kind_of_object_that_json_does_not_give_is_refused() -> None:
    with pytest.raises(FormatBroken):
        strict.fields(Lookalike(name="x"), name=str)


@given(st.binary(max_size=40))
def test_base64_reads_back_with_its_length_alone(raw: bytes) -> None:
    text = strict.encode64(raw)
    assert strict.decode64(text, len(raw)) == raw
    for length in (len(raw) - 1, len(raw) + 1):
        with pytest.raises(FormatBroken, match=f"not the base64 of {length} bytes"):
            strict.decode64(text, length)


@pytest.mark.parametrize("text", ["AA==\n", "AA", "A A=", "AA=", "_w==", "ä"])
def test_what_is_no_base64_is_refused(text: str) -> None:
    with pytest.raises(FormatBroken, match="not base64"):
        strict.decode64(text, 1)


@pytest.mark.parametrize("text", ["AB==", "AP=="])
def test_base64_with_stray_bits_is_refused(text: str) -> None:
    with pytest.raises(FormatBroken, match="not the base64 of 1 bytes"):
        strict.decode64(text, 1)


def test_hex_reads_back_with_its_length_alone() -> None:
    assert strict.decode16("00ff0a", 3) == b"\x00\xff\x0a"
    assert strict.decode16("", 0) == b""


@pytest.mark.parametrize(
    "text", ["00FF0A", "00ff0", "00ff0a0", "00ff0a00", "00ff", "00ff0g", "00ff0a\n", "", None, b"00ff0a", 0]
)
def test_another_spelling_or_length_in_hex_is_refused(text: object) -> None:
    with pytest.raises(FormatBroken, match="not 3 bytes in hex"):
        strict.decode16(text, 3)


def test_a_day_is_read() -> None:
    assert strict.day("2028-02-29") == date(2028, 2, 29)


@pytest.mark.parametrize(
    "text", ["20261121", "2026-W47-6", "2026-11-31", "2026-11-21T00:00", "21.11.2026", " 2026-11-21", ""]
)
def test_another_spelling_of_a_day_and_what_is_none_is_refused(text: str) -> None:
    with pytest.raises(FormatBroken, match="not a date"):
        strict.day(text)


@pytest.mark.parametrize(("value", "first"), [(0, 0), (1, 1), (7, 1), (999_999_999, 0)])
def test_what_is_counted_is_read(value: int, first: int) -> None:
    assert strict.count(value, first) == value


@pytest.mark.parametrize(
    ("value", "first"), [(-1, 0), (0, 1), (1_000_000_000, 0), (True, 0), (1.0, 0), ("1", 0), (None, 0)]
)
def test_what_counts_nothing_is_refused(value: object, first: int) -> None:
    with pytest.raises(FormatBroken, match=f"not a whole number from {first}"):
        strict.count(value, first)
