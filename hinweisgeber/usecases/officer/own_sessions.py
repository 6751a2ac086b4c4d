"""One's own sessions: since which day each, and on what kind of device, as its owner says. Nothing else is known of
them: no address, no browser, no time of day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from ...domain.case.deadlines import receipt_day
from ...domain.errors.fields import ChoiceMissing
from ...store.cabinet import Cabinet
from ...store.unit import Store
from .unlock import ABSOLUTE_SECONDS, IDLE_SECONDS

DESK, NOTEBOOK, OTHER = "desk", "notebook", "other"
KINDS: Sequence[str] = (DESK, NOTEBOOK, OTHER)
ALL_OTHERS = "others"
_HANDLE = 8  # bytes of what it is stored under, by which its owner names it: nobody gets in with them


@dataclass(frozen=True)
class OwnSession:
    """One of them. `kind`: empty where its owner has said nothing."""

    handle: str
    begun: date
    kind: str
    here: bool  # the one that asks


def kind_of(said: str) -> str:
    """A kind of device; empty for what is none."""
    return said if said in KINDS else ""


def own_sessions(cabinet: Store[Cabinet], officer_id: str, here: bytes, now: int) -> list[OwnSession]:
    """Those that have not run out, this one first. Raises StoreAway."""
    with cabinet.read() as cab:
        rows = cab.sessions_of(officer_id)
    found = [
        OwnSession(_handle(row), receipt_day(datetime.fromtimestamp(begun, UTC)), kind_of(kind), row == here)
        for row, begun, seen, kind in rows
        if now - begun < ABSOLUTE_SECONDS and now - seen < IDLE_SECONDS
    ]
    return sorted(found, key=lambda one: not one.here)


def end_own(cabinet: Store[Cabinet], officer_id: str, here: bytes, which: str) -> None:
    """Ends one of the others, or all of them. One that has ended meanwhile has ended. Raises ChoiceMissing for the one
    that asks, StoreAway."""
    if which == _handle(here):
        raise ChoiceMissing().at("which")
    with cabinet.write() as cab:
        if which == ALL_OTHERS:
            cab.end_other_sessions(officer_id, here)
            return
        for row, *_ in cab.sessions_of(officer_id):
            if _handle(row) == which:
                cab.end_session(row)


def call_device(cabinet: Store[Cabinet], here: bytes, kind: str) -> None:
    """Says on what kind of device this session is. Raises ChoiceMissing for one there is not, StoreAway."""
    if kind not in KINDS:
        raise ChoiceMissing().at("kind")
    with cabinet.write() as cab:
        cab.set_device(here, kind)


def _handle(row: bytes) -> str:
    return row[:_HANDLE].hex()
