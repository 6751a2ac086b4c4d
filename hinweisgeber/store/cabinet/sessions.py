"""Sessions, failed logins, and forms that were carried out."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from .tables import form_once, half_login, login_attempt, session


class Sessions:
    """What the office's pages remember between two requests."""

    _db: Connection

    def add_session(self, secret_hash: bytes, officer_id: str, sealed: bytes, now: int, device: str = "") -> None:
        """Begins a session; `now` in seconds since the epoch, `device` what its owner calls the device."""
        values = {"secret_hash": secret_hash, "officer_id": officer_id, "sealed": sealed, "begun": now, "seen": now}
        self._db.execute(insert(session), {**values, "device": device})

    def sessions_of(self, officer_id: str) -> list[tuple[bytes, int, int, str]]:
        """Of each of one officer's: under what it is stored, begun, last seen and device, the newest first."""
        columns = (session.c.secret_hash, session.c.begun, session.c.seen, session.c.device)
        query = select(*columns).where(session.c.officer_id == officer_id)
        rows = self._db.execute(query.order_by(session.c.begun.desc(), session.c.secret_hash))
        return [(row[0], row[1], row[2], row[3] or "") for row in rows]

    def set_device(self, secret_hash: bytes, device: str) -> None:
        """Notes what its owner calls the device."""
        self._db.execute(update(session).where(session.c.secret_hash == secret_hash).values(device=device))

    def session(self, secret_hash: bytes) -> tuple[str, bytes, int, int] | None:
        """Officer id, sealed identity, begun and last seen."""
        columns = (session.c.officer_id, session.c.sealed, session.c.begun, session.c.seen)
        row = self._db.execute(select(*columns).where(session.c.secret_hash == secret_hash)).first()
        return (row[0], row[1], row[2], row[3]) if row else None

    def live_sessions(self, secret_hashes: Collection[bytes]) -> set[bytes]:
        """Those of these that there still are."""
        rows = self._db.execute(select(session.c.secret_hash).where(session.c.secret_hash.in_(list(secret_hashes))))
        return {row[0] for row in rows}

    def touch_session(self, secret_hash: bytes, now: int) -> None:
        """Notes that the session is in use."""
        self._db.execute(update(session).where(session.c.secret_hash == secret_hash).values(seen=now))

    def end_session(self, secret_hash: bytes) -> None:
        """Ends one session."""
        self._db.execute(delete(session).where(session.c.secret_hash == secret_hash))

    def end_sessions(self, begun_before: int, seen_before: int) -> None:
        """Ends all sessions that have run out."""
        self._db.execute(delete(session).where((session.c.begun < begun_before) | (session.c.seen < seen_before)))

    def end_sessions_of(self, officer_id: str) -> None:
        """Ends all sessions of one officer, and logins that wait for their code."""
        self._db.execute(delete(session).where(session.c.officer_id == officer_id))
        self._db.execute(delete(half_login).where(half_login.c.officer_id == officer_id))

    def end_other_sessions(self, officer_id: str, kept: bytes) -> None:
        """Ends all sessions of one officer but this, and logins that wait for their code."""
        self._db.execute(delete(session).where(session.c.officer_id == officer_id, session.c.secret_hash != kept))
        self._db.execute(delete(half_login).where(half_login.c.officer_id == officer_id))

    def failures(self, bucket: bytes) -> tuple[int, int]:
        """Failed logins in this bucket and when the last one was."""
        row = self._db.execute(
            select(login_attempt.c.failures, login_attempt.c.last).where(login_attempt.c.bucket == bucket)
        ).first()
        return (row[0], row[1]) if row else (0, 0)

    def set_failures(self, bucket: bytes, failures: int, now: int) -> None:
        """Notes failed logins; 0 forgets the bucket."""
        self._db.execute(delete(login_attempt).where(login_attempt.c.bucket == bucket))
        if failures:
            self._db.execute(insert(login_attempt), {"bucket": bucket, "failures": failures, "last": now})

    def forget_failures(self, before: int) -> None:
        """Forgets failed logins older than this."""
        self._db.execute(delete(login_attempt).where(login_attempt.c.last < before))

    def carried_out(self, token_hash: bytes) -> bool:
        """Whether this form has been carried out before."""
        query = select(form_once.c.day).where(form_once.c.token_hash == token_hash)
        return self._db.execute(query).first() is not None

    def first_time(self, token_hash: bytes, day: date) -> bool:
        """Whether this form has not been carried out before; forgets forms of more than two days ago.

        Not sooner: the second click may come after midnight.
        """
        self._db.execute(delete(form_once).where(form_once.c.day < day - timedelta(days=2)))
        if self.carried_out(token_hash):
            return False
        self._db.execute(insert(form_once), {"token_hash": token_hash, "day": day})
        return True
