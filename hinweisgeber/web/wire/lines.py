"""A connection that knows how quickly things go over it: who dawdles is let go, whichever way the bytes go.

Only waiting for the other side counts, not what is done in between. A wait is at most a slice long, so that whoever is
let go for somebody else's sake is gone within that.
"""

from __future__ import annotations

import errno
import socket
import struct
from contextlib import suppress
from time import monotonic
from typing import Any

from . import closing

LEAST, WINDOW = 64 * 1024, 60.0  # bytes in so many seconds of waiting; Tor at its slowest brings more, with a pause too
RECENT = 2.0  # seconds of waiting by which two rates are compared; those before are looked at too
SLICE = 0.25  # seconds at most in one call
PATIENCE = 10.0  # seconds for an answer that needs no place: it is small


class Pace:
    """How quickly one request's body, or one answer, goes on."""

    def __init__(self, until: float | None = None) -> None:
        """`until`: when all must be over; None: at the least rate."""
        self.until, self.began = until, monotonic()
        self.lost = False  # let go for somebody else's sake
        self.settled = False  # nobody waits for the other side any more
        self.moved = 0  # bytes, so far
        self._moved, self._waited = 0, 0.0
        self._recent, self._before = (0, 0.0), (0, 0.0)

    def require(self) -> None:
        """Raises TimeoutError when this is over."""
        if self.lost or (self.until is not None and monotonic() >= self.until):
            raise TimeoutError

    def count(self, moved: int, waited: float) -> None:
        """So much came or went in so many seconds. Raises TimeoutError for what is too slow."""
        self.moved += moved
        self._moved, self._waited = self._moved + moved, self._waited + waited
        self._recent = (self._recent[0] + moved, self._recent[1] + waited)
        if self._recent[1] >= RECENT:
            self._before, self._recent = self._recent, (0, 0.0)
        if self._waited >= WINDOW:
            if self._moved < LEAST:
                raise TimeoutError
            self._moved, self._waited = 0, 0.0

    @property
    def rate(self) -> float:
        """Bytes a second, of late."""
        moved, waited = (one + other for one, other in zip(self._recent, self._before, strict=True))
        return moved / waited if waited else float("inf")


class Line(socket.socket):
    """A connection. While it keeps a pace, receiving raises TimeoutError for what is too slow; sending, at any time,
    ConnectionResetError, which a server takes for a client that has gone."""

    _pace: Pace | None = None
    _is_over = False  # somebody was let go: whoever closes the connection then waits for nothing more
    _is_said = False  # nothing more goes out over it

    @classmethod
    def of(cls, sock: socket.socket) -> Line:
        """The same connection; `sock` is it no more."""
        line = cls(fileno=sock.detach())
        line._wait_at_most(socket.SO_SNDTIMEO, SLICE)
        return line

    def keep(self, pace: Pace | None) -> None:
        """From now on."""
        self._pace = pace
        left = SLICE if pace is None or pace.until is None else max(0.001, min(SLICE, pace.until - monotonic()))
        self._wait_at_most(socket.SO_RCVTIMEO, None if pace is None else left)
        self._wait_at_most(socket.SO_SNDTIMEO, left)

    def shutdown(self, how: int) -> None:
        """See socket. The server says so when it wants to close."""
        self._is_said = how == socket.SHUT_WR
        super().shutdown(how)

    def close(self) -> None:
        """See socket. Never waits for what the other side still sends: another thread does."""
        if self._is_said and not self._is_over and self.fileno() >= 0:
            closing.close(socket.socket(fileno=self.detach()))
        super().close()

    def recv(self, size: int, flags: int = 0) -> bytes:
        """See socket."""
        if self._is_said:
            return b""  # for this side it is over
        if (pace := self._pace) is None:
            return super().recv(size, flags | (socket.MSG_DONTWAIT if self._is_over else 0))
        try:
            return self._received(pace, size, flags)
        except TimeoutError:
            self._is_over = True
            raise

    def _received(self, pace: Pace, size: int, flags: int) -> bytes:
        while True:
            pace.require()
            began, data = monotonic(), None
            with suppress(BlockingIOError):
                data = super().recv(size, flags)
            pace.count(len(data or b""), monotonic() - began)
            if data is not None:
                return data

    def sendall(self, data: Any, flags: int = 0) -> None:
        """See socket."""
        view, pace = memoryview(data).cast("B"), self._pace or Pace(monotonic() + PATIENCE)
        try:
            while view:
                pace.require()
                began, sent = monotonic(), 0
                with suppress(BlockingIOError):
                    sent = self.send(view, flags)
                pace.count(sent, monotonic() - began)
                view = view[sent:]
        except TimeoutError as error:
            self._is_over = True
            raise ConnectionResetError(errno.ECONNRESET, "too slow") from error

    def _wait_at_most(self, option: int, seconds: float | None) -> None:
        """Bounds a call and leaves the socket blocking, unlike a time-out of Python's."""
        micro = 0 if seconds is None else int(seconds * 1_000_000)  # 0: for ever
        with suppress(OSError):  # closed; using it will say so
            self.setsockopt(socket.SOL_SOCKET, option, struct.pack("@ll", *divmod(micro, 1_000_000)))


class Listener(socket.socket):
    """Gives out lines."""

    @classmethod
    def of(cls, sock: socket.socket) -> Listener:
        """The same socket; `sock` is it no more."""
        blocking = sock.getblocking()
        listener = cls(fileno=sock.detach())
        listener.setblocking(blocking)
        return listener

    def accept(self) -> tuple[socket.socket, Any]:
        """See socket."""
        sock, address = super().accept()
        return Line.of(sock), address
