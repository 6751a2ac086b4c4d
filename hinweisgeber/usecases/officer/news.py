"""What has happened in a file since the page was shown from which somebody acts on it: then nothing is done, and they
are told. One mechanism for every act.

News is what others did, and whatever the reporter said; not what one did oneself in another tab. A new key alone is
none: what it was made for has an entry of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...domain.acts import Act, Kind, kind_of
from ...domain.journal import Entry
from ...errors import Broken
from ...store.cabinet import Cabinet
from .desk import Desk, OpenFile, number_of, open_act
from .errors import ChangedMeanwhile

TOLD = 5  # of what is new; the page shows all of it
_ROWS = 50  # entries read at a time


def require_seen(cabinet: Cabinet, desk: Desk, opened: OpenFile) -> None:
    """That who acts has seen all that others did to this file; of another file than the page's nothing is asked. In the
    act's own transaction, so nothing can come between. Raises ChangedMeanwhile."""
    saw = desk.saw
    if saw is None or saw.number != number_of(opened.row.kind, opened.row.year, opened.row.n):
        return
    if cabinet.newest_act(opened.id) == saw.entry:
        return
    news = list(_news(cabinet, desk, opened, saw.entry))
    if news:
        raise ChangedMeanwhile(tuple(news[:TOLD]), more=len(news) > TOLD)


def _news(cabinet: Cabinet, desk: Desk, opened: OpenFile, since: int) -> Iterator[Act]:
    """The newest first, and no more than one needs to know that there are more. A page that names no entry of this file
    has shown nothing."""
    since = since if cabinet.file_log_at(opened.id, [since]) else 0
    skip = found = 0
    while rows := cabinet.file_log_page(opened.id, skip, _ROWS):
        for n, (entry, sealed) in enumerate(rows):
            if entry.seq <= since or found > TOLD:
                return
            act = _opened(opened, opened.row.revision - skip - n, entry, sealed)
            if act.kind is not Kind.EPOCH and (act.signer != desk.officer_id or act.kind is Kind.FOLLOW_UP):
                found += 1
                yield act
        skip += len(rows)


def _opened(opened: OpenFile, place: int, entry: Entry, sealed: bytes) -> Act:
    """The act; of one that does not open, that it was."""
    try:
        return open_act(opened, place, entry, sealed)
    except Broken:
        return Act(kind_of(entry.kind), entry.day, entry.signer, seq=entry.seq)
