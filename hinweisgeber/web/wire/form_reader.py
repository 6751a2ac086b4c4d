"""Forms with files as they arrive: texts into memory, as much as there is room for, files piece by piece to `Uploads`.

What is too large is refused where it begins; the rest is still read, so that browsers get to see the answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Semaphore
from time import monotonic
from typing import Protocol

from multipart import MultipartError, MultipartSegment, ParserLimitReached, PushMultipartParser
from werkzeug.exceptions import BadRequest, ClientDisconnected, RequestEntityTooLarge

from ..errors import BodiesBusy, FilesNotTaken, TextBeyond
from ..languages import number_words
from .budget import Purse, cost
from .uploads import MIB, Uploads

READ = 256 * 1024  # bytes of a file read at a time
WIDE = MIB  # the same for a few at once, so that threads hand over less often; for all it would be too much memory
LANES = Semaphore(8)  # how many files of this process
HEAD = 64 * 1024  # bytes read at a time between files
HEAD_LINE = 32 * 1024  # bytes of one line of a part's head: names of files may be long, and are shortened later
PENDING = MIB  # bytes that belong to no part: no form has so many
FILL = "fill"  # a field that makes all texts' requests of a few lengths (assets/forms.js)
DRAIN = 64 * MIB  # bytes still read after a refusal, so that browsers get to see the answer
DRAIN_TIME = 30.0  # seconds for that


class Source(Protocol):
    """A body being received."""

    def read(self, size: int, /) -> bytes:
        """Some bytes more, at most so many; none at the end."""


@dataclass(frozen=True)
class TextLimits:
    """How long the texts of a form may be, in bytes: what can be valid, in any script."""

    body: int  # all of them together
    each: int  # one of them
    fields: Mapping[str, int] = field(default_factory=dict)  # those with another limit

    def of(self, name: str) -> int:
        """That of a field."""
        return self.fields.get(name, self.each)


class Texts:
    """The texts of one form as they arrive: each as long as it can be, all together as much as there is room for."""

    def __init__(self, limits: TextLimits, purse: Purse) -> None:
        self.limits, self.left, self.found = limits, limits.body, list[tuple[str, str]]()
        self._purse, self._name, self._text = purse, "", bytearray()

    def begin(self, name: str) -> None:
        """A text begins."""
        self._name, self._text = name, bytearray()

    def more(self, data: bytes) -> None:
        """More of it. Raises TextBeyond, TextsBusy, RequestEntityTooLarge."""
        self.count(len(data))
        if self._name == FILL:  # only there to be sent
            return
        if len(self._text) + len(data) > self.limits.of(self._name):
            raise TextBeyond(limit=number_words(self.limits.of(self._name) // 4))
        self._purse.spend(cost(data))
        self._text += data

    def count(self, length: int) -> None:
        """So many bytes more between files. Raises RequestEntityTooLarge."""
        self.left -= length
        if self.left < 0:
            raise RequestEntityTooLarge()

    def whole(self, name: str, text: str) -> str:
        """One that is here already. Raises TextBeyond."""
        if len(text) > (limit := self.limits.of(name)) // 4 and len(text.encode("utf-8", "replace")) > limit:
            raise TextBeyond(limit=number_words(limit // 4))
        return text

    def spend(self, size: int) -> None:
        """So much memory for what is not a text yet. Raises TextsBusy."""
        self._purse.spend(size)

    def end(self) -> None:
        """It is complete."""
        if self._name != FILL:
            self.found.append((self._name, self._text.decode("utf-8", "replace")))
        self._text = bytearray()


class _Enough(Exception):
    """After a refusal enough was read, or nothing more comes in time."""


class FormReader:
    """Reads a multipart form into texts and, piece by piece, into `Uploads`."""

    def __init__(self, boundary: str, texts: Texts, uploads: Uploads | None, field_limit: int) -> None:
        """Without `uploads` the page takes no files. Raises BadRequest."""
        self._texts, self._uploads, self._in_file, self._drained, self._drain_until = texts, uploads, False, 0, 0.0
        self._idle, self._lane, self._had_files = 0, False, False
        with _told():
            self._parser = PushMultipartParser(boundary, max_segment_count=field_limit, max_header_size=HEAD_LINE)

    def read(self, source: Source, content_length: int) -> list[tuple[str, str]]:
        """The form's texts. Of one that breaks off, those that are whole, and only when a file had begun: on our pages
        nothing but the pressed button stands behind files, so all that was typed is there. Whatever else goes wrong on
        the way, no blob stays. Raises BadRequest, BodiesBusy, TextBeyond, ClientDisconnected, RequestEntityTooLarge."""
        uploads = self._uploads
        if uploads is not None and content_length > uploads.limits.message + self._texts.left:
            uploads.hopeless = True
        try:
            self._read(source)
        except _Enough:
            if not self._had_files or (uploads is not None and uploads.hurried and not self._texts.found):
                raise BodiesBusy() from None
        except BaseException:
            if uploads is not None:
                uploads.drop_unkept()
            raise
        finally:
            self._leave_lane()
        return self._texts.found

    def _read(self, source: Source) -> None:
        while not self._parser.closed:
            data = self._receive(source)
            with _told():
                was_idle = True
                for event in self._parser.parse(data):
                    self._take(event)
                    was_idle = False
            self._idle += len(data) if was_idle else 0
            if self._idle > PENDING:
                raise RequestEntityTooLarge()

    def _take(self, event: MultipartSegment | bytes | None) -> None:
        if event is None:
            self._end()
        elif isinstance(event, MultipartSegment):
            self._begin(event)
        elif not self._in_file:
            self._texts.more(event)
        else:
            self._bring(event)

    def _begin(self, part: MultipartSegment) -> None:
        self._in_file = part.filename is not None
        if not self._in_file:
            self._texts.begin(part.name or "")
        elif self._uploads is not None:
            self._had_files = True
            self._uploads.begin(part.filename or "")
            self._lane = LANES.acquire(blocking=False)
        elif part.filename:
            raise FilesNotTaken()

    def _bring(self, data: bytes) -> None:
        """Bytes where a file could be; without a file's name they count as text."""
        if self._uploads is None or self._uploads.nameless:
            self._texts.count(len(data))
        else:
            self._uploads.more(data)

    def _end(self) -> None:
        if not self._in_file:
            self._texts.end()
        elif self._uploads is not None:
            self._uploads.end()
        self._in_file = False
        self._leave_lane()

    def _leave_lane(self) -> None:
        if self._lane:
            self._lane = False
            LANES.release()

    def _receive(self, source: Source) -> bytes:
        """Some bytes more. Raises _Enough when after a refusal so many were read, or for so long, that browsers can see
        the answer; and when who is refused or hurried brings no more in time."""
        uploads = self._uploads
        try:
            data = source.read(HEAD if not self._in_file else WIDE if self._lane else READ)
        except ClientDisconnected as error:
            if uploads is None or (uploads.problem is None and not uploads.hurried):
                raise
            uploads.break_off()
            raise _Enough() from error
        if uploads is not None and uploads.problem is not None:
            self._drained += len(data)
            self._drain_until = self._drain_until or monotonic() + DRAIN_TIME
            if self._drained > DRAIN or monotonic() > self._drain_until:
                raise _Enough()
        return data


@contextmanager
def _told() -> Iterator[None]:
    """The parser's errors, as ours."""
    try:
        yield
    except ParserLimitReached as error:
        raise RequestEntityTooLarge() from error
    except MultipartError as error:
        raise BadRequest() from error
