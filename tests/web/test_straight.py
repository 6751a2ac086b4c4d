"""Bodies received right from gunicorn's socket: the same bytes as its own way gives, and nothing beyond the body."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from gunicorn.config import Config
from gunicorn.http.body import Body
from gunicorn.http.parser import RequestParser
from werkzeug.exceptions import ClientDisconnected

from hinweisgeber.store.blobs import blob_store
from hinweisgeber.usecases.files import read_file
from hinweisgeber.web.requests import Straight
from hinweisgeber.web.uploads import Limits, UploadReader, Uploads
from tests.intake.files import BOUNDARY, body

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


def received(server: socket.socket) -> Body:
    """The body of the request that comes next."""
    request = next(RequestParser(Config(), server, ("127.0.0.1", 1)))
    assert isinstance(request.body, Body)
    return request.body


def read(straight: Straight, step: int) -> bytes:
    buffer, got = memoryview(bytearray(step)), bytearray()
    while count := straight.readinto(buffer):
        got += buffer[:count]
    return bytes(got)


@pytest.mark.parametrize("step", [1, 1000, 100_000])
@pytest.mark.parametrize("length", [0, 1, 700, 5000, 30_000])
def test_a_body_of_known_length_ends_where_it_ends(
    ends: tuple[socket.socket, socket.socket], length: int, step: int
) -> None:
    sending(ends[0], KNOWN % length + CONTENT[:length] + b"GET /next HTTP/1.1\r\n")
    gunicorns = received(ends[1])
    assert read(Straight(gunicorns), step) == CONTENT[:length]
    assert gunicorns.read() == b"", "gunicorn knows that nothing is left"


def test_a_body_without_a_length_goes_gunicorns_way(ends: tuple[socket.socket, socket.socket]) -> None:
    sending(ends[0], CHUNKED, b"%x\r\n" % len(CONTENT), CONTENT, b"\r\n0\r\n\r\n")
    assert read(Straight(received(ends[1])), 100_000) == CONTENT


def test_a_file_is_not_copied_on_its_way(
    ends: tuple[socket.socket, socket.socket], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only what came with the request's head passes through gunicorn's buffers."""
    copied, real = [0], Body.read

    def counted(of: Body, size: int) -> bytes:
        copied.append(size)
        return real(of, size)

    monkeypatch.setattr(Body, "read", counted)
    sending(ends[0], KNOWN % len(SENT), SENT)
    store = blob_store(f"file://{tmp_path}/blobs")
    of = Uploads(store, Limits())
    reader = UploadReader(of, BOUNDARY, 1000, 10)
    assert reader.read(Straight(received(ends[1])), len(SENT)) == [("text", "Text")]
    assert b"".join(read_file(store, of.attachments[0])) == CONTENT
    assert sum(copied) <= 8192


def test_a_broken_connection_leaves_nothing(ends: tuple[socket.socket, socket.socket], tmp_path: Path) -> None:
    sending(ends[0], KNOWN % len(SENT), SENT[:3_000_000])
    of = Uploads(blob_store(f"file://{tmp_path}/blobs"), Limits())
    with pytest.raises(ValueError, match="without an end"):
        UploadReader(of, BOUNDARY, 1000, 10).read(Straight(received(ends[1])), len(SENT))
    assert list((tmp_path / "blobs").iterdir()) == []


def test_a_connection_that_fails_is_a_client_gone(ends: tuple[socket.socket, socket.socket]) -> None:
    sending(ends[0], KNOWN % 10)
    straight = Straight(received(ends[1]))
    ends[1].close()
    with pytest.raises(ClientDisconnected):
        straight.readinto(memoryview(bytearray(10)))
