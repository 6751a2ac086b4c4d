"""Bodies that come slowly: they never hold all threads of a real gunicorn, and nobody waits for them for ever."""

from __future__ import annotations

import http.client
import io
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from itertools import chain, repeat
from pathlib import Path
from threading import Semaphore
from typing import cast

import pytest
from gunicorn.config import Config
from gunicorn.http.body import Body, LengthReader
from gunicorn.http.parser import RequestParser
from gunicorn.http.unreader import SocketUnreader
from werkzeug.exceptions import ClientDisconnected

from hinweisgeber import config
from hinweisgeber.intake import Intake
from hinweisgeber.web import bodies
from hinweisgeber.web.bodies import LEAST, UNBUFFERED, WINDOW, Paced, Place, Slots
from hinweisgeber.web.requests import Straight
from tests.cli.conftest import ended, environment, wait_for
from tests.intake.files import MULTIPART, head
from tests.pages import read
from tests.ports import free_port

CONF = Path(__file__).resolve().parents[2] / "deploy/nginx"
FORM = "application/x-www-form-urlencoded"
WORDS = "Mein Text. " * 200 + "Ende."
TEXT = head("description", None) + WORDS.encode() + b"\r\n"


@contextmanager
def serving(settings: config.Settings, threads: int) -> Iterator[int]:
    """The intake, one process; gives its port."""
    port, ring = free_port(), settings.root_fingerprint or ""
    bound = {"BIND": f"127.0.0.1:{port}", "URL": f"http://127.0.0.1:{port}"}
    said = {f"HINWEISGEBER_INTAKE_{name}": value for name, value in bound.items()} | {
        "HINWEISGEBER_ROOT_FINGERPRINT": ring,
        "HINWEISGEBER_INTAKE_SECRET": "5e" * 32,
        "HINWEISGEBER_WORKERS": "1",
        "HINWEISGEBER_THREADS": str(threads),
    }
    command = [sys.executable, "-m", "hinweisgeber.cli", "intake", "--home", str(settings.home)]
    process = subprocess.Popen(
        command, env=environment(**said), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True
    )
    with ended([process]):
        wait_for(bound["URL"], [process])
        yield port


@contextmanager
def begun(port: int, kind: str, length: int | None, sent: bytes, path: str) -> Iterator[None]:
    """A request whose body stops coming, `length` None: in one chunk; its sender goes when answered, as nginx does."""
    said = "Transfer-Encoding: chunked" if length is None else f"Content-Length: {length}"
    lines = (f"POST {path} HTTP/1.1", "Host: x", "Connection: close", f"Content-Type: {kind}", said, "", "")
    connection = socket.create_connection(("127.0.0.1", port), timeout=60)
    with connection:
        connection.sendall("\r\n".join(lines).encode() + (b"%x\r\n" % UNBUFFERED if length is None else b"") + sent)
        reader = threading.Thread(target=gone_when_answered, args=(connection,))
        reader.start()
        try:
            yield
        finally:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            reader.join()


def gone_when_answered(connection: socket.socket) -> None:
    with suppress(OSError):
        while connection.recv(65536):
            pass
        connection.shutdown(socket.SHUT_RDWR)


def ask(port: int, method: str, sent: str | None = None) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request(method, "/melden", sent, {"Content-Type": FORM} if sent else {})
        return connection.getresponse().status
    finally:
        connection.close()


SLOW: dict[str, tuple[str, int | None, bytes]] = {
    "before the first part": (MULTIPART, UNBUFFERED, b"\r\n"),
    "in a text": (MULTIPART, UNBUFFERED, TEXT[:-2]),
    "in a file": (MULTIPART, UNBUFFERED, TEXT + head("attachments", "plan.pdf") + b"x"),
    "in a file without a name": (MULTIPART, 4_000_000_000, TEXT + head("attachments", "") + b"x"),
    "in a form without files": (FORM, UNBUFFERED, b"description=" + WORDS.encode()),
    "in a body without a length": (MULTIPART, None, TEXT),
    "in a form without a length": (FORM, None, b"description=" + WORDS.encode()),
}


