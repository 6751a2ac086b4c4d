"""A real nginx with our files, moved to free ports and a folder of the test, before an upstream that only listens."""

from __future__ import annotations

import http.client
import os
import re
import socket
import socketserver
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

from hinweisgeber import config
from tests.deploy.conftest import DEPLOY
from tests.in_a_thread import in_a_thread
from tests.patience import PATIENT
from tests.ports import free_port
from tests.programs import program

PAUSE = 0.05  # seconds
TRIES = int(PATIENT / PAUSE)
MAIN = """
daemon off; worker_processes 1; pid {folder}/nginx.pid; {user} error_log {folder}/main.log info;
events {{ worker_connections {connections}; }}
http {{
    access_log {folder}/access.log;
    client_body_temp_path {folder}/temp/body; proxy_temp_path {folder}/temp/proxy; fastcgi_temp_path {folder}/temp/f;
    uwsgi_temp_path {folder}/temp/u; scgi_temp_path {folder}/temp/s;
    include {folder}/site.conf;
}}
"""


@dataclass
class Upstream:
    """What reached it."""

    heads: list[dict[str, str]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    answer: bytes = b"ok\n"
    may_answer: threading.Event = field(default_factory=threading.Event)
    asked: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))  # once for each head

    broken: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))  # an answer nobody took

    def __post_init__(self) -> None:
        self.may_answer.set()


@dataclass
class Front:
    """A running nginx."""

    folder: Path
    ports: dict[str, int]
    upstream: Upstream
    pid: int = 0

    def ask(
        self, method: str = "GET", url: str = "/", body: bytes | Iterator[bytes] | None = None, *, tls: bool = True,
        headers: dict[str, str] | None = None,
    ) -> tuple[int, bytes, dict[str, str]]:  # fmt: skip
        connection: http.client.HTTPConnection
        if tls:
            trust = ssl._create_unverified_context()  # noqa: S323  its own certificate, made by this test
            connection = http.client.HTTPSConnection("127.0.0.1", self.ports["443"], timeout=PATIENT, context=trust)
        else:
            connection = http.client.HTTPConnection("127.0.0.1", self.ports["8080"], timeout=PATIENT)
        try:
            connection.request(
                method, url, body, headers or {}, encode_chunked=body is not None and not isinstance(body, bytes)
            )
            answer = connection.getresponse()
            return answer.status, answer.read(), {name.lower(): value for name, value in answer.getheaders()}
        finally:
            connection.close()

    def line(self) -> ssl.SSLSocket:
        """A connection that has only been opened."""
        trust = ssl._create_unverified_context()  # noqa: S323  its own certificate, made by this test
        return trust.wrap_socket(socket.create_connection(("127.0.0.1", self.ports["443"]), timeout=PATIENT))

    def memory(self) -> int:
        """Bytes that its processes hold which do the work."""
        workers = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text(encoding="ascii").split()
        pages = [int(Path(f"/proc/{worker}/statm").read_text(encoding="ascii").split()[1]) for worker in workers]
        return sum(pages) * os.sysconf("SC_PAGE_SIZE")

    def files_with(self, word: bytes) -> list[Path]:
        return [path for path in self.folder.rglob("*") if path.is_file() and word in path.read_bytes()]


def site(face: str, folder: Path, **changes: str) -> tuple[str, dict[str, int]]:
    """The text of deploy/nginx/<face>.conf with ports, sockets and certificates of the test.

    `changes`: new values by the name of a line, or by its name and old value.
    """
    text = (DEPLOY / f"nginx/{face}.conf").read_text(encoding="utf-8")
    ports: dict[str, int] = {}
    for port in re.findall(r"listen \S*?(\d+)(?= |;)", text):
        ports.setdefault(port, free_port())
    text = re.sub(r"^ *listen \[::\].*\n", "", text, flags=re.MULTILINE)
    text = re.sub(r"listen (?:[\d.]+:)?(\d+)", lambda m: f"listen 127.0.0.1:{ports[m[1]]}", text)
    text = text.replace("/run/hinweisgeber/", f"{folder}/").replace("/etc/hinweisgeber/tls/", f"{folder}/")
    text = text.replace("allow 10.0.1.0/24;", "allow 127.0.0.0/8;")
    for line, new in changes.items():
        name, _, old = line.partition(" ")
        before, text = text, re.sub(rf"\b{name} {old or '[^;]+'};", f"{name} {new};", text)
        assert text != before, line
    return text, ports


