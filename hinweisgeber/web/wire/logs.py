"""Log lines that cannot tell on anybody: day, method, route, status; of errors the kind and the place.

Never an address, agent, referrer, path, query, exact time or the text of an exception (promise 2).
"""

from __future__ import annotations

import logging
import os
import sys
import traceback
from contextlib import suppress
from typing import Any

from gunicorn.glogging import Logger

_access = logging.getLogger("hinweisgeber.access")
_trouble = logging.getLogger("hinweisgeber.trouble")

STDERR = 2
DAY_ONLY = "%Y-%m-%d"


class StderrHandler(logging.Handler):
    """Each line goes out in one call, so none needs to wait until another thread has written its own."""

    def handle(self, record: logging.LogRecord) -> bool:
        """See Handler, without its lock: under a flood all threads would stand in line for it."""
        self.emit(record)
        return True

    def emit(self, record: logging.LogRecord) -> None:
        """See Handler. A log that cannot be written stops nobody."""
        with suppress(OSError):
            os.write(STDERR, f"{self.format(record)}\n".encode())


def configure() -> None:
    """Sends our log lines to stderr, each with the day only."""
    handler = StderrHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s", DAY_ONLY))
    for logger in (_access, _trouble):
        logger.handlers[:] = [handler]
        logger.setLevel(logging.INFO)
        logger.propagate = False


def access(method: str, endpoint: str | None, status: int) -> None:
    """One line for one answer."""
    known = method if method in ("GET", "HEAD", "POST") else "other"
    _access.info("%s %s %s", known, endpoint or "-", status)


def trouble(endpoint: str | None, error: BaseException | None) -> None:
    """The kind of an error and where in our code it happened, without its words: they may quote what was sent."""
    frames = traceback.extract_tb(error.__traceback__) if error else []
    places = [f"{frame.name}:{frame.lineno}" for frame in frames]
    _trouble.error("error in %s: %s at %s", endpoint or "-", type(error).__name__, " > ".join(places))


class QuietLogger(Logger):
    """Gunicorn's log, kept to its own comings and goings: its words about requests quote addresses and paths."""

    error_fmt = "%(asctime)s gunicorn[%(process)d] %(message)s"
    datefmt = DAY_ONLY

    def access(self, resp: Any, req: Any, environ: Any, request_time: Any) -> None:
        """Nothing: our own line says what may be said."""

    def warning(self, msg: object, *args: object, **kwargs: Any) -> None:
        """The kind of warning only."""
        super().warning(_kind(msg))

    def error(self, msg: object, *args: object, **kwargs: Any) -> None:
        """The kind of error only."""
        super().error(_kind(msg))

    def exception(self, msg: object, *args: object, **kwargs: Any) -> None:
        """The kind of exception only."""
        error = sys.exc_info()[1]
        super().error(f"{_kind(msg)} ({type(error).__name__})")

    def debug(self, msg: object, *args: object, **kwargs: Any) -> None:
        """Nothing: debugging lines name paths and peers."""


def _kind(msg: object) -> str:
    """The constant beginning of a message, before anything is filled in."""
    text = str(msg)
    for mark in ("%", "{", ":", " from ip="):
        text = text.split(mark, 1)[0]
    return text.strip()[:80]
