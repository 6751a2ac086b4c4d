"""A proposal as the sheet of a case keeps it: whose, of what, until when, and what became of it. The act itself stands
sealed in its entry."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from ..codec import canonical

LABEL = b"hinweisgeber/v1/act\n"
SALT = 32  # hex digits
#: What an act is given only when it is carried out: where its message stands, and for whom its signer stood in.
LATER = frozenset({"place", "digest", "instead"})


class ProposalState(StrEnum):
    """What became of a proposal. That its days are over needs no entry."""

    OPEN = ""
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


def act_digest(salt: str, kind: str, values: Mapping[str, Any]) -> str:
    """SHA-384 of an act, hex: by its salt nobody who guesses the act can tell."""
    said = [salt, kind, {name: value for name, value in values.items() if name not in LATER}]
    return hashlib.sha384(LABEL + canonical(said)).hexdigest()


@dataclass(frozen=True)
class Proposal:
    """The n-th proposal of a case, from 1; `entry`: its number in the journal, `row`: of the table, `kind`: of the act
    proposed. `place`: of the message in which the reporter is told, -1 none."""

    n: int
    entry: int
    row: str
    kind: str
    act: str
    salt: str
    by: str
    day: date
    not_before: date
    until: date
    place: int = -1
    objected_on: date | None = None
    answered_on: date | None = None
    state: ProposalState = ProposalState.OPEN
    ended_on: date | None = None
    ended_by: str = ""

    def stands(self, day: date) -> bool:
        """Whether it can still be confirmed or declined."""
        return self.state is ProposalState.OPEN and day <= self.until

    @property
    def objection_open(self) -> bool:
        """Whether the reporter has objected and nobody has answered."""
        return self.objected_on is not None and self.answered_on is None

    def is_of(self, kind: str, values: Mapping[str, Any]) -> bool:
        """Whether this very act is proposed with it."""
        return act_digest(self.salt, kind, values) == self.act
