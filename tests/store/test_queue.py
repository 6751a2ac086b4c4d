"""Writers take turns in the order in which they came."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from hinweisgeber.store.errors import StoreAway
from hinweisgeber.store.queue import Queue
from tests.patience import PATIENT


def stand_in_line(queue: Queue, names: list[str], done: list[str]) -> list[threading.Thread]:
    """Each joins the line only when the one before stands in it."""
    threads = []
    for name in names:

        def write(name: str = name) -> None:
            with queue.turn():
                done.append(name)

        thread = threading.Thread(target=write)
        before = len(queue._line)
        thread.start()
        while len(queue._line) == before:
            os.sched_yield()
        threads.append(thread)
    return threads


def test_who_came_first_writes_first(tmp_path: Path) -> None:
    queue, done, names = Queue(tmp_path / "q", 60), list[str](), [str(n) for n in range(40)]
    with queue.turn():
        threads = stand_in_line(queue, names, done)
    for thread in threads:
        thread.join(PATIENT)
    assert done == names


def test_another_process_waits_for_its_turn_too(tmp_path: Path) -> None:
    """Two queues on one file are two processes to the kernel."""
    one, other, done = Queue(tmp_path / "q", 60), Queue(tmp_path / "q", 60), list[str]()
    with one.turn():
        (thread,) = stand_in_line(other, ["other"], done)
        assert done == []
        done.append("one")
    thread.join(PATIENT)
    assert done == ["one", "other"]


def test_a_turn_that_does_not_come_is_refused_and_the_line_goes_on(tmp_path: Path) -> None:
    queue, done = Queue(tmp_path / "q", 0.05), list[str]()
    with queue.turn():

        def wait() -> None:
            with pytest.raises(StoreAway), queue.turn():
                raise AssertionError("nobody may write here")
            done.append("refused")

        thread = threading.Thread(target=wait)
        thread.start()
        thread.join(PATIENT)
    assert done == ["refused"]
    with queue.turn():
        done.append("next")
    assert done == ["refused", "next"]
    assert not queue._line


def test_an_error_inside_gives_the_turn_on(tmp_path: Path) -> None:
    queue = Queue(tmp_path / "q", 60)
    with pytest.raises(ZeroDivisionError), queue.turn():
        raise ZeroDivisionError
    with queue.turn():
        assert len(queue._line) == 1


def test_without_a_place_for_the_file_one_still_writes(tmp_path: Path) -> None:
    with Queue(tmp_path / "none/q", 60).turn():
        assert list(tmp_path.iterdir()) == []


def test_two_processes_that_hold_what_the_other_wants_are_refused_in_time(tmp_path: Path) -> None:
    """Whoever takes both databases in the other order waits for ever for nobody."""
    both, told = threading.Barrier(2), list[str]()

    def take(first: str, second: str) -> None:
        with Queue(tmp_path / first, 60).turn():
            both.wait(PATIENT)
            try:
                with Queue(tmp_path / second, 0.05).turn():
                    told.append("has both")
            except StoreAway:
                told.append("refused")

    threads = [threading.Thread(target=take, args=names) for names in (("a", "b"), ("b", "a"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENT)
    assert not any(thread.is_alive() for thread in threads)
    assert "refused" in told
