"""Answers that are read slowly: they never hold all threads, and nobody waits for them for ever."""

from __future__ import annotations

import errno
import itertools
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from hinweisgeber.intake import Intake
from hinweisgeber.web.wire import bodies, downloads, lines
from hinweisgeber.web.wire.lines import Line, Pace
from tests.intake.files import Sender, offered, upload
from tests.pages import read
from tests.patience import PATIENT

BIG = bytes(2 * downloads.AT_ONCE)


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, Line]]:
    """A connection: the reader's end, the server's end."""
    reader, server = socket.socketpair()
    server.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
    with reader, Line.of(server) as line:
        yield reader, line


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "SLICE", 0.02)
    monkeypatch.setattr(lines, "WINDOW", 0.2)
    monkeypatch.setattr(lines, "PATIENCE", 0.2)


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("paced", [True, False])
def test_who_reads_nothing_is_let_go_as_if_gone(ends: tuple[socket.socket, Line], paced: bool) -> None:
    ends[1].keep(Pace() if paced else None)
    with pytest.raises(ConnectionResetError) as gone:
        ends[1].sendall(bytes(10**6))
    assert gone.value.errno == errno.ECONNRESET
    ends[1].keep(None)
    with pytest.raises(BlockingIOError):
        ends[1].recv(10)  # whoever closes the connection waits for nothing more of it


@pytest.mark.usefixtures("quick")
def test_who_reads_a_little_from_time_to_time_is_let_go(ends: tuple[socket.socket, Line]) -> None:
    is_over = threading.Event()

    def sip() -> None:
        while not is_over.wait(0.01):
            ends[0].recv(10)

    sipping = threading.Thread(target=sip)
    sipping.start()
    ends[1].keep(Pace())
    try:
        with pytest.raises(ConnectionResetError):
            ends[1].sendall(bytes(10**6))
    finally:
        is_over.set()
        sipping.join()


def test_who_reads_at_the_least_rate_gets_all(
    ends: tuple[socket.socket, Line], monkeypatch: pytest.MonkeyPatch
) -> None:
    """However long that takes: each piece is waited for as long as it may be, by a clock that goes by looks at it."""
    ticks = itertools.count()
    monkeypatch.setattr(lines, "LEAST", 1)
    monkeypatch.setattr(lines, "SLICE", PATIENT)
    monkeypatch.setattr(lines, "monotonic", lambda: next(ticks) * lines.WINDOW)
    got = bytearray()

    def read_all() -> None:
        while len(got) < 10**6 and (data := ends[0].recv(4096)):
            got.extend(data)

    reading = threading.Thread(target=read_all)
    reading.start()
    ends[1].keep(Pace())
    ends[1].sendall(b"x" * 10**6)
    reading.join()
    assert got == b"x" * 10**6


def test_who_is_to_go_ends_in_the_middle(ends: tuple[socket.socket, Line]) -> None:
    pace = Pace()
    ends[1].keep(pace)
    threading.Timer(0, lambda: setattr(pace, "lost", True)).start()
    with pytest.raises(ConnectionResetError):
        ends[1].sendall(bytes(10**6))


# -- the app ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def reporter(intake: Intake) -> Sender:
    return Sender(intake.test_client(use_cookies=False))


@pytest.fixture
def sent(intake: Intake, reporter: Sender) -> dict[str, object]:
    """The fields that ask for a large file."""
    assert reporter.send(attachments=[upload(BIG, "a.bin")]).status_code == 200
    page = reporter.open()
    return {"capability": read(page).fields["capability"][0], "download": offered(page)[0][0]}


def inside(intake: Intake) -> int:
    """How many have a place."""
    return len(intake.slots._inside)


def test_a_file_has_a_place_until_it_is_sent(
    intake: Intake, reporter: Sender, sent: dict[str, object], ends: tuple[socket.socket, Line]
) -> None:
    environ = {"gunicorn.socket": ends[1]}
    answer = reporter.client.post("/postfach", data=sent, environ_overrides=environ)
    assert (answer.status_code, inside(intake)) == (200, 1)
    assert answer.data == BIG
    answer.close()
    assert inside(intake) == 0
    assert ends[1]._pace is None


def test_a_file_of_ours_has_a_place_until_it_is_sent(
    intake: Intake, ends: tuple[socket.socket, Line], tmp_path: Path
) -> None:
    intake.video = tmp_path / "erfunden.mp4"
    intake.video.write_bytes(BIG)
    answer = intake.test_client().get("/gebaerdensprache", environ_overrides={"gunicorn.socket": ends[1]})
    assert (answer.status_code, inside(intake)) == (200, 1)
    assert answer.data == BIG
    answer.close()
    assert inside(intake) == 0


def test_a_file_without_a_place_leaves_the_mailbox_open(
    intake: Intake, reporter: Sender, sent: dict[str, object], ends: tuple[socket.socket, Line]
) -> None:
    intake.slots.most = 0
    answer = reporter.client.post("/postfach", data=sent, environ_overrides={"gunicorn.socket": ends[1]})
    assert answer.status_code == 503
    assert "gerade nicht erreichbar" in answer.text
    answer.close()
    assert intake.slots.hurried._value == bodies.FREE_THREADS // 4


def test_for_a_file_the_slowest_goes(
    intake: Intake, reporter: Sender, sent: dict[str, object], ends: tuple[socket.socket, Line]
) -> None:
    slow, intake.slots.most = Pace(), 1
    slow.began -= 100
    slow.count(0, 1.0)
    assert intake.slots.enter(slow, claims=False)
    answer = reporter.client.post("/postfach", data=sent, environ_overrides={"gunicorn.socket": ends[1]})
    assert (answer.status_code, slow.lost) == (200, True)
    answer.close()


def test_a_long_page_takes_the_place_of_who_is_slowest_and_is_over_in_time(
    intake: Intake, reporter: Sender, ends: tuple[socket.socket, Line]
) -> None:
    slow, intake.slots.most = Pace(), 1
    slow.began -= 100
    slow.count(0, 1.0)
    assert intake.slots.enter(slow, claims=False)
    data = {"description": "x" * downloads.AT_ONCE}
    answer = reporter.client.post("/melden", data=data, environ_overrides={"gunicorn.socket": ends[1]})
    assert (answer.status_code, slow.lost) == (200, True)
    assert ends[1]._pace is not None
    assert ends[1]._pace.until is not None
    answer.close()


def test_small_answers_need_no_place(intake: Intake, ends: tuple[socket.socket, Line]) -> None:
    intake.slots.most = 0
    answer = intake.test_client(use_cookies=False).get(
        "/schluesselbund", environ_overrides={"gunicorn.socket": ends[1]}
    )
    assert (answer.status_code, ends[1]._pace) == (200, None)
