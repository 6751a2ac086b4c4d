"""Suspending somebody, and who is suspended: as signed entries of the journal say (SPEC §45). A row that nobody
entitled has signed suspends nobody."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from functools import lru_cache

from ...crypto import chain, strict
from ...crypto.chain import Entry
from ...crypto.errors import JournalBroken, SignatureBroken
from ...crypto.keys import VerifyKey
from ...crypto.ring import ROOT, Ring
from ...crypto.statements import LEAD
from ...domain import suspension
from ...domain.acts import Kind
from ...domain.codec import canonical
from ...domain.suspension import Suspension
from ...errors import FormatBroken
from ...store.cabinet import NO_FILE, Cabinet
from ...store.unit import Store
from .desk import Desk, already_done
from .errors import (
    FileNotFound,
    NobodyLeftToReceive,
    OnlyALead,
    StaffChanged,
    Suspended,
    SuspendedAgain,
    SuspendedAlready,
    SuspendsOneself,
)

NAME = "suspended"  # of what the entry says openly


def said(officer_id: str, until: date) -> str:
    """What its entry says to everybody."""
    return chain.open_text({NAME: {"officer": officer_id, "until": until.isoformat()}})


def read(entry: Entry) -> Suspension:
    """What an entry of this kind says. Raises FormatBroken. Verifies nothing."""
    whole = strict.fields(chain.read_open(entry.open or ""), **{NAME: dict})
    value = strict.fields(whole[NAME], officer=str, until=str)
    return Suspension(value["officer"], entry.day, strict.day(value["until"]), entry.signer, entry.seq)


def key_of(ring: Ring, entry: Entry) -> VerifyKey:
    """Whose signature this entry must bear: of an officer of that day, or of one of the roots. Raises
    SignatureBroken."""
    if entry.signer == ROOT:
        return ring.root_of(entry.signature, chain.note(ring.installation, entry.seq, entry.hash))
    return ring.signer(entry.signer, entry.day)


def require_right(ring: Ring, entry: Entry, before: list[Suspension]) -> Suspension:
    """What the entry says, if it may stand after those `before`. Raises JournalBroken."""
    try:
        one = read(entry)
    except FormatBroken as error:
        raise JournalBroken(entry.seq, "what it says of a suspension has no form") from error
    by, person = ring.get(entry.signer), ring.get(one.officer_id)
    may = entry.signer == ROOT or (by is not None and by.role == LEAD and by is not person)
    if entry.file_id != NO_FILE or person is None or not may:
        raise JournalBroken(entry.seq, "suspended by somebody who may not")
    if one.until != suspension.last_day(entry.day):
        raise JournalBroken(entry.seq, "suspended for another time")
    if suspension.comes_again(before, one):
        raise JournalBroken(entry.seq, "suspended again by the same person")
    return one


def all_of(cabinet: Cabinet, ring: Ring) -> list[Suspension]:
    """Every suspension that was rightly signed, in order."""
    found: list[Suspension] = []
    for entry in cabinet.suspending():
        with suppress(JournalBroken):
            found.append(_checked(ring, entry, tuple(found)))
    return found


@lru_cache(maxsize=256)
def _checked(ring: Ring, entry: Entry, before: tuple[Suspension, ...]) -> Suspension:
    """Raises JournalBroken."""
    try:
        chain.verify_alone(ring.installation, entry, key_of(ring, entry))
    except SignatureBroken as error:
        raise JournalBroken(entry.seq, "signature does not hold") from error
    return require_right(ring, entry, list(before))


def who(cabinet: Cabinet, ring: Ring, on: date) -> frozenset[str]:
    """Who is suspended on that day."""
    return suspension.suspended(all_of(cabinet, ring), on)


def until(cabinet: Cabinet, ring: Ring, on: date) -> dict[str, date]:
    """Of those who are suspended on that day, the last day."""
    return {one.officer_id: one.until for one in all_of(cabinet, ring) if one.holds(on)}


def suspend(desk: Desk, officer_id: str, once: str = "") -> Suspension | None:
    """A lead suspends a colleague; None for a form that was carried out before. Raises OnlyALead, SuspendsOneself,
    FileNotFound, SuspendedAlready, SuspendedAgain, NobodyLeftToReceive."""
    me = desk.ring.get(desk.officer_id)
    if me is None or me.role != LEAD:
        raise OnlyALead()
    if officer_id == desk.officer_id:
        raise SuspendsOneself()
    with desk.cabinet.write() as cabinet:
        if already_done(cabinet, desk, once):
            return None
        require_free(cabinet, desk.ring, desk.officer_id, desk.today)
        return _enter(cabinet, desk.ring, officer_id, desk.today, desk.officer_id, desk.identity.sign)


def suspend_by_root(
    store: Store[Cabinet], ring: Ring, officer_id: str, today: date, sign: Callable[[bytes], bytes]
) -> Suspension:
    """The same by the operator's command, with the root key. Raises as `suspend`."""
    with store.write() as cabinet:
        return _enter(cabinet, ring, officer_id, today, ROOT, sign)


def require_free(cabinet: Cabinet, ring: Ring, officer_id: str, today: date) -> None:
    """Before anything is signed, in the writer's turn: a page that was asked for before must not end in an act after.
    Raises Suspended, and StaffChanged where somebody was revoked (SPEC §47) since this ring was asked for: they may be
    who acts, or get a key with the act."""
    if any(one.kind == Kind.REVOKED and one.seq > ring.known for one in cabinet.revoking()):
        raise StaffChanged()
    if (day := until(cabinet, ring, today).get(officer_id)) is not None:
        raise Suspended(day=f"{day:%d.%m.%Y}")


def _enter(
    cabinet: Cabinet, ring: Ring, officer_id: str, today: date, by: str, sign: Callable[[bytes], bytes]
) -> Suspension:
    person, found = ring.get(officer_id), all_of(cabinet, ring)
    if person is None or not person.active(today):
        raise FileNotFound()
    new = Suspension(officer_id, today, suspension.last_day(today), by)
    out = suspension.suspended(found, today)
    if officer_id in out:
        raise SuspendedAlready()
    if suspension.comes_again(found, new):
        raise SuspendedAgain()
    left = {one.officer_id for one in ring.receivers(today)} - out - {officer_id}
    if not left & cabinet.account_ids():
        raise NobodyLeftToReceive()
    entry = enter_openly(cabinet, ring, Kind.SUSPENDED, today, by, sign, said(officer_id, new.until))
    cabinet.end_sessions_of(officer_id)
    return read(entry)


def enter_openly(
    cabinet: Cabinet, ring: Ring, kind: Kind, today: date, by: str, sign: Callable[[bytes], bytes], what: str
) -> Entry:
    """An entry about the installation, which says what it says openly and nothing else."""
    text, salt = canonical({}), secrets.token_bytes(chain.SALT)
    entry = chain.make_entry(
        ring.installation, cabinet.head(), today, NO_FILE, kind, by, sign, chain.commit(salt, text), what
    )
    cabinet.append(entry, salt, text)
    return entry
