"""Forms whose signs are escaped: read as they were written, and without much memory on the way."""

from __future__ import annotations

import io
import tracemalloc
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hinweisgeber.intake import Intake
from hinweisgeber.web.wire import requests
from hinweisgeber.web.wire.budget import Budget, Purse
from hinweisgeber.web.wire.form_reader import Texts
from hinweisgeber.web.wire.requests import OF_TEXTS, TEXT_BYTES, _urlencoded

FORM = "application/x-www-form-urlencoded"
MOST = 8  # so many times the length of a body
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


def fields_of(body: bytes) -> list[tuple[str, str]]:
    return _urlencoded(io.BytesIO(body), Texts(OF_TEXTS, Purse(Budget())))


@given(st.lists(st.tuples(texts, texts), max_size=8))
def test_what_was_written_is_read(fields: list[tuple[str, str]]) -> None:
    assert fields_of(urlencode(fields).encode()) == [(name, text) for name, text in fields if name != "fill"]


@given(st.text("%4aAf+&=x", max_size=60), st.integers(3, 9))
def test_whatever_is_no_escape_stays_as_it_is_wherever_a_piece_ends(body: str, piece: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(requests, "PIECE", piece)
        assert fields_of(body.encode()) == parse_qsl(body, keep_blank_values=True, errors="replace")


@pytest.mark.parametrize("sign", ['"', "\N{OPEN BOOK}", "\N{COMBINING GRAVE ACCENT}"])
def test_reading_takes_a_few_times_the_length_of_the_body(sign: str) -> None:
    body = urlencode({"description": sign * (TEXT_BYTES // len(sign.encode()))}).encode()
    tracemalloc.start()
    try:
        fields_of(body)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert len(body) < peak < MOST * len(body)


def test_what_is_refused_takes_no_more(intake: Intake) -> None:
    """As long as there is room for one while it comes, of one text that is longer than any."""
    body = b"description=" + b"%22" * 800_000
    client = intake.test_client(use_cookies=False)
    client.get("/melden")
    tracemalloc.start()
    try:
        answer = client.post("/melden", data=body, content_type=FORM)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert answer.status_code in (413, 503)
    assert peak < MOST * len(body)
