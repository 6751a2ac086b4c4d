"""The training register (HinSchG § 15 Abs. 2): who has learned what, and until when that counts. Whoever works for the
Meldestelle must have the skills for it; somebody who checks can see that they do."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from .acts import Data, Kind
from .ending.readable import harmless
from .record import Record

LONGEST = timedelta(days=5 * 366)  # so long one training counts at most
NOTICE = timedelta(days=60)  # before its end one is reminded


class Subject(StrEnum):
    """What a training was about. A choice and no text: nothing of a person but this stands in the journal."""

    BASICS = "basics"
    REFRESHER = "refresher"
    TALKS = "talks"
    INQUIRIES = "inquiries"
    PRIVACY = "privacy"
    SECURITY = "security"


#: One of these must count, else somebody works without the skills that the law asks for.
OF_THE_LAW = frozenset({Subject.BASICS, Subject.REFRESHER})


@dataclass(frozen=True)
class Training:
    """Who was trained in what, on which day, and the last day on which it counts; `by`: the lead who entered it, with
    entry `seq` of the journal."""

    officer_id: str
    subject: Subject
    day: date
    until: date
    by: str = ""
    seq: int = 0

    @property
    def is_sound(self) -> bool:
        """Whether its days can be."""
        return timedelta() <= self.until - self.day <= LONGEST


def newest(found: Iterable[Training]) -> list[Training]:
    """Of each person and subject the one that counts longest, by its end."""
    best: dict[tuple[str, Subject], Training] = {}
    for one in found:
        if (known := best.get((one.officer_id, one.subject))) is None or known.until <= one.until:
            best[one.officer_id, one.subject] = one
    return sorted(best.values(), key=lambda one: (one.until, one.officer_id, one.subject))


def ending(found: Iterable[Training], people: Collection[str], on: date) -> list[Training]:
    """Of these people, what ends within 60 days or has ended and was not done again, by its end. Basics and a refresher
    are one: whoever refreshed needs no new basics."""
    last = {one.officer_id: one.until for one in newest(found) if one.subject in OF_THE_LAW}  # the latest wins
    there = (one for one in newest(found) if one.officer_id in people and one.until - NOTICE <= on)
    return [one for one in there if one.subject not in OF_THE_LAW or one.until == last[one.officer_id]]


def untrained(found: Iterable[Training], people: Iterable[str], on: date) -> list[str]:
    """Who of these has, on that day, nothing of what § 15 Abs. 2 asks for; in their order."""
    able = {one.officer_id for one in found if one.subject in OF_THE_LAW and one.day <= on <= one.until}
    return [one for one in people if one not in able]


#: About the installation: they say everything openly.
RECORDS = tuple(Record[object, Data](kind, Data, readable=harmless) for kind in (Kind.TRAINED, Kind.TRAINING_STRUCK))
