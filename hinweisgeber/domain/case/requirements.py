"""What is missing before the next stage, and before the end of the procedure: one small rule each, with its paragraph.

On the way nothing of this blocks: it is shown, with the way to it. The end comes only when nothing is missing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from ...marks import N_
from ..persons.disclosure import INSIDE
from .casefile import CaseFile
from .checklist import Proofs, passed_on
from .flags import Scope
from .outcomes import Outcome
from .points import points_of
from .stages import Stage

HANDED = (Outcome.HANDED_INTERNAL, Outcome.HANDED_AUTHORITY)


@dataclass(frozen=True)
class Missing:
    """Something that is missing: a point of the checklist or a rule of this module."""

    id: str
    source: str  # the paragraph


@dataclass(frozen=True)
class _Rule:
    id: str
    source: str
    kept: Callable[[CaseFile, Proofs, str, date], bool]  # the case, what was done, the outcome chosen, the day


def _scope(case: CaseFile, proofs: Proofs, outcome: str, day: date) -> bool:
    """The scope check has a result."""
    return case.scope is not Scope.OPEN


def _acknowledged(case: CaseFile, proofs: Proofs, outcome: str, day: date) -> bool:
    """The reporter has the acknowledgement. It cannot be waived: § 28 Abs. 1 S. 2 is for external bodies only."""
    return case.acknowledged is not None


def _feedback(case: CaseFile, proofs: Proofs, outcome: str, day: date) -> bool:
    """The reporter has the feedback, or it stands there why there is none."""
    return case.feedback_on is not None or case.feedback_waived is not None


def _persons(case: CaseFile, proofs: Proofs, outcome: str, day: date) -> bool:
    """Each person concerned: informed on, or deferred until, because; or it stands there that nobody is named."""
    return all(person.decided_on(day) for person in case.registered) if case.registered else "persons" in proofs


def _measures(case: CaseFile, proofs: Proofs, outcome: str, day: date) -> bool:
    """A measure is in the register, or it stands there why none is needed."""
    return "follow-up" in proofs


def _minutes(case: CaseFile, proofs: Proofs, outcome: str, day: date) -> bool:
    """Minutes of what was told by word of mouth are final."""
    return not case.minutes.state.pending


def _retaliation(case: CaseFile, proofs: Proofs, outcome: str, day: date) -> bool:
    """Every report of retaliation has been assessed."""
    return case.open_retaliations <= 0


def _handed_over(case: CaseFile, proofs: Proofs, outcome: str, day: date) -> bool:
    """Who hands a case over has passed something on since it was last reopened: it stands in the register of
    disclosures. What stays within the inquiry goes to no authority; to the unit that inquires it may.
    """
    made = [entry for entry in case.disclosures if entry.made_on and passed_on(entry.n) in proofs]
    inside = outcome == Outcome.HANDED_INTERNAL
    return outcome not in HANDED or any(inside or entry.basis not in INSIDE for entry in made)


CLOSING = (
    _Rule("scope", N_("§ 17 Abs. 1 Nr. 2 HinSchG"), _scope),
    _Rule("acknowledge", N_("§ 17 Abs. 1 Nr. 1 HinSchG"), _acknowledged),
    _Rule("retaliation-open", N_("§ 36 HinSchG"), _retaliation),
    _Rule("minutes", N_("§ 11 Abs. 4 HinSchG"), _minutes),
    _Rule("persons", N_("Art. 14 DSGVO"), _persons),
    _Rule("follow-up", N_("§ 17 Abs. 1 Nr. 6, § 18 HinSchG"), _measures),
    _Rule("feedback", N_("§ 17 Abs. 2 HinSchG"), _feedback),
    _Rule("disclosure", N_("§ 9, § 18 Nr. 4 HinSchG"), _handed_over),
)


def missing(case: CaseFile, to: Stage, proofs: Proofs, day: date, outcome: str = "") -> tuple[Missing, ...]:
    """What is missing on this day before the case goes to stage `to`; with what it ends, when that is its end.

    For the end it blocks. Before another stage it is every open point of the stages up to that one.
    """
    if to is Stage.CLOSED:
        return tuple(Missing(rule.id, rule.source) for rule in CLOSING if not rule.kept(case, proofs, outcome, day))
    order = list(Stage)
    before = [point for stage in order[: order.index(to)] for point in points_of(stage)]
    return tuple(Missing(point.id, point.source) for point in before if point.id not in proofs)
