"""Sending what waits in the outbox: each mail once, though two may be at it; tried again until the server has it.

1. A mail is claimed by one conditional UPDATE, committed before the server is called. Whoever comes second finds it
   taken.
2. A claim lapses after ten minutes, which is longer than a conversation can last. So a mail is not lost with the
   process that claimed it.
3. It is `sent` only after the server's 250. Every other end puts it back, to be tried later and later.
4. Once the server has refused the address itself for five days, the mail is given up, and the officer counts as told
   of nothing: the next slot tries again, and `check` says so.

Twice can happen in one case alone, and nobody can exclude it: the server has the mail, and its 250 or our note of it
is lost (a broken line, a crash in that moment). Then it goes out again under the same Message-ID.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, time

from ... import mail as smtp
from ...domain.address import domain_of
from ...domain.case.deadlines import BERLIN
from ...mail import AddressRefused, MailNotSent
from ...store.cabinet import Cabinet
from ...store.cabinet.mails import GIVEN_UP, QUIET, SENDING, SENT, WAITING, Mail
from ...store.unit import Store

CLAIM_SECONDS = 10 * 60
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 5 * 60, 6 * 60 * 60
GIVE_UP_DAYS = 5
Clock = Callable[[], datetime]


@dataclass
class Tally:
    """How many mails went out, how many did not, and why the last of these did not."""

    sent: int = 0
    failed: int = 0
    trouble: str = ""


def send_waiting(cabinet: Store[Cabinet], server: smtp.Server, active: Collection[str], clock: Clock) -> Tally:
    """Sends what may be sent now, to officers in the ring alone. Raises StoreAway."""
    tally = Tally()
    while (claimed := _claimed(cabinet, active, clock)) is not None:
        mail, address = claimed
        try:
            smtp.send(server, address, message_id(mail, server), slot_begin(mail))
        except MailNotSent as failure:
            _put_back(cabinet, mail, failure, clock())
            tally.failed, tally.trouble = tally.failed + 1, failure.why
            if failure.away:  # the others wait for the next tick
                break
        else:
            with cabinet.write() as cab:
                cab.settle(mail, SENT, 0)
            tally.sent += 1
    return tally


def message_id(mail: Mail, server: smtp.Server) -> str:
    """The same at every attempt; drawn by lot, so it tells nothing."""
    return f"<{mail.id}@{domain_of(server.sender)}>"


def slot_begin(mail: Mail) -> datetime:
    """The mail's date for everybody who sees it: its fixed hour."""
    return datetime.combine(mail.day, time(mail.hour), BERLIN)


def _claimed(cabinet: Store[Cabinet], active: Collection[str], clock: Clock) -> tuple[Mail, str] | None:
    """The next mail, claimed for us, and where it goes."""
    with cabinet.write() as cab:
        now = int(clock().timestamp())
        while (mail := cab.next_mail(active, now)) is not None and cab.claim(mail, now + CLAIM_SECONDS):
            ours = dataclasses.replace(mail, state=SENDING, attempts=mail.attempts + 1)
            if address := cab.mail_address(mail.officer_id):
                return ours, address
            cab.settle(ours, QUIET, 0)  # no longer wanted
    return None


def _put_back(cabinet: Store[Cabinet], mail: Mail, failure: MailNotSent, now: datetime) -> None:
    days = (now.astimezone(BERLIN).date() - mail.day).days
    with cabinet.write() as cab:
        if isinstance(failure, AddressRefused) and days >= GIVE_UP_DAYS:
            if cab.settle(mail, GIVEN_UP, 0, failure.why):
                cab.set_told(mail.officer_id, None)
        else:
            cab.settle(mail, WAITING, int(now.timestamp()) + pause(mail.attempts), failure.why)


def pause(attempts: int) -> int:
    """Seconds until the next attempt: twice as long each time, at most six hours."""
    return min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS << min(attempts - 1, 10))
