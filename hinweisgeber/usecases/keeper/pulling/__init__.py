"""The pull: what lies in the letterbox is seen, digested and, until it is a case, copied, without any key (SPEC §43).

A timer does it, no officer. What came is found by its number, and a number that is missing is named; then a round over
all that was seen goes on where the last run stopped, so that each report is compared every day. In small pieces; what
is new or not as it was seen, in the cabinet's turn: whatever the office is about to do in the letterbox is done
by then or not begun, so what does not fit is nobody's work. Two hosts at once come to the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ....crypto.ring import Ring
from ....store.blobs import require_room
from ....store.cabinet import NO_FILE, Alarm, Cabinet
from ....store.letterbox import LONG_TEXTS_LEAVE, Letterbox
from ....store.unit import Store
from .run import AT_ONCE, PullRun

BATCHES = 200  # of what is new, in one run: a flood holds up no run, and is seen to its end by later ones


@dataclass(frozen=True)
class Pulled:
    """What a run found: reports and messages that were new, and what does not fit and was not known."""

    reports: int
    messages: int
    alarms: tuple[Alarm, ...]


def pull(letterbox: Store[Letterbox], cabinet: Store[Cabinet], ring: Ring, today: date) -> Pulled:
    """A run. Doing it again, or twice at once, changes nothing; where nothing is new it takes nobody's turn. Raises
    StoreAway, SettingsWrong."""
    run = PullRun(ring, today, _has_room(cabinet))
    with cabinet.read() as cab, letterbox.read() as box:  # before anybody's turn is taken: it may be away
        marks, is_alarmed = cab.pull_marks(), bool(cab.alarms())
        is_new = marks is None or (marks.reports, marks.messages) != box.given()
    for _ in range(BATCHES if is_new else 0):
        run.has_room = _has_room(cabinet)
        with cabinet.write() as cab, letterbox.read() as box:
            if not run.arrivals(cab, box):
                break
    if is_alarmed:
        with cabinet.write() as cab, letterbox.read() as box:
            run.alarmed(cab, box)
    run.round(cabinet, letterbox)
    with cabinet.read() as cab:
        has_copies = bool(cab.copied_reports())
    if has_copies:
        with cabinet.write() as cab:
            cab.drop_taken_copies()
    return Pulled(run.reports, run.messages, tuple(run.raised))


def _has_room(cabinet: Store[Cabinet]) -> bool:
    """Whether there is disk for copies; digests are kept in any case."""
    try:
        if cabinet.sqlite and cabinet.url.database:
            require_room(Path(cabinet.url.database).parent, LONG_TEXTS_LEAVE)
    except OSError:
        return False
    return True


def differences(letterbox: Store[Letterbox], cabinet: Store[Cabinet], ring: Ring, today: date) -> list[Alarm]:
    """What does not fit now with all that was seen, compared anew, and the numbers that are known to be missing: a row
    of `alarm` is no proof of itself. Notes nothing. Raises StoreAway."""
    found, at = list[Alarm](), b""
    while True:
        with cabinet.read() as cab, letterbox.read() as box:
            if (marks := cab.pull_marks()) is None:
                return []
            run = PullRun(ring, today, has_room=False)
            ids, run.until = run.piece(cab, box, at), (marks.reports, marks.messages)
            amiss = [seen.id for seen in run.seen(cab, box, ids, copy=False) if run.alarms_of(seen)]
        if amiss:  # once more in the cabinet's turn: an act may have been half done
            with cabinet.write() as cab, letterbox.read() as box:
                found += [one for seen in run.seen(cab, box, amiss, copy=False) for one in run.alarms_of(seen)]
        if len(ids) < AT_ONCE:
            with cabinet.read() as cab:
                return [one for one in cab.alarms() if one.file_id == NO_FILE] + found
        at = ids[-1]
