"""What the reporter writes does to a case: messages, answers to what the office asked, new retaliation."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ...errors import FormatBroken
from ..acts import Act, Exact, Kind, MessageSent
from ..case.casefile import CaseFile
from ..ending.readable import taken_back
from ..errors.case import NotAllowed
from ..persons import disclosure_steps
from ..power import power_steps
from ..record import Record
from . import talk_steps
from .asking import answer_of
from .meetings import Meeting, MeetingState
from .report import ANSWER, EXCLUSION, MEETING_REQUEST, REPORTER, RETALIATION, Said, excluded_by
from .signed_talk import SignedTalk


@dataclass(frozen=True)
class Answer:
    """An answer to the office's message at the place `to`."""

    to: int
    choice: Exact


@dataclass(frozen=True)
class FollowUp(MessageSent):
    """A message of the reporter: its kind, and which answer it gives. Entered as it came from the letterbox.

    Of a dialogue in which both sides sign: `heard`, the running hash after it, or the whole `talk` where it names
    another mailbox, `faults`, what is wrong with it, and `excluded`, who is kept out by it."""

    says: Exact | None = None
    answer: Answer | None = None
    heard: Exact | None = None
    talk: SignedTalk | None = None
    faults: tuple[Exact, ...] | None = None
    excluded: tuple[Exact, ...] | None = None


def entered(place: int, digest: str, said: Said | None) -> FollowUp:
    """What the journal says of a message of the reporter beside its digest: its kind, and which answer it gives.

    It comes from the letterbox and may claim anything; what does not fit is left out, and then does nothing.
    """
    if said is None:
        return FollowUp(place=place, digest=digest)
    if said.kind == EXCLUSION and not (out := excluded_by(said)):
        return FollowUp(place=place, digest=digest)
    if said.kind == EXCLUSION:
        return FollowUp(says=EXCLUSION, place=place, digest=digest, excluded=out)
    if said.kind != ANSWER:
        return FollowUp(says=said.kind, place=place, digest=digest)
    to, choice = answer_of(said)
    if not choice:
        return FollowUp(place=place, digest=digest)
    return FollowUp(ANSWER, Answer(to, choice), place=place, digest=digest)


def binds(said: Said) -> bool:
    """Whether it gives leave to something or ends something: that must be an answer to what the office has asked. Every
    no counts, whatever it was said to."""
    return said.kind == ANSWER and answer_of(said)[1] in ("accept", "confirm", "refuse")


def _follow_up(case: CaseFile, act: Act, data: FollowUp) -> CaseFile:
    """The next message of the reporter. It is never refused for what it says: nonsense changes nothing."""
    if data.at != case.follow_ups + 1:
        raise NotAllowed()
    talk = data.talk or (replace(case.talk, heard=data.heard) if case.talk and data.heard else case.talk)
    case = replace(case, follow_ups=case.follow_ups + 1, erasure_authorised=None, talk=talk)
    if data.says == RETALIATION:  # § 36: its own event, which raises the case
        return replace(case, retaliations=(*case.retaliations, act.day))
    if data.says == MEETING_REQUEST:  # § 16 Abs. 3
        return replace(case, meeting=Meeting(MeetingState.WISHED, on=act.day))
    if out := {*(data.excluded or ())}:
        left = "" if case.assigned_to in out else case.assigned_to
        return replace(case, excluded=(*case.excluded, *sorted(out - {*case.excluded})), assigned_to=left)
    if data.says != ANSWER or case.no_code:  # the person took no code along: whoever answers is somebody else
        return case
    return _answered(case, act, data.answer)


def _answered(case: CaseFile, act: Act, answer: Answer | None) -> CaseFile:
    if answer is None:
        raise FormatBroken("an answer to nothing")
    for answered in (disclosure_steps.answered, talk_steps.answered, power_steps.objected):
        case = answered(case, answer.to, answer.choice, act.day)
    return case


RECORDS = (Record(Kind.FOLLOW_UP, FollowUp, _follow_up, taken_back, speaks=REPORTER),)