@pytest.mark.parametrize("path", ["/melden", "/postfach"])
def test_slow_bodies_of_every_kind_leave_threads_to_everybody_else(settings: config.Settings, path: str) -> None:
    """4 slots, 4 who hurry, 4 threads for everybody else; those who are slow are many more."""
    with serving(settings, threads=12) as port, ExitStack() as slow:
        for _ in range(4):
            for kind, length, sent in SLOW.values():
                slow.enter_context(begun(port, kind, length, sent, path))
        for _ in range(3):
            assert ask(port, "GET") == 200
            assert ask(port, "POST", "description=") == 400


# -- one connection -------------------------------------------------------------------------------------------------


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    """A connection: the sender's end, the server's end."""
    sender, server = socket.socketpair()
    with sender, server:
        yield sender, server


def received(ends: tuple[socket.socket, socket.socket], length: int | None, sent: bytes) -> Body:
    """A body of which this has come, as gunicorn gives it."""
    said = (
        b"Transfer-Encoding: chunked\r\n\r\n%x" % UNBUFFERED if length is None else b"Content-Length: %d\r\n" % length
    )
    ends[0].sendall(b"POST / HTTP/1.1\r\nHost: x\r\n" + said + b"\r\n" + sent)
    body = next(RequestParser(Config(), ends[1], ("127.0.0.1", 1))).body
    assert isinstance(body, Body)
    return body


def times(monkeypatch: pytest.MonkeyPatch, *given: float) -> None:
    """What the clock says, call by call; the last for ever."""
    clock = chain(given, repeat(given[-1]))
    monkeypatch.setattr(bodies, "monotonic", lambda: next(clock))


