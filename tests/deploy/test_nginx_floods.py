"""Clients that dawdle, each in its own way, through nginx as we ship it: what they hold is bounded, and others go on.

The numbers are made small where a test would have to wait or to be many; that they stand in our file is tested with it.
"""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest

from hinweisgeber.web.wire.bodies import UNBUFFERED
from tests.deploy.conftest import DEPLOY
from tests.deploy.front import Front, serving
from tests.patience import PATIENT

pytestmark = pytest.mark.deploy

SOON = "300ms"
HEAD = b"POST /melden HTTP/1.1\r\nHost: hinweise.example.org\r\n"
FACES = ["intake", "office"]
FORM = {"intake": "/melden", "office": "/faelle/neu"}


def post(length: int, url: str = "/melden") -> bytes:
    return b"POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % (url.encode(), length)


def is_ended(line: socket.socket) -> bool:
    """Whether the other side ends the connection, whatever it says before."""
    with suppress(ConnectionResetError):
        while line.recv(65536):
            pass
    return True


@contextmanager
def many(front: Front, count: int, sent: bytes = b"") -> Iterator[list[socket.socket]]:
    """So many connections that have sent this and wait."""
    with ExitStack() as all_:
        lines: list[socket.socket] = []
        for _ in range(count):
            lines.append(all_.enter_context(front.line()))
            lines[-1].sendall(sent)
        yield lines


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize(
    ("limit", "sent"),
    [("client_header_timeout", b""), ("client_header_timeout", HEAD), ("client_body_timeout", post(1000) + b"x")],
    ids=["nothing", "a slow head", "a slow body"],
)
def test_who_sends_no_more_is_let_go(tmp_path: Path, face: str, limit: str, sent: bytes) -> None:
    with serving(face, tmp_path, **{limit: SOON}) as front, many(front, 5, sent) as slow:
        assert all(is_ended(line) for line in slow)
        assert front.upstream.heads == []


