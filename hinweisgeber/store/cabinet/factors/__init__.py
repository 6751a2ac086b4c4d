"""Second factors, recovery codes, and logins that wait for a code (SPEC §50). Nothing here opens one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, delete, exists, func, insert, select, update

from ..tables import factor, half_login, recovery_code


@dataclass(frozen=True)
class FactorRow:
    """An officer's factor: the sealed secret, the step of the last code that was used, and since which day."""

    sealed: bytes
    counter: int
    since: date


@dataclass(frozen=True)
class HalfRow:
    """A login that waits for its code: whose, the sealed identity, since when (seconds), how many were wrong, and what
    its owner calls the device."""

    officer_id: str
    sealed: bytes
    begun: int
    wrong: int
    device: str


@dataclass(frozen=True)
class Standing:
    """How an officer stands with a second factor: whether one is set up, and whether recovery codes are left."""

    there: bool
    left: bool

    @property
    def asked(self) -> bool:
        """Whether a login asks for a code. Who has used a recovery code has lost the device, and their factor with it:
        until another one is set up, another recovery code opens."""
        return self.there or self.left


class Factors:
    """What a login asks beside the passphrase."""

    _db: Connection

    def standing(self, officer_id: str) -> Standing:
        """See there."""
        there = exists().where(factor.c.officer_id == officer_id)
        left = exists().where(recovery_code.c.officer_id == officer_id)
        row = self._db.execute(select(there, left)).one()
        return Standing(bool(row[0]), bool(row[1]))

    def factor(self, officer_id: str) -> FactorRow | None:
        """The officer's factor, if one is set up."""
        columns = (factor.c[name] for name in FactorRow.__dataclass_fields__)
        row = self._db.execute(select(*columns).where(factor.c.officer_id == officer_id)).first()
        return FactorRow(*row) if row else None

    def set_factor(self, officer_id: str, row: FactorRow) -> None:
        """Puts this one in the place of what was there."""
        self.drop_factor(officer_id)
        self._db.execute(insert(factor), {"officer_id": officer_id, **row.__dict__})

    def drop_factor(self, officer_id: str) -> None:
        """Its secret is gone; recovery codes stay."""
        self._db.execute(delete(factor).where(factor.c.officer_id == officer_id))

    def use_counter(self, officer_id: str, counter: int) -> bool:
        """Notes the step of a code that is used now; False where it, or a later one, was used before."""
        mine = update(factor).where(factor.c.officer_id == officer_id, factor.c.counter < counter)
        return self._db.execute(mine.values(counter=counter)).rowcount == 1

    def recovery_left(self, officer_id: str) -> int:
        """How many recovery codes are left."""
        query = select(func.count()).select_from(recovery_code).where(recovery_code.c.officer_id == officer_id)
        return int(self._db.execute(query).scalar_one())

    def set_recovery(self, officer_id: str, marks: Iterable[bytes]) -> None:
        """Puts these in the place of all that were there."""
        self._db.execute(delete(recovery_code).where(recovery_code.c.officer_id == officer_id))
        if rows := [{"officer_id": officer_id, "mark": mark} for mark in marks]:
            self._db.execute(insert(recovery_code), rows)

    def use_recovery(self, officer_id: str, mark: bytes) -> bool:
        """Takes this recovery code away; False where there is none."""
        mine = (recovery_code.c.officer_id == officer_id, recovery_code.c.mark == mark)
        return self._db.execute(delete(recovery_code).where(*mine)).rowcount == 1

    # -- logins that wait for their code ---------------------------------------------------------------------------

    def add_half(self, secret_hash: bytes, officer_id: str, sealed: bytes, now: int, device: str = "") -> None:
        """The passphrase was right; `now` in seconds since the epoch, `device` what its owner calls the device."""
        values = {"secret_hash": secret_hash, "officer_id": officer_id, "sealed": sealed, "begun": now, "wrong": 0}
        self._db.execute(insert(half_login), {**values, "device": device})

    def half(self, secret_hash: bytes) -> HalfRow | None:
        """One of them."""
        columns = (half_login.c[name] for name in HalfRow.__dataclass_fields__)
        row = self._db.execute(select(*columns).where(half_login.c.secret_hash == secret_hash)).first()
        return HalfRow(*row) if row else None

    def count_wrong(self, secret_hash: bytes) -> None:
        """One more wrong code."""
        mine = update(half_login).where(half_login.c.secret_hash == secret_hash)
        self._db.execute(mine.values(wrong=half_login.c.wrong + 1))

    def end_half(self, secret_hash: bytes) -> None:
        """Ends one."""
        self._db.execute(delete(half_login).where(half_login.c.secret_hash == secret_hash))

    def end_halves(self, begun_before: int) -> None:
        """Ends all that have run out."""
        self._db.execute(delete(half_login).where(half_login.c.begun < begun_before))
