"""What the pages show of proposals: those that wait, and one with all that it is about, as the act was opened."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field

from ...domain.dialogue.follow_ups import FollowUp
from ...domain.dialogue.report import REPORTER
from ...domain.ending.file_steps import MessageDestroyed, NoteDestroyed
from ...domain.errors.power import NotYet, ObjectionOpen
from ...domain.power.power_steps import ProposalEndedBy, require_ripe
from ...domain.power.proposals import Proposal, ProposalState
from ...errors import Refused
from ...store.cabinet import CASE, Cabinet, SealedFile
from ...store.errors import BlobGone
from ..keeper.proposals import standing
from ..officer.agreeing import Agreed, opened_proposal, require_second
from ..officer.contents import opened_said
from ..officer.desk import Desk, OpenFile, case_of, each, open_file, open_row
from ..officer.log import open_log
from . import confirming, destruction
from .confirming import ProposalView
from .destruction import Doomed


@dataclass(frozen=True)
class WaitingFor:
    """The proposals that stand in the cases of an officer: those they can sign, now or later, their own, and those they
    cannot sign; which of all these ask for something today; and the numbers of cases that do not open."""

    to_sign: tuple[tuple[str, Proposal], ...] = ()
    own: tuple[tuple[str, Proposal], ...] = ()
    others: tuple[tuple[str, Proposal], ...] = ()
    now: tuple[tuple[str, Proposal], ...] = ()
    unopened: tuple[str, ...] = ()


@dataclass(frozen=True)
class ProposalPage:
    """One proposal, opened. `against`: why who asks cannot confirm it today; `doomed`: the text that it would destroy,
    as far as it is there; `objection`: what the reporter said against it, and at which place; `notice`: what they read
    before; `ending`: why it was declined or withdrawn."""

    view: ProposalView
    against: Refused | None
    doomed: Doomed | None = None
    objection: tuple[int, str] | None = None
    notice: str = field(default="", repr=False)
    ending: str = field(default="", repr=False)

    @property
    def agreed(self) -> Agreed:
        """The proposal and its act."""
        return self.view.agreed

    @property
    def may_sign(self) -> bool:
        """Whether who asks may give the second signature, today or once nothing waits any more."""
        return self.against is None or isinstance(self.against, NotYet | ObjectionOpen)

    @property
    def stands(self) -> bool:
        """Whether nothing has come of it yet."""
        return self.agreed.proposal.state is ProposalState.OPEN


def waiting(desk: Desk) -> WaitingFor:
    """All that stand. Raises StoreAway."""
    with desk.cabinet.read() as cabinet:
        ids = {one.file_id for one in standing(cabinet, desk.today, desk.officer_id)}
        found, unopened = each(list(cabinet.files(desk.officer_id, ids)), lambda row: _of(cabinet, desk, row))
    every = sorted((one for several in found for one in several), key=lambda one: (one[1].day, one[0], one[1].n))
    kinds: dict[str, list[tuple[str, Proposal]]] = {"to_sign": [], "own": [], "others": [], "now": []}
    for number, proposal, kind, now in every:
        kinds[kind].append((number, proposal))
        if now:
            kinds["now"].append((number, proposal))
    return WaitingFor(**{kind: tuple(rows) for kind, rows in kinds.items()}, unopened=unopened)


def _of(cabinet: Cabinet, desk: Desk, row: SealedFile) -> list[tuple[str, Proposal, str, bool]]:
    if row.kind != CASE:
        return []
    opened = open_row(desk, row)
    case, rows = case_of(opened), []
    log = open_log(cabinet, desk, opened)
    for one in case.proposals:
        if one.stands(desk.today):
            kind = "own" if one.by == desk.officer_id else _kind(desk, opened_proposal(cabinet, case, log, one.n))
            ripe = one.not_before <= desk.today and not one.objection_open
            rows.append((case.number, one, kind, one.objection_open or (kind == "to_sign" and ripe)))
    return rows


def _kind(desk: Desk, agreed: Agreed) -> str:
    try:
        require_second(desk.ring, agreed, desk.officer_id)
    except Refused:
        return "others"
    return "to_sign"


def look(desk: Desk, number: str, n: int) -> ProposalPage:
    """One of them with what its page shows. Raises as `confirming.look`."""
    view = confirming.look(desk, number, n)
    with desk.cabinet.read() as cabinet:
        opened = open_file(cabinet, desk, CASE, number)
        objection = _objection(cabinet, desk, opened, view.agreed.proposal)
        notice = _text(cabinet, opened, "office", view.agreed.proposal.place)
        ending = _ending(cabinet, desk, opened, n)
    return ProposalPage(view, _against(desk, view), _doomed(desk, number, view.agreed), objection, notice, ending)


def _against(desk: Desk, view: ProposalView) -> Refused | None:
    try:
        require_second(desk.ring, view.agreed, desk.officer_id)
        require_ripe(view.agreed.proposal, desk.officer_id, desk.today)
    except Refused as refused:
        return refused
    return None


def _doomed(desk: Desk, number: str, agreed: Agreed) -> Doomed | None:
    data = agreed.data
    with suppress(BlobGone):  # it is gone already
        if isinstance(data, MessageDestroyed):
            return destruction.message(desk, number, data.author, data.place)
        if isinstance(data, NoteDestroyed) and data.seq is not None:
            return destruction.note(desk, number, data.seq)
    return None


def _objection(cabinet: Cabinet, desk: Desk, opened: OpenFile, proposal: Proposal) -> tuple[int, str] | None:
    """Where the reporter objected, and their words: the newest answer to what told them before."""
    if proposal.objected_on is None:
        return None
    words = [one.data for one in open_log(cabinet, desk, opened).standing() if isinstance(one.data, FollowUp)]
    places = [one.at for one in words if one.answer and one.answer.to == proposal.place]
    return (places[-1], _text(cabinet, opened, REPORTER, places[-1])) if places else None


def _ending(cabinet: Cabinet, desk: Desk, opened: OpenFile, n: int) -> str:
    said = (one.data for one in open_log(cabinet, desk, opened).standing() if isinstance(one.data, ProposalEndedBy))
    return next((data.reason or "" for data in said if data.n == n), "")


def _text(cabinet: Cabinet, opened: OpenFile, author: str, place: int) -> str:
    found = cabinet.message(opened.id, author, place) if place >= 0 else None
    said = opened_said(opened, found) if found and found.sealed else None
    return said.text if said else ""
