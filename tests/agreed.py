"""Acting as two, where the law asks for two: who is at the desk proposes, a colleague who holds the case confirms, on
the first day on which that is possible."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from hinweisgeber.crypto.keystore import Identity
from hinweisgeber.domain.errors.power import NeedsSecond
from hinweisgeber.store.blobs import BlobStore
from hinweisgeber.usecases.leaving import confirming
from hinweisgeber.usecases.officer.desk import Desk
from hinweisgeber.usecases.officer.errors import FileNotFound

KNOWN: dict[str, Identity] = {}  # of everybody whom a test has founded or admitted, by officer id


def agreed(act: Callable[..., Any], desk: Desk, *args: Any, by: Desk | None = None, **named: Any) -> Any:
    """What the act gives; where two must agree, what confirming gives. What the reporter may object to is not proposed
    on a day before the newest entry's: a colleague would not confirm it."""
    if getattr(act, "__name__", "") in ("destroy_message", "destroy_file"):
        with desk.cabinet.read() as cabinet:
            head = cabinet.head()
        desk = replace(desk, today=max(desk.today, head.day)) if head else desk
    try:
        return act(desk, *args, **named)
    except NeedsSecond as waits:
        blobs = next((one for one in args if hasattr(one, "delete")), desk.blobs)
        return confirmed(desk, waits, blobs, by)


def confirmed(desk: Desk, waits: NeedsSecond, blobs: BlobStore | None = None, by: Desk | None = None) -> Any:
    """The second signature, by `by` or whoever can."""
    at, view = second(by, desk, waits)
    day = max(at.today, view.agreed.proposal.not_before)
    return confirming.confirm(replace(at, today=day), blobs, waits.number, waits.n, view.agreed.hash)  # type: ignore[arg-type]


def second(by: Desk | None, desk: Desk, waits: NeedsSecond) -> tuple[Desk, confirming.ProposalView]:
    """The desk of who could confirm it, `by` or whoever can, and what waits, as they opened it."""
    if by is not None:
        return by, confirming.look(by, waits.number, waits.n)
    function = desk.ring.get(desk.officer_id).function.casefold()  # type: ignore[union-attr]
    for one in desk.ring.officers(desk.today):
        if one.officer_id in KNOWN and one.function.casefold() != function:
            at = replace(desk, officer_id=one.officer_id, identity=KNOWN[one.officer_id])
            try:
                return at, confirming.look(at, waits.number, waits.n)
            except FileNotFound:
                continue
    raise AssertionError("nobody is there who could confirm")
