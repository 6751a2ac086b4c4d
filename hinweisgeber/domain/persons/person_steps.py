"""The register of the persons named in a case, step by step: added, spelled, informed or not yet and why (DSGVO
Art. 14), withdrawn, answered when they ask (Art. 15)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from ...errors import FormatBroken
from ..acts import Act, Data, Exact, FreeText, Kind
from ..case.casefile import CaseFile
from ..case.deadlines import add_months
from ..errors.case import NotAllowed
from ..errors.persons import DeferralWrong, InformedDayWrong, KnownDayWrong, NameReserved, NameTaken, NameTooShort
from ..reasons import reason_of
from ..record import Record
from .naming import owner
from .person import Person, Role
from .pseudonyms import like_a_pseudonym, same

DEFER_MONTHS = 12  # then it must be decided anew: an aim of ours, so that no deferral is forgotten
LONGEST_NAME = 1000  # characters read of one
SHORTEST_NAME = 3  # characters: what is shorter hits everyday words


@dataclass(frozen=True)
class PersonAdded(Data):
    """A name and what its bearer has to do with the matter; `also`: other spellings."""

    role: Role
    name: Exact | None = None
    also: tuple[Exact, ...] | None = None
    since: date | None = None


@dataclass(frozen=True)
class PersonSpelled(Data):
    """Further spellings of a name."""

    n: int
    also: tuple[Exact, ...] | None = None


@dataclass(frozen=True)
class PersonDecided(Data):
    """The person was informed on a day, or is not until a day, because."""

    n: int
    informed_on: date | None = None
    deferred_until: date | None = None
    because: FreeText | None = None


@dataclass(frozen=True)
class PersonWithdrawn(Data):
    """The entry was a mistake."""

    n: int
    reason: FreeText | None = None


@dataclass(frozen=True)
class AccessAnswered(Data):
    """What a person was told who asked."""

    n: int
    text: FreeText | None = None


def spelling_of(text: str) -> str:
    """A name on one line, in one form of Unicode; what is far too long for one is cut."""
    return unicodedata.normalize("NFC", " ".join(text[:LONGEST_NAME].split()))  # NFC can take quadratic time


def _checked(case: CaseFile, spellings: list[str], of: int) -> tuple[str, ...]:
    """The spellings once each. Raises NameTooShort, NameReserved, NameTaken."""
    found: list[str] = []
    for n, spelling in enumerate(spellings):
        field = "also" if n else "name"
        if len(spelling) < SHORTEST_NAME:
            raise NameTooShort(name=spelling, least=SHORTEST_NAME).at(field)
        if like_a_pseudonym(spelling):
            raise NameReserved(name=spelling).at(field)
        if taken := owner(spelling, (one for one in case.registered if one.n != of)):
            raise NameTaken(name=spelling, who=taken.pseudonym).at(field)
        if not any(same(spelling, other) for other in found):
            found.append(spelling)
    return tuple(found)


def _spellings(also: Iterable[str] | None) -> list[str]:
    return [spelling_of(one) for one in also or ()]


def _added(case: CaseFile, act: Act, data: PersonAdded) -> CaseFile:
    name, n, since = spelling_of(reason_of(data.name)), len(case.persons), data.since or act.day
    if not case.received <= since <= act.day:
        raise KnownDayWrong()
    name, *also = _checked(case, [name, *_spellings(data.also)], n)
    return replace(case, persons=(*case.persons, Person(n, name, tuple(also), data.role, since)))


def find(case: CaseFile, n: int) -> Person:
    """The person with this number. Raises NotAllowed."""
    if not 0 <= n < len(case.persons):
        raise NotAllowed()
    return case.persons[n]


def _standing(case: CaseFile, n: int) -> Person:
    """The same, unless the entry was withdrawn. Raises NotAllowed."""
    person = find(case, n)
    if person.withdrawn_on:
        raise NotAllowed()
    return person


def _with(case: CaseFile, changed: Person) -> CaseFile:
    return replace(case, persons=tuple(changed if one.n == changed.n else one for one in case.persons))


def _spelled(case: CaseFile, act: Act, data: PersonSpelled) -> CaseFile:
    person = _standing(case, data.n)
    name, *also = _checked(case, [person.name, *person.also, *_spellings(data.also)], person.n)
    if len(also) == len(person.also):
        raise NotAllowed()
    return _with(case, replace(person, name=name, also=tuple(also)))


def _decided(case: CaseFile, act: Act, data: PersonDecided) -> CaseFile:
    person, until = _standing(case, data.n), data.deferred_until
    if data.informed_on:
        if not case.received <= data.informed_on <= act.day:
            raise InformedDayWrong()
        return _with(case, replace(person, informed_on=data.informed_on, deferred_until=None, because=""))
    if until is None:
        raise FormatBroken("neither informed nor deferred")
    because = reason_of(data.because)
    if not act.day < until <= add_months(act.day, DEFER_MONTHS):
        raise DeferralWrong()
    return _with(case, replace(person, informed_on=None, deferred_until=until, because=because))


def _withdrawn(case: CaseFile, act: Act, data: PersonWithdrawn) -> CaseFile:
    """An entry made by mistake ends, with its deferral. Informing somebody cannot be undone."""
    person, reason = _standing(case, data.n), reason_of(data.reason)
    if person.informed_on:
        raise NotAllowed()
    ended = replace(person, deferred_until=None, because="", withdrawn_on=act.day, withdrawn_because=reason)
    return _with(case, ended)


def _access_answered(case: CaseFile, act: Act, data: AccessAnswered) -> CaseFile:
    find(case, data.n)
    reason_of(data.text)
    return case


RECORDS = (
    Record(Kind.PERSON_ADDED, PersonAdded, _added),
    Record(Kind.PERSON_SPELLED, PersonSpelled, _spelled),
    Record(Kind.PERSON_DECIDED, PersonDecided, _decided, points=("persons",)),
    Record(Kind.PERSON_WITHDRAWN, PersonWithdrawn, _withdrawn),
    Record(Kind.ACCESS_ANSWERED, AccessAnswered, _access_answered),
)
