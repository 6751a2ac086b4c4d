"""Giving out a file: streamed, as a download only, under headers that let nothing in it run."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from flask import Response

SANDBOX = "default-src 'none'; sandbox"


def download(content: Iterable[bytes], name: str, size: int) -> Response:
    """The file as an attachment. Its length is announced, so a stream that breaks off is seen as broken."""
    response = Response(content, mimetype="application/octet-stream", direct_passthrough=True)
    response.content_length = size
    ascii_name = "".join(c if c.isascii() and c not in '"\\' and c.isprintable() else "_" for c in name)
    response.headers["Content-Disposition"] = f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name)}"
    response.headers["Content-Security-Policy"] = SANDBOX
    return response
