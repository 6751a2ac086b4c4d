"""Names of registered persons in a text: found however people write them, and replaced.

Found are whole words, case ignored: "Müller", "MÜLLER", "Mueller", "Müllers", "Müller-Akte", "Müller, Karin"; not
"Müllerei". Where two names fit, the longer one counts. A spelling that is an everyday word too (Klein) would hit that
word: it must be registered with what stands beside it (Herr Klein).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable

from .person import Person

_TOKEN = re.compile(r"[aou]e|ss|[\s‐‑‒–-]+|.", re.DOTALL)
_UMLAUTS = {"ä": "ae", "ö": "oe", "ü": "ue"}
_PAIRS = {pair: umlaut for umlaut, pair in _UMLAUTS.items()}
_UNSEEN = "[\u00ad\u200b-\u200d\u2060\ufeff]*"  # soft hyphens and the like, from pasted texts
_BEFORE, _AFTER = r"(?<![^\W_])", r"(?![^\W_])"  # an underscore joins no words: Vermerk_Müller.pdf
_ENDING = r"(?:['’]?s(?:che[mnrs]?)?)?"  # Müllers, Müller's, die Müllersche Anweisung
_PSEUDONYM = re.compile(rf"{_BEFORE}Person\s+([A-Z]+){_AFTER}")


def pseudonymise(text: str, persons: Iterable[Person]) -> str:
    """The text with every registered name replaced by its pseudonym."""
    return replaced(text, persons, lambda person: person.pseudonym)[0]


def blackened(text: str, persons: Iterable[Person], kept: Person, mark: str) -> str:
    """The text as one person may read it: their own pseudonym stays, of all others name and pseudonym become `mark`."""
    return _PSEUDONYM.sub(lambda found: found[0] if _means(found, kept) else mark, pseudonymise(text, persons))


def names(text: str, person: Person) -> bool:
    """Whether one of the person's names stands in the text."""
    return bool(replaced(text, [person], lambda one: "")[1])


def mentions(text: str, persons: Iterable[Person], person: Person) -> bool:
    """Whether the text speaks of this person, by pseudonym or by a name (a longer name of somebody else goes first)."""
    return any(_means(found, person) for found in _PSEUDONYM.finditer(pseudonymise(text, persons)))


def _means(found: re.Match[str], person: Person) -> bool:
    return person.pseudonym == f"Person {found[1]}"


def replaced(text: str, persons: Iterable[Person], put: Callable[[Person], str]) -> tuple[str, int]:
    """The text with `put(person)` for every name, and how many there were."""
    known = [(spelling, person) for person in persons for spelling in (person.name, *person.also)]
    known.sort(key=lambda one: len(one[0]), reverse=True)
    if not known:
        return text, 0
    either = "|".join(f"({_pattern(spelling)})" for spelling, _ in known)
    return re.subn(
        rf"{_BEFORE}(?:{either}){_ENDING}{_AFTER}",
        lambda found: put(known[(found.lastindex or 1) - 1][1]),
        text,
        flags=re.IGNORECASE,
    )


def same(one: str, other: str) -> bool:
    """Whether two spellings would hit the same word."""
    pairs = ((one, other), (other, one))
    return any(re.fullmatch(_pattern(a), b, re.IGNORECASE) for a, b in pairs)


def like_a_pseudonym(spelling: str) -> bool:
    """Whether this spelling would hit our own pseudonyms."""
    return bool(re.fullmatch(r"(?:person )?[a-z]{1,2}|person", spelling.casefold()))


def _pattern(spelling: str) -> str:
    """A pattern for a name, and for the same with the surname first."""
    first, _, last = spelling.rpartition(" ")
    straight = _letters(spelling)
    return rf"{straight}|{_letters(last)},?\s+{_letters(first)}" if first else straight


def _letters(spelling: str) -> str:
    tokens = _TOKEN.findall(unicodedata.normalize("NFC", spelling.casefold()))
    return _UNSEEN.join(_alike(one) for one in tokens)


def _alike(part: str) -> str:
    """All ways people write one letter of a name."""
    if umlaut := _PAIRS.get(part) or (part if part in _UMLAUTS else ""):
        return f"(?:{umlaut}|{unicodedata.normalize('NFD', umlaut)}|{_UMLAUTS[umlaut]})"
    if part == "ss":
        return "(?:ss|ß)"
    if part.isspace() or part.strip() in "-‐‑‒–" or not part.strip(" -‐‑‒–"):
        return r"[\s‐‑‒–-]+"  # one class, so that a long run of blanks is read once and not in every way
    apart = unicodedata.normalize("NFD", part)
    return f"(?:{part}|{apart}|{apart[0]})" if apart != part else re.escape(part)
