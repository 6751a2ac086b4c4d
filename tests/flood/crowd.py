"""Attackers: many connections in a process of their own, so that honest clients measure the server and not them."""

from __future__ import annotations

import asyncio
import multiprocessing
import resource
import socket
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.synchronize import Event
from queue import Empty
from time import perf_counter

_SPAWN = multiprocessing.get_context("spawn")
PATIENCE = 120.0  # seconds for an answer
REST = 0.2  # seconds before somebody comes again who was not let in


@dataclass(frozen=True)
class Where:
    """A face on this machine, and from how many addresses of it people come."""

    port: int
    addresses: int = 1

    @property
    def origin(self) -> str:
        """As a browser would name it."""
        return f"http://127.0.0.1:{self.port}"

    def come_from(self, number: int) -> tuple[str, int]:
        """The own address of this one of them."""
        number %= self.addresses
        return f"127.1.{number // 250}.{number % 250 + 1}", 0


@dataclass
class Tally:
    """What became of all that the attackers did: seconds by answer."""

    times: dict[str, list[float]] = field(default_factory=partial(defaultdict, list))

    def count(self, *answers: str) -> int:
        """How often one of these was the answer; without any, all."""
        return sum(len(times) for answer, times in self.times.items() if not answers or answer in answers)

    def __str__(self) -> str:
        return ", ".join(f"{len(times)} × {answer}" for answer, times in sorted(self.times.items())) or "keine Antwort"


Act = Callable[[Where, int], Awaitable[str]]  # what one of them does again and again; gives the answer


@dataclass(frozen=True)
class Talk:
    """A connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def say(self, data: bytes) -> None:
        """As quickly as it goes."""
        self.writer.write(data)
        await self.writer.drain()

    async def hear(self, most: int = 1 << 16) -> bytes:
        """What comes next. Raises TimeoutError."""
        async with asyncio.timeout(PATIENCE):
            return await self.reader.read(most)

    async def listen(self) -> bytes:
        """All that comes. What answers in the middle of a body may break off afterwards."""
        got = bytearray()
        try:
            while data := await self.hear():
                got += data
        except ConnectionError:
            if not got:
                raise
        return bytes(got)

    def close(self) -> None:
        """At once."""
        self.writer.transport.abort()


async def connect(where: Where, number: int, buffer: int = 0) -> Talk:
    """A new one. `buffer`: bytes that wait on this side at most, for who reads slowly."""
    sock = socket.socket()
    sock.setblocking(False)
    try:
        if buffer:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        if where.addresses > 1:
            sock.bind(where.come_from(number))
        await asyncio.get_running_loop().sock_connect(sock, ("127.0.0.1", where.port))
        reader, writer = await asyncio.open_connection(sock=sock, limit=buffer or 1 << 16)
    except BaseException:
        sock.close()
        raise
    return Talk(reader, writer)


async def asked(where: Where, number: int, request: bytes) -> bytes:
    """The whole answer to a request; sending ends when there is one."""
    talk = await connect(where, number)
    sending = asyncio.ensure_future(talk.say(request))
    try:
        return await talk.listen()
    finally:
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
        talk.close()


class Crowd:
    """So many attackers, from now until they are told to stop."""

    def __init__(self, act: Act, where: Where, number: int) -> None:
        """Raises TimeoutError."""
        self._begun, self._stop = _SPAWN.Event(), _SPAWN.Event()
        self._told: multiprocessing.Queue[Tally] = _SPAWN.Queue()
        self._process = _SPAWN.Process(
            target=_run, args=(act, where, number, self._begun, self._stop, self._told), daemon=True
        )
        self._process.start()
        if not self._begun.wait(60):
            raise TimeoutError("the attackers do not come")

    def stop(self) -> Tally:
        """They go. Raises TimeoutError."""
        self._stop.set()
        try:
            tally: Tally = self._told.get(timeout=20)
        except Empty:
            raise TimeoutError("the attackers do not stop") from None
        return tally

    def kill(self) -> None:
        """Whatever they are at."""
        self._process.join(1 if self._stop.is_set() else 0)
        self._process.kill()
        self._process.join()


def _run(act: Act, where: Where, number: int, begun: Event, stop: Event, told: multiprocessing.Queue[Tally]) -> None:
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    begun.set()
    told.put(asyncio.run(_all(act, where, number, stop)))


async def _all(act: Act, where: Where, number: int, stop: Event) -> Tally:
    tally = Tally()
    tasks = [asyncio.create_task(_again(act, where, one, tally)) for one in range(number)]
    while not stop.is_set() and not any(task.done() for task in tasks):
        await asyncio.sleep(0.1)
    for task in tasks:
        task.cancel()
    ended = await asyncio.gather(*tasks, return_exceptions=True)
    for error in ended:
        if isinstance(error, Exception):  # a mistake of this program, not what a server does
            raise error
    return tally


async def _again(act: Act, where: Where, number: int, tally: Tally) -> None:
    while True:
        began = perf_counter()
        try:
            answer = await act(where, number)
        except OSError as error:  # TimeoutError is one too
            answer = type(error).__name__
            await asyncio.sleep(REST)
        tally.times[answer].append(perf_counter() - began)
