"""A person named in a case: the name stands in one place, everywhere else their pseudonym (HinSchG § 8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ..case.deadlines import add_months

INFORM_MONTHS = 1  # DSGVO Art. 14 Abs. 3 lit. a


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
