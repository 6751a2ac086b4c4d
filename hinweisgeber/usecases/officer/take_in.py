"""A report becomes a case. What costs time (opening, wrapping, signing) comes before the writer's turn."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from ...crypto import contexts
from ...crypto.keys import DialogueKey
from ...crypto.seal import seal_text
from ...crypto.unseal import open_text
from ...domain.acts import Act, Kind
from ...domain.case import case_steps
from ...domain.case.case_steps import CaseReceived
from ...domain.dialogue.questions import CHANNELS, RECORDS, Report
from ...domain.dialogue.report import INTAKE, REPORT, REPORTER, Said
from ...errors import FormatBroken
from ...store.cabinet import CASE, Cabinet, SealedFile
from ...store.letterbox import Letterbox, SealedMessage
from ..reporter.submit import barred
from .contents import opened_said
from .desk import Desk, number_of
from .entering import NextEpoch, create, sealed_for
from .file_keys import FileKeys
from .receipts import receipt_for

FIRST_DAY = date(2023, 7, 2)  # the HinSchG's first day: no report is older
TOPIC_LENGTH = 64


@dataclass(frozen=True)
class Sealed:
    """A report as it lies in the letterbox."""

    id: bytes
    received: date
    wraps: dict[str, bytes]
    first: tuple[SealedMessage, ...]  # the report itself and the acknowledgement

    def mark(self, desk: Desk) -> bytes:
        """Tells whether anything may have changed since this officer could not open it: the row, or the day."""
        parts = (self.wraps.get(desk.officer_id, b""), *(message.sealed for message in self.first))
        text = b"\0".join(hashlib.sha384(part).digest() for part in (desk.today.isoformat().encode(), *parts))
        return hashlib.sha384(text).digest()[:16]


@dataclass(frozen=True)
class New:
    """A report opened, with all that is entered of it."""

    id: bytes
    received: date
    key: DialogueKey = field(repr=False)
    first: NextEpoch  # the office's own key, from the start: what the intake held opens nothing of the file
    facts: CaseReceived
    messages: tuple[tuple[SealedMessage, list[str]], ...]  # each with the blobs it names


def sealed_report(box: Letterbox, report_id: bytes, received: date) -> Sealed:
    """What the letterbox has of it."""
    first = (box.message(report_id, REPORTER, 0), box.message(report_id, INTAKE, 0))
    return Sealed(report_id, received, box.wraps(report_id), tuple(message for message in first if message))


def opened_report(desk: Desk, sealed: Sealed) -> New | None:
    """The report, opened. None where it was kept from this officer, under an id they had before: a colleague takes it
    in. Raises Broken."""
    latest = desk.today + timedelta(days=1)
    if len(sealed.id) != contexts.ID or not FIRST_DAY <= sealed.received <= latest:
        raise FormatBroken("not a report of ours")
    key = desk.identity.unwrap(desk.officer_id, sealed.id, sealed.wraps[desk.officer_id])
    if not all(sealed.received <= message.written <= latest for message in sealed.first):
        raise FormatBroken("not a day of ours")  # deadlines are reckoned from it, and it would stand there for good
    said, report = _report(key.dialogue, sealed.id, sealed.first)
    receipt = receipt_for(desk, key.dialogue, sealed.id, sealed.received, said)
    facts = _facts(report, sealed.received, sealed.first, receipt)
    if desk.officer_id in (out := barred(desk.ring, facts.excluded)):
        return None
    # Neither is enough: anybody with SQL can write a wrap row, and who was admitted later that day got no key. What the
    # office writes down is sealed on the day it comes in.
    known = sealed_for(desk, desk.today if facts.channel else sealed.received, out)
    first = NextEpoch.of(desk, sealed.id, FileKeys(sealed.id, key), (known & sealed.wraps.keys()) - out)
    messages = tuple(dated(key.dialogue, sealed.id, message, desk.today)[:2] for message in sealed.first)
    return New(sealed.id, sealed.received, key.dialogue, first, facts, messages)


def enter_new(cabinet: Cabinet, desk: Desk, reports: Iterable[New]) -> None:
    """Each becomes a case with its first journal entry; what a colleague was quicker with is left out."""
    for new in reports:
        if cabinet.has_file(new.id):
            continue
        n = cabinet.free_number(CASE, new.received.year)
        data = replace(new.facts, number=number_of(CASE, new.received.year, n))
        act = Act(Kind.CASE_RECEIVED, desk.today, desk.officer_id, data)
        row = SealedFile(new.id, CASE, new.received.year, n, None, 1, b"", False, b"")
        case = case_steps.opened_by(act)
        create(cabinet, desk, row, new.first, case, act)
        shown = seal_text(new.key, contexts.status(new.id, 1), case.public_state.payload())
        cabinet.set_status(new.id, 1, shown)
        for message, blobs in new.messages:
            keep(cabinet, new.id, message, blobs)


def dated(
    key: DialogueKey, file_id: bytes, message: SealedMessage, today: date
) -> tuple[SealedMessage, list[str], Said | None]:
    """A message as it is kept, the blobs it names, and what it says; None when it does not open. Its day is what the
    letterbox says, but never one that cannot be."""
    message = replace(message, written=min(max(message.written, FIRST_DAY), today + timedelta(days=1)))
    said = opened_said(key, file_id, message)
    return message, [file.blob for file in said.files] if said else [], said


def keep(cabinet: Cabinet, file_id: bytes, message: SealedMessage, blobs: list[str]) -> None:
    """Keeps a message, and says that its files belong to the case: the letterbox may be lost one day."""
    cabinet.add_message(file_id, message, delivered=True)
    if blobs:
        cabinet.name_blobs(file_id, blobs)


def _report(key: DialogueKey, report_id: bytes, messages: Iterable[SealedMessage]) -> tuple[Said, Report]:
    """The report itself. Raises SealBroken, FormatBroken."""
    first = next((message for message in messages if message.author == REPORTER), None)
    if first is None:
        raise FormatBroken("a report without its text")
    said = Said.from_payload(open_text(key, contexts.message(report_id, REPORTER, 0), first.sealed))
    if said.kind != REPORT or said.report is None:
        raise FormatBroken("the first message is not a report")
    return said, said.report


def _facts(report: Report, received: date, messages: Iterable[SealedMessage], receipt: str) -> CaseReceived:
    """What the first journal entry says, but for the number."""
    return CaseReceived(
        number="",
        received=received,
        topic=report.topic[:TOPIC_LENGTH],
        excluded=report.excluded,
        small_circle=report.small_circle,
        acknowledged=next((m.written for m in messages if m.author == INTAKE), None),
        channel=report.channel if report.channel in CHANNELS else "",
        record=report.record if report.record in RECORDS else "",
        meeting=report.meeting,
        no_code=report.no_code,
        receipt=receipt,
        messages=tuple((m.author, m.place, digest(m.sealed)) for m in messages),
    )


def digest(sealed: bytes) -> str:
    """SHA-384 in hex: binds a journal entry to the sealed message it speaks of."""
    return hashlib.sha384(sealed).hexdigest()
