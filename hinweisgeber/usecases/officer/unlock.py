"""Logging in: the passphrase opens the officer's identity, a session keeps it sealed under two secrets, of which the
cookie has one and the running office's memory the other.

Unknown users and wrong passphrases are alike in words and in work. Failures slow down, per user name and address, and
never lock: each wait is counted from the last failure that was really tried.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date

from ...crypto.errors import PassphraseWrong
from ...crypto.keystore import Identity, decoy_unlock, is_identity, is_outdated, lock_anew, unlock_identity, work_of
from ...crypto.lock import DEFAULT
from ...crypto.ring import Ring
from ...crypto.session import SECRET, OfficeMemory
from ...errors import Broken
from ...store.cabinet import Cabinet, OfficerRow, Standing
from ...store.unit import Store
from .errors import (
    CodeWanted,
    KeyExpired,
    LoginFailed,
    LoginsBusy,
    LoginTooSoon,
    OwnPassphraseWrong,
    SessionExpired,
)
from .meant import as_meant
from .suspension import require_free
from .turns import Turns

IDLE_SECONDS = 15 * 60
ABSOLUTE_SECONDS = 8 * 3600
HALF_SECONDS = 5 * 60  # for the code, once the passphrase was right
TOUCH_SECONDS = 30  # how exactly "last seen" is kept: saves a write on most requests
FREE_FAILURES = 3
LONGEST_WAIT = 30
FORGET_SECONDS = 24 * 3600
_TRIES = 3


# Of each process; 128 MiB and both cores each: many logins at once neither eat the memory nor hold all threads.
_ARGON2 = Turns(places=8, kept=4, seconds=5)


@dataclass(frozen=True)
class Session:
    """Who is logged in, with their keys, for one request."""

    officer_id: str
    username: str
    identity: Identity = field(repr=False)
    row: bytes = field(repr=False)  # under what it is stored
    standing: Standing  # with a second factor


def wait_seconds(failures: int, last: int, now: int, longest: int = LONGEST_WAIT) -> int:
    """How long until the next try counts: nothing for three failures, then 2, 4, 8 … 30 seconds after the last."""
    if failures < FREE_FAILURES:
        return 0
    wait: int = min(longest, 2 ** min(failures - FREE_FAILURES + 1, 20))
    return max(0, min(wait, last + wait - now))  # never more, also when the clock was set back


@dataclass(frozen=True)
class Unlocked:
    """A keystore that a passphrase has opened, and what it is to be replaced by, if by anything."""

    identity: Identity = field(repr=False)
    keystore: str = field(repr=False)
    anew: str | None = field(default=None, repr=False)


def login(
    cabinet: Store[Cabinet],
    ring: Ring,
    memory: OfficeMemory,
    username: str,
    passphrase: str,
    address: str,
    today: date,
    now: int,
    device: str = "",
    kind: str = "",
) -> str:
    """The session's secret for the cookie. Raises LoginFailed, KeyExpired, Suspended, LoginTooSoon,
    LoginsBusy, StoreAway; CodeWanted where the passphrase is right and a second factor is asked for.

    `address` only separates buckets of failures and is kept as a hash, for a day; `now` in seconds since the epoch;
    `device`: the id of a browser that is known, which has a place of its own in the queue and nothing else; `kind`: of
    device, as its owner has called it. What is locked with less than today is locked anew, with the session or not at
    all (SPEC §9).
    """
    username = username.replace("\x00", "").strip().lower()
    bucket = bucket_of(username, address)
    for _ in range(_TRIES):
        with in_turn(cabinet, bucket, address, device, now):
            with cabinet.read() as cab:
                officer = cab.officer(username=username)
            opened = _unlock(officer, passphrase)
            if opened is None:
                _even_out(cabinet, officer, passphrase)
        person = ring.get(officer.officer_id) if officer else None
        if opened is None or officer is None or person is None or not person.active(today):
            note_failure(cabinet, bucket, now)
            if opened and person and person.revoked_from is None and today > person.valid_until:
                # only who has the passphrase learns this
                raise KeyExpired(day=f"{person.valid_until:%d.%m.%Y}")
            raise LoginFailed()
        cookie = _begin(cabinet, ring, memory, officer.officer_id, opened.identity, bucket, today, now, opened, kind)
        if cookie is not None:
            return cookie
    raise LoginsBusy()  # each time another login or a new passphrase was quicker


def bucket_of(username: str, address: str) -> bytes:
    """Where failures of this user name from this address are counted."""
    return hashlib.sha384(f"{username}\0{address}".encode()).digest()


@contextmanager
def in_turn(cabinet: Store[Cabinet], bucket: bytes, address: str, device: str, now: int) -> Iterator[None]:
    """A turn to compute with a passphrase. Raises LoginTooSoon, LoginsBusy, StoreAway."""
    _require_patience(cabinet, bucket, now)  # before the queue too: who has to wait anyway takes nobody's place in it
    with _ARGON2.one(address, device):
        _require_patience(cabinet, bucket, now)
        yield


def note_failure(cabinet: Store[Cabinet], bucket: bytes, now: int) -> None:
    """One more passphrase that did not open. Raises StoreAway."""
    with cabinet.write() as cab:
        cab.forget_failures(now - FORGET_SECONDS)
        cab.set_failures(bucket, cab.failures(bucket)[0] + 1, now)


def require_passphrase(
    cabinet: Store[Cabinet], officer_id: str, passphrase: str, address: str, now: int, device: str = ""
) -> None:
    """That of somebody who is logged in, before what their session alone must not do; slowed down as a login is.
    Raises OwnPassphraseWrong, LoginTooSoon, LoginsBusy, StoreAway."""
    with cabinet.read() as cab:
        officer = cab.officer(officer_id=officer_id)
    bucket = bucket_of(officer.username if officer else "", address)
    with in_turn(cabinet, bucket, address, device, now):
        opened = _unlock(officer, passphrase)
    if opened is None:
        note_failure(cabinet, bucket, now)
        raise OwnPassphraseWrong()


def _require_patience(cabinet: Store[Cabinet], bucket: bytes, now: int) -> None:
    with cabinet.read() as cab:
        failures, last = cab.failures(bucket)
    if wait := wait_seconds(failures, last, now):
        raise LoginTooSoon(seconds=wait)


def _unlock(officer: OfficerRow | None, passphrase: str) -> Unlocked | None:
    """With the passphrase as it is meant; one that was set with blanks around it opens as it was typed."""
    for meant in as_meant(passphrase):
        try:
            if officer is None:
                decoy_unlock(meant)
            return opened_with(officer, meant)
        except PassphraseWrong:
            continue
    return None


def opened_with(officer: OfficerRow, passphrase: str) -> Unlocked:
    """With exactly this passphrase; locked anew if it was locked with less than today. Raises PassphraseWrong."""
    identity = unlock_identity(officer.keystore, officer.officer_id, passphrase)
    outdated = is_outdated(officer.keystore)
    anew = lock_anew(identity, officer.officer_id, passphrase, officer.keystore) if outdated else None
    return Unlocked(identity, officer.keystore, anew)


def _even_out(cabinet: Store[Cabinet], officer: OfficerRow | None, passphrase: str) -> None:
    """As long as keystores of several strengths are here, who fails does the work of each: else the time would tell
    which name has which, and which there is not."""
    with cabinet.read() as cab:
        stored = [text for text in cab.keystores() if is_identity(text)]
    done = work_of(officer.keystore) if officer else DEFAULT
    for work in sorted({DEFAULT, *map(work_of, stored)} - {done}):
        for meant in as_meant(passphrase):
            with suppress(PassphraseWrong):
                decoy_unlock(meant, work)


def _begin(
    cabinet: Store[Cabinet], ring: Ring, memory: OfficeMemory, officer_id: str, identity: Identity, bucket: bytes,
    today: date, now: int, opened: Unlocked | None = None, kind: str = "",
) -> str | None:  # fmt: skip
    """The session's secret; None when what was opened has been replaced meanwhile."""
    secret = secrets.token_bytes(SECRET)
    with cabinet.write() as cab:
        require_free(cab, ring, officer_id, today)  # who suspends meanwhile ends this session, or it never begins
        if opened and not cab.has_keystore(officer_id, opened.keystore):
            return None
        cab.set_failures(bucket, 0, now)
        end_run_out(cab, now)
        if opened and opened.anew:
            cab.set_keystore(officer_id, opened.anew)
        if asked := cab.standing(officer_id).asked:
            half = memory.seal_half(identity, officer_id, secret)
            cab.add_half(memory.half_row(secret), officer_id, half, now, kind)
        else:
            cab.add_session(memory.row(secret), officer_id, memory.seal(identity, officer_id, secret), now, kind)
    if asked:
        raise CodeWanted(as_cookie(secret))
    return as_cookie(secret)


