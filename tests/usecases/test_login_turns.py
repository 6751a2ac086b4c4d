"""The queue before the passphrase: bounded, fair, with places of their own for browsers that are known.

No test waits: people come, and the one who has the turn ends, step by step.
"""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from hinweisgeber.usecases.officer.errors import LoginsBusy
from hinweisgeber.usecases.officer.turns import REMEMBERED, Turns, _Waiting


class Queue(Turns):
    """Who has the turn keeps it until `end`."""

    def __init__(self, places: int = 4, kept: int = 2) -> None:
        super().__init__(places, kept, seconds=60)

    def come(self, address: str, device: str = "") -> _Waiting:
        """Raises LoginsBusy."""
        one = _Waiting(address, device)
        self._let_in(one)
        self._go_on()
        return one

    def _lot(self, address: str) -> bytes:
        """As if in this order."""
        return address.encode()

    def end(self) -> str:
        """The turn is over; whose it was."""
        one = self._running
        assert one is not None
        self._leave(one)
        self._go_on()
        return one.device or one.address

    def all(self) -> list[str]:
        """Whose turn it is, one after the other, until nobody is inside."""
        order = []
        while self._running:
            order.append(self.end())
        return order


def test_only_so_many_wait_and_not_for_long() -> None:
    turns = Turns(places=4, kept=1, seconds=0.01)
    with ExitStack() as inside:
        inside.enter_context(turns.one("a"))
        with pytest.raises(LoginsBusy):
            inside.enter_context(turns.one("b"))  # waits, and too long
        assert [one.address for one in turns._inside] == ["a"]
    for _ in range(2):
        with turns.one("a"):
            pass
    assert turns._inside == []


def test_one_address_takes_half_of_the_places() -> None:
    queue = Queue()
    for _ in range(2):
        queue.come("a")
    with pytest.raises(LoginsBusy):
        queue.come("a")
    assert queue.come("b") in queue._inside


def test_it_is_the_turn_of_whose_address_has_had_none_for_the_longest_time() -> None:
    queue = Queue()
    for address in ("a", "b", "c"):
        queue.come(address)
    assert queue.all() == ["a", "b", "c"]
    for address in ("b", "c", "a", "new"):
        queue.come(address)
    assert queue.all() == ["b", "new", "a", "c"], "who came first found nobody else"


def test_where_that_is_alike_it_is_drawn() -> None:
    """Once for each address: whoever comes again and again draws nothing better."""
    queue = Queue()
    for address in ("running", "c", "b", "a"):
        queue.come(address)
    assert queue.all() == ["running", "a", "b", "c"]
    orders = {tuple(sorted("abcdefgh", key=Turns(4, 2, 60)._lot)) for _ in range(20)}
    assert len(orders) > 1, "another one each time the program starts"
    turns = Turns(4, 2, 60)
    assert turns._lot("a") == turns._lot("a")


def test_of_a_full_lane_who_would_be_last_is_told_so() -> None:
    queue = Queue()
    for address in ("a", "b", "c", "d"):
        queue.come(address)
    queue.all()
    for address in ("x", "a", "b", "c"):
        queue.come(address)
    last = queue._inside[-1]
    queue.come("new")
    assert (last.address, last.called.is_set(), last.is_next) == ("c", True, False)
    with pytest.raises(LoginsBusy):
        queue.come("d")
    assert queue.all() == ["x", "new", "a", "b"]


def test_browsers_that_are_known_find_a_place_though_the_common_lane_is_full() -> None:
    queue = Queue()
    for address in ("a", "b", "c", "d"):
        queue.come(address)
    queue.come("a", device="*1")
    queue.come("a", device="*2")
    with pytest.raises(LoginsBusy):
        queue.come("e", device="*3")
    assert queue.all() == ["a", "*1", "b", "*2", "c", "d"], "both lanes by turns"


def test_a_browser_that_is_known_has_one_place_of_its_own() -> None:
    """Whoever presses twice waits the second time as anybody else."""
    queue = Queue()
    queue.come("a", device="*1")
    assert queue.come("a", device="*1").device == ""
    assert queue.come("b", device="*2").device == "*2"
    assert queue.all() == ["*1", "a", "*2"]


def test_a_known_browser_that_finds_those_places_taken_is_no_worse_off_than_a_stranger() -> None:
    """Who once was an officer may keep many known browsers, and fill all places of their lane."""
    queue = Queue()
    for device in ("*1", "*2"):
        queue.come("revoked", device)
    queue.come("officer", device="*3")
    queue.come("stranger")
    assert queue.all() == ["*1", "officer", "*2", "stranger"]


def test_addresses_are_forgotten() -> None:
    queue = Queue()
    for number in range(REMEMBERED + 50):
        with queue.one(f"{number}"):
            pass
    assert len(queue._served) == REMEMBERED
    assert "0" not in queue._served
