"""Pages that are the same for everybody: rendered once a day, kept ready and packed.

Nothing on them depends on who asks or what was sent, so packing them tells nothing, and serving them costs nothing.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from flask import Response, g, request

from .app import this_face, today


@dataclass(frozen=True)
class _Ready:
    """A page as it is given out, what it was made from, what its policy allows, and whether browsers may keep it."""

    made_from: Hashable
    plain: bytes
    packed: bytes
    scripted: bool
    may_be_kept: bool


def unchanging(
    made_from: Callable[[], Hashable] = lambda: None,
) -> Callable[[Callable[[], str]], Callable[[], Response]]:
    """For views whose page is the same until the day changes, or what `made_from` answers."""

    def decorate(view: Callable[[], str]) -> Callable[[], Response]:
        @wraps(view)
        def ready() -> Response:
            pages: dict[Hashable, _Ready] = this_face().extensions.setdefault("unchanging", {})
            key, mark = (view.__name__, request.script_root), (today(), made_from())
            page = pages.get(key)
            if page is None or page.made_from != mark:
                page = pages[key] = _made(view, mark)
            return _answer(page)

        return ready

    return decorate


def _made(view: Callable[[], str], mark: Hashable) -> _Ready:
    plain = view().encode()
    packed = gzip.compress(plain, 9, mtime=0)
    return _Ready(mark, plain, packed, bool(g.get("scripted")), bool(g.get("may_be_kept")))


def _answer(page: _Ready) -> Response:
    g.scripted, g.may_be_kept, g.unchanging = page.scripted, page.may_be_kept, True
    is_packed = request.accept_encodings.quality("gzip") > 0
    headers: dict[str, Any] = {"Vary": "Accept-Encoding"}
    if is_packed:
        headers["Content-Encoding"] = "gzip"
    return Response(page.packed if is_packed else page.plain, mimetype="text/html", headers=headers)
