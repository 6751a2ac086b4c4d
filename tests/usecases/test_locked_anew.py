"""What is locked with less than today is locked anew at the next login, never with less; a passphrase opens without the
blanks around it, and earlier ones with them. Whoever fails learns from the time neither which names there are nor which
of them are locked how."""

from __future__ import annotations

import os
import signal
from collections import Counter
from datetime import date
from typing import Any

import pytest

from hinweisgeber.crypto.keystore import unlock_identity
from hinweisgeber.crypto.ring import Ring
from hinweisgeber.store.cabinet import Cabinet, cabinet_store
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.officer import passphrase, unlock
from hinweisgeber.usecases.officer.errors import LoginFailed, LoginsBusy, Suspended
from hinweisgeber.usecases.officer.suspension import require_free
from tests.founded import MEMORY, TODAY, Founded
from tests.usecases.quick import OLD, TODAYS, Quick, quick
from tests.usecases.sql import execute

__all__ = ["quick"]
NOW = 1_800_000_000
HIGHER = (256 * 1024, 2 + TODAYS[1], 8)


def login(cabinet: Store[Cabinet], ring: Ring, who: str, words: str, address: str = "192.0.2.1") -> str:
    return unlock.login(cabinet, ring, MEMORY, who, words, address, TODAY, NOW)


def test_a_login_locks_anew_what_is_locked_with_less_than_today(
    quick: Quick, cabinet: Store[Cabinet], ring: Ring
) -> None:
    anna = quick.locks("anna", work=OLD)
    before = quick.keystore("anna")
    assert login(cabinet, ring, "anna", anna.passphrase)
    assert quick.done == [(anna.passphrase, OLD), (anna.passphrase, TODAYS)]
    assert (quick.work("anna"), quick.keystore("anna") != before) == (TODAYS, True)
    same = unlock_identity(quick.keystore("anna"), anna.officer_id, anna.passphrase)
    assert same.to_bytes() == anna.identity.to_bytes()
    quick.done.clear()
    after = quick.keystore("anna")
    assert login(cabinet, ring, "anna", anna.passphrase)
    assert (quick.done, quick.keystore("anna")) == ([(anna.passphrase, TODAYS)], after), "once, and then no more"


@pytest.mark.parametrize("work", [HIGHER, (TODAYS[0], TODAYS[1] + 1, TODAYS[2]), (OLD[0], 9, 8)])
def test_nothing_is_ever_lowered(
    work: tuple[int, int, int], quick: Quick, cabinet: Store[Cabinet], ring: Ring, founded: Founded
) -> None:
    anna = quick.locks("anna", work=work)
    most = tuple(max(pair) for pair in zip(work, TODAYS, strict=True))
    assert login(cabinet, ring, "anna", anna.passphrase)
    assert quick.work("anna") == most
    with cabinet.read() as cab:
        account = cab.officer(username="anna")
    assert account is not None
    passphrase.change(cabinet, account, anna.passphrase, "eine-ganz-andere-fuer-tests")
    assert quick.work("anna") == most, "nor by a new passphrase"


def test_a_wrong_passphrase_locks_nothing_anew(quick: Quick, cabinet: Store[Cabinet], ring: Ring) -> None:
    quick.locks("anna", work=OLD)
    before = quick.keystore("anna")
    with pytest.raises(LoginFailed):
        login(cabinet, ring, "anna", "falsch")
    assert quick.keystore("anna") == before


# -- in the transaction of the login --------------------------------------------------------------------------------


