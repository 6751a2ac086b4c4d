"""Requests whose bodies never touch a disk: forms in memory, few and small; files sealed as they arrive, or refused."""

from __future__ import annotations

import socket
import sys
from contextlib import suppress
from io import BytesIO
from time import monotonic
from typing import IO, TYPE_CHECKING, Any, cast

from flask import Request, current_app
from gunicorn.http.body import Body, LengthReader
from gunicorn.http.unreader import SocketUnreader
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge
from werkzeug.formparser import FormDataParser

from ..errors import BodiesBusy, FilesNotTaken
from .bodies import Place, may_be_slow
from .uploads import DRAIN, DRAIN_TIME, HEAD, Source, UploadReader, Uploads

if TYPE_CHECKING:
    from .app import Face

BODY_LIMIT = 16 * 1024 * 1024  # bytes of a form's texts; a dozen of 100,000 characters fit in any script
FIELD_LIMIT = 200  # fields of one form


class Straight:
    """A body as gunicorn gives it, received right into the reader's buffer.

    On their own way gunicorn and Werkzeug copy every byte five times, into memory that is got anew each time; together
    that costs as much as sealing. Bytes that gunicorn holds already, and bodies without a length, still go it.
    """

    def __init__(self, body: Body) -> None:
        self._body = body

    def readinto(self, buffer: memoryview) -> int:
        """See Source. Raises ClientDisconnected."""
        try:
            reader = self._body.reader
            if not isinstance(reader, LengthReader) or not isinstance(reader.unreader, SocketUnreader):
                return self._copied(buffer, len(buffer))
            if held := self._body.buf.tell() + reader.unreader.buf.tell():
                return self._copied(buffer, held)
            wanted = buffer[: reader.length]
            count: int = reader.unreader.sock.recv_into(wanted, 0, socket.MSG_WAITALL)  # not a call for each packet
            reader.length -= count
            return count
        except (OSError, ValueError) as error:
            raise ClientDisconnected() from error

    def _copied(self, buffer: memoryview, size: int) -> int:
        data = self._body.read(min(size, len(buffer)))
        buffer[: len(data)] = data
        return len(data)


class FormParser(FormDataParser):
    """Forms with few fields, and files only where the page takes them."""

    uploads: Uploads | None = None
    body: object = None  # as the server gives it

    def _parse_urlencoded(
        self, stream: IO[bytes], mimetype: str, content_length: int | None, options: dict[str, str]
    ) -> Any:
        """Werkzeug counts the fields of multipart forms only; 16 MiB of `a=&` would cost 800 MB and five seconds."""
        body = stream.read()
        if body.count(b"&") >= FIELD_LIMIT or len(body) >= BODY_LIMIT:  # a body without a length is cut at the limit
            raise RequestEntityTooLarge()
        return super()._parse_urlencoded(BytesIO(body), mimetype, content_length, options)

    def _parse_multipart(
        self, stream: IO[bytes], mimetype: str, content_length: int | None, options: dict[str, str]
    ) -> Any:
        boundary = options.get("boundary", "").encode("ascii", "ignore")
        if self.uploads is None or not boundary:
            return super()._parse_multipart(stream, mimetype, content_length, options)
        reader = UploadReader(self.uploads, boundary, BODY_LIMIT, FIELD_LIMIT)
        source = Straight(self.body) if isinstance(self.body, Body) else cast(Source, stream)
        return stream, self.cls(reader.read(source, content_length or 0)), self.cls()


class PortalRequest(Request):
    """Werkzeug would spool files above 500 kB in clear; here they go through `Uploads` or not at all."""

    form_data_parser_class = FormParser
    max_form_parts = FIELD_LIMIT
    uploads: Uploads | None = None
    place: Place | None = None  # while a body comes that may be slow

    def _load_form_data(self) -> None:
        """Raises BodiesBusy for what was too long to come without a slot."""
        try:
            super()._load_form_data()
        except ClientDisconnected as error:
            if self.place is not None and self.place.hurried:
                raise BodiesBusy() from error
            raise

    def make_form_data_parser(self) -> FormDataParser:
        """Where the page takes files, the body may be as long as they are: the reader has its own limits.

        Raises BodiesBusy.
        """
        face = cast("Face", current_app)
        if self.place is None and may_be_slow(self.content_length):
            self.place = Place(face.slots, self.environ["wsgi.input"])
        parser = super().make_form_data_parser()
        store = face.upload_store
        if store is not None and self.endpoint in face.takes_files and self.mimetype == "multipart/form-data":
            self.max_content_length = sys.maxsize  # None would mean the app's own limit
            self.uploads = cast(FormParser, parser).uploads = Uploads(store, face.limits)
            self.uploads.hurried = self.place is not None and self.place.hurried
            cast(FormParser, parser).body = self.environ["wsgi.input"]
        return parser

    def read_on(self) -> None:
        """Reads some of what is still coming: browsers show an answer only when they could send theirs."""
        left, until, body = DRAIN, monotonic() + DRAIN_TIME, self.environ["wsgi.input"]
        with suppress(OSError):
            while left > 0 and monotonic() < until and (piece := body.read(min(HEAD, left))):
                left -= len(piece)

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        raise FilesNotTaken()
