"""Whether there is anything to tell an officer: decided without a key, at fixed hours, for all officers at once.

There is for somebody who has not yet collected a report or a message meant for them, and, once a day, for whoever
holds a case in which something is overdue or due soon, in which a proposal waits for their signature (LAW § 9), or
which a colleague gave them and they have not opened yet. What only a sheet tells (`remind_on` of a case or a measure)
counts once a week, from its week on. What they have been told of and what has not changed since is no news. A slot is
decided once, at its first `tick`; what comes in after that waits for the next one. So the hour of a mail tells that
something came in before that hour, and its minute is drawn by lot and tells nothing.

On working days only. What falls due on a day off is told before it.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ...crypto.ring import Ring
from ...domain.case.deadlines import BERLIN, is_working_day, next_working_day, week_of
from ...domain.case.duties import REMIND
from ...domain.dialogue.report import REPORTER
from ...store.cabinet import Cabinet
from ...store.cabinet.mails import QUIET, WAITING, Account, Mail
from ...store.letterbox import Letterbox
from ...store.unit import Store
from ..officer import revocation, trainings
from ..officer.desk import number_of
from . import keyless
from .due import due
from .proposals import waited_for_by

JITTER_SECONDS = 45 * 60
NOTICE_DAYS = 3
KEEP_DAYS = 30  # how long the outbox says to whom a mail went


@dataclass(frozen=True)
class MailHour:
    """A working day and one of its fixed hours."""

    day: date
    hour: int


def current_slot(now: datetime, hours: Collection[int]) -> MailHour | None:
    """The slot that has begun last today; None before the first one and on days off."""
    here = now.astimezone(BERLIN)
    begun = [hour for hour in hours if hour <= here.hour]
    return MailHour(here.date(), max(begun)) if begun and is_working_day(here.date()) else None


def told_until(day: date) -> date:
    """The last due day of which one is told on `day`: in three days, or the next working day if that is later."""
    return max(day + timedelta(days=NOTICE_DAYS), next_working_day(day + timedelta(days=1)))


def decide(
    letterbox: Store[Letterbox], cabinet: Store[Cabinet], active: Collection[str], hours: Collection[int],
    now: datetime, keys_end: bool = False, ring: Ring | None = None,
) -> None:  # fmt: skip
    """Decides the current slot unless that has been done. Raises StoreAway.

    `active`: ids of the officers in the ring today. Nobody else is told anything. `keys_end`: somebody's key ends soon,
    which stands on everybody's list; everybody is told once a week. `ring`: as it is in force; without it nobody is
    told that a colleague's revocation, or the erasure of a case that nobody can open, waits for their signature, nor
    that a training ends.
    """
    slot = current_slot(now, hours)
    if slot is None:
        return
    with cabinet.read() as cab:
        decided, accounts = cab.decided_hours(slot.day), cab.mail_accounts()
        first_of_week = not any(cab.decided_hours(day) for day in _days_before(slot.day))
    if slot.hour in decided:
        return
    reachable = [one for one in accounts if one.mail and one.officer_id in active]
    newest, news = _with_news(letterbox, cabinet, reachable)
    if not decided:  # the first slot of the day
        news |= _with_duties(letterbox, cabinet, reachable, slot.day, first_of_week)
        news |= _to_sign(cabinet, reachable, slot.day, ring)
        if ring is not None and first_of_week:
            news |= _to_train(cabinet, reachable, slot.day, ring)
        if keys_end and first_of_week:
            news |= {one.officer_id for one in reachable}
    with cabinet.write() as cab:
        if slot.hour not in cab.decided_hours(slot.day):  # else another tick was quicker
            _enter(cab, slot, news, newest, int(now.timestamp()))
            cab.forget_mails(slot.day - timedelta(days=KEEP_DAYS), active)


def _with_news(letterbox: Store[Letterbox], cabinet: Store[Cabinet], accounts: list[Account]) -> tuple[int, set[str]]:
    """The letterbox's newest message, and who has something to collect they have not been told of.

    A report counts with its first message. Who may collect it: until anybody has, whom it was sealed for; from then on
    who holds its key in the cabinet.
    """
    news, newest = set(), 0
    with letterbox.read() as box, cabinet.read() as cab:
        for one in accounts:
            newest, touched = box.reports_with_messages_since(max(one.collected, one.told), REPORTER)
            touched += box.passed_by(one.reports, one.told, one.collected)
            if any(one.officer_id in (cab.holders(r) if cab.has_file(r) else box.wraps(r)) for r in touched):
                news.add(one.officer_id)
    return newest, news


def _days_before(day: date) -> list[date]:
    """The days of its week before it."""
    return [week_of(day) + timedelta(days=n) for n in range(day.weekday())]


def _with_duties(
    letterbox: Store[Letterbox], cabinet: Store[Cabinet], accounts: list[Account], day: date, first_of_week: bool
) -> set[str]:
    """Who holds a case in which something is overdue or due soon, or whose second signature somebody waits for, or a
    file to be reminded of this week; and who was given one and has not opened it."""
    found = due(letterbox, cabinet).duties
    urgent = {duty.number for duty in found if duty.what != REMIND and duty.day <= told_until(day)}
    if first_of_week:
        urgent |= {duty.number for duty in found if duty.what == REMIND and duty.day <= day}
    with cabinet.read() as cab:
        return cab.handed([one.officer_id for one in accounts]) | {
            one.officer_id
            for one in accounts
            if urgent & {number_of(*number) for number in cab.held_files(one.officer_id)}
            or waited_for_by(cab, day, one.officer_id)
        }


def _to_sign(cabinet: Store[Cabinet], accounts: list[Account], day: date, ring: Ring | None) -> set[str]:
    """Whose signature a colleague's revocation waits for, or the erasure of a case that nobody can open."""
    if ring is None:
        return set()
    with cabinet.read() as cab:
        ids = [one.officer_id for one in accounts]
        asked = (revocation.waited_for_by, keyless.waited_for_by)
        return {one for one in ids if any(waited_for(cab, ring, day, one) for waited_for in asked)}


def _to_train(cabinet: Store[Cabinet], accounts: list[Account], day: date, ring: Ring) -> set[str]:
    """Whose training ends soon (HinSchG § 15 Abs. 2), and every lead then."""
    with cabinet.read() as cab:
        whose = {one.officer_id for one in trainings.ending(cab, ring, day)}
    ids = {one.officer_id for one in accounts}
    return {one for one in ids if one in whose or (whose and revocation.is_lead(ring, one, day))}


def _enter(cabinet: Cabinet, slot: MailHour, news: set[str], newest: int, now: int) -> None:
    """A row for everybody, so that the slot is decided. A mail that still waits tells the new things too."""
    on_its_way, mails = cabinet.awaiting_mail(), []
    for account in cabinet.mail_accounts():
        if account.officer_id in news:
            cabinet.set_told(account.officer_id, max(newest, account.told))
        if account.officer_id in news and account.officer_id not in on_its_way:
            mails.append(_mail(account, slot, WAITING, now + secrets.randbelow(JITTER_SECONDS + 1)))
        else:
            mails.append(_mail(account, slot, QUIET, 0))
    cabinet.add_mails(mails)


def _mail(account: Account, slot: MailHour, state: str, next_try: int) -> Mail:
    return Mail(secrets.token_hex(16), account.officer_id, slot.day, slot.hour, state, 0, next_try, None)
