"""/readyz: whether this face can do its work now, for who watches the machine and for nobody else.

It says one of two words. What is the matter goes to the log, by the name of what was asked and the kind of its error,
and `hinweisgeber check` says more. However often it is asked, one thread of a process looks, and nobody waits long.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from ipaddress import ip_address
from typing import Any

from .wire.logs import trouble

FRESH = 10.0  # seconds for which an answer holds
PATIENCE = 4.0  # seconds after which what has not answered counts as away
WAITING = 4  # askers who may wait at once; others are told at once
AHEAD = timedelta(days=1)  # two machines need not pass midnight together
_PASSED_ON = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_VIA")


class ClockBehind(Exception):
    """Something stored is of a day to come."""


class Readiness:
    """One look at all that a face needs, shared by everybody who asks."""

    def __init__(self, asked: Mapping[str, Callable[[], object]], clock: Callable[[], float] = time.monotonic) -> None:
        """`asked`: by name, what raises an error when it is not well. Nothing is asked before somebody wants it."""
        self._asked, self._clock = dict(asked), clock
        self._guard = threading.Condition()
        self._begun: float | None = None  # when the look under way began
        self._at, self._well = float("-inf"), False  # the last one that ended
        self._waiting = 0
        self._asking = ""  # what the look under way has come to
        self._said = set[tuple[str, str]]()

    def ready(self) -> bool:
        """The last answer, at most ten seconds old, or that of a look that begins now."""
        with self._guard:
            if self._fresh():
                return self._well
            if self._begun is None and not self._begin():
                return False
            begun, until = self._begun, (self._begun or 0.0) + PATIENCE
            if self._waiting >= WAITING:
                return False
            self._waiting += 1
            try:
                self._guard.wait_for(lambda: self._begun != begun, until - self._clock())
            finally:
                self._waiting -= 1
            if self._begun == begun:
                self._say({self._asking: TimeoutError()})
                return False
            return self._well

    def _fresh(self) -> bool:
        return self._clock() - self._at < FRESH

    def _begin(self) -> bool:
        self._begun = self._clock()
        try:
            threading.Thread(target=self._look, args=(self._begun,), daemon=True, name="readyz").start()
        except RuntimeError:  # no thread is to be had
            self._begun = None
            return False
        return True

    def _look(self, begun: float) -> None:
        failed: dict[str, BaseException] = {}
        for name, ask in self._asked.items():
            self._asking, came_late = name, self._is_late(begun)
            try:
                ask()
                if self._is_late(begun) and not came_late:
                    failed[name] = TimeoutError()
            except Exception as error:
                failed[name] = error
        with self._guard:
            self._at, self._well, self._begun = begun, not failed, None
            self._say(failed)
            self._said = {said for said in self._said if said[0] in failed}
            self._guard.notify_all()

    def _is_late(self, begun: float) -> bool:
        return self._clock() - begun > PATIENCE

    def _say(self, failed: Mapping[str, BaseException]) -> None:
        """One line for each thing and each kind of error while it lasts: whoever asks every minute must not fill the
        log."""
        for name, error in sorted(failed.items()):
            if (said := (name, type(error).__name__)) not in self._said:
                self._said.add(said)
                trouble(name, error)


def days_hold(today: Callable[[], date], *newest: Callable[[], date | None]) -> None:
    """Raises ClockBehind when a newest stored day lies in the future: then it is the clock that is wrong."""
    known = [day for day in (ask() for ask in newest) if day is not None]
    if any(day > today() + AHEAD for day in known):
        raise ClockBehind()


def from_this_machine(environ: Mapping[str, Any]) -> bool:
    """Whether a request comes over the unit's own socket or loopback, and no proxy says that it passes it on."""
    peer = str(environ.get("REMOTE_ADDR") or "")
    try:
        near = not peer or ip_address(peer).is_loopback  # over a Unix socket there is no address
    except ValueError:
        near = False
    return near and not any(name in environ for name in _PASSED_ON)
