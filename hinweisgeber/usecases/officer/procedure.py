"""The procedure as the law writes it: scope, flags, feedback, assessed retaliation. Each function is one act.

All raise what `casework.py` says of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ...domain.acts import Act, Kind
from ...domain.case.case_steps import Flagged, ScopeChecked
from ...domain.case.casefile import CaseFile
from ...domain.case.deadlines import FEEDBACK_MONTHS, add_months
from ...domain.case.flags import Flag, Scope
from ...domain.dialogue.feedback import HEADS, Feedback
from ...domain.dialogue.office_steps import FeedbackWithheld, RetaliationAssessed
from ...domain.dialogue.report import FEEDBACK, Said
from ...domain.dialogue.texts import optional_text
from ...domain.errors.case import NotAllowed
from ...store.cabinet import CASE, Cabinet
from .agreeing import Agreed, Proposing
from .casework import act, tell
from .desk import Desk, OpenFile, case_of, open_file
from .power_words import GERMAN_POWER, PowerWords
from .reading import look


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


def waive_feedback(
    desk: Desk, number: str, reason: str, once: str = "", words: PowerWords = GERMAN_POWER,
    agreed: Agreed | None = None,
) -> CaseFile:  # fmt: skip
    """Why the reporter gets no feedback: there is no way to reach them, or it would endanger an inquiry or others. With
    it they are told that in neutral words, and when they hear again. Two must agree (LAW § 9)."""
    with desk.cabinet.read() as cabinet:
        reached = not case_of(open_file(cabinet, desk, CASE, number)).no_code
    data = FeedbackWithheld(
        reason=optional_text(reason), again=add_months(desk.today, FEEDBACK_MONTHS) if reached else None
    )
    if agreed is not None:
        data = replace(data, again=getattr(agreed.data, "again", None))
    told = agreed.told if agreed else words.no_feedback(data.again) if data.again else ""
    said = Said(FEEDBACK, told) if told else None

    def goes(cabinet: Cabinet, opened: OpenFile, before: CaseFile, entry: Act) -> Proposing:
        return Proposing(told=told)

    return act(desk, number, Kind.FEEDBACK_WAIVED, data, once, said, agreed=agreed, proposing=goes)


def assess_retaliation(desk: Desk, number: str, finding: str, once: str = "") -> CaseFile:
    """What was found about the reports of retaliation that were not assessed before (HinSchG § 36); what comes
    meanwhile is not among them. Raises ChangedMeanwhile for what came since the page was shown."""
    data = RetaliationAssessed(optional_text(finding), len(look(desk, number).case.retaliations))
    return act(desk, number, Kind.RETALIATION_ASSESSED, data, once)
