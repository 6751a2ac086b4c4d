"""Office documents and texts as pages, as they would be printed: an office program draws them behind walls of its own.

What it gives is as hostile as what it was given, so its pages are drawn once more behind the first walls, like those of
any PDF. Documents come as working copies. Older kinds have none: they are first turned into one that can be cleaned.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from itertools import chain
from typing import Any

from . import office_box, process, tools, work
from .errors import CannotClean, CleaningBusy, FileDamaged, TypeUnknown, WordsUnseen
from .inside.kinds import FAMILY, MIMETYPE, FileKind, family_of
from .inside.terms import LOSSES, MIB, Ceilings, FileFinding
from .results import Box, Cleaned, Pieces, Watch

# What one run of the office program may cost. It stays within one sandbox's share of memory: see `process.SANDBOXES`.
LIMITS = Ceilings(file=128 * MIB, output=256 * MIB, memory=2048 * MIB, cpu=90, wall=100)
DRAWINGS = 2  # at once; each has two sandboxes for moments, of which the second counts like what is looked at
_places = threading.BoundedSemaphore(DRAWINGS)
_DRAWN = ("document", "text")  # families whose copies are drawn
# The form in which the cleaner reads what an older one held.
_MODERN = {FileKind.DOC: "odt", FileKind.RTF: "odt", FileKind.XLS: "ods", FileKind.PPT: "odp"}


def clean(
    source: Iterable[bytes],
    name: str,
    limits: Ceilings | None = None,
    password: str = "",
    watch: Watch | None = None,
) -> Cleaned:
    """The working copy of a file, opened with this password where it needs one; of an older office document its drawn
    pages. `watch`: see `work.clean`. Raises a CannotClean, now or while its content is read."""
    start, whole = work.peeked(iter(source))
    kind = work.kind_of(start, name)
    if family_of(kind) != "drawn":
        return work.clean(whole, name, limits, password, watch)
    return _begun(_older(whole, kind, name, limits))


def draw(source: Iterable[bytes], name: str, limits: Ceilings | None = None) -> Cleaned:
    """The pages of a WORKING COPY of an office document or a text, as a PDF of pictures. Raises a CannotClean, now or
    while its content is read: TypeUnknown for what is neither."""
    start, whole = work.peeked(iter(source))
    kind = work.kind_of_copy(start, name)
    if family_of(kind) not in _DRAWN:
        raise TypeUnknown()
    return _begun(_pages(whole, kind, name, limits))


def find(source: Iterable[bytes], name: str, words: Sequence[str], limits: Ceilings | None = None) -> list[list[Box]]:
    """Where each of these words stands on the pages of a file's copy: of a PDF or an older document the file itself is
    asked, of others their working copy. Raises a CannotClean: WordsUnseen where there is no text."""
    start, whole = work.peeked(iter(source))
    kind = work.kind_of_copy(start, name)
    if kind is FileKind.PDF:
        return work.find_words(whole, name, words, limits)
    if family_of(kind) not in (*_DRAWN, "drawn"):
        raise WordsUnseen()
    with _place():
        if family_of(kind) == "drawn":
            cleaned, _ = _modern(whole, kind, limits)
            whole, kind = iter(cleaned.content), cleaned.kind
        _, pages = _by_office_program(whole, kind, FileKind.PDF.value)
        with closing(pages):
            return work.find_words(pages, "file.pdf", words, limits)


def drawable(mimetype: str) -> bool:
    """Whether working copies of this type can be drawn."""
    return mimetype in {MIMETYPE.get(kind) for family in _DRAWN for kind in FAMILY[family]}


def unseen_undrawn(mimetype: str) -> bool:
    """Whether nothing can be shown of working copies of this type before they are drawn."""
    return mimetype in {MIMETYPE.get(kind) for kind in FAMILY["document"]}


_Job = Generator[Any, None, None]  # first a Cleaned without content, then its content


def _begun(job: _Job) -> Cleaned:
    cleaned: Cleaned = next(job)
    return replace(cleaned, content=job)


def _pages(source: Iterable[bytes], kind: FileKind, name: str, limits: Ceilings | None) -> _Job:
    with _place():
        yield from _drawn(source, kind, name, limits, (), ())


def _older(source: Iterable[bytes], kind: FileKind, name: str, limits: Ceilings | None) -> _Job:
    with _place():
        cleaned, lost = _modern(source, kind, limits)
        yield from _drawn(cleaned.content, cleaned.kind, name, limits, cleaned.findings, [lost, cleaned.losses])


def _modern(source: Iterable[bytes], kind: FileKind, limits: Ceilings | None) -> tuple[Cleaned, list[FileFinding]]:
    """The document in a form that can be cleaned, cleaned, and what the program did not take over."""
    to = _MODERN[kind]
    said, modern = _by_office_program(source, kind, to)
    try:
        cleaned = work.copy_of("clean", modern, f"file.{to}", limits, {}, within=True)
        return cleaned, work.told_of(said.get("losses", ()), LOSSES)
    except CannotClean:
        modern.close()
        raise


def _drawn(
    source: Iterable[bytes],
    kind: FileKind,
    name: str,
    limits: Ceilings | None,
    findings: tuple[FileFinding, ...],
    lost: Sequence[Sequence[FileFinding]],  # grows while the source is read
) -> _Job:
    said, pages = _by_office_program(source, kind, FileKind.PDF.value)
    with closing(pages):
        drawn = work.copy_of("drawn", pages, "file.pdf", limits, said)
        losses = [*chain(*lost), *drawn.losses]
        called = work.renamed(name, FileKind.PDF)
        try:
            yield replace(drawn, name=called, findings=findings, losses=losses, drawn=True)
            yield from drawn.content
        finally:
            drawn.drop()
        losses[:] = [*chain(*lost), *drawn.losses]


@contextmanager
def _place() -> Iterator[None]:
    if not _places.acquire(timeout=process.WAIT_SECONDS):
        raise CleaningBusy()
    try:
        yield
    finally:
        _places.release()


def _by_office_program(source: Iterable[bytes], kind: FileKind, to: str) -> tuple[dict[str, Any], Pieces]:
    """What there is to be seen of a document, and the document in another form."""
    program = tools.office_program()
    kind = FileKind.TEXT if family_of(kind) == "text" else kind  # a table in letters is drawn as it is written
    request = {"kind": kind.value, "to": to, "program": str(program)}
    frames = process.run(request, iter(source), LIMITS, office_box.ENTRY, walls=office_box.command)
    for letter, payload in frames:
        if letter == "J":
            with work.as_said(frames):
                return dict(json.loads(payload)), work.content_of(frames, [])
        break
    frames.close()
    raise FileDamaged()
