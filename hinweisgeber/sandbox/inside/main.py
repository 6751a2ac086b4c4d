"""The child's life: read the request, lock down, take the file in, do one job, send the result frame by frame."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .inner import Inner
from .kinds import TEXTS, FileKind, family_of
from .lockdown import lock_down
from .sniffing import HEAD, TAIL, refuse_zip_behind, sniff
from .terms import FRAME, FRAME_LIMIT, REQUEST, REQUEST_LIMIT, Ceilings, SoFar, Stop

WORK = Path("/scratch")  # a tmpfs of bounded size


def main() -> None:
    """Run one job from stdin to stdout. Whatever goes wrong ends in one `X` frame or in this process's death."""
    request = asked()
    limits = Ceilings(**request["limits"])
    lock_down(limits)
    send(b"H")
    with reported():
        path, kind = take_in(request["name"], limits, bool(request["own"]))
        for letter, payload in work(request, path, kind, limits):
            send(letter, payload)
        send(b"E")


def asked() -> dict[str, Any]:
    """The request, which comes before the file."""
    (length,) = REQUEST.unpack(sys.stdin.buffer.read(REQUEST.size))
    return dict(json.loads(sys.stdin.buffer.read(min(length, REQUEST_LIMIT))))


@contextmanager
def reported() -> Iterator[None]:
    """What stops the work within ends in an `X` frame."""
    try:
        yield
    except Stop as stop:
        send(b"X", json.dumps({"code": stop.code}).encode())
    except MemoryError:
        send(b"X", json.dumps({"code": "too-large"}).encode())
    except Exception as error:  # decoders raise whatever they like; the file's content stays out of the message
        send(b"X", json.dumps({"code": "damaged", "why": type(error).__name__}).encode())


def send(letter: bytes, payload: bytes = b"") -> None:
    """Write one frame, or several of the same letter if the payload is longer than a frame may be."""
    view = memoryview(payload)
    for start in range(0, len(view) or 1, FRAME_LIMIT):
        piece = view[start : start + FRAME_LIMIT]
        for part in (FRAME.pack(letter, len(piece)), piece):
            left = memoryview(part)
            while left:
                left = left[os.write(1, left) :]


def arriving(limits: Ceilings) -> Iterator[bytes]:
    """The pieces of the file from stdin. Raises Stop(too-large)."""
    size = 0
    while chunk := sys.stdin.buffer.read(1 << 18):
        size += len(chunk)
        if size > limits.file:
            raise Stop("too-large")
        yield chunk


def take_in(name: str, limits: Ceilings, own: bool) -> tuple[Path, FileKind]:
    """The file from stdin in the work folder, and its kind; of our `own` texts the name tells it. Raises Stop."""
    path, head, tail = WORK / "in", b"", b""
    with path.open("wb") as target:
        for chunk in arriving(limits):
            target.write(chunk)
            head = head if len(head) >= HEAD else (head + chunk)[:HEAD]
            tail = (tail + chunk)[-TAIL:]
    if own and (text := TEXTS.get(name.rpartition(".")[2])):
        return path, text
    kind = sniff(head, name)
    refuse_zip_behind(tail, kind)
    return path, kind


def work(request: dict[str, object], path: Path, kind: FileKind, limits: Ceilings) -> Iterator[tuple[bytes, bytes]]:
    """The frames of one job: a head, then content. Each decoder is loaded only when its family comes up."""
    family = family_of(kind)
    if family == "image":
        from .pictures import images as worker
    elif family == "pdf":
        from .pdf import pages as worker  # type: ignore[no-redef]
    elif family == "document":
        from .documents import worker  # type: ignore[no-redef]
    elif family == "container":
        from .containers import worker  # type: ignore[no-redef]
    elif family == "text":
        from .texts import plaintext as worker  # type: ignore[no-redef]
    else:
        from .recordings import media as worker  # type: ignore[no-redef]
    result = getattr(worker, str(request["job"]), None)
    if result is None:  # no preview of documents
        raise Stop("unknown-type")
    head, content = result(path, kind, limits, request["options"])
    losses = head["losses"]  # a list that may grow while the content is made
    told = list(losses)
    yield b"J", json.dumps(head).encode()
    for piece in content:
        if isinstance(piece, Inner):
            yield b"P", json.dumps({"name": piece.name}).encode()
            yield from ((b"D", part) for part in piece.content)
        elif isinstance(piece, SoFar):
            yield b"T", json.dumps([piece.done, piece.whole]).encode()
        else:
            yield b"D", piece
    if losses != told:
        yield b"L", json.dumps(losses).encode()
