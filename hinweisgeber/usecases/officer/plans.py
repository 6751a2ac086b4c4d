"""Who stands in for whom: as signed entries of the journal say (SPEC §46). What a plan says counts as far as a lead has
signed it."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from functools import lru_cache

from ...crypto import chain, strict
from ...crypto.chain import Entry
from ...crypto.errors import JournalBroken, SignatureBroken
from ...crypto.ring import Ring
from ...crypto.statements import LEAD
from ...domain import deputising
from ...domain.acts import Kind
from ...domain.deputising import DeputyJoined, DutyPlan
from ...errors import FormatBroken
from ...store.cabinet import NO_FILE, Cabinet
from .desk import Desk, already_done
from .errors import DaysWrong, DeputyAway, FileNotFound, OnlyALead
from .suspension import enter_openly, require_free

NAME = "deputy"  # of what the entries say openly


def said(plan: DutyPlan) -> str:
    """What the entry of a plan says to everybody."""
    days = {"from": plan.first.isoformat(), "until": plan.last.isoformat()}
    return chain.open_text({NAME: {"officer": plan.deputy, "for": plan.absent, **days}})


def read(entry: Entry) -> DutyPlan:
    """What it says. Raises FormatBroken. Verifies nothing."""
    whole = strict.fields(chain.read_open(entry.open or ""), **{NAME: dict})
    value = strict.fields(whole[NAME], **{"officer": str, "for": str, "from": str, "until": str})
    days = strict.day(value["from"]), strict.day(value["until"])
    return DutyPlan(value["officer"], value["for"], *days, entry.signer, entry.seq)


def require_right(ring: Ring, entry: Entry) -> DutyPlan:
    """The plan, if it may stand. Raises JournalBroken."""
    try:
        plan = read(entry)
    except FormatBroken as error:
        raise JournalBroken(entry.seq, "what it says of a deputy has no form") from error
    by, people = ring.get(entry.signer), (ring.get(plan.deputy), ring.get(plan.absent))
    if entry.file_id != NO_FILE or by is None or by.role != LEAD or not all(one and one.reads for one in people):
        raise JournalBroken(entry.seq, "deputy planned by somebody who may not")
    if not plan.is_sound or plan.last < entry.day:
        raise JournalBroken(entry.seq, "deputy for days that cannot be")
    return plan


def all_plans(cabinet: Cabinet, ring: Ring) -> list[DutyPlan]:
    """All that a lead has rightly signed, in order."""
    found = []
    for entry in cabinet.planning():
        with suppress(JournalBroken):
            found.append(_checked(ring, entry))
    return found


@lru_cache(maxsize=256)
def _checked(ring: Ring, entry: Entry) -> DutyPlan:
    """Raises JournalBroken."""
    try:
        chain.verify_alone(ring.installation, entry, ring.signer(entry.signer, entry.day))
    except SignatureBroken as error:
        raise JournalBroken(entry.seq, "signature does not hold") from error
    return require_right(ring, entry)


def stands_in(cabinet: Cabinet, ring: Ring, officer_id: str, on: date) -> frozenset[str]:
    """For whom this officer stands in on that day."""
    return deputising.stands_in(all_plans(cabinet, ring), officer_id, on)


def plan(desk: Desk, absent: str, deputy: str, first: date, last: date, once: str = "") -> DutyPlan | None:
    """A lead says who stands in for whom; None for a form that was carried out before. Raises OnlyALead, FileNotFound,
    DaysWrong, DeputyAway."""
    me = desk.ring.get(desk.officer_id)
    if me is None or me.role != LEAD:
        raise OnlyALead()
    new = DutyPlan(deputy, absent, first, last, desk.officer_id)
    there = {one.officer_id: one for one in desk.ring.readers(max(first, desk.today))}
    if absent not in there and absent not in {one.officer_id for one in desk.ring.readers(desk.today)}:
        raise FileNotFound()
    if not new.is_sound or last < desk.today:
        raise DaysWrong()
    if deputy not in there or there[deputy].valid_until < last:
        raise DeputyAway()
    with desk.cabinet.write() as cabinet:
        if already_done(cabinet, desk, once):
            return None
        require_free(cabinet, desk.ring, desk.officer_id, desk.today)
        known = all_plans(cabinet, desk.ring)
        if any(one.absent == deputy and one.first <= last and first <= one.last for one in known):
            raise DeputyAway()
        sign, what = desk.identity.sign, said(new)
        return read(enter_openly(cabinet, desk.ring, Kind.DEPUTY_PLANNED, desk.today, desk.officer_id, sign, what))


def data_of(data: DeputyJoined) -> dict[str, object]:
    """What the entry says openly with which a deputy gets a key."""
    return {NAME: {"officer": data.to, "for": data.absent, "until": data.until.isoformat()}}


def joined(openly: str | None) -> tuple[str, str, date]:
    """For whom somebody was given the key of a file, who, and until when. Raises FormatBroken."""
    value = chain.read_open(openly or "").get(NAME)
    found = strict.fields(value, **{"officer": str, "for": str, "until": str})
    return found["for"], found["officer"], strict.day(found["until"])
