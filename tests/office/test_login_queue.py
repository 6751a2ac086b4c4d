"""Many log in at once: few wait, not for long, and who cannot be served now keeps their name and their text.

No test waits: the queue's own patience is only noted, and over at once.
"""

from __future__ import annotations

import re
import threading

import pytest

from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.office import Office
from hinweisgeber.store.cabinet import Cabinet
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.officer import unlock
from hinweisgeber.usecases.officer.turns import Turns, _Waiting
from tests.deploy.conftest import DEPLOY
from tests.office.conftest import CASE_1
from tests.office.people import Browser, Clock
from tests.patience import PATIENT
from tests.usecases.sql import execute

RIGHT = "anna-und-nur-fuer-tests"
BUSY = "Gerade melden sich sehr viele auf einmal an."


class Queue(Turns):
    """One as long as ours: notes how long somebody would wait, and that time is over."""

    def __init__(self) -> None:
        ours = unlock._ARGON2
        super().__init__(ours._places, ours._kept, ours._seconds)
        self.waits: list[float] = []

    def _wait(self, me: _Waiting) -> None:
        if not me.called.is_set():
            self.waits.append(self._seconds)


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> Queue:
    """One as long as ours, without its waiting."""
    queue = Queue()
    monkeypatch.setattr(unlock, "_ARGON2", queue)
    return queue


@pytest.fixture
def computing(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Passphrases that were computed with."""
    done: list[str] = []
    real = unlock._unlock

    def counted(officer: object, passphrase: str) -> object:
        done.append(passphrase)
        return real(officer, passphrase)  # type: ignore[arg-type]

    monkeypatch.setattr(unlock, "_unlock", counted)
    return done


def test_who_waits_too_long_is_told_so_and_nothing_is_lost(
    colleague: Browser, clock: Clock, code: AccessCode, queue: Queue, computing: list[str],
    cabinet: Store[Cabinet],
) -> None:  # fmt: skip
    colleague.get(f"/faelle/{CASE_1}")
    clock.forward(minutes=16)
    colleague.submit("note", note="Ein langer Vermerk.")
    with queue.one("10.0.1.1"):  # somebody else's passphrase takes its time
        busy = colleague.submit("login", username="anna", passphrase=RIGHT)
    assert (colleague.status, BUSY in busy.words) == (503, True)
    assert queue.waits == [queue._seconds]
    assert (busy.forms["login"].fields["username"], busy.forms["login"].fields["passphrase"]) == ("anna", "")
    assert (computing, execute(cabinet, "SELECT * FROM login_attempt")) == ([], []), "no work, and no failure"
    kept = colleague.submit("login", passphrase=RIGHT)
    assert kept.forms["kept"].fields["note"].strip() == "Ein langer Vermerk."


def test_without_a_place_nobody_waits_at_all(office: Office, queue: Queue, computing: list[str]) -> None:
    late = Browser(office, "10.0.0.9")
    queue._inside = [_Waiting(f"10.0.1.{number}", "") for number in range(queue._places)]
    queue._running = queue._inside[0]
    queue._served["10.0.0.9"] = 1  # has had a turn already; for who has not, another one would go
    assert BUSY in late.login("anna", RIGHT).words
    assert (late.status, queue.waits, computing) == (503, [], [])


def test_one_address_leaves_half_of_the_places_to_others(office: Office, queue: Queue) -> None:
    flooder, anna = Browser(office, "10.9.9.9"), Browser(office, "10.0.0.7")
    queue._inside = [_Waiting("10.9.9.9", "") for _ in range(queue._places // 2)]
    queue._served["10.9.9.9"] = 1
    assert BUSY in flooder.login("wer", "falsch").words
    assert (flooder.status, queue.waits) == (503, [])
    assert anna.login("anna", RIGHT).title.startswith("Fälle")


def test_while_one_passphrase_is_computed_the_next_one_waits_for_it(
    office: Office, queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, begun, may_end = unlock._unlock, threading.Event(), threading.Event()

    def slow(officer: object, passphrase: str) -> object:
        begun.set()
        assert may_end.wait(PATIENT)
        return real(officer, passphrase)  # type: ignore[arg-type]

    monkeypatch.setattr(unlock, "_unlock", slow)
    first, second = Browser(office, "10.0.0.1"), Browser(office, "10.0.0.2")
    thread = threading.Thread(target=first.login, args=("anna", RIGHT))
    thread.start()
    try:
        assert begun.wait(PATIENT)
        second.login("bernd", "bernd-und-nur-fuer-tests")
        assert (second.status, queue.waits) == (503, [queue._seconds])
    finally:
        may_end.set()
        thread.join()
    assert first.sheet.title.startswith("Fälle")
    assert second.submit("login", passphrase="bernd-und-nur-fuer-tests").title.startswith("Fälle")
    assert not queue._inside, "all places are free again"


def test_the_queue_answers_before_the_proxy_gives_up() -> None:
    """And it never holds more than a few threads of a process."""
    conf = (DEPLOY / "nginx/office.conf").read_text(encoding="utf-8")
    proxy = min(int(seconds) for seconds in re.findall(r"proxy_read_timeout (\d+)s;", conf))
    assert 0 < unlock._ARGON2._seconds <= 5 < proxy
    assert 1 < unlock._ARGON2._kept < unlock._ARGON2._places <= 8
