"""The procedure as the law writes it: scope, flags, feedback, assessed retaliation. Each function is one act.

All raise what `casework.py` says of its own.
"""

from __future__ import annotations

from collections.abc import Mapping

from ...domain.acts import Kind, Reasoned
from ...domain.case.case_steps import Flagged, ScopeChecked
from ...domain.case.casefile import CaseFile
from ...domain.case.flags import Flag, Scope
from ...domain.dialogue.feedback import HEADS, Feedback
from ...domain.dialogue.office_steps import RetaliationAssessed
from ...domain.dialogue.texts import optional_text
from ...domain.errors.case import NotAllowed
from .casework import act, tell
from .desk import Desk


def check_scope(desk: Desk, number: str, result: str, reason: str, once: str = "") -> CaseFile:
    """The scope check (HinSchG § 17 Abs. 1 Nr. 2, §§ 2–5). It may be made again; the latest counts."""
    if not result or result not in list(Scope):
        raise NotAllowed()
    return act(desk, number, Kind.SCOPE, ScopeChecked(Scope(result), optional_text(reason)), once)


def set_flag(desk: Desk, number: str, flag: str, on: bool, reason: str, once: str = "") -> CaseFile:
    """Sets a flag, or takes it away."""
    if flag not in list(Flag):
        raise NotAllowed()
    return act(desk, number, Kind.FLAGGED, Flagged(Flag(flag), on, optional_text(reason)), once)


def give_feedback(
    desk: Desk, number: str, feedback: Feedback, heads: Mapping[str, str] = HEADS, once: str = "", how: str = ""
) -> CaseFile:
    """The feedback (HinSchG § 17 Abs. 2). Raises FollowUpUnsaid too, and WayUnsaid as `tell`."""
    return tell(desk, number, Kind.FEEDBACK, feedback.said(heads), how, once)


def waive_feedback(desk: Desk, number: str, reason: str, once: str = "") -> CaseFile:
    """Why the reporter gets no feedback: there is no way to reach them, or it would endanger an inquiry or others."""
    return act(desk, number, Kind.FEEDBACK_WAIVED, Reasoned(optional_text(reason)), once)


def assess_retaliation(desk: Desk, number: str, finding: str, shown: int, once: str = "") -> CaseFile:
    """What was found about the first `shown` reports of retaliation, as far as not assessed before (HinSchG § 36):
    nobody assesses what came since they looked."""
    data = RetaliationAssessed(optional_text(finding), shown)
    return act(desk, number, Kind.RETALIATION_ASSESSED, data, once)
