"""What an entry says openly of power (SPEC §44): what it proposes, confirms or ends, on which
ground one signature is enough. So who holds no key can check that nobody acted alone where two are needed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

RULES = 1  # of two signatures, as this version knows them; 0: an entry of before there were any


@dataclass(frozen=True)
class Proposes:
    """That an act is proposed: its digest and class, when it may be confirmed and until when, and at which place of the
    dialogue the reporter is told; or why they are not told before (`sooner`)."""

    act: str
    power: str
    not_before: date
    until: date
    notice: int | None = None
    sooner: str = ""


@dataclass(frozen=True)
class Confirms:
    """That the entry is the effect of a proposal: its number and hash, and the digest of the act."""

    entry: int
    hash: str
    act: str


@dataclass(frozen=True)
class Openly:
    """All that one entry says of it. `ends`: the proposal that it declines or withdraws, `answers`: whose objection it
    answers, `objects`: those that the reporter's message objects to."""

    rules: int = 0
    proposes: Proposes | None = None
    confirms: Confirms | None = None
    ends: int | None = None
    answers: int | None = None
    objects: tuple[int, ...] = ()
    ground: str = ""


OLD = Openly()  # an entry under earlier rules: what was done then stays, and says so
