"""What an operator should look at before and while the portal runs: findings with stable ids and a hint each.

Errors stop the start (`refuse_errors`); warnings and open points are shown by `hinweisgeber check`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from hinweisgeber.config import rules_machine, rules_texts
from hinweisgeber.config.institution import Institution
from hinweisgeber.config.rule import CAUSES, LETS_START, LEVELS, RULES, Finding, Situation
from hinweisgeber.config.settings import Settings
from hinweisgeber.errors import SettingsWrong

__all__ = ["RULES", "Finding", "findings", "refuse_errors", "rules_machine", "rules_texts"]


def findings(
    settings: Settings,
    institution: Institution,
    *,
    today: date,
    officers: int | None = None,
    last_days: Mapping[str, date] | None = None,
    unreceived: date | None = None,
    roles: Mapping[str, int] | None = None,
    faces: Iterable[str] = ("intake", "office"),
) -> list[Finding]:
    """Everything the rules dislike, errors first, then by id. `faces` are those that run on this machine."""
    situation = Situation(settings, institution, today, officers, last_days or {}, unreceived, roles, frozenset(faces))
    found = [
        Finding(key, level, setting, what, hint, CAUSES[key])
        for key, (level, hint, check) in RULES.items()
        for setting, what in check(situation)
    ]
    return sorted(found, key=lambda one: (LEVELS.index(one.level), one.id))


def refuse_errors(found: Iterable[Finding]) -> None:
    """Raise SettingsWrong for the first finding of level error."""
    for one in found:
        if one.level == "error" and one.id not in LETS_START:
            raise SettingsWrong(one.setting, f"{one.what} {one.hint} ({one.id})")
