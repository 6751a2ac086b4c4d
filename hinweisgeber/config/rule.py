"""What a check is made of: a rule under a stable id, the situation it looks at, the finding it yields.

A rule is a small function that yields (setting, what) for everything it dislikes; its id, level and hint
stand in its decorator.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from hinweisgeber.config.institution import Institution
from hinweisgeber.config.settings import Settings

Level = Literal["error", "warning", "open"]  # open: what the institution has yet to decide or to bring
LEVELS: tuple[Level, ...] = ("error", "warning", "open")


@dataclass(frozen=True)
class Finding:
    """One thing to look at: which rule, how serious, where, what is the matter, what to do, and a word for machines
    that says why."""

    id: str
    level: Level
    setting: str
    what: str
    hint: str
    cause: str = "setting"


@dataclass(frozen=True)
class Situation:
    """What the rules look at. `officers` counts the active ones in the ring, None when no ring was read;
    `last_days` says by function until when its holder is valid (`Ring.last_days`), `unreceived` is the first day from
    today to the end of the notice on which nobody receives new reports, `roles` how many are active in each role."""

    settings: Settings
    institution: Institution
    today: date
    officers: int | None = None
    last_days: Mapping[str, date] = field(default_factory=dict)
    unreceived: date | None = None
    roles: Mapping[str, int] | None = None
    faces: frozenset[str] = frozenset({"intake", "office"})


Found = Iterator[tuple[str, str]]
Rule = Callable[[Situation], Found]
RULES: dict[str, tuple[Level, str, Rule]] = {}
CAUSES: dict[str, str] = {}
LETS_START: set[str] = set()  # errors that stop no face: closed, it would help nobody


def rule(number: str, level: Level, hint: str, cause: str = "setting", stops: bool = True) -> Callable[[Rule], Rule]:
    """Register a rule under its id HG-C<number>; an id is never reused. `stops`: an error stops the start."""

    def register(function: Rule) -> Rule:
        key = f"HG-C{number}"
        if key in RULES:
            raise ValueError(f"{key} is taken")
        RULES[key], CAUSES[key] = (level, hint, function), cause
        if not stops:
            LETS_START.add(key)
        return function

    return register
