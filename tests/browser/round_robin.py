"""A proxy that gives every page to the next of several servers, as a load balancer may."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import cast

from tests.in_a_thread import in_a_thread
from tests.patience import PATIENT

OF_ONE_LINE = {"connection", "keep-alive", "transfer-encoding", "content-length", "server", "date"}


@dataclass
class RoundRobin:
    """`ports` are the servers, asked by turns; one that does not listen is passed over."""

    url: str
    ports: list[int]
    asked: list[tuple[int, str, str]] = field(
        default_factory=list
    )  # server, method, path: of pages, not of their parts
    lock: threading.Lock = field(default_factory=threading.Lock)

    def order(self, method: str, path: str) -> list[int]:
        """Whom to ask, first one first."""
        with self.lock:
            first = len(self.asked) % len(self.ports)
            if not path.startswith("/static/"):
                self.asked.append((first, method, path.partition("?")[0]))
        return self.ports[first:] + self.ports[:first]

    def servers_of(self, method: str, path: str) -> set[int]:
        """Who was to answer this."""
        return {server for server, *said in self.asked if said == [method, path]}


class Handler(BaseHTTPRequestHandler):
    """One request of a browser."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Also all others."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        answer, content = self._asked(body)
        self.send_response_only(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in OF_ONE_LINE:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_POST = do_GET

    def _asked(self, body: bytes) -> tuple[http.client.HTTPResponse, bytes]:
        for port in cast("Server", self.server).round_robin.order(self.command, self.path):
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENT)
            try:
                line.request(self.command, self.path, body, {**dict(self.headers), "Connection": "close"})
                answer = line.getresponse()
                return answer, answer.read()
            except ConnectionRefusedError:
                continue
            finally:
                line.close()
        raise ConnectionRefusedError

    def log_message(self, *_: object) -> None:
        """Nothing."""


class Server(ThreadingHTTPServer):
    """The proxy itself."""

    daemon_threads = True
    round_robin: RoundRobin


@contextmanager
def round_robin(port: int, ports: list[int]) -> Iterator[RoundRobin]:
    """Listens on `port` as long as the block runs."""
    with Server(("127.0.0.1", port), Handler) as server:
        server.round_robin = RoundRobin(f"http://127.0.0.1:{port}", ports)
        with in_a_thread(server):
            yield server.round_robin
