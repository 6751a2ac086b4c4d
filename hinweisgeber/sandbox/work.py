"""Working copies: what officers open instead of the original. Each call runs one sandboxed child.

`source` gives the decrypted bytes in pieces of any size. A result's content is a stream that must be read to its end:
until then it may still raise a CannotClean, and the child waits. So write it away sealed, and keep it only after that;
its losses are complete only then, too. Inner files follow it, each likewise.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import Any

from ..domain.dialogue.filenames import extension_of, safe_name
from . import process, tools
from .errors import BY_CODE, ContentTooLarge, FileDamaged
from .inside.inner import PARTS
from .inside.kinds import CLAIM, EXTENSION, MIMETYPE, TEXTS, FileKind
from .inside.sniffing import HEAD, sniff
from .inside.terms import LABELS, LOSSES, MIB, VALUE_LIMIT, Ceilings, FileFinding, Stop
from .results import LONGEST, Box, Cleaned, InnerFile, Pieces, Preview, Span, Watch

Frames = Generator[tuple[str, bytes], None, None]
PREVIEW_LIMIT = 48 * MIB
HEAD_LIMIT = 1 * MIB
PASSWORD_LIMIT = 1000  # characters
TOLD_LIMIT = 700  # findings or losses of one copy
LARGEST = 100_000  # width or height of a picture
STEPS = 10  # in which it is told how far a long recording is
_RECORDED = ("sound", "film")
OF_COPIES = ("preview", "redact")  # jobs that are done with working copies only
SHOWN = ("preview", "find", "drawn")  # somebody looks at it, or it is part of a drawing that has its place


def kind_of(head: bytes, name: str) -> FileKind:
    """The kind told by a file's first bytes (up to `HEAD`), for a first answer without a sandbox.

    Raises FileEmpty, TypeUnknown, TypeMismatched, TypeAmbiguous, ContentActive, FileEncrypted.
    """
    try:
        return sniff(head[:HEAD], name)
    except Stop as stop:
        raise BY_CODE[stop.code]() from None


def kind_of_copy(head: bytes, name: str) -> FileKind:
    """The same of a working copy. A text may look like anything else; the name it was given here tells that it is one.

    Raises like `kind_of`.
    """
    return TEXTS.get(extension_of(name)) or kind_of(head, name)


def is_recorded(name: str) -> bool:
    """Whether a file claims to be sound or film, which takes longer than others."""
    return CLAIM.get(extension_of(name)) in _RECORDED


def clean(
    source: Iterable[bytes],
    name: str,
    limits: Ceilings | None = None,
    password: str = "",
    watch: Watch | None = None,
) -> Cleaned:
    """The working copy of a file. `password` opens it where it needs one: it goes through the pipe, and nowhere else.
    `watch` is told how far a long recording is, while its content is read.

    Raises a CannotClean, now or while its content is read.
    """
    options = {"password": password[:PASSWORD_LIMIT]} if password else {}
    return copy_of("clean", source, name, limits, options, watch)


def redact(source: Iterable[bytes], name: str, boxes: Sequence[Box], limits: Ceilings | None = None) -> Cleaned:
    """A copy of a working copy (image or PDF), drawn anew with black boxes; a PDF has no text layer afterwards.

    Raises a CannotClean: PagesTooMany also for a box on a page that there is not.
    """
    places: dict[str, list[list[float]]] = defaultdict(list)
    for box in boxes:
        places[str(box.page)].append([box.left, box.top, box.right, box.bottom])
    return copy_of("redact", source, name, limits, {"boxes": places})


def redact_seconds(
    source: Iterable[bytes],
    name: str,
    spans: Sequence[Span],
    no_picture: bool = False,
    limits: Ceilings | None = None,
    watch: Watch | None = None,
) -> Cleaned:
    """A copy of a working copy (sound or film), as long as it, silent and black for these seconds; `no_picture`: of a
    film its sound alone. What is gone stands in its losses. `watch`: see `clean`. Raises a CannotClean: SecondsBeyond
    for what begins after its end."""
    options = {"seconds": [[span.start, span.end] for span in spans], "no_picture": no_picture}
    return copy_of("redact", source, name, limits, options, watch)


def redact_words(
    source: Iterable[bytes], name: str, words: Sequence[str], limits: Ceilings | None = None
) -> tuple[Cleaned, list[int]]:
    """A copy of a working copy that is text, with all places of these words in black, and how many there are of each.

    Raises a CannotClean.
    """
    head, frames = _start("redact", source, name, limits, {"words": list(words)})
    with as_said(frames):
        kind, places = FileKind(head["kind"]), [int(head["places"][n]) for n in range(len(words))]
    content = content_of(frames, [])
    return Cleaned(kind, MIMETYPE[kind], renamed(name, kind), content, ()), places


def find_words(
    source: Iterable[bytes], name: str, words: Sequence[str], limits: Ceilings | None = None
) -> list[list[Box]]:
    """Where each of these words stands on the pages of a PDF with text. Raises a CannotClean: WordsUnseen where it has
    none."""
    _, frames = _start("find", source, name, limits, {"words": list(words)})
    said = b"".join(content_of(frames, []))
    with as_said(frames):
        places = list(json.loads(said))
        return [[Box(int(page), *map(float, edges)) for page, *edges in places[n]] for n in range(len(words))]


def preview(
    source: Iterable[bytes], name: str, page: int = 1, limits: Ceilings | None = None, side: int | None = None
) -> Preview:
    """What can be shown of a WORKING COPY (never call it with an original); `side`: a picture of at most so many dots
    in width and height. Raises a CannotClean."""
    head, frames = _start("preview", source, name, limits, {"page": page} | ({"side": side} if side else {}))
    collected = bytearray()
    for piece in content_of(frames, []):
        collected += piece
        if len(collected) > PREVIEW_LIMIT:
            frames.close()
            raise ContentTooLarge()
    with as_said(frames):
        kind, pages, size = FileKind(head["kind"]), int(head.get("pages", 1)), _size(head.get("size"))
    return Preview(kind, MIMETYPE[kind], pages, bytes(collected), size)


def _size(said: Any) -> tuple[int, int] | None:
    if said is None:
        return None
    width, height = (min(max(int(side), 1), LARGEST) for side in said)
    return width, height


def copy_of(
    job: str,
    source: Iterable[bytes],
    name: str,
    limits: Ceilings | None,
    options: dict[str, Any],
    watch: Watch | None = None,
    within: bool = False,
) -> Cleaned:
    """What a job makes of a file; `within`: for a drawing that has its place. Raises a CannotClean, now or while its
    content is read."""
    head, frames = _start(job, source, name, limits, options, within)
    with as_said(frames):
        kind, pages = FileKind(head["kind"]), int(head.get("pages", 1))
        findings, losses = told_of(head["findings"], LABELS), told_of(head["losses"], LOSSES)
        holds, others = bool(head.get("container")), bool(head.get("parts"))
    result = _Result(frames, losses, watch)
    parts = result.parts() if holds or others else iter(())
    called, told = renamed(name, kind), tuple(findings)
    return Cleaned(kind, MIMETYPE[kind], called, result.content(), told, pages, losses, parts, holds)


def told_of(said: Any, labels: Sequence[str]) -> list[FileFinding]:
    """Findings or losses as a child says them, those of these labels."""
    told = ((str(label), str(value)[:VALUE_LIMIT], bool(stays[0]) if stays else None) for label, value, *stays in said)
    return [FileFinding(*one) for one in told if one[0] in labels][:TOLD_LIMIT]


def renamed(name: str, kind: FileKind) -> str:
    """The safe name with the extension of what the file has become."""
    if CLAIM.get(extension_of(name), "program") != "program":  # what it was is not what the copy is
        name = f"{name.rpartition('.')[0]}.bin"
    stem, dot, _ = safe_name(name).rpartition(".")
    return safe_name(f"{stem if dot else _}.{EXTENSION[kind]}")


def _start(
    job: str,
    source: Iterable[bytes],
    name: str,
    limits: Ceilings | None,
    options: dict[str, Any],
    within: bool = False,
) -> tuple[dict[str, Any], Frames]:
    """What the child says first, and the frames that follow."""
    start, whole = peeked(iter(source))
    own = job in OF_COPIES
    tools.require((kind_of_copy if own else kind_of)(start, name))
    # The name stays outside: only what it claims to be is told.
    request = {"job": job, "name": f"file.{extension_of(name)}", "own": own, "options": options}
    # A page is asked for again where it does not come at once; the small pictures of a list come by and by.
    hurried = job == "preview" and "side" not in options
    wait = process.PREVIEW_WAIT_SECONDS if hurried else process.WAIT_SECONDS
    shown = within or job in SHOWN
    frames = process.run(request, whole, limits or Ceilings(), wait=wait, shown=shown)
    head = b""
    for letter, payload in frames:
        if letter != "J" or len(head) > HEAD_LIMIT:
            frames.close()
            raise FileDamaged()
        head = payload
        break
    with as_said(frames):
        return dict(json.loads(head)), frames


@contextmanager
def as_said(frames: Frames) -> Iterator[None]:
    """While reading what a child says: one that was taken over says anything, and is ended. Raises FileDamaged."""
    try:
        yield
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        frames.close()
        raise FileDamaged() from error


def peeked(source: Iterator[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """The first bytes, up to HEAD or a little more, and everything including them."""
    pieces: list[bytes] = []
    while sum(map(len, pieces)) < HEAD and (piece := next(source, None)) is not None:
        pieces.append(piece)
    start = b"".join(pieces)
    return start, chain([start], source)


def content_of(frames: Frames, losses: list[FileFinding]) -> Pieces:
    """The pieces of the content of what holds no files; losses that are told behind it replace those told before."""
    return _Result(frames, losses).content()


class _Result:
    """The frames of a job as they are read: the pieces of the copy, then one inner file after the other."""

    def __init__(self, frames: Frames, losses: list[FileFinding] | None = None, watch: Watch | None = None) -> None:
        self._frames, self._losses = frames, losses if losses is not None else []
        self._watch, self._step = watch, -1
        self._next: bytes | None = None  # what is said of the inner file that comes next

    def content(self) -> Pieces:
        """Pieces up to the next inner file; losses that are told behind all of it replace those told before."""
        return Pieces(self._pieces(), self._frames.close)

    def _pieces(self) -> Iterator[bytes]:
        for letter, payload in self._frames:
            if letter == "L":
                with as_said(self._frames):
                    self._losses[:] = told_of(json.loads(payload), LOSSES)
            elif letter == "P":
                self._next = payload
                return
            elif letter == "D":
                yield payload
            elif letter == "T":
                self._tell(payload)
            else:
                self._frames.close()
                raise FileDamaged()

    def _tell(self, payload: bytes) -> None:
        """How far it is, each step once: whoever was taken over says what they like, as often as they like."""
        with as_said(self._frames):
            done, whole = (min(max(float(one), 1.0), float(LONGEST)) for one in json.loads(payload))
            step = min(int(STEPS * done / whole), STEPS)
        if self._watch and step > self._step:
            self._step = step
            self._watch(min(done, whole), whole)

    def parts(self) -> Iterator[InnerFile]:
        """The inner files. What was not read of the one before is passed over. Raises FileDamaged for too many."""
        for _ in self.content() if self._next is None else ():
            pass
        for _ in range(PARTS):
            if self._next is None:
                return
            with as_said(self._frames):
                name = safe_name(str(json.loads(self._next)["name"]))
            self._next = None
            content = self.content()
            yield InnerFile(name, content)
            for _ in content:
                pass
        if self._next is not None:
            raise FileDamaged()
