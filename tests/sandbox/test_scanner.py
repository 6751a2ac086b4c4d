"""The client of clamd: only a whole file and the very answer count as no finding; all else says why not, in time."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from hinweisgeber.crypto.errors import SealBroken
from hinweisgeber.refusals import sentence_of
from hinweisgeber.sandbox import Scanner, ScanResult
from hinweisgeber.sandbox.errors import CannotScan, ScannerAway, ScannerGarbled, ScannerSilent, ScanTooLarge
from hinweisgeber.sandbox.scanner import CHUNK
from tests.patience import PATIENT
from tests.sandbox.fake_clamd import EICAR, FOUND, Conduct, FakeClamd, clamd, dripping, hanging, saying, serving

Serve = Callable[..., Scanner]


@pytest.fixture
def over() -> Iterator[threading.Event]:
    """Set at the end: lets a hanging clamd go."""
    event = threading.Event()
    yield event
    event.set()


@pytest.fixture
def serve(tmp_path: Path, over: threading.Event) -> Iterator[Serve]:
    """`serve(conduct)`: a scanner at a clamd that behaves so."""
    started: list[AbstractContextManager[str]] = []

    def start(conduct: Conduct, seconds: float = 10) -> Scanner:
        context = clamd(tmp_path / f"clamd{len(started)}.ctl", conduct)
        started.append(context)
        return Scanner(context.__enter__(), seconds)

    yield start
    over.set()
    for context in started:
        context.__exit__(None, None, None)


def test_clean_file_and_known_malware_are_told_apart(serve: Serve) -> None:
    fake = FakeClamd()
    scanner = serve(fake)
    assert scanner.scan([b"Ein", b" Vermerk"]) == ScanResult()
    assert scanner.scan([EICAR[:20], EICAR[20:]]) == ScanResult(FOUND)
    assert fake.streams == [b"Ein Vermerk", EICAR]
    assert fake.commands == [b"zINSTREAM\0"] * 2


def test_stream_is_what_the_file_is_whatever_its_pieces(serve: Serve) -> None:
    fake = FakeClamd()
    pieces = [b"", b"a" * (3 * CHUNK + 1), b"", b"b", b""]
    assert serve(fake).scan(pieces) == ScanResult()
    assert fake.streams == [b"".join(pieces)]
    assert max(fake.chunks) == CHUNK
    assert serve(fake).scan([]) == ScanResult()
    assert fake.streams[1:] == [b""]


def test_ping_is_answered(serve: Serve) -> None:
    fake = FakeClamd()
    serve(fake).ping()
    assert fake.commands == [b"zPING\0"]


def test_over_tcp_too(over: threading.Event) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener, serving(listener, FakeClamd(limit=CHUNK)):
        scanner = Scanner(f"127.0.0.1:{listener.getsockname()[1]}", 10)
        scanner.ping()
        assert scanner.scan([EICAR]) == ScanResult(FOUND)
        with pytest.raises(ScanTooLarge):
            scanner.scan(b"x" * CHUNK for _ in range(1000))


def test_too_large_is_noticed_at_once_and_said(serve: Serve) -> None:
    taken = []

    def pieces() -> Iterator[bytes]:
        for n in range(10_000):
            taken.append(n)
            yield b"x" * CHUNK

    with pytest.raises(ScanTooLarge):
        serve(FakeClamd(limit=3 * CHUNK)).scan(pieces())
    assert len(taken) < 1000


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (b"INSTREAM size limit exceeded. ERROR\0", ScanTooLarge),
        (b"stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND\0", ScanTooLarge),
        (b"stream: Can't allocate memory ERROR\0", CannotScan),
        (b"UNKNOWN COMMAND\0", ScannerGarbled),
        (b"OK\0", ScannerGarbled),
        (b"stream: OK", ScannerGarbled),
        (b"stream: OK\n", ScannerGarbled),
        (b"stream: OK\n\0", ScannerGarbled),
        (b"stream: OK \0", ScannerGarbled),
        (b"stream: ok\0", ScannerGarbled),
        (b"stream: OK\0stream: OK\0", ScannerGarbled),
        (b"1: stream: OK\0", ScannerGarbled),
        (b"stream:  FOUND\0", ScannerGarbled),
        (b"stream: A\x1b[2J FOUND\0", ScannerGarbled),
        (b"stream: \xc3\xa4 FOUND\0", ScannerGarbled),
        (b"stream: " + b"A" * 301 + b" FOUND\0", ScannerGarbled),
        (b"x" * 100_000, ScannerGarbled),
        (b"\0", ScannerGarbled),
        (b"", ScannerAway),
    ],
)
def test_only_the_very_answer_counts(serve: Serve, reply: bytes, error: type[CannotScan]) -> None:
    with pytest.raises(CannotScan) as caught:
        serve(saying(reply)).scan([b"Text"])
    assert type(caught.value) is error
    assert sentence_of(caught.value).startswith("Prüfung nicht möglich: ")
    assert "ungeprüft" in sentence_of(caught.value)


def test_no_finding_before_the_end_of_the_file_is_not_believed(serve: Serve) -> None:
    said = threading.Event()

    def conduct(peer: socket.socket) -> None:
        saying(b"stream: OK\0", read_first=False)(peer)
        said.set()

    scanner = serve(conduct)

    def slowly() -> Iterator[bytes]:
        yield b"Anfang"
        assert said.wait(PATIENT)
        yield b"Ende"

    with pytest.raises(ScannerGarbled):
        scanner.scan(slowly())


@pytest.mark.parametrize("conduct", [hanging, dripping])
@pytest.mark.parametrize("pieces", [1, 500])
def test_silence_ends_in_time(
    serve: Serve, over: threading.Event, conduct: Callable[..., Conduct], pieces: int
) -> None:
    scanner = serve(conduct(over), seconds=0.4)  # hanging, it would wait for ever
    with pytest.raises(ScannerSilent):
        scanner.scan(b"x" * CHUNK for _ in range(pieces))
    with pytest.raises(ScannerSilent):
        serve(hanging(over), seconds=0.2).ping()


def test_hanging_up_is_no_answer(serve: Serve) -> None:
    scanner = serve(lambda peer: None)
    for act in (scanner.ping, lambda: scanner.scan([b"x" * CHUNK] * 50)):
        with pytest.raises(ScannerAway):
            act()


def test_absent_and_refusing_clamd_are_away(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as bound:  # there, but nobody listens
        bound.bind(str(tmp_path / "dead.ctl"))
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    for address in (
        f"unix:{tmp_path}/none.ctl",
        f"unix:{tmp_path}/dead.ctl",
        f"127.0.0.1:{port}",
        f"unix:/{'x' * 200}",
    ):
        for act in (Scanner(address, 2).ping, lambda address=address: Scanner(address, 2).scan([b"Text"])):
            with pytest.raises(ScannerAway):
                act()


def test_file_that_does_not_open_gets_no_verdict(serve: Serve) -> None:
    fake = FakeClamd()

    def cut() -> Iterator[bytes]:
        yield b"half"
        raise SealBroken("cut")

    with pytest.raises(SealBroken):
        serve(fake).scan(cut())
    assert fake.streams == []


def test_memory_stays_flat(serve: Serve) -> None:
    def drain(peer: socket.socket) -> None:
        hold = bytearray(1 << 20)
        last = b""
        while count := peer.recv_into(hold):
            last = (last + hold[max(0, count - 4) : count])[-4:]
            if last == b"\0\0\0\0":
                return peer.sendall(b"stream: OK\0")

    scanner, piece = serve(drain), b"x" * (1 << 20)
    tracemalloc.start()
    try:
        assert scanner.scan(piece for _ in range(256)) == ScanResult()
        assert tracemalloc.get_traced_memory()[1] < 4 << 20
    finally:
        tracemalloc.stop()


def test_intake_never_loads_it() -> None:
    code = "import sys, hinweisgeber.intake; print([m for m in sys.modules if m.startswith('hinweisgeber.sandbox')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
