"""Work that takes minutes, done beside, so that whoever waits hears how far it is."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from queue import SimpleQueue
from threading import Thread
from typing import TypeVar

from ...sandbox import Watch

S = TypeVar("S")
T = TypeVar("T")


@dataclass(frozen=True)
class Part:
    """How far the copy of a long recording is: seconds done, and of how many."""

    done: float
    whole: float


def watched(work: Callable[[Watch], T], say: Callable[[Part], S]) -> Generator[S, None, T]:
    """What is to be said while `work` goes on; returns what it returns, and raises what it raises. Work that nobody
    waits for any more goes on to its end: what it has made is kept."""
    told: SimpleQueue[Part | BaseException | tuple[T]] = SimpleQueue()

    def go() -> None:
        try:
            told.put((work(lambda done, whole: told.put(Part(done, whole))),))
        except BaseException as error:  # raised again where it is waited for
            told.put(error)

    Thread(target=go, daemon=True).start()
    while isinstance(one := told.get(), Part):
        yield say(one)
    if isinstance(one, BaseException):
        raise one
    return one[0]
