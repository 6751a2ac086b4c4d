"""The stages of a case and the one table of allowed transitions (DESIGN § 5)."""

from __future__ import annotations

from enum import StrEnum


class Stage(StrEnum):
    """Where a case stands; the values are stored and travel in forms."""

    RECEIVED = "RECEIVED"
    PREVENTION = "PREVENTION"
    INVESTIGATION = "INVESTIGATION"
    RESPONSE = "RESPONSE"
    CLOSED = "CLOSED"


WITHOUT_REASON, WITH_REASON = False, True

#: (from, to) → whether a reason is needed. What is not in this table cannot happen.
TRANSITIONS: dict[tuple[Stage, Stage], bool] = {
    (Stage.RECEIVED, Stage.PREVENTION): WITHOUT_REASON,
    (Stage.PREVENTION, Stage.INVESTIGATION): WITHOUT_REASON,
    (Stage.PREVENTION, Stage.CLOSED): WITH_REASON,
    (Stage.INVESTIGATION, Stage.PREVENTION): WITH_REASON,
    (Stage.INVESTIGATION, Stage.RESPONSE): WITHOUT_REASON,
    (Stage.INVESTIGATION, Stage.CLOSED): WITH_REASON,
    (Stage.RESPONSE, Stage.PREVENTION): WITH_REASON,
    (Stage.RESPONSE, Stage.INVESTIGATION): WITH_REASON,
    (Stage.RESPONSE, Stage.CLOSED): WITH_REASON,
    (Stage.CLOSED, Stage.PREVENTION): WITH_REASON,
    (Stage.CLOSED, Stage.INVESTIGATION): WITH_REASON,
}


def successors(stage: Stage) -> tuple[Stage, ...]:
    """The stages reachable from `stage`, in the order of the table."""
    return tuple(to for (frm, to) in TRANSITIONS if frm is stage)


def allowed(frm: Stage, to: Stage) -> bool:
    """Whether the table has this transition."""
    return (frm, to) in TRANSITIONS


def needs_reason(frm: Stage, to: Stage) -> bool:
    """Whether this transition wants a reason. Raises KeyError when it is not in the table."""
    return TRANSITIONS[frm, to]
