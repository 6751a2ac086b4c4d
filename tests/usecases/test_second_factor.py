"""A login in two steps: what each step gives, what a code is good for, and how often."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from hinweisgeber.crypto.factor import CODES, FactorSecret, RecoveryCode, recovery_mark, seal_factor
from hinweisgeber.crypto.ring import Ring
from hinweisgeber.store.cabinet import Cabinet, FactorRow
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.officer import second_factor, suspension, unlock
from hinweisgeber.usecases.officer.desk import Desk
from hinweisgeber.usecases.officer.errors import (
    CodeTooSoon,
    CodeUnreadable,
    CodeUsed,
    CodeWanted,
    CodeWrong,
    FactorNotThere,
    FactorThere,
    FactorUnopened,
    HalfLoginOver,
    LoginFailed,
    OfferGone,
    OwnPassphraseWrong,
    RecoveryCodeWrong,
    SessionExpired,
    SetUpCodeWrong,
    Suspended,
    TooManyWrongCodes,
)
from hinweisgeber.usecases.officer.second_factor import Entered, Owner, typed_code
from tests.founded import MEMORY, TODAY, Founded, Person
from tests.usecases.sql import execute

NOW = 1_795_000_020  # in the middle of a step
STEP = 30
ADDRESS = "192.0.2.7"
HALVES = "SELECT count(*) FROM half_login"
SESSIONS = "SELECT count(*) FROM session"


@dataclass
class House:
    """One officer's login, and their app."""

    cabinet: Store[Cabinet]
    ring: Ring
    person: Person
    secret: FactorSecret | None = None
    codes: tuple[str, ...] = ()

    def owner(self, now: int = NOW, session: bytes = b"") -> Owner:
        return Owner(self.cabinet, self.ring, self.person.officer_id, self.person.identity, session, TODAY, now)

    def enrol(self, now: int = NOW - 10 * STEP, present: str | None = None) -> tuple[str, ...]:
        offer = second_factor.new_offer(self.owner(now))
        proof = typed_code(present) if present else None
        code = offer.secret.code(now // STEP)
        self.codes = second_factor.set_up(self.owner(now), offer.sealed, code, proof)
        self.secret = offer.secret
        return self.codes

    def code(self, now: int = NOW) -> str:
        assert self.secret is not None
        return self.secret.code(now // STEP)

    def wrong(self, now: int = NOW) -> str:
        """Six digits that no step nearby has."""
        near = {self.code(now + play * STEP) for play in range(-3, 4)}
        return next(f"{n:06}" for n in range(10) if f"{n:06}" not in near)

    def passphrase(self, now: int = NOW) -> str:
        """The first step; the cookie of the half-open login."""
        with pytest.raises(CodeWanted) as wanted:
            unlock._begin(
                self.cabinet, self.ring, MEMORY, self.person.officer_id, self.person.identity, b"\0" * 48, TODAY, now
            )
        return wanted.value.cookie

    def finish(self, cookie: str, typed: str, now: int = NOW) -> Entered:
        return second_factor.finish(self.cabinet, self.ring, MEMORY, cookie, typed, TODAY, now)

    def works(self, cookie: str, now: int = NOW) -> bool:
        try:
            return unlock.resume(self.cabinet, self.ring, MEMORY, cookie, TODAY, now).username == self.person.username
        except SessionExpired:
            return False


@pytest.fixture
def house(cabinet: Store[Cabinet], ring: Ring, founded: Founded) -> House:
    """Anna's."""
    return House(cabinet, ring, founded.people["anna"])


def test_the_passphrase_alone_opens_no_session(house: House) -> None:
    house.enrol()
    cookie = house.passphrase()
    assert not house.works(cookie)
    assert execute(house.cabinet, SESSIONS) == [(0,)]
    entered = house.finish(cookie, house.code())
    assert house.works(entered.cookie)
    assert not entered.recovered
    assert execute(house.cabinet, HALVES) == [(0,)]


def test_who_has_no_factor_is_asked_for_none(house: House) -> None:
    cookie = unlock.login(house.cabinet, house.ring, MEMORY, "anna", house.person.passphrase, ADDRESS, TODAY, NOW)
    assert house.works(cookie)


def test_only_who_knows_the_passphrase_learns_that_there_is_a_factor(house: House) -> None:
    house.enrol()
    for username in ("anna", "bernd", "niemand"):
        with pytest.raises(LoginFailed):
            unlock.login(house.cabinet, house.ring, MEMORY, username, "falsch", ADDRESS, TODAY, NOW)
    with pytest.raises(CodeWanted):
        unlock.login(house.cabinet, house.ring, MEMORY, "anna", house.person.passphrase, "192.0.2.8", TODAY, NOW)


def test_a_row_of_a_half_open_login_is_no_session_wherever_it_is_put(house: House) -> None:
    house.enrol()
    cookie = house.passphrase()
    secret = unlock.secret_of(cookie)
    with house.cabinet.write() as cab:
        half = cab.half(MEMORY.half_row(secret))
        assert half is not None
        cab.add_session(MEMORY.row(secret), half.officer_id, half.sealed, NOW)
    assert not house.works(cookie)


def test_a_code_counts_once(house: House) -> None:
    house.enrol()
    one, other = house.passphrase(), house.passphrase()
    house.finish(one, house.code())
    with pytest.raises(CodeUsed):
        house.finish(other, house.code())
    with pytest.raises(CodeUsed):
        house.finish(other, house.code(NOW - STEP))  # nor does an earlier one
    assert house.finish(other, house.code(NOW + STEP)).cookie


def test_a_code_counts_once_when_two_send_it_at_once(house: House) -> None:
    house.enrol()
    cookies, gate, done = [house.passphrase(), house.passphrase()], threading.Barrier(2), list[object]()

    def send(cookie: str) -> None:
        gate.wait()
        try:
            done.append(house.finish(cookie, house.code()))
        except CodeUsed as refused:
            done.append(refused)

    threads = [threading.Thread(target=send, args=(cookie,)) for cookie in cookies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(type(one).__name__ for one in done) == ["CodeUsed", "Entered"]
    assert execute(house.cabinet, SESSIONS) == [(1,)]


def test_a_recovery_code_counts_once_when_two_send_it_at_once(house: House) -> None:
    house.enrol()
    cookies, gate, done = [house.passphrase(), house.passphrase()], threading.Barrier(2), list[str]()

    def send(cookie: str) -> None:
        gate.wait()
        try:
            house.finish(cookie, house.codes[0])
            done.append("in")
        except (RecoveryCodeWrong, HalfLoginOver):
            done.append("out")

    threads = [threading.Thread(target=send, args=(cookie,)) for cookie in cookies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == ["in", "out"]


@pytest.mark.parametrize(("play", "in_time"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_one_step_early_or_late(house: House, play: int, in_time: bool) -> None:
    house.enrol()
    cookie = house.passphrase()
    if in_time:
        assert house.finish(cookie, house.code(NOW + play * STEP)).cookie
    else:
        with pytest.raises(CodeWrong):
            house.finish(cookie, house.code(NOW + play * STEP))


def test_the_code_that_set_it_up_opens_no_login(house: House) -> None:
    house.enrol(NOW)
    with pytest.raises(CodeUsed):
        house.finish(house.passphrase(), house.code())


def test_a_half_open_login_dies_after_five_minutes(house: House) -> None:
    house.enrol()
    cookie, late = house.passphrase(), NOW + unlock.HALF_SECONDS
    second_factor.require_half(house.cabinet, MEMORY, cookie, late - 1)
    with pytest.raises(HalfLoginOver):
        second_factor.require_half(house.cabinet, MEMORY, cookie, late)
    with pytest.raises(HalfLoginOver):
        house.finish(cookie, house.code(late), late)
    with house.cabinet.write() as cab:
        unlock.end_run_out(cab, late)
    assert execute(house.cabinet, HALVES) == [(0,)], "the sweep takes it away"


def test_a_half_open_login_dies_with_the_fifth_wrong_code(house: House) -> None:
    house.enrol()
    cookie, now = house.passphrase(), NOW
    for _ in range(4):
        with pytest.raises(CodeWrong):
            house.finish(cookie, house.wrong(now), now)
        now += 16
    with pytest.raises(TooManyWrongCodes):
        house.finish(cookie, house.wrong(now), now)
    with pytest.raises(HalfLoginOver):
        house.finish(cookie, house.code(now), now)
    assert house.finish(house.passphrase(now + 60), house.code(now + 60), now + 60).cookie, "and nobody is locked out"


def test_wrong_codes_slow_down_for_the_account_and_a_recovery_code_waits_for_nothing(house: House) -> None:
    house.enrol()
    for _ in range(3):
        with pytest.raises(CodeWrong):
            house.finish(house.passphrase(), house.wrong())
    cookie = house.passphrase()
    with pytest.raises(CodeTooSoon) as soon:
        house.finish(cookie, house.code())
    assert soon.value.values == {"seconds": 2}
    assert house.finish(cookie, house.codes[0]).recovered


def test_waits_for_codes_end(house: House) -> None:
    house.enrol()
    waits = [unlock.wait_seconds(failures, NOW, NOW, second_factor.LONGEST_WAIT) for failures in range(200)]
    assert waits[:6] == [0, 0, 0, 2, 4, 8]
    assert max(waits) == second_factor.LONGEST_WAIT == 900
    with house.cabinet.write() as cab:
        bucket = second_factor.bucket_of(house.person.officer_id)
        cab.set_failures(bucket, 10_000, NOW)
    late = NOW + second_factor.LONGEST_WAIT
    assert house.finish(house.passphrase(late), house.code(late), late).cookie


def test_what_is_no_code_is_no_guess(house: House) -> None:
    house.enrol()
    cookie = house.passphrase()
    for typed in ("", "12345", "1234567", "einszwei", "½½½½½½", "١٢٣٤٥٦", "x" * 10_000):
        with pytest.raises(CodeUnreadable):
            house.finish(cookie, typed)
    assert execute(house.cabinet, "SELECT wrong FROM half_login") == [(0,)]
    code = house.code()
    assert house.finish(cookie, f" {code[:3]} {code[3:]} ").cookie, "blanks of a pasted one are none of it"


def test_each_recovery_code_opens_once_and_ends_the_factor_and_all_other_sessions(house: House) -> None:
    house.enrol()
    other = house.finish(house.passphrase(), house.code()).cookie
    typed = house.codes[3].lower().replace("-", " ")
    entered = house.finish(house.passphrase(), typed)
    assert entered.recovered
    assert house.works(entered.cookie)
    assert not house.works(other)
    row, left = second_factor.state_of(house.owner())
    assert (row, left) == (None, CODES - 1)
    with pytest.raises(RecoveryCodeWrong):
        house.finish(house.passphrase(), house.codes[3])
    with pytest.raises(CodeWrong):
        house.finish(house.passphrase(), house.code())  # the lost device opens nothing
    assert house.finish(house.passphrase(), house.codes[4]).cookie


def test_after_a_recovery_code_another_factor_is_set_up_without_the_lost_one(house: House) -> None:
    first = house.enrol()
    house.finish(house.passphrase(), first[0])
    assert not set(house.enrol(NOW)) & set(first)
    with pytest.raises(RecoveryCodeWrong):
        house.finish(house.passphrase(NOW + 60), first[1], NOW + 60)
    assert house.finish(house.passphrase(NOW + 60), house.code(NOW + 60), NOW + 60).cookie


def test_who_has_the_database_makes_no_code_and_tests_no_recovery_code(house: House, founded: Founded) -> None:
    codes = house.enrol()
    assert house.secret is not None
    [(sealed,)] = execute(house.cabinet, "SELECT sealed FROM factor")
    marks = {mark for (mark,) in execute(house.cabinet, "SELECT mark FROM recovery_code")}
    parsed = [RecoveryCode.parse(code) for code in codes]
    assert house.secret.raw not in sealed
    assert marks == {recovery_mark(house.person.identity, code) for code in parsed}
    assert not marks & {recovery_mark(founded.people["bernd"].identity, code) for code in parsed}
    assert len(set(codes)) == CODES == 10


def test_another_officers_row_in_the_place_of_ones_own_is_refused(house: House, founded: Founded) -> None:
    house.enrol()
    bernd, secret = founded.people["bernd"], FactorSecret.generate()
    with house.cabinet.write() as cab:
        row = FactorRow(seal_factor(bernd.identity, bernd.officer_id, secret), 0, TODAY)
        cab.set_factor(house.person.officer_id, row)
    with pytest.raises(FactorUnopened):
        house.finish(house.passphrase(), secret.code(NOW // STEP))


def test_a_secret_becomes_the_factor_with_its_own_code_alone(house: House) -> None:
    offer = second_factor.new_offer(house.owner())
    with pytest.raises(SetUpCodeWrong):
        second_factor.set_up(house.owner(), offer.sealed, FactorSecret.generate().code(NOW // STEP))
    with pytest.raises(SetUpCodeWrong):
        second_factor.require_shown(house.owner(), offer.sealed, offer.secret.code(NOW // STEP + 2))
    for sealed in ("", "x", offer.sealed[:-4] + "AAAA"):
        with pytest.raises(OfferGone):
            second_factor.set_up(house.owner(), sealed, offer.secret.code(NOW // STEP))
    assert second_factor.state_of(house.owner()) == (None, 0)


def test_an_offer_is_of_one_officer(house: House, founded: Founded, cabinet: Store[Cabinet], ring: Ring) -> None:
    other = House(cabinet, ring, founded.people["bernd"]).owner()
    offer = second_factor.new_offer(other)
    with pytest.raises(OfferGone):
        second_factor.set_up(house.owner(), offer.sealed, offer.secret.code(NOW // STEP))


def test_a_factor_is_replaced_with_a_code_of_the_one_that_holds(house: House) -> None:
    house.enrol()
    first = house.secret
    with pytest.raises(FactorThere):
        house.enrol(NOW)
    with pytest.raises(CodeWrong):
        house.enrol(NOW, present=house.wrong())
    assert house.secret is first
    house.enrol(NOW, present=house.code())
    assert house.secret is not first
    assert house.finish(house.passphrase(NOW + 60), house.code(NOW + 60), NOW + 60).cookie


@pytest.mark.parametrize("by", ["app", "paper"])
def test_a_factor_is_removed_with_a_code_and_all_other_sessions_end(house: House, by: str) -> None:
    house.enrol()
    mine = house.finish(house.passphrase(), house.code()).cookie
    other = house.finish(house.passphrase(), house.code(NOW + STEP)).cookie
    owner = house.owner(NOW + 60, MEMORY.row(unlock.secret_of(mine)))
    with pytest.raises(CodeWrong):
        second_factor.remove(owner, house.wrong(NOW + 60))
    second_factor.remove(owner, typed_code(house.code(NOW + 60) if by == "app" else house.codes[0]))
    assert (house.works(mine), house.works(other)) == (True, False)
    assert second_factor.state_of(owner) == (None, 0)
    with pytest.raises(FactorNotThere):
        second_factor.remove(owner, "123456")


def test_new_recovery_codes_take_the_place_of_all_others_and_want_the_app(house: House) -> None:
    first = house.enrol()
    with pytest.raises(CodeUnreadable):
        second_factor.renew_codes(house.owner(), RecoveryCode.parse(first[0]))
    with pytest.raises(CodeWrong):
        second_factor.renew_codes(house.owner(), house.wrong())
    second = second_factor.renew_codes(house.owner(), house.code())
    assert not set(first) & set(second)
    with pytest.raises(RecoveryCodeWrong):
        house.finish(house.passphrase(), first[1])
    assert house.finish(house.passphrase(), second[1]).cookie


def test_a_session_alone_does_not_tell_the_passphrase(house: House) -> None:
    officer_id = house.person.officer_id
    with pytest.raises(OwnPassphraseWrong):
        unlock.require_passphrase(house.cabinet, officer_id, "falsch", ADDRESS, NOW)
    assert execute(house.cabinet, "SELECT failures FROM login_attempt") == [(1,)], "it counts as any failure"
    unlock.require_passphrase(house.cabinet, officer_id, house.person.passphrase, ADDRESS, NOW)


def test_who_is_suspended_meanwhile_gets_no_session_with_a_code(house: House, desk: Callable[[str], Desk]) -> None:
    house.enrol()
    cookie = house.passphrase()
    suspension.suspend(desk("lead"), house.person.officer_id)
    assert execute(house.cabinet, HALVES) == [(0,)], "their logins end with it"
    with pytest.raises(HalfLoginOver):
        house.finish(cookie, house.code())
    with pytest.raises(Suspended):
        house.passphrase()


def test_a_right_that_ends_meanwhile_ends_the_login(house: House, founded: Founded) -> None:
    house.enrol()
    cookie = house.passphrase()
    shorter = house.ring.revoke(founded.root(), house.person.officer_id, TODAY)
    with pytest.raises(HalfLoginOver):
        replace(house, ring=shorter).finish(cookie, house.code())


def test_a_factor_goes_with_its_officer(house: House, founded: Founded) -> None:
    house.enrol()
    house.passphrase()
    with house.cabinet.write() as cab:
        cab.drop_sealed([house.person.officer_id])
        cab.forget([house.person.officer_id])
    tables = ("half_login", "factor", "recovery_code")
    assert [execute(house.cabinet, f"SELECT count(*) FROM {table}") for table in tables] == [[(0,)]] * 3
