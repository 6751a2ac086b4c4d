"""What reporters write: limits, cleaning, refusals; and what must not pass for something said."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hinweisgeber.domain.dialogue.questions import TITLE_LENGTH, Report
from hinweisgeber.domain.dialogue.report import KINDS, Said, first_report
from hinweisgeber.domain.dialogue.texts import LINE_LIMIT, TEXT_LIMIT, check_text, optional_text
from hinweisgeber.domain.errors.fields import TextMissing, TextTooLong
from hinweisgeber.errors import FormatBroken
from hinweisgeber.refusals import sentence_of
from tests.domain.invented import reports, saids
from tests.questions import LONG_FIELDS, SHORT_FIELDS


@pytest.mark.parametrize("text", ["", " ", "\r\n\t", "\x00", " \x00 "])
def test_blank_text_is_missing(text: str) -> None:
    with pytest.raises(TextMissing):
        check_text(text)
    assert optional_text(text) == ""


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("a\r\nb", "a\nb"), ("a\rb", "a\nb"), ("a\x00b", "ab"), ("\n\n a \n", "a"), ("a\r\n\r\nb", "a\n\nb")],
)
def test_text_is_cleaned(typed: str, kept: str) -> None:
    assert check_text(typed) == kept


def test_longest_text_is_taken_and_one_more_is_refused_with_german_numbers() -> None:
    assert len(check_text("x" * TEXT_LIMIT)) == TEXT_LIMIT == 100_000
    with pytest.raises(TextTooLong) as refused:
        check_text("x" * (TEXT_LIMIT + 1))
    assert "Der Text hat 100.001 Zeichen, möglich sind 100.000." in sentence_of(refused.value)


def test_length_counts_what_is_kept_and_not_how_the_browser_ends_lines() -> None:
    lines = "\r\n".join("x" * 99 for _ in range(1000))  # 101,000 characters as sent, 99,999 as meant
    assert len(check_text(lines)) == 99_999


@pytest.mark.parametrize("field", LONG_FIELDS)
def test_long_answers_have_the_long_limit(field: str) -> None:
    given_: dict[str, Any] = {"description": "x", field: "y" * TEXT_LIMIT}
    assert Report(**given_).checked()[1] == {}
    clean, wrong = Report(**{**given_, field: "y" * (TEXT_LIMIT + 1)}).checked()
    assert [*wrong] == [field]
    assert len(getattr(clean, field)) == TEXT_LIMIT + 1, "what was typed stays"


@pytest.mark.parametrize("field", SHORT_FIELDS)
def test_short_answers_have_the_short_limit(field: str) -> None:
    assert Report("x", **{field: "y" * LINE_LIMIT}).checked()[1] == {}  # type: ignore[arg-type]
    wrong = Report("x", **{field: "y" * (LINE_LIMIT + 1)}).checked()[1]  # type: ignore[arg-type]
    assert isinstance(wrong[field], TextTooLong)
    assert "2.001" in sentence_of(wrong[field])


def test_only_the_description_is_required() -> None:
    assert Report("x").checked() == (Report("x"), {})
    wrong = Report(" ").checked()[1]
    assert [*wrong] == ["description"]
    assert isinstance(wrong["description"], TextMissing)


@pytest.mark.parametrize("blank", [" ", "\r\n", "\x00"])
def test_blank_optional_answers_are_none(blank: str) -> None:
    clean, wrong = Report("x", blank, blank, blank, blank, blank, blank, blank, blank).checked()
    assert (clean, wrong) == (Report("x"), {})


def test_excluded_are_counted_once_in_order() -> None:
    assert Report("x", excluded=("b", "a", "b")).checked()[0].excluded == ("b", "a")


def test_unknown_answer_on_the_circle_is_none() -> None:
    assert Report("x", circle="everybody").checked()[0].circle == ""


@pytest.mark.parametrize(("circle", "small"), [("only-me", True), ("few", True), ("some", False), ("", False)])
def test_small_circle_warns(circle: str, small: bool) -> None:
    assert Report("x", circle=circle).small_circle is small


@given(reports)
def test_checking_twice_changes_nothing_more(report: Report) -> None:
    clean, wrong = report.checked()
    assert clean.checked()[0] == clean
    assert wrong.keys() <= {"description"}


@given(st.text(max_size=400))
def test_title_is_one_short_line(text: str) -> None:
    title = Report(text).title
    assert len(title) <= TITLE_LENGTH
    assert title.splitlines() in ([], [title])


# -- things said: parse ∘ write = identity, and nothing else passes ----------------------------------------------


@given(saids)
def test_said_reads_back(said: Said) -> None:
    assert Said.from_payload(said.payload()) == said


@given(st.binary(max_size=60))
def test_garbage_is_refused_as_broken(payload: bytes) -> None:
    with pytest.raises(FormatBroken):
        Said.from_payload(payload)


def forged(**changes: Any) -> bytes:
    """A first report with some answers that are no text."""
    data = json.loads(first_report(Report("Erfunden", excluded=("a",))).payload())
    data["report"].update(changes)
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


@pytest.mark.parametrize("value", [5, None, ["x"], {"x": "y"}, True], ids=repr)
@pytest.mark.parametrize("field", [*LONG_FIELDS, *SHORT_FIELDS, "circle"])
def test_report_with_an_answer_that_is_no_text_is_broken(field: str, value: object) -> None:
    with pytest.raises(FormatBroken):
        Said.from_payload(forged(**{field: value}))


@pytest.mark.parametrize("excluded", [5, None, "abc", [5], [["a"]], {"a": 1}], ids=repr)
def test_report_that_excludes_nonsense_is_broken(excluded: object) -> None:
    with pytest.raises(FormatBroken):
        Said.from_payload(forged(excluded=excluded))


@pytest.mark.parametrize(
    "payload",
    [
        b'{"kind":"message","text":"\\ud800"}',  # no UTF-8 form: could be read and never be written again
        b'{"text":"x","kind":"message"}',  # another spelling
        b'{"kind":"message","text":"x"} ',
        b'{"kind":"message","text":"x","more":1}',
        b'{"kind":"message","text":5}',
        b'{"kind":"note","text":"x"}',
        b'{"kind":"message"}',
        b'{"kind":"message","report":null,"text":"x"}',
        b'{"kind":"message","report":{"description":"x"},"text":"x"}',
        b"[" * 100_000,
    ],
    ids=lambda b: repr(b[:40]),
)
def test_other_spellings_and_kinds_are_broken(payload: bytes) -> None:
    with pytest.raises(FormatBroken):
        Said.from_payload(payload)


def test_kinds_are_known() -> None:
    assert {Said.from_payload(Said(kind, "x").payload()).kind for kind in KINDS} == set(KINDS)
