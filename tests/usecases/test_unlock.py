"""Logging in: alike for everybody who fails, slower and never locked; sessions end when they should."""

from __future__ import annotations

import base64
from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hinweisgeber.crypto import primitives
from hinweisgeber.crypto.ring import Ring
from hinweisgeber.refusals import sentence_of
from hinweisgeber.store.cabinet import Cabinet
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.officer import unlock
from hinweisgeber.usecases.officer.errors import KeyExpired, LoginFailed, LoginsBusy, LoginTooSoon, SessionExpired
from hinweisgeber.usecases.officer.turns import Turns
from tests.founded import MEMORY, TODAY, Founded
from tests.usecases.sql import execute

NOW = 1_800_000_000
ADDRESS = "192.0.2.1"
seconds = st.integers(0, 4_000_000_000)


# -- the arithmetic of slowing down -------------------------------------------------------------------------------


@given(st.integers(0, 100_000), seconds, seconds)
def test_nobody_ever_waits_longer_than_thirty_seconds(failures: int, last: int, now: int) -> None:
    assert 0 <= unlock.wait_seconds(failures, last, now) <= unlock.LONGEST_WAIT == 30


@given(st.integers(0, 100_000), seconds)
def test_after_thirty_quiet_seconds_everybody_may_try(failures: int, last: int) -> None:
    assert unlock.wait_seconds(failures, last, last + 30) == 0


def test_three_failures_are_free_then_waits_double() -> None:
    assert [unlock.wait_seconds(n, NOW, NOW) for n in range(9)] == [0, 0, 0, 2, 4, 8, 16, 30, 30]


@given(st.integers(0, 50), seconds, st.integers(0, 60))
def test_waiting_gets_shorter_as_time_goes(failures: int, last: int, passed: int) -> None:
    assert unlock.wait_seconds(failures, last, last + passed) >= unlock.wait_seconds(failures, last, last + passed + 1)


# -- logging in ---------------------------------------------------------------------------------------------------


