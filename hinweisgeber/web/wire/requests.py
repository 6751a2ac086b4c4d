"""Requests whose bodies never touch a disk: forms in memory, few and small; files sealed as they arrive, or refused."""

from __future__ import annotations

import sys
from contextlib import suppress
from functools import cached_property
from time import monotonic
from typing import IO, Any, Protocol, cast
from urllib.parse import unquote_to_bytes

from flask import Request, current_app
from werkzeug.exceptions import ClientDisconnected, HTTPException, RequestEntityTooLarge
from werkzeug.formparser import FormDataParser

from ...domain.dialogue.texts import LINE_LIMIT, TEXT_LIMIT
from ...store.blobs import BlobStore
from ...store.rate import Meter
from ..errors import BodiesBusy
from .bodies import Place, Slots, may_be_slow
from .budget import Budget, Purse
from .form_reader import DRAIN, DRAIN_TIME, FILL, HEAD, FormReader, Source, TextLimits, Texts
from .internals import line_of, received
from .lines import Pace
from .uploads import Limits, Uploads

BODY_LIMIT = 4 * 1024 * 1024  # bytes of a form's texts, filled up: what can be valid, in any script, is 3
TEXT_BYTES, LINE_BYTES = 4 * TEXT_LIMIT, 4 * LINE_LIMIT  # of one text
STATE_BYTES = 128 * 1024  # the sealed field with the files that wait: twenty with long names are half of it
PASSED_ON = "X-Passed-On"  # nginx had no room to keep the body: deploy/nginx
FIELD_LIMIT = 200  # fields of one form
PIECE = 16 * 1024  # bytes of a text that are decoded at once
OF_TEXTS = TextLimits(BODY_LIMIT, TEXT_BYTES)


class Rooms(Protocol):
    """What a request needs of the face that answers it (web/app.py): how much it takes, and where that goes."""

    slots: Slots
    budget: Budget
    pages: Budget
    limits: Limits
    text_limits: TextLimits
    text_limits_of: dict[str, TextLimits]
    takes_files: frozenset[str | None]
    upload_store: BlobStore | None
    meter: Meter | None


class FormParser(FormDataParser):
    """Forms with few fields, and files only where the page takes them."""

    def __init__(self, request: PortalRequest) -> None:
        super().__init__(cls=request.parameter_storage_class, silent=False)
        self._request = request

    def parse(
        self, stream: IO[bytes], mimetype: str, content_length: int | None, options: dict[str, str] | None = None
    ) -> Any:
        """See FormDataParser. Raises BodiesBusy for what was too long to come without a place."""
        request, fields = self._request, list[tuple[str, str]]()
        source, texts = received(request.environ) or cast(Source, stream), Texts(request.limits, request.purse)
        try:
            if mimetype == "multipart/form-data":
                reader = FormReader((options or {}).get("boundary", ""), texts, request.uploads, FIELD_LIMIT)
                fields = reader.read(source, content_length or 0)
            elif mimetype == "application/x-www-form-urlencoded":
                fields = _urlencoded(source, texts)
        except ClientDisconnected as error:
            if request.place is not None and request.place.hurried:
                raise BodiesBusy() from error
            raise
        finally:
            if request.place is not None:
                request.place.settle()
        return stream, self.cls(fields), self.cls()


def _urlencoded(source: Source, texts: Texts) -> list[tuple[str, str]]:
    """Forms of old pages, of scripts, and of the office: without files. 16 MiB of `a=&` would cost 800 MB and five
    seconds."""
    body = bytearray()
    while data := source.read(HEAD):
        texts.count(len(data))
        texts.spend(2 * len(data))  # three bytes stand for one that is escaped by five
        body += data
        if body.count(b"&") >= FIELD_LIMIT:
            raise RequestEntityTooLarge()
    pairs = (pair.partition(b"=") for pair in bytes(body).split(b"&") if pair)
    fields = ((_unquoted(name), _unquoted(text)) for name, _, text in pairs)
    return [(name, texts.whole(name, text)) for name, text in fields if name != FILL]


def _unquoted(text: bytes) -> str:
    """A name or a text. Piece by piece: what is decoded at once takes eighty times its own length meanwhile."""
    text, done, start = text.replace(b"+", b" "), bytearray(), 0
    while start < len(text):
        end = start + PIECE
        if (cut := text.rfind(b"%", end - 2, end)) > start:  # an escaped byte stays in one piece
            end = cut
        done += unquote_to_bytes(text[start:end])
        start = end
    return done.decode("utf-8", "replace")


class PortalRequest(Request):
    """Werkzeug would spool files above 500 kB in clear; here they go through `Uploads` or not at all."""

    uploads: Uploads | None = None
    place: Place | None = None  # while a body comes that may be slow, or an answer goes
    is_sent_on = False  # its answer goes on after the request itself is over, with its place and its memory

    @property
    def rooms(self) -> Rooms:
        """The face that answers it."""
        return cast(Rooms, current_app)

    @property
    def limits(self) -> TextLimits:
        """How long the texts of this form may be."""
        face = self.rooms
        return face.text_limits_of.get(self.endpoint or "", face.text_limits)

    @cached_property
    def purse(self) -> Purse:
        """What this request has taken of the memory for texts."""
        return Purse(self.rooms.budget)

    @cached_property
    def shown(self) -> Purse:
        """What its answer takes of the memory for pages."""
        return Purse(self.rooms.pages)

    def make_form_data_parser(self) -> FormDataParser:
        """Where the page takes files, the body may be as long as they are: the reader has its own limits."""
        face = self.rooms
        if self.place is None and self.may_be_slow:
            self.place = Place(face.slots, line_of(self.environ))
        store, self.max_content_length = face.upload_store, self.limits.body
        if store is not None and self.endpoint in face.takes_files and self.mimetype == "multipart/form-data":
            self.max_content_length = sys.maxsize  # None would mean the app's own limit
            self.uploads = Uploads(store, face.limits, place=self.place, meter=face.meter)
        return FormParser(self)

    @property
    def may_be_slow(self) -> bool:
        """Whether its body may still be on its way."""
        return may_be_slow(self.content_length, PASSED_ON in self.headers)

    @property
    def is_at_hand(self) -> bool:
        """Whether a body was not read to its end though all of it waits at nginx."""
        return "form" not in self.__dict__ and self.method == "POST" and not self.may_be_slow

    def read_on(self) -> None:
        """Reads some of what is still coming: browsers show an answer only when they could send theirs."""
        left, until = DRAIN, monotonic() + DRAIN_TIME
        line, body = line_of(self.environ), received(self.environ) or self.environ["wsgi.input"]
        if self.place is None and line is not None:
            line.keep(Pace(until))
        elif self.place is not None and not self.place.go_on(until):
            return
        with suppress(OSError, HTTPException):
            while left > 0 and monotonic() < until and (piece := body.read(min(HEAD, left))):
                left -= len(piece)
        if line is not None:
            line.keep(None)

    def leave(self) -> None:
        """Its place is free for others."""
        if self.place is not None:
            self.place.leave()
            self.place = None
