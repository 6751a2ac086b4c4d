"""An act that is sent from a page: before it, one looks again what is new."""

from __future__ import annotations

from ...store.cabinet import CASE
from .collect import refresh
from .desk import PREFIX, Desk, open_file, was_done
from .news import require_seen


def look_again(desk: Desk, once: str) -> None:
    """Before an act that was sent from a page: what the reporter has written since is taken in. Raises
    ChangedMeanwhile, unless the very same was done before; FileNotFound, Unopened, StoreAway."""
    if desk.saw is None or was_done(desk, once):
        return
    kind = next((kind for kind, prefix in PREFIX.items() if desk.saw.number.startswith(prefix)), CASE)
    if kind == CASE:
        refresh(desk, desk.saw.number)
    with desk.cabinet.read() as cabinet:
        require_seen(cabinet, desk, open_file(cabinet, desk, kind, desk.saw.number))
