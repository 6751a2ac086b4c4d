"""Files in forms: sealed piece by piece as they arrive, so no readable byte and no large one is ever held or written.

The form is read with Werkzeug's own multipart decoder. What is too large is not stored; the rest of the form is still
read, so the text survives. Whoever handles the request calls `keep`: what nobody keeps is deleted when it ends.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Semaphore
from typing import IO, Any

from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.sansio.multipart import Data, Epilogue, Event, Field, File, MultipartDecoder, NeedData

from ..crypto.files import FileSealer
from ..domain.attachment import Attachment
from ..domain.filenames import safe_name
from ..errors import FilesTooLarge, FileTooLarge, Refused, StoreAway, TooManyFiles, UploadsBusy
from ..store.blobs import BlobStore, BlobWriter

MIB = 1024**2
READ = MIB  # bytes read at a time; gunicorn reads ahead as much, and copies what it holds at every smaller read
PENDING = 2 * READ  # bytes of one part's head, or before the first part: no form has so many
DRAIN = 64 * MIB  # bytes still read after a refusal, so that browsers get to see the answer


@dataclass(frozen=True)
class Limits:
    """How much a message may bring along; sizes in bytes."""

    file: int = 2048 * MIB
    message: int = 4096 * MIB
    files: int = 20


def size_words(size: int) -> str:
    """A size as people write it in German: 812 Byte, 14 kB, 3,2 MB, 2,1 GB."""
    if size < 1000:
        return f"{size} Byte"
    for power, unit in ((3, "GB"), (2, "MB"), (1, "kB")):
        if size >= 1000**power:
            value = f"{size / 1000**power:.1f}" if power > 1 else str(round(size / 1000))
            return f"{value.removesuffix('.0').replace('.', ',')} {unit}"
    return ""


def check(files: Collection[Attachment], limits: Limits) -> None:
    """Files that came in several sendings, together. Raises TooManyFiles, FilesTooLarge."""
    if len(files) > limits.files:
        raise TooManyFiles(limit=limits.files)
    if sum(file.size for file in files) > limits.message:
        raise FilesTooLarge(limit=size_words(limits.message))


@dataclass
class Uploads:
    """The files of one request. `slots`: how many requests of this process may bring files at once, so that slow ones
    never hold all its threads."""

    blobs: BlobStore
    limits: Limits
    slots: Semaphore = field(default_factory=Semaphore)
    attachments: list[Attachment] = field(default_factory=list)
    problem: Refused | None = None
    hopeless: bool = False  # the whole body is longer than any message may be
    total: int = 0
    _kept: set[str] = field(default_factory=set)
    _has_slot: bool = False
    _open: _Arriving | None = None

    def begin(self, name: str) -> None:
        """A file begins. Browsers send an empty one where none was chosen."""
        if self.problem is None and name:
            if self.hopeless:
                self.problem = FilesTooLarge(limit=size_words(self.limits.message))
            elif not self._take_slot():
                self.problem = UploadsBusy()
            elif len(self.attachments) >= self.limits.files:
                self.problem = TooManyFiles(limit=self.limits.files)
            else:
                self._guarded(lambda: setattr(self, "_open", _Arriving(self.blobs, name)))

    def more(self, data: bytes) -> None:
        """More of it."""
        self.total += len(data)
        arriving = self._open
        if arriving is None:
            return
        if arriving.sealer.length + len(data) > self.limits.file:
            self._refuse(FileTooLarge(limit=size_words(self.limits.file)))
        elif self.total > self.limits.message:
            self._refuse(FilesTooLarge(limit=size_words(self.limits.message)))
        else:
            self._guarded(lambda: arriving.write(data))

    def end(self) -> None:
        """It is complete: durable when this returns."""
        arriving, self._open = self._open, None
        if arriving is not None:
            self._guarded(lambda: self.attachments.append(arriving.finish()), arriving)

    def keep(self, files: Iterable[Attachment]) -> None:
        """These belong to a message now, or wait for their form."""
        self._kept |= {file.blob for file in files}

    def _take_slot(self) -> bool:
        self._has_slot = self._has_slot or self.slots.acquire(blocking=False)
        return self._has_slot

    def drop_unkept(self) -> None:
        """What nobody kept is deleted; what cannot be deleted now is found by the sweep. Others may bring files now."""
        if self._has_slot:
            self._has_slot = False
            self.slots.release()
        if self._open is not None:
            self._open.writer.abort()
            self._open = None
        for file in self.attachments:
            if file.blob not in self._kept:
                with suppress(StoreAway):
                    self.blobs.delete(file.blob)
        self.attachments = [file for file in self.attachments if file.blob in self._kept]

    def _guarded(self, act: Any, arriving: _Arriving | None = None) -> None:
        try:
            act()
        except Refused as refused:
            if arriving is not None:
                arriving.writer.abort()
            self._refuse(refused)

    def _refuse(self, refused: Refused) -> None:
        self.problem = refused
        if self._open is not None:
            self._open.writer.abort()
            self._open = None


class _Arriving:
    """One file on its way in."""

    def __init__(self, blobs: BlobStore, name: str) -> None:
        self.name, blob_id = safe_name(name), secrets.token_bytes(16)
        self.blob = blob_id.hex()
        self.sealer = FileSealer(blob_id)
        self.writer: BlobWriter = blobs.create(self.blob)

    def write(self, data: bytes) -> None:
        self.writer.write(self.sealer.update(data))

    def finish(self) -> Attachment:
        for piece in self.sealer.finish():
            self.writer.write(piece)
        self.writer.finish()
        return Attachment(self.blob, self.sealer.key.raw.hex(), self.name, self.sealer.length, self.sealer.sha256)


class Decoder(MultipartDecoder):
    """Werkzeug's takes the CR before a boundary for content when what was read ends right behind the boundary."""

    def _last_partial_boundary_index(self, data: bytes | bytearray) -> int:
        safe = super()._last_partial_boundary_index(data)
        return safe - 1 if safe and data[safe - 1 : safe + 1] == b"\r\n" else safe


