"""Persons concerned and others who are named: they have pseudonyms in the file (HinSchG § 8), and are informed, or not
yet and why (DSGVO Art. 14)."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from .acts import Act, Kind
from .deadlines import add_months
from .errors.case import NotAllowed
from .errors.persons import DeferralWrong, InformedDayWrong, KnownDayWrong, NameReserved, NameTaken, NameTooShort
from .free_texts import rewritten
from .pseudonyms import like_a_pseudonym, replaced, same
from .reasons import reason_of

if TYPE_CHECKING:
    from .casefile import CaseFile

INFORM_MONTHS = 1  # DSGVO Art. 14 Abs. 3 lit. a
DEFER_MONTHS = 12  # then it must be decided anew: an aim of ours, so that no deferral is forgotten
LONGEST_NAME = 1000  # characters read of one
SHORTEST_NAME = 3  # characters: what is shorter hits everyday words


class Role(StrEnum):
    """What somebody has to do with the matter. Nobody is called a suspect here."""

    CONCERNED = "concerned"  # the report is about what they did (Directive Art. 5 Nr. 10)
    WITNESS = "witness"
    OTHER = "other"  # anybody else who is named


@dataclass(frozen=True)
class Person:
    """A person named in a case; the name stands here alone, everywhere else the pseudonym."""

    n: int  # from 0
    name: str
    also: tuple[str, ...]  # other spellings: surname, initials
    role: str  # a `Role`
    since: date  # from when their data are here: the law's month begins
    informed_on: date | None = None
    deferred_until: date | None = None
    because: str = ""
    withdrawn_on: date | None = None  # the entry was a mistake; its pseudonym is nobody else's
    withdrawn_because: str = ""

    @property
    def pseudonym(self) -> str:
        """How the file calls them."""
        return pseudonym_of(self.n)

    def decided_on(self, day: date) -> bool:
        """Whether it stands in the file that they were informed, or why not yet. A deferral that ran out is none."""
        return self.informed_on is not None or (self.deferred_until is not None and day <= self.deferred_until)

    @property
    def inform_by(self) -> date | None:
        """The day the next decision is due: a month after their data came, or the end of the deferral; None if
        informed, or if the entry was withdrawn."""
        if self.informed_on or self.withdrawn_on:
            return None
        return self.deferred_until or add_months(self.since, INFORM_MONTHS)


def pseudonym_of(n: int) -> str:
    """ "Person A" … "Person Z", "Person AA" …; `n` from 0."""
    letters, n = "", n + 1
    while n:
        n, rest = divmod(n - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"Person {letters}"


# -- what officers write ----------------------------------------------------------------------------------------


def without_names(case: CaseFile, act: Act) -> Act:
    """The act as it is entered: registered names in its free texts (`free_texts.py`) are pseudonyms.

    `renamed` in its data says how many names there were, so that the file shows that it does not keep the very words.
    """
    count = 0

    def hidden(text: str) -> str:
        nonlocal count
        text, found = replaced(text, case.registered, lambda person: person.pseudonym)
        count += found
        return text

    data = rewritten(act, hidden)
    return replace(act, data={**data, "renamed": count}) if count else act


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


# -- the steps --------------------------------------------------------------------------------------------------


def spelling_of(text: str) -> str:
    """A name on one line, in one form of Unicode; what is far too long for one is cut."""
    return unicodedata.normalize("NFC", " ".join(text[:LONGEST_NAME].split()))  # NFC can take quadratic time


def _checked(case: CaseFile, spellings: list[str], of: int) -> tuple[str, ...]:
    """The spellings once each. Raises NameTooShort, NameReserved, NameTaken."""
    found: list[str] = []
    for spelling in spellings:
        if len(spelling) < SHORTEST_NAME:
            raise NameTooShort(name=spelling, least=SHORTEST_NAME)
        if like_a_pseudonym(spelling):
            raise NameReserved(name=spelling)
        if taken := owner(spelling, (one for one in case.registered if one.n != of)):
            raise NameTaken(name=spelling, who=taken.pseudonym)
        if not any(same(spelling, other) for other in found):
            found.append(spelling)
    return tuple(found)


def _spellings(data: Mapping[str, Any]) -> list[str]:
    return [spelling_of(str(one)) for one in data.get("also", ())]


def _added(case: CaseFile, act: Act) -> CaseFile:
    name, role, n = spelling_of(reason_of(act.data, "name")), Role(act.data["role"]), len(case.persons)
    since = date.fromisoformat(act.data["since"]) if act.data.get("since") else act.day
    if not case.received <= since <= act.day:
        raise KnownDayWrong()
    name, *also = _checked(case, [name, *_spellings(act.data)], n)
    return replace(case, persons=(*case.persons, Person(n, name, tuple(also), role, since)))


def find(case: CaseFile, n: object) -> Person:
    """The person with this number. Raises NotAllowed."""
    if type(n) is not int or not 0 <= n < len(case.persons):
        raise NotAllowed()
    return case.persons[n]


def _standing(case: CaseFile, n: object) -> Person:
    """The same, unless the entry was withdrawn. Raises NotAllowed."""
    person = find(case, n)
    if person.withdrawn_on:
        raise NotAllowed()
    return person


def _with(case: CaseFile, changed: Person) -> CaseFile:
    return replace(case, persons=tuple(changed if one.n == changed.n else one for one in case.persons))


def _spelled(case: CaseFile, act: Act) -> CaseFile:
    person = _standing(case, act.data["n"])
    name, *also = _checked(case, [person.name, *person.also, *_spellings(act.data)], person.n)
    if len(also) == len(person.also):
        raise NotAllowed()
    return _with(case, replace(person, name=name, also=tuple(also)))


def _decided(case: CaseFile, act: Act) -> CaseFile:
    person, data = _standing(case, act.data["n"]), act.data
    if data.get("informed_on"):
        on = date.fromisoformat(data["informed_on"])
        if not case.received <= on <= act.day:
            raise InformedDayWrong()
        return _with(case, replace(person, informed_on=on, deferred_until=None, because=""))
    until, because = date.fromisoformat(data["deferred_until"]), reason_of(data, "because")
    if not act.day < until <= add_months(act.day, DEFER_MONTHS):
        raise DeferralWrong()
    return _with(case, replace(person, informed_on=None, deferred_until=until, because=because))


def _withdrawn(case: CaseFile, act: Act) -> CaseFile:
    """An entry made by mistake ends, with its deferral. Informing somebody cannot be undone."""
    person, reason = _standing(case, act.data["n"]), reason_of(act.data)
    if person.informed_on:
        raise NotAllowed()
    ended = replace(person, deferred_until=None, because="", withdrawn_on=act.day, withdrawn_because=reason)
    return _with(case, ended)


def _access_answered(case: CaseFile, act: Act) -> CaseFile:
    find(case, act.data["n"])
    reason_of(act.data, "text")
    return case


STEPS: dict[Kind, Callable[[CaseFile, Act], CaseFile]] = {
    Kind.PERSON_ADDED: _added,
    Kind.PERSON_SPELLED: _spelled,
    Kind.PERSON_DECIDED: _decided,
    Kind.PERSON_WITHDRAWN: _withdrawn,
    Kind.ACCESS_ANSWERED: _access_answered,
}
