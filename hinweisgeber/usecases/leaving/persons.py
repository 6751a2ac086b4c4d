"""Persons named in a case: registered, spelled in other ways too, informed or not yet (HinSchG § 8, DSGVO Art. 14).

All acts raise what `casework.py` says of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ...domain.acts import Act, Kind
from ...domain.case.casefile import CaseFile
from ...domain.case.measures import Measure
from ...domain.dialogue.texts import LINE_LIMIT, check_text, optional_text
from ...domain.errors.fields import ChoiceMissing, TextTooLong
from ...domain.free_texts import free_texts
from ...domain.persons.person import Person, Role
from ...domain.persons.person_steps import PersonAdded, PersonDecided, PersonSpelled, PersonWithdrawn, spelling_of
from ...domain.persons.pseudonyms import names
from ..officer.casework import act
from ..officer.desk import Desk

NAME_LIMIT = 200  # characters of one name


@dataclass(frozen=True)
class Known:
    """A person to be registered, as typed: `also` holds other spellings, one a line."""

    name: str
    role: str
    also: str = ""
    surname: bool = False  # the last word of the name is a spelling of its own
    since: date | None = None


def add(desk: Desk, number: str, known: Known, once: str = "") -> CaseFile:
    """Registers a person, who has a pseudonym from then on. Raises ChoiceMissing (role), TextMissing, NameTooShort,
    NameTaken, NameReserved, KnownDayWrong."""
    name = spelling_of(check_text(known.name, NAME_LIMIT))
    if known.role not in list(Role):
        raise ChoiceMissing().at("role")
    also = _lines(known.also) + ([name.split()[-1]] if known.surname else [])
    data = PersonAdded(Role(known.role), name, tuple(also), known.since)
    return act(desk, number, Kind.PERSON_ADDED, data, once)


def spell(desk: Desk, number: str, n: int, also: str, once: str = "") -> CaseFile:
    """Further spellings of a registered person's name. Raises TextMissing, NameTooShort, NameTaken, NameReserved."""
    check_text(also)
    return act(desk, number, Kind.PERSON_SPELLED, PersonSpelled(n, tuple(_lines(also))), once)


def inform(desk: Desk, number: str, n: int, on: date, once: str = "") -> CaseFile:
    """The person was informed (DSGVO Art. 14). Raises InformedDayWrong."""
    return act(desk, number, Kind.PERSON_DECIDED, PersonDecided(n, informed_on=on), once)


def defer(desk: Desk, number: str, n: int, until: date, because: str, once: str = "") -> CaseFile:
    """The person is not informed yet, because (DSGVO Art. 14 Abs. 5). Raises DeferralWrong."""
    data = PersonDecided(n, deferred_until=until, because=optional_text(because))
    return act(desk, number, Kind.PERSON_DECIDED, data, once)


def withdraw(desk: Desk, number: str, n: int, reason: str, once: str = "") -> CaseFile:
    """The entry was a mistake: nothing is due for this person any more, and new texts keep the name. Raises
    ReasonMissing; NotAllowed when the person was informed."""
    return act(desk, number, Kind.PERSON_WITHDRAWN, PersonWithdrawn(n, optional_text(reason)), once)


def _lines(text: str) -> list[str]:
    try:
        lines = optional_text(text, LINE_LIMIT).splitlines()
        return [spelling_of(check_text(line, NAME_LIMIT)) for line in lines if line.strip()]
    except TextTooLong as refused:
        raise refused.at("also") from None


@dataclass(frozen=True)
class Named:
    """Where a person's name still stands: entries of the case's log, measures."""

    entries: tuple[Act, ...]
    measures: tuple[Measure, ...]


def where_named(log: Iterable[Act], measures: Iterable[Measure], person: Person) -> Named:
    """Texts written before the person was registered, or before this spelling was."""
    entries = (one for one in log if any(names(text, person) for _, text in free_texts(one)))
    found = (one for one in measures if names(f"{one.what}\n{one.who}\n{one.effect_note}", person))
    return Named(tuple(entries), tuple(found))
