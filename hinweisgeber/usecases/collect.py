"""Between letterbox and cabinet: collect what came in, deliver what goes out. The office calls, never the intake."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from ..crypto import contexts
from ..crypto.keys import CaseKey
from ..crypto.seal import seal_text
from ..crypto.unseal import open_text
from ..domain import fold
from ..domain.acts import Act, Kind
from ..domain.asking import what_it_does
from ..domain.report import CHANNELS, INTAKE, RECORDS, REPORT, REPORTER, Report, Said
from ..errors import (
    Broken,
    FormatBroken,
    FormUnknown,
    MessageMissing,
    NewerEntries,
    RecordingStays,
    StoreAway,
    Unopened,
)
from ..store.cabinet import CASE, Cabinet, OfficerRow, SealedFile
from ..store.letterbox import Letterbox, SealedMessage
from ..store.unit import Store
from .contents import opened_said
from .desk import Desk, OpenFile, case_of, create, enter, known_acts, number_of, open_file, open_row, require_known
from .receipts import receipt_for
from .recordings import end_recordings
from .submit import barred

FIRST_DAY = date(2023, 7, 2)  # the HinSchG's first day: no report is older
TOPIC_LENGTH = 64
BATCH = 50


@dataclass(frozen=True)
class Collected:
    """What did not work, each time until it does."""

    unreadable: int = 0  # reports that do not open
    incomplete: tuple[str, ...] = ()  # numbers of cases of which the letterbox has lost a message
    newer: tuple[str, ...] = ()  # numbers of cases a newer version has worked on: what was written to them waits


def collect(desk: Desk) -> Collected:
    """Takes in new reports and follow-ups meant for this officer.

    Each is one journal entry signed by this officer. What does not open or is incomplete is tried again the next time
    and stops no other. Raises StoreAway.
    """
    with desk.cabinet.read() as cabinet:
        me = cabinet.officer(officer_id=desk.officer_id)
    if me is None:
        return Collected()
    with desk.letterbox.read() as box:
        report_seq, message_seq = _marks(box, me)
        reports = box.reports_since(report_seq, desk.officer_id)
        newest, touched = box.reports_with_messages_since(message_seq, REPORTER)
    unreadable = {report_id for _, report_id, received in reports if not _opens(desk, report_id, received)}
    incomplete, newer = [], []
    for report_id in dict.fromkeys([*(report_id for _, report_id, _ in reports), *touched]):
        try:
            collect_follow_ups(desk, report_id)
        except (Unopened, FormUnknown):  # what is closed to this officer stands so in their list; others collect it
            pass
        except RecordingStays:  # this answer waits in the letterbox; all others are taken in
            newest = message_seq
        except MessageMissing as missing:
            newest = message_seq
            incomplete.append(missing.number)
        except NewerEntries:
            newest = message_seq
            newer.append(report_id)
        except Broken:
            newest = message_seq
            unreadable.add(report_id)
    failed = [seq for seq, report_id, _ in reports if report_id in unreadable]
    report_seq = min(failed) - 1 if failed else max((seq for seq, _, _ in reports), default=report_seq)
    message_seq = newest
    if (report_seq, message_seq) != (me.report_seq, me.message_seq):
        with desk.cabinet.write() as cabinet:
            cabinet.set_collected(desk.officer_id, report_seq, message_seq)
    return Collected(len(unreadable), tuple(sorted(incomplete)), _numbers(desk, newer))


def _numbers(desk: Desk, file_ids: list[bytes]) -> tuple[str, ...]:
    if not file_ids:
        return ()
    with desk.cabinet.read() as cabinet:
        return tuple(sorted(number_of(*number) for number in cabinet.numbers(file_ids).values()))


def _marks(box: Letterbox, me: OfficerRow) -> tuple[int, int]:
    """How far this officer has collected. A letterbox that was put back gives the same numbers once more, so all is
    looked through again: what is here already is not taken in twice."""
    reports, messages = box.newest()
    return (0, 0) if reports < me.report_seq or messages < me.message_seq else (me.report_seq, me.message_seq)


def _opens(desk: Desk, report_id: bytes, received: date) -> bool:
    try:
        _take_in(desk, report_id, received)
    except Broken:
        return False
    return True


def _take_in(desk: Desk, report_id: bytes, received: date) -> None:
    with desk.cabinet.read() as cabinet:
        if cabinet.has_file(report_id):
            return
    if len(report_id) != contexts.ID or not FIRST_DAY <= received <= desk.today + timedelta(days=1):
        raise FormatBroken("not a report of ours")
    with desk.letterbox.read() as box:
        wraps = box.wraps(report_id)
        found = (box.message(report_id, REPORTER, 0), box.message(report_id, INTAKE, 0))
    key = desk.identity.unwrap(desk.officer_id, report_id, wraps[desk.officer_id])
    first = [message for message in found if message]
    if not all(received <= message.written <= desk.today + timedelta(days=1) for message in first):
        raise FormatBroken("not a day of ours")  # deadlines are reckoned from it, and it would stand there for good
    said, report = _report(key, report_id, first)
    facts = _facts(report, received, first)
    facts["receipt"] = receipt_for(desk, key.dialogue, report_id, received, said)
    known = {officer.officer_id for officer in desk.ring.everyone} - barred(desk.ring, facts["excluded"])
    wraps = {officer_id: wrap for officer_id, wrap in wraps.items() if officer_id in known}
    if desk.officer_id not in wraps:  # it was kept from them, under an id they had before: a colleague takes it in
        return
    with desk.cabinet.write() as cabinet:
        if cabinet.has_file(report_id):  # a colleague was quicker
            return
        n = cabinet.next_number(CASE, received.year)
        data = {"number": number_of(CASE, received.year, n), **facts}
        act = Act(Kind.CASE_RECEIVED, desk.today, desk.officer_id, data)
        row = SealedFile(report_id, CASE, received.year, n, None, 1, b"", False, wraps[desk.officer_id])
        case = fold.opened_by(act)
        create(cabinet, desk, row, key, wraps, case, act)
        shown = seal_text(key.dialogue, contexts.status(report_id, 1), case.public_state.payload())
        cabinet.set_status(report_id, 1, shown)
        for message in first:
            _keep(cabinet, key, report_id, message, desk.today)


def _keep(cabinet: Cabinet, key: CaseKey, file_id: bytes, message: SealedMessage, today: date) -> Said | None:
    """Keeps a message, and says that its files belong to the case: the letterbox may be lost one day.

    Returns what it says; None when it does not open. Its day is what the letterbox says, but never one that cannot be.
    """
    message = replace(message, written=min(max(message.written, FIRST_DAY), today + timedelta(days=1)))
    cabinet.add_message(file_id, message, delivered=True)
    if said := opened_said(key.dialogue, file_id, message):
        cabinet.name_blobs(file_id, [file.blob for file in said.files])
    return said


def _report(key: CaseKey, report_id: bytes, messages: list[SealedMessage]) -> tuple[Said, Report]:
    """The report itself. Raises SealBroken, FormatBroken."""
    first = next((message for message in messages if message.author == REPORTER), None)
    if first is None:
        raise FormatBroken("a report without its text")
    said = Said.from_payload(open_text(key.dialogue, contexts.message(report_id, REPORTER, 0), first.sealed))
    if said.kind != REPORT or said.report is None:
        raise FormatBroken("the first message is not a report")
    return said, said.report


def _facts(report: Report, received: date, messages: list[SealedMessage]) -> dict[str, Any]:
    """What the first journal entry says."""
    acknowledged = next((m.written.isoformat() for m in messages if m.author == INTAKE), None)
    return {
        "received": received.isoformat(),
        "topic": report.topic[:TOPIC_LENGTH],
        "small_circle": report.small_circle,
        "channel": report.channel if report.channel in CHANNELS else "",
        "record": report.record if report.record in RECORDS else "",
        "meeting": report.meeting,
        "no_code": report.no_code,
        "excluded": list(report.excluded),
        "acknowledged": acknowledged,
        "messages": [[m.author, m.place, digest(m.sealed)] for m in messages],
    }


class Unfetched(StrEnum):
    """Why something the reporter wrote may still lie in the letterbox."""

    NOTHING = ""
    AWAY = "away"  # the letterbox is out of reach
    DAMAGED = "damaged"
    LOST = "lost"  # a message of the reporter is gone there, and what came after it cannot be taken in
    RECORDING = "recording"  # an answer ends the minutes, and the recording cannot be erased now
    NEWER = "newer"  # a newer version of this program has worked on the case


_WHY: dict[type[Exception], Unfetched] = {
    RecordingStays: Unfetched.RECORDING,
    StoreAway: Unfetched.AWAY,
    MessageMissing: Unfetched.LOST,
    NewerEntries: Unfetched.NEWER,
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


def catch_up(desk: Desk, number: str) -> None:
    """The same before an act that the reporter's latest word may speak against. Raises FileNotFound, Unopened,
    RecordingStays, StoreAway, MessageMissing, NewerEntries, and SealBroken or FormatBroken for a damaged letterbox."""
    with desk.cabinet.read() as cabinet:
        file_id = open_file(cabinet, desk, CASE, number).id
    collect_follow_ups(desk, file_id)


def collect_follow_ups(desk: Desk, report_id: bytes) -> None:
    """Takes in what the reporter has written since, if this officer holds a key; one entry a message.

    Raises RecordingStays when an answer would make minutes final and the recording cannot be erased, MessageMissing
    when the letterbox has lost one, NewerEntries, and Unopened for a case that does not open for this officer.
    """
    with desk.cabinet.read() as cabinet:
        row = next(cabinet.files(desk.officer_id, [report_id]), None)
    if row is None:
        return
    known = case_of(open_row(desk, row)).follow_ups
    while True:
        with desk.letterbox.read() as box:
            batch = box.messages_from(report_id, REPORTER, known + 1, BATCH)
        if not batch:
            return
        with desk.cabinet.write() as cabinet:  # a batch at a time: others want to write too
            row = next(cabinet.files(desk.officer_id, [report_id]), None)
            if row is None:  # it has been erased in the meantime
                return
            opened = open_row(desk, row)
            require_known(known_acts(cabinet, opened))
            for message in batch:
                opened = _follow_up(cabinet, desk, opened, message)
        before, known = known, case_of(opened).follow_ups
        if known == before:
            raise MessageMissing(case_of(opened).number)


def _follow_up(cabinet: Cabinet, desk: Desk, opened: OpenFile, message: SealedMessage) -> OpenFile:
    case = case_of(opened)
    if message.place != case.follow_ups + 1:
        return opened
    said = _keep(cabinet, opened.key, opened.id, message, desk.today)
    data = {"place": message.place, "digest": digest(message.sealed), **what_it_does(said)}
    act = Act(Kind.FOLLOW_UP, desk.today, desk.officer_id, data)
    after = fold.apply(case, act)
    return end_recordings(cabinet, desk, enter(cabinet, desk, opened, after, act), case, after)


def deliver(cabinet_store: Store[Cabinet], letterbox: Store[Letterbox]) -> None:
    """Carries replies and states that wait to the letterbox. Doing it twice changes nothing. Raises StoreAway."""
    with cabinet_store.read() as cabinet:
        messages, states = cabinet.undelivered_messages(), cabinet.undelivered_states()
    if not messages and not states:
        return
    with letterbox.write() as box:
        messages = [(file_id, message) for file_id, message in messages if _post(box, file_id, message)]
        for file_id, revision, sealed in states:
            if box.has_report(file_id):
                box.post_status(file_id, revision, sealed)
    with cabinet_store.write() as cabinet:
        done = [(file_id, message.author, message.place) for file_id, message in messages]
        cabinet.mark_delivered(done, [(file_id, revision) for file_id, revision, _ in states])


def _post(box: Letterbox, file_id: bytes, message: SealedMessage) -> bool:
    """Whether this message is done with. A foreign one in its place keeps it waiting; it must not stop all others."""
    if not box.has_report(file_id):
        return True
    there = box.message(file_id, message.author, message.place)
    if there is None:
        box.add_message(file_id, message)
    return there is None or there.tag == message.tag


def digest(sealed: bytes) -> str:
    """SHA-384 in hex: binds a journal entry to the sealed message it speaks of."""
    return hashlib.sha384(sealed).hexdigest()
