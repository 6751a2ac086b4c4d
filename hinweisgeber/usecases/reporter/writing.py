"""What a reporter has begun and not sent yet: kept under the access code, for nobody else, for seven days."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from ...crypto import contexts
from ...crypto.code import AccessCode
from ...crypto.seal import seal_text
from ...crypto.unseal import open_text
from ...domain.dialogue.attachment import Attachment
from ...domain.dialogue.questions import Report
from ...domain.dialogue.report import REPORT, Said
from ...store.letterbox import Letterbox
from ...store.unit import Store
from .door import is_known
from .errors import AlreadySent, CodeUnknown

KEPT_DAYS = 7


@dataclass(frozen=True)
class Writing:
    """A report as far as it was written, and the keys of the files that wait for it."""

    report: Report
    files: tuple[Attachment, ...] = ()
    keep_names: bool = False

    def payload(self) -> bytes:
        """As a report would be sent, with what only the form knows beside it."""
        data: dict[str, Any] = {"keep_names": "1"} if self.keep_names else {}
        if sealed := {file.blob: file.sealed for file in self.files if file.sealed}:
            data["sealed"] = sealed
        return Said(REPORT, "", self.report, self.files, data).payload()

    @classmethod
    def from_payload(cls, payload: bytes) -> Writing:
        """Reads what `payload` wrote. Raises FormatBroken."""
        said = Said.from_payload(payload)
        sealed = said.data.get("sealed")
        known = sealed if isinstance(sealed, dict) else {}
        files = tuple(replace(file, sealed=str(known.get(file.blob, ""))).checked() for file in said.files)
        return cls(said.report or Report(""), files, bool(said.data.get("keep_names")))


def kept_until(today: date) -> date:
    """The last day on which what is kept today can be opened."""
    return today + timedelta(days=KEPT_DAYS)


def keep(letterbox: Store[Letterbox], code: AccessCode, begun: Writing, today: date) -> date:
    """Keeps it under the code, durable when this returns; until which day. The sweep spares its files as long.

    Raises AlreadySent (the code leads to a mailbox, so this would never be found again), StoreAway.
    """
    locator = code.locator
    sealed = seal_text(code.writing_key, contexts.writing(locator), begun.payload())
    with letterbox.write() as box:
        if is_known(box, code):
            raise AlreadySent()
        box.keep_writing(locator, today, sealed, [file.blob for file in begun.files])
    return kept_until(today)


def find(letterbox: Store[Letterbox], code: AccessCode, today: date) -> Writing:
    """What was begun under this code. Raises CodeUnknown when there is nothing (any more), StoreAway, Broken."""
    locator = code.locator
    with letterbox.read() as box:
        row = box.writing(locator)
    if row is None or kept_until(row[0]) < today:
        raise CodeUnknown()
    return Writing.from_payload(open_text(code.writing_key, contexts.writing(locator), row[1]))
