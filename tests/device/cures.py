"""Takes single cures out of the portal's answers, so that a test can show what each is for.

A search that finds nothing proves something only if it finds the words where nothing was done about them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

PASSWORD = re.compile(r"<input\b[^>]*type=[\"']?password\b[^>]*>")

HTML: Final[Mapping[str, Callable[[str], str]]] = {
    "password": lambda page: PASSWORD.sub("", page),
    "one sign": lambda page: PASSWORD.sub(lambda field: re.sub(r"value=\S+", 'value="elf-zeichen"', field[0]), page),
    "autocomplete": lambda page: re.sub(r"\sautocomplete=[\"']?off\b[\"']?", "", page),
    "onward": lambda page: re.sub(r"\sformaction=\"[^\"]*\"", "", page),
    "script": lambda page: re.sub(r"<script\b.*?</script>", "", page, flags=re.DOTALL),
}
CURES: Final = frozenset({*HTML, "no-store", "see other", "fetched", "kept page"})


def without(app: WSGIApplication, out: Iterable[str]) -> WSGIApplication:
    """The app without these cures.

    `password`: the filled field · `one sign`: its value is longer · `autocomplete`: the fields' `off` · `onward`: pages
    1 and 2 post to their own address · `script`: what sends by fetch · `no-store`: pages may be cached · `see other`:
    what a 303 leads to is the answer itself · `fetched`: the same but for the
    confirmation · `kept page`: no page may be kept, the empty first one neither.
    """
    taken = frozenset(out)
    assert taken <= CURES, taken

    def changed(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        environ = {**environ, "HTTP_ACCEPT_ENCODING": ""}  # what is changed here must not be packed
        if "fetched" in taken:
            environ["HTTP_ACCEPT"] = "*/*"
        status, headers, body = _answer(app, environ)
        if "see other" in taken and status.startswith("303"):
            path, _, query = headers["Location"].partition("?")
            get = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": query, "CONTENT_LENGTH": ""}
            status, headers, body = _answer(app, {**environ, **get})
        if "no-store" in taken and headers.get("Cache-Control") == "no-store":
            headers["Cache-Control"] = "private, no-cache"
        if "kept page" in taken and headers.get("Cache-Control") == "private, no-cache":
            headers["Cache-Control"] = "no-store"
        if headers.get("Content-Type", "").startswith("text/html"):
            page = body.decode()
            for cure in taken & HTML.keys():
                page = HTML[cure](page)
            body = page.encode()
            headers["Content-Length"] = str(len(body))
        start_response(status, list(headers.items()))
        return [body]

    return changed


def _answer(app: WSGIApplication, environ: WSGIEnvironment) -> tuple[str, dict[str, str], bytes]:
    told: dict[str, Any] = {}

    def start_response(status: str, headers: list[tuple[str, str]], _error: object = None) -> Callable[[bytes], object]:
        told.update(status=status, headers=dict(headers))
        return lambda _: None

    answer = app(environ, start_response)
    try:
        body = b"".join(answer)
    finally:
        if hasattr(answer, "close"):
            answer.close()
    return told["status"], told["headers"], body
