"""What the journal tells without a key about the end of a case: from readable kinds of acts and their days alone.

What each kind means for it stands in its record; the fold keeps the same rule with all details, for the officers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from ..case import deadlines


@dataclass(frozen=True)
class Readable:
    """How far a case is from its erasure."""

    closed_on: date | None = None
    authorised: bool = False
    holds: int = 0
    archive_offered: bool = False
    archive_answered: bool = False

    @property
    def deletable_from(self) -> date | None:
        """First day of erasure by law (HinSchG § 11 Abs. 5), once closed."""
        return deadlines.deletable_from(self.closed_on) if self.closed_on else None

    def erasable_from(self) -> date | None:
        """First day on which the machine may erase this case; None while something stands against it."""
        return self.deletable_from if self.authorised and not self.holds else None


Meaning = Callable[[Readable, date], Readable]


def harmless(now: Readable, day: date) -> Readable:
    """Says nothing of a case's end."""
    return now


def taken_back(now: Readable, day: date) -> Readable:
    """An officer must look again before anything is destroyed."""
    return replace(now, authorised=False)