class UploadReader:
    """Reads a multipart form into texts and, piece by piece, into `Uploads`."""

    def __init__(self, uploads: Uploads, boundary: bytes, text_limit: int, field_limit: int) -> None:
        self._uploads, self._text_left = uploads, text_limit
        self._decoder = Decoder(boundary, PENDING, max_parts=field_limit)

    def read(self, stream: IO[bytes], content_length: int) -> list[tuple[str, str]]:
        """The form's texts. Whatever goes wrong on the way, no blob stays. Raises ValueError, RequestEntityTooLarge."""
        if content_length > self._uploads.limits.message + self._text_left:
            self._uploads.hopeless = True
        texts: list[tuple[str, str]] = []
        name, text = "", None
        try:
            for event in self._events(stream):
                if isinstance(event, Field):
                    name, text = event.name, bytearray()
                elif isinstance(event, File):
                    text = None
                    self._uploads.begin(event.filename)
                elif isinstance(event, Data) and text is None:
                    self._uploads.more(event.data)
                    if not event.more_data:
                        self._uploads.end()
                elif isinstance(event, Data) and text is not None:
                    text += self._counted(event.data)
                    if not event.more_data:
                        texts.append((name, text.decode("utf-8", "replace")))
        except BaseException:
            self._uploads.drop_unkept()
            raise
        return texts

    def _counted(self, data: bytes) -> bytes:
        self._text_left -= len(data)
        if self._text_left < 0:
            raise RequestEntityTooLarge()
        return data

    def _events(self, stream: IO[bytes]) -> Iterator[Event]:
        """All events; after a refusal only so much more is read that the browser can see the answer."""
        drained = 0
        while True:
            event = self._decoder.next_event()
            if isinstance(event, Epilogue):
                return
            if not isinstance(event, NeedData):
                yield event
                continue
            data = stream.read(READ)
            drained += len(data) if self._uploads.problem is not None else 0
            if drained > DRAIN:
                return
            self._decoder.receive_data(data or None)
