"""The checklist of a case: the six duties of HinSchG § 17 Abs. 1 at its head, and what each stage asks for beside them.

A point is done by an act and by nothing else: by one that does it (a message, the scope check), or by one that says
what was found. So it always has a day and a person. Nothing is ever just ticked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from .acts import Act, Kind
from .stages import Stage

Proofs = Mapping[str, Act]  # by point: the act that did it; by `passed_on(n)`: the act that made this disclosure
Does = Callable[[Act], bool]


@dataclass(frozen=True)
class Point:
    """One point of a checklist: `does` tells the acts that do it; `recorded` says whether a finding does it too."""

    id: str
    stage: Stage
    source: str  # the paragraph it comes from, for the page
    does: Does = lambda act: False
    recorded: bool = True

    def done_by(self, act: Act) -> bool:
        """Whether this act does the point."""
        found = self.recorded and act.kind is Kind.CHECKED and act.data.get("point") == self.id
        return found or self.does(act)


def _any(*kinds: Kind) -> Does:
    return lambda act: act.kind in kinds


def _acknowledges(act: Act) -> bool:
    """By hand, or at once by the machine."""
    return act.kind is Kind.ACKNOWLEDGED or (act.kind is Kind.CASE_RECEIVED and bool(act.data.get("acknowledged")))


#: Acts with which the office may say something to the reporter; it did when they name a place.
_SPEAKS = frozenset(
    {
        Kind.ACKNOWLEDGED,
        Kind.REPLY,
        Kind.FEEDBACK,
        Kind.MINUTES_SENT,
        Kind.MEETING_OFFERED,
        Kind.DISCLOSURE_PLANNED,
    }
)


def _contacts(act: Act) -> bool:
    """A message to the reporter beside the acknowledgement."""
    return act.kind is not Kind.ACKNOWLEDGED and act.kind in _SPEAKS and "place" in act.data


_ALL = (
    Point("acknowledge", Stage.RECEIVED, "§ 17 Abs. 1 Nr. 1 HinSchG", _acknowledges, recorded=False),
    Point("take-over", Stage.RECEIVED, "§ 15 HinSchG", _any(Kind.TAKEN_OVER, Kind.ASSIGNED), recorded=False),
    Point("scope", Stage.PREVENTION, "§ 17 Abs. 1 Nr. 2, §§ 2–5 HinSchG", _any(Kind.SCOPE), recorded=False),
    Point("conflict", Stage.PREVENTION, "§ 15 Abs. 1 HinSchG"),
    Point("retaliation", Stage.PREVENTION, "§ 36 HinSchG"),
    Point("circle", Stage.PREVENTION, "§ 8 HinSchG"),
    Point("urgency", Stage.PREVENTION, "§ 17 Abs. 1 Nr. 6 HinSchG"),
    Point("evidence-secured", Stage.PREVENTION, "§ 11 Abs. 1 HinSchG"),
    Point("contact", Stage.INVESTIGATION, "§ 17 Abs. 1 Nr. 3 HinSchG", _contacts),
    Point("validity", Stage.INVESTIGATION, "§ 17 Abs. 1 Nr. 4 HinSchG"),
    Point("questions", Stage.INVESTIGATION, "§ 17 Abs. 1 Nr. 5 HinSchG"),  # whether a message asks nobody can tell
    Point("hearings", Stage.INVESTIGATION, "§ 18 Nr. 1 HinSchG"),
    Point("evidence", Stage.INVESTIGATION, "§ 18 Nr. 1 HinSchG"),
    Point("persons", Stage.INVESTIGATION, "Art. 14 DSGVO", _any(Kind.PERSON_DECIDED)),
    Point("follow-up", Stage.RESPONSE, "§ 17 Abs. 1 Nr. 6, § 18 HinSchG", _any(Kind.MEASURE_ADDED)),
    Point("feedback", Stage.RESPONSE, "§ 17 Abs. 2 HinSchG", _any(Kind.FEEDBACK, Kind.FEEDBACK_WAIVED), recorded=False),
    Point("lessons", Stage.RESPONSE, "Vorsorge"),
    Point("outcome", Stage.CLOSED, "§ 18 HinSchG", _any(Kind.CLOSED), recorded=False),
    Point("after-care", Stage.CLOSED, "§ 36 HinSchG"),
)

POINTS: dict[str, Point] = {point.id: point for point in _ALL}

#: What the law itself asks for (§ 17 Abs. 1 Nr. 1–6), in its order.
HEAD = tuple(POINTS[one] for one in ("acknowledge", "scope", "contact", "validity", "questions", "follow-up"))

#: In 0.1.0 a finding could be recorded here too. Such acts still fold, but they do not do the point any more.
FORMERLY_RECORDED = frozenset({"scope"})


def points_of(stage: Stage) -> tuple[Point, ...]:
    """The checklist of one stage, in order."""
    return tuple(point for point in _ALL if point.stage is stage)


def passed_on(n: int) -> str:
    """Where `proofs` says that the n-th entry of the register of disclosures was made."""
    return f"passed-on-{n}"


def proofs(log: Iterable[Act]) -> Proofs:
    """By point, the latest act that did it; `log`: the acts on the case and on its measures, in order.

    What was decided on a person whose entry was withdrawn proves nothing. Of a case that is reopened neither the
    outcome stays nor what was passed on before.
    """
    acts = list(log)
    withdrawn = {act.data.get("n") for act in acts if act.kind is Kind.PERSON_WITHDRAWN}
    found: dict[str, Act] = {}
    for act in acts:
        if act.kind is Kind.PERSON_DECIDED and act.data.get("n") in withdrawn:
            continue
        found |= {point.id: act for point in _ALL if point.done_by(act)}
        if act.kind is Kind.DISCLOSURE_MADE:
            found[passed_on(act.data.get("n", 0))] = act
        if act.kind is Kind.REOPENED:
            found = {id_: one for id_, one in found.items() if one.kind not in (Kind.CLOSED, Kind.DISCLOSURE_MADE)}
    return found