@pytest.fixture
def argon2(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Counts the costly work and does it quickly where a test needs many logins."""
    calls: list[bytes] = []
    real = primitives.argon2id

    def counted(passphrase: bytes, *rest: object) -> bytes:
        calls.append(passphrase)
        return real(passphrase, *rest) if b"tests" in passphrase else bytes(32)  # type: ignore[arg-type]

    monkeypatch.setattr(primitives, "argon2id", counted)
    return calls


def login(
    cabinet: Store[Cabinet], ring: Ring, username: str, passphrase: str, now: int = NOW, address: str = ADDRESS
) -> str:
    return unlock.login(cabinet, ring, MEMORY, username, passphrase, address, TODAY, now)


@pytest.fixture
def cookie(cabinet: Store[Cabinet], ring: Ring, founded: Founded) -> str:
    return login(cabinet, ring, "anna", founded.people["anna"].passphrase)


@pytest.mark.parametrize("username", ["anna", " Anna ", "ANNA"])
def test_right_passphrase_opens_a_session(username: str, cabinet: Store[Cabinet], ring: Ring, founded: Founded) -> None:
    anna = founded.people["anna"]
    session = unlock.resume(cabinet, ring, MEMORY, login(cabinet, ring, username, anna.passphrase), TODAY, NOW + 1)
    assert (session.officer_id, session.username) == (anna.officer_id, "anna")
    assert session.identity.to_bytes() == anna.identity.to_bytes()
    assert repr(anna.identity.to_bytes()) not in repr(session)


@pytest.mark.parametrize("username", ["anna", "nobody", "", "\x00", "x" * 5000])
def test_unknown_user_and_wrong_passphrase_are_alike_in_words_and_work(
    username: str, cabinet: Store[Cabinet], ring: Ring, argon2: list[bytes]
) -> None:
    with pytest.raises(LoginFailed) as refused:
        login(cabinet, ring, username, "falsch")
    assert (sentence_of(refused.value), refused.value.values) == (sentence_of(LoginFailed()), {})
    assert argon2 == [b"falsch"], "once, whoever it is"
    assert execute(cabinet, "SELECT failures, last FROM login_attempt") == [(1, NOW)]


@pytest.mark.parametrize("passphrase", ["", "\ud800", "x" * 100_000])
def test_nonsense_passphrase_fails_like_any(
    passphrase: str, cabinet: Store[Cabinet], ring: Ring, argon2: list[bytes]
) -> None:
    with pytest.raises(LoginFailed):
        login(cabinet, ring, "anna", passphrase)
    with pytest.raises(LoginFailed):
        login(cabinet, ring, "nobody", passphrase)


def test_failures_slow_down_and_never_lock(
    cabinet: Store[Cabinet], ring: Ring, founded: Founded, argon2: list[bytes]
) -> None:
    now = NOW
    for _ in range(40):
        now += 31
        with pytest.raises(LoginFailed):
            login(cabinet, ring, "anna", "falsch", now)
    with pytest.raises(LoginTooSoon) as refused:
        login(cabinet, ring, "anna", founded.people["anna"].passphrase, now + 1)
    assert refused.value.values == {"seconds": 29}
    assert len(argon2) == 40, "a try that comes too soon costs nothing"
    assert login(cabinet, ring, "anna", founded.people["anna"].passphrase, now + 30)
    assert execute(cabinet, "SELECT * FROM login_attempt") == [], "and all is forgotten"


def test_tries_that_come_too_soon_do_not_make_it_longer(
    cabinet: Store[Cabinet], ring: Ring, argon2: list[bytes], founded: Founded
) -> None:
    for _ in range(3):
        with pytest.raises(LoginFailed):
            login(cabinet, ring, "anna", "falsch")
    for _ in range(20):
        with pytest.raises(LoginTooSoon):
            login(cabinet, ring, "anna", "falsch", NOW + 1)
    assert login(cabinet, ring, "anna", founded.people["anna"].passphrase, NOW + 2)


def test_stranger_elsewhere_slows_nobody_down(
    cabinet: Store[Cabinet], ring: Ring, founded: Founded, argon2: list[bytes]
) -> None:
    for _ in range(3):
        with pytest.raises(LoginFailed):
            login(cabinet, ring, "anna", "falsch", address="198.51.100.9")
    with pytest.raises(LoginTooSoon):
        login(cabinet, ring, "anna", "falsch", address="198.51.100.9")
    assert login(cabinet, ring, "anna", founded.people["anna"].passphrase)


def test_address_and_user_name_are_kept_as_a_hash_for_a_day(
    cabinet: Store[Cabinet], ring: Ring, argon2: list[bytes]
) -> None:
    with pytest.raises(LoginFailed):
        login(cabinet, ring, "anna", "falsch")
    assert cabinet.url.database
    [(bucket,)] = execute(cabinet, "SELECT bucket FROM login_attempt")
    assert len(bucket) == 48
    with pytest.raises(LoginFailed):
        login(cabinet, ring, "bernd", "falsch", NOW + unlock.FORGET_SECONDS + 1)
    assert bucket not in [b for (b,) in execute(cabinet, "SELECT bucket FROM login_attempt")]


def test_revoked_officer_fails_like_any_and_their_session_ends(
    cabinet: Store[Cabinet], ring: Ring, founded: Founded, cookie: str
) -> None:
    anna = founded.people["anna"]
    shorter = ring.revoke(founded.root(), anna.officer_id, TODAY)
    with pytest.raises(LoginFailed):
        login(cabinet, shorter, "anna", anna.passphrase)
    with pytest.raises(SessionExpired):
        unlock.resume(cabinet, shorter, MEMORY, cookie, TODAY, NOW + 1)
    with pytest.raises(SessionExpired):
        unlock.resume(cabinet, ring, MEMORY, cookie, TODAY, NOW + 1)  # it is gone, not only refused


LAST = TODAY + timedelta(days=730)  # on which the founding's keys are valid
AFTER = LAST + timedelta(days=1)


def test_who_comes_after_their_end_with_the_right_passphrase_is_told_so(
    cabinet: Store[Cabinet], ring: Ring, founded: Founded, argon2: list[bytes]
) -> None:
    anna = founded.people["anna"]
    assert unlock.login(cabinet, ring, MEMORY, "anna", anna.passphrase, ADDRESS, LAST, NOW)
    with pytest.raises(KeyExpired, match=f"{LAST:%d.%m.%Y}"):
        unlock.login(cabinet, ring, MEMORY, "anna", anna.passphrase, ADDRESS, AFTER, NOW)
    assert execute(cabinet, "SELECT failures, last FROM login_attempt") == [(1, NOW)], "counted as any failure"
    longer = ring.extend(founded.root(), anna.officer_id, AFTER)
    assert unlock.login(cabinet, longer, MEMORY, "anna", anna.passphrase, ADDRESS, AFTER, NOW)


def test_after_their_end_a_wrong_passphrase_learns_nothing(
    cabinet: Store[Cabinet], ring: Ring, argon2: list[bytes]
) -> None:
    with pytest.raises(LoginFailed):
        unlock.login(cabinet, ring, MEMORY, "anna", "falsch", ADDRESS, AFTER, NOW)
    assert argon2 == [b"falsch"]
    assert execute(cabinet, "SELECT failures, last FROM login_attempt") == [(1, NOW)]


@pytest.mark.parametrize("day", [TODAY, AFTER + timedelta(days=9)], ids=["long ago", "announced"])
def test_who_is_revoked_is_told_nothing_about_an_end(
    day: date, cabinet: Store[Cabinet], ring: Ring, founded: Founded
) -> None:
    anna = founded.people["anna"]
    shorter = ring.revoke(founded.root(), anna.officer_id, day)
    with pytest.raises(LoginFailed):
        unlock.login(cabinet, shorter, MEMORY, "anna", anna.passphrase, ADDRESS, AFTER, NOW)


# -- sessions -----------------------------------------------------------------------------------------------------


def resume(cabinet: Store[Cabinet], ring: Ring, cookie: str, now: int) -> None:
    unlock.resume(cabinet, ring, MEMORY, cookie, TODAY, now)


def test_session_ends_after_fifteen_idle_minutes(cabinet: Store[Cabinet], ring: Ring, cookie: str) -> None:
    resume(cabinet, ring, cookie, NOW + 899)
    resume(cabinet, ring, cookie, NOW + 899 + 899)
    with pytest.raises(SessionExpired):
        resume(cabinet, ring, cookie, NOW + 899 + 899 + 900)
    with pytest.raises(SessionExpired):
        resume(cabinet, ring, cookie, NOW + 1)


def test_session_ends_after_eight_hours_however_busy(cabinet: Store[Cabinet], ring: Ring, cookie: str) -> None:
    for now in range(NOW, NOW + 8 * 3600, 600):
        resume(cabinet, ring, cookie, now)
    with pytest.raises(SessionExpired):
        resume(cabinet, ring, cookie, NOW + 8 * 3600)


def test_logging_out_ends_the_session_and_twice_is_no_error(cabinet: Store[Cabinet], ring: Ring, cookie: str) -> None:
    unlock.logout(cabinet, MEMORY, cookie)
    unlock.logout(cabinet, MEMORY, cookie)
    with pytest.raises(SessionExpired):
        resume(cabinet, ring, cookie, NOW + 1)


@pytest.mark.parametrize("nonsense", ["", "x", "ä", "=" * 44, base64.urlsafe_b64encode(bytes(32)).decode(), "A" * 9999])
def test_nonsense_cookie_is_no_session(cabinet: Store[Cabinet], ring: Ring, cookie: str, nonsense: str) -> None:
    with pytest.raises(SessionExpired):
        resume(cabinet, ring, nonsense, NOW + 1)
    unlock.logout(cabinet, MEMORY, nonsense)
    resume(cabinet, ring, cookie, NOW + 1)


def test_table_alone_opens_no_session(cabinet: Store[Cabinet], ring: Ring, cookie: str, founded: Founded) -> None:
    """Neither secret nor the identity lies in the cabinet; a row moved to another cookie does not open."""
    secret = base64.urlsafe_b64decode(cookie)
    [(hashed, officer_id, sealed)] = execute(cabinet, "SELECT secret_hash, officer_id, sealed FROM session")
    assert secret not in (hashed, sealed)
    assert founded.people["anna"].identity.to_bytes()[:32] not in sealed
    mine = bytes(range(32))
    execute(cabinet, "UPDATE session SET secret_hash = :h", h=MEMORY.row(mine))
    with pytest.raises(SessionExpired):
        resume(cabinet, ring, base64.urlsafe_b64encode(mine).decode(), NOW + 1)
    assert officer_id == founded.people["anna"].officer_id


# -- many at once ----------------------------------------------------------------------------------------------------


def test_who_has_to_wait_anyway_takes_no_place(
    cabinet: Store[Cabinet], ring: Ring, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(4):
        with suppress(LoginFailed, LoginTooSoon):
            unlock.login(cabinet, ring, MEMORY, "anna", "falsch", ADDRESS, TODAY, NOW)
    monkeypatch.setattr(unlock, "_ARGON2", Turns(places=0, kept=0, seconds=0))
    with pytest.raises(LoginTooSoon):
        unlock.login(cabinet, ring, MEMORY, "anna", "falsch", ADDRESS, TODAY, NOW)
    with pytest.raises(LoginsBusy):
        unlock.login(cabinet, ring, MEMORY, "bela", "falsch", ADDRESS, TODAY, NOW)