def prepare(face: str, folder: Path, *, connections: str = "64", **changes: str) -> tuple[list[str], dict[str, int]]:
    """Writes everything nginx needs; the command to run it, and the ports by their number in our file."""
    (folder / "temp").mkdir()
    make = [program("openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    make += ["-keyout", f"{folder}/{face}.key", "-out", f"{folder}/{face}.crt", "-days", "2", "-subj", "/CN=test"]
    subprocess.run(make, check=True, capture_output=True)
    text, ports = site(face, folder, **changes)
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "site.conf").write_text(text, encoding="utf-8")
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder, user=user, connections=connections), encoding="utf-8")
    return [program("nginx"), "-p", str(folder), "-c", f"{folder}/nginx.conf", "-e", f"{folder}/start.log"], ports


@contextmanager
def serving(face: str, folder: Path, *, connections: str = "64", **changes: str) -> Iterator[Front]:
    """nginx before an upstream, both ended by what was started here."""
    command, ports = prepare(face, folder, connections=connections, **changes)
    seen = Upstream()
    with listening(folder / f"{face}.sock", seen), subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            _wait(ports["443"], process)
            yield Front(folder, ports, seen, process.pid)
        finally:
            process.terminate()
            process.wait(timeout=PATIENT)


@contextmanager
def intake_behind(settings: config.Settings, folder: Path, **changes: str) -> Iterator[dict[str, int]]:
    """The intake as it is started, behind nginx with our file; nginx's ports by their number in it."""
    folder.mkdir()
    command, ports = prepare("intake", folder, **changes)
    environ = {
        **os.environ,
        "HINWEISGEBER_INTAKE_BIND": f"unix:{folder}/intake.sock",
        "HINWEISGEBER_ROOT_FINGERPRINT": settings.root_fingerprint or "",
        "HINWEISGEBER_INTAKE_SECRET": (settings.intake_secret or b"").hex(),
        "HINWEISGEBER_WORKERS": "1",
        "HINWEISGEBER_THREADS": "8",
    }
    intake = [sys.executable, "-P", "-m", "hinweisgeber.cli", "intake", "--home", str(settings.home)]
    with (
        subprocess.Popen(intake, env=environ, stderr=subprocess.DEVNULL, cwd=folder) as face,
        subprocess.Popen(command, stderr=subprocess.DEVNULL) as nginx,
    ):
        try:
            _answers(ports["8080"], face)
            yield ports
        finally:
            for process in (nginx, face):
                process.terminate()
                process.wait(timeout=PATIENT)


def _answers(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(TRIES):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENT)
        try:
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        finally:
            connection.close()
        assert process.poll() is None, "the intake ended at once"
        time.sleep(PAUSE)
    raise TimeoutError("the intake does not answer")


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(TRIES):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=PATIENT).close()
            return
        except OSError:
            assert process.poll() is None, "nginx ended at once"
            time.sleep(PAUSE)
    raise TimeoutError("nginx does not listen")


@contextmanager
def listening(path: Path, seen: Upstream) -> Iterator[None]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.heads.append({name.lower(): value for name, value in self.headers.items()})
            seen.asked.release()
            seen.bodies.append(self._body())
            seen.may_answer.wait()
            try:
                self.send_response(200)
                self.send_header("Content-Length", str(len(seen.answer)))
                self.send_header("Strict-Transport-Security", "max-age=1")
                self.end_headers()
                self.wfile.write(seen.answer)
            except OSError:
                self.close_connection = True
                seen.broken.release()

        do_POST = do_GET

        def _body(self) -> bytes:
            if self.headers.get("Transfer-Encoding") != "chunked":
                return self.rfile.read(int(self.headers.get("Content-Length", 0)))
            body = b""
            while size := int(self.rfile.readline(), 16):
                body += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
            return body

        def address_string(self) -> str:
            return "nginx"

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  its name in the base class
            pass

    class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
        daemon_threads = True
        request_queue_size = 64  # of those who come at once; a full line is a 502 of nginx

    with Server(str(path), Handler) as server, in_a_thread(server):
        yield
