"""What the office's part of the dialogue does to a case; the reporter's part is `follow_ups.py`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from .acts import Act, Kind
from .errors.case import NotAllowed
from .errors.dialogue import WayUnsaid
from .reasons import reason_of
from .report import LINE_LIMIT

if TYPE_CHECKING:
    from .casefile import CaseFile


def said_by_office(case: CaseFile, act: Act) -> CaseFile:
    """The office's next message; its place stands in the act."""
    if act.data["place"] != case.replies:
        raise NotAllowed()
    return replace(case, replies=case.replies + 1)


def check_way(case: CaseFile, how: str) -> None:
    """What the law says the reporter must be told reaches nobody in a mailbox without a code: then it must stand there
    on which way and when they were told. Acts of 0.2.0 have no such words, so the fold does not ask. Raises WayUnsaid.
    """
    if case.no_code and not 0 < len(how.strip()) <= LINE_LIMIT:
        raise WayUnsaid(limit=f"{LINE_LIMIT:,}".replace(",", "."))


def _acknowledged(case: CaseFile, act: Act) -> CaseFile:
    if case.acknowledged:
        raise NotAllowed()
    return replace(said_by_office(case, act), acknowledged=act.day)


def _feedback(case: CaseFile, act: Act) -> CaseFile:
    said = said_by_office(case, act)
    return said if case.feedback_on else replace(said, feedback_on=act.day)


def _feedback_waived(case: CaseFile, act: Act) -> CaseFile:
    reason_of(act.data)
    if case.feedback_on or case.feedback_waived:
        raise NotAllowed()
    return replace(case, feedback_waived=act.day)


def _retaliation_assessed(case: CaseFile, act: Act) -> CaseFile:
    reason_of(act.data)
    shown = act.data.get("shown", len(case.retaliations))  # acts of 0.2.0 assessed all there were
    if not case.retaliations_assessed < shown <= len(case.retaliations):
        raise NotAllowed()
    return replace(case, retaliations_assessed=shown)


STEPS: dict[Kind, Callable[[CaseFile, Act], CaseFile]] = {
    Kind.ACKNOWLEDGED: _acknowledged,
    Kind.REPLY: said_by_office,
    Kind.FEEDBACK: _feedback,
    Kind.FEEDBACK_WAIVED: _feedback_waived,
    Kind.RETALIATION_ASSESSED: _retaliation_assessed,
}
