"""The working copies of a case that are missing, all in one go: each is kept when it is made, nothing is done twice.

Of what can be shown only as drawn pages, these are drawn along."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass

from ... import sandbox
from ...domain.dialogue.attachment import Copy
from ...errors import Refused
from ...sandbox import Watch
from ...sandbox.errors import CannotClean
from ...store.blobs import BlobStore
from ...store.errors import BlobGone, StoreAway
from ..officer.desk import Desk
from ..officer.errors import FileUnopened
from . import copies, evidence
from .evidence import EvidenceFile
from .watched import Part, watched


@dataclass(frozen=True)
class Progress:
    """One file was looked at: its copy, or why there is none; with both, why its pages could not be drawn. `done` of
    `known` files, as far as they are known yet. `part`: how far a long recording is, before it is done."""

    file: EvidenceFile
    copy: Copy | None
    refused: Refused | None
    done: int
    known: int
    part: Part | None = None


def missing(files: list[EvidenceFile]) -> list[EvidenceFile]:
    """Those without a working copy."""
    return [one for one in files if one.working_copy is None]


def make_all(desk: Desk, blobs: BlobStore, number: str) -> Iterator[Progress]:
    """Makes them one by one, also those of files that are found in files. A store that is away ends it: that step says
    so. Whoever stops reading stops it after the copies made so far. Raises FileNotFound, StoreAway at the first one."""
    waiting, seen, done = missing(evidence.every(desk, number)), set[str](), 0
    while waiting:
        for n, one in enumerate(waiting):
            seen.add(one.file.blob)
            done += 1
            step = yield from _made(desk, blobs, number, one, done, done + len(waiting) - n - 1)
            if isinstance(step.refused, StoreAway):
                return
        waiting = [one for one in missing(evidence.every(desk, number)) if one.file.blob not in seen]


def _made(
    desk: Desk, blobs: BlobStore, number: str, one: EvidenceFile, done: int, known: int
) -> Generator[Progress, None, Progress]:
    def make(watch: Watch) -> Copy:
        return copies.make_working_copy(desk, blobs, number, one.file.blob, watch=watch)

    copy: Copy | None = None
    refused: Refused | None = None
    try:
        copy = yield from watched(make, lambda part: Progress(one, None, None, done, known, part))
        if sandbox.unseen_undrawn(copy.mimetype) and sandbox.draws():
            copies.make_drawn_copy(desk, blobs, number, one.file.blob)
    except (CannotClean, BlobGone, FileUnopened, StoreAway) as error:
        refused = error
    yield (step := Progress(one, copy, refused, done, known))
    return step
