"""Asks clamd whether a file holds known malware. The file goes through a socket, piece by piece, and never to a disk.

Protocol: clamd(8), commands PING and INSTREAM with the prefix `z`: what is sent and answered ends in a zero byte. A
stream is chunks, each led by its length (4 bytes, big-endian, never 0), ended by the length 0. Only an answer of the
very form expected, after the whole file, counts as "nothing found"; all else is a CannotScan.
"""

from __future__ import annotations

import re
import select
import socket
import struct
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlsplit

from .errors import CannotScan, ScannerAway, ScannerGarbled, ScannerSilent, ScanTooLarge

CHUNK = 1 << 16
REPLY_LIMIT = 1024
PING_SECONDS = 5.0
SCAN_SECONDS = 540.0  # the proxy waits ten minutes
_FOUND = re.compile(r"stream: ([ -~]{1,300}) FOUND")
_TOO_LARGE = "INSTREAM size limit exceeded. ERROR"
_ONLY_PARTLY = "Heuristics.Limits.Exceeded"  # with AlertExceedsMax: some of the content was not looked at
_Given = TypeVar("_Given")
_Answer = TypeVar("_Answer")
_LENGTH = struct.Struct(">I")


@dataclass(frozen=True)
class ScanResult:
    """What clamd says of a file: the name of what it found, empty if it found nothing it knows."""

    found: str = ""


@dataclass(frozen=True)
class Scanner:
    """A clamd at `unix:/path` or `host:port` (on this machine: the settings see to it)."""

    address: str
    seconds: float = SCAN_SECONDS

    def ping(self) -> None:
        """Raises CannotScan unless clamd answers in time."""
        with _connected(self.address, min(self.seconds, PING_SECONDS)) as line:
            line.send(b"zPING\0")
            if line.reply() != "PONG":
                raise ScannerGarbled()

    def scan(self, content: Iterable[bytes]) -> ScanResult:
        """What clamd finds in this content. Raises CannotScan (why not), and what `content` raises."""
        with _connected(self.address, self.seconds) as line:
            whole = _stream(line, content)
            return _verdict(line.reply(), whole)


def _stream(line: _Line, content: Iterable[bytes]) -> bool:
    """Sends the content; False as soon as clamd answers or hangs up before the end."""
    wanted = line.send(b"zINSTREAM\0")
    for piece in content:
        for start in range(0, len(piece), CHUNK):  # no chunk of nothing: it would end the stream
            chunk = piece[start : start + CHUNK]
            wanted = wanted and not line.answered() and line.send(_LENGTH.pack(len(chunk)) + chunk)
            if not wanted:
                return False
    return line.send(_LENGTH.pack(0))


def _verdict(reply: str, whole: bool) -> ScanResult:
    """What an answer means. Raises CannotScan."""
    if reply == "stream: OK" and whole:
        return ScanResult()
    if found := _FOUND.fullmatch(reply):
        if found[1].startswith(_ONLY_PARTLY):
            raise ScanTooLarge()
        return ScanResult(found[1])
    if reply == _TOO_LARGE:
        raise ScanTooLarge()
    if reply.endswith(" ERROR"):
        raise CannotScan()
    raise ScannerGarbled()


class _Line:
    """A connection that ends at a point in time, whatever the other side does."""

    def __init__(self, connection: socket.socket, deadline: float) -> None:
        self._connection, self._deadline = connection, deadline
        self._incoming = select.poll()
        self._incoming.register(connection, select.POLLIN)

    def send(self, data: bytes) -> bool:
        """False if the other side has hung up: it may have said why. Raises ScannerSilent."""
        try:
            self._in_time(self._connection.sendall, data)
        except ScannerAway:
            return False
        return True

    def answered(self) -> bool:
        """Whether there is something to read already."""
        return bool(self._incoming.poll(0))

    def reply(self) -> str:
        """What is said up to the zero byte. Raises ScannerAway, ScannerSilent, ScannerGarbled."""
        said = b""
        while not said.endswith(b"\0"):
            piece = self._in_time(self._connection.recv, REPLY_LIMIT)
            if not piece:
                raise ScannerGarbled() if said else ScannerAway()
            said += piece
            if len(said) > REPLY_LIMIT or b"\0" in said[:-1]:
                raise ScannerGarbled()
        try:
            return said[:-1].decode("ascii")
        except UnicodeDecodeError as error:
            raise ScannerGarbled() from error

    def _in_time(self, act: Callable[[_Given], _Answer], given: _Given) -> _Answer:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise ScannerSilent()
        self._connection.settimeout(left)
        try:
            return act(given)
        except TimeoutError as error:
            raise ScannerSilent() from error
        except OSError as error:
            raise ScannerAway() from error


@contextmanager
def _connected(address: str, seconds: float) -> Iterator[_Line]:
    """Raises ScannerAway, ScannerSilent."""
    deadline = time.monotonic() + seconds
    try:
        connection = _connect(address, min(seconds, PING_SECONDS))
    except TimeoutError as error:
        raise ScannerSilent() from error
    except OSError as error:
        raise ScannerAway() from error
    with connection:
        yield _Line(connection, deadline)


def _connect(address: str, seconds: float) -> socket.socket:
    if not address.startswith("unix:"):
        parts = urlsplit(f"//{address}")
        return socket.create_connection((parts.hostname or "", parts.port or 0), seconds)
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.settimeout(seconds)
        connection.connect(address.removeprefix("unix:"))
    except BaseException:
        connection.close()
        raise
    return connection
