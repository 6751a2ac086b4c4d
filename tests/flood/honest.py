"""Honest people: they ask as quickly as people do, and measure how long it takes."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from tests.flood import forms
from tests.flood.crowd import Where
from tests.flood.forms import status

LONGEST = 60.0  # seconds somebody waits; then nginx has given up too
EACH = 2  # people of a kind
PAUSE = 0.3  # between two pages of one of them
# Between two files of 12 MB of one of them: all strangers together may store 256 MiB at once and 30 a minute, so honest
# people who brought more would be refused for that, whatever the attackers do.
PAUSE_OF_FILES = 6.0


def ask(where: Where, request: bytes, address: str = "127.0.0.1") -> bytes:
    """The whole answer. As browsers do: what does not go through any more is left where there is an answer already.

    Raises OSError.
    """
    with socket.create_connection(("127.0.0.1", where.port), LONGEST, (address, 0)) as line:
        with suppress(ConnectionError):
            line.sendall(request)
        got, end = bytearray(), time.monotonic() + LONGEST
        with suppress(ConnectionResetError):
            while data := line.recv(1 << 16):
                got += data
                if time.monotonic() > end:
                    raise TimeoutError
    if not got:
        raise ConnectionError("no answer")
    return bytes(got)


def timed(where: Where, request: bytes, address: str = "127.0.0.1") -> tuple[float, bytes]:
    """The same with the seconds it took; nothing after the longest wait when it failed."""
    began = time.perf_counter()
    try:
        answer = ask(where, request, address)
    except OSError:
        return LONGEST, b""
    return time.perf_counter() - began, answer


@dataclass
class Seen:
    """What one kind of them has seen."""

    times: list[float] = field(default_factory=list)  # seconds; what failed counts as the longest wait
    answers: list[str] = field(default_factory=list)
    lost: int = 0  # texts of which nobody knows any more

    def count(self, *answers: str) -> int:
        """How often one of these was the answer."""
        return sum(answer in answers for answer in self.answers)


Visit = Callable[[Where], tuple[str, bool]]  # the answer, and whether a text is lost


def visit(where: Where) -> tuple[str, bool]:
    """The first page."""
    return status(ask(where, forms.get("/melden"))), False


def look_at_login(where: Where) -> tuple[str, bool]:
    """The office's first page."""
    return status(ask(where, forms.get("/anmelden"), "127.0.0.2")), False


def tell(where: Where) -> tuple[str, bool]:
    """A report of a few lines: it has arrived, or the answer has its text."""
    return _told(where, forms.post("/melden", forms.sending()))


def tell_with_file(where: Where) -> tuple[str, bool]:
    """The same with a file of 12 MB."""
    return _told(where, forms.multipart("/melden", forms.sending(), [os.urandom(12_000_000)]))


def log_in(
    where: Where, username: str, passphrase: str, address: str = "127.0.0.2", known: str = ""
) -> tuple[str, str]:
    """The answer, and the cookies of the session and of the browser; `known`: that of the browser from before. Raises
    OSError."""
    page = ask(where, forms.get("/anmelden"), address)
    fields = {"csrf_token": forms.value(page, "csrf_token"), "username": username, "passphrase": passphrase}
    cookie = f"Cookie: {forms.cookies(page)}" + (f"; {known}" if known else "")
    answer = ask(where, forms.post("/anmelden", fields, cookie), address)
    return status(answer), forms.cookies(answer)


def _told(where: Where, request: bytes) -> tuple[str, bool]:
    try:
        answer = ask(where, request)
    except OSError as error:
        return type(error).__name__, True
    return status(answer), status(answer) != "303" and forms.WORDS.strip().encode() not in answer


class People:
    """Some of each kind, from now until they are told to go."""

    def __init__(self, where: Where, *kinds: Visit, each: int = EACH) -> None:
        self.seen = {kind: Seen() for kind in kinds}
        self._where, self._gone = where, threading.Event()
        self._threads = [threading.Thread(target=self._come, args=(kind,)) for kind in kinds for _ in range(each)]
        for thread in self._threads:
            thread.start()

    def _come(self, kind: Visit) -> None:
        while not self._gone.wait(PAUSE_OF_FILES if kind is tell_with_file else PAUSE):
            began = time.perf_counter()
            try:
                answer, lost = kind(self._where)
                took = time.perf_counter() - began
            except OSError as error:
                answer, lost, took = type(error).__name__, False, LONGEST
            seen = self.seen[kind]
            seen.times.append(took)
            seen.answers.append(answer)
            seen.lost += lost

    def go(self) -> None:
        """They end what they are at."""
        self._gone.set()
        for thread in self._threads:
            thread.join()


def share(times: list[float], part: float) -> float:
    """The time within which so many of them were over; without any, no time at all."""
    return sorted(times)[min(len(times) - 1, int(part * len(times)))] if times else 0.0
