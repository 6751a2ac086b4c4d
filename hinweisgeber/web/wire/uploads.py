"""Files in forms: sealed piece by piece as they arrive, so no readable byte and no large one is ever held or written.

What is too large is not stored; the rest of the form is still read, so the text survives. Whoever handles the request
calls `keep`: what nobody keeps is deleted when it ends.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext

from ...crypto.files import FileSealer
from ...domain.dialogue.attachment import Attachment
from ...domain.dialogue.filenames import safe_name
from ...errors import Refused
from ...store.blobs import BlobStore, BlobWriter
from ...store.errors import StoreAway, UploadsBusy
from ...store.rate import Bucket, Meter
from ..errors import FilesTooLarge, FileTooLarge, TooManyFiles
from ..languages import number_words
from .bodies import Place

MIB = 1024**2


@dataclass(frozen=True)
class Limits:
    """How much a message may bring along; sizes in bytes."""

    file: int = 2048 * MIB
    message: int = 4096 * MIB
    files: int = 20


def size_words(size: int) -> str:
    """A size as people write it: 812 Byte, 14 kB, 3,2 MB, 2,1 GB."""
    if size < 1000:
        return str(gettext("%(size)s Byte", size=size))
    power, unit = next((power, unit) for power, unit in ((3, "GB"), (2, "MB"), (1, "kB")) if size >= 1000**power)
    return f"{number_words(size / 1000**power, '0.#' if power > 1 else '0')} {unit}"


def check(files: Collection[Attachment], limits: Limits) -> None:
    """Files that came in several sendings, together. Raises TooManyFiles, FilesTooLarge."""
    if len(files) > limits.files:
        raise TooManyFiles(limit=limits.files)
    if sum(file.size for file in files) > limits.message:
        raise FilesTooLarge(limit=size_words(limits.message))


@dataclass
class Uploads:
    """The files of one request."""

    blobs: BlobStore
    limits: Limits
    attachments: list[Attachment] = field(default_factory=list)
    problem: Refused | None = None
    hopeless: bool = False  # the whole body is longer than any message may be
    place: Place | None = None  # without one there is time for a text, and for a file only if it comes quickly
    meter: Meter | None = None  # what strangers may store
    total: int = 0
    empty: list[str] = field(default_factory=list)  # names of files without a byte: they are not stored
    _kept: set[str] = field(default_factory=set)
    _open: _Arriving | None = None
    _stored: int = 0  # bytes of this message, sealed
    _taken: dict[str, dict[Bucket, int]] = field(default_factory=dict)  # of them by file, and out of which bucket

    def begin(self, name: str) -> None:
        """A file begins. Browsers send an empty one where none was chosen."""
        if self.problem is None and name:
            if self.hopeless:
                self.problem = FilesTooLarge(limit=size_words(self.limits.message))
            elif len(self.attachments) >= self.limits.files:
                self.problem = TooManyFiles(limit=self.limits.files)
            else:
                self._open = _Arriving(self.blobs, name, self._count)

    @property
    def hurried(self) -> bool:
        """Whether what comes may end at any time, for others' sake."""
        return self.place is not None and self.place.hurried

    @property
    def nameless(self) -> bool:
        """Whether what comes now belongs to no file, though it stands where one could."""
        return self._open is None and self.problem is None

    def more(self, data: bytes) -> None:
        """More of it; must stay as it is until the next call."""
        self.total += len(data)
        if self.place is not None:
            self.place.claim()
        arriving = self._open
        if arriving is None:
            return
        if arriving.sealer.length + len(data) > self.limits.file:
            self._refuse(FileTooLarge(limit=size_words(self.limits.file)))
        elif self.total > self.limits.message:
            self._refuse(FilesTooLarge(limit=size_words(self.limits.message)))
        else:
            self._guarded(lambda: arriving.sealer.update(data))

    def end(self) -> None:
        """It is complete: durable when this returns."""
        arriving, self._open = self._open, None
        if arriving is not None and not arriving.sealer.length:
            self._abort(arriving)
            self.empty.append(arriving.name)
        elif arriving is not None:
            self._guarded(lambda: self.attachments.append(arriving.finish()), arriving)

    def break_off(self) -> None:
        """Nothing more of it comes in time."""
        if self.problem is None:
            self._refuse(UploadsBusy())

    def keep(self, files: Iterable[Attachment]) -> None:
        """These belong to a message now, or wait for their form."""
        self._kept |= {file.blob for file in files}

    def drop_unkept(self) -> None:
        """What nobody kept is deleted; what cannot be deleted now is found by the sweep."""
        if self._open is not None:
            self._abort(self._open)
            self._open = None
        for file in self.attachments:
            if file.blob not in self._kept:
                with suppress(StoreAway):
                    self.blobs.delete(file.blob)
                    self._give(self._taken.pop(file.blob, {}))
        self.attachments = [file for file in self.attachments if file.blob in self._kept]

    def _guarded(self, act: Any, arriving: _Arriving | None = None) -> None:
        try:
            act()
        except Refused as refused:
            if arriving is not None:
                self._abort(arriving)
            self._refuse(refused)

    def _refuse(self, refused: Refused) -> None:
        self.problem = refused
        if self._open is not None:
            self._abort(self._open)
            self._open = None

    def _count(self, blob: str, size: int) -> None:
        """So many bytes of a file are about to be stored. Raises FilesBusy."""
        if self.meter is not None:
            taken, bucket = self._taken.setdefault(blob, {}), self.meter.file(size, self._stored)
            taken[bucket] = taken.get(bucket, 0) + size
        self._stored += size

    def _abort(self, arriving: _Arriving) -> None:
        if arriving.writer is not None:
            arriving.writer.abort()
        self._give(self._taken.pop(arriving.blob, {}))

    @staticmethod
    def _give(taken: dict[Bucket, int]) -> None:
        for bucket, size in taken.items():
            bucket.give(size)


class _Arriving:
    """One file on its way in. Nothing is stored of one without a byte, not even for a moment: it costs us no disk."""

    def __init__(self, blobs: BlobStore, name: str, count: Callable[[str, int], None]) -> None:
        self.name, blob_id = safe_name(name), secrets.token_bytes(16)
        self.blob, self._blobs, self._count = blob_id.hex(), blobs, count
        self.writer: BlobWriter | None = None
        self.sealer = FileSealer(blob_id, self._write)

    def _write(self, data: bytes | memoryview) -> None:
        self._count(self.blob, len(data))
        if self.writer is None:
            self.writer = self._blobs.create(self.blob)
        self.writer.write(data)

    def finish(self) -> Attachment:
        self.sealer.finish()
        if self.writer is not None:
            self.writer.finish()
        key, sealer = self.sealer.key.raw.hex(), self.sealer
        return Attachment(self.blob, key, self.name, sealer.length, sealer.sha256, sealed=sealer.sealed_sha384)
