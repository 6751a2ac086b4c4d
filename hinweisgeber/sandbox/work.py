"""Working copies: what officers open instead of the original. Each call runs one sandboxed child.

`source` gives the decrypted bytes in pieces of any size. A result's content is a stream that must be read to its end:
until then it may still raise a CannotClean, and the child waits. So write it away sealed, and keep it only after that.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from typing import Any

from ..domain.dialogue.filenames import extension_of, safe_name
from . import process, tools
from .errors import BY_CODE, ContentTooLarge, FileDamaged
from .inside import kinds
from .inside.kinds import EXTENSION, FileKind
from .inside.terms import LABELS, MIB, Ceilings, FileFinding, Stop

PREVIEW_LIMIT = 48 * MIB
HEAD_LIMIT = 1 * MIB


@dataclass(frozen=True)
class Cleaned:
    """A working or redacted copy. `findings`: what the original's metadata held (empty for redactions); `pages` is how
    many the copy has (1 for what has none)."""

    kind: FileKind
    mimetype: str
    name: str
    content: Iterator[bytes]
    findings: tuple[FileFinding, ...]
    pages: int = 1


@dataclass(frozen=True)
class Preview:
    """Something a browser shows: image, plain text or sound. `pages` is how many the document has (1 for others)."""

    kind: FileKind
    mimetype: str
    pages: int
    content: bytes


@dataclass(frozen=True)
class Box:
    """An area to be covered on a page (counted from 1); edges in parts of its size, 0 to 1, from top left."""

    page: int
    left: float
    top: float
    right: float
    bottom: float

    def __post_init__(self) -> None:
        if not (self.page >= 1 and 0 <= self.left < self.right <= 1 and 0 <= self.top < self.bottom <= 1):
            raise ValueError("a box lies inside its page and is not empty")


def kind_of(head: bytes, name: str) -> FileKind:
    """The kind told by a file's first bytes (up to `HEAD`), for a first answer without a sandbox.

    Raises FileEmpty, TypeUnknown, TypeMismatched, TypeAmbiguous, ContentActive, FileEncrypted.
    """
    try:
        return kinds.sniff(head[: kinds.HEAD], name)
    except Stop as stop:
        raise BY_CODE[stop.code]() from None


def clean(source: Iterable[bytes], name: str, limits: Ceilings | None = None) -> Cleaned:
    """The working copy of a file. Raises a CannotClean, now or while its content is read."""
    return _copy("clean", source, name, limits, {})


def redact(source: Iterable[bytes], name: str, boxes: Sequence[Box], limits: Ceilings | None = None) -> Cleaned:
    """A copy of a working copy (image or PDF), drawn anew with black boxes; a PDF has no text layer afterwards.

    Raises a CannotClean: PagesTooMany also for a box on a page that there is not.
    """
    places: dict[str, list[list[float]]] = defaultdict(list)
    for box in boxes:
        places[str(box.page)].append([box.left, box.top, box.right, box.bottom])
    return _copy("redact", source, name, limits, {"boxes": places})


def preview(source: Iterable[bytes], name: str, page: int = 1, limits: Ceilings | None = None) -> Preview:
    """What can be shown of a WORKING COPY (never call it with an original). Raises a CannotClean."""
    head, content = _start("preview", source, name, limits, {"page": page})
    collected = bytearray()
    for piece in content:
        collected += piece
        if len(collected) > PREVIEW_LIMIT:
            raise ContentTooLarge()
    with _as_said():
        kind, pages = FileKind(head["kind"]), int(head.get("pages", 1))
    return Preview(kind, kinds.MIMETYPE[kind], pages, bytes(collected))


def _copy(job: str, source: Iterable[bytes], name: str, limits: Ceilings | None, options: dict[str, Any]) -> Cleaned:
    head, content = _start(job, source, name, limits, options)
    with _as_said():
        kind, pages = FileKind(head["kind"]), int(head.get("pages", 1))
        findings = tuple(FileFinding(str(label), str(value)) for label, value in head["findings"] if label in LABELS)
    return Cleaned(kind, kinds.MIMETYPE[kind], renamed(name, kind), content, findings, pages)


def renamed(name: str, kind: FileKind) -> str:
    """The safe name with the extension of what the file has become."""
    stem, dot, _ = safe_name(name).rpartition(".")
    return safe_name(f"{stem if dot else _}.{EXTENSION[kind]}")


def _start(
    job: str, source: Iterable[bytes], name: str, limits: Ceilings | None, options: dict[str, Any]
) -> tuple[dict[str, Any], Iterator[bytes]]:
    start, whole = _peeked(iter(source))
    tools.require(kind_of(start, name))
    # The name stays outside: only what it claims to be is told.
    request = {"job": job, "name": f"file.{extension_of(name)}", "options": options}
    wait = process.PREVIEW_WAIT_SECONDS if job == "preview" else process.WAIT_SECONDS
    frames = process.run(request, whole, limits or Ceilings(), wait=wait)
    head = b""
    for letter, payload in frames:
        if letter != "J" or len(head) > HEAD_LIMIT:
            raise FileDamaged()
        head = payload
        break
    with _as_said():
        return dict(json.loads(head)), _content(frames)


@contextmanager
def _as_said() -> Iterator[None]:
    """While reading what a child says: one that was taken over says anything. Raises FileDamaged."""
    try:
        yield
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise FileDamaged() from error


def _peeked(source: Iterator[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """The first bytes, up to HEAD or a little more, and everything including them."""
    pieces: list[bytes] = []
    while sum(map(len, pieces)) < kinds.HEAD and (piece := next(source, None)) is not None:
        pieces.append(piece)
    start = b"".join(pieces)
    return start, chain([start], source)


def _content(frames: Iterator[tuple[str, bytes]]) -> Iterator[bytes]:
    for letter, payload in frames:
        if letter != "D":
            raise FileDamaged()
        yield payload
