"""Carries what waits for the reporters from the cabinet to the letterbox: of version 1 here, of version 2 by
`delivering.py`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ...domain.dialogue.report import REPORTER
from ...store.cabinet import Cabinet
from ...store.letterbox import Letterbox, SealedMessage
from ...store.unit import Store
from .delivering import deliver_signed

CARRIED = 8  # sealed messages held at a time: one has up to 16 MiB
ROWS = 500  # states carried at a time


def deliver(
    cabinet_store: Store[Cabinet], letterbox: Store[Letterbox], today: date, only: Sequence[bytes] | None = None
) -> None:
    """Carries replies and states that wait to the letterbox, some at a time; of all cases, or `only` of these. Doing it
    twice changes nothing. What waits because its reporter has written meanwhile goes when that is taken in. Raises
    StoreAway."""
    with cabinet_store.read() as cabinet:
        waiting = [one for one in cabinet.undelivered() if only is None or one[0] in only]
        states = [one for one in cabinet.undelivered_states() if only is None or one[0] in only]
    for start in range(0, len(waiting), CARRIED):
        _carry(cabinet_store, letterbox, waiting[start : start + CARRIED], [])
    for start in range(0, len(states), ROWS):
        _carry(cabinet_store, letterbox, [], states[start : start + ROWS])
    deliver_signed(cabinet_store, letterbox, today, only)


def _carry(
    cabinet_store: Store[Cabinet],
    letterbox: Store[Letterbox],
    places: list[tuple[bytes, str, int]],
    states: list[tuple[bytes, int, bytes]],
) -> None:
    with cabinet_store.read() as cabinet:
        found = [(file_id, cabinet.message(file_id, author, place)) for file_id, author, place in places]
        heard = cabinet.newest_places({file_id for file_id, _, _ in places}, REPORTER)
    with letterbox.write() as box:
        done = [(id_, one) for id_, one in found if one is not None and _post(box, id_, one, heard.get(id_, 0))]
        for file_id, revision, sealed in states:
            if box.has_report(file_id):
                box.post_status(file_id, revision, sealed)
    with cabinet_store.write() as cabinet:
        cabinet.mark_delivered(
            [(file_id, one.author, one.place) for file_id, one in done],
            [(file_id, revision) for file_id, revision, _ in states],
        )


def _post(box: Letterbox, file_id: bytes, message: SealedMessage, heard: int) -> bool:
    """Whether this message of version 1 is done with. A foreign one in its place keeps it waiting; it must not stop all
    others. Behind an introduction it would be taken for a forged one: it waits, and is sealed anew when that is heard.
    """
    if not box.has_report(file_id):
        return True
    there = box.message(file_id, message.author, message.place)
    if there is None and (message.epoch is not None or box.begun_at(file_id, heard + 1) is not None):
        return False
    if there is None:
        box.add_message(file_id, message)
    return there is None or there.tag == message.tag
