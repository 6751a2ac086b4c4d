"""Many cases, long dialogues and logs, made quickly: with all that a page reads of a case, in both stores."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any

from hinweisgeber.crypto import contexts
from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.crypto.keys import CaseKey
from hinweisgeber.crypto.seal import seal_text
from hinweisgeber.domain import records
from hinweisgeber.domain.acts import Kind
from hinweisgeber.domain.case import case_steps
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.domain.dialogue.report import INTAKE, MESSAGE, REPORTER, Said, first_report
from hinweisgeber.store.cabinet import CASE, SealedFile
from hinweisgeber.store.letterbox import SealedMessage
from hinweisgeber.usecases.officer import casework
from hinweisgeber.usecases.officer.collect import collect, digest
from hinweisgeber.usecases.officer.desk import Desk, number_of
from hinweisgeber.usecases.officer.entering import NextEpoch, create
from hinweisgeber.usecases.officer.file_keys import FileKeys
from hinweisgeber.usecases.reporter import mailbox
from hinweisgeber.usecases.reporter.box import Booth
from hinweisgeber.usecases.reporter.submit import submit

AT_ONCE = 500


def cases(at: Desk, count: int) -> None:
    """So many cases with report, acknowledgement and first journal entry, wrapped for every officer of the ring, and
    the same rows in the letterbox, as if a colleague had collected them."""
    recipients = [officer.recipient() for officer in at.ring.officers(at.today)]
    for start in range(0, count, AT_ONCE):
        with at.cabinet.write() as cabinet, at.letterbox.write() as box:
            for _ in range(min(AT_ONCE, count - start)):
                number = cabinet.free_number(CASE, at.today.year)
                file_id, key = secrets.token_bytes(contexts.ID), CaseKey.generate()
                wraps = {one.officer_id: one.wrap(file_id, key) for one in recipients}
                first_epoch = NextEpoch.of(at, file_id, FileKeys(file_id, key), wraps)
                said = {
                    REPORTER: first_report(Report(f"Erfundener Fall {number}. " * 30)),
                    INTAKE: Said(MESSAGE, "Da."),
                }
                first = [_sealed(key, file_id, author, 0, one, at.today) for author, one in said.items()]
                data: dict[str, Any] = {
                    "number": number_of(CASE, at.today.year, number),
                    "received": at.today.isoformat(),
                }
                data |= {"topic": "geld", "small_circle": False, "excluded": [], "acknowledged": data["received"]}
                act = records.made(Kind.CASE_RECEIVED, at.today, at.officer_id, {
                    **data, "messages": [[one.author, one.place, digest(one.sealed)] for one in first],
                })  # fmt: skip
                row = SealedFile(file_id, CASE, at.today.year, number, None, 1, b"", False, b"")
                create(cabinet, at, row, first_epoch, case_steps.opened_by(act), act)
                box.add_report(file_id, at.today, wraps)
                for one in first:
                    cabinet.add_message(file_id, one, delivered=True)
                    box.add_message(file_id, one)


def _sealed(key: CaseKey, file_id: bytes, author: str, place: int, said: Said, day: date) -> SealedMessage:
    sealed = seal_text(key.dialogue, contexts.message(file_id, author, place), said.payload())
    return SealedMessage(author, place, day, secrets.token_bytes(16), sealed)


def case_with_messages(at: Desk, count: int) -> str:
    """The number of a new case whose reporter has written so often."""
    code = AccessCode.generate()
    booth = Booth(at.letterbox, at.ring, at.today)
    submit(booth, code, Report("Erfunden. " * 60), "Eingegangen.")
    capability = mailbox.open_mailbox(booth, code)
    for n in range(count):
        mailbox.write_on(booth, capability, f"Nachricht {n}. " * 10, str(n))
    collect(at)
    with at.cabinet.read() as cabinet:
        return number_of(*cabinet.numbers([capability.report_id])[capability.report_id])


def case_with_notes(at: Desk, count: int) -> str:
    """The number of a new case with so many entries in its log."""
    number = case_with_messages(at, 0)
    casework.take_over(at, number)
    for n in range(count - 2):
        casework.note(at, number, f"Vermerk {n}.")
    return number


def large_messages(at: Desk, file_id: bytes, first: int, until: int) -> None:
    """Sealed messages of 1 MiB each, that nothing vouches for, at these places."""
    for place in range(first, until):
        with at.cabinet.write() as cabinet:
            one = SealedMessage(REPORTER, place + 10**6, at.today, secrets.token_bytes(16), secrets.token_bytes(2**20))
            cabinet.add_message(file_id, one, delivered=True)
