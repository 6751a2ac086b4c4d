"""What lies in the letterbox, against what was seen there and what the cabinet knows of it (SPEC §43)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ....crypto.ring import Ring
from ....store.cabinet import CASE, NO_FILE, Cabinet
from ....store.letterbox import Letterbox
from ....store.unit import Store
from ...officer.desk import number_of
from ..pulling import differences
from .findings import Amiss, Finding

WHY = {
    Amiss.MISSING: "missing in the letterbox",
    Amiss.ALTERED: "altered in the letterbox",
    Amiss.FOREIGN: "foreign in the letterbox",
}


def letterbox_findings(
    letterbox: Store[Letterbox], cabinet: Store[Cabinet], ring: Ring, today: date
) -> Iterator[Finding]:
    """What was seen once and is missing or otherwise now, compared anew; a report that is no case yet has no number.
    Raises StoreAway."""
    alarms = differences(letterbox, cabinet, ring, today)
    with cabinet.read() as cab:
        ids = {one.file_id for one in alarms if one.file_id != NO_FILE}
        numbers, last = cab.numbers(ids), cab.last_entries(ids)
    for one in alarms:
        number = number_of(*numbers[one.file_id]) if numbers.get(one.file_id, ("",))[0] == CASE else ""
        what, kind = f"letterbox {one.thing} {one.part}".rstrip(), Amiss(one.kind)
        values = {"what": what.removeprefix("letterbox "), "day": one.day}
        yield Finding(last.get(one.file_id, 1), number, kind, what, WHY[kind], values)
