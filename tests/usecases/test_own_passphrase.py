"""A new passphrase for oneself: at once and whole, bounded as a login is, and this session alone goes on."""

from __future__ import annotations

import logging
import threading
from dataclasses import replace

import pytest

from hinweisgeber.crypto.keystore import unlock_identity
from hinweisgeber.crypto.ring import Ring
from hinweisgeber.errors import Refused
from hinweisgeber.store.cabinet import Cabinet
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.officer import strength, suspension, unlock
from hinweisgeber.usecases.officer.errors import (
    LoginFailed,
    LoginTooSoon,
    OldPassphraseWrong,
    PassphraseBusy,
    PassphraseChanged,
    PassphraseGuessable,
    PassphraseSame,
    PassphrasesUnequal,
    PassphraseTooLong,
    PassphraseTooShort,
    PassphraseUnfit,
    SessionExpired,
    Suspended,
)
from hinweisgeber.usecases.officer.passphrase import Asking, NewPassphrase, change_own
from hinweisgeber.usecases.officer.turns import Turns
from tests.founded import MEMORY, TODAY
from tests.usecases.conftest import Desks
from tests.usecases.quick import Quick, quick
from tests.usecases.sql import execute

__all__ = ["quick"]
NOW = 1_800_000_000
NEW = "sechs ganz neue Worte nur fuer Tests"
ADDRESS = "192.0.2.1"


class Anna:
    """Somebody with three sessions, who asks out of the first one."""

    def __init__(self, quick: Quick, cabinet: Store[Cabinet], ring: Ring) -> None:
        self.quick, self.cabinet, self.ring = quick, cabinet, ring
        self.person = quick.locks("anna")
        self.cookies = [self.login(self.person.passphrase) for _ in range(3)]
        row = MEMORY.row(unlock.secret_of(self.cookies[0]))
        self.asking = Asking(self.person.officer_id, "anna", row, ADDRESS)
        quick.done.clear()

    def login(self, words: str, address: str = "192.0.2.7") -> str:
        return unlock.login(self.cabinet, self.ring, MEMORY, "anna", words, address, TODAY, NOW)

    def changes(self, old: str = "", new: str = NEW, again: str | None = None, now: int = NOW) -> None:
        typed = NewPassphrase(old or self.person.passphrase, new, new if again is None else again, ("anna",))
        change_own(self.cabinet, self.ring, self.asking, typed, TODAY, now)

    def alive(self) -> list[bool]:
        return [self.lives(cookie) for cookie in self.cookies]

    def lives(self, cookie: str) -> bool:
        try:
            unlock.resume(self.cabinet, self.ring, MEMORY, cookie, TODAY, NOW + 1)
        except SessionExpired:
            return False
        return True


@pytest.fixture
def anna(quick: Quick, cabinet: Store[Cabinet], ring: Ring) -> Anna:
    return Anna(quick, cabinet, ring)


def test_the_new_one_opens_the_same_keys_at_once_and_the_old_one_nothing(anna: Anna) -> None:
    anna.changes()
    opened = unlock_identity(anna.quick.keystore("anna"), anna.person.officer_id, NEW)
    assert opened.to_bytes() == anna.person.identity.to_bytes()
    with pytest.raises(LoginFailed):
        anna.login(anna.person.passphrase)
    assert anna.login(NEW)


def test_all_other_sessions_of_this_person_end_and_nobody_elses(anna: Anna) -> None:
    anna.quick.locks("bernd")
    theirs = unlock.login(
        anna.cabinet, anna.ring, MEMORY, "bernd", anna.quick.founded.people["bernd"].passphrase, "192.0.2.9", TODAY, NOW
    )
    anna.changes()
    assert (anna.alive(), anna.lives(theirs)) == ([True, False, False], True)


def test_blanks_around_all_three_are_left_out(anna: Anna) -> None:
    anna.changes(f" {anna.person.passphrase}\n", f"{NEW} ", f"\t{NEW}")
    assert anna.login(NEW)


def test_an_old_one_that_was_set_with_blanks_is_taken_as_it_was_set(
    quick: Quick, cabinet: Store[Cabinet], ring: Ring
) -> None:
    anna = Anna(quick, cabinet, ring)
    words = f" {anna.person.passphrase} "
    quick.locks("anna", words)
    anna.changes(words)
    assert anna.login(NEW)


@pytest.mark.parametrize(
    ("old", "new", "again", "kind", "field"),
    [
        ("falsch", NEW, None, OldPassphraseWrong, "passphrase"),
        ("", "kurz", None, PassphraseTooShort, "new_passphrase"),
        ("", " kurz" + 20 * " ", None, PassphraseTooShort, "new_passphrase"),
        ("", "x" * 1025, None, PassphraseTooLong, "new_passphrase"),
        ("", "anna anna anna", None, PassphraseGuessable, "new_passphrase"),
        ("", "nicht zu speichern \ud800", None, PassphraseUnfit, "new_passphrase"),
        ("", NEW, NEW + "x", PassphrasesUnequal, "again_passphrase"),
        ("", "anna-und-nur-fuer-tests", None, PassphraseSame, "new_passphrase"),
        (" anna-und-nur-fuer-tests", "anna-und-nur-fuer-tests ", None, PassphraseSame, "new_passphrase"),
    ],
)
def test_what_is_refused_names_its_field_and_changes_nothing(
    old: str, new: str, again: str | None, kind: type[Refused], field: str, anna: Anna
) -> None:
    before = anna.quick.keystore("anna")
    with pytest.raises(Refused) as told:
        anna.changes(old, new, again)
    assert (type(told.value), told.value.field) == (kind, field)
    assert (anna.quick.keystore("anna"), anna.alive()) == (before, [True] * 3)
    costly = [tried for tried, _ in anna.quick.done]
    assert costly == ([old] if kind is OldPassphraseWrong else []), "only a new one that is good costs anything"


