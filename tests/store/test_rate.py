"""What strangers may store in a time is bounded for all of them together; a small text only waits, and not for long."""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.crypto.dialogue import NewReport
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.refusals import status_of
from hinweisgeber.store import blobs, database, rate, unit
from hinweisgeber.store.errors import FilesBusy, LongTextsBusy, LongTextsFull, StoreFull
from hinweisgeber.store.letterbox import LONG_TEXTS_LEAVE, letterbox_store
from hinweisgeber.store.rate import GIB, MIB, SMALL, Bucket, Meter
from hinweisgeber.usecases.reporter.box import Booth
from hinweisgeber.usecases.reporter.submit import submit
from hinweisgeber.web.wire.uploads import Limits, Uploads
from tests.founded import TODAY, Founded

LONG = "x" * 90_000
MINUTES = 10


class Clock:
    """A clock that goes on when somebody sleeps."""

    def __init__(self) -> None:
        self.now, self.slept = 1000.0, list[float]()

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def meter(clock: Clock) -> Meter:
    return Meter(clock, clock.sleep)


@pytest.fixture
def send(founded: Founded, tmp_path: Path, meter: Meter) -> Callable[[str], None]:
    """Sends a report as the intake does."""
    store = letterbox_store(f"sqlite:///{tmp_path}/box.sqlite", meter=meter)
    store.migrate()
    booth = Booth(store, founded.ring, TODAY)

    def send(text: str = "Es fehlt Geld.") -> None:
        submit(booth, AccessCode.generate(), Report(text), "Danke.")

    return send


# -- a bucket ---------------------------------------------------------------------------------------------------------


def test_a_bucket_gives_what_it_has_and_fills_again(clock: Clock) -> None:
    bucket = Bucket(10, 2, clock)
    assert [bucket.take(6), bucket.take(6), bucket.take(4), bucket.take(1)] == [True, False, True, False]
    assert bucket.seconds_until(5) == 2.5
    clock.now += 2.5
    assert [bucket.take(5), bucket.take(1)] == [True, False]
    clock.now += 1000
    assert [bucket.take(11), bucket.take(10)] == [False, True]
    bucket.give(3)
    assert bucket.take(3)


