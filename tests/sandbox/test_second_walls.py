"""The walls around the office program hold: a program in its place gets at nothing, and leaves nothing running."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from hinweisgeber.sandbox import Ceilings, office_box, process
from hinweisgeber.sandbox.errors import (
    CannotClean,
    CleaningTooLong,
    ContentLost,
    ContentTooLarge,
    FileDamaged,
)
from hinweisgeber.sandbox.inside.terms import MIB
from tests.patience import PATIENT, wait_until
from tests.programs import program
from tests.sandbox.documents import office_samples

SMALL = Ceilings(file=4 * MIB, output=16 * MIB, memory=512 * MIB, cpu=20, wall=80)
STANDS_IN = "/sandbox/office"  # the program in the place of the office program, with what it says of itself beside it
TRIES = """
import ctypes, json, mmap, os, socket, subprocess, sys, threading
def attempt(act):
    try: return 'DONE ' + repr(act())[:80]
    except BaseException as error: return type(error).__name__
def call(number, *given):
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.syscall(number, *given) < 0: raise OSError(ctypes.get_errno())
def tell(*acts):
    with open('/scratch/out/in.pdf', 'w') as out: json.dump([attempt(act) for act in acts], out)
"""


#: unshare, setns, mount, ptrace, bpf, io_uring_setup, keyctl, process_vm_readv, memfd_create, userfaultfd
REFUSED = (272, 308, 165, 101, 321, 425, 250, 310, 319, 323) if os.uname().machine == "x86_64" else ()


@pytest.fixture
def stand_in(tmp_path: Path) -> Callable[[str], office_box.Walls]:
    """Gives walls with a program of ours behind them in the place of the office program."""
    program("bwrap")

    def walls_with(code: str) -> office_box.Walls:
        (tmp_path / "soffice.bin").write_text(f"#!{Path(sys.executable).resolve()} -ISB\n{TRIES}\n{code}\n")
        (tmp_path / "soffice.bin").chmod(0o755)
        (tmp_path / "versionrc").write_text("buildid=none\n")

        def walls(entry: str, limits: Ceilings) -> list[str]:
            parts = office_box.command(entry, limits)
            at = parts.index("--size")
            return [*parts[:at], "--ro-bind", str(tmp_path), STANDS_IN, *parts[at:]]

        return walls

    return walls_with


def run(
    walls: office_box.Walls, limits: Ceilings = SMALL, document: bytes = b"", kind: str = "docx", to: str = "pdf"
) -> bytes:
    request = {"kind": kind, "to": to, "program": f"{STANDS_IN}/soffice.bin"}
    frames = process.run(request, iter([document or office_samples.docx()]), limits, office_box.ENTRY, walls=walls)
    return b"".join(payload for letter, payload in frames if letter == "D")


def test_network_files_processes_and_programs_are_out_of_reach(
    stand_in: Callable[[str], office_box.Walls], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HINWEISGEBER_SECRET", "geheim")
    acts = (
        "lambda: socket.socket(socket.AF_INET)",
        "lambda: socket.socket(socket.AF_INET6)",
        "lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)",
        "lambda: socket.create_connection(('127.0.0.1', 80))",
        "lambda: socket.socket(socket.AF_UNIX).connect('/run/dbus/system_bus_socket')",
        "lambda: os.fork()",
        "lambda: subprocess.run(['/usr/bin/id'])",
        "lambda: os.kill(os.getppid(), 9)",
        "lambda: os.listdir('/home')",
        "lambda: os.listdir('/proc')",
        "lambda: os.listdir('/sys')",
        "lambda: os.listdir('/var/lib')",
        "lambda: os.listdir('/run')",
        "lambda: open('/etc/hostname').read()",
        "lambda: open('/etc/resolv.conf').read()",
        "lambda: open('/usr/x', 'w')",
        "lambda: open('/etc/x', 'w')",
        "lambda: open('/x', 'w')",
        "lambda: open('/sandbox/x', 'w')",
        "lambda: os.chroot('/')",
        "lambda: os.environ['HINWEISGEBER_SECRET']",
        "lambda: mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)",
        "lambda: [open('/scratch/big', 'ab').write(bytes(1 << 20)) for _ in range(1024)]",
        "lambda: bytearray(1 << 30)",
        *(f"lambda: call({number}, 0, 0, 0, 0)" for number in REFUSED),
    )
    answers = dict(zip(acts, json.loads(run(stand_in(f"tell({', '.join(acts)})"))), strict=True))
    assert {act: said for act, said in answers.items() if said.startswith("DONE")} == {}


def test_what_the_program_needs_works(stand_in: Callable[[str], office_box.Walls]) -> None:
    acts = (
        "lambda: socket.socketpair(socket.AF_UNIX)",
        "lambda: threading.Thread(target=print).start()",
        "lambda: open('/tmp/x', 'w').write('x')",
        "lambda: open('/etc/passwd').read()",
        "lambda: sorted(os.listdir('/'))",
        "lambda: os.listdir('/dev')",
        "lambda: sorted(os.environ)",
    )
    *works, passwd, root, devices, environment = json.loads(run(stand_in(f"tell({', '.join(acts)})")))
    assert [said[:4] for said in works] == ["DONE"] * 3
    assert passwd == "DONE 'nobody:x:65534:65534::/scratch:/nonexistent\\n'"
    assert not any(f"'{name}'" in root for name in ("home", "proc", "sys", "run", "bin"))
    assert "'null'" in devices
    assert devices.count("'") == 4
    assert "'PATH'" not in environment


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("while True: pass", CleaningTooLong),
        ("threading.Event().wait()", CleaningTooLong),
        ("open('/scratch/out/in.pdf', 'wb').truncate(3 << 20)", ContentTooLarge),
        ("os._exit(0)", FileDamaged),
        ("os.abort()", FileDamaged),
        ("os.symlink('/etc/passwd', '/scratch/out/in.pdf')", FileDamaged),
        ("os.mkdir('/scratch/out/in.pdf')", FileDamaged),
        ("os.write(1, b'no frame at all'); os.write(2, b'x' * (1 << 20)); os._exit(1)", FileDamaged),
    ],
)
def test_program_that_misbehaves_is_ended_in_a_clear_state(
    stand_in: Callable[[str], office_box.Walls], code: str, error: type[CannotClean]
) -> None:
    brief = {"cpu": 1, "wall": 4} if error is CleaningTooLong else {}  # else a slow machine is no reason to end it
    with pytest.raises(error):
        run(stand_in(code), replace(Ceilings(file=4 * MIB, output=1 * MIB, memory=512 * MIB), **brief))
    assert not _below(os.getpid(), "bwrap")


@pytest.mark.parametrize(("words", "lost"), [(1, True), (30, False)])
def test_older_document_of_which_next_to_nothing_is_left_is_refused(
    stand_in: Callable[[str], office_box.Walls], words: int, lost: bool
) -> None:
    """Whatever the program says it has read: how much there is stands in the bytes."""
    text = "Ein Wort nach dem anderen. " * words
    odt = f"__import__('zipfile').ZipFile('/scratch/out/in.odt', 'w').writestr('content.xml', '<a>{text}</a>')"
    rtf = b"{\\rtf1{\\fonttbl{\\f0 Schrift;}}" + b"Ein Wort nach dem anderen. " * 30 + b"}"
    walls = stand_in(odt)
    if lost:
        with pytest.raises(ContentLost):
            run(walls, document=rtf, kind="rtf", to="odt")
    else:
        assert run(walls, document=rtf, kind="rtf", to="odt").startswith(b"PK")


def test_nothing_runs_on_when_the_parent_is_killed(stand_in: Callable[[str], office_box.Walls], tmp_path: Path) -> None:
    command = stand_in("threading.Event().wait()")(office_box.ENTRY, Ceilings())
    request = {"kind": "docx", "to": "pdf", "program": f"{STANDS_IN}/soffice.bin"}
    code = (
        "import json, sys; from dataclasses import asdict; from hinweisgeber.sandbox import process, office_box\n"
        f"given, command = {request!r}, {command!r}\n"
        "frames = process.run(given, iter([open(sys.argv[1], 'rb').read()]), process.Ceilings(), office_box.ENTRY,\n"
        "                     walls=lambda code, limits: command)\n"
        "print('begun', flush=True); list(frames)\n"
    )
    document = tmp_path / "a.docx"
    document.write_bytes(office_samples.docx())
    parent = subprocess.Popen([sys.executable, "-c", code, str(document)], stdout=subprocess.PIPE)
    assert parent.stdout is not None
    assert parent.stdout.readline() == b"begun\n"
    wait_until(lambda: _below(parent.pid, "soffice.bin"))
    running = _below(parent.pid, "soffice.bin")
    watched = [os.pidfd_open(pid) for pid in (*running, *_below(parent.pid, "bwrap"))]
    parent.send_signal(signal.SIGKILL)
    parent.wait(timeout=PATIENT)
    parent.stdout.close()
    for fd in watched:
        assert select.select([fd], [], [], PATIENT)[0], "it still runs"
        os.close(fd)


def _below(pid: int, name: str) -> list[int]:
    """Processes of this name that this one started, or those which it started."""
    found = []
    try:
        children = [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []
    for child in children:
        comm = Path(f"/proc/{child}/comm")
        if comm.exists() and name in comm.read_text():
            found.append(child)
        found += _below(child, name)
    return found
