"""One sandboxed child: the file goes in through a pipe, frames come out of one. No readable byte touches a disk.

A single loop feeds and drains, piece by piece, so the parent's memory stays flat whatever the size.
"""

from __future__ import annotations

import json
import os
import selectors
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict
from typing import IO, Any

from .box import ENTRY, command
from .errors import (
    BY_CODE,
    CannotClean,
    CleaningBusy,
    CleaningTooLong,
    CleaningUnavailable,
    ContentTooLarge,
    FileDamaged,
)
from .inside.terms import FRAME, FRAME_LIMIT, REQUEST, REQUEST_LIMIT, Ceilings
from .tools import sandbox_trouble

PIECE = 1 << 16
SANDBOXES = 3  # at once; each may take Ceilings.memory and Ceilings.file
WORKING = 2  # of them at once for what may take minutes, so that what somebody looks at always finds one
WAIT_SECONDS = 60
PREVIEW_WAIT_SECONDS = 5  # the page around it stands already; it can simply be asked for again
Walls = Callable[[str, Ceilings], list[str]]
_slots, _working = threading.BoundedSemaphore(SANDBOXES), threading.BoundedSemaphore(WORKING)


def run(
    request: dict[str, Any],
    source: Iterator[bytes],
    limits: Ceilings,
    code: str = ENTRY,
    wait: float = WAIT_SECONDS,
    walls: Walls = command,
    shown: bool = False,
) -> Generator[tuple[str, bytes], None, None]:
    """The frames `J`, `D`, `T`, `P`, `L` of a job, ended by a complete run; else a CannotClean is raised among them.

    What `source` raises is passed on. The child is gone when this generator is closed. `wait`: seconds for a free
    sandbox; `walls`: the command that runs `code` behind them; `shown`: somebody looks at what comes of it.
    """
    asked = json.dumps(request | {"limits": asdict(limits)}).encode()
    if len(asked) > REQUEST_LIMIT:
        raise ContentTooLarge()
    with _one_of(*([] if shown else [_working]), _slots, wait=wait):
        yield from _run(REQUEST.pack(len(asked)) + asked, source, limits, walls(code, limits))


@contextmanager
def _one_of(*places: threading.BoundedSemaphore, wait: float) -> Iterator[None]:
    """A place of each. Raises CleaningBusy."""
    until = time.monotonic() + wait
    with ExitStack() as taken:
        for one in places:
            if not one.acquire(timeout=max(until - time.monotonic(), 0)):
                raise CleaningBusy()
            taken.callback(one.release)
        yield


def _run(request: bytes, source: Iterator[bytes], limits: Ceilings, starting: list[str]) -> Iterator[tuple[str, bytes]]:
    try:
        child = subprocess.Popen(
            starting,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            env={},
            start_new_session=True,
        )
    except OSError as error:
        raise CleaningUnavailable(tool="bubblewrap") from error
    started = False
    try:
        for letter, payload in _frames(_pump(child, request, source, limits)):
            started = True
            if letter == b"X":
                raise _refusal(payload)
            if letter == b"E":
                return
            if letter != b"H":
                yield letter.decode(), payload
        raise _verdict(child, started)
    finally:
        _end(child)


def _refusal(payload: bytes) -> CannotClean:
    """The error a child asks for; the name of a decoder's exception is added as a note, for the operator."""
    try:
        said = dict(json.loads(payload))
        error = BY_CODE.get(str(said.get("code")), FileDamaged)()
    except (ValueError, TypeError, RecursionError):  # a child that was taken over says anything
        return FileDamaged()
    if why := said.get("why"):
        error.add_note(str(why)[:80])
    return error


def _pump(child: subprocess.Popen[bytes], first: bytes, source: Iterator[bytes], limits: Ceilings) -> Iterator[bytes]:
    """Feed stdin from `source` and give out what stdout has. Raises CleaningTooLong, ContentTooLarge."""
    feed, drain = _pipes(child)
    os.set_blocking(feed.fileno(), False)
    waiting, taken, given = memoryview(first), 0, 0
    deadline = time.monotonic() + limits.wall
    with selectors.DefaultSelector() as ready:
        ready.register(feed, selectors.EVENT_WRITE)
        ready.register(drain, selectors.EVENT_READ)
        while True:
            left = deadline - time.monotonic()
            events = ready.select(left) if left > 0 else []
            if not events:
                raise CleaningTooLong()
            for key, _ in events:
                if key.fileobj is drain:
                    piece = os.read(drain.fileno(), PIECE)
                    given += len(piece)
                    if given > limits.output:
                        raise ContentTooLarge()
                    if not piece:
                        return
                    yield piece
                    continue
                if not waiting:
                    waiting = memoryview(next((piece for piece in source if piece), b""))
                    taken += len(waiting)
                if taken > limits.file:
                    raise ContentTooLarge()
                waiting = _write(feed, waiting)
                if feed.closed:
                    ready.unregister(key.fd)


def _write(feed: IO[bytes], waiting: memoryview) -> memoryview:
    """What is left after one write. Closes the pipe at the end, or if the child does not want more."""
    try:
        if waiting:
            return waiting[os.write(feed.fileno(), waiting[:PIECE]) :]
    except BlockingIOError:
        return waiting
    except BrokenPipeError:
        pass
    feed.close()
    return memoryview(b"")


def _frames(pieces: Iterator[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Cut the stream into frames; a child that does not keep to the form is treated as taken over."""
    buffer = bytearray()
    for piece in pieces:
        buffer += piece
        while len(buffer) >= FRAME.size:
            letter, length = FRAME.unpack_from(buffer)
            if letter not in (b"H", b"J", b"D", b"T", b"P", b"L", b"E", b"X") or length > FRAME_LIMIT:
                raise FileDamaged()
            if len(buffer) < FRAME.size + length:
                break
            payload = bytes(buffer[FRAME.size : FRAME.size + length])
            del buffer[: FRAME.size + length]
            yield letter, payload


def _verdict(child: subprocess.Popen[bytes], started: bool) -> CannotClean:
    """Why a child ended without a word. bubblewrap reports a signal as 128 and its number."""
    if not started:
        return CleaningUnavailable(tool="bubblewrap" if sandbox_trouble() else "Python")
    status = child.wait(timeout=10)
    signals: dict[int, type[CannotClean]] = {
        128 + signal.SIGXCPU: CleaningTooLong,
        128 + signal.SIGALRM: CleaningTooLong,
    }
    signals |= {128 + signal.SIGKILL: ContentTooLarge, 128 + signal.SIGXFSZ: ContentTooLarge}
    return signals.get(status, FileDamaged)()


def _end(child: subprocess.Popen[bytes]) -> None:
    """Kill bubblewrap; with it goes its process namespace, that is everything inside."""
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    for pipe in _pipes(child):
        pipe.close()


def _pipes(child: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    if child.stdin is None or child.stdout is None:
        raise RuntimeError("the child was started without pipes")
    return child.stdin, child.stdout
