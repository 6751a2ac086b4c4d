"""Two signatures (LAW § 9): what an act says openly of power, its proposal where two must agree, and what a second
person confirms.

An act function does its checks as always. Where the table asks for two, its act is sealed in a proposal instead of
being carried out; who confirms has the same function carry out the act that was opened, never a form's.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace

from ...crypto.ring import Ring
from ...domain import records
from ...domain.acts import Act, Data, FreeText, Kind, MessageSent
from ...domain.case import fold
from ...domain.case.case_steps import Assigned
from ...domain.case.casefile import CaseFile
from ...domain.dialogue.report import Said
from ...domain.errors.power import ActChanged, NeedsSecond, OwnProposal, ProposalEnded, RoleMissing, SameFunction
from ...domain.power import periods
from ...domain.power.grounds import Ground
from ...domain.power.guard import BY_ID, PowerRow, row_of
from ...domain.power.openly import RULES, Confirms, Openly, Proposes
from ...domain.power.power_steps import ObjectionAnswered, ProposalEndedBy, Proposed, SaidValues, act_in, proposal_of
from ...domain.power.proposals import SALT, Proposal, ProposalState, act_digest
from ...store.cabinet import CASE, Cabinet
from .desk import Desk, OpenFile, open_file
from .entering import enter, next_entry
from .log import Log
from .saying import say

NOT_SAID = "0" * 96  # in the place of a message's digest, where a step is only tried


@dataclass(frozen=True)
class Agreed:
    """A proposal, opened: what is confirmed, to the letter."""

    proposal: Proposal
    hash: str  # of its entry, hex
    kind: Kind
    data: Data = field(repr=False)
    told: str = field(default="", repr=False)  # what the reporter is told with the effect
    holders: tuple[str, ...] | None = None

    @property
    def row(self) -> PowerRow:
        """What the table says of it."""
        return BY_ID[self.proposal.row]

    @property
    def confirms(self) -> Confirms:
        """As the effect's entry says it."""
        return Confirms(self.proposal.entry, self.hash, self.proposal.act)


@dataclass(frozen=True)
class Proposing:
    """What goes with a proposal beside its act. `notice`: tells the reporter before, `told`: with the effect; `sooner`:
    why nobody is told before; `holders`: who will hold the key then."""

    notice: Said | None = None
    told: str = ""
    sooner: str = ""
    holders: tuple[str, ...] | None = None


def opened_proposal(cabinet: Cabinet, case: CaseFile, log: Log, n: int) -> Agreed:
    """The n-th proposal of a case, opened. Raises ProposalEnded where there is none, SealBroken."""
    found = proposal_of(case, n)
    entry = cabinet.entry(found.entry)
    act = next((one for one in log.standing() if one.seq == found.entry), None)
    if entry is None or act is None or not isinstance(act.data, Proposed):
        raise ProposalEnded()
    kind, values = act_in(act.data)
    data = records.of(kind).data.of(values)
    return Agreed(found, entry.hash.hex(), kind, data, act.data.told or "", act.data.holders)


def require_second(ring: Ring, agreed: Agreed, officer_id: str) -> None:
    """Returns only if this officer may confirm or decline what another has proposed: another function, and a role that
    may. Raises OwnProposal, SameFunction, RoleMissing."""
    if agreed.proposal.by == officer_id:
        raise OwnProposal()
    one, two = ring.get(agreed.proposal.by), ring.get(officer_id)
    if one is None or two is None or two.role not in agreed.row.confirm:
        raise RoleMissing()
    if one.function.casefold() == two.function.casefold():
        raise SameFunction()


def seconds(desk: Desk, opened: OpenFile, by: str = "") -> tuple[str, ...]:
    """Who could confirm today what `by` proposes (by default who asks), ids rising: active holders with
    another function. Nobody: the page says before one begins what else is possible."""
    ring, mine = desk.ring, desk.ring.get(by or desk.officer_id)
    active = {one.officer_id: one for one in ring.officers(desk.today)}
    holders = opened.holders or active.keys()
    others = (active[one] for one in holders if one in active and one != (by or desk.officer_id))
    own = mine.function.casefold() if mine else ""
    return tuple(sorted(one.officer_id for one in others if one.function.casefold() != own))


