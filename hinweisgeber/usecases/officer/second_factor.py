"""The second factor: how a login that waits for its code becomes a session, how a factor is set up, changed and removed
(SPEC §50).

A code counts once, and so does a recovery code: what is used is noted in the transaction that lets in. Wrong codes slow
down, per account (only who knows the passphrase comes here), and never lock: a recovery code is not guessed and waits
for nothing.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import date

from ...crypto.errors import SealBroken
from ...crypto.factor import (
    CODES,
    DIGITS,
    FactorSecret,
    RecoveryCode,
    open_factor,
    open_offer,
    recovery_mark,
    seal_factor,
    seal_offer,
)
from ...crypto.keystore import Identity
from ...crypto.ring import Ring
from ...crypto.session import SECRET, OfficeMemory
from ...errors import Broken, FormatBroken, Refused
from ...store.cabinet import Cabinet, FactorRow
from ...store.unit import Store
from . import unlock
from .errors import (
    CodeTooSoon,
    CodeUnreadable,
    CodeUsed,
    CodeWrong,
    FactorNotThere,
    FactorThere,
    FactorUnopened,
    HalfLoginOver,
    OfferGone,
    RecoveryCodeWrong,
    SessionExpired,
    SetUpCodeWrong,
    TooManyWrongCodes,
)
from .suspension import require_free

WRONG_CODES = 5  # end a login that waits
LONGEST_WAIT = 15 * 60  # six digits are guessed more quickly than a passphrase: 96 tries a day, not 2880
_LONGEST_TYPED = 100
Typed = str | RecoveryCode  # six digits of an app, or a code on paper


@dataclass(frozen=True)
class Entered:
    """The session's secret for the cookie, and whether a recovery code opened it."""

    cookie: str = field(repr=False)
    recovered: bool


@dataclass(frozen=True)
class FactorOffer:
    """A secret for an app, which nothing stores yet; `sealed` brings it back from the page that shows it."""

    secret: FactorSecret
    sealed: str


@dataclass(frozen=True)
class Owner:
    """Somebody who is logged in, and their own factor; `session`: the row of the session that asks."""

    cabinet: Store[Cabinet]
    ring: Ring
    officer_id: str
    identity: Identity = field(repr=False)
    session: bytes = field(repr=False)
    today: date
    now: int


def typed_code(text: str) -> Typed:
    """What somebody typed. Raises CodeUnreadable."""
    text = text[:_LONGEST_TYPED]
    digits = "".join(text.split()).replace("-", "")
    if len(digits) == DIGITS and digits.isascii() and digits.isdigit():
        return digits
    try:
        return RecoveryCode.parse(text)
    except FormatBroken as error:
        raise CodeUnreadable() from error


def require_half(cabinet: Store[Cabinet], memory: OfficeMemory, cookie: str, now: int) -> None:
    """That a login waits for its code. Raises HalfLoginOver, StoreAway."""
    with cabinet.read() as cab:
        half = cab.half(memory.half_row(_secret(cookie)))
    if half is None or now - half.begun >= unlock.HALF_SECONDS:
        raise HalfLoginOver()


def finish(
    cabinet: Store[Cabinet], ring: Ring, memory: OfficeMemory, cookie: str, typed: str, today: date, now: int
) -> Entered:
    """The session, once the code is right. Raises CodeUnreadable, CodeWrong, CodeUsed, RecoveryCodeWrong, CodeTooSoon,
    FactorUnopened, HalfLoginOver, Suspended, StoreAway."""
    secret, code = _secret(cookie), typed_code(typed)
    with cabinet.write() as cab:
        outcome = _finished(cab, ring, memory, secret, code, today, now)
    if isinstance(outcome, Refused):  # what was counted stays counted
        raise outcome
    return outcome


def _finished(
    cab: Cabinet, ring: Ring, memory: OfficeMemory, secret: bytes, code: Typed, today: date, now: int
) -> Entered | Refused:
    row = memory.half_row(secret)
    half = cab.half(row)
    if half is None or now - half.begun >= unlock.HALF_SECONDS:
        return HalfLoginOver()
    person = ring.get(half.officer_id)
    if person is None or not person.active(today):
        return HalfLoginOver()
    try:
        identity = memory.open_half(half.sealed, half.officer_id, secret)
    except Broken:
        return HalfLoginOver()
    require_free(cab, ring, half.officer_id, today)
    if refused := _accept(cab, half.officer_id, identity, code, now):
        return _still_half(cab, row, half.wrong, refused)
    cab.end_half(row)
    unlock.end_run_out(cab, now)
    if isinstance(code, RecoveryCode):  # the device is lost, and with it whatever it was logged in to
        cab.end_sessions_of(half.officer_id)
    new = secrets.token_bytes(SECRET)
    cab.add_session(memory.row(new), half.officer_id, memory.seal(identity, half.officer_id, new), now, half.device)
    return Entered(unlock.as_cookie(new), isinstance(code, RecoveryCode))


def _still_half(cab: Cabinet, row: bytes, wrong: int, refused: Refused) -> Refused:
    if isinstance(refused, CodeTooSoon):  # it was not tried
        return refused
    if wrong + 1 >= WRONG_CODES:
        cab.end_half(row)
        return TooManyWrongCodes()
    cab.count_wrong(row)
    return refused


