"""One rule for every passphrase that is chosen, bounded in what it costs; and the suggestion."""

from __future__ import annotations

import itertools
import re
import secrets
import threading
from collections.abc import Callable
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from zxcvbn import zxcvbn

from hinweisgeber.crypto.lock import PASSPHRASE_LIMIT
from hinweisgeber.usecases.officer import strength, suggestion
from hinweisgeber.usecases.officer.errors import (
    PassphraseGuessable,
    PassphraseTooLong,
    PassphraseTooShort,
    PassphraseUnfit,
)
from hinweisgeber.usecases.officer.strength import require_strong

ABOUT = ("anna", "Fallbearbeitung 1", "Landratsamt Musterkreis", "LRA")


@pytest.mark.parametrize(
    "good",
    [
        "anna-und-nur-fuer-tests", "wurzel und nur fuer tests", "kQ9x-Tw2mVb7", "eine lange Passphrase",
        "hydrant astern ritter karawane merken reif", "Über den Wolken zählt Elfriede ihre Enten",
        "x7" + "ä" * 3 + "Q!r9$Wm",
    ],
)  # fmt: skip
def test_a_good_one_is_kept_as_it_is(good: str) -> None:
    assert require_strong(good, *ABOUT) == good
    assert require_strong(f" \t{good}\n", *ABOUT) == good, "without what is around it"


@pytest.mark.parametrize(
    "weak",
    [
        "passwortpasswort", "Passwort12345!", "aaaaaaaaaaaaaaaaaaaaaaaa", "123456789012345", "qwertzuiopasdf",
        "anna anna anna", "Landratsamt2024!", "Landratsamt Musterkreis", "Fallbearbeitung 1", "Meldestelle2026!",
        "Sommer2026Winter", "fallbearbeitungpassphrase", "2026-12-24 2026-12-24", "P4ssw0rt-P4ssw0rt",
    ],
)  # fmt: skip
def test_what_is_easily_thought_of_is_refused(weak: str) -> None:
    with pytest.raises(PassphraseGuessable):
        require_strong(weak, *ABOUT)


def test_what_stands_around_it_makes_it_weaker() -> None:
    words = "Elfriede Entenhausen"
    assert strength.guesses(words, ["elfriede", "Gemeinde Entenhausen"]) < strength.guesses(words) - 4


def test_german_words_of_the_list_count_as_words() -> None:
    """The library knows English ones only, and would take them for chance."""
    assert strength.guesses("haus") < 4
    assert strength.guesses("schneeglanz") < 8
    assert strength.guesses("xqzvhklpwmd") >= 11


@pytest.mark.parametrize("short", ["", " " * 40, "x7Q!r9$Wm2k", "  x7Q!r9$Wm2k  "])
def test_fewer_than_twelve_characters_are_refused_blanks_around_not_counted(short: str) -> None:
    with pytest.raises(PassphraseTooShort) as told:
        require_strong(short)
    assert told.value.values == {"shortest": 12}


def test_more_than_a_keystore_takes_are_refused_before_anything_is_reckoned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strength, "zxcvbn", lambda *_, **__: pytest.fail("was reckoned"))
    with pytest.raises(PassphraseTooLong):
        require_strong("x" * (PASSPHRASE_LIMIT + 1))


def test_what_has_no_bytes_is_refused() -> None:
    with pytest.raises(PassphraseUnfit):
        require_strong("hydrant astern ritter \ud800")


def reckoned(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the library gets to see."""
    seen, real = list[str](), cast(Any, zxcvbn)

    def noted(password: str, **more: Any) -> Any:
        seen.append(password)
        return real(password, **more)

    monkeypatch.setattr(strength, "zxcvbn", noted)
    return seen


def test_only_the_first_hundred_characters_are_reckoned(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = reckoned(monkeypatch)
    text = "".join(itertools.islice(itertools.cycle("qmxwvzpkhd"), 1000))
    strength.guesses(text)
    assert seen == [text[:100]]


SIGNS = "".join(sorted(strength._READ_AS_LETTERS))


@given(st.text(alphabet=SIGNS + "abcäß€ ", max_size=1024))
def test_never_more_than_six_signs_are_tried_as_letters(text: str) -> None:
    scored = strength._scored(text)
    assert len({sign for sign in scored if sign in SIGNS}) <= 6
    left = iter(text[:100])
    assert all(sign in left for sign in scored), "something is left out, nothing is added"


def test_a_row_of_signs_is_never_tried_in_every_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """With all twenty of them it would be some hundred ways, each as costly as the whole."""
    from zxcvbn import matching

    ways, real = list[int](), cast(Any, matching.enumerate_l33t_subs)

    def counted(table: dict[str, list[str]]) -> Any:
        found = real(table)
        ways.append(len(found))
        return found

    monkeypatch.setattr(matching, "enumerate_l33t_subs", counted)
    for start in range(len(SIGNS)):
        strength.guesses((SIGNS[start:] + SIGNS[:start]) * 5)
    assert max(ways) <= 16


def test_two_at_once_do_not_reckon_with_each_others_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library keeps the words of a call where all calls find them."""
    inside, most, real = list[int](), [0], cast(Any, zxcvbn)

    def noted(password: str, **more: Any) -> Any:
        inside.append(1)
        most[0] = max(most[0], len(inside))
        found = real(password, **more)
        inside.pop()
        return found

    monkeypatch.setattr(strength, "zxcvbn", noted)
    threads = [threading.Thread(target=strength.guesses, args=(f"hydrant astern {n}" * 4,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1]


# -- the suggestion -------------------------------------------------------------------------------------------------


def test_the_list_has_2048_short_words_that_anybody_can_type() -> None:
    words = suggestion.word_list()
    assert len(words) == len(set(words)) == 2048
    assert all(re.fullmatch("[a-z]{3,9}", word) for word in words)
    assert list(words) == sorted(words)


def test_no_word_is_the_beginning_of_another_one() -> None:
    words = suggestion.word_list()
    assert [pair for pair in itertools.pairwise(words) if pair[1].startswith(pair[0])] == []


def test_a_suggestion_is_six_words_of_66_bits_drawn_as_secrets_are(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    real: Callable[..., str] = secrets.choice

    def noted(words: Any) -> str:
        drawn.append(real(words))
        return drawn[-1]

    monkeypatch.setattr(secrets, "choice", noted)
    made = suggestion.suggested()
    assert (made.split(" "), suggestion.bits()) == (drawn, 66)
    assert len(drawn) == 6
    assert suggestion.suggested() != made


def test_every_suggestion_is_strong_enough() -> None:
    for _ in range(50):
        one = suggestion.suggested()
        assert require_strong(one, *ABOUT) == one
