"""What has to be looked at in each stage (DESIGN § 5; HinSchG §§ 2, 17, 18).

A point is either *derived*: done when the file shows it, or *recorded*: done by an act that says what was found.
Nothing is ever just ticked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .stages import Stage

if TYPE_CHECKING:
    from .casefile import CaseFile


@dataclass(frozen=True)
class Point:
    """One point of a checklist; `derive` is None when an act records it."""

    id: str
    stage: Stage
    source: str  # the paragraph it comes from, for the page
    derive: Callable[[CaseFile], bool] | None = None

    def done(self, case: CaseFile) -> bool:
        """Whether the file shows this point as done."""
        return self.derive(case) if self.derive else self.id in case.checks


_ALL = (
    Point("acknowledge", Stage.RECEIVED, "§ 17 Abs. 1 Nr. 1 HinSchG", lambda c: c.acknowledged is not None),
    Point("take-over", Stage.RECEIVED, "§ 15 HinSchG", lambda c: bool(c.assigned_to)),
    Point("scope", Stage.PREVENTION, "§ 17 Abs. 1 Nr. 2, §§ 2–5 HinSchG"),
    Point("conflict", Stage.PREVENTION, "§ 15 Abs. 1 HinSchG"),
    Point("retaliation", Stage.PREVENTION, "§ 36 HinSchG"),
    Point("circle", Stage.PREVENTION, "§ 8 HinSchG"),
    Point("urgency", Stage.PREVENTION, "§ 17 Abs. 1 Nr. 6 HinSchG"),
    Point("evidence-secured", Stage.PREVENTION, "§ 11 Abs. 1 HinSchG"),
    Point("validity", Stage.INVESTIGATION, "§ 17 Abs. 1 Nr. 4 HinSchG"),
    Point("questions", Stage.INVESTIGATION, "§ 17 Abs. 1 Nr. 3, 5 HinSchG"),
    Point("hearings", Stage.INVESTIGATION, "§ 18 Nr. 1 HinSchG"),
    Point("evidence", Stage.INVESTIGATION, "§ 18 Nr. 1 HinSchG"),
    Point("follow-up", Stage.RESPONSE, "§ 17 Abs. 1 Nr. 6, § 18 HinSchG"),
    Point("feedback", Stage.RESPONSE, "§ 17 Abs. 2 HinSchG", lambda c: c.feedback_on is not None),
    Point("lessons", Stage.RESPONSE, "Vorsorge"),
    Point("outcome", Stage.CLOSED, "§ 18 HinSchG", lambda c: bool(c.outcome)),
    Point("after-care", Stage.CLOSED, "§ 36 HinSchG"),
)

POINTS: dict[str, Point] = {point.id: point for point in _ALL}


def points_of(stage: Stage) -> tuple[Point, ...]:
    """The checklist of one stage, in order."""
    return tuple(point for point in _ALL if point.stage is stage)
