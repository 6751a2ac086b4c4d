"""What the portal's uploads and downloads are held against: a bare sink, and nginx with the file as it is."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.ports import free_port
from tests.programs import program

# The least that can be done: what comes is written, and answered when it is durable.
SINK = """
import os, socket, sys
with socket.create_server(("127.0.0.1", int(sys.argv[1]))) as door:
    while True:
        line, _ = door.accept()
        left, piece = int(sys.argv[3]), memoryview(bytearray(1024**2))
        with line, open(sys.argv[2], "wb", buffering=0) as file:
            while left and (count := line.recv_into(piece)):
                file.write(piece[:count])
                left -= count
            os.fsync(file.fileno())
            if not left:
                line.sendall(b"ok")
        os.unlink(sys.argv[2])
"""
STATIC = """
daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/log; {user}
events {{ worker_connections 64; }}
http {{
    access_log off; sendfile on; client_body_temp_path {folder}/b; proxy_temp_path {folder}/p;
    fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    server {{ listen 127.0.0.1:{port}; root {root}; }}
}}
"""


def fetch(port: int, request: bytes, to: Path) -> None:
    """The answer's body into a file, as lean as `curl`, so that the server is measured."""
    with socket.create_connection(("127.0.0.1", port), timeout=600) as connection:
        connection.sendall(request)
        got = b""
        while b"\r\n\r\n" not in got:
            got += connection.recv(4096)
        buffer = memoryview(bytearray(1024**2))
        with to.open("wb", buffering=0) as file:
            file.write(got.partition(b"\r\n\r\n")[2])
            while count := connection.recv_into(buffer):
                file.write(buffer[:count])


@contextmanager
def bare(folder: Path, size: int) -> Iterator[tuple[int, int]]:
    """What the portal is held against, on ports of their own: a sink for an upload, nginx with the file as it is."""
    ports, own = (free_port(), free_port()), folder / "nginx"
    own.mkdir()
    user = "user root;" if os.geteuid() == 0 else ""
    (own / "conf").write_text(STATIC.format(folder=own, root=folder, port=ports[1], user=user))
    sink = [sys.executable, "-c", SINK, str(ports[0]), str(folder / "sunk"), str(size)]
    static = [program("nginx"), "-p", str(own), "-c", str(own / "conf"), "-e", str(own / "log")]
    with subprocess.Popen(sink) as one, subprocess.Popen(static, stderr=subprocess.DEVNULL) as other:
        try:
            for port in ports:
                end = time.monotonic() + 20
                while not listens(port) and time.monotonic() < end:
                    time.sleep(0.05)
            yield ports
        finally:
            for process in (one, other):
                process.terminate()


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def sink(port: int, source: Path) -> None:
    """The file to the bare sink, until it is durable."""
    with socket.create_connection(("127.0.0.1", port), timeout=600) as connection, source.open("rb") as file:
        connection.sendfile(file)
        assert connection.recv(2) == b"ok"