def test_without_a_session_nothing_is_locked_anew(
    quick: Quick, cabinet: Store[Cabinet], ring: Ring, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = quick.locks("anna", work=OLD)
    before = quick.keystore("anna")

    def suspended(*_: Any) -> None:
        raise Suspended(day="24.11.2026")

    monkeypatch.setattr(unlock, "require_free", suspended)
    with pytest.raises(Suspended):
        login(cabinet, ring, "anna", anna.passphrase)
    assert (quick.keystore("anna"), execute(cabinet, "SELECT * FROM session")) == (before, [])


def killed_at(n: int, before: bool, cabinet: Store[Cabinet], ring: Ring, words: str) -> bool:
    """The login in a process of its own, killed just before or just after its n-th transaction ends; whether it came
    to that."""
    url = str(cabinet.url)
    cabinet.dispose()
    child = os.fork()
    if not child:
        left, again = [n], cabinet_store(url)
        real = again._engine.dialect.do_commit

        def dies(connection: Any) -> None:
            left[0] -= 1
            if not before:
                real(connection)
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            if before:
                real(connection)

        again._engine.dialect.do_commit = dies  # type: ignore[method-assign,assignment]
        try:
            login(again, ring, "anna", words)
        except BaseException:
            os._exit(7)
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code in (0, -signal.SIGKILL), code
    return code != 0


@pytest.mark.parametrize("before", [True, False])
def test_killed_at_any_commit_a_login_leaves_both_or_neither(
    before: bool, quick: Quick, cabinet: Store[Cabinet], ring: Ring
) -> None:
    """The new lock and the session; the passphrase opens it in any case."""
    left, killed = set(), True
    for n in range(1, 40):
        anna = quick.locks("anna", work=OLD)
        execute(cabinet, "DELETE FROM session")
        killed = killed_at(n, before, cabinet, ring, anna.passphrase)
        left.add((quick.work("anna"), len(execute(cabinet, "SELECT officer_id FROM session"))))
        unlock_identity(quick.keystore("anna"), anna.officer_id, anna.passphrase)
        if not killed:
            break
    assert (left, killed) == ({(OLD, 0), (TODAYS, 1)}, False)


def meanwhile(monkeypatch: pytest.MonkeyPatch, happens: Any, times: int = 1) -> None:
    """Something happens between the passphrase and the session, so many times."""
    left = [times]

    def first(cab: Cabinet, ring: Ring, officer_id: str, today: date) -> None:
        if left[0]:
            left[0] -= 1
            happens(cab)
        require_free(cab, ring, officer_id, today)

    monkeypatch.setattr(unlock, "require_free", first)


def test_two_first_logins_at_once_both_get_in_and_lock_anew_once(
    quick: Quick, cabinet: Store[Cabinet], ring: Ring, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = quick.locks("anna", work=OLD)
    quick.locks("bernd")
    other = unlock.opened_with(account(cabinet, "anna"), anna.passphrase).anew
    assert other is not None
    meanwhile(monkeypatch, lambda cab: cab.set_keystore(anna.officer_id, other))
    assert login(cabinet, ring, "anna", anna.passphrase)
    assert quick.keystore("anna") == other, "what the first one has locked stays"


def account(cabinet: Store[Cabinet], who: str) -> Any:
    with cabinet.read() as cab:
        return cab.officer(username=who)


def test_a_passphrase_that_was_changed_while_it_was_tried_opens_no_session(
    quick: Quick, cabinet: Store[Cabinet], ring: Ring, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = quick.locks("anna")
    changed = passphrase.locked_anew(account(cabinet, "anna"), anna.passphrase, "eine-ganz-andere-fuer-tests")
    meanwhile(monkeypatch, lambda cab: cab.set_keystore(anna.officer_id, changed))
    with pytest.raises(LoginFailed):
        login(cabinet, ring, "anna", anna.passphrase)
    assert (quick.keystore("anna"), execute(cabinet, "SELECT * FROM session")) == (changed, [])


def test_who_is_overtaken_again_and_again_is_asked_to_come_back(
    quick: Quick, cabinet: Store[Cabinet], ring: Ring, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = quick.locks("anna")

    def anew(cab: Cabinet) -> None:
        row = cab.officer(username="anna")
        assert row is not None
        cab.set_keystore(anna.officer_id, passphrase.locked_anew(row, anna.passphrase, anna.passphrase))

    meanwhile(monkeypatch, anew, times=9)
    with pytest.raises(LoginsBusy):
        login(cabinet, ring, "anna", anna.passphrase)


# -- blanks around a passphrase -------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", [" {} ", "{}\n", "\u00a0{}", "\t{}\r\n"])
def test_blanks_around_a_pasted_passphrase_are_left_out(
    typed: str, quick: Quick, cabinet: Store[Cabinet], ring: Ring
) -> None:
    anna = quick.locks("anna")
    assert login(cabinet, ring, "anna", typed.format(anna.passphrase))
    assert quick.done == [(anna.passphrase, TODAYS)], "it costs no second one"


def test_one_that_was_set_with_blanks_opens_as_it_was_set(quick: Quick, cabinet: Store[Cabinet], ring: Ring) -> None:
    words = "  mit-blanken-gesetzt "
    quick.locks("anna", words)
    assert login(cabinet, ring, "anna", words)
    assert [tried for tried, _ in quick.done] == [words.strip(), words]
    with pytest.raises(LoginFailed):
        login(cabinet, ring, "anna", words.strip(), "192.0.2.2")


def test_one_without_blanks_costs_one_try(quick: Quick, cabinet: Store[Cabinet], ring: Ring) -> None:
    for who in ("anna", "niemand"):
        quick.done.clear()
        with pytest.raises(LoginFailed):
            login(cabinet, ring, who, "falsch geraten", f"192.0.2.{len(who)}")
        assert quick.done == [("falsch geraten", TODAYS)]


# -- who fails learns nothing from the time -------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["falsch", " falsch", "   "])
def test_whoever_fails_does_the_same_work_while_some_are_locked_with_less(
    typed: str, quick: Quick, cabinet: Store[Cabinet], ring: Ring
) -> None:
    quick.locks("anna", work=OLD)
    quick.locks("lead", work=HIGHER)
    works = []
    for n, who in enumerate(("anna", "bernd", "lead", "niemand", "")):
        quick.done.clear()
        with pytest.raises(LoginFailed):
            login(cabinet, ring, who, typed, f"192.0.2.{n}")
        works.append(Counter(quick.done))
    assert works == [works[0]] * 5
    assert {work for _, work in works[0]} == {OLD, HIGHER, TODAYS}


def test_what_was_lost_with_its_key_counts_as_any_other(quick: Quick, cabinet: Store[Cabinet], ring: Ring) -> None:
    with cabinet.write() as cab:
        cab.set_keystore(quick.founded.people["lead"].officer_id, "gone")
    with pytest.raises(LoginFailed):
        login(cabinet, ring, "anna", "falsch")
    assert quick.done == [("falsch", TODAYS)]
