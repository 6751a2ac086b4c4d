"""What an officer looks for, sealed for an address (SPEC §7)."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hinweisgeber.crypto.errors import SealBroken
from hinweisgeber.crypto.keystore import SEARCH_STEP, Identity

ANNA, BEN = "a" * 16, "b" * 16
IDENTITY = Identity.generate()
WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=200)


@given(WORDS)
def test_words_come_back(words: str) -> None:
    assert IDENTITY.open_search(ANNA, IDENTITY.seal_search(ANNA, words)) == words


def test_short_words_have_one_length_and_never_the_same_text() -> None:
    texts = {IDENTITY.seal_search(ANNA, "x" * length) for length in range(1, SEARCH_STEP + 1)}
    assert (len(texts), len({len(text) for text in texts})) == (SEARCH_STEP, 1)


def test_the_longest_words_fit_an_address() -> None:
    assert len(IDENTITY.seal_search(ANNA, "\U0001f4a9" * 200)) < 1300


def test_nobody_else_opens_them() -> None:
    text = IDENTITY.seal_search(ANNA, "Wort")
    for identity, officer_id in ((IDENTITY, BEN), (Identity.generate(), ANNA)):
        with pytest.raises(SealBroken):
            identity.open_search(officer_id, text)


@pytest.mark.parametrize("text", ["", "Wort", "ä", "AQ==", "x" * 2000, base64.urlsafe_b64encode(bytes(80)).decode()])
def test_nonsense_opens_to_nothing(text: str) -> None:
    with pytest.raises(SealBroken):
        IDENTITY.open_search(ANNA, text)
