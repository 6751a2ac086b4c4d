"""Send a report: seal it for the officers and for the code, and confirm only what is durable (promise 4)."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from ...crypto import contexts
from ...crypto.code import AccessCode
from ...crypto.keys import DialogueKey, Recipient
from ...crypto.padding import class_of
from ...crypto.ring import Ring
from ...crypto.seal import NewCase, seal_text
from ...crypto.tag import message_tag
from ...crypto.unseal import open_text, unwrap_dialogue
from ...domain.case import deadlines
from ...domain.dialogue.attachment import Attachment
from ...domain.dialogue.questions import Report
from ...domain.dialogue.report import ACKNOWLEDGEMENT, INTAKE, MESSAGE, REPORTER, Said, first_report
from ...store.letterbox import Letterbox, MailboxRow, SealedMessage
from ...store.unit import Store
from .errors import ExcludedTooLate, NobodyLeft, NobodyThere, RecordedAlready


class Sent(StrEnum):
    """What became of a sending."""

    NEW = "new"  # a new report
    SAME = "same"  # the very same was there already: nothing doubled
    ADDED = "added"  # the code had a report already: the changed text became a further message


@dataclass(frozen=True)
class Receipt:
    """What the confirmation shows."""

    sent: Sent
    received: date
    acknowledged: date | None

    @property
    def acknowledge_by(self) -> date:
        """Last day for the acknowledgement."""
        return deadlines.acknowledge_by(self.received)

    @property
    def feedback_by(self) -> date:
        """Last day for the feedback."""
        return deadlines.feedback_by(self.received, self.acknowledged)


def barred(ring: Ring, excluded: Collection[str]) -> set[str]:
    """The ids of everybody ever in the ring with the function of somebody excluded, case ignored: after a lost
    passphrase the same person is in it anew, under another id."""
    functions = {officer.function.casefold() for officer in ring.everyone if officer.officer_id in excluded}
    return {*excluded, *(officer.officer_id for officer in ring.everyone if officer.function.casefold() in functions)}


def recipients_for(officers: Sequence[Recipient], excluded: Collection[str]) -> list[Recipient]:
    """The officers who get a key. Raises NobodyThere (nobody receives) and NobodyLeft (all excluded)."""
    if not officers:
        raise NobodyThere()
    left = [officer for officer in officers if officer.officer_id not in excluded]
    if not left:
        raise NobodyLeft()
    return left


def submit(
    letterbox: Store[Letterbox],
    officers: Sequence[Recipient],
    code: AccessCode,
    report: Report,
    today: date,
    acknowledgement: str | None,
    files: tuple[Attachment, ...] = (),
    received: date | None = None,
    adds: bool = True,
    barred: Collection[str] = (),
) -> Receipt:
    """Stores the report under the code and returns when it is durable.

    `officers` are the ring's active recipients, `acknowledgement` the text of an automatic acknowledgement or None,
    `files` have been stored already. `received`: the day it was told or arrived on paper, if that is not today; what is
    answered today is dated today all the same. A code that has a report already gets no second one: what was changed
    becomes a message, or is refused unless this `adds` (RecordedAlready). `barred` get no key either, like those the
    report excludes. Raises NobodyThere, NobodyLeft, ExcludedTooLate, StoreAway.
    """
    locator, arrived, said = code.locator, received or today, first_report(report, files)
    with letterbox.read() as box:
        known = box.mailbox(locator)
        if known is None:
            box.require_text(class_of(len(said.payload())))
    if known is None:
        new = _NewReport(officers, code, said, arrived, today, acknowledgement, barred)
        with letterbox.write() as box:
            known = box.mailbox(locator)  # another sending with this code may have come first
            if known is None:
                new.add_to(box, locator)
        if known is None:
            return Receipt(Sent.NEW, arrived, today if acknowledgement else None)
    return _again(letterbox, code, known, said, today, adds)


class _NewReport:
    """Everything costly, done before the one writer's transaction begins."""

    def __init__(
        self,
        officers: Sequence[Recipient],
        code: AccessCode,
        said: Said,
        received: date,
        today: date,
        acknowledgement: str | None,
        barred: Collection[str],
    ) -> None:
        recipients = recipients_for(officers, {*barred, *(said.report.excluded if said.report else ())})
        case = NewCase(secrets.token_bytes(contexts.ID))
        self.case_id, self.received = case.case_id, received
        self.wraps = {officer.officer_id: case.wrap_for(officer) for officer in recipients}
        self.mailbox_wrap = case.wrap_mailbox(code)
        self.messages = [sealed(case.dialogue, case.case_id, REPORTER, 0, received, said, b"")]
        self.blobs = [file.blob for file in said.files]
        if acknowledgement:
            answer = Said(ACKNOWLEDGEMENT, acknowledgement)
            self.messages.append(sealed(case.dialogue, case.case_id, INTAKE, 0, today, answer, b""))

    def add_to(self, box: Letterbox, locator: bytes) -> None:
        box.add_report(self.case_id, self.received, self.wraps)
        box.add_mailbox(locator, self.case_id, self.mailbox_wrap)
        for message in self.messages:
            box.add_message(self.case_id, message)
        box.name_blobs(self.case_id, self.blobs)
        box.drop_writing(locator)


def sealed(
    key: DialogueKey, report_id: bytes, author: str, place: int, today: date, said: Said, page: bytes
) -> SealedMessage:
    """One thing said, ready for a store."""
    body = seal_text(key, contexts.message(report_id, author, place), said.payload())
    return SealedMessage(author, place, today, message_tag(key, page, said.sameness()), body)


def _again(
    letterbox: Store[Letterbox], code: AccessCode, known: MailboxRow, said: Said, today: date, adds: bool
) -> Receipt:
    key = unwrap_dialogue(code.mailbox_key, known.report_id, known.wrap)
    with letterbox.write() as box:
        same = box.has_tag(known.report_id, message_tag(key, b"", said.sameness()))
        if not same and not adds:
            raise RecordedAlready()
        if not same:  # sent twice, the change is there once, and both sendings see the same confirmation
            _refuse_new_exclusions(box, key, known.report_id, said)
            add_said(box, key, known.report_id, replace(said, kind=MESSAGE), today, b"")
        answer = box.message(known.report_id, INTAKE, 0)
    return Receipt(Sent.SAME if same else Sent.ADDED, known.received, answer.written if answer else None)


def _refuse_new_exclusions(box: Letterbox, key: DialogueKey, report_id: bytes, said: Said) -> None:
    """Who got a key with the first sending would read the second too. Raises ExcludedTooLate."""
    first = box.message(report_id, REPORTER, 0)
    if first is None or said.report is None:
        return
    if not first.sealed:  # destroyed: nobody can tell any more who was excluded then
        if said.report.excluded:
            raise ExcludedTooLate()
        return
    report = Said.from_payload(open_text(key, contexts.message(report_id, REPORTER, 0), first.sealed)).report
    if report is not None and not set(said.report.excluded) <= set(report.excluded):
        raise ExcludedTooLate()


def add_said(box: Letterbox, key: DialogueKey, report_id: bytes, said: Said, today: date, page: bytes) -> bool:
    """Adds what the reporter says; False when this very sending is there already."""
    place = box.next_place(report_id, REPORTER)
    added = box.add_message(report_id, sealed(key, report_id, REPORTER, place, today, said, page))
    if added:
        box.name_blobs(report_id, [file.blob for file in said.files])
    return added
