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

from hinweisgeber.crypto.code import AccessCode
from tests.bench.bare import bare, fetch, listens, sink
from tests.bench.bench_measures import Bench

GIB = 1024**3
MANY, EACH = 64, 3_000_000  # together less than all strangers may store at once (store/rate.py)
ROUNDS = 3  # counted ones; one before them fills the caches
BOUNDARY = b"----WebKitFormBoundary7MA4YWxkTrZu0gW1"  # as long as those of browsers
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
        while time.monotonic() < end and not listens(self.port):
            time.sleep(0.05)
        self.ask("GET", "/melden")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=60)

    def cpu(self) -> float:
        """Seconds the workers have computed so far, in the program and in the kernel for it."""
        stats = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in self.workers()]
        return sum(int(stat[11]) + int(stat[12]) for stat in stats) / os.sysconf("SC_CLK_TCK")

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

    def fetch(self, url: str, fields: bytes, to: Path) -> None:
        """The answer's body into a file."""
        head = f"POST {url} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nConnection: close\r\n"
        head += f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(fields)}\r\n\r\n"
        fetch(self.port, head.encode() + fields, to)

    def send(self, pieces: Iterator[bytes] | Path, length: int) -> tuple[str, bytes]:
        """A report with one file; the code and the answer."""
        code = str(AccessCode.generate())
        texts = {"description": "Erfundener Text.", "code": code, "code_noted": "1", "to": "send"}
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
    rounds, grown = list[Round](), 0.0
    with bare(tmp_path, GIB) as ports:
        for number in range(1 + ROUNDS):  # a new one each time: strangers may store no more at once (store/rate.py)
            server = Server(tmp_path / str(number), WORKERS="1")
            try:
                before = server.peak()
                rounds.append(Round(server, source, ports))
                grown = server.peak() - before
            finally:
                server.stop()
    del rounds[0]
    copied, durable, up, down = (
        median(getattr(one, name) for one in rounds) for name in ("copied", "durable", "up", "down")
    )
    for name, took in (("plain cp of 1 GiB, in the page cache only", copied), ("… with fsync", durable)):
        ROWS.append((name, "–", f"{GIB / took / 1024**2:.0f} MiB/s"))
    for name, took, cpu in (
        ("upload of 1 GiB, sealed and durable", up, median(one.up_cpu for one in rounds)),
        ("download of 1 GiB", down, median(one.down_cpu for one in rounds)),
    ):
        ROWS.append((f"{name}: against plain cp", "≥ 0.3", f"{copied / took:.2f} ({GIB / took / 1024**2:.0f} MiB/s)"))
        ROWS.append(("… against cp with fsync", "–", f"{durable / took:.2f}"))
        ROWS.append(("… computing time of the worker", "–", f"{cpu:.2f} s"))
    sunk, static = median(one.sunk for one in rounds), median(one.static for one in rounds)
    ROWS.append(("upload: its time against that of a bare sink with fsync", "≤ 1", f"{up / sunk:.2f} ({sunk:.2f} s)"))
    ROWS.append(
        ("download: its time against nginx and the file as it is", "≤ 1.2", f"{down / static:.2f} ({static:.2f} s)")
    )
    ROWS.append(("extra memory of the worker after all of them", "≤ 32 MiB", f"{grown:.1f} MiB"))


class Round:
    """Each measure once, in seconds."""

    def __init__(self, server: Server, source: Path, ports: tuple[int, int]) -> None:
        folder, blobs = source.parent, set(source.parent.rglob("blobs/*"))
        settle(source)
        start = time.perf_counter()
        subprocess.run(["cp", source, folder / "copy"], check=True)
        self.copied = time.perf_counter() - start
        with (folder / "copy").open("rb+") as copy:
            os.fsync(copy.fileno())
        self.durable = time.perf_counter() - start
        (folder / "copy").unlink()
        settle(source)
        start = time.perf_counter()
        sink(ports[0], source)
        self.sunk = time.perf_counter() - start
        settle(source)
        start, cpu = time.perf_counter(), server.cpu()
        code, answer = server.send(source, GIB)
        self.up, self.up_cpu = time.perf_counter() - start, server.cpu() - cpu
        assert b"303" in answer[:20]
        mailbox = server.ask("POST", "/postfach", f"code={code}".encode())
        fields = f"capability={value(mailbox, 'capability')}"
        fields += f"&download={re.findall(rb'name=.download. value=.([0-9a-f]+)', mailbox)[0].decode()}"
        settle(source)
        start, cpu = time.perf_counter(), server.cpu()
        server.fetch("/postfach", fields.encode(), folder / "back")
        self.down, self.down_cpu = time.perf_counter() - start, server.cpu() - cpu
        assert (folder / "back").stat().st_size == GIB
        (folder / "back").unlink()
        settle(source)
        start = time.perf_counter()
        fetch(ports[1], b"GET /source HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", folder / "back")
        self.static = time.perf_counter() - start
        assert (folder / "back").stat().st_size == GIB
        for path in (folder / "back", *(set(folder.rglob("blobs/*")) - blobs)):
            path.unlink()


def settle(source: Path) -> None:
    """A copy nobody counts: on virtual machines whoever first uses memory pays for getting it, and that is neither
    `cp` nor the portal."""
    scratch = source.with_name("scratch")
    subprocess.run(["cp", source, scratch], check=True)
    scratch.unlink()
    os.sync()


def test_sixty_four_uploads_at_once(tmp_path: Path) -> None:
    server, block, errors = Server(tmp_path), os.urandom(1000**2), []

    def one() -> None:
        try:
            answer = server.send((block for _ in range(EACH // len(block))), EACH)[1]
            if b"303" not in answer[:20]:
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
    ROWS.append((f"{MANY} uploads of 3 MB at once: errors", "0", f"{len(errors)} {sorted(set(errors)) or ''}".strip()))
    ROWS.append(("… all of them together", "–", f"{took:.0f} s, {MANY * EACH / 1e6 / took:.0f} MB/s"))
    ROWS.append(("… extra memory of both workers", "bounded", f"{after - before:.0f} MiB"))
    ROWS.append(("… other pages meanwhile, median", "≤ 1 s", f"{median(times) if times else 0:.2f} s of {len(times)}"))
