"""Connections that are over: the answer arrives whole, and only one thread waits for the other side's last bytes."""

from __future__ import annotations

import os
import select
import socket
from collections.abc import Iterator

import pytest
from gunicorn.util import close_graceful

from hinweisgeber.web.wire import closing
from hinweisgeber.web.wire.closing import Closer
from hinweisgeber.web.wire.lines import Line
from tests.patience import PATIENT

ANSWER = b"x" * 50_000


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, Line]]:
    """A connection: the client's end, the server's end."""
    client, server = socket.socketpair()
    client.settimeout(PATIENT)
    with client:
        yield client, Line.of(server)


def received(client: socket.socket) -> bytes:
    return b"".join(iter(lambda: client.recv(4096), b""))


@pytest.fixture
def handed(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[socket.socket]]:
    """What the closing thread is given; here nobody works on it."""
    found: list[socket.socket] = []
    monkeypatch.setattr(closing, "close", found.append)
    yield found
    for sock in found:
        sock.close()


def test_a_server_that_closes_waits_for_nobody(ends: tuple[socket.socket, Line], handed: list[socket.socket]) -> None:
    """As gunicorn does it, in the thread that lets others in: here the client goes on sending and never closes."""
    ends[0].sendall(b"the rest of a body")
    ends[1].sendall(ANSWER)
    close_graceful(ends[1])
    assert (ends[1].fileno(), [sock.recv(4) for sock in handed]) == (-1, [b"the "])
    assert received(ends[0]) == ANSWER


def test_who_was_too_slow_is_closed_at_once(ends: tuple[socket.socket, Line], handed: list[socket.socket]) -> None:
    ends[1]._is_over = True
    close_graceful(ends[1])
    assert (ends[1].fileno(), handed) == (-1, [])


def test_a_connection_that_is_only_closed_is_closed_at_once(
    ends: tuple[socket.socket, Line], handed: list[socket.socket]
) -> None:
    ends[1].close()
    ends[1].close()
    assert (received(ends[0]), handed) == (b"", [])


# -- the thread ------------------------------------------------------------------------------------------------------


def over(closer: Closer) -> socket.socket:
    """The client's end of a connection that is over on our side; something of the client is still unread."""
    client, server = socket.socketpair()
    client.settimeout(PATIENT)
    client.sendall(b"the rest of a body")
    server.sendall(ANSWER)
    server.shutdown(socket.SHUT_WR)
    closer.close(server)
    return client


def is_gone(client: socket.socket) -> bool:
    """Whether the other side closes its end wholly."""
    looking = select.poll()
    looking.register(client, 0)
    return bool(looking.poll(60_000))


def test_the_answer_arrives_whole_and_then_the_connection_ends() -> None:
    """Without reading the rest first, its end would be a reset, and the answer could be lost."""
    closer = Closer()
    for _ in range(3):
        with over(closer) as client:
            assert received(client) == ANSWER
            client.sendall(b"still the rest")
            client.shutdown(socket.SHUT_WR)


def test_it_ends_though_the_other_side_never_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(closing, "LINGER", 0.05)
    with over(Closer()) as client:
        assert received(client) == ANSWER
        assert is_gone(client)


def test_of_too_many_the_oldest_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(closing, "LINGER", 600.0)
    monkeypatch.setattr(closing, "MOST", 1)
    closer = Closer()
    with over(closer) as first, over(closer):
        assert is_gone(first)


def test_of_one_who_sends_on_only_some_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(closing, "LINGER", 600.0)
    with over(Closer()) as client, pytest.raises(ConnectionError):
        client.sendall(bytes(2 * closing.DRAINED))


def test_a_child_has_a_thread_of_its_own() -> None:
    before = closing._Ours.closer
    child = os.fork()
    if child == 0:
        os._exit(0 if closing._Ours.closer is not before else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
