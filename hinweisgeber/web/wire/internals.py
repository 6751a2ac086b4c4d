"""All that touches parts of gunicorn that it does not promise: pyproject pins its very version, and
tests/web/test_internals.py names what must be looked at again before another one comes."""

from __future__ import annotations

import socket
from typing import Any

from gunicorn.http.body import Body, LengthReader
from gunicorn.http.errors import ParseException
from gunicorn.http.unreader import SocketUnreader
from werkzeug.exceptions import BadRequest, ClientDisconnected

from .lines import Line, Listener


def lay_lines(_server: Any, worker: Any) -> None:
    """Gunicorn's hook `post_fork`: the worker's connections know how quickly things go over them."""
    for listener in worker.sockets:
        if not isinstance(listener.sock, Listener):
            listener.sock = Listener.of(listener.sock)


def line_of(environ: dict[str, Any]) -> Line | None:
    """The connection a request came on; None under another server."""
    found = environ.get("gunicorn.socket")
    return found if isinstance(found, Line) else None


def received(environ: dict[str, Any]) -> Received | None:
    """The request's body as gunicorn receives it; None under another server."""
    body = environ.get("wsgi.input")
    return Received(body) if isinstance(body, Body) else None


class Received:
    """A body, received without gunicorn's copies.

    On their own way gunicorn and Werkzeug copy every byte some times, into memory that is got anew each time; together
    that costs as much as sealing. Bodies without a length still go it. Whoever reads on must not change the way.
    """

    def __init__(self, body: Body) -> None:
        self._body = body

    def read(self, size: int) -> bytes:
        """Some bytes more, at most so many; none at the end. Raises ClientDisconnected, BadRequest."""
        try:
            reader = self._body.reader
            if not isinstance(reader, LengthReader) or not isinstance(reader.unreader, SocketUnreader):
                return self._body.read(size)
            if not (wanted := min(size, reader.length)):
                return b""
            data = _held(reader.unreader, wanted)
            data = data or reader.unreader.sock.recv(wanted, socket.MSG_WAITALL)  # not a call for each packet
            reader.length -= len(data)
        except ParseException as error:
            self._failed()
            raise BadRequest() from error
        except (OSError, ValueError) as error:
            self._failed()
            raise ClientDisconnected() from error
        if not data:
            raise ClientDisconnected()
        return data

    def _failed(self) -> None:
        """Where the next request begins is not known: gunicorn closes the connection."""
        self._body.failed = True  # type: ignore[attr-defined]  # newer than what is known of its types


def _held(unreader: SocketUnreader, wanted: int) -> bytes:
    """What gunicorn has received already, together with the head; at most so much."""
    data: bytes = unreader.take_buffered()
    if len(data) > wanted:
        unreader.unread(data[wanted:])
    return data[:wanted]
