"""How long a body may take, so that slow senders never hold all threads of a process.

A body that nginx passes on while it arrives holds a thread until its end. Whatever is in it, it needs a slot before its
first byte is read; there are fewer of them than threads, and who has one must keep up a least rate. Without one a few
bodies at a time are read for some seconds, so that a text comes back with the refusal; all others are refused unread.
"""

from __future__ import annotations

import socket
import struct
from contextlib import suppress
from threading import Semaphore
from time import monotonic
from typing import cast

from gunicorn.http.body import Body, ChunkedReader
from gunicorn.http.unreader import SocketUnreader

from ..errors import BodiesBusy

UNBUFFERED = 10_000_000  # from so many bytes, or without a length, nginx passes a body on as it comes: deploy/nginx
FREE_THREADS = 8  # of each process: those with a slot never hold these, and who hurries at most half of them
LEAST, WINDOW = 64 * 1024, 60.0  # bytes in so many seconds of waiting; Tor at its slowest brings more, with a pause too
HURRY = 10.0  # seconds for the whole of a body without a slot


def may_be_slow(length: int | None) -> bool:
    """Whether a body of this length may still be on its way when its head is here."""
    return length is None or length >= UNBUFFERED


class Slots:
    """Those of one process."""

    def __init__(self, threads: int) -> None:
        self.steady = Semaphore(max(1, threads - FREE_THREADS))
        self.hurried = Semaphore(min(FREE_THREADS, threads - 1) // 2)


class Place:
    """What a request takes before its body is read and gives back at its end."""

    def __init__(self, slots: Slots, body: object) -> None:
        """`body` as the server gives it. Raises BodiesBusy."""
        self.hurried = not slots.steady.acquire(blocking=False)
        if self.hurried and not slots.hurried.acquire(blocking=False):
            raise BodiesBusy()
        self._taken: Semaphore | None = slots.hurried if self.hurried else slots.steady
        self._paced = Paced(body, monotonic() + HURRY if self.hurried else None) if isinstance(body, Body) else None

    def leave(self) -> None:
        """Gives it back, once."""
        taken, self._taken = self._taken, None
        if taken is not None:
            if self._paced is not None:
                self._paced.remove()
            taken.release()


class Paced:
    """Stands in a body's way from its socket, and raises TimeoutError for what is too slow.

    A receive with MSG_WAITALL waits for a whole buffer; SO_RCVTIMEO bounds that, and leaves the socket blocking.
    """

    def __init__(self, body: Body, until: float | None) -> None:
        """`until`: when all must be here; None: at the least rate."""
        reader = body.reader
        unreader = reader.req.unreader if isinstance(reader, ChunkedReader) else reader.unreader
        self._unreader = cast(SocketUnreader, unreader)
        self._sock, self._until, self._came, self._waited = self._unreader.sock, until, 0, 0.0
        self._unreader.sock = cast(socket.socket, self)
        self._wait_at_most(WINDOW)

    def remove(self) -> None:
        """Leaves the socket as it was."""
        self._unreader.sock = self._sock
        self._wait_at_most(None)

    def recv(self, size: int) -> bytes:
        """As of a socket."""
        began = self._begin()
        data = self._sock.recv(size)
        self._count(len(data), began)
        return data

    def recv_into(self, buffer: memoryview, size: int = 0, flags: int = 0) -> int:
        """As of a socket."""
        began = self._begin()
        count = self._sock.recv_into(buffer, size, flags)
        self._count(count, began)
        return count

    def _begin(self) -> float:
        now = monotonic()
        if self._until is not None:
            if now >= self._until:
                raise TimeoutError
            self._wait_at_most(self._until - now)
        return now

    def _count(self, count: int, began: float) -> None:
        """Only waiting for the sender counts, not what is done in between."""
        self._came, self._waited = self._came + count, self._waited + monotonic() - began
        if self._waited >= WINDOW:
            if self._came < LEAST:
                raise TimeoutError
            self._came, self._waited = 0, 0.0

    def _wait_at_most(self, seconds: float | None) -> None:
        micro = 0 if seconds is None else max(1000, int(seconds * 1_000_000))  # 0: for ever
        with suppress(OSError):  # closed; receiving will say so
            self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("@ll", *divmod(micro, 1_000_000)))
