"""Bodies received right from gunicorn's socket: the same bytes as its own way gives, and nothing beyond the body. And
which of gunicorn's parts are touched for that: they may be others in another version."""

from __future__ import annotations

import re
import socket
import threading
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import gunicorn
import pytest
from gunicorn.config import Config
from gunicorn.glogging import Logger
from gunicorn.http.body import Body, LengthReader
from gunicorn.http.parser import RequestParser
from gunicorn.http.unreader import SocketUnreader
from gunicorn.sock import create_sockets
from werkzeug.exceptions import ClientDisconnected

from hinweisgeber.intake import Intake
from hinweisgeber.store.blobs import blob_store
from hinweisgeber.usecases.reporter.files import read_file
from hinweisgeber.web.wire.internals import Received, lay_lines, line_of
from hinweisgeber.web.wire.lines import Line, Listener
from hinweisgeber.web.wire.uploads import Limits, Uploads
from tests.intake.files import body
from tests.web.test_uploads import reader

HOME = Path(__file__).resolve().parents[2]
CONTENT = bytes(range(251)) * 20_000
SENT = body([("f", "1", CONTENT), ("text", None, b"Text")])
KNOWN = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n"
CHUNKED = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    """A connection: the browser's end, the server's end."""
    browser, server = socket.socketpair()
    yield browser, server
    browser.close()
    server.close()


def sending(browser: socket.socket, *pieces: bytes) -> None:
    """Sends in another thread and stops sending then."""

    def send() -> None:
        with suppress(OSError):  # the test may be through before this is
            for piece in pieces:
                browser.sendall(piece)
            browser.shutdown(socket.SHUT_WR)

    threading.Thread(target=send, daemon=True).start()


def gunicorns(server: socket.socket) -> Body:
    """The body of the request that comes next."""
    request = next(RequestParser(Config(), server, ("127.0.0.1", 1)))
    assert isinstance(request.body, Body)
    return request.body


def read(body: Received, step: int) -> bytes:
    return b"".join(iter(lambda: body.read(step), b""))


@pytest.mark.parametrize("step", [1, 1000, 100_000])
@pytest.mark.parametrize("length", [0, 1, 700, 5000, 30_000])
def test_a_body_of_known_length_ends_where_it_ends(
    ends: tuple[socket.socket, socket.socket], length: int, step: int
) -> None:
    sending(ends[0], KNOWN % length + CONTENT[:length] + b"GET /next HTTP/1.1\r\n")
    theirs = gunicorns(ends[1])
    assert read(Received(theirs), step) == CONTENT[:length]
    assert theirs.read() == b"", "gunicorn knows that nothing is left"


def test_a_body_without_a_length_goes_gunicorns_way(ends: tuple[socket.socket, socket.socket]) -> None:
    sending(ends[0], CHUNKED, b"%x\r\n" % len(CONTENT), CONTENT, b"\r\n0\r\n\r\n")
    assert read(Received(gunicorns(ends[1])), 100_000) == CONTENT


