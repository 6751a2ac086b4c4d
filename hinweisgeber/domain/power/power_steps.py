"""Two signatures, step by step: proposed, confirmed by the effect, declined, withdrawn, objected to, answered."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NewType

from ...errors import FormatBroken
from ..acts import Act, Data, Exact, FreeText, Kind, MessageSent, kind_of
from ..case.casefile import CaseFile
from ..dialogue.office_steps import said_by_office, was_said
from ..dialogue.report import OFFICE
from ..ending.file_steps import FileDestroyed
from ..ending.readable import harmless, taken_back
from ..errors.case import NotAllowed
from ..errors.power import ActChanged, NotYet, ObjectionOpen, OnlyAnother, OwnProposal, ProposalEnded, SecondMissing
from ..reasons import reason_of
from ..record import Record
from .grounds import Sooner
from .guard import BY_ID, PowerClass, PowerRow, row_of
from .openly import RULES, Proposes
from .periods import MOST_OBJECTION, OBJECTION, not_before, until
from .proposals import Proposal, ProposalState, act_digest

#: What an act says, as JSON values, and among them what people wrote.
SaidValues = NewType("SaidValues", dict[str, Any])


@dataclass(frozen=True)
class Proposed(MessageSent):
    """An act that waits for a second signature: its kind and all that it says, as it will be entered. `told`: what the
    reporter is told with the effect, `holders`: who will hold the key then, where that changes. A message that goes
    with the proposal tells them before."""

    row: Exact
    kind: Exact
    act: SaidValues
    salt: Exact
    told: FreeText | None = None
    holders: tuple[Exact, ...] | None = None

    @property
    def digest_of_act(self) -> str:
        """As it stands openly in the entry."""
        return act_digest(self.salt, self.kind, self.act)


@dataclass(frozen=True)
class ProposalEndedBy(Data):
    """The n-th proposal is declined, or withdrawn by whose it is."""

    n: int
    reason: FreeText | None = None


@dataclass(frozen=True)
class ObjectionAnswered(MessageSent):
    """What became of the reporter's objection to the n-th proposal; the message tells them."""

    n: int
    reason: FreeText | None = None


def proposal_of(case: CaseFile, n: int) -> Proposal:
    """The n-th proposal. Raises ProposalEnded where there is none."""
    if not 0 < n <= len(case.proposals):
        raise ProposalEnded()
    return case.proposals[n - 1]


def _with(case: CaseFile, changed: Proposal) -> CaseFile:
    return replace(case, proposals=tuple(changed if one.n == changed.n else one for one in case.proposals))


def _standing(case: CaseFile, n: int, day: date, said: int | None) -> Proposal:
    """`said`: which proposal the entry speaks of openly."""
    found = proposal_of(case, n)
    if not found.stands(day):
        raise ProposalEnded()
    if said != found.entry:
        raise FormatBroken("speaks openly of another proposal")
    return found


def _proposed(case: CaseFile, act: Act, data: Proposed) -> CaseFile:
    said = act.openly.proposes
    if said is None or said.act != data.digest_of_act:
        raise FormatBroken("a proposal that says nothing of its act")
    _require_by_table(case, act, data, said)
    if any(one.is_of(data.kind, data.act) for one in case.proposals if one.stands(act.day)):
        raise OnlyAnother()
    made = Proposal(
        n=len(case.proposals) + 1, entry=act.seq, row=data.row, kind=data.kind, act=said.act, salt=data.salt,
        by=act.signer, day=act.day, not_before=said.not_before, until=said.until,
        place=data.at if was_said(data) else -1,
    )  # fmt: skip
    case = said_by_office(case, act, data) if was_said(data) else case
    return replace(case, proposals=(*case.proposals, made), erasure_authorised=None)


def _require_by_table(case: CaseFile, act: Act, data: Proposed, said: Proposes) -> None:
    """Raises NotAllowed for a proposal that the table does not know, or with other days than it gives."""
    row = BY_ID.get(data.row)
    if row is None or row.agree < 2 or row.kind != data.kind or said.power != row.power:
        raise NotAllowed()
    internal = row.power is PowerClass.DESTROY and not row.waits
    if said.sooner != (Sooner.INTERNAL if internal else ""):  # else nobody could object
        raise NotAllowed()
    if row.kind is Kind.FILE_DESTROYED and not _is_of_file(case, act, data, row):
        raise NotAllowed()
    waits = row.waits and not said.sooner
    first = not_before(act.day, OBJECTION if waits else 0)
    if not first <= said.not_before <= not_before(act.day, MOST_OBJECTION) or said.until != until(said.not_before):
        raise NotAllowed()
    if waits and not was_said(data):
        raise NotAllowed()


