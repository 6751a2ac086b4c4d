"""What two can still sign so that a case is erased which nobody can open (SPEC §48), and whose signature it waits
for."""

from __future__ import annotations

from datetime import date

from ...crypto.ring import Ring
from ...domain.errors.ending import KeylessGone
from ...domain.errors.power import OwnProposal, RoleMissing, SameFunction
from ...domain.power import guard
from ...domain.power.keyless import KeylessErasure
from ...errors import Refused
from ...store.cabinet import Cabinet
from ..officer import revocation, suspension
from .verifying import keyless
from .verifying.keyless_case import CasePast


def may_sign(ring: Ring, officer_id: str, today: date) -> bool:
    """Whether they are there that day with a role that may; `ring`: as it is in force."""
    person = ring.get(officer_id)
    return person is not None and person.role in guard.EVERYBODY and person.active(today)


def standing(cabinet: Cabinet, ring: Ring, today: date) -> list[KeylessErasure]:
    """Those that can still be confirmed: who proposed it is there, and the case is not erased."""
    found = [one for one in keyless.all_of(cabinet, ring) if one.stands(today) and may_sign(ring, one.by, today)]
    gone = cabinet.erased_files() if found else {}
    return [one for one in found if one.file_id not in gone]


def has_parted(cabinet: Cabinet, ring: Ring, one: KeylessErasure, officer_id: str) -> bool:
    """Whether they were left out of this case or removed from it: then they are not told of it either."""
    return CasePast.of(ring, cabinet.entries_of(one.file_id)).has_parted(officer_id)


def require_second(cabinet: Cabinet, ring: Ring, one: KeylessErasure, officer_id: str, today: date) -> None:
    """Returns only if this officer is another person than who proposed it, who still stands by it. Raises OwnProposal,
    SameFunction, RoleMissing, KeylessGone."""
    if one.by == officer_id:
        raise OwnProposal()
    if revocation.function_of(ring, one.by) == revocation.function_of(ring, officer_id):
        raise SameFunction()
    if not may_sign(ring, officer_id, today):
        raise RoleMissing()
    if one.by in suspension.who(cabinet, ring, today):
        raise KeylessGone()


def cannot(cabinet: Cabinet, ring: Ring, one: KeylessErasure, officer_id: str, today: date) -> Refused | None:
    """Why this officer cannot sign it; None if they can."""
    try:
        require_second(cabinet, ring, one, officer_id, today)
    except Refused as refused:
        return refused
    return None


def waited_for_by(cabinet: Cabinet, ring: Ring, today: date, officer_id: str) -> bool:
    """Whether one of them waits for this officer's signature; `ring`: as it is in force."""
    return any(
        cannot(cabinet, ring, one, officer_id, today) is None and not has_parted(cabinet, ring, one, officer_id)
        for one in standing(cabinet, ring, today)
    )