def test_a_file_is_not_copied_on_its_way(
    ends: tuple[socket.socket, socket.socket], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing passes through gunicorn's buffers but what came with the request's head."""
    copied, real = [0], Body.read

    def counted(of: Body, size: int) -> bytes:
        copied.append(size)
        return real(of, size)

    monkeypatch.setattr(Body, "read", counted)
    sending(ends[0], KNOWN % len(SENT), SENT)
    store = blob_store(f"file://{tmp_path}/blobs")
    of = Uploads(store, Limits())
    assert reader(of).read(Received(gunicorns(ends[1])), len(SENT)) == [("text", "Text")]
    assert b"".join(read_file(store, of.attachments[0])) == CONTENT
    assert copied == [0]


def test_a_broken_connection_leaves_nothing(ends: tuple[socket.socket, socket.socket], tmp_path: Path) -> None:
    sending(ends[0], KNOWN % len(SENT), SENT[:3_000_000])
    of = Uploads(blob_store(f"file://{tmp_path}/blobs"), Limits())
    with pytest.raises(ClientDisconnected):
        reader(of).read(Received(gunicorns(ends[1])), len(SENT))
    assert list((tmp_path / "blobs").iterdir()) == []


def test_a_connection_that_fails_is_a_client_gone(ends: tuple[socket.socket, socket.socket]) -> None:
    sending(ends[0], KNOWN % 10)
    theirs = Received(gunicorns(ends[1]))
    ends[1].close()
    with pytest.raises(ClientDisconnected):
        theirs.read(10)


@pytest.mark.parametrize("chunk", [b"5;=x\r\nhallo\r\n", b"5;a=\r\nhallo\r\n", b"x\r\n", b"5\r\nhalloX\r\n"])
def test_a_chunk_that_breaks_the_rules_is_a_bad_request(
    ends: tuple[socket.socket, socket.socket], intake: Intake, chunk: bytes
) -> None:
    sending(ends[0], CHUNKED, chunk, b"0\r\n\r\n")
    theirs = gunicorns(ends[1])
    environ = {"wsgi.input": theirs, "wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}
    environ |= {"CONTENT_TYPE": "application/x-www-form-urlencoded"}
    answer = intake.test_client(use_cookies=False).post("/melden", environ_overrides=environ)
    assert (answer.status_code, vars(theirs)["failed"]) == (400, True)


def test_a_body_that_ends_too_soon_is_none(ends: tuple[socket.socket, socket.socket]) -> None:
    """Else the part of a form that did come would stand for all of it."""
    sending(ends[0], KNOWN % 100 + b"description=Text")
    body = Received(gunicorns(ends[1]))
    assert body.read(1000) == b"description=Text"
    with pytest.raises(ClientDisconnected):
        body.read(1000)


def test_no_more_memory_is_asked_for_than_a_body_has_left(
    ends: tuple[socket.socket, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, real = list[int](), Line.recv

    def counted(line: Line, size: int, flags: int = 0) -> bytes:
        asked.append(size)
        return real(line, size, flags)

    line = Line.of(ends[1])
    sending(ends[0], KNOWN % 10_000, CONTENT[:10_000])
    theirs = gunicorns(line)
    monkeypatch.setattr(Line, "recv", counted)
    assert Received(theirs).read(2**20)
    assert max(asked, default=0) <= 10_000
    line.close()


# -- gunicorn's parts that are touched -------------------------------------------------------------------------------


def test_the_version_is_the_one_whose_parts_were_looked_at() -> None:
    """When this fails: look at gunicorn.http.body (Body.reader, .buf, .failed; LengthReader.length, .unreader),
    gunicorn.http.unreader (.sock, .buf), gunicorn.sock (.sock of listeners), gunicorn.http.wsgi (`gunicorn.socket` in
    the environment) and gunicorn.util (write by `sendall`); run the tests of this file, of test_slow_bodies and of
    test_slow_readers; then change the number here and in pyproject."""
    assert gunicorn.__version__ == "27.0.1"
    project = tomllib.loads((HOME / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert "gunicorn==27.0.1" in project["dependencies"]


def test_only_one_file_touches_them() -> None:
    touching = {
        path.name
        for path in (HOME / "hinweisgeber").rglob("*.py")
        if re.search(r"gunicorn\.(http|sock|util|workers)|werkzeug\.sansio", path.read_text(encoding="utf-8"))
    }
    assert touching == {"internals.py"}


def test_gunicorn_has_the_parts(ends: tuple[socket.socket, socket.socket]) -> None:
    sending(ends[0], KNOWN % 10)
    body = gunicorns(ends[1])
    assert isinstance(body.reader, LengthReader)
    assert isinstance(body.reader.unreader, SocketUnreader)
    assert (body.reader.length, body.reader.unreader.sock, vars(body)["failed"]) == (10, ends[1], False)
    assert (body.buf.tell(), body.reader.unreader.buf.tell()) == (0, 0)


def test_a_worker_gives_out_lines() -> None:
    """As gunicorn makes and asks its listeners."""
    made = create_sockets(Config(), Logger(Config()))
    worker = SimpleNamespace(sockets=made)
    try:
        for _ in range(2):
            lay_lines(None, worker)
        assert isinstance(made[0].sock, Listener)
        with socket.create_connection(made[0].getsockname()):
            line, _ = made[0].accept()
            with line:
                assert isinstance(line, Line)
                assert line_of({"gunicorn.socket": line}) is line
                line.settimeout(None)
                assert line.getblocking()
    finally:
        made[0].close()
    assert line_of({"gunicorn.socket": socket.socket}) is None