def _is_of_file(case: CaseFile, act: Act, data: Proposed, row: PowerRow) -> bool:
    """Whether the file is one of this row: of what the reporter sent they are told before."""
    return row_of(case, Act(row.kind, act.day, act.signer, FileDestroyed.of(dict(data.act)))) is row


def confirmed(case: CaseFile, act: Act) -> CaseFile:
    """The case in which this act may now be entered: as one signature is enough, or with its proposal ended by it.

    What was entered under earlier rules stays. Raises SecondMissing, ProposalEnded, OwnProposal, NotYet, ObjectionOpen,
    ActChanged. That both have other functions, roles and keys is asked where the ring is known.
    """
    row, said = row_of(case, act), act.openly.confirms
    if act.openly.rules < RULES or act.gone or row is None:
        return case
    if said is None:
        if row.agree > 1:
            raise SecondMissing()
        return case
    found = next((one for one in case.proposals if one.entry == said.entry), None)
    if found is None or not found.stands(act.day):
        raise ProposalEnded()
    require_ripe(found, act.signer, act.day)
    if found.act != said.act or not found.is_of(act.kind, act.data.values()):
        raise ActChanged()
    return _with(case, replace(found, state=ProposalState.CONFIRMED, ended_on=act.day, ended_by=act.signer))


def require_ripe(found: Proposal, signer: str, day: date) -> None:
    """Returns only if this officer could confirm it on this day. Raises OwnProposal, NotYet, ObjectionOpen."""
    if found.by == signer:
        raise OwnProposal()
    if found.objection_open:
        raise ObjectionOpen()
    if day < found.not_before:
        raise NotYet(day=f"{found.not_before:%d.%m.%Y}")


def _declined(case: CaseFile, act: Act, data: ProposalEndedBy) -> CaseFile:
    reason_of(data.reason)
    found = _standing(case, data.n, act.day, act.openly.ends)
    if found.by == act.signer:
        raise OwnProposal()
    return _with(case, replace(found, state=ProposalState.DECLINED, ended_on=act.day, ended_by=act.signer))


def _withdrawn(case: CaseFile, act: Act, data: ProposalEndedBy) -> CaseFile:
    found = _standing(case, data.n, act.day, act.openly.ends)
    if found.by != act.signer:
        raise OnlyAnother()
    return _with(case, replace(found, state=ProposalState.WITHDRAWN, ended_on=act.day, ended_by=act.signer))


def objected(case: CaseFile, place: int, choice: str, day: date) -> CaseFile:
    """The case after the reporter's answer to the message at `place`; one that fits nothing changes nothing. It
    counts as long as nothing was done."""
    for one in case.proposals:
        if choice == "object" and one.place == place and one.state is ProposalState.OPEN and not one.objected_on:
            case = _with(case, replace(one, objected_on=day))
    return case


def _answered(case: CaseFile, act: Act, data: ObjectionAnswered) -> CaseFile:
    reason_of(data.reason)
    found = _standing(case, data.n, act.day, act.openly.answers)
    if not found.objection_open:
        raise ProposalEnded()
    case = said_by_office(case, act, data) if was_said(data) else case
    return _with(case, replace(found, answered_on=act.day))


def act_in(data: Proposed) -> tuple[Kind, dict[str, Any]]:
    """Kind and values of the act that is proposed."""
    return kind_of(data.kind), dict(data.act)


RECORDS = (
    Record(Kind.PROPOSED, Proposed, _proposed, taken_back, speaks=OFFICE),
    Record(Kind.DECLINED, ProposalEndedBy, _declined, harmless),
    Record(Kind.WITHDRAWN, ProposalEndedBy, _withdrawn, harmless),
    Record(Kind.OBJECTION_ANSWERED, ObjectionAnswered, _answered, harmless, speaks=OFFICE),
)
