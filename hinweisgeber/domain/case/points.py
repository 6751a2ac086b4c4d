"""The points of the checklist: the six duties of HinSchG § 17 Abs. 1 at its head, and what each stage asks for beside
them. Which acts do a point stands in their records."""

from __future__ import annotations

from dataclasses import dataclass

from ...marks import N_
from .stages import Stage


@dataclass(frozen=True)
class Point:
    """One point: `recorded` says whether what was found does it, beside the acts that do."""

    id: str
    stage: Stage
    source: str  # the paragraph it comes from, for the page
    recorded: bool = True


_ALL = (
    Point("acknowledge", Stage.RECEIVED, N_("§ 17 Abs. 1 Nr. 1 HinSchG"), recorded=False),
    Point("take-over", Stage.RECEIVED, N_("§ 15 HinSchG"), recorded=False),
    Point("scope", Stage.PREVENTION, N_("§ 17 Abs. 1 Nr. 2, §§ 2–5 HinSchG"), recorded=False),
    Point("conflict", Stage.PREVENTION, N_("§ 15 Abs. 1 HinSchG")),
    Point("retaliation", Stage.PREVENTION, N_("§ 36 HinSchG")),
    Point("circle", Stage.PREVENTION, N_("§ 8 HinSchG")),
    Point("urgency", Stage.PREVENTION, N_("§ 17 Abs. 1 Nr. 6 HinSchG")),
    Point("evidence-secured", Stage.PREVENTION, N_("§ 11 Abs. 1 HinSchG")),
    Point("contact", Stage.INVESTIGATION, N_("§ 17 Abs. 1 Nr. 3 HinSchG")),
    Point("validity", Stage.INVESTIGATION, N_("§ 17 Abs. 1 Nr. 4 HinSchG")),
    Point("questions", Stage.INVESTIGATION, N_("§ 17 Abs. 1 Nr. 5 HinSchG")),  # whether a message asks nobody can tell
    Point("hearings", Stage.INVESTIGATION, N_("§ 18 Nr. 1 HinSchG")),
    Point("evidence", Stage.INVESTIGATION, N_("§ 18 Nr. 1 HinSchG")),
    Point("persons", Stage.INVESTIGATION, N_("Art. 14 DSGVO")),
    Point("follow-up", Stage.RESPONSE, N_("§ 17 Abs. 1 Nr. 6, § 18 HinSchG")),
    Point("feedback", Stage.RESPONSE, N_("§ 17 Abs. 2 HinSchG"), recorded=False),
    Point("lessons", Stage.RESPONSE, N_("Vorsorge")),
    Point("outcome", Stage.CLOSED, N_("§ 18 HinSchG"), recorded=False),
    Point("after-care", Stage.CLOSED, N_("§ 36 HinSchG")),
)

POINTS: dict[str, Point] = {point.id: point for point in _ALL}

#: What the law itself asks for (§ 17 Abs. 1 Nr. 1–6), in its order.
HEAD = tuple(POINTS[one] for one in ("acknowledge", "scope", "contact", "validity", "questions", "follow-up"))

#: In 0.1.0 a finding could be recorded here too. Such acts still fold, but they do not do the point any more.
FORMERLY_RECORDED = frozenset({"scope"})


def points_of(stage: Stage) -> tuple[Point, ...]:
    """The checklist of one stage, in order."""
    return tuple(point for point in _ALL if point.stage is stage)