@pytest.mark.parametrize("length", [1025, 5_000_000])
def test_length_is_bounded_before_anything_costly(length: int, anna: Anna, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strength, "zxcvbn", lambda *_, **__: pytest.fail("was reckoned"))
    with pytest.raises(PassphraseTooLong):
        anna.changes(new="x" * length)
    assert anna.quick.done == []


# -- bounded as a login is ------------------------------------------------------------------------------------------


def test_wrong_old_ones_wait_as_wrong_logins_do_and_count_together(anna: Anna) -> None:
    for _ in range(2):
        with pytest.raises(OldPassphraseWrong):
            anna.changes("falsch")
    with pytest.raises(LoginFailed):
        anna.login("falsch", ADDRESS)
    anna.quick.done.clear()
    with pytest.raises(LoginTooSoon):
        anna.changes()
    assert anna.quick.done == [], "a try that comes too soon costs nothing"
    anna.changes(now=NOW + 2)
    assert execute(anna.cabinet, "SELECT * FROM login_attempt") == []


def test_it_stands_in_the_same_queue_as_logins(anna: Anna, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unlock, "_ARGON2", Turns(places=0, kept=0, seconds=0))
    with pytest.raises(PassphraseBusy):
        anna.changes()
    assert anna.quick.done == []


# -- meanwhile --------------------------------------------------------------------------------------------------------


def test_of_two_at_once_one_changes_it_and_the_other_is_told(anna: Anna) -> None:
    ready, told = threading.Barrier(2), list[str]()
    other = NEW + " und eins"

    def send(new: str) -> None:
        ready.wait()
        try:
            anna.changes(new=new)
        except (PassphraseChanged, OldPassphraseWrong):
            told.append("refused")
        else:
            told.append(new)

    threads = [threading.Thread(target=send, args=(new,)) for new in (NEW, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (won,) = (one for one in told if one != "refused")
    assert len(told) == 2
    assert anna.login(won)


def overtaken(anna: Anna, monkeypatch: pytest.MonkeyPatch, keystore: str) -> None:
    """Another one is stored while the passphrase is computed."""
    real = anna.quick.argon2id

    def computed(*given: object) -> bytes:
        with anna.cabinet.write() as cab:
            cab.set_keystore(anna.person.officer_id, keystore)
        return real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr("hinweisgeber.crypto.primitives.argon2id", computed)


def test_who_was_overtaken_puts_nothing_in_the_place_of_the_newer_one(
    anna: Anna, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = anna.quick.keystore("anna")
    anna.changes()
    newer = anna.quick.keystore("anna")
    with anna.cabinet.write() as cab:
        cab.set_keystore(anna.person.officer_id, before)
    overtaken(anna, monkeypatch, newer)
    with pytest.raises(PassphraseChanged):
        anna.changes(new=NEW + " noch eine")
    assert anna.quick.keystore("anna") == newer


def test_whose_session_has_ended_meanwhile_changes_nothing(anna: Anna) -> None:
    before = anna.quick.keystore("anna")
    unlock.logout(anna.cabinet, MEMORY, anna.cookies[0])
    with pytest.raises(SessionExpired):
        anna.changes()
    assert anna.quick.keystore("anna") == before


def test_who_is_suspended_meanwhile_changes_nothing(anna: Anna, desk: Desks) -> None:
    suspension.suspend(desk("lead"), anna.person.officer_id)
    before = anna.quick.keystore("anna")
    with pytest.raises(Suspended):
        anna.changes()
    assert anna.quick.keystore("anna") == before


def test_nobody_changes_somebody_elses(anna: Anna) -> None:
    """Whoever has a session of one's own and the other one's id still needs the other one's passphrase and session."""
    bernd = anna.quick.locks("bernd")
    anna.asking = replace(anna.asking, officer_id=bernd.officer_id)
    with pytest.raises(OldPassphraseWrong):
        anna.changes()


# -- nothing is left ----------------------------------------------------------------------------------------------


def test_no_passphrase_stands_in_a_log_or_a_refusal(anna: Anna, caplog: pytest.LogCaptureFixture) -> None:
    typed = NewPassphrase("altes-Geheimnis", NEW, NEW)
    with caplog.at_level(logging.DEBUG), pytest.raises(OldPassphraseWrong) as told:
        anna.changes("altes-Geheimnis")
    kept = "".join(map(str, execute(anna.cabinet, "SELECT * FROM login_attempt")))
    said = f"{caplog.text} {told.value!r} {told.value.values} {typed!r} {anna.asking!r} {kept}"
    assert not any(secret in said for secret in ("altes-Geheimnis", NEW, anna.person.passphrase))
