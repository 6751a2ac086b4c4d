"""A passphrase drawn by lot, of words from a list of our own: easy to remember and to type, hard to guess.

The list (`words_de.txt`) has 2,048 short German words without umlauts. No word is the beginning of another one, so that
they can be told apart with any blanks, or none, between them.
"""

from __future__ import annotations

import secrets
from functools import cache
from importlib import resources
from math import log2

WORDS = 6


@cache
def word_list() -> tuple[str, ...]:
    """All words of the list."""
    return tuple(resources.files(__package__).joinpath("words_de.txt").read_text(encoding="ascii").split())


def suggested() -> str:
    """Another one each time; nobody keeps it."""
    return " ".join(secrets.choice(word_list()) for _ in range(WORDS))


def bits() -> int:
    """What it takes to guess one, as a power of two."""
    return int(WORDS * log2(len(word_list())))
