"""Between letterbox and cabinet: collect what came in, deliver what goes out. The office calls, never the intake.

A page collects within a bound, what was written to known cases first: however much comes in, the list answers. What
could not be taken in is remembered and tried again in turn; it holds up nothing that came later.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from ...domain.dialogue.report import OFFICE, REPORTER
from ...errors import Broken, Refused
from ...store.cabinet import CASE, Cabinet, OfficerRow, Uncollected
from ...store.errors import StoreAway
from ...store.letterbox import Letterbox, SealedMessage
from .bound import Bound, Left
from .contents import forget_destroyed
from .delivering import deliver_signed
from .desk import Desk, OpenFile, case_of, number_of, open_file, open_row
from .entering import ready
from .errors import FormUnknown, MessageMissing, NewerEntries, RecordingStays, Unopened
from .log import require_known_log
from .outgoing import deliver
from .showing import FAR, is_same, show
from .take_in import New, digest, enter_new, opened_report, sealed_report
from .written import WordLeft, of_version_1, signed_word

__all__ = [
    "Collected",
    "Unfetched",
    "catch_up",
    "collect",
    "collect_follow_ups",
    "deliver",
    "digest",
    "refresh",
    "refresh_version_1",
    "settle",
]

BATCH = 50  # messages of one case in one transaction
REPORTS = 10  # opened, and then entered in one transaction
ROWS = 500  # looked through at a time
AGAIN = 20  # of what could not be taken in
TRIES = 3  # of carrying something to somebody who writes all the time
TOLD = 100  # numbers of cases that are named
UNREADABLE = "unreadable"  # a report that does not open


@dataclass(frozen=True)
class Collected:
    """What did not work, each time until it does, and what is still to come."""

    unreadable: int = 0  # reports that do not open
    incomplete: tuple[str, ...] = ()  # numbers of cases of which the letterbox has lost a message
    newer: tuple[str, ...] = ()  # numbers of cases a newer version has worked on: what was written to them waits
    waiting: int = 0  # reports that are not collected yet
    written: int = 0  # messages to this officer's cases that are not looked through yet


def collect(desk: Desk, bound: Bound | None = None) -> Collected:
    """Takes in new reports and follow-ups meant for this officer, by default all of them.

    Each is one journal entry signed by this officer. What does not open or is incomplete is tried again the next time
    and stops no other. Raises StoreAway.
    """
    bound = bound or Bound()
    with desk.cabinet.read() as cabinet:
        me = cabinet.officer(officer_id=desk.officer_id)
    if me is None:
        return Collected()
    with desk.letterbox.read() as box:
        report_seq, message_seq = _marks(box, me)
    if (report_seq, message_seq) == (0, 0) != (me.report_seq, me.message_seq):
        _tell_again(desk)
    work = _Work(desk)
    work.again(bound)
    message_seq = work.follow_ups(message_seq, bound)
    report_seq = work.reports(report_seq, bound)
    work.note(me, report_seq, message_seq)
    return _told(desk, report_seq, message_seq)


def _told(desk: Desk, report_seq: int, message_seq: int) -> Collected:
    with desk.letterbox.read() as box:
        waiting, written = box.waiting_since(report_seq, desk.officer_id), box.written_since(message_seq)
    with desk.cabinet.read() as cabinet:
        mine = cabinet.held(desk.officer_id, written)  # how much is written to others tells of what one does not hold
        counts = cabinet.count_uncollected(desk.officer_id)
        lost, newer = (
            _numbers(cabinet, cabinet.uncollected_ids(desk.officer_id, [why], TOLD) if why in counts else [])
            for why in (Unfetched.LOST, Unfetched.NEWER)
        )
    unreadable = counts.get(UNREADABLE, 0) + counts.get(Unfetched.DAMAGED, 0)
    return Collected(unreadable, lost, newer, waiting, sum(written[file_id] for file_id in mine))


def _numbers(cabinet: Cabinet, file_ids: list[bytes]) -> tuple[str, ...]:
    return tuple(sorted(number_of(*number) for number in cabinet.numbers(file_ids).values())) if file_ids else ()


def _marks(box: Letterbox, me: OfficerRow) -> tuple[int, int]:
    """How far this officer has collected. A letterbox that was put back gives the same numbers once more, so all is
    looked through again: what is here already is not taken in twice."""
    reports, messages = box.newest()
    return (0, 0) if reports < me.report_seq or messages < me.message_seq else (me.report_seq, me.message_seq)


@dataclass
class _Work:
    """One collecting, and what comes of it."""

    desk: Desk
    known: dict[bytes, Uncollected] = field(default_factory=dict)  # what is remembered, as far as it was its turn
    failed: dict[bytes, Uncollected] = field(default_factory=dict)
    done: set[bytes] = field(default_factory=set)  # what could not be taken in before, and now is

    def again(self, bound: Bound) -> None:
        """Tries once more what could not be taken in. What is as it was is not opened again."""
        with self.desk.cabinet.read() as cabinet:
            self.known = {one.report_id: one for one in cabinet.uncollected(self.desk.officer_id, AGAIN)}
            there = cabinet.taken_in(self.known)
        left = Left(bound)
        for one in self.known.values():
            if not left.another():
                return
            if one.report_id not in there and not self._report_again(one):
                continue
            self._write_on(one.report_id)
            if one.report_id not in self.failed:
                self.done.add(one.report_id)

    def _report_again(self, one: Uncollected) -> bool:
        """Whether what is remembered as a report is one no more that cannot be opened."""
        with self.desk.letterbox.read() as box:
            received = box.received_on(one.report_id)
            sealed = sealed_report(box, one.report_id, received) if received else None
        if sealed is None or self.desk.officer_id not in sealed.wraps:
            return True
        if sealed.mark(self.desk) == one.mark:
            self.failed[one.report_id] = one
            return False
        return self._take_in([(one.report_id, sealed.received)])

    def follow_ups(self, seq: int, bound: Bound) -> int:
        """What was written to the cases that are here. Returns how far it came. What belongs to a report that is not
        here yet comes with it."""
        left = Left(bound)
        while True:
            with (
                self.desk.letterbox.read() as box
            ):  # before the cabinet: a report that comes into it later brings these along
                newest, rows = box.newest()[1], box.follow_ups_since(seq, ROWS)
            ids = list({report_id for _, report_id, _ in rows})
            with self.desk.cabinet.read() as cabinet:
                there, places = cabinet.taken_in(ids), cabinet.newest_places(ids, REPORTER)
            last = {report_id: place for _, report_id, place in rows if there.get(report_id)}
            in_time = True
            while in_time and (behind := [one for one in last if self._is_behind(one, last[one], places)]):
                for report_id in behind:  # a batch of each in turn: nobody who writes much keeps others waiting
                    if not (in_time := left.another()):
                        break
                    places[report_id] = self._write_on(report_id, last[report_id])
            for at, report_id, place in rows:
                if there.get(report_id) and self._is_behind(report_id, place, places):
                    return seq
                seq = at
            if len(rows) < ROWS:
                return max(seq, newest)

    def _is_behind(self, report_id: bytes, place: int, places: dict[bytes, int]) -> bool:
        """Whether a message of a case that is here is not, and may still be taken in."""
        return report_id not in self.failed and place > places.get(report_id, 0)

    def _write_on(self, report_id: bytes, place: int | None = None) -> int:
        """Takes in a batch of what was written to a case, or all; returns up to which place it is done with."""
        why: Unfetched | None = None
        try:
            return collect_follow_ups(self.desk, report_id, None if place is None else 1)
        except (Unopened, FormUnknown):  # what is closed to this officer stands so in their list; others collect it
            pass
        except (RecordingStays, Broken) as error:  # it waits in the letterbox; all others are taken in
            why = next(why for kind, why in _WHY.items() if isinstance(error, kind))
        if why is not None:
            self.failed[report_id] = Uncollected(report_id, why)
        return place or 0

    def reports(self, seq: int, bound: Bound) -> int:
        """New reports, the oldest first. Returns how far it came."""
        left = Left(bound, REPORTS)
        while True:
            with self.desk.letterbox.read() as box:
                rows = box.reports_since(seq, self.desk.officer_id, ROWS)
                written = box.newest_places((report_id for _, report_id, _ in rows), REPORTER)
            with self.desk.cabinet.read() as cabinet:
                there = cabinet.taken_in(report_id for _, report_id, _ in rows)
                places = cabinet.newest_places(there, REPORTER)
            batch: list[tuple[bytes, date]] = []
            for at, report_id, received in rows:
                new = report_id not in there
                behind = bool(there.get(report_id)) and written.get(report_id, 0) > places.get(report_id, 0)
                if (new or behind) and not left.another():
                    self._take_in(batch)
                    return seq
                if new:
                    batch.append((report_id, received))
                elif behind:  # whoever took it in did not come to the end
                    self._write_on(report_id)
                if len(batch) == REPORTS:
                    self._take_in(batch)
                    batch = []
                seq = at
            self._take_in(batch)
            if len(rows) < ROWS:
                return seq

    def _take_in(self, batch: list[tuple[bytes, date]]) -> bool:
        """Opens reports and enters them together, and then what was written to them since. False when one did not."""
        opened, marks = list[New](), dict[bytes, bytes]()
        for report_id, received in batch:
            with self.desk.letterbox.read() as box:
                sealed = sealed_report(box, report_id, received)
            marks[report_id] = sealed.mark(self.desk)
            try:
                new = opened_report(self.desk, sealed)
            except Broken:
                self.failed[report_id] = Uncollected(report_id, UNREADABLE, marks[report_id])
            else:
                opened += [new] if new else []
        if opened := self._enter(opened, marks):
            with self.desk.letterbox.read() as box:
                written = box.newest_places((new.id for new in opened), REPORTER)
            for new in opened:
                if written.get(new.id, 0):
                    self._write_on(new.id)
        return not any(report_id in self.failed for report_id, _ in batch)

    def _enter(self, opened: list[New], marks: dict[bytes, bytes]) -> list[New]:
        """Enters them together, or one by one when one of them cannot become a case; which of them are cases now."""
        if not opened:
            return []
        try:
            with self.desk.cabinet.write() as cabinet:
                enter_new(cabinet, self.desk, opened)
                if without := [(new.id, one) for new in opened for one in new.without]:
                    with self.desk.letterbox.write() as box:  # before the commit: without it this can be done again
                        box.drop_wraps(without, letters=False)
            return opened
        except Broken:
            if len(opened) > 1:
                return [new for one in opened for new in self._enter([one], marks)]
            (one,) = opened
            self.failed[one.id] = Uncollected(one.id, UNREADABLE, marks[one.id])
            return []

    def note(self, me: OfficerRow, report_seq: int, message_seq: int) -> None:
        """Remembers how far this officer has come, and what is left."""
        moved = (report_seq, message_seq) != (me.report_seq, me.message_seq)
        failed = {one.report_id: one for one in self.failed.values() if self.known.get(one.report_id) != one}
        if len(self.known) == AGAIN:  # there may be more of them: these have had their turn
            failed = self.failed
        if not (moved or failed or self.done):
            return
        with self.desk.cabinet.write() as cabinet:
            if moved:
                cabinet.set_collected(self.desk.officer_id, report_seq, message_seq)
            cabinet.drop_uncollected(self.desk.officer_id, self.done - self.failed.keys())
            cabinet.set_uncollected(self.desk.officer_id, failed.values())


class Unfetched(StrEnum):
    """Why something the reporter wrote may still lie in the letterbox."""

    NOTHING = ""
    AWAY = "away"  # the letterbox is out of reach
    DAMAGED = "damaged"
    LOST = "lost"  # a message of the reporter is gone there, and what came after it cannot be taken in
    RECORDING = "recording"  # an answer ends the minutes, and the recording cannot be erased now
    NEWER = "newer"  # a newer version of this program has worked on the case
    LETTER = "letter"  # it was sealed for colleagues alone: one of them takes it in


_WHY: dict[type[Exception], Unfetched] = {
    RecordingStays: Unfetched.RECORDING,
    StoreAway: Unfetched.AWAY,
    MessageMissing: Unfetched.LOST,
    NewerEntries: Unfetched.NEWER,
    WordLeft: Unfetched.LETTER,
    Broken: Unfetched.DAMAGED,
}


def refresh(desk: Desk, number: str) -> Unfetched:
    """Takes in what the reporter has written to this case since, before a page shows it. A letterbox that is away or
    damaged must not close the page, which has to say that it may not show everything.

    Raises FileNotFound, Unopened, FormUnknown.
    """
    try:
        catch_up(desk, number)
    except (Unopened, FormUnknown):
        raise
    except (StoreAway, Broken) as error:
        return next(why for kind, why in _WHY.items() if isinstance(error, kind))
    return Unfetched.NOTHING


def refresh_version_1(desk: Desk, number: str) -> None:
    """The same of a dialogue of version 1, before anything is said in it. Raises FileNotFound too."""
    with desk.cabinet.read() as cabinet:
        is_signed = case_of(open_file(cabinet, desk, CASE, number)).talk is not None
    if not is_signed:
        refresh(desk, number)


def catch_up(desk: Desk, number: str) -> None:
    """The same before an act that the reporter's latest word may speak against. Raises FileNotFound, Unopened,
    RecordingStays, StoreAway, MessageMissing, NewerEntries, and SealBroken or FormatBroken for a damaged letterbox."""
    with desk.cabinet.read() as cabinet:
        opened = open_file(cabinet, desk, CASE, number)
    collect_follow_ups(desk, opened.id)
    forget_destroyed(desk, opened)


def collect_follow_ups(desk: Desk, report_id: bytes, batches: int | None = None) -> int:
    """Takes in what the reporter has written since, if this officer holds a key; one entry a message. At most so many
    batches, by default all. Returns the place of the newest message that is here, without a key 0.

    Raises RecordingStays when an answer would make minutes final and the recording cannot be erased, MessageMissing
    when the letterbox has lost one, NewerEntries, and Unopened for a case that does not open for this officer.
    """
    with desk.cabinet.read() as cabinet:
        row = next(cabinet.files(desk.officer_id, [report_id]), None)
    if row is None:
        return _ALL
    known = case_of(open_row(desk, row)).follow_ups
    while batches is None or batches > 0:
        batches = None if batches is None else batches - 1
        with desk.letterbox.read() as box:
            batch = box.messages_from(report_id, REPORTER, known + 1, BATCH)
            wraps = {one.place: box.letter_wraps(report_id, one.place) for one in batch if one.epoch is not None}
        if not batch:
            return known
        with desk.cabinet.write() as cabinet:  # a batch at a time: others want to write too
            row = next(cabinet.files(desk.officer_id, [report_id]), None)
            if row is None:  # it has been erased in the meantime
                return _ALL
            opened = open_row(desk, row)
            require_known_log(cabinet, desk, opened)
            kept_out = case_of(opened).kept_out
            opened, left = _batch(cabinet, desk, opened, batch, wraps)
        before, known = known, case_of(opened).follow_ups
        if case_of(opened).kept_out != kept_out:
            desk.lists()
        if left and known == before:
            raise left
        if known > before and case_of(opened).talk is not None:
            with suppress(StoreAway):  # it waits in the cabinet
                deliver_signed(desk.cabinet, desk.letterbox, desk.today, [report_id])
        if known < batch[0].place:  # so many are gone that it is their turn again with a later request
            raise MessageMissing(case_of(opened).number)
    return known


_ALL = 2**31  # nothing of this case is for this officer to take in


def _batch(
    cabinet: Cabinet, desk: Desk, opened: OpenFile, batch: list[SealedMessage], wraps: dict[int, dict[str, bytes]]
) -> tuple[OpenFile, WordLeft | None]:
    """What of it was taken in, and why not more; the mailbox is shown it once."""
    was, left, shown, restored = opened, None, opened.keys.epoch, opened.row.restored
    for message in batch:
        if message.epoch is None and case_of(opened).talk is None:
            opened = of_version_1(cabinet, desk, opened, message)
            continue
        try:
            opened = signed_word(cabinet, desk, opened, message, wraps.get(message.place, {}), shown, restored)
        except WordLeft as waits:
            left = waits
            break
    if opened is not was:
        show(cabinet, desk, opened)
    return opened, left


def settle(desk: Desk, report_id: bytes) -> None:
    """Carries what waits in a case to the letterbox; where the reporter has written meanwhile, that is taken in before,
    and what the mailbox is shown is made anew (SPEC §38). What cannot go now goes with a later request."""
    with suppress(StoreAway, Refused, Broken):
        deliver(desk.cabinet, desk.letterbox, desk.today, [report_id])
        for _ in range(TRIES):
            with desk.cabinet.read() as cabinet:
                if cabinet.waiting_status(report_id) is None and not cabinet.waits(report_id):
                    return
            collect_follow_ups(desk, report_id)
            _remake(desk, report_id)
            _go_on_behind(desk, report_id)
            deliver_signed(desk.cabinet, desk.letterbox, desk.today, [report_id])


def _remake(desk: Desk, report_id: bytes) -> None:
    """The status anew, above one that the letterbox has seen and this cabinet knows nothing of."""
    with desk.letterbox.read() as box:
        shown = box.status_at(report_id)
    with desk.cabinet.read() as cabinet:
        made = cabinet.last_status(report_id) if cabinet.waiting_status(report_id) else None
    if shown is None or made is None or not made <= shown[0] <= made + FAR:
        return
    with desk.cabinet.write() as cabinet:
        row = next(cabinet.files(desk.officer_id, [report_id]), None)
        if row is not None:
            cabinet.raise_status(report_id, shown[0])
            show(cabinet, desk, open_row(desk, row))


def _go_on_behind(desk: Desk, report_id: bytes) -> None:
    """Where something else lies in the place of what waits, an older cabinet was put back, or somebody has put it
    there: the dialogue goes on behind it, in a new epoch, which names what was never shown."""
    with desk.cabinet.read() as cabinet, desk.letterbox.read() as box:
        waiting = [one for one in cabinet.waiting_messages(report_id) if one.epoch is not None]
        there = [(one, box.message(report_id, OFFICE, one.place)) for one in waiting]
    if all(lies is None or is_same(one, lies) for one, lies in there):
        return
    with desk.cabinet.write() as cabinet:
        cabinet.mark_restored(report_id)
        row = next(cabinet.files(desk.officer_id, [report_id]), None)
        if row is not None:
            ready(cabinet, desk, open_row(desk, row))


def _tell_again(desk: Desk) -> None:
    """Where an older letterbox was put back: the mailboxes whose status or words are older than what was taken in are
    shown anew how their cases stand, so that their reporters write behind what they had said."""
    with desk.cabinet.read() as cabinet:
        ids = [file_id for file_id, _, _ in cabinet.revisions(desk.officer_id, CASE)]
        heard = cabinet.newest_places(ids, REPORTER)
        with desk.letterbox.read() as box:
            shown = {file_id: (box.status_at(file_id) or (0, None, b""))[0] for file_id in ids}
            behind = [one for one in ids if box.has_report(one) and (
                shown[one] < cabinet.last_status(one) or box.said_by_reporter(one) <= heard.get(one, 0))]  # fmt: skip
    for file_id in behind:
        with suppress(Broken), desk.cabinet.write() as cabinet:
            row = next(cabinet.files(desk.officer_id, [file_id]), None)
            if row is not None:
                show(cabinet, desk, open_row(desk, row))
    deliver_signed(desk.cabinet, desk.letterbox, desk.today, behind)
