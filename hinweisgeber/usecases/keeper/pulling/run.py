"""One run of the pull, piece by piece."""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import replace
from datetime import date

from ....crypto.ring import Ring
from ....domain.dialogue.report import OFFICE, REPORTER
from ....store.cabinet import NO_FILE, Alarm, Cabinet, PulledRow, PullMarks
from ....store.cabinet.pulling import REPORTS_WRAP
from ....store.letterbox import Letterbox
from ....store.letterbox.things import LETTER, MESSAGE, REPORT, WRAP, Thing
from ....store.unit import Store
from ..departure import has_lapsed
from .copying import CopiesToKeep
from .rules import WHOLE, Fault, Key, SeenReport, faults, light

AT_ONCE = 100  # reports, and messages, in one transaction
ROUND = 10  # pieces of what was seen, in one run: 1,000 reports every five minutes
LETTERBOX = "letterbox"  # the thing that is missing where the whole store is an older one


class PullRun:
    """One run, and what comes of it."""

    def __init__(self, ring: Ring, today: date, has_room: bool) -> None:
        self._ring, self._today, self.has_room = ring, today, has_room
        self.until = (0, 0)  # the last report and message that were seen before this piece
        self.reports, self.messages, self.raised = 0, 0, list[Alarm]()
        self._upto = dict[bytes, int]()  # the last message that had arrived when a report was looked at

    # -- what is new ---------------------------------------------------------------------------------------------

    def arrivals(self, cab: Cabinet, box: Letterbox) -> bool:
        """A piece of what came. Whether there may be more."""
        marks = self._marks(cab, box)
        came = box.arrivals((marks.reports, marks.messages), AT_ONCE)
        self.until = (marks.reports, marks.messages)
        self._gaps(cab, REPORT, came.reports, (marks.reports, came.last[0]), marks.since_reports)
        self._gaps(cab, MESSAGE, came.messages, (marks.messages, came.last[1]), marks.since_messages)
        new = {one for _, one in came.reports} | {one for n, one in came.messages if n > self._upto.get(one, 0)}
        self._see(cab, box, new)
        self._upto |= dict.fromkeys(new, came.last[1])  # all that lay there: a flood of one mailbox is read once a run
        reports, messages = _last(came.reports, came.last[0]), _last(came.messages, came.last[1])
        cab.set_pull_marks(replace(marks, reports=reports, messages=messages, day=self._today))
        self.reports, self.messages = self.reports + len(came.reports), self.messages + len(came.messages)
        return max(len(came.reports), len(came.messages)) == AT_ONCE

    def _marks(self, cab: Cabinet, box: Letterbox) -> PullMarks:
        """How far we are. Where the letterbox has given fewer numbers than were seen it is an older one, and gives them
        once more."""
        marks, given = cab.pull_marks(), box.given()
        if marks is None:
            return PullMarks(0, 0, *given, b"", None, self._today)
        if given[0] >= marks.reports and given[1] >= marks.messages:
            return marks
        self._raise(cab, Alarm(NO_FILE, LETTERBOX, "", Fault.MISSING, self._today))
        return replace(marks, reports=min(given[0], marks.reports), messages=min(given[1], marks.messages))

    def _gaps(
        self, cab: Cabinet, thing: str, found: list[tuple[int, bytes]], between: tuple[int, int], since: int
    ) -> None:
        """Numbers that were given, and whose rows are not there."""
        due, last = between[0] + 1, between[1]
        numbers = [number for number, _ in found]
        for number in numbers if len(numbers) == AT_ONCE else [*numbers, last + 1]:
            if number > (first := max(due, since + 1)):
                self._raise(cab, Alarm(NO_FILE, thing, f"{first}-{number - 1}", Fault.MISSING, self._today))
            due = max(due, number + 1)

    def _raise(self, cab: Cabinet, one: Alarm) -> None:
        had = {(a.thing, a.part): a for a in cab.alarms(only_open=False) if a.file_id == NO_FILE}
        if cab.raise_alarm(one, had.get((one.thing, one.part))):
            self.raised.append(one)

    # -- all that was seen -----------------------------------------------------------------------------------------

    def alarmed(self, cab: Cabinet, box: Letterbox) -> None:
        """Some of the reports with which something does not fit: it may be over, though they are in no round."""
        self._look_again(cab, box, sorted({one.file_id for one in cab.alarms()} - {NO_FILE})[:AT_ONCE])

    def round(self, cabinet: Store[Cabinet], letterbox: Store[Letterbox]) -> None:
        """Some pieces of the round. Nobody's turn is taken for what lies there as it was seen."""
        with cabinet.read() as cab:
            marks = cab.pull_marks()
        if marks is None:
            return
        at, round_on = marks.at, marks.round_on
        for _ in range(ROUND):
            with cabinet.read() as cab, letterbox.read() as box:
                ids = self.piece(cab, box, at)
                amiss = self._not_as_seen(cab, box, ids)
            if amiss:
                with cabinet.write() as cab, letterbox.read() as box:
                    self._look_again(cab, box, amiss)
            at = ids[-1] if len(ids) == AT_ONCE else b""
            if not at:
                round_on = self._today
                break
        if (marks.at, marks.round_on, marks.day) != (at, round_on, self._today):
            with cabinet.write() as cab:
                if (now := cab.pull_marks()) is not None:
                    cab.set_pull_marks(replace(now, at=at, round_on=round_on, day=self._today))

    def _not_as_seen(self, cab: Cabinet, box: Letterbox, ids: list[bytes]) -> list[bytes]:
        """Those of these reports of which something is new, otherwise or gone: rightly or not is seen in one's turn."""
        marks, named = cab.pull_marks(), {one.file_id for one in cab.alarms()}
        if marks is None:
            return []
        self.until = (marks.reports, marks.messages)
        return [seen.id for seen in self.seen(cab, box, ids, copy=False) if seen.id in named or not _is_as_seen(seen)]

    def _look_again(self, cab: Cabinet, box: Letterbox, ids: list[bytes]) -> None:
        if (marks := cab.pull_marks()) is not None:
            self.until = (marks.reports, marks.messages)
            self._see(cab, box, ids)

    @staticmethod
    def piece(cab: Cabinet, box: Letterbox, after: bytes) -> list[bytes]:
        """The next reports that were seen or lie there, by id."""
        return sorted({*cab.pulled_reports(after, REPORT, AT_ONCE), *box.reports_after(after, AT_ONCE)})[:AT_ONCE]

    def _see(self, cab: Cabinet, box: Letterbox, file_ids: Collection[bytes]) -> None:
        found, new = list[Alarm](), list[PulledRow]()
        for seen in self.seen(cab, box, file_ids):
            named = faults(seen)
            found += self._alarms(seen, named)
            if WHOLE not in named:
                for key in (seen.was.keys() | seen.now.keys()) - named.keys():
                    self._note(seen, key, new)
        cab.keep_pulled(new)
        self.raised += cab.set_alarms(file_ids, found, self._today)

    def _note(self, seen: SeenReport, key: Key, new: list[PulledRow]) -> None:
        """What is right as it is now."""
        was, now = seen.was.get(key), seen.now.get(key)
        if now is None:
            if (REPORT, "") in seen.now:  # else all of it is kept as it was
                seen.cab.drop_pulled(seen.id, *key)
        elif was is None:
            new.append(self._row(now))
        elif (was.digest, was.number) != (now.digest, now.number):
            seen.cab.change_pulled(self._row(now))

    def _row(self, thing: Thing) -> PulledRow:
        received = thing.row.get("received")
        return PulledRow(thing.report_id, thing.kind, thing.part, thing.number, thing.digest, thing.body, received,
                         self._today)  # fmt: skip

    def seen(self, cab: Cabinet, box: Letterbox, file_ids: Collection[bytes], copy: bool = True) -> list[SeenReport]:
        """Each report as it was seen and as it is. What is being erased is nobody's to judge."""
        erased, taken, was = cab.erased_wholly(file_ids), cab.taken_in(file_ids), cab.pulled(file_ids)
        heard = cab.newest_places([one for one in file_ids if taken.get(one)], REPORTER)

        copies = CopiesToKeep(cab, file_ids) if copy and self.has_room else None

        def look(ids: Collection[bytes]) -> dict[bytes, dict[Key, Thing]]:
            found: dict[bytes, dict[Key, Thing]] = {one: {} for one in ids}
            for thing in box.things(ids):
                key = (thing.kind, thing.part)
                found[thing.report_id][key] = light(thing)
                if copies and key not in was[thing.report_id] and thing.report_id not in erased:
                    self._copy(copies, thing, heard.get(thing.report_id, -1))
            if copies:
                copies.keep()
            return found

        now, garbled = _looked(look, file_ids)
        return [
            SeenReport(
                one, was[one], now[one], cab, one in taken, self._is_out, self.until, one in erased, one in garbled
            )
            for one in file_ids
            if one not in erased or (erased[one] and now[one])
        ]

    def _copy(self, copies: CopiesToKeep, thing: Thing, heard: int) -> None:
        """Until it is taken in and entered."""
        row = thing.row
        if (thing.kind == WRAP and heard >= 0) or ("officer_id" in row and self._is_out(row["officer_id"])):
            return
        if thing.kind == MESSAGE and row["author"] != OFFICE and row["place"] > heard:
            copies.add_message(row)
        if thing.kind == WRAP:
            copies.add_wrap(thing.report_id, REPORTS_WRAP, row["officer_id"], row["wrap"])
        if thing.kind == LETTER and row["place"] > heard:
            copies.add_wrap(thing.report_id, row["place"], row["officer_id"], row["wrap"])

    def _is_out(self, officer_id: str) -> bool:
        officer = self._ring.get(officer_id)
        return officer is None or officer.is_out(self._today) or has_lapsed(officer, self._today)

    def alarms_of(self, seen: SeenReport) -> list[Alarm]:
        """What does not fit with it."""
        return self._alarms(seen, faults(seen))

    def _alarms(self, seen: SeenReport, named: dict[Key, Fault]) -> list[Alarm]:
        return [Alarm(seen.id, *key, fault, self._today) for key, fault in sorted(named.items())]


def _is_as_seen(seen: SeenReport) -> bool:
    was = {key: (one.digest, one.number) for key, one in seen.was.items()}
    now = {key: (one.digest, one.number) for key, one in seen.now.items()}
    return was == now and not faults(seen)


Look = Callable[[Collection[bytes]], dict[bytes, dict[Key, Thing]]]


def _looked(look: Look, file_ids: Collection[bytes]) -> tuple[dict[bytes, dict[Key, Thing]], set[bytes]]:
    """What lies there of these reports, and those of which a row holds what is no value of its column (SQLite takes
    any): one such row is not the end of every run."""
    with suppress(ValueError, TypeError):
        return look(file_ids), set()
    now, garbled = dict[bytes, dict[Key, Thing]](), set[bytes]()
    for one in file_ids:
        try:
            now |= look([one])
        except (ValueError, TypeError):
            now[one] = {}
            garbled.add(one)
    return now, garbled


def _last(found: list[tuple[int, bytes]], given: int) -> int:
    return found[-1][0] if len(found) == AT_ONCE else max(given, found[-1][0] if found else 0)
