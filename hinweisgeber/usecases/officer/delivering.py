"""Carries what the office says in version 2 to the letterbox: a status, with the reporter's way to its key, and the
messages it vouches for, together or not at all (SPEC §38).

Both stores at once, the cabinet first as everybody takes them: what is carried cannot change on the way.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from ...crypto import heads
from ...crypto.dialogue import OFFICE
from ...store.cabinet import Cabinet, WaitingStatus
from ...store.letterbox import Letterbox, SealedMessage
from ...store.letterbox.dialogue import NEAR
from ...store.unit import Store
from .dialogues import REFUSED
from .showing import is_same

AT_ONCE = 100  # cases in one transaction
CARRIED = 8  # sealed messages held at a time: one has up to 16 MiB


def deliver_signed(
    cabinet_store: Store[Cabinet], letterbox: Store[Letterbox], today: date, only: Sequence[bytes] | None = None
) -> None:
    """Carries what waits, of all cases or `only` of these. A case of which the reporter has said something that is not
    taken in yet keeps waiting. Raises StoreAway."""
    with cabinet_store.read() as cabinet:
        waiting = [one for one in cabinet.waiting_signed() if only is None or one[0] in only]
    for some in _batches(waiting):
        with cabinet_store.write() as cabinet, letterbox.write() as box:
            for file_id in some:
                status = cabinet.waiting_status(file_id)
                messages = [one for one in cabinet.waiting_messages(file_id) if one.epoch is not None]
                if status is not None and _post(cabinet, box, file_id, status, messages):
                    cabinet.status_delivered(file_id, today)


def _batches(waiting: list[tuple[bytes, int]]) -> Iterator[list[bytes]]:
    some, messages = list[bytes](), 0
    for file_id, count in waiting:
        if some and (len(some) == AT_ONCE or messages + count > CARRIED):
            yield some
            some, messages = [], 0
        some.append(file_id)
        messages += count
    if some:
        yield some


def _lost_there(cabinet: Cabinet, box: Letterbox, file_id: bytes, before: int) -> Iterator[SealedMessage]:
    """What the office said before this place and the letterbox has lost, for an older one was put back: without it all
    that was said earlier would be nobody's. Of a text that was destroyed only its place comes back."""
    for place in range(box.next_place(file_id, OFFICE), before):
        if (one := cabinet.message(file_id, OFFICE, place)) is not None:
            yield replace(one, sealed=heads.digest(one.sealed)) if one.epoch == REFUSED else one


def _post(
    cabinet: Cabinet, box: Letterbox, file_id: bytes, status: WaitingStatus, messages: list[SealedMessage]
) -> bool:
    """Whether it is done with."""
    if not box.has_report(file_id):
        return True
    if box.said_by_reporter(file_id, status.taken_in + NEAR) > status.taken_in:
        return False  # a row far behind is no reason to fall silent: anybody could have put it there
    if (shown := box.status_at(file_id)) is not None and shown[0] >= status.posted.revision:
        return shown[2] == status.posted.sealed  # it was carried, and that was not noted
    there = [(one, box.message(file_id, one.author, one.place)) for one in messages]
    if any(lies is not None and not is_same(one, lies) for one, lies in there):
        return False  # a foreign one in its place
    first = messages[0].place if messages else cabinet.newest_places([file_id], OFFICE).get(file_id, -1) + 1
    for one in (*_lost_there(cabinet, box, file_id, first), *(one for one, lies in there if lies is None)):
        box.add_message(file_id, one)
    box.post_signed_status(file_id, status.posted)
    box.forget_wraps(file_id, status.taken_in)
    return True
