"""A clamd of our own on a unix socket: speaks the real protocol and finds EICAR, or misbehaves as a test wants it."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.patience import PATIENT

# The EICAR test file's letters, in two halves: no scanner shall find these tests.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"
FOUND = "Win.Test.EICAR_HDB-1"
Conduct = Callable[[socket.socket], None]


class FakeClamd:
    """What came in: the commands, the lengths of the chunks, and the streams that were ended."""

    def __init__(self, limit: int = 1 << 30) -> None:
        self.limit = limit
        self.commands: list[bytes] = []
        self.chunks: list[int] = []
        self.streams: list[bytes] = []

    def __call__(self, peer: socket.socket) -> None:
        """One connection, as the real one serves it."""
        command = b""
        while not command.endswith(b"\0"):
            command += _exactly(peer, 1)
        self.commands.append(command)
        if command == b"zPING\0":
            peer.sendall(b"PONG\0")
        elif command == b"zINSTREAM\0":
            peer.sendall(self._instream(peer))
        else:
            peer.sendall(b"UNKNOWN COMMAND\0")

    def _instream(self, peer: socket.socket) -> bytes:
        content = bytearray()
        while length := struct.unpack(">I", _exactly(peer, 4))[0]:
            self.chunks.append(length)
            if len(content) + length > self.limit:
                return b"INSTREAM size limit exceeded. ERROR\0"  # and hangs up, with the rest unread
            content += _exactly(peer, length)
        self.streams.append(bytes(content))
        return f"stream: {FOUND} FOUND\0".encode() if EICAR in content else b"stream: OK\0"


def _exactly(peer: socket.socket, length: int) -> bytes:
    data = b""
    while len(data) < length:
        piece = peer.recv(length - len(data))
        if not piece:
            raise ConnectionResetError
        data += piece
    return data


def saying(reply: bytes, read_first: bool = True) -> Conduct:
    """Takes the whole stream and answers this, or answers at once."""

    def conduct(peer: socket.socket) -> None:
        if read_first:
            _exactly(peer, len(b"zINSTREAM\0"))
            while length := struct.unpack(">I", _exactly(peer, 4))[0]:
                _exactly(peer, length)
        peer.sendall(reply)

    return conduct


def hanging(until: threading.Event) -> Conduct:
    """Accepts, reads nothing and says nothing."""

    def conduct(peer: socket.socket) -> None:
        until.wait(PATIENT)

    return conduct


def dripping(until: threading.Event) -> Conduct:
    """Takes the stream and answers a letter at a time, never to the end."""

    def conduct(peer: socket.socket) -> None:
        saying(b"")(peer)
        while not until.wait(0.05):
            peer.sendall(b"s")

    return conduct


@contextmanager
def clamd(path: Path, conduct: Conduct) -> Iterator[str]:
    """Serves at this path; the address for the setting."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        listener.bind(str(path))
        listener.listen(8)
        with serving(listener, conduct):
            yield f"unix:{path}"


@contextmanager
def serving(listener: socket.socket, conduct: Conduct) -> Iterator[None]:
    """Serves one connection after the other until the end."""
    listener.settimeout(0.05)
    over = threading.Event()

    def serve() -> None:
        while not over.is_set():
            with suppress(TimeoutError, OSError):
                peer, _ = listener.accept()
                with peer:
                    peer.settimeout(PATIENT)
                    conduct(peer)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(PATIENT)
