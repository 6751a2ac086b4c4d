"""Files in forms: sealed piece by piece as they arrive, so no readable byte and no large one is ever held or written.

The form is read with Werkzeug's own multipart decoder. What is too large is not stored; the rest of the form is still
read, so the text survives. Whoever handles the request calls `keep`: what nobody keeps is deleted when it ends.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import cycle
from threading import Semaphore
from time import monotonic
from typing import Any, Protocol

from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge
from werkzeug.sansio.multipart import Data, Epilogue, Event, Field, File, MultipartDecoder, NeedData, State

from ..crypto.files import FileSealer
from ..domain.attachment import Attachment
from ..domain.filenames import safe_name
from ..errors import BodiesBusy, FilesTooLarge, FileTooLarge, Refused, StoreAway, TooManyFiles, UploadsBusy
from ..store.blobs import BlobStore, BlobWriter

MIB = 1024**2
READ = MIB  # bytes of a file read at a time
WIDE = 4 * MIB  # the same for a few at once, so that threads hand over less often; for all it would be too much memory
LANES = Semaphore(4)  # how many files of this process
HEAD = 64 * 1024  # bytes read at a time between files
PENDING = READ  # bytes of one part's head, or before the first part: no form has so many
SLACK = 64  # bytes behind a boundary's name that belong to it: two dashes, spaces, a line break
DRAIN = 64 * MIB  # bytes still read after a refusal, so that browsers get to see the answer
DRAIN_TIME = 30.0  # seconds for that


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
    """The files of one request."""

    blobs: BlobStore
    limits: Limits
    attachments: list[Attachment] = field(default_factory=list)
    problem: Refused | None = None
    hopeless: bool = False  # the whole body is longer than any message may be
    hurried: bool = False  # it came without a slot: there is time for a text, for no file
    total: int = 0
    empty: list[str] = field(default_factory=list)  # names of files without a byte: they are not stored
    _kept: set[str] = field(default_factory=set)
    _open: _Arriving | None = None

    def begin(self, name: str) -> None:
        """A file begins. Browsers send an empty one where none was chosen."""
        if self.problem is None and name:
            if self.hopeless:
                self.problem = FilesTooLarge(limit=size_words(self.limits.message))
            elif self.hurried:
                self.problem = UploadsBusy()
            elif len(self.attachments) >= self.limits.files:
                self.problem = TooManyFiles(limit=self.limits.files)
            else:
                self._guarded(lambda: setattr(self, "_open", _Arriving(self.blobs, name)))

    @property
    def nameless(self) -> bool:
        """Whether what comes now belongs to no file, though it stands where one could."""
        return self._open is None and self.problem is None

    def more(self, data: memoryview) -> None:
        """More of it; must stay as it is until the next call."""
        self.total += len(data)
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
            arriving.writer.abort()
            self.empty.append(arriving.name)
        elif arriving is not None:
            self._guarded(lambda: self.attachments.append(arriving.finish()), arriving)

    def keep(self, files: Iterable[Attachment]) -> None:
        """These belong to a message now, or wait for their form."""
        self._kept |= {file.blob for file in files}

    def drop_unkept(self) -> None:
        """What nobody kept is deleted; what cannot be deleted now is found by the sweep."""
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
        self.writer: BlobWriter = blobs.create(self.blob)
        self.sealer = FileSealer(blob_id, self.writer.write)

    def finish(self) -> Attachment:
        self.sealer.finish()
        self.writer.finish()
        return Attachment(self.blob, self.sealer.key.raw.hex(), self.name, self.sealer.length, self.sealer.sha256)


class Decoder(MultipartDecoder):
    """Werkzeug's takes the CR before a boundary for content when what was read ends right behind the boundary."""

    def _last_partial_boundary_index(self, data: bytes | bytearray) -> int:
        safe = super()._last_partial_boundary_index(data)
        return safe - 1 if safe and data[safe - 1 : safe + 1] == b"\r\n" else safe


class Source(Protocol):
    """A body being received."""

    def readinto(self, buffer: memoryview, /) -> int | None:
        """Some bytes more, into the buffer; how many, 0 at the end."""


class _Enough(Exception):
    """After a refusal enough was read, or nothing more comes in time."""


