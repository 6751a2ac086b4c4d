"""The one rule for every passphrase that is chosen: at the founding, for somebody new, by command and in the office.

At least twelve characters, and not to be guessed in a hundred thousand million tries, as `zxcvbn` reckons: with what
stands around it (names, functions, the institution) and our own German words among the words it tries, for it knows
English ones only. Whoever has a keystore needs a third of a second of a core for each try (SPEC §9).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from threading import Lock

from zxcvbn import zxcvbn
from zxcvbn.matching import L33T_TABLE

from ...crypto.errors import PassphraseWrong
from ...crypto.lock import PASSPHRASE_LIMIT, passphrase_bytes
from .errors import PassphraseGuessable, PassphraseTooLong, PassphraseTooShort, PassphraseUnfit
from .meant import as_chosen
from .suggestion import word_list

SHORTEST = 12  # characters
GUESSES = 11  # as a power of ten; the library's highest class begins at 10
SCORED = 100  # characters: it takes the third power of their number
SIGNS_FOR_LETTERS = 6  # different ones: it tries every way of reading them
_OURS = ("hinweisgeber", "hinweis", "meldestelle", "meldung", "passphrase", "passwort", "kennwort", "stabsstelle")
_READ_AS_LETTERS = frozenset(sign for signs in L33T_TABLE.values() for sign in signs)
_ONE_AT_A_TIME = Lock()  # the library keeps the words of a call where the next one finds them


def require_strong(typed: str, *about: str) -> str:
    """The passphrase as it is kept. `about`: what belongs to its owner and is easily thought of.

    Raises PassphraseTooShort, PassphraseTooLong, PassphraseUnfit, PassphraseGuessable. Its length is looked at first.
    """
    if len(typed) > PASSPHRASE_LIMIT:
        raise PassphraseTooLong(longest=PASSPHRASE_LIMIT)
    chosen = as_chosen(typed)
    if len(chosen) < SHORTEST:
        raise PassphraseTooShort(shortest=SHORTEST)
    try:
        passphrase_bytes(chosen)
    except PassphraseWrong as error:
        raise PassphraseUnfit() from error
    if guesses(chosen, about) < GUESSES:
        raise PassphraseGuessable()
    return chosen


def guesses(passphrase: str, about: Iterable[str] = ()) -> float:
    """How many tries it takes, as a power of ten."""
    known = [*_words(about), *_OURS, *word_list()]
    with _ONE_AT_A_TIME:
        return float(zxcvbn(_scored(passphrase), user_inputs=known, max_length=SCORED)["guesses_log10"])


def _words(about: Iterable[str]) -> list[str]:
    return [word for text in about for word in (text, *re.findall(r"\w{3,}", text))]


def _scored(passphrase: str) -> str:
    """What is looked at, bounded in what it costs; what is left out makes nothing harder to guess."""
    signs = list(dict.fromkeys(sign for sign in passphrase[:SCORED] if sign in _READ_AS_LETTERS))
    left_out = set(signs[SIGNS_FOR_LETTERS:])
    return "".join(sign for sign in passphrase[:SCORED] if sign not in left_out)
