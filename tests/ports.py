"""Ports for the servers that tests start."""

from __future__ import annotations

import os
import random
import socket

EACH = 3_000  # for one process of tests, of those below what the kernel gives to clients
_WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 5
_LEFT = iter(random.sample(range(15_000 + _WORKER * EACH, 15_000 + (_WORKER + 1) * EACH), EACH))


def free_port() -> int:
    """A port nobody listens on: never one twice, never one that other processes of tests or clients get."""
    for port in _LEFT:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError("no port is left")
