"""Puts back what the letterbox has lost and the pull still holds, and says of the rest that it is known (SPEC §43).

Reports that nobody has collected come back whole but for their mailbox, of which there is no copy: its code opens
nothing any more. What the office had said lies there again, in its old place.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date

from ....crypto import heads
from ....domain.dialogue.report import OFFICE
from ....store.cabinet import NO_FILE, Alarm, Cabinet, PulledRow
from ....store.cabinet.pulling import REPORTS_WRAP
from ....store.letterbox import Letterbox
from ....store.letterbox.things import FILE, MESSAGE, REPORT, Thing
from ....store.unit import Store
from ...officer.dialogues import REFUSED
from .rules import WHOLE, Key


@dataclass(frozen=True)
class Rescued:
    """What came back, of the reporters and of the office, and copies that are not what was seen."""

    reports: int = 0
    messages: int = 0
    answers: int = 0
    spoilt: int = 0

    def __add__(self, other: Rescued) -> Rescued:
        return Rescued(self.reports + other.reports, self.messages + other.messages, self.answers + other.answers,
                       self.spoilt + other.spoilt)  # fmt: skip


def rescue(letterbox: Store[Letterbox], cabinet: Store[Cabinet]) -> Rescued:
    """Doing it again changes nothing. On PostgreSQL the owner's role does it: the office may not speak for reporters.
    Raises StoreAway."""
    with cabinet.read() as cab:
        ids = sorted({*cab.copied_reports(), *(one.file_id for one in cab.alarms() if one.file_id != NO_FILE)})
    done = Rescued()
    for file_id in ids:
        with cabinet.write() as cab, letterbox.write() as box:
            done += _put_back(cab, box, file_id)
    return done


def _put_back(cab: Cabinet, box: Letterbox, file_id: bytes) -> Rescued:
    was = cab.pulled([file_id])[file_id]
    if file_id in cab.erased_wholly([file_id]) or (whole := was.get(WHOLE)) is None:
        return Rescued()
    wraps, reports = cab.copied_wraps(file_id), 0
    if not box.has_report(file_id):
        if whole.received is None or cab.taken_in([file_id]):
            return Rescued()  # it is a case: all of it is here
        box.add_report(file_id, whole.received, {})
        reports = 1
    there, own = box.wraps(file_id), {o: w for (at, o), w in wraps.items() if at == REPORTS_WRAP}
    own = {} if cab.taken_in([file_id]) else own  # of a case they have gone rightly
    box.drop_wraps([(file_id, o) for o, w in own.items() if there.get(o, w) != w], letters=False)
    box.add_wraps(file_id, {o: w for o, w in own.items() if there.get(o) != w})
    messages, spoilt = _messages(cab, box, file_id, was, wraps)
    box.name_blobs(file_id, [part for kind, part in was if kind == FILE and not cab.taken_in([file_id])])
    answers = _answers(cab, box, file_id, was)
    _renumber(cab, box, file_id, was)
    return Rescued(reports, messages, answers, spoilt)


def _messages(
    cab: Cabinet, box: Letterbox, file_id: bytes, was: dict[Key, PulledRow], wraps: dict[tuple[int, str], bytes]
) -> tuple[int, int]:
    back, spoilt = 0, 0
    for one in cab.copied_messages(file_id):
        seen = was.get((MESSAGE, f"{one.author}/{one.place}"))
        lies = box.message(file_id, one.author, one.place)
        if seen is None or lies == one:
            continue
        if hashlib.sha384(one.sealed).digest() != seen.body:
            spoilt += 1
            continue
        if lies is not None:  # another than was seen: a backup has it, if it is to be looked at
            box.drop_message(file_id, one.author, one.place)
        if box.put_back(file_id, one, seen.number or 0):
            there = box.letter_wraps(file_id, one.place)
            kept = {o: w for (at, o), w in wraps.items() if at == one.place and o not in there}
            box.add_letter_wraps(file_id, one.place, kept)
            back += 1
    return back, spoilt


def _renumber(cab: Cabinet, box: Letterbox, file_id: bytes, was: dict[Key, PulledRow]) -> None:
    """What came back has a number of its own."""
    for thing in box.things([file_id]):
        seen = was.get((thing.kind, thing.part))
        if seen and thing.kind in (REPORT, MESSAGE) and seen.digest == thing.digest and seen.number != thing.number:
            cab.change_pulled(_row(thing, seen.day))


def _answers(cab: Cabinet, box: Letterbox, file_id: bytes, was: dict[Key, PulledRow]) -> int:
    """Messages of the office that are gone there, with the bytes they had: nothing of them is sealed anew, for what was
    signed later counts on them. Of what had to lose its text after a restore its hash."""
    said = {int(part.rpartition("/")[2]): row for (kind, part), row in was.items()
            if kind == MESSAGE and part.rpartition("/")[0] == OFFICE}  # fmt: skip
    back = 0
    for place, seen in sorted(said.items()):
        ours = cab.message(file_id, OFFICE, place)
        if ours is None or box.message(file_id, OFFICE, place) is not None:
            continue
        lay = replace(ours, sealed=heads.digest(ours.sealed)) if ours.epoch == REFUSED else ours
        if hashlib.sha384(lay.sealed).digest() == seen.body:
            back += box.put_back(file_id, lay, seen.number or 0)
    return back


def _row(thing: Thing, day: date) -> PulledRow:
    received = thing.row.get("received")
    return PulledRow(thing.report_id, thing.kind, thing.part, thing.number, thing.digest, thing.body, received, day)


def know(letterbox: Store[Letterbox], cabinet: Store[Cabinet], today: date) -> list[Alarm]:
    """From now on what lies there is what may lie there; the alarms keep the day on which that was said. Returns them.
    Raises StoreAway."""
    with cabinet.write() as cab, letterbox.read() as box:
        alarms = cab.alarms()
        ids = sorted({one.file_id for one in alarms if one.file_id != NO_FILE})
        now = {(thing.report_id, thing.kind, thing.part): _row(thing, today) for thing in box.things(ids)}
        for one in alarms:
            if one.file_id != NO_FILE:
                _take_as_it_is(cab, one, now)
            cab.set_known(one, today)
    return alarms


def _take_as_it_is(cab: Cabinet, one: Alarm, now: dict[tuple[bytes, str, str], PulledRow]) -> None:
    was = cab.pulled([one.file_id])[one.file_id]
    keys = was.keys() | {(kind, part) for file_id, kind, part in now if file_id == one.file_id}
    for kind, part in keys if (one.thing, one.part) == WHOLE else [(one.thing, one.part)]:
        row = now.get((one.file_id, kind, part))
        if row is None:
            cab.drop_pulled(one.file_id, kind, part)
        elif (kind, part) in was:
            cab.change_pulled(row)
        else:
            cab.keep_pulled([row])
