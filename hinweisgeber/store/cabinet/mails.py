"""Mails to officers: where to, what each has been told of, and the outbox with its claims.

A slot is a day and a fixed hour. It is decided once and for everybody: each officer gets a row, most of them `quiet`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, delete, insert, or_, select, update

from .tables import file, file_wrap, officer, outbox

QUIET, WAITING, SENDING, SENT, GIVEN_UP = "quiet", "waiting", "sending", "sent", "given-up"
OPEN = (WAITING, SENDING)


@dataclass(frozen=True)
class Account:
    """An officer as far as mails go. `collected` and `told` count the letterbox's messages, `reports` its reports."""

    officer_id: str
    mail: str | None
    collected: int
    told: int
    reports: int


@dataclass(frozen=True)
class Mail:
    """One row of the outbox. `next_try`: when it may be tried; while it is being sent, when that claim lapses."""

    id: str
    officer_id: str
    day: date
    hour: int
    state: str
    attempts: int
    next_try: int
    trouble: str | None


_MAIL = select(*(outbox.c[name] for name in Mail.__dataclass_fields__))


class Mails:
    """Addresses and the outbox."""

    _db: Connection

    # -- addresses, and what is told -----------------------------------------------------------------------------

    def mail_address(self, officer_id: str) -> str | None:
        """Where this officer wants mails, if anywhere."""
        return self._db.execute(select(officer.c.mail).where(officer.c.officer_id == officer_id)).scalar()

    def set_mail_address(self, officer_id: str, address: str | None) -> None:
        """A new address is told of everything not yet collected; what an earlier one refused is over."""
        change = update(officer).where(officer.c.officer_id == officer_id)
        self._db.execute(change.values(mail=address, told=None))
        refused = (outbox.c.officer_id == officer_id, outbox.c.state == GIVEN_UP)
        self._db.execute(update(outbox).where(*refused).values(state=QUIET, trouble=None))

    def mail_accounts(self) -> list[Account]:
        """All officers' accounts."""
        query = select(
            officer.c.officer_id, officer.c.mail, officer.c.message_seq, officer.c.told, officer.c.report_seq
        )
        return [Account(row[0], row[1], row[2], row[3] or 0, row[4]) for row in self._db.execute(query)]

    def set_told(self, officer_id: str, message_seq: int | None) -> None:
        """Notes of how much this officer has been told; None: of nothing."""
        self._db.execute(update(officer).where(officer.c.officer_id == officer_id).values(told=message_seq))

    def held_files(self, officer_id: str) -> dict[tuple[str, int, int], bytes]:
        """Ids of the files for which this officer holds a wrap, by kind, year and running number."""
        query = select(file.c.kind, file.c.year, file.c.n, file.c.id)
        query = query.join(file_wrap, file_wrap.c.file_id == file.c.id).where(file_wrap.c.officer_id == officer_id)
        return {(row[0], row[1], row[2]): row[3] for row in self._db.execute(query)}

    # -- the outbox ----------------------------------------------------------------------------------------------

    def decided_hours(self, day: date) -> set[int]:
        """The slots of this day that are decided."""
        return {row[0] for row in self._db.execute(select(outbox.c.hour).where(outbox.c.day == day).distinct())}

    def add_mails(self, mails: Iterable[Mail]) -> None:
        """Adds rows. One officer has one row in a slot: the database refuses a second."""
        self._db.execute(insert(outbox), [dict(mail.__dict__) for mail in mails])

    def awaiting_mail(self) -> set[str]:
        """Officers for whom a mail waits that nobody is sending at this moment."""
        return {row[0] for row in self._db.execute(select(outbox.c.officer_id).where(outbox.c.state == WAITING))}

    def next_mail(self, officers: Collection[str], now: int) -> Mail | None:
        """The first mail that may be sent now: one that waits, or one whose claim has lapsed."""
        ready = _MAIL.where(outbox.c.state.in_(OPEN), outbox.c.next_try <= now, outbox.c.officer_id.in_(officers))
        row = self._db.execute(ready.order_by(outbox.c.next_try, outbox.c.id).limit(1)).first()
        return Mail(*row) if row else None

    def claim(self, mail: Mail, until: int) -> bool:
        """Takes this very mail in this very state for oneself; False when somebody else has."""
        mine = update(outbox).where(
            outbox.c.id == mail.id, outbox.c.state == mail.state, outbox.c.attempts == mail.attempts
        )
        change = mine.values(state=SENDING, attempts=mail.attempts + 1, next_try=until)
        return self._db.execute(change).rowcount == 1

    def settle(self, mail: Mail, state: str, next_try: int, trouble: str | None = None) -> bool:
        """How the claimed attempt ended; False when the claim has lapsed and somebody else has taken it."""
        mine = update(outbox).where(
            outbox.c.id == mail.id, outbox.c.state == SENDING, outbox.c.attempts == mail.attempts
        )
        return self._db.execute(mine.values(state=state, next_try=next_try, trouble=trouble)).rowcount == 1

    def forget_mails(self, before: date, officers: Collection[str]) -> None:
        """Forgets old rows, but none that is still to be sent to one of these officers."""
        over = or_(outbox.c.state.not_in(OPEN), outbox.c.officer_id.not_in(officers))
        self._db.execute(delete(outbox).where(outbox.c.day < before, over))

    def troubled_mails(self) -> list[tuple[str, Mail]]:
        """User names with the mails given up or not yet through, oldest first."""
        query = _MAIL.add_columns(officer.c.username).join(officer, officer.c.officer_id == outbox.c.officer_id)
        query = query.where(outbox.c.state.in_((*OPEN, GIVEN_UP)))
        rows = self._db.execute(query.order_by(outbox.c.day, outbox.c.hour, officer.c.username))
        return [(row[-1], Mail(*row[:-1])) for row in rows]
