"""Giving out files and long pages: never by more threads than there are places, and never for ever. A file is streamed,
as a download only, under headers that let nothing in it run."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from time import monotonic, sleep
from urllib.parse import quote

from flask import Response, request

from ...errors import Refused
from ..errors import DownloadsBusy, PagesBusy, TextsBusy
from .bodies import Place
from .internals import line_of
from .lines import SLICE
from .requests import PortalRequest

SANDBOX = "default-src 'none'; sandbox"
PAGE = 4 * 1024 * 1024  # bytes that a page counts at most
PAGE_SECONDS, PAGE_RATE = 60.0, 32 * 1024  # a page is over in so long, and a second for so many bytes of it
PUSHES = 4  # readers that go for one page at most
AT_ONCE = 64 * 1024  # bytes that go at once, however slow the reader: into the buffers of the system and of nginx


def download(content: Iterable[bytes], name: str, size: int) -> Response:
    """The file as an attachment. Its length is announced, so a stream that breaks off is seen as broken.

    Raises DownloadsBusy.
    """
    if size > AT_ONCE:
        _take_place(claims=True)
        if (place := _asked().place) is not None and place.hurried:
            _asked().leave()
            raise DownloadsBusy()
    response = Response(content, mimetype="application/octet-stream")
    response.content_length = size
    ascii_name = "".join(c if c.isascii() and c not in '"\\' and c.isprintable() else "_" for c in name)
    response.headers["Content-Disposition"] = f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name)}"
    response.headers["Content-Security-Policy"] = SANDBOX
    return response


def _asked() -> PortalRequest:
    """The request itself: its answer outlives the context that it is found by."""
    found: PortalRequest = request._get_current_object()  # type: ignore[attr-defined]
    return found


def _take_place(claims: bool) -> None:
    """For an answer; what the request's body had is not needed any more."""
    asked, line = _asked(), line_of(request.environ)
    asked.leave()
    if line is None:
        return
    asked.place = Place(asked.rooms.slots, line, claims)


def send(response: Response, refuse: Callable[[Response, Refused], None]) -> None:
    """The answer as it goes out. A long one has a place, or little time, and pushes out who is slowest; a long page
    takes memory until it is sent, which all pages have together, and is over in time: slow readers close nothing."""
    asked, line = _asked(), line_of(request.environ)
    if line is None:
        return
    streamed = response.is_streamed
    if streamed and asked.place is not None and not asked.place.pace.settled:  # `download` has taken it
        return _send_on(response, asked)
    asked.leave()
    length = response.content_length if streamed else response.calculate_content_length()
    if length is not None and length <= AT_ONCE:
        return
    if response.mimetype == "text/html" and not _has_room(asked, min(length or 0, PAGE)):
        return refuse(response, PagesBusy())
    _take_place(claims=True)
    if not streamed and asked.place is not None and not asked.place.hurried:
        asked.place.pace.until = monotonic() + PAGE_SECONDS + (length or 0) / PAGE_RATE
    _send_on(response, asked)


def _has_room(asked: PortalRequest, size: int) -> bool:
    """Whether there is memory for a page; the slowest readers go for it, one after the other."""
    for _ in range(PUSHES):
        with suppress(TextsBusy):
            asked.shown.spend(size)
            return True
        if not asked.rooms.slots.push():
            break
        sleep(SLICE)
    return False


def _send_on(response: Response, asked: PortalRequest) -> None:
    texts, page = asked.purse, asked.shown  # found by the context, which is over when they are given back

    def close() -> None:
        asked.leave()
        texts.close()
        page.close()

    asked.is_sent_on = True
    response.direct_passthrough = False  # else nobody would hear of the end
    response.call_on_close(close)
