"""What was found beside a text, and stands in the text as well: who wrote a letter has mostly signed it.

A name stands there if one of its words does: that is said too often rather than too seldom.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from .terms import CUT, words

Told = tuple[str, str]  # label, value
Judged = tuple[str, str, bool]  # and whether it stands in the copy as well
PEOPLE = words("sender recipient author last-editor organisation address")
OF_DOCUMENTS = PEOPLE | {"title", "link"}  # the rest are parts of the document, which are gone
_OFTEN = words("der die das dem den des und von vom zum zur für mit bei the and for van info mail post com org net www")
LEAST = 3  # letters of a word that is looked for


def in_text(told: Iterable[Told], text: str) -> list[Judged]:
    """Of findings: which of them stand in this text, word for word, or of people by one of their names."""
    flat = _flat(text)
    there = set(re.findall(r"\w+", flat))
    return [(label, value, _named(label, value, there) or _stands(label, value, flat)) for label, value in told]


def in_words(told: Iterable[Told], text: Iterable[str]) -> list[Judged]:
    """The same for a document, of which only the words are known, not their order."""
    pieces = {_flat(one) for one in text}
    there = {word for one in pieces for word in re.findall(r"\w+", one)}
    return [(label, value, label in OF_DOCUMENTS and (_named(label, value, there) or _all(value, pieces, there)))
            for label, value in told]  # fmt: skip


def _flat(text: str) -> str:
    return " ".join(text.casefold().split())


def _named(label: str, value: str, there: set[str]) -> bool:
    names = re.findall(r"[^\W\d_]+", re.sub(r"@\S+", " ", value.casefold())) if label in PEOPLE else ()
    return any(len(name) >= LEAST and name not in _OFTEN and name in there for name in names)


def _stands(label: str, value: str, flat: str) -> bool:
    said = _flat(value.partition(": ")[2] if label == "header" else value)
    end = r"(?!\w)" if label != "formula" and not said.endswith(CUT) else ""  # of others the beginning is told
    said = said.removesuffix(CUT)
    return bool(said) and bool(re.search(rf"(?<!\w){re.escape(said)}{end}", flat))


def _all(value: str, pieces: set[str], there: set[str]) -> bool:
    parts = _flat(value).split()
    parts = parts[:-1] if value.endswith(CUT) else parts  # its last word may be a piece of one
    return bool(parts) and all(part in pieces or part in there for part in parts)