@pytest.mark.parametrize("kind", SLOW)
def test_without_a_slot_a_text_comes_back_after_some_seconds(
    kind: str, ends: tuple[socket.socket, socket.socket], intake: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where none could be read, the page says how the browser can send it once more."""
    intake.slots.steady = Semaphore(0)
    mimetype, length, sent = SLOW[kind]
    times(monkeypatch, 0, bodies.HURRY - 0.1, bodies.HURRY + 1)
    environ = {"wsgi.input": received(ends, length, sent), "wsgi.input_terminated": True, "CONTENT_TYPE": mimetype}
    environ |= {"HTTP_TRANSFER_ENCODING": "chunked"} if length is None else {"CONTENT_LENGTH": str(length)}
    answer = intake.test_client(use_cookies=False).post("/melden", environ_overrides=environ)
    assert answer.status_code == 503
    assert "Gerade werden sehr viele Dateien" in answer.text
    is_read = mimetype == MULTIPART and length is not None and TEXT[:-2] in sent
    assert read(answer).one("description") == (WORDS if is_read else "")
    assert ("Lassen Sie dieses Fenster offen" in answer.text) is not is_read
    assert intake.slots.hurried.acquire(timeout=0)


def test_who_finds_no_place_is_answered_unread(intake: Intake) -> None:
    intake.slots = Slots(1)
    assert intake.slots.steady.acquire()
    unread = io.BytesIO(b"description=x" + bytes(UNBUFFERED))
    environ = {"wsgi.input": unread, "CONTENT_TYPE": FORM, "CONTENT_LENGTH": str(UNBUFFERED)}
    client = intake.test_client(use_cookies=False)
    answer = client.post("/melden", environ_overrides=environ)
    assert (answer.status_code, unread.tell()) == (503, 0)
    assert "Lassen Sie dieses Fenster offen" in answer.text
    assert client.post("/melden", data={"description": "klein"}).status_code == 200, "small ones need no place"


@pytest.mark.parametrize("length", [UNBUFFERED, None])
def test_a_place_leaves_the_connection_as_it_was(
    ends: tuple[socket.socket, socket.socket], length: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "WINDOW", 0.1)
    slots, body = Slots(9), received(ends, length, b"")
    place = Place(slots, body)
    with pytest.raises(ClientDisconnected):
        Straight(body).readinto(memoryview(bytearray(10)))  # nothing more comes
    assert not slots.steady.acquire(blocking=False)
    place.leave()
    place.leave()
    assert slots.steady.acquire(blocking=False)
    assert not slots.steady.acquire(blocking=False)
    assert ends[1].getsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, 16) == bytes(16)
    assert ends[1].getblocking()
    ends[0].sendall(b"next")
    assert ends[1].recv(10) == b"next"


@pytest.mark.parametrize("length", [UNBUFFERED, None])
def test_dripping_ends_though_something_always_comes(
    ends: tuple[socket.socket, socket.socket], length: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "WINDOW", 0.3)
    body, is_over = received(ends, length, b""), threading.Event()

    def drip() -> None:
        while not is_over.wait(0.01):
            ends[0].send(b"x")

    def receive(times: int) -> None:
        for _ in range(times):  # what came by then may be given out once or twice before the end
            Straight(body).readinto(memoryview(bytearray(2**20)))

    dripping, place = threading.Thread(target=drip), Place(Slots(9), body)
    dripping.start()
    try:
        with pytest.raises(ClientDisconnected):
            receive(9)
    finally:
        is_over.set()
        dripping.join()
        place.leave()


def test_who_was_refused_and_brings_no_more_gets_the_answer(
    ends: tuple[socket.socket, socket.socket], intake: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "WINDOW", 0.1)
    sent = TEXT + head("attachments", "plan.pdf") + bytes(2000)
    environ = {"wsgi.input": received(ends, 2**40, sent), "CONTENT_TYPE": MULTIPART, "CONTENT_LENGTH": str(2**40)}
    answer = intake.test_client(use_cookies=False).post("/melden", environ_overrides=environ)
    assert (answer.status_code, read(answer).one("description")) == (413, WORDS)


class Waits:
    """A socket from which so much comes, each time after so many seconds."""

    def __init__(self, coming: list[tuple[float, int]]) -> None:
        self.now, self._coming = 1000.0, iter(coming)

    def recv(self, size: int) -> bytes:
        seconds, count = next(self._coming)
        self.now += seconds
        return bytes(count)

    def setsockopt(self, *_: object) -> None:
        pass


@pytest.mark.parametrize(
    ("coming", "is_let_go"),
    [
        ([(0.01, LEAST), (WINDOW / 2, 1), (0.01, LEAST)] * 50, False),  # half a minute in a tunnel, again and again
        ([(WINDOW / 30, LEAST // 30 + 1)] * 300, False),  # the least rate
        ([(WINDOW / 30, LEAST // 30 - 1)] * 300, True),
        ([(0.01, 10 * LEAST)] * 30 + [(WINDOW / 2 - 1, 1)] * 6, True),  # a byte from time to time
        ([(WINDOW, 0)], True),
    ],
)
def test_who_brings_less_than_the_least_is_let_go(
    coming: list[tuple[float, int]], is_let_go: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    sock, unreader = Waits(coming), SocketUnreader(cast(socket.socket, None))
    unreader.sock = cast(socket.socket, sock)
    monkeypatch.setattr(bodies, "monotonic", lambda: sock.now)
    paced = Paced(Body(LengthReader(unreader, 2**40)), None)

    def receive_all() -> None:
        for _ in coming:
            paced.recv(2**20)
            sock.now += 1000  # what is done with it does not count

    if is_let_go:
        with pytest.raises(TimeoutError):
            receive_all()
    else:
        receive_all()


def test_slots_never_take_all_threads() -> None:
    for threads in range(2, 257):
        slots = Slots(threads)
        taken = slots.steady._value + slots.hurried._value
        assert slots.steady._value >= 1
        assert taken < threads
        assert threads < bodies.FREE_THREADS or taken <= threads - bodies.FREE_THREADS // 2


@pytest.mark.parametrize("face", ["intake", "office"])
@pytest.mark.parametrize("said", ["10000000", "010000000", "4300000000", "9999999", "09999999", "00000001"])
def test_what_nginx_passes_on_unbuffered_needs_a_place(face: str, said: str) -> None:
    """The same limit there and here, however the number is written."""
    (wanted,) = re.findall(r'^ +"~(\S+)" 1;', (CONF / f"{face}.conf").read_text(encoding="utf-8"), re.MULTILINE)
    assert (re.search(wanted, said) is not None) is bodies.may_be_slow(int(said))
    assert bodies.may_be_slow(None)
