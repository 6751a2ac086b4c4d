"""Connections that are over: their last bytes are waited for by one thread that does nothing else.

Whoever closes a connection in whose way something still comes cuts off the answer, too. So the rest is read for a
moment; gunicorn does that in the one thread that also lets new visitors in, and each client that dawdles then would
keep the door shut.
"""

from __future__ import annotations

import os
import selectors
import socket
import threading
from collections import deque
from contextlib import suppress
from time import monotonic

LINGER = 2.0  # seconds
MOST = 256  # connections that are over at once; the oldest goes then
PIECE, DRAINED = 64 * 1024, 1024 * 1024  # bytes that are read at once, and of one connection
_READ = selectors.EVENT_READ


class Closer:
    """That of one process. Its thread begins with the first connection."""

    def __init__(self) -> None:
        self._new, self._lock = deque[socket.socket](), threading.Lock()
        self._thread: threading.Thread | None = None
        self._lines: dict[socket.socket, tuple[float, int]] = {}  # until when, and how much of it is left to read

    def close(self, sock: socket.socket) -> None:
        """Closes it as soon as the other side has, or after a moment. Returns at once."""
        with self._lock:
            self._new.append(sock)
            if self._thread is None:
                self._bell, self._hears = socket.socketpair()
                self._hears.setblocking(False)
                self._bell.setblocking(False)
                self._thread = threading.Thread(target=self._run, name="closer", daemon=True)
                self._thread.start()
        with suppress(BlockingIOError):  # it has been rung often enough
            self._bell.send(b"!")

    def _run(self) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(self._hears, _READ)
            while True:
                for key, _ in selector.select(LINGER if self._lines else None):
                    if key.fileobj is self._hears:
                        self._take(selector)
                    elif isinstance(key.fileobj, socket.socket):
                        self._read(selector, key.fileobj)
                self._end_late(selector)

    def _take(self, selector: selectors.BaseSelector) -> None:
        with suppress(BlockingIOError):
            self._hears.recv(PIECE)
        while self._new:
            sock = self._new.popleft()
            sock.setblocking(False)
            self._lines[sock] = (monotonic() + LINGER, DRAINED)
            selector.register(sock, _READ)

    def _read(self, selector: selectors.BaseSelector, sock: socket.socket) -> None:
        until, left = self._lines[sock]
        try:
            data = sock.recv(PIECE)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        self._lines[sock] = (until, left - len(data))
        if not data or left <= len(data):
            self._end(selector, sock)

    def _end_late(self, selector: selectors.BaseSelector) -> None:
        """They stand in the order in which they came."""
        while self._lines:
            sock, (until, _) = next(iter(self._lines.items()))
            if until > monotonic() and len(self._lines) <= MOST:
                return
            self._end(selector, sock)

    def _end(self, selector: selectors.BaseSelector, sock: socket.socket) -> None:
        del self._lines[sock]
        selector.unregister(sock)
        sock.close()


class _Ours:
    """A parent's thread is not the child's."""

    closer: Closer

    @classmethod
    def renew(cls) -> None:
        cls.closer = Closer()


_Ours.renew()
os.register_at_fork(after_in_child=_Ours.renew)


def close(sock: socket.socket) -> None:
    """See Closer."""
    _Ours.closer.close(sock)
