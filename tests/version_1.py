"""Reports as version 1 of the dialogue had them: nothing writes them any more, and all that there are still open."""

from __future__ import annotations

import secrets

from hinweisgeber.crypto import contexts
from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.crypto.keys import DialogueKey
from hinweisgeber.crypto.seal import seal_text
from hinweisgeber.crypto.tag import message_tag
from hinweisgeber.domain.dialogue.attachment import Attachment
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.domain.dialogue.report import ACKNOWLEDGEMENT, INTAKE, REPORTER, Said, first_report
from hinweisgeber.store.letterbox import SealedMessage
from hinweisgeber.usecases.reporter.box import Booth
from hinweisgeber.usecases.reporter.recipients import barred, recipients_for
from tests.sealed_1 import NewCase


def sealed_1(key: DialogueKey, report_id: bytes, author: str, place: int, booth: Booth, said: Said) -> SealedMessage:
    """One thing said, ready for a store."""
    body = seal_text(key, contexts.message(report_id, author, place), said.payload())
    page = b"" if place == 0 else b"%d" % place
    return SealedMessage(author, place, booth.today, message_tag(key, page, said.sameness()), body)


def submit_1(
    booth: Booth,
    code: AccessCode,
    report: Report,
    acknowledgement: str | None = None,
    files: tuple[Attachment, ...] = (),
) -> tuple[bytes, DialogueKey]:
    """A report with its mailbox; its id, and the key of its dialogue."""
    case, said = NewCase(secrets.token_bytes(contexts.ID)), first_report(report, files)
    officers = recipients_for(booth.ring, booth.today, barred(booth.ring, report.excluded))
    with booth.letterbox.write() as box:
        box.add_report(case.case_id, booth.today, {one.officer_id: case.wrap_for(one) for one in officers})
        box.add_mailbox(code.locator, case.case_id, case.wrap_mailbox(code))
        box.add_message(case.case_id, sealed_1(case.dialogue, case.case_id, REPORTER, 0, booth, said))
        if acknowledgement:
            answer = Said(ACKNOWLEDGEMENT, acknowledgement)
            box.add_message(case.case_id, sealed_1(case.dialogue, case.case_id, INTAKE, 0, booth, answer))
        box.name_blobs(case.case_id, [file.blob for file in files])
    return case.case_id, case.dialogue
