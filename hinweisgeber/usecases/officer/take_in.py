"""A report becomes a case. What costs time (opening, wrapping, signing) comes before the writer's turn."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import partial

from ...crypto import contexts, epochs
from ...crypto.dialogue import EpochDialogue, WordPlace
from ...crypto.files import sealed_size
from ...crypto.heads import RunningHead
from ...crypto.keys import DialogueKey
from ...crypto.seal import seal_text
from ...crypto.unseal import open_text
from ...crypto.words import First
from ...domain.acts import Act, Kind
from ...domain.case import case_steps
from ...domain.case.case_steps import CaseReceived
from ...domain.dialogue.attachment import Attachment
from ...domain.dialogue.questions import CHANNELS, RECORDS, Report
from ...domain.dialogue.report import ACKNOWLEDGEMENT, INTAKE, OFFICE, REPORT, REPORTER, Said
from ...domain.power.revocations import revoked
from ...errors import FormatBroken
from ...store.cabinet import CASE, Cabinet, SealedFile
from ...store.letterbox import Letterbox, SealedMessage
from ..reporter.recipients import barred
from . import revocation
from .desk import Desk, number_of
from .entering import NextEpoch, create, sealed_for
from .file_keys import FileKeys
from .receipts import receipt_for
from .showing import begun, word
from .suspension import all_of
from .vouched import put_out
from .words_in import Difference, Heard, Posted, differences, names_others, take_word

FIRST_DAY = date(2023, 7, 2)  # the HinSchG's first day: no report is older
TOPIC_LENGTH = 64
Files = tuple[Attachment, ...]


@dataclass(frozen=True)
class Sealed:
    """A report as it lies in the letterbox."""

    id: bytes
    received: date
    wraps: dict[str, bytes]
    first: tuple[SealedMessage, ...]  # the report itself and the acknowledgement

    @property
    def text(self) -> bytes:
        """The report itself; nothing where it is not there."""
        return next((message.sealed for message in self.first if message.author == REPORTER), b"")

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
    key: DialogueKey = field(repr=False)  # of version 1, or of epoch 0
    first: NextEpoch  # the office's own key, from the start: what the intake held opens nothing of the file
    facts: CaseReceived
    messages: tuple[tuple[SealedMessage, Files], ...]  # each with the files it names; what the office says waits
    without: frozenset[str] = frozenset()  # who has a key to the report and gets none to the case: suspended, revoked


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
    if sealed.first and sealed.first[0].epoch is not None:
        return _signed_report(desk, sealed, latest)
    key = desk.identity.unwrap(desk.officer_id, sealed.id, sealed.wraps[desk.officer_id])
    if not all(sealed.received <= message.written <= latest for message in sealed.first):
        raise FormatBroken("not a day of ours")  # deadlines are reckoned from it, and it would stand there for good
    said, report = _report(key.dialogue, sealed.id, sealed.first)
    receipt = receipt_for(desk, key.dialogue, sealed.id, sealed.received, said, sealed.text)
    facts = _facts(report, sealed.received, sealed.first, receipt)
    if desk.officer_id in (out := _put_out(desk, sealed.id) | barred(desk.ring, facts.excluded)):
        return None
    # Neither is enough: anybody with SQL can write a wrap row, and who was admitted later that day got no key. What the
    # office writes down is sealed on the day it comes in.
    known = sealed_for(desk, desk.today if facts.channel else sealed.received, out)
    to = (known & sealed.wraps.keys()) - out
    if desk.officer_id in (without := _resting(desk, sealed.received, to)):
        return None
    first = NextEpoch.of(desk, sealed.id, FileKeys(sealed.id, key), to - without)
    messages = tuple((dated(message, desk.today), _files(said, message)) for message in sealed.first)
    return New(sealed.id, sealed.received, key.dialogue, first, facts, messages, without)


def _signed_report(desk: Desk, sealed: Sealed, latest: date) -> New | None:
    """A report of version 2: whom it names as recipients are those for whom the office makes its key, as far as they
    are active and not barred; what was answered by itself becomes the office's word. None where it does not name this
    officer, or was kept from them. Raises Broken."""
    message, me = sealed.first[0], desk.officer_id
    key = desk.identity.unwrap_report(me, sealed.id, sealed.wraps[me])
    reports, at = EpochDialogue(sealed.id, epochs.REPORT, key.dialogue), WordPlace(sealed.id, epochs.REPORT, 0)
    payload = reports.open(REPORTER, 0, message.sealed)
    taken = take_word(Heard.nothing(desk.ring.installation, sealed.id), at, message, payload, Posted())
    if taken.word is None or not isinstance(first := taken.word.rest, First):
        raise FormatBroken("not a report that was signed")
    received, answered = taken.word.day, first.acknowledged
    if not FIRST_DAY <= received <= (answered[0] if answered else received) <= latest:
        raise FormatBroken("not a day of ours")
    said, report = _as_report(Said.from_payload(taken.word.said))
    # What the office writes down is sealed on the day it does so, which is nowhere said where nothing was answered.
    sent = (received, desk.today) if report.channel else (received, received)
    sent = (answered[0], answered[0]) if report.channel and answered else sent
    days = (received, sent[1])
    left = _put_out(desk, sealed.id)
    found = differences(first, days, sealed.wraps, desk.ring, desk.today, left) | _other_day(sealed, received)
    message = replace(message, written=received)
    if answered and desk.acknowledges and desk.acknowledges(received, answered[0]) != answered[1]:
        found, answered = found | {Difference.ACKNOWLEDGEMENT}, None  # the office does not say it: it answers by hand
    facts = _facts(report, received, (), receipt_for(desk, key.dialogue, sealed.id, received, said, sealed.text))
    out = left | barred(desk.ring, facts.excluded)
    if me in out or me not in first.recipients:
        return None
    if names_others(first, sent, desk.ring, out, writes_down=bool(facts.channel)):
        found |= {Difference.RECEIVERS}
    to = (set(first.recipients) & sealed.wraps.keys()) - out
    if me in (without := _resting(desk, received, to)):
        return None
    begins = NextEpoch.of(desk, sealed.id, FileKeys(sealed.id, key), set(first.recipients) - out - without)
    talk = begun(sealed.id, first.mailbox, taken.heard.head)
    messages: list[tuple[SealedMessage, Files]] = [(message, with_hashes(said, taken.word.files))]
    if answered:
        own = Said(ACKNOWLEDGEMENT, answered[1])
        before, nonce = RunningHead.before(sealed.id, OFFICE).head, secrets.token_bytes(16)
        ours = word(begins.dialogue(sealed.id), key.dialogue, 0, answered[0], own, nonce, before)
        messages.append((ours, ()))
        talk = talk.with_reply(digest(ours.sealed))
    facts = replace(
        facts, acknowledged=answered[0] if answered else None, talk=talk, differences=tuple(sorted(found)) or None,
        messages=tuple((m.author, m.place, digest(m.sealed)) for m, _ in messages),
    )  # fmt: skip
    return New(sealed.id, received, key.dialogue, begins, facts, tuple(messages), without)


def _resting(desk: Desk, received: date, recipients: set[str]) -> frozenset[str]:
    """Of these recipients who gets no key to the case: revoked by two leads, whom the intake still knows; and suspended
    on a day since it came, but nobody of these where nobody else is left: a suspension ends by itself, and no report is
    lost by one."""
    with desk.cabinet.read() as cabinet:
        found, gone = all_of(cabinet, desk.ring), recipients & revoked(revocation.all_of(cabinet, desk.ring)).keys()
    out = recipients & {one.officer_id for one in found if one.begun <= desk.today and received <= one.until}
    left = {one.officer_id for one in desk.ring.readers(desk.today)} & recipients - out
    return frozenset(gone | out if left else gone)


def _put_out(desk: Desk, report_id: bytes) -> set[str]:
    """Who was out of the case that it has been before a backup was put back."""
    with desk.cabinet.read() as cabinet:
        left, excluded = put_out(cabinet, desk.ring, report_id)
    return barred(desk.ring, (*left, *excluded))


def _other_day(sealed: Sealed, received: date) -> frozenset[Difference]:
    days = {sealed.received, *(one.written for one in sealed.first if one.author == REPORTER)}
    return frozenset({Difference.DAY} if days != {received} else ())


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
        create(cabinet, desk, row, new.first, case, act, partial(_keep_all, cabinet, new))
        if cabinet.put_out_of([new.id]):  # its next epoch says it on the sheet
            cabinet.mark_restored(new.id)
        if case.talk is None:  # else it was shown with the first entry
            shown = seal_text(new.key, contexts.status(new.id, 1), case.public_state.payload())
            cabinet.set_status(new.id, 1, shown)


def _keep_all(cabinet: Cabinet, new: New) -> None:
    for message, files in new.messages:
        keep(cabinet, new.id, message, files)


def dated(message: SealedMessage, today: date) -> SealedMessage:
    """A message as it is kept. Its day is what the letterbox says, but never one that cannot be."""
    return replace(message, written=min(max(message.written, FIRST_DAY), today + timedelta(days=1)))


def _files(said: Said, message: SealedMessage) -> Files:
    return said.files if message.author == REPORTER else ()


def with_hashes(said: Said, hashes: Mapping[str, bytes]) -> Files:
    """The files of what was said, with what its reporter has signed of their sealed bytes."""
    return tuple(replace(one, sealed=hashes.get(one.blob, b"").hex()) for one in said.files)


def keep(cabinet: Cabinet, file_id: bytes, message: SealedMessage, files: Files, came: str = "") -> None:
    """Keeps a message, and says that its files belong to the case: the letterbox may be lost one day. What the office
    says waits for delivery. `came`: the digest of what the letterbox has, where that is something else."""
    cabinet.add_message(file_id, message, delivered=message.author != OFFICE, came=came)
    cabinet.name_blobs(file_id, named(files))


def named(files: Iterable[Attachment]) -> dict[str, tuple[bytes | None, int | None]]:
    """By blob, what is known of the sealed bytes."""
    return {one.blob: (bytes.fromhex(one.sealed) or None, sealed_size(one.size)) for one in files}


def _report(key: DialogueKey, report_id: bytes, messages: Iterable[SealedMessage]) -> tuple[Said, Report]:
    """The report itself. Raises SealBroken, FormatBroken."""
    first = next((message for message in messages if message.author == REPORTER), None)
    if first is None:
        raise FormatBroken("a report without its text")
    return _as_report(Said.from_payload(open_text(key, contexts.message(report_id, REPORTER, 0), first.sealed)))


def _as_report(said: Said) -> tuple[Said, Report]:
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
