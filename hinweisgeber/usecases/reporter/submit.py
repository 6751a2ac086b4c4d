"""Send a report: seal it for the officers and for the code, and confirm only what is durable (promise 4)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from ...crypto import contexts
from ...crypto.code import AccessCode
from ...crypto.padding import class_of
from ...crypto.tag import message_tag
from ...domain.case import deadlines
from ...domain.dialogue.attachment import Attachment
from ...domain.dialogue.questions import Report
from ...domain.dialogue.report import MESSAGE, Said, first_report
from ...store.letterbox import Letterbox
from .box import Booth, OpenedBox
from .door import entering, is_known
from .errors import ExcludedTooLate, NobodyMayRead, ReadersGone, RecordedAlready
from .first import FirstSaid, first_said
from .speaking import first_word, say

BESIDE = 4096  # bytes that stand beside a report in its word, at most: keys, recipients, signature


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


def submit(
    booth: Booth,
    code: AccessCode,
    report: Report,
    acknowledgement: str | None = None,
    files: tuple[Attachment, ...] = (),
    received: date | None = None,
    adds: bool = True,
    also: str = "",
) -> Receipt:
    """Stores the report under the code and returns when it is durable.

    `acknowledgement` is the text of an automatic acknowledgement or None, `files` have been stored already.
    `received`: the day it was told or arrived on paper, if that is not today; what is answered today is dated today all
    the same. A code that has a report already gets no second one: what was changed becomes a message, or is refused
    unless this `adds` (RecordedAlready). `also`: an officer who knows it already and gets a key, whoever receives.
    Raises NobodyThere, NobodyLeft, ExcludedTooLate, ReadersGone, StoreAway.
    """
    today, arrived, said = booth.today, received or booth.today, first_report(report, files)
    with booth.letterbox.read() as box:
        known = is_known(box, code)
        if not known:
            box.require_text(class_of(len(said.payload()) + BESIDE))
    if not known:  # everything costly is done before the one writer's transaction begins
        report_id = secrets.token_bytes(contexts.ID)
        first = first_word(booth.ring, code, report_id, said, arrived, today, acknowledgement, also)
        with booth.letterbox.write() as box:
            known = is_known(box, code)  # another sending with this code may have come first
            if not known:
                first.add_to(box, [file.blob for file in files])
                box.drop_writing(code.locator)
        if not known:
            return Receipt(Sent.NEW, arrived, today if acknowledgement else None)
    return _again(booth, code, said, adds)


def _again(booth: Booth, code: AccessCode, said: Said, adds: bool) -> Receipt:
    with entering(booth, code) as (_, entered):
        capability = entered.capability
    with booth.letterbox.write() as box:
        opened = booth.open(box, capability)
        first = first_said(box, opened, booth.ring.installation)
        same = box.has_tag(opened.report_id, message_tag(opened.content.first.key, b"", said.sameness()))
        if not same and not adds:
            raise RecordedAlready()
        if not same:  # sent twice, the change is there once, and both sendings see the same confirmation
            _refuse_new_exclusions(box, opened, first, said)
            try:
                say(box, opened, booth.ring, replace(said, kind=MESSAGE), booth.today, b"")
            except NobodyMayRead:
                raise ReadersGone() from None
    return Receipt(Sent.SAME if same else Sent.ADDED, opened.received, first.acknowledged if first else None)


def _refuse_new_exclusions(box: Letterbox, opened: OpenedBox, first: FirstSaid | None, said: Said) -> None:
    """Who got a key with the first sending would read the second too, and where its text is not here any more nobody
    can tell who was excluded then. Raises ExcludedTooLate."""
    before = {*(first.excluded if first else ()), *opened.content.excluded}
    if said.report is not None and not set(said.report.excluded) <= before:
        raise ExcludedTooLate()