@pytest.mark.parametrize("face", FACES)
def test_who_reads_no_more_is_let_go(tmp_path: Path, face: str) -> None:
    """Of what is longer than nginx's buffers; a page fits into them, and the face is free at once."""
    with serving(face, tmp_path, send_timeout=SOON) as front:
        front.upstream.answer = bytes(32 * 2**20)
        with many(front, 3, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n") as slow:
            for _ in slow:
                assert front.upstream.broken.acquire(timeout=PATIENT)


def test_a_piece_of_an_answer_is_never_asked_for(tmp_path: Path) -> None:
    """Many small ranges of one answer would cost more than the answer."""
    with serving("intake", tmp_path) as front:
        ranges = "bytes=" + ",".join(f"{n}-{n + 1}" for n in range(200))
        for method, url in (("GET", "/"), ("GET", "/static/x"), ("POST", "/postfach")):
            status, page, headers = front.ask(method, url, headers={"Range": ranges})
            assert (status, page) == (200, front.upstream.answer)
            assert "content-range" not in headers
        assert all("range" not in head for head in front.upstream.heads)


@pytest.mark.parametrize("face", FACES)
def test_dawdling_bodies_hold_little_memory(tmp_path: Path, face: str) -> None:
    """Of the largest that nginx keeps, and of larger ones that it passes on."""
    for count, length in ((30, UNBUFFERED - 1), (10, 9_600_000)):
        (folder := tmp_path / str(length)).mkdir()
        with serving(face, folder, connections="256") as front:
            front.ask()
            before = front.memory()
            with many(front, count, post(length, FORM[face]) + bytes(length - 1)):
                assert front.ask("GET", "/")[0] == 200
                assert front.memory() - before < count * 600 * 1024


def test_idle_connections_keep_nobody_out_and_hold_little_memory(tmp_path: Path) -> None:
    """More than nginx may have at all: those that only wait go first."""
    with serving("intake", tmp_path, connections="100") as front:
        front.ask()
        before = front.memory()
        with many(front, 300):
            assert front.ask()[0] == 200
            assert front.memory() - before < 100 * 200 * 1024


def test_heads_that_never_end_keep_nobody_out_while_there_are_connections(tmp_path: Path) -> None:
    """They count only as connections, of which there are more than all that may be asked at once needs, two each."""
    with serving("intake", tmp_path, connections="100") as front, many(front, 60, HEAD):
        assert front.ask()[0] == 200
    (each,) = set(re.findall(r"worker_connections (\d+)", (DEPLOY / "README.md").read_text(encoding="utf-8")))
    (at_once,) = re.findall(r"limit_conn intake_all (\d+);", (DEPLOY / "nginx/intake.conf").read_text(encoding="utf-8"))
    (files,) = re.findall(r"LimitNOFILE=(\d+)", (DEPLOY / "systemd/nginx-memory.conf").read_text(encoding="utf-8"))
    assert 2 * int(at_once) < int(each) < int(files) / 2


def test_dripping_bodies_close_nothing(tmp_path: Path) -> None:
    """The room is for all together; what comes beyond it is passed on, and the intake is told so by nginx alone."""

    def is_passed_on(front: Front, url: str = "/melden") -> bool:
        assert front.ask("POST", url, b"x=y", headers={"X-Passed-On": "no"})[0] == 200
        assert front.upstream.bodies[-1] == b"x=y"
        return front.upstream.heads[-1].get("x-passed-on") == "1"

    with serving("intake", tmp_path, **{"limit_conn intake_texts 1000": "intake_texts 3"}) as front:
        assert not is_passed_on(front)
        with many(front, 3, post(1000) + b"x"):
            assert any(is_passed_on(front) for _ in range(1000)), "as soon as all three have been seen"
            assert is_passed_on(front, "/postfach")
            assert front.ask("GET", "/melden")[0] == 200
        assert not all(is_passed_on(front) for _ in range(1000)), "as soon as they have gone"
        assert "x-passed-on" not in front.upstream.heads[-1]


@pytest.mark.parametrize(
    ("face", "url"), [("intake", "/"), ("intake", "/melden"), ("office", "/"), ("office", "/faelle/neu")]
)
def test_requests_at_once_have_a_limit_for_all_together(tmp_path: Path, face: str, url: str) -> None:
    old = {"intake": "intake_all 2000", "office": "office_all 400"}[face]
    with serving(face, tmp_path, **{f"limit_conn {old}": f"{face}_all 3"}) as front, ThreadPoolExecutor(3) as pool:
        front.upstream.may_answer.clear()
        try:
            waiting = [pool.submit(front.ask, "GET", url) for _ in range(3)]
            for _ in waiting:
                assert front.upstream.asked.acquire(timeout=PATIENT)
            status, page, headers = front.ask("GET", url)
            assert (status, "gerade nicht erreichbar" in page.decode()) == (503, True)
            assert headers["strict-transport-security"].startswith("max-age=63072000")
        finally:
            front.upstream.may_answer.set()
        assert [one.result()[0] for one in waiting] == [200] * 3


def test_many_sendings_wait_at_the_door_and_none_is_refused(tmp_path: Path) -> None:
    """After the burst at the rate of the file, made small here: 3 at once, then 10 a second; pages do not wait."""
    changes = {
        "limit_req zone=intake_pace burst=12000 delay=8000": "zone=intake_pace burst=12000 delay=2",
        r"limit_req_zone \$intake_sends zone=intake_pace:32k rate=110r/s": "$intake_sends zone=intake_pace:32k "
        "rate=10r/s",
    }
    with serving("intake", tmp_path, **changes) as front, ThreadPoolExecutor(8) as pool:
        began = time.monotonic()
        sent = [pool.submit(front.ask, "POST", "/melden", b"x=y") for _ in range(8)]
        assert front.ask("GET", "/melden")[0] == 200
        assert [one.result()[0] for one in sent] == [200] * 8
        assert time.monotonic() - began > 0.4
