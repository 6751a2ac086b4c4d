"""What the reporter writes does to a case: messages, answers to what the office asked, new retaliation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from . import disclosure, meetings, minutes
from .acts import Act, Kind
from .errors.case import NotAllowed
from .meetings import Meeting, MeetingState
from .report import ANSWER, MEETING_REQUEST, RETALIATION

if TYPE_CHECKING:
    from .casefile import CaseFile


def _follow_up(case: CaseFile, act: Act) -> CaseFile:
    """The next message of the reporter. It is never refused for what it says: nonsense changes nothing."""
    if act.data["place"] != case.follow_ups + 1:
        raise NotAllowed()
    case = replace(case, follow_ups=case.follow_ups + 1, erasure_authorised=None)
    says = act.data.get("says")
    if says == RETALIATION:  # § 36: its own event, which raises the case
        return replace(case, retaliations=(*case.retaliations, act.day))
    if says == MEETING_REQUEST:  # § 16 Abs. 3
        return replace(case, meeting=Meeting(MeetingState.WISHED, on=act.day))
    return _answered(case, act) if says == ANSWER else case


def _answered(case: CaseFile, act: Act) -> CaseFile:
    if case.no_code:  # the person took no code along: whoever answers is somebody else
        return case
    place, choice = act.data["answer"]["to"], act.data["answer"]["choice"]
    for question in (disclosure, minutes, meetings):
        case = question.answered(case, place, choice, act.day)
    return case


STEPS: dict[Kind, Callable[[CaseFile, Act], CaseFile]] = {Kind.FOLLOW_UP: _follow_up}
