"""Revoking somebody by two leads (LAW § 9): one proposes, another confirms or declines it, the first may withdraw it
(SPEC §47). With the confirming entry the person is out of the office; the ring, and with it the intake, follows by the
root's hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ...crypto.ring import Officer
from ...crypto.statements import LEAD
from ...domain.acts import Kind
from ...domain.errors.power import OnlyAnother
from ...domain.power import periods
from ...domain.power.revocations import Revocation
from ...errors import Refused
from ...store.cabinet import Cabinet
from ..keeper import holders
from ..keeper.errors import LastHolder
from ..officer import revocation, suspension
from ..officer.desk import Desk, already_done
from ..officer.errors import (
    FileNotFound,
    HoldsAlone,
    NobodyLeftToReceive,
    OnlyALead,
    RevocationGone,
    RevocationWaits,
    RevokesOneself,
)


@dataclass(frozen=True)
class WaitingRevocation:
    """A proposal that stands, for the pages of a lead: whether it is their own, and else why they cannot sign it."""

    about: Revocation
    mine: bool
    against: Refused | None = None


def waiting(desk: Desk) -> list[WaitingRevocation]:
    """Those that stand today, the oldest first; for a lead, nobody else is shown any. Raises StoreAway."""
    if not revocation.is_lead(desk.ring, desk.officer_id, desk.today):
        return []
    with desk.cabinet.read() as cabinet:
        found = revocation.standing(cabinet, desk.ring, desk.today)
        return [WaitingRevocation(one, one.by == desk.officer_id, _against(cabinet, desk, one)) for one in found]


def to_sign(desk: Desk) -> int:
    """How many of them wait for this officer's signature. Raises StoreAway."""
    return sum(not one.mine and one.against is None for one in waiting(desk))


def seconds(desk: Desk) -> list[Officer]:
    """The leads who could confirm what this one proposes, of course only about a third person: other functions, and
    not suspended. Nobody: the page says before one begins that the root can. Raises StoreAway."""
    with desk.cabinet.read() as cabinet:
        out = suspension.who(cabinet, desk.ring, desk.today)
    mine = revocation.function_of(desk.ring, desk.officer_id)
    leads = (one for one in desk.ring.officers(desk.today) if one.role == LEAD and one.officer_id not in out)
    return [one for one in leads if one.officer_id != desk.officer_id and one.function.casefold() != mine]


def propose(desk: Desk, officer_id: str, once: str = "") -> Revocation | None:
    """A lead proposes it; None for a form that was carried out before. Nothing changes by it. Raises OnlyALead,
    RevokesOneself, FileNotFound, RevocationWaits, and what `confirm` would refuse with: HoldsAlone,
    NobodyLeftToReceive."""

    def decided(cabinet: Cabinet) -> str:
        _require_third(desk, officer_id)
        if any(one.officer_id == officer_id for one in revocation.standing(cabinet, desk.ring, desk.today)):
            raise RevocationWaits()
        _require_nothing_lost(cabinet, desk, officer_id)
        return revocation.said_proposing(officer_id, periods.until(desk.today))

    return _enter(desk, Kind.REVOCATION_PROPOSED, once, decided)


def confirm(desk: Desk, mark: str, once: str = "") -> Revocation | None:
    """The second lead's signature, for the proposal whose entry has this hash: the person is out. Raises OnlyALead,
    RevocationGone, OwnProposal, SameFunction, RevokesOneself, HoldsAlone, NobodyLeftToReceive."""

    def decided(cabinet: Cabinet) -> str:
        one = _marked(cabinet, desk, mark)
        revocation.require_second(desk.ring, one, desk.officer_id)
        _require_stands_by(cabinet, desk, one)
        _require_nothing_lost(cabinet, desk, one.officer_id)
        cabinet.end_sessions_of(one.officer_id)
        return revocation.said_confirming(one)

    return _enter(desk, Kind.REVOKED, once, decided)


def decline(desk: Desk, mark: str, once: str = "") -> Revocation | None:
    """The second lead does not agree. Raises as `confirm`, of what is asked of who signs."""

    def decided(cabinet: Cabinet) -> str:
        one = _marked(cabinet, desk, mark)
        revocation.require_second(desk.ring, one, desk.officer_id)
        return revocation.said_ending(one)

    return _enter(desk, Kind.REVOCATION_ENDED, once, decided)


def withdraw(desk: Desk, mark: str, once: str = "") -> Revocation | None:
    """Who proposed it takes it back. Raises OnlyALead, RevocationGone, OnlyAnother."""

    def decided(cabinet: Cabinet) -> str:
        one = _marked(cabinet, desk, mark)
        if one.by != desk.officer_id:
            raise OnlyAnother()
        return revocation.said_ending(one)

    return _enter(desk, Kind.REVOCATION_ENDED, once, decided)


def _enter(desk: Desk, kind: Kind, once: str, decided: Callable[[Cabinet], str]) -> Revocation | None:
    """What is asked and what is entered, in one transaction: `decided` refuses, or gives what the entry says openly.
    Returns the proposal that it is about."""
    if not revocation.is_lead(desk.ring, desk.officer_id, desk.today):
        raise OnlyALead()
    with desk.cabinet.write() as cabinet:
        if already_done(cabinet, desk, once):
            return None
        suspension.require_free(cabinet, desk.ring, desk.officer_id, desk.today)
        said, sign = decided(cabinet), desk.identity.sign
        entry = suspension.enter_openly(cabinet, desk.ring, kind, desk.today, desk.officer_id, sign, said)
        every = revocation.all_of(cabinet, desk.ring)
    return next((one for one in every if entry.seq in (one.seq, one.ended_seq)), None)


def _marked(cabinet: Cabinet, desk: Desk, mark: str) -> Revocation:
    found = next((one for one in revocation.standing(cabinet, desk.ring, desk.today) if one.hash == mark), None)
    if found is None:
        raise RevocationGone()
    return found


def _against(cabinet: Cabinet, desk: Desk, one: Revocation) -> Refused | None:
    try:
        revocation.require_second(desk.ring, one, desk.officer_id)
        _require_stands_by(cabinet, desk, one)
    except Refused as refused:
        return refused
    return None


def _require_stands_by(cabinet: Cabinet, desk: Desk, one: Revocation) -> None:
    """Who proposed it is not suspended. Raises RevocationGone."""
    if one.by in suspension.who(cabinet, desk.ring, desk.today):
        raise RevocationGone()


def _require_third(desk: Desk, officer_id: str) -> None:
    if not revocation.is_there(desk.ring, officer_id, desk.today):
        raise FileNotFound()
    if revocation.function_of(desk.ring, officer_id) == revocation.function_of(desk.ring, desk.officer_id):
        raise RevokesOneself()


def _require_nothing_lost(cabinet: Cabinet, desk: Desk, officer_id: str) -> None:
    """Somebody else can open whatever this person can, and somebody stays for new reports."""
    person = desk.ring.get(officer_id)
    if person is None:
        raise FileNotFound()
    out = suspension.who(cabinet, desk.ring, desk.today)
    left = {one.officer_id for one in desk.ring.receivers(desk.today)} - out - {officer_id}
    if not left & cabinet.account_ids():
        raise NobodyLeftToReceive()
    with desk.letterbox.read() as box:
        try:
            holders.require_heirs(cabinet, box, desk.ring, person, desk.today)
        except LastHolder as last:
            raise HoldsAlone(files=len(last.cases) + len(last.measures), reports=len(last.waiting)) from last
