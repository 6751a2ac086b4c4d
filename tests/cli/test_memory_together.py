"""What threads have freed is everybody's again: under a flood eighty of them hold no more than what is in use."""

from __future__ import annotations

import resource
import subprocess
import sys

import pytest
from flask import Flask

from hinweisgeber import config
from hinweisgeber.cli import serve
from hinweisgeber.web.wire import logs

# The C library tells how many areas of memory it has; many threads at once make it have many.
PROGRAM = """
import ctypes, sys, threading
from hinweisgeber.cli.serve import keep_memory_together
if sys.argv[1] == "together":
    keep_memory_together()
all_here, held = threading.Barrier(9), []
def hold():
    held.append([bytes(5000) for _ in range(100)])
    all_here.wait()
for _ in range(8):
    threading.Thread(target=hold).start()
all_here.wait()
library = ctypes.CDLL(None)
library.malloc_info(0, ctypes.c_void_p.in_dll(library, "stdout"))
library.fflush(None)
"""


def areas(how: str) -> int:
    done = subprocess.run([sys.executable, "-P", "-c", PROGRAM, how], capture_output=True, text=True, check=True)
    return done.stdout.count("<heap nr=")


def test_all_threads_share_one_area_of_memory() -> None:
    assert areas("together") == 1
    assert areas("as it comes") > 1


def test_each_face_is_started_so(settings: config.Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    done = list[str]()
    monkeypatch.setattr(serve, "keep_memory_together", lambda: done.append("memory"))
    monkeypatch.setattr(resource, "setrlimit", lambda *_: None)
    monkeypatch.setattr(logs, "configure", lambda: None)
    monkeypatch.setattr(serve.GunicornServer, "run", lambda _: done.append("run"))
    serve.serve(Flask("test"), "127.0.0.1:0", settings)
    assert done == ["memory", "run"]
