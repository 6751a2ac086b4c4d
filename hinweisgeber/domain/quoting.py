"""Whether a text repeats somebody's words: few people use the same five words in a row by chance (HinSchG § 8)."""

from __future__ import annotations

import re
from collections.abc import Iterable

RUN = 5  # words in a row
SHORTEST = 3  # a source of fewer words than RUN counts as a whole, down to this


def quoted(text: str, sources: Iterable[str]) -> str:
    """The first run of words in the text that also stands in a source; empty when there is none. Case, spacing and
    punctuation do not count."""
    found = re.findall(r"\w+", text)
    mine = [word.casefold() for word in found]
    for source in sources:
        theirs = re.findall(r"\w+", source.casefold())
        if (length := min(RUN, len(theirs))) < SHORTEST:
            continue
        runs = {tuple(theirs[i : i + length]) for i in range(len(theirs) - length + 1)}
        for i in range(len(mine) - length + 1):
            if tuple(mine[i : i + length]) in runs:
                return " ".join(found[i : i + length])
    return ""