def test_all_buckets_have_one_lock(clock: Clock) -> None:
    """With one each the system sees a deadlock where there is none, between threads of two processes, and refuses."""
    seen = list[int]()

    def change(left: float) -> float:
        child = os.fork()
        if child == 0:  # a process that wants another bucket meanwhile has to wait
            try:
                fcntl.lockf(rate._ONE._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os._exit(7)
            os._exit(0)
        seen.append(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
        assert not rate._ONE._guard.acquire(blocking=False)
        return left

    for bucket in (Bucket(10, 1, clock), Bucket(10, 1, clock)):
        bucket._change(change)
    assert seen == [7, 7]


def test_who_owes_waits_the_longer_the_more_came_before(clock: Clock) -> None:
    bucket = Bucket(2, 10, clock)
    assert [round(bucket.owe(1), 9) for _ in range(5)] == [0, 0, 0.1, 0.2, 0.3]


def test_processes_share_a_bucket_that_was_there_before_them(clock: Clock) -> None:
    bucket = Bucket(10, 1, clock)
    with rate._ONE._guard:  # a thread that does not live in the child
        child = os.fork()
        if child == 0:
            os._exit(0 if bucket.take(7) else 1)
        assert os.waitpid(child, 0)[1] == 0
    assert [bucket.take(4), bucket.take(3)] == [False, True]


def test_threads_and_processes_take_no_more_than_there_is(clock: Clock) -> None:
    bucket = Bucket(1000, 1, clock)
    children = []
    for _ in range(2):
        if (child := os.fork()) == 0:
            taken = [0, 0, 0]

            def take(n: int, taken: list[int] = taken) -> None:
                taken[n] = sum(bucket.take(1) for _ in range(400))

            threads = [threading.Thread(target=take, args=(n,)) for n in range(3)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            os._exit(sum(taken) // 10)
        children.append(child)
    counts = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    assert 98 <= sum(counts) <= 100
    assert not bucket.take(1)


# -- texts ------------------------------------------------------------------------------------------------------------


def test_small_texts_are_slowed_after_a_burst_and_never_refused(
    send: Callable[[], None], meter: Meter, clock: Clock
) -> None:
    send()
    assert clock.slept == []
    meter.writes.owe(rate.WRITES)
    for _ in range(5):
        send()
    assert len(clock.slept) == 5
    assert sum(clock.slept) == pytest.approx(5 / rate.WRITES_A_SECOND, rel=0.5)


def test_nobody_waits_until_the_proxy_gives_up(meter: Meter, clock: Clock) -> None:
    meter.writes.owe(100 * rate.WRITES)
    meter.wait()
    assert clock.slept == [rate.LONGEST_WAIT]
    waits = (
        database.POOL_SECONDS
        + database.CONNECT_SECONDS
        + (database.BUSY_MILLISECONDS + database.STATEMENT_MILLISECONDS) / 1000
    )
    assert waits + rate.LONGEST_WAIT < 60


def test_a_longer_text_counts_for_more(send: Callable[[str], None], meter: Meter) -> None:
    before = meter.writes.seconds_until(rate.WRITES)
    send("x" * 20_000)
    after = meter.writes.seconds_until(rate.WRITES)
    assert before == 0
    assert after * rate.WRITES_A_SECOND == pytest.approx(1 + 4)


def test_long_texts_end_for_a_while_and_small_ones_go_on(send: Callable[..., None], meter: Meter, clock: Clock) -> None:
    send(LONG)
    while meter.long_texts.take(MIB / 8):
        pass
    with pytest.raises(LongTextsBusy, match=r"^2$") as refused:
        send(LONG)
    assert status_of(refused.value) == 503
    send()
    clock.now += 120
    send(LONG)


def test_a_long_text_that_is_refused_stands_in_no_line(
    send: Callable[..., None], meter: Meter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a flood of them makes all others wait: nothing costly is done for it, and it waits for no writer."""
    while meter.long_texts.take(MIB / 8):
        pass
    costly = list[str]()
    monkeypatch.setattr(unit.Store, "write", lambda _: costly.append("write"))
    monkeypatch.setattr(NewReport, "wrap_for", lambda *_: costly.append("wrap"))
    with pytest.raises(LongTextsBusy):
        send(LONG)
    disk(monkeypatch, LONG_TEXTS_LEAVE - 0.01)
    with pytest.raises(LongTextsFull):
        send(LONG)
    assert costly == []


def disk(monkeypatch: pytest.MonkeyPatch, free: float) -> None:
    """A disk of 100 GiB with so much of the reserve free."""
    size = 4096
    stat = SimpleNamespace(f_frsize=size, f_blocks=100 * GIB // size, f_bavail=int(free * blobs.RESERVE) // size)
    monkeypatch.setattr(os, "statvfs", lambda _where: stat)


def test_files_end_first_then_long_texts_and_small_ones_with_the_disk(
    send: Callable[..., None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = blobs.blob_store(f"file://{tmp_path}/blobs")
    disk(monkeypatch, 1.01)
    store.create("0" * 32).abort()
    disk(monkeypatch, 0.99)
    with pytest.raises(StoreFull):
        store.create("1" * 32)
    disk(monkeypatch, LONG_TEXTS_LEAVE + 0.01)
    send(LONG)
    disk(monkeypatch, LONG_TEXTS_LEAVE - 0.01)
    with pytest.raises(LongTextsFull):
        send(LONG)
    disk(monkeypatch, 0)
    send()


# -- files, and all of it ---------------------------------------------------------------------------------------------


def brought(meter: Meter, size: int, before: int = 0) -> int:
    """How much of a message's files is taken, in pieces."""
    piece, came = 256 * 1024, before
    while came < size:
        try:
            meter.file(piece, came)
        except FilesBusy:
            break
        came += piece
    return came


def test_one_very_long_message_passes_and_many_do_not(meter: Meter) -> None:
    assert brought(meter, 4 * GIB) == 4 * GIB
    assert brought(meter, 4 * GIB) < 300 * MIB


def test_files_are_taken_again_within_an_hour(meter: Meter, clock: Clock) -> None:
    while brought(meter, GIB) > 0:
        pass
    with pytest.raises(FilesBusy, match=r"^\d$"):
        meter.file(MIB, 0)
    clock.now += 3600
    assert brought(meter, 4 * GIB) == 4 * GIB


def test_many_at_once_get_no_more_than_the_burst(meter: Meter) -> None:
    """Of 160 none brings so much alone that it may go on."""
    came, flows = [0] * 160, range(160)
    for _ in range(100):
        for n in flows:
            came[n] = brought(meter, came[n] + 256 * 1024, came[n])
    assert sum(came) <= rate.FILES


def test_ten_minutes_of_everything_take_two_gibibytes_at_most(
    send: Callable[[], None], tmp_path: Path, meter: Meter
) -> None:
    """Whatever is sent, in whatever mixture, by many: what the buckets give, at what a report takes in the database."""
    reports = 200
    for _ in range(reports):
        send()
    each = sum(path.stat().st_size for path in tmp_path.glob("box.sqlite")) / reports
    seconds = MINUTES * 60
    texts = (rate.WRITES + seconds * rate.WRITES_A_SECOND) * max(each, rate.UNIT)
    rest = (meter.long_texts, meter.files)
    assert texts + sum(one.size + seconds * one.a_second for one in rest) <= 2 * GIB
    assert each < 20_000


def test_small_is_the_class_of_64_kib() -> None:
    assert 64 * 1024 < SMALL < 256 * 1024


def test_a_flood_of_small_texts_lets_few_threads_wait(clock: Clock) -> None:
    """What more of them there are is written without waiting: threads are for everybody."""
    inside = list[float]()
    flooded: list[Meter] = []

    def sleep(seconds: float) -> None:
        inside.append(seconds)
        if len(inside) < 3 * rate.SLEEPERS:
            flooded[0].wait()  # another thread comes meanwhile

    flooded.append(Meter(clock, sleep))
    flooded[0].writes.owe(rate.WRITES + 10 * rate.WRITES_A_SECOND)
    flooded[0].wait()
    assert len(inside) == rate.SLEEPERS


def test_when_small_texts_wait_longest_all_but_the_smallest_count_as_long(meter: Meter) -> None:
    meter.long_texts.owe(rate.LONG_TEXTS)
    meter.text(SMALL)
    meter.writes.owe(rate.WRITES + rate.LONGEST_WAIT * rate.WRITES_A_SECOND)
    with pytest.raises(LongTextsBusy):
        meter.text(SMALL)
    meter.text(rate.SMALLEST)


@pytest.mark.parametrize("ended", [True, False])
def test_what_was_taken_comes_back_where_it_came_from(meter: Meter, tmp_path: Path, ended: bool) -> None:
    """Whether a file was complete or broke off: nobody empties one bucket and fills another with it."""
    meter.files.take(rate.FILES - MIB)
    uploads = Uploads(blobs.blob_store(f"file://{tmp_path}"), Limits(), meter=meter)
    uploads._stored = rate.FILES  # the message has brought so much already
    uploads.begin("a.bin")
    for _ in range(4):
        uploads.more(bytes(MIB))
    if ended:
        uploads.end()
    assert meter.long_files.seconds_until(rate.LONG_FILES) > 0
    uploads.drop_unkept()
    assert meter.long_files.seconds_until(rate.LONG_FILES) == 0
    assert meter.files.seconds_until(MIB) == 0 < meter.files.seconds_until(2 * MIB)
