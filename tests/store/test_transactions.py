"""What `Store` guarantees: all or nothing, one writer at a time, one moment per reader, StoreAway when it is away."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from hinweisgeber.store import database
from hinweisgeber.store.cabinet import CASE, Cabinet, cabinet_store
from hinweisgeber.store.errors import StoreAway
from hinweisgeber.store.letterbox import Letterbox, letterbox_store
from hinweisgeber.store.unit import Store
from tests.store.conftest import Backend
from tests.store.postgres import Server, running
from tests.store.rows import ANNA, append, case, file, ident, message, report

T = TypeVar("T")


class Interrupted(Exception):
    """Something unexpected in the middle of a block."""


def test_an_error_keeps_nothing_of_the_block(letterbox: Store[Letterbox]) -> None:
    with pytest.raises(Interrupted), letterbox.write() as box:  # noqa: PT012  what comes first must not stay
        report(box, 1)
        raise Interrupted
    with letterbox.read() as box:
        assert not box.has_report(ident(1))
        assert box.reports_since(0, ANNA) == []


def test_an_act_and_its_journal_entry_stand_or_fall_together(cabinet: Store[Cabinet]) -> None:
    with pytest.raises(DBAPIError), cabinet.write() as cab:  # noqa: PT012  what comes first must not stay
        case(cab, 1)
        append(cab, 7)  # leaves a gap: refused
    with cabinet.read() as cab:
        assert not cab.has_file(ident(1))
        assert cab.head() is None


def test_nothing_is_seen_before_its_commit(letterbox: Store[Letterbox]) -> None:
    with letterbox.write() as box:
        report(box, 1)
        with letterbox.read() as other:
            assert not other.has_report(ident(1))
    with letterbox.read() as other:
        assert other.has_report(ident(1))


def test_a_reader_sees_one_moment(letterbox: Store[Letterbox]) -> None:
    with letterbox.read() as box:
        assert box.reports_since(0, ANNA) == []
        with letterbox.write() as other:
            report(other, 1)
        assert box.reports_since(0, ANNA) == []
        assert box.messages(ident(1)) == []
    with letterbox.read() as box:
        assert box.has_report(ident(1))


def test_a_reader_cannot_write(letterbox: Store[Letterbox]) -> None:
    with pytest.raises((DBAPIError, StoreAway)), letterbox.read() as box:
        report(box, 1)
    with letterbox.write() as box:  # and its connection can again
        report(box, 1)


def test_one_writer_at_a_time(cabinet: Store[Cabinet]) -> None:
    inside, most = 0, 0
    lock = threading.Lock()

    def act(number: int) -> None:
        nonlocal inside, most
        with cabinet.write():
            with lock:
                inside += 1
                most = max(most, inside)
            time.sleep(0.005)
            with lock:
                inside -= 1

    at_once(act, 16)
    assert most == 1


def test_a_number_is_never_given_twice(cabinet: Store[Cabinet]) -> None:
    def act(number: int) -> int:
        with cabinet.write() as cab:
            n = cab.free_number(CASE, 2026)
            file(cab, ident(100 + number), CASE, 2026, n, None, b"", {ANNA: b"wrap"})
            head = cab.head()
            append(cab, head.seq + 1 if head else 1)
            return n

    assert sorted(at_once(act, 40)) == list(range(1, 41))


def test_sequence_follows_the_order_of_commits(letterbox: Store[Letterbox]) -> None:
    """Otherwise the office, which asks for what is new since, would miss a report committed late."""
    done = threading.Event()
    missed: list[int] = []

    def watch() -> None:
        known: set[int] = set()
        last = 0
        while not done.is_set():
            with letterbox.read() as box:
                everything = {row[0] for row in box.reports_since(0, ANNA)}
            fresh = everything - known
            missed.extend(seq for seq in fresh if seq <= last)
            known, last = everything, max(everything, default=0)

    watcher = threading.Thread(target=watch)
    watcher.start()

    def send(number: int) -> None:
        with letterbox.write() as box:
            report(box, number)
            time.sleep(0.001 * (number % 3))

    at_once(send, 60)
    done.set()
    watcher.join()
    assert missed == []


def test_the_same_message_sent_at_once_is_kept_once(letterbox: Store[Letterbox]) -> None:
    with letterbox.write() as box:
        report(box, 1)

    def send(_: int) -> bool:
        with letterbox.write() as box:
            new = message("reporter", box.next_place(ident(1), "reporter"))
            return box.add_message(ident(1), new.__class__("reporter", new.place, new.written, bytes(16), b"same"))

    assert at_once(send, 12).count(True) == 1


def at_once(act: Callable[[int], T], times: int) -> list[T]:
    """The results of `act(1)` … `act(times)`, run by eight threads."""
    with ThreadPoolExecutor(8) as threads:
        return list(threads.map(act, range(1, times + 1)))


def test_a_turn_that_does_not_come_is_store_away(backend: Backend, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_MILLISECONDS", 200)
    store = letterbox_store(backend.migrated("letterbox"))
    with store.write(), pytest.raises(StoreAway), store.write():
        pass
    with store.write() as box:  # it has not been spoiled by waiting
        report(box, 1)
    store.dispose()


def test_disposed_store_opens_anew(letterbox: Store[Letterbox]) -> None:
    with letterbox.write() as box:
        report(box, 1)
    letterbox.dispose()
    with letterbox.read() as box:
        assert box.has_report(ident(1))


def test_sqlite_that_cannot_be_opened_is_store_away(tmp_path: Path) -> None:
    (tmp_path / "folder.sqlite").mkdir()
    for place in (tmp_path / "folder.sqlite", tmp_path / "nowhere" / "letterbox.sqlite"):
        with pytest.raises(StoreAway), letterbox_store(f"sqlite:///{place}").read():
            pass


@pytest.mark.postgres
@pytest.mark.parametrize(
    "database", ["nobody_made_this", "postgres?host=/nonexistent", "postgres?host=127.0.0.1&port=1"]
)
def test_postgresql_that_cannot_be_reached_is_store_away(server: Server, database: str) -> None:
    url = server.url(database) if "?" not in database else f"postgresql+psycopg://postgres@/{database}"
    for use in (cabinet_store(url).read, cabinet_store(url).write):
        with pytest.raises(StoreAway), use():
            pass


@pytest.mark.postgres
def test_a_server_that_ends_is_store_away_and_leaves_nothing_half_done() -> None:
    with running() as server:
        store = letterbox_store(server.url(server.create()))
        store.migrate()
        with pytest.raises(StoreAway), store.write() as box:  # noqa: PT012  what comes first must not stay
            report(box, 1)
            server.sql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{store.url.database}'")
            report(box, 2)
        with store.read() as box:  # the pool noticed and connects anew
            assert not box.has_report(ident(1))
        server.stop()
        with pytest.raises(StoreAway), store.read():
            pass
        store.dispose()


@pytest.mark.postgres
def test_a_writer_sees_what_was_committed_while_it_waited(backend: Backend) -> None:
    """Also on a server whose default isolation would show it the moment before its turn."""
    if backend.server is None:
        return
    url = backend.migrated("cabinet")
    first, late = cabinet_store(url), cabinet_store(url)
    backend.server.sql(f"ALTER DATABASE {first.url.database} SET default_transaction_isolation = 'repeatable read'")
    waiting = threading.Event()

    def second() -> int:
        waiting.set()
        with late.write() as cab:
            return cab.free_number(CASE, 2026)

    with ThreadPoolExecutor(1) as threads:
        with first.write() as cab:
            number = threads.submit(second)
            waiting.wait()
            time.sleep(0.2)
            case(cab, 1)
        assert number.result() == 2
    first.dispose()
    late.dispose()


@pytest.mark.postgres
def test_parameters_never_stand_in_an_error(backend: Backend) -> None:
    store = letterbox_store(backend.migrated("letterbox"))
    with store.write() as box:
        report(box, 1)
    with pytest.raises(DBAPIError) as caught, store.write() as box:
        box._db.execute(text("INSERT INTO mailbox VALUES (:l, :r, :w)"), {"l": b"Zitrone", "r": b"x", "w": b"Zitrone"})
    assert "Zitrone" not in str(caught.value)
    store.dispose()
