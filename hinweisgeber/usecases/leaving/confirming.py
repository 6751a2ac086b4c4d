"""The second signature (LAW § 9): what waits for it, and to confirm, decline or withdraw it, or to answer an objection.

Who confirms sends nothing but which proposal they mean, by the hash of its entry; what is done is the act that was
opened, by the function that anybody's form for it calls, with all its checks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from ...domain.acts import Data, Kind
from ...domain.case.case_steps import Assigned, Closed
from ...domain.case.casefile import CaseFile
from ...domain.dialogue.office_steps import FeedbackWithheld
from ...domain.dialogue.report import DESTRUCTION, MESSAGE, OFFICE, Said
from ...domain.dialogue.texts import check_text, optional_text, reason_text
from ...domain.ending.file_steps import FileDestroyed, MessageDestroyed, NoteDestroyed
from ...domain.ending.retention_steps import HoldLifted, HoldProposed
from ...domain.errors.power import LetterUnread, NeverTold, ObjectionUnknown, ProposalEnded
from ...domain.persons.disclosure_steps import DisclosureMade
from ...domain.power.power_steps import ObjectionAnswered, ProposalEndedBy
from ...domain.power.proposals import Proposal
from ...errors import Broken, Refused
from ...store.blobs import BlobStore
from ...store.cabinet import CASE, Cabinet, SealedFile
from ..officer import casework, procedure
from ..officer.agreeing import Agreed, opened_proposal, require_second, seconds
from ..officer.collect import Unfetched, catch_up, refresh
from ..officer.contents import opened_said
from ..officer.desk import Desk, OpenFile, case_of, each, open_file, open_row
from ..officer.log import Log, checked_case
from ..officer.written import WordLeft
from . import destruction, disclosures, retention


@dataclass(frozen=True)
class WaitingProposal:
    """A proposal that stands, in the list of what waits."""

    number: str
    proposal: Proposal
    mine: bool  # who asks proposed it


@dataclass(frozen=True)
class ProposalView:
    """A proposal, opened, for its page. `seconds`: who could confirm it today."""

    case: CaseFile
    agreed: Agreed
    seconds: tuple[str, ...]
    mine: bool


def waiting(desk: Desk) -> tuple[list[WaitingProposal], tuple[str, ...]]:
    """The proposals that stand in the cases of this officer, the oldest first, and the numbers of cases that do not
    open. Raises StoreAway."""
    with desk.cabinet.read() as cabinet:
        rows = cabinet.readable(officer_id=desk.officer_id, but=_NOT_ASKED, having=(Kind.PROPOSED,))
        found, unopened = each(
            list(cabinet.files(desk.officer_id, [one.file_id for one in rows])), lambda row: _of(desk, row)
        )
    every = [one for several in found for one in several]
    return sorted(every, key=lambda one: (one.proposal.day, one.number, one.proposal.n)), unopened


_NOT_ASKED: frozenset[str] = frozenset(map(str, Kind)) - {Kind.PROPOSED}


def _of(desk: Desk, row: SealedFile) -> list[WaitingProposal]:
    case = case_of(open_row(desk, row))
    stand = (one for one in case.proposals if one.stands(desk.today))
    return [WaitingProposal(case.number, one, one.by == desk.officer_id) for one in stand]


def look(desk: Desk, number: str, n: int) -> ProposalView:
    """The n-th proposal of a case. Raises FileNotFound, ProposalEnded (there is none), SealBroken, StoreAway."""
    refresh(desk, number)  # with what the reporter has written since
    with desk.cabinet.write() as cabinet:
        opened = open_file(cabinet, desk, CASE, number)
        case, log = checked_case(cabinet, desk, opened)
        agreed = opened_proposal(cabinet, case, log, n)
        others = seconds(desk, opened, agreed.proposal.by)
    return ProposalView(case, agreed, others, agreed.proposal.by == desk.officer_id)


def confirm(desk: Desk, blobs: BlobStore, number: str, n: int, mark: str, once: str = "") -> CaseFile:
    """Carries out what was proposed, as the second signature. `mark`: the hash of the proposal's entry, hex.

    Raises ProposalEnded (also for another mark), OwnProposal, SameFunction, RoleMissing, NotYet, ObjectionOpen,
    ObjectionUnknown, LetterUnread, NeverTold, ActChanged, and all that the act itself refuses with.
    """
    agreed = look(desk, number, n).agreed
    if agreed.hash != mark:
        raise ProposalEnded()
    if agreed.row.waits:
        _hear(desk, number)
        _require_told(desk, number, agreed.proposal)
    elif refresh(desk, number) is Unfetched.LETTER:
        raise LetterUnread()
    return CARRIED_OUT[agreed.kind](_Second(desk, blobs, number, agreed, once), agreed.data)


def _hear(desk: Desk, number: str) -> None:
    """All that the reporter has written is taken in: an objection may wait in the letterbox. Raises StoreAway,
    LetterUnread, and ObjectionUnknown where not all of it can be."""
    try:
        catch_up(desk, number)
    except WordLeft as letter:
        raise LetterUnread() from letter
    except Broken as error:
        if isinstance(error, Refused):  # it has a sentence of its own
            raise
        raise ObjectionUnknown() from error


def _require_told(desk: Desk, number: str, proposal: Proposal) -> None:
    """The reporter could object to it from its day on, until the day before it may be confirmed: who proposed it may
    have told them something else, or have dated it back. Raises NeverTold."""
    with desk.cabinet.read() as cabinet:
        opened = open_file(cabinet, desk, CASE, number)
        found = cabinet.message(opened.id, OFFICE, proposal.place) if proposal.place >= 0 else None
        said = opened_said(opened, found) if found and found.sealed else None
        entry = cabinet.entry(proposal.entry)
        before = cabinet.before_by_others(entry) if entry else None  # their own have the day that they like
    last = (proposal.not_before - timedelta(days=1)).isoformat()
    if said is None or (said.kind, said.data.get("until")) != (DESTRUCTION, last):
        raise NeverTold()
    if before is not None and before.day > proposal.day:
        raise NeverTold()


@dataclass(frozen=True)
class _Second:
    """Who confirms what."""

    desk: Desk
    blobs: BlobStore
    number: str
    agreed: Agreed
    once: str


def decline(desk: Desk, number: str, n: int, reason: str, once: str = "") -> CaseFile:
    """The second person does not agree. Raises ProposalEnded, OwnProposal, SameFunction, RoleMissing, ReasonMissing."""

    def may(cabinet: Cabinet, opened: OpenFile, before: CaseFile, log: Log) -> None:
        require_second(desk.ring, opened_proposal(cabinet, before, log, n), desk.officer_id)

    return casework.act(desk, number, Kind.DECLINED, ProposalEndedBy(n, reason_text(reason)), once, provided=may)


def withdraw(desk: Desk, number: str, n: int, reason: str = "", once: str = "") -> CaseFile:
    """Who proposed it takes it back. Raises ProposalEnded, OnlyAnother."""
    return casework.act(desk, number, Kind.WITHDRAWN, ProposalEndedBy(n, optional_text(reason) or None), once)


def answer_objection(desk: Desk, number: str, n: int, reason: str, told: str, once: str = "") -> CaseFile:
    """What the office answers to the reporter's objection, and why; after that the proposal may be confirmed. Raises
    ProposalEnded (nobody has objected), ReasonMissing, TextMissing."""
    said = Said(MESSAGE, check_text(told))
    return casework.act(desk, number, Kind.OBJECTION_ANSWERED, ObjectionAnswered(n, reason_text(reason)), once, said)


def _closed(by: _Second, data: Closed) -> CaseFile:
    incomplete = bool(data.incomplete)
    return casework.close(by.desk, by.number, data.outcome, data.reason or "", by.once, incomplete, agreed=by.agreed)


def _assigned(by: _Second, data: Assigned) -> CaseFile:
    return casework.assign(by.desk, by.number, data.to, data.reason or "", by.once, agreed=by.agreed)


def _withheld(by: _Second, data: FeedbackWithheld) -> CaseFile:
    return procedure.waive_feedback(by.desk, by.number, data.reason or "", by.once, agreed=by.agreed)


def _disclosed(by: _Second, data: DisclosureMade) -> CaseFile:
    return disclosures.carry_out(by.desk, by.number, data, by.once, agreed=by.agreed)


def _message(by: _Second, data: MessageDestroyed) -> CaseFile:
    at = (data.author, data.place)
    return destruction.destroy_message(
        by.desk, by.blobs, by.number, *at, data.reason or "", by.once, agreed=by.agreed
    )  # fmt: skip


def _note(by: _Second, data: NoteDestroyed) -> CaseFile:
    return destruction.destroy_note(by.desk, by.number, data.seq or 0, data.reason or "", by.once, agreed=by.agreed)


def _file(by: _Second, data: FileDestroyed) -> CaseFile:
    blob, reason = data.source or "", data.reason or ""
    return destruction.destroy_file(by.desk, by.blobs, by.number, blob, reason, by.once, agreed=by.agreed)


def _held(by: _Second, data: HoldProposed) -> CaseFile:
    words = (data.reason or "", data.norm or "")
    return retention.propose_hold(by.desk, by.number, *words, data.review, by.once, agreed=by.agreed)


def _lifted(by: _Second, data: HoldLifted) -> CaseFile:
    return retention.lift_hold(by.desk, by.number, data.n, data.reason or "", by.once, agreed=by.agreed)


def _authorised(by: _Second, data: Data) -> CaseFile:
    return retention.authorise(by.desk, by.number, archive=False, once=by.once, agreed=by.agreed)


#: By the kind of the act; what the table asks two for and is missing here could never be confirmed: a test asks.
CARRIED_OUT: dict[Kind, Callable[[_Second, Any], CaseFile]] = {
    Kind.CLOSED: _closed,
    Kind.ASSIGNED: _assigned,
    Kind.FEEDBACK_WAIVED: _withheld,
    Kind.DISCLOSURE_MADE: _disclosed,
    Kind.MESSAGE_DESTROYED: _message,
    Kind.NOTE_DESTROYED: _note,
    Kind.FILE_DESTROYED: _file,
    Kind.HELD: _held,
    Kind.HOLD_LIFTED: _lifted,
    Kind.ERASURE_AUTHORISED: _authorised,
}