class UploadReader:
    """Reads a multipart form into texts and, piece by piece, into `Uploads`."""

    def __init__(self, uploads: Uploads, boundary: bytes, text_limit: int, field_limit: int) -> None:
        self._uploads, self._text_left, self._drained, self._drain_until = uploads, text_limit, 0, 0.0
        self._decoder = Decoder(boundary, PENDING, max_parts=field_limit)
        self._delimiter, self._longest = b"\r\n--" + boundary, WIDE

    def read(self, stream: Source, content_length: int) -> list[tuple[str, str]]:
        """The form's texts; of one that breaks off after a refusal, what there is. Whatever else goes wrong on the way,
        no blob stays. Raises ValueError, BodiesBusy, ClientDisconnected, RequestEntityTooLarge."""
        self._longest = max(HEAD, content_length or WIDE)
        if content_length > self._uploads.limits.message + self._text_left:
            self._uploads.hopeless = True
        texts: list[tuple[str, str]] = []
        name, text = "", bytearray()
        try:
            for event in self._events(stream):
                if isinstance(event, Field):
                    name, text = event.name, bytearray()
                elif isinstance(event, File):
                    self._uploads.begin(event.filename)
                    self._file(stream)
                    self._uploads.end()
                elif isinstance(event, Data):
                    self._count_text(len(event.data))
                    text += event.data
                    if not event.more_data:
                        texts.append((name, text.decode("utf-8", "replace")))
                        text = bytearray()
        except _Enough:
            if text:
                texts.append((name, text.decode("utf-8", "replace")))
            if self._uploads.hurried and not texts:
                raise BodiesBusy() from None
        except BaseException:
            self._uploads.drop_unkept()
            raise
        return texts

    def _count_text(self, length: int) -> None:
        self._text_left -= length
        if self._text_left < 0:
            raise RequestEntityTooLarge()

    def _events(self, stream: Source) -> Iterator[Event]:
        """All events but the bytes of files, which `_file` takes."""
        buffer = memoryview(bytearray(HEAD))
        while not isinstance(event := self._decoder.next_event(), Epilogue):
            if isinstance(event, NeedData):
                count = self._receive(stream, buffer)
                self._decoder.receive_data(bytes(buffer[:count]) if count else None)
            else:
                yield event

    def _file(self, stream: Source) -> None:
        """One file, in a wide lane if one is free."""
        is_wide = LANES.acquire(blocking=False)
        try:
            self._pieces(stream, min(WIDE if is_wide else READ, self._longest))
        finally:
            if is_wide:
                LANES.release()

    def _pieces(self, stream: Source, length: int) -> None:
        """The bytes of a file, out of the two buffers they are received in by turns: while one is filled, the other may
        still be worked on. What might be part of a boundary is carried over. The decoder goes on behind the file.
        """
        buffer, self._decoder.buffer = self._decoder.buffer, bytearray()
        size, ended, turns = len(buffer), False, cycle(bytearray(length) for _ in range(2))  # made when they are needed
        left = 2 if buffer.startswith(b"\r\n") else 1  # of the line break behind the head
        while (end := self._boundary(buffer, size)) < 0:
            if ended:
                raise ValueError("a file without an end")
            sure = max(0, size - len(self._delimiter) - SLACK)
            self._bring(memoryview(buffer)[left:sure])
            rest, left, buffer = buffer[sure:size], max(0, left - sure), next(turns)
            size, ended = self._fill(stream, buffer, rest)
        self._bring(memoryview(buffer)[left:end])
        self._decoder.buffer, self._decoder.state = buffer[end:size], State.PREAMBLE

    def _bring(self, data: memoryview) -> None:
        """Bytes where a file could be; without a file's name they count as text."""
        if self._uploads.nameless:
            self._count_text(len(data))
        self._uploads.more(data)

    def _boundary(self, buffer: bytearray, size: int) -> int:
        """Where it begins, -1 if there is none."""
        found = buffer.find(self._delimiter, 0, size)
        while found >= 0 and not self._decoder.boundary_re.match(buffer, found, size):
            found = buffer.find(self._delimiter, found + 1, size)
        return found

    def _fill(self, stream: Source, buffer: bytearray, rest: bytearray) -> tuple[int, bool]:
        """Fills the buffer, `rest` first; how much is in it, and whether that was all."""
        size, view = len(rest), memoryview(buffer)
        view[:size] = rest
        while size < len(buffer):
            count = self._receive(stream, view[size:])
            if not count:
                return size, True
            size += count
        return size, False

    def _receive(self, stream: Source, buffer: memoryview) -> int:
        """Some bytes more. Raises _Enough when after a refusal so many were read, or for so long, that browsers can see
        the answer; and when who is refused or hurried brings no more in time."""
        try:
            count = stream.readinto(buffer) or 0
        except ClientDisconnected as error:
            if self._uploads.problem is None and not self._uploads.hurried:
                raise
            self._uploads.problem = self._uploads.problem or UploadsBusy()
            raise _Enough() from error
        if self._uploads.problem is not None:
            self._drained += count
            self._drain_until = self._drain_until or monotonic() + DRAIN_TIME
            if self._drained > DRAIN or monotonic() > self._drain_until:
                raise _Enough()
        return count
