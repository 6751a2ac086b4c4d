"""Between letterbox and cabinet: collect what came in, deliver what goes out. The office calls, never the intake."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

from ..crypto import contexts
from ..crypto.keys import CaseKey
from ..crypto.unseal import open_text
from ..domain import casefile
from ..domain.acts import Act, Kind
from ..domain.casefile import CaseFile
from ..domain.report import INTAKE, REPORT, REPORTER, Said
from ..errors import Broken, FormatBroken
from ..store.cabinet import CASE, Cabinet, SealedFile
from ..store.letterbox import Letterbox, SealedMessage
from ..store.unit import Store
from .desk import Desk, OpenFile, create, enter, number_of, open_row

FIRST_DAY = date(2023, 7, 2)  # the HinSchG's first day: no report is older
TOPIC_LENGTH = 64
BATCH = 50


def collect(desk: Desk) -> int:
    """Takes in new reports and follow-ups meant for this officer; returns how many reports did not open.

    Each is one journal entry signed by this officer. A report that does not open is tried again the next time and
    stops no other. Raises StoreAway.
    """
    with desk.cabinet.read() as cabinet:
        me = cabinet.officer(officer_id=desk.officer_id)
    if me is None:
        return 0
    with desk.letterbox.read() as box:
        reports = box.reports_since(me.report_seq, desk.officer_id)
        message_seq, touched = box.reports_with_messages_since(me.message_seq, REPORTER)
    unreadable = {report_id for _, report_id, received in reports if not _opens(_take_in, desk, report_id, received)}
    for report_id in dict.fromkeys([*(report_id for _, report_id, _ in reports), *touched]):
        if not _opens(collect_follow_ups, desk, report_id):
            unreadable.add(report_id)
    failed = [seq for seq, report_id, _ in reports if report_id in unreadable]
    report_seq = min(failed) - 1 if failed else max((seq for seq, _, _ in reports), default=me.report_seq)
    if (report_seq, message_seq) != (me.report_seq, me.message_seq):
        with desk.cabinet.write() as cabinet:
            cabinet.set_collected(desk.officer_id, report_seq, message_seq)
    return len(unreadable)


def _opens(take: Callable[..., None], *what: object) -> bool:
    try:
        take(*what)
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
    receipt = _receipt(key, report_id, received, first)
    known = {officer.officer_id for officer in desk.ring.everyone} - set(receipt["excluded"])
    wraps = {officer_id: wrap for officer_id, wrap in wraps.items() if officer_id in known}
    with desk.cabinet.write() as cabinet:
        if cabinet.has_file(report_id):  # a colleague was quicker
            return
        n = cabinet.next_number(CASE, received.year)
        data = {"number": number_of(CASE, received.year, n), **receipt}
        act = Act(Kind.CASE_RECEIVED, desk.today, desk.officer_id, data)
        row = SealedFile(report_id, CASE, received.year, n, None, 1, b"", False, wraps[desk.officer_id])
        create(cabinet, desk, row, key, wraps, casefile.opened_by(act).payload(), act)
        for message in first:
            _keep(cabinet, key, report_id, message)


def _keep(cabinet: Cabinet, key: CaseKey, file_id: bytes, message: SealedMessage) -> None:
    """Keeps a message, and says that its files belong to the case: the letterbox may be lost one day."""
    cabinet.add_message(file_id, message, delivered=True)
    with suppress(Broken):
        context = contexts.message(file_id, message.author, message.place)
        said = Said.from_payload(open_text(key.dialogue, context, message.sealed))
        cabinet.name_blobs(file_id, [file.blob for file in said.files])


def _receipt(key: CaseKey, report_id: bytes, received: date, messages: list[SealedMessage]) -> dict[str, Any]:
    """What the first journal entry says. Raises SealBroken, FormatBroken."""
    by_author = {message.author: message for message in messages}
    if REPORTER not in by_author:
        raise FormatBroken("a report without its text")
    context = contexts.message(report_id, REPORTER, 0)
    said = Said.from_payload(open_text(key.dialogue, context, by_author[REPORTER].sealed))
    if said.kind != REPORT or said.report is None:
        raise FormatBroken("the first message is not a report")
    acknowledged = by_author[INTAKE].written.isoformat() if INTAKE in by_author else None
    return {
        "received": received.isoformat(),
        "title": said.report.title,
        "topic": said.report.topic[:TOPIC_LENGTH],
        "small_circle": said.report.small_circle,
        "excluded": list(said.report.excluded),
        "acknowledged": acknowledged,
        "messages": [[m.author, m.place, digest(m.sealed)] for m in messages],
    }


def collect_follow_ups(desk: Desk, report_id: bytes) -> None:
    """Takes in what the reporter has written since, if this officer holds a key; one entry a message."""
    with desk.cabinet.read() as cabinet:
        row = next(cabinet.files(desk.officer_id, [report_id]), None)
    if row is None:
        return
    known = CaseFile.from_payload(open_row(desk, row).sheet).follow_ups
    while True:
        with desk.letterbox.read() as box:
            batch = box.messages_from(report_id, REPORTER, known + 1, BATCH)
        if not batch:
            return
        with desk.cabinet.write() as cabinet:  # a batch at a time: others want to write too
            opened = open_row(desk, next(cabinet.files(desk.officer_id, [report_id])))
            for message in batch:
                opened = _follow_up(cabinet, desk, opened, message)
        before, known = known, CaseFile.from_payload(opened.sheet).follow_ups
        if known == before:
            raise FormatBroken("a message is missing in the letterbox")


def _follow_up(cabinet: Cabinet, desk: Desk, opened: OpenFile, message: SealedMessage) -> OpenFile:
    case = CaseFile.from_payload(opened.sheet)
    if message.place != case.follow_ups + 1:
        return opened
    data = {"place": message.place, "digest": digest(message.sealed)}
    act = Act(Kind.FOLLOW_UP, desk.today, desk.officer_id, data)
    _keep(cabinet, opened.key, opened.id, message)
    return enter(cabinet, desk, opened, casefile.apply(case, act).payload(), act)


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