def _accept(cab: Cabinet, officer_id: str, identity: Identity, code: Typed, now: int) -> Refused | None:
    """Uses the code; or why not, and then it is counted."""
    if isinstance(code, RecoveryCode):
        if not cab.use_recovery(officer_id, recovery_mark(identity, code)):
            return RecoveryCodeWrong()
        cab.drop_factor(officer_id)
        return None
    bucket = bucket_of(officer_id)
    failures, last = cab.failures(bucket)
    if wait := unlock.wait_seconds(failures, last, now, LONGEST_WAIT):
        return CodeTooSoon(seconds=wait)
    if refused := _wrong(cab, officer_id, identity, code, now):
        cab.forget_failures(now - unlock.FORGET_SECONDS)
        cab.set_failures(bucket, failures + 1, now)
        return refused
    cab.set_failures(bucket, 0, now)
    return None


def bucket_of(officer_id: str) -> bytes:
    """Where wrong codes of an account are counted, whoever sends them: only who knows the passphrase can."""
    return hashlib.sha384(f"code\0{officer_id}".encode()).digest()


def _wrong(cab: Cabinet, officer_id: str, identity: Identity, code: str, now: int) -> Refused | None:
    if (row := cab.factor(officer_id)) is None:
        return CodeWrong()
    try:
        counter = open_factor(identity, officer_id, row.sealed).counter_of(code, now)
    except SealBroken:
        return FactorUnopened()
    if counter is None:
        return CodeWrong()
    return None if cab.use_counter(officer_id, counter) else CodeUsed()


def _secret(cookie: str) -> bytes:
    try:
        return unlock.secret_of(cookie)
    except SessionExpired as error:
        raise HalfLoginOver() from error


# -- one's own factor --------------------------------------------------------------------------------------------------


def new_offer(owner: Owner) -> FactorOffer:
    """A new secret to show."""
    secret = FactorSecret.generate()
    return FactorOffer(secret, seal_offer(owner.identity, owner.officer_id, secret))


def same_offer(owner: Owner, sealed: str) -> FactorOffer:
    """The one that a page has shown. Raises OfferGone."""
    try:
        return FactorOffer(open_offer(owner.identity, owner.officer_id, sealed), sealed)
    except SealBroken as error:
        raise OfferGone() from error


def state_of(owner: Owner) -> tuple[FactorRow | None, int]:
    """The factor, and how many recovery codes are left. Raises StoreAway."""
    with owner.cabinet.read() as cab:
        return cab.factor(owner.officer_id), cab.recovery_left(owner.officer_id)


def require_shown(owner: Owner, sealed: str, code: str) -> None:
    """That the code is one of the secret of this offer: looked at before anything that costs. Raises OfferGone,
    SetUpCodeWrong."""
    if same_offer(owner, sealed).secret.counter_of(code, owner.now) is None:
        raise SetUpCodeWrong()


def set_up(owner: Owner, sealed: str, code: str, present: Typed | None = None) -> tuple[str, ...]:
    """Makes the secret of this offer the factor, once an app has shown its code; new recovery codes, which are shown
    now and never again. `present`: of the factor that was there; all other sessions end.

    Raises OfferGone, SetUpCodeWrong, FactorThere, what is wrong with `present`, StoreAway.
    """
    secret = same_offer(owner, sealed).secret
    if (counter := secret.counter_of(code, owner.now)) is None:
        raise SetUpCodeWrong()
    row = FactorRow(seal_factor(owner.identity, owner.officer_id, secret), counter, owner.today)
    with owner.cabinet.write() as cab:
        require_free(cab, owner.ring, owner.officer_id, owner.today)
        outcome = _proven(cab, owner, present) if cab.factor(owner.officer_id) else None
        codes = () if outcome else _put(cab, owner, row)
    if outcome:
        raise outcome
    return codes


def remove(owner: Owner, present: Typed) -> None:
    """Ends the factor and its recovery codes; all other sessions end. Raises what is wrong with `present`,
    FactorNotThere, StoreAway."""
    with owner.cabinet.write() as cab:
        outcome = _proven(cab, owner, present)
        if outcome is None:
            drop(cab, owner.officer_id)
            cab.end_other_sessions(owner.officer_id, owner.session)
    if outcome:
        raise outcome


def renew_codes(owner: Owner, present: Typed) -> tuple[str, ...]:
    """Other recovery codes in the place of those that there were; it takes a code of the app. Raises as `remove`."""
    if isinstance(present, RecoveryCode):
        raise CodeUnreadable()
    with owner.cabinet.write() as cab:
        outcome = _proven(cab, owner, present)
        codes = () if outcome else _put_codes(cab, owner)
    if outcome:
        raise outcome
    return codes


def drop(cab: Cabinet, officer_id: str) -> None:
    """Nothing is left of an officer's second factor."""
    cab.drop_factor(officer_id)
    cab.set_recovery(officer_id, ())


def _proven(cab: Cabinet, owner: Owner, present: Typed | None) -> Refused | None:
    if cab.factor(owner.officer_id) is None:
        return FactorNotThere()
    if present is None:
        return FactorThere()
    return _accept(cab, owner.officer_id, owner.identity, present, owner.now)


def _put(cab: Cabinet, owner: Owner, row: FactorRow) -> tuple[str, ...]:
    cab.set_factor(owner.officer_id, row)
    cab.end_other_sessions(owner.officer_id, owner.session)
    return _put_codes(cab, owner)


def _put_codes(cab: Cabinet, owner: Owner) -> tuple[str, ...]:
    codes = [RecoveryCode.generate() for _ in range(CODES)]
    cab.set_recovery(owner.officer_id, [recovery_mark(owner.identity, code) for code in codes])
    return tuple(map(str, codes))
