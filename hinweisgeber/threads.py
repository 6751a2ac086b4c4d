"""Threads that work beside those of requests."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Threads:
    """A few threads of one process: they start when they are needed, and do not survive a fork."""

    def __init__(self, name: str, count: int) -> None:
        self._name, self._count = name, count
        self._renew()
        os.register_at_fork(after_in_child=self._renew)

    def _renew(self) -> None:
        self._pool = ThreadPoolExecutor(self._count, self._name)

    def submit(self, act: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Has it done; the result, or what was raised, is in the future."""
        return self._pool.submit(act, *args, **kwargs)
