"""What would tell who reported (HinSchG § 8): of a text of the office, as far as words show it; and of an act by kind.

It decides what the draft of an access request (DSGVO Art. 15) leaves out by itself. When in doubt it leaves out: an
officer may add a sentence, but nobody can take one back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields
from enum import StrEnum

from ..acts import Act, Kind
from ..case.case_steps import Checked
from ..dialogue.questions import Report
from ..dialogue.report import MINUTES, REPORTER, Said
from ..filing_step import EvidenceFiled
from ..free_texts import free_texts, texts_in
from .naming import owner
from .person import Person
from .pseudonyms import pseudonymise

RUN = 4  # words in a row that nobody but the reporter is likely to have used
SHORTEST = 2  # a sentence of fewer words than RUN counts as a whole, down to this
MOST_COMPARED = 2_000_000  # characters of the reporter: nobody can stop the office by writing


class LeftOut(StrEnum):
    """Why something is not told."""

    SAID = "said"  # it was said between reporter and office
    FILE = "file"  # the reporter sent it
    ABOUT_SOURCE = "about-source"  # this kind of entry is about the reporter, or about how they were dealt with
    SPEAKS_OF_SOURCE = "speaks-of-source"  # it names the reporter, the report or the mailbox
    QUOTES_SOURCE = "quotes-source"  # it repeats the reporter's words
    UNCOMPARED = "uncompared"  # not all of the reporter's words can be compared on this page
    UNOPENED = "unopened"  # it does not open, so nobody knows whom it names
    UNREAD = "unread"  # a document of the office: no page reads files, so nobody knows whom it names
    NOT_ABOUT = "not-about"  # a disclosure in which this person is not named


#: Kinds of acts that speak of the matter and not of the reporter. Every other kind is left out, new ones too.
_OF_THE_MATTER = frozenset({Kind.NOTE, Kind.CHECKED, Kind.STAGE, Kind.CLOSED, Kind.REOPENED, Kind.PERSON_DECIDED})
#: Where these kinds hold what was found. Text in another field, new ones too, may be anything.
_FINDINGS = frozenset({"text", "reason", "because"})
#: Of the checklist, likewise.
_POINTS = frozenset({"validity", "hearings", "evidence", "evidence-secured", "persons", "follow-up", "lessons"})

_SOURCE_WORDS = re.compile(
    r"\b(?:hinweisgeb\w*|hinweis(?:e|en|es|s)?|meldung(?:en)?|meldende\w*|melder\w*|anonym\w*|postfach\w*|quellen?"
    r"|zugangscode\w*|informant\w*|whistleblow\w*|tippgeb\w*|anrufer\w*|gemeldet\w*)\b",
    re.IGNORECASE,
)


def by_kind(act: Act) -> bool:
    """Whether acts of this kind, or with such fields, are about the reporter, or may be."""
    if isinstance(act.data, EvidenceFiled):
        return speaks_of_source(act.data.source)
    if act.kind not in _OF_THE_MATTER or any(name not in _FINDINGS for name, _ in free_texts(act)):
        return True
    return act.kind is Kind.CHECKED and not (isinstance(act.data, Checked) and act.data.point in _POINTS)


def tellable(document: EvidenceFiled) -> str:
    """What may be told of a document to a person in it, if anything may: never from whom the office has it."""
    return "\n".join(text for text in (document.title, document.remark) if text)


def speaks_of_source(text: str) -> bool:
    """Whether a word in the text points to a reporter."""
    return bool(_SOURCE_WORDS.search(text))


class Quotations:
    """Texts of the office, compared with the reporter's words while these pass by.

    The same words count, also where one side has a name and the other its pseudonym; `persons`: all of them, for a
    withdrawn entry's pseudonym stays in older texts. `shortest`: how many words of a short sentence make it a
    quotation.
    """

    def __init__(self, texts: Iterable[str], persons: tuple[Person, ...], shortest: int = SHORTEST) -> None:
        self._persons, self._unsure = persons, _unsure(persons)
        self._runs: dict[tuple[str, ...], dict[int, str]] = {}
        for i, text in enumerate(texts):
            words = re.findall(r"\w+", _plain(text, persons))
            for length in range(shortest, RUN + 1):
                for n in range(len(words) - length + 1):
                    run = words[n : n + length]
                    self._runs.setdefault(self._folded(run), {}).setdefault(i, _WHOLE.sub(r"Person \1", " ".join(run)))

    def found(self, said: Said) -> dict[int, str]:
        """Which of the texts repeat this, by their place, and the words."""
        found: dict[int, str] = {}
        for text in texts_of(said):
            for sentence in _ENDS.split(_plain(text, self._persons)):
                for run in _runs_of(sentence):
                    found = {**self._runs.get(self._folded(run), {}), **found}
        return found

    def _folded(self, words: Iterable[str]) -> tuple[str, ...]:
        return tuple("*" if word in self._unsure else word.casefold() for word in words)


def _unsure(persons: tuple[Person, ...]) -> frozenset[str]:
    """Pseudonyms, as one word, that may mean the same name: of withdrawn entries, and of who has a name of theirs."""
    withdrawn = [one for one in persons if one.withdrawn_on]
    found = (one for one in persons if any(owner(name, withdrawn) for name in (one.name, *one.also)))
    return frozenset(one.pseudonym.replace(" ", "") for one in found)


_ENDS = re.compile(r"[.!?;:\n]+")
_WHOLE = re.compile(r"\bPerson([A-Z]+)\b")
_MERE_NAMES = re.compile(r"(?:\W|Person[A-Z]+|\b(?:und|oder|sowie)\b)*")  # to name the same people is no quotation


def _runs_of(sentence: str) -> Iterator[list[str]]:
    words = re.findall(r"\w+", sentence)
    length = min(RUN, len(words))
    if length >= SHORTEST and not _MERE_NAMES.fullmatch(sentence):
        yield from (words[n : n + length] for n in range(len(words) - length + 1))


def _plain(text: str, persons: tuple[Person, ...]) -> str:
    """With each name and pseudonym as one word."""
    return re.sub(r"\bPerson\s+([A-Z]+)\b", r"Person\1", pseudonymise(text, persons))


def from_source(author: str, said: Said) -> bool:
    """Whether these are the reporter's words: what they wrote, or minutes of what they told."""
    return author == REPORTER or said.kind == MINUTES


def texts_of(said: Said) -> Iterator[str]:
    """Everything somebody wrote in a message."""
    yield said.text
    yield from texts_in(said.data)
    yield from (file.name for file in said.files)
    if said.report is not None:
        answers = (getattr(said.report, one.name) for one in fields(Report))
        yield from (answer for answer in answers if isinstance(answer, str))
