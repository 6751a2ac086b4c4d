"""How two let a case be erased that nobody can open (LAW § 9, SPEC §48): one proposes, another with another function
confirms or declines, the first may withdraw. What they allow is carried out by `erase`, which asks all of it once
more."""

from __future__ import annotations

from collections.abc import Callable

from ....domain.acts import Kind
from ....domain.errors.ending import ArchiveUntold, CaseOpens, KeylessGone, KeylessMoved, KeylessWaits
from ....domain.errors.power import OnlyAnother, RoleMissing
from ....domain.power import periods
from ....domain.power.keyless import ArchiveTold, KeylessErasure
from ....store.cabinet import Cabinet
from ....store.letterbox import Letterbox
from ...keeper import keyless as signing
from ...keeper.verifying import keyless
from ...officer import suspension
from ...officer.desk import Desk, already_done
from ...officer.errors import FileNotFound
from .shown import KeylessCase, numbered


def propose(desk: Desk, number: str, offers: bool, told: bool, once: str = "") -> KeylessErasure | None:
    """The first signature; None for a form that was carried out before. Nothing changes by it. `told`: who signs says
    that the archive has been asked, where it must be. Raises RoleMissing, FileNotFound (also for what somebody can
    open), KeylessWaits, HoldStands, ReporterWaits, ArchiveUntold."""

    def decided(cabinet: Cabinet, box: Letterbox) -> str:
        case = numbered(cabinet, box, desk, number, offers)
        if case.about is not None:
            raise KeylessWaits()
        _require_nothing_against(case)
        if case.archive is ArchiveTold.OUTSIDE and not told:
            raise ArchiveUntold()
        return keyless.said_proposing(_proposal(desk, case))

    return _enter(desk, Kind.KEYLESS_PROPOSED, once, decided)


def confirm(desk: Desk, mark: str, offers: bool, once: str = "") -> KeylessErasure | None:
    """The second signature, for the proposal whose entry has this hash: the next run of `erase` takes the case. Raises
    RoleMissing, KeylessGone, OwnProposal, SameFunction, CaseOpens, KeylessMoved, HoldStands, ReporterWaits."""

    def decided(cabinet: Cabinet, box: Letterbox) -> str:
        one = _to_be_seconded(cabinet, desk, mark)
        try:
            case = numbered(cabinet, box, desk, one.case, offers)
        except FileNotFound:
            raise CaseOpens() from None
        _require_nothing_against(case)
        if _proposal(desk, case).matter != one.matter:
            raise KeylessMoved()
        return keyless.said_confirming(one)

    return _enter(desk, Kind.KEYLESS_ERASURE, once, decided)


def decline(desk: Desk, mark: str, once: str = "") -> KeylessErasure | None:
    """The second person does not agree. Raises as `confirm`, of what is asked of who signs."""
    return _enter(desk, Kind.KEYLESS_ENDED, once, lambda cabinet, box: _ends(_to_be_seconded(cabinet, desk, mark)))


def withdraw(desk: Desk, mark: str, once: str = "") -> KeylessErasure | None:
    """Who proposed it takes it back. Raises RoleMissing, KeylessGone, OnlyAnother."""

    def decided(cabinet: Cabinet, box: Letterbox) -> str:
        one = _marked(cabinet, desk, mark)
        if one.by != desk.officer_id:
            raise OnlyAnother()
        return _ends(one)

    return _enter(desk, Kind.KEYLESS_ENDED, once, decided)


_ends = keyless.said_ending


def _enter(desk: Desk, kind: Kind, once: str, decided: Callable[[Cabinet, Letterbox], str]) -> KeylessErasure | None:
    """What is asked and what is entered, in one transaction: `decided` refuses, or gives what the entry says openly.
    Returns the proposal that it is about."""
    if not signing.may_sign(desk.ring, desk.officer_id, desk.today):
        raise RoleMissing()
    with desk.cabinet.write() as cabinet:
        if already_done(cabinet, desk, once):
            return None
        suspension.require_free(cabinet, desk.ring, desk.officer_id, desk.today)
        with desk.letterbox.read() as box:
            said, sign = decided(cabinet, box), desk.identity.sign
        entry = suspension.enter_openly(cabinet, desk.ring, kind, desk.today, desk.officer_id, sign, said)
        every = keyless.all_of(cabinet, desk.ring)
    return next((one for one in every if entry.seq in (one.seq, one.ended_seq)), None)


def _marked(cabinet: Cabinet, desk: Desk, mark: str) -> KeylessErasure:
    found = next((one for one in signing.standing(cabinet, desk.ring, desk.today) if one.hash == mark), None)
    if found is None or signing.has_parted(cabinet, desk.ring, found, desk.officer_id):
        raise KeylessGone()
    return found


def _to_be_seconded(cabinet: Cabinet, desk: Desk, mark: str) -> KeylessErasure:
    one = _marked(cabinet, desk, mark)
    signing.require_second(cabinet, desk.ring, one, desk.officer_id, desk.today)
    return one


def _proposal(desk: Desk, case: KeylessCase) -> KeylessErasure:
    texts, files, _ = case.amounts
    return KeylessErasure(
        case.file_id, case.number, *case.last, texts, files, case.archive, desk.officer_id, desk.today,
        periods.until(desk.today),
    )  # fmt: skip


def _require_nothing_against(case: KeylessCase) -> None:
    for refused in case.against:
        raise refused
