"""Giving out files and long pages: never by more threads than there are places, and never for ever. A file is streamed,
as a download only, under headers that let nothing in it run."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from urllib.parse import quote

from flask import Response, request

from ..errors import Refused
from .bodies import Place
from .errors import DownloadsBusy, TextsBusy
from .internals import line_of
from .requests import PortalRequest

SANDBOX = "default-src 'none'; sandbox"
PAGE = 4 * 1024 * 1024  # bytes that a page counts at most
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
    """The answer as it goes out. A long one has a place, or little time; a long page counts as text until it is sent:
    when there is too much of that, it is refused."""
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
    try:
        asked.purse.cover(min(length or 0, PAGE) if response.mimetype == "text/html" else 0)
    except TextsBusy as busy:
        return refuse(response, busy)
    _take_place(claims=streamed)
    _send_on(response, asked)


def _send_on(response: Response, asked: PortalRequest) -> None:
    def close() -> None:
        asked.leave()
        asked.purse.close()

    asked.is_sent_on = True
    response.direct_passthrough = False  # else nobody would hear of the end
    response.call_on_close(close)
