"""What the office's part of the dialogue does to a case; the reporter's part is `follow_ups.py`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from ..acts import Act, Data, FreeText, Kind, MessageSent
from ..case.casefile import CaseFile
from ..case.deadlines import FEEDBACK_MONTHS, add_months
from ..ending.readable import harmless
from ..errors.case import NotAllowed
from ..errors.dialogue import WayUnsaid
from ..reasons import reason_of
from ..record import Record
from .report import OFFICE
from .texts import LINE_LIMIT


@dataclass(frozen=True)
class WayTold(MessageSent):
    """Something the law says the reporter must be told; `how`: on which way, where nobody reads the mailbox."""

    how: FreeText | None = None


@dataclass(frozen=True)
class FeedbackWithheld(MessageSent):
    """Why the reporter gets no feedback yet, or never; the message says so in neutral words, and that they hear again
    by the day `again`. Up to 0.2.0 nothing was said."""

    reason: FreeText | None = None
    again: date | None = None


@dataclass(frozen=True)
class RetaliationAssessed(Data):
    """What was found about the first `shown` reports of retaliation. Acts of 0.2.0 assessed all there were."""

    reason: FreeText | None = None
    shown: int | None = None


def said_by_office(case: CaseFile, act: Act, data: MessageSent) -> CaseFile:
    """The office's next message; its place stands in the act."""
    if data.at != case.replies:
        raise NotAllowed()
    talk = case.talk.with_reply(str(data.digest)) if case.talk else None
    return replace(case, replies=case.replies + 1, talk=talk)


def was_said(data: MessageSent) -> bool:
    """Whether a message went with the act."""
    return data.place is not None


def check_way(case: CaseFile, how: str) -> None:
    """What the law says the reporter must be told reaches nobody in a mailbox without a code: then it must stand there
    on which way and when they were told. Acts of 0.2.0 have no such words, so the fold does not ask. Raises WayUnsaid.
    """
    if case.no_code and not 0 < len(how.strip()) <= LINE_LIMIT:
        raise WayUnsaid(limit=f"{LINE_LIMIT:,}".replace(",", "."))


def _acknowledged(case: CaseFile, act: Act, data: WayTold) -> CaseFile:
    if case.acknowledged:
        raise NotAllowed()
    return replace(said_by_office(case, act, data), acknowledged=act.day)


def _feedback(case: CaseFile, act: Act, data: WayTold) -> CaseFile:
    said = said_by_office(case, act, data)
    return said if case.feedback_on else replace(said, feedback_on=act.day)


def _feedback_waived(case: CaseFile, act: Act, data: FeedbackWithheld) -> CaseFile:
    reason_of(data.reason)
    if case.feedback_on or (case.feedback_waived and not case.feedback_again):  # once its day has come, again
        raise NotAllowed()
    if data.again and not act.day < data.again <= add_months(act.day, FEEDBACK_MONTHS):
        raise NotAllowed()
    case = said_by_office(case, act, data) if was_said(data) else case
    return replace(case, feedback_waived=case.feedback_waived or act.day, feedback_again=data.again)


def _retaliation_assessed(case: CaseFile, act: Act, data: RetaliationAssessed) -> CaseFile:
    reason_of(data.reason)
    shown = len(case.retaliations) if data.shown is None else data.shown
    if not case.retaliations_assessed < shown <= len(case.retaliations):
        raise NotAllowed()
    return replace(case, retaliations_assessed=shown)


RECORDS = (
    Record(Kind.ACKNOWLEDGED, WayTold, _acknowledged, harmless, speaks=OFFICE, points=("acknowledge",)),
    Record(Kind.REPLY, MessageSent, said_by_office, harmless, speaks=OFFICE, points=("contact",), when=was_said),
    Record(Kind.FEEDBACK, WayTold, _feedback, harmless, speaks=OFFICE, points=("feedback", "contact"), when=was_said),
    Record(Kind.FEEDBACK_WAIVED, FeedbackWithheld, _feedback_waived, harmless, speaks=OFFICE, points=("feedback",)),
    Record(Kind.RETALIATION_ASSESSED, RetaliationAssessed, _retaliation_assessed),
)
