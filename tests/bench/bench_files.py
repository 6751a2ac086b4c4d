"""Files through a real intake on loopback, as a table. Asserts nothing about time; run by `make bench`."""

from __future__ import annotations

import http.client
import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from statistics import median

import pytest

from tests.bench.bench_measures import Bench

GIB = 1024**3
MANY, EACH = 64, 100 * 1000**2
BOUNDARY = b"----benchmark"
ROWS: list[tuple[str, str, str]] = []


@pytest.fixture(scope="module", autouse=True)
def table() -> Iterator[None]:
    """Prints what was measured when all is done."""
    yield
    print(f"\n{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n\n| What | Aim | Measured |\n|---|---|---|")
    for row in ROWS:
        print("| " + " | ".join(row) + " |")


class Server:
    """`hinweisgeber intake` as operators start it."""

    def __init__(self, folder: Path, **settings: str) -> None:
        Bench(folder / "home").letterbox.dispose()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        environment = {**os.environ, "HINWEISGEBER_INTAKE_BIND": f"127.0.0.1:{self.port}"}
        environment |= {f"HINWEISGEBER_{name}": value for name, value in settings.items()}
        command = [str(Path(sys.executable).with_name("hinweisgeber")), "intake", "--home", str(folder / "home")]
        self.process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
        end = time.monotonic() + 60
        while time.monotonic() < end and not self._listens():
            time.sleep(0.05)
        self.ask("GET", "/melden")

    def _listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=60)

    def workers(self) -> list[int]:
        pid = self.process.pid
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def peak(self) -> float:
        """The workers' highest memory so far, in MiB, together."""
        found = (re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text()) for pid in self.workers())
        return sum(int(one[1]) for one in found if one) / 1024

    def ask(self, method: str, url: str, fields: bytes = b"") -> bytes:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=600)
        connection.request(method, url, fields or None, {"Content-Type": "application/x-www-form-urlencoded"})
        try:
            return connection.getresponse().read()
        finally:
            connection.close()

    def send(self, pieces: Iterator[bytes] | Path, length: int) -> tuple[str, bytes]:
        """A report with one file; the code and the answer."""
        code = value(self.ask("GET", "/melden"), "code")
        texts = {"description": "Erfundener Text.", "code": code, "code_noted": "1"}
        parts = "".join(f'--{BOUNDARY.decode()}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'
                        for name, text in texts.items())  # fmt: skip
        parts += (
            f'--{BOUNDARY.decode()}\r\nContent-Disposition: form-data; name="attachments"; filename="a.bin"\r\n\r\n'
        )
        end = b"\r\n--" + BOUNDARY + b"--\r\n"
        request = (
            f"POST /melden HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nConnection: close\r\n"
            f"Content-Type: multipart/form-data; boundary={BOUNDARY.decode()}\r\n"
            f"Content-Length: {len(parts) + length + len(end)}\r\n\r\n{parts}"
        )
        with socket.create_connection(("127.0.0.1", self.port), timeout=600) as connection:
            connection.sendall(request.encode())
            if isinstance(pieces, Path):
                with pieces.open("rb") as file:
                    connection.sendfile(file)
            else:
                for piece in pieces:
                    connection.sendall(piece)
            connection.sendall(end)
            return code, b"".join(iter(lambda: connection.recv(65536), b""))


def value(page: bytes, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', page.decode())
    assert found is not None
    return unescape(found[1])


def test_one_gibibyte_in_and_out(tmp_path: Path) -> None:
    source, block = tmp_path / "source", os.urandom(1024**2)
    with source.open("wb") as file:
        for _ in range(GIB // len(block)):
            file.write(block)
        os.fsync(file.fileno())
    server = Server(tmp_path, WORKERS="1")
    try:
        copied = time.perf_counter()
        subprocess.run(["cp", source, tmp_path / "copy"], check=True)
        copied = time.perf_counter() - copied
        durable = time.perf_counter()
        with (tmp_path / "copy").open("rb+") as copy:
            os.fsync(copy.fileno())
        durable = copied + time.perf_counter() - durable
        (tmp_path / "copy").unlink()
        before, up = server.peak(), time.perf_counter()
        code, answer = server.send(source, GIB)
        up, after_up = time.perf_counter() - up, server.peak()
        assert b"200 OK" in answer[:20]
        mailbox = server.ask("POST", "/postfach", f"code={code}".encode())
        fields = f"capability={value(mailbox, 'capability')}"
        fields += f"&download={re.findall(rb'name=.download. value=.([0-9a-f]+)', mailbox)[0].decode()}"
        with (tmp_path / "back").open("wb") as back:
            connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=600)
            down = time.perf_counter()
            connection.request("POST", "/postfach", fields, {"Content-Type": "application/x-www-form-urlencoded"})
            stream = connection.getresponse()
            while piece := stream.read(1024**2):
                back.write(piece)
            down, after_down = time.perf_counter() - down, server.peak()
            connection.close()
        assert (tmp_path / "back").stat().st_size == GIB
    finally:
        server.stop()
    mib = GIB / 1024**2
    ROWS.append(("plain cp of 1 GiB", "–", f"{mib / copied:.0f} MiB/s"))
    ROWS.append(
        ("upload of 1 GiB, sealed and durable: against cp", "≥ 0.3", f"{copied / up:.2f} ({mib / up:.0f} MiB/s)")
    )
    ROWS.append(("… against cp with fsync, as durable", "–", f"{durable / up:.2f} (cp: {mib / durable:.0f} MiB/s)"))
    ROWS.append(("download of 1 GiB: against cp", "≥ 0.3", f"{copied / down:.2f} ({mib / down:.0f} MiB/s)"))
    ROWS.append(("extra memory of the worker, upload", "≤ 32 MiB", f"{after_up - before:.1f} MiB"))
    ROWS.append(("… and download after it", "≤ 32 MiB", f"{after_down - before:.1f} MiB"))


def test_sixty_four_uploads_at_once(tmp_path: Path) -> None:
    server, block, errors = Server(tmp_path), os.urandom(1000**2), []

    def one() -> None:
        try:
            answer = server.send((block for _ in range(EACH // len(block))), EACH)[1]
            if b"200 OK" not in answer[:20]:
                errors.append(answer[:40].decode())
        except OSError as error:
            errors.append(type(error).__name__)

    threads = [threading.Thread(target=one) for _ in range(MANY)]
    before, times, start = server.peak(), [], time.perf_counter()
    try:
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            asked = time.perf_counter()
            server.ask("GET", "/melden")
            times.append(time.perf_counter() - asked)
            time.sleep(0.2)
        took, after = time.perf_counter() - start, server.peak()
    finally:
        server.stop()
    ROWS.append(
        (f"{MANY} uploads of 100 MB at once: errors", "0", f"{len(errors)} {sorted(set(errors)) or ''}".strip())
    )
    ROWS.append(("… all of them together", "–", f"{took:.0f} s, {MANY * EACH / 1e6 / took:.0f} MB/s"))
    ROWS.append(("… extra memory of both workers", "bounded", f"{after - before:.0f} MiB"))
    ROWS.append(("… other pages meanwhile, median", "≤ 1 s", f"{median(times) if times else 0:.2f} s of {len(times)}"))
