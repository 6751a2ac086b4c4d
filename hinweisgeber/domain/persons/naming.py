"""Names that must not stand in what is written: all but the register of persons has pseudonyms (HinSchG § 8)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ..acts import Act
from ..case.casefile import CaseFile
from ..free_texts import rewritten
from .person import Person
from .pseudonyms import replaced, same


def without_names(case: CaseFile, act: Act) -> Act:
    """The act as it is entered: registered names in its free texts are pseudonyms.

    `renamed` in its data says how many names there were, so that the file shows that it does not keep the very words.
    """
    count = 0

    def hidden(text: str) -> str:
        nonlocal count
        text, found = replaced(text, case.registered, lambda person: person.pseudonym)
        count += found
        return text

    data = rewritten(act.data, hidden)
    return replace(act, data=replace(data, renamed=count)) if count else act


def ever_named(case: CaseFile) -> tuple[Person, ...]:
    """For what must not miss a name: all persons, those of withdrawn entries with the spellings that no entry which
    stands, and no later one, has."""
    known = list(case.registered)
    for person in reversed(case.persons):
        free = [one for one in (person.name, *person.also) if person.withdrawn_on and owner(one, known) is None]
        if free:
            known.append(replace(person, name=free[0], also=tuple(free[1:])))
    return tuple(known)


def owner(spelling: str, persons: Iterable[Person]) -> Person | None:
    """Who of them is spelled so."""
    return next((one for one in persons if any(same(spelling, other) for other in (one.name, *one.also))), None)
