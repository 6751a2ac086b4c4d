"""The sandbox holds: a program inside it gets at nothing, and the parent survives whatever it does."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from hinweisgeber import sandbox
from hinweisgeber.sandbox import Ceilings, box, places, process, tools
from hinweisgeber.sandbox.errors import CannotClean, CleaningTooLong, CleaningUnavailable, ContentTooLarge, FileDamaged
from hinweisgeber.sandbox.inside.terms import MIB
from tests.sandbox import samples

# What the real entry does first; then a program of ours in the place of a taken-over decoder.
TAKEN_OVER = box.PRELUDE + (
    "import json, os, socket, subprocess, struct\n"
    "from hinweisgeber.sandbox.inside import main, lockdown, terms\n"
    "request = main.asked()\n"
    "lockdown.lock_down(terms.Ceilings(**request['limits'])); main.send(b'H')\n"
    "def attempt(act):\n"
    "    try: return 'DONE ' + repr(act())[:60]\n"
    "    except BaseException as error: return type(error).__name__\n"
    "tell = lambda *acts: main.send(b'J', json.dumps([attempt(act) for act in acts]).encode())\n"
)
SMALL = Ceilings(file=4 * MIB, memory=512 * MIB, cpu=20, wall=60)


def taken_over(program: str, limits: Ceilings = SMALL) -> list[tuple[str, bytes]]:
    return list(process.run({}, iter([b"x"]), limits, TAKEN_OVER + program + "\nmain.send(b'E')"))


def test_network_files_and_processes_are_out_of_reach() -> None:
    acts = (
        "lambda: socket.socket()",
        "lambda: socket.create_connection(('127.0.0.1', 80))",
        "lambda: os.fork()",
        "lambda: [os.fork() for _ in range(1000)]",
        "lambda: subprocess.run(['/usr/bin/id'])",
        "lambda: os.execv('/usr/bin/id', ['id'])",
        "lambda: open('/etc/passwd').read()",
        "lambda: os.listdir('/home')",
        "lambda: os.listdir('/proc')",
        "lambda: os.listdir('/dev')",
        "lambda: os.listdir('/tmp')",
        "lambda: open('/usr/x', 'w')",
        "lambda: open('/x', 'w')",
        "lambda: open('/sandbox/x', 'w')",
        "lambda: os.kill(os.getppid(), 9) or os.chroot('/')",
        "lambda: [open('big', 'ab').write(bytes(1 << 20)) for _ in range(1024)]",
        "lambda: bytearray(1 << 30)",
        "lambda: os.environ['PATH']",
    )
    ((_, answer),) = taken_over(f"tell({', '.join(acts)})")
    answers = dict(zip(acts, json.loads(answer), strict=True))
    assert {act: said for act, said in answers.items() if said.startswith("DONE")} == {}


def test_child_sees_only_readonly_folders_and_its_memory() -> None:
    ((_, answer),) = taken_over(
        "found = [p for p in ('/', '/usr', '/sandbox', '/scratch') if os.access(p, os.W_OK)]\n"
        "main.send(b'J', json.dumps([sorted(os.listdir('/')), found]).encode())"
    )
    assert b"/scratch" in answer
    assert not any(
        f'"{name}"'.encode() in answer for name in ("etc", "home", "proc", "dev", "tmp", "var", "run", "bin")
    )


@pytest.mark.parametrize(
    ("program", "error"),
    [
        ("while True: pass", CleaningTooLong),
        ("import time; time.sleep(3600)", CleaningTooLong),
        ("while True: main.send(b'D', bytes(1 << 20))", ContentTooLarge),
        ("os.write(1, b'no frame at all, but a lie')", FileDamaged),
        ("os.write(1, struct.pack('>cI', b'D', 1 << 31))", FileDamaged),
        ("os.abort()", FileDamaged),
        ("os._exit(0)", FileDamaged),
    ],
)
def test_child_that_misbehaves_is_ended_in_a_clear_state(program: str, error: type[CannotClean]) -> None:
    brief = {"cpu": 1, "wall": 4} if error is CleaningTooLong else {}  # else a slow machine is no reason to end it
    with pytest.raises(error):
        taken_over(program, replace(Ceilings(file=4 * MIB, output=16 * MIB, memory=512 * MIB), **brief))
    assert not _sandboxes()


def test_parent_memory_stays_flat_and_no_byte_touches_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    size = 192

    def source() -> Iterator[bytes]:
        yield samples.WORD.encode()
        for _ in range(size):
            yield b"secret\n" * (MIB // 7)

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(ContentTooLarge):  # text above its own limit: taken in, then refused
        sandbox.clean(source(), "long.txt", Ceilings(file=256 * MIB))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 32 * 1024
    assert list(tmp_path.rglob("*")) == []


def test_only_memory_can_be_written_to() -> None:
    parts = box.command()
    assert not {"--bind", "--dev-bind", "--share-net", "--dev", "--proc", "--file", "--bind-data"} & set(parts)
    places = [parts[n + 1] for n, part in enumerate(parts) if part == "--ro-bind"]
    assert not [p for p in places if p in ("/", "/home", "/root", "/etc", "/tmp", "/var")]
    assert parts[parts.index("--tmpfs") + 1] == "/scratch"


def test_source_that_fails_takes_the_child_with_it() -> None:
    def source() -> Iterator[bytes]:
        yield b"text"
        raise KeyError("sealed chunk does not open")

    with pytest.raises(KeyError):
        sandbox.clean(source(), "a.txt")
    assert not _sandboxes()


def test_result_left_unread_leaves_no_child() -> None:
    cleaned = sandbox.clean([samples.pdf(pages=40)], "a.pdf")
    next(cleaned.content)
    cleaned.content.close()  # type: ignore[attr-defined]
    assert not _sandboxes()


def test_everything_is_there_on_this_machine() -> None:
    assert needed() == []


def test_nothing_is_cleaned_without_the_sandbox(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tools, "BWRAP", "bwrap-that-is-not-there")
    (missing, *_) = needed()
    assert (missing.tool, missing.why, len(missing.kinds)) == ("bubblewrap", "nicht installiert", len(sandbox.FileKind))
    with pytest.raises(CleaningUnavailable, match="bubblewrap"):
        sandbox.clean([b"text"], "a.txt")


@pytest.mark.parametrize(
    ("program", "why"),
    [("#!/bin/sh\nexec sleep 9\n", "antwortet nicht innerhalb"), ("#!/nicht/da\n", "lässt sich nicht starten"),
     ("#!/bin/sh\nexit 3\n", "geschützten Bereich aufbauen und meldet: Ende mit 3")],
)  # fmt: skip
def test_why_the_sandbox_does_not_work_is_told_in_german(
    program: str, why: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    refusing = tmp_path / "bwrap"
    refusing.write_text(program)
    refusing.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    if "sleep" in program:
        monkeypatch.setattr(tools, "TRIAL_SECONDS", 0.5)
    (missing,) = needed()
    assert why in missing.why


def test_bubblewrap_that_may_not_make_namespaces_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    refusing = tmp_path / "bwrap"
    refusing.write_text("#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2\nexit 1\n")
    refusing.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    (missing,) = needed()
    assert "No permissions to create new namespace" in missing.why
    with pytest.raises(CleaningUnavailable, match="bubblewrap"):
        sandbox.clean([b"text"], "a.txt")


def test_missing_decoder_is_told_with_its_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    real = places.package_place
    monkeypatch.setattr(tools, "package_place", lambda name: None if name == "av" else real(name))
    (missing,) = needed()
    assert missing.tool == "av (PyAV)"
    assert {"mp3", "mp4"} <= missing.kinds
    with pytest.raises(CleaningUnavailable, match="PyAV"):
        sandbox.clean([samples.sound()], "a.mp3")


def test_no_decoder_is_loaded_by_the_parent() -> None:
    code = "import sys, hinweisgeber.sandbox; print({'PIL', 'av', 'pi_heif', 'pypdfium2', 'flask'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def needed() -> list[sandbox.MissingTool]:
    """What is missing, besides what is a choice."""
    return [one for one in sandbox.available() if one.tool != sandbox.OFFICE]


def _sandboxes() -> list[str]:
    """Sandboxes that this process started and that are still there."""
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    return [one for one in children if "bwrap" in Path(f"/proc/{one}/comm").read_text()]