def as_cookie(secret: bytes) -> str:
    """A session's secret, or that of a login that waits for its code, as a cookie carries it."""
    return base64.urlsafe_b64encode(secret).decode()


def end_run_out(cab: Cabinet, now: int) -> None:
    """Ends all sessions that have run out. With each login, and by the sweep when nobody logs in."""
    cab.end_sessions(now - ABSOLUTE_SECONDS, now - IDLE_SECONDS)
    cab.end_halves(now - HALF_SECONDS + 1)


def resume(cabinet: Store[Cabinet], ring: Ring, memory: OfficeMemory, cookie: str, today: date, now: int) -> Session:
    """The session of this cookie, its idle time begun anew. Raises SessionExpired, StoreAway.

    Under another memory than that of the login, as after a restart, it is as if there were none.
    """
    secret = secret_of(cookie)
    with cabinet.read() as cab:
        row = cab.session(memory.row(secret))
        officer = cab.officer(officer_id=row[0]) if row else None
        standing = cab.standing(row[0]) if row else None
    if row is None or officer is None or standing is None:
        raise SessionExpired()
    officer_id, sealed, begun, seen = row
    active = any(o.officer_id == officer_id for o in ring.officers(today))
    if not active or now - begun >= ABSOLUTE_SECONDS or now - seen >= IDLE_SECONDS:
        logout(cabinet, memory, cookie)
        raise SessionExpired()
    if now - seen >= TOUCH_SECONDS:
        with cabinet.write() as cab:
            cab.touch_session(memory.row(secret), now)
    try:
        identity = memory.open(sealed, officer_id, secret)
    except Broken as error:
        raise SessionExpired() from error
    return Session(officer_id, officer.username, identity, memory.row(secret), standing)


def logout(cabinet: Store[Cabinet], memory: OfficeMemory, cookie: str) -> bytes:
    """Ends the session of this cookie; under what it was stored. Raises StoreAway."""
    try:
        row = memory.row(secret_of(cookie))
    except SessionExpired:
        return b""
    with cabinet.write() as cab:
        cab.end_session(row)
    return row


def live_sessions(cabinet: Store[Cabinet], rows: Collection[bytes]) -> set[bytes]:
    """Those of these that there still are. Raises StoreAway."""
    with cabinet.read() as cab:
        return cab.live_sessions(rows)


def secret_of(cookie: str) -> bytes:
    """What `as_cookie` wrote. Raises SessionExpired for everything else."""
    try:
        secret = base64.b64decode(cookie, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise SessionExpired() from error
    if len(secret) != SECRET:
        raise SessionExpired()
    return secret