def seconds_of(desk: Desk, number: str) -> tuple[str, ...]:
    """The same of a case, for its pages. Raises FileNotFound, Unopened."""
    with desk.cabinet.read() as cabinet:
        return seconds(desk, open_file(cabinet, desk, CASE, number))


def guarded(desk: Desk, opened: OpenFile, case: CaseFile, act: Act, agreed: Agreed | None = None) -> Act:
    """The act with what its entry says openly: on which ground one signature is enough, or what it confirms."""
    said = Openly(RULES, confirms=agreed.confirms if agreed else None)
    if agreed is None:
        said = replace(said, ground=_ground(desk, opened, case, replace(act, openly=said)))
    if isinstance(act.data, ProposalEndedBy):
        said = replace(said, ends=proposal_of(case, act.data.n).entry)
    if isinstance(act.data, ObjectionAnswered):
        said = replace(said, answers=proposal_of(case, act.data.n).entry)
    return replace(act, openly=said)


def as_agreed(made: Data, agreed: Agreed) -> Data:
    """What is entered with the second signature, to the letter; `made` is what would be done now. Raises ActChanged
    where that is something else."""
    if replace(made, renamed=agreed.data.renamed) != agreed.data:
        raise ActChanged()
    return agreed.data


def _ground(desk: Desk, opened: OpenFile, case: CaseFile, act: Act) -> str:
    if isinstance(act.data, Assigned):
        mine = desk.ring.get(desk.officer_id)
        if mine is not None and mine.role == "lead":
            return Ground.LEAD
        if act.data.to in opened.holders:
            return Ground.HOLDS
        to = desk.ring.get(act.data.to)
        return Ground.RECEIVES if to is not None and to.receives(desk.today) else ""
    row = row_of(case, act)
    return row.grounds[0] if row is not None and row.grounds else ""


def needing_two(case: CaseFile, act: Act) -> PowerRow | None:
    """The row by which this act has to be proposed; None where it may be entered as it is."""
    row = row_of(case, act)
    return row if row is not None and row.agree > 1 and act.openly.confirms is None else None


def tried(case: CaseFile, act: Act) -> CaseFile:
    """The case as the act would leave it, by its own step. Raises what that refuses with."""
    data = act.data
    if isinstance(data, MessageSent):
        data = replace(data, place=case.replies, digest=NOT_SAID)
    return fold.record_of(act.kind).after(case, replace(act, data=data))


def propose(
    cabinet: Cabinet, desk: Desk, opened: OpenFile, case: CaseFile, act: Act, row: PowerRow, goes: Proposing
) -> NeedsSecond:
    """Enters the act as a proposal; the file is ready. Returns what whoever asked is told, to be raised after the
    commit. Raises OnlyAnother where it is proposed already."""
    values, salt = act.data.values(), secrets.token_hex(SALT // 2)
    told = FreeText(goes.told) if goes.told else None
    data = Proposed(row=row.id, kind=str(act.kind), act=SaidValues(values), salt=salt, told=told, holders=goes.holders)
    waits = desk.objection_days if row.waits and not goes.sooner else 0
    first = periods.not_before(desk.today, waits)
    if goes.notice is not None and not goes.sooner:
        said_with = say(cabinet, desk, opened, case, goes.notice, data)
        data = replace(data, place=said_with.place, digest=said_with.digest)
    said = Proposes(
        act_digest(salt, str(act.kind), values), str(row.power), first, periods.until(first), data.place, goes.sooner
    )
    openly = Openly(RULES, proposes=said)
    entry = Act(Kind.PROPOSED, desk.today, desk.officer_id, data, next_entry(cabinet), openly=openly)
    after = fold.apply(case, entry)
    enter(cabinet, desk, opened, after, entry)
    return NeedsSecond(case.number, len(after.proposals))


def proposed_before(case: CaseFile, kind: Kind, data: Data, officer_id: str) -> NeedsSecond | None:
    """That this very act was proposed by this officer and not carried out, whatever became of it: a second click, which
    must not be taken for the act itself."""
    for one in reversed(case.proposals):
        undone = one.state is not ProposalState.CONFIRMED and one.by == officer_id
        if undone and one.is_of(str(kind), data.values()):
            return NeedsSecond(case.number, one.n)
    return None
