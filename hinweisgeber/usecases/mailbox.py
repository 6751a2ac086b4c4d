"""The reporter's mailbox: open it by code, read, write on, renew the code."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from ..crypto import contexts
from ..crypto.capability import Capability
from ..crypto.code import AccessCode
from ..crypto.seal import wrap_dialogue
from ..crypto.unseal import open_text, unwrap_dialogue
from ..domain import deadlines
from ..domain.attachment import Attachment
from ..domain.report import ACKNOWLEDGEMENT, FEEDBACK, MESSAGE, PublicState, Said
from ..domain.stages import Stage
from ..errors import Broken, CodeUnknown
from ..store.letterbox import Letterbox, MailboxRow, SealedMessage
from ..store.unit import Store
from .submit import add_said

SHOWN_BYTES = 16 * 1024 * 1024  # of sealed messages on one page: nobody can fill the memory by writing


@dataclass(frozen=True)
class Line:
    """One opened message of the dialogue."""

    author: str
    written: date
    said: Said | None  # None: it did not open


@dataclass(frozen=True)
class Conversation:
    """What the mailbox shows."""

    received: date
    state: PublicState
    lines: tuple[Line, ...]
    left_out: int = 0  # older messages that are not shown: the page would be too large

    @property
    def acknowledge_by(self) -> date:
        """Last day for the acknowledgement."""
        return deadlines.acknowledge_by(self.received)

    @property
    def feedback_by(self) -> date:
        """Last day for the feedback."""
        return deadlines.feedback_by(self.received, self.state.acknowledged)


def open_mailbox(letterbox: Store[Letterbox], code: AccessCode) -> Capability:
    """The capability to this code's mailbox. Raises CodeUnknown, StoreAway."""
    return open_and_read(letterbox, code)[0]


def open_and_read(letterbox: Store[Letterbox], code: AccessCode) -> tuple[Capability, Conversation]:
    """The same with the conversation, in one transaction: what a check of the mailbox needs."""
    locator, mailbox_key = code.locator, code.mailbox_key  # the same work for every code, known or not
    with letterbox.read() as box:
        row = box.mailbox(locator)
        if row is None:
            raise CodeUnknown()
        capability = Capability(row.report_id, locator, unwrap_dialogue(mailbox_key, row.report_id, row.wrap))
        return capability, _conversation(box, row, capability)


def read(letterbox: Store[Letterbox], capability: Capability) -> Conversation:
    """The whole conversation. Raises CodeUnknown when the code has been renewed or the report erased."""
    with letterbox.read() as box:
        row = box.mailbox(capability.locator)
        if row is None:
            raise CodeUnknown()
        return _conversation(box, row, capability)


def _conversation(box: Letterbox, row: MailboxRow, capability: Capability) -> Conversation:
    messages, left_out = box.newest_messages(row.report_id, SHOWN_BYTES)
    lines = tuple(_open(capability, message) for message in messages)
    return Conversation(row.received, _state(capability, box.status(row.report_id), lines), lines, left_out)


def _open(capability: Capability, message: SealedMessage) -> Line:
    """A message that does not open was not written by either side; it must not close the whole mailbox."""
    context = contexts.message(capability.report_id, message.author, message.place)
    try:
        said = Said.from_payload(open_text(capability.dialogue, context, message.sealed))
    except Broken:
        said = None
    return Line(message.author, message.written, said)


def _state(capability: Capability, status: tuple[int, bytes] | None, lines: tuple[Line, ...]) -> PublicState:
    """The office's word if it has spoken, else what the messages themselves show."""
    if status is not None:
        revision, sealed = status
        with suppress(Broken):  # a damaged one must not close the mailbox
            context = contexts.status(capability.report_id, revision)
            return PublicState.from_payload(open_text(capability.dialogue, context, sealed))
    said_on = {line.said.kind: line.written for line in reversed(lines) if line.said}
    return PublicState(Stage.RECEIVED, said_on.get(ACKNOWLEDGEMENT), said_on.get(FEEDBACK), None)


def write_on(
    letterbox: Store[Letterbox],
    capability: Capability,
    text: str,
    today: date,
    page: str,
    files: tuple[Attachment, ...] = (),
) -> bool:
    """Adds a message of the reporter, durable when it returns; False when this very page sent it before.

    `text` is a checked text, `page` whatever names the page it was written on. Raises CodeUnknown, StoreAway.
    """
    with letterbox.write() as box:
        if box.mailbox(capability.locator) is None:
            raise CodeUnknown()
        said = Said(MESSAGE, text, files=files)
        return add_said(box, capability.dialogue, capability.report_id, said, today, page.encode())


def renew_code(letterbox: Store[Letterbox], capability: Capability, new: AccessCode) -> Capability:
    """Makes `new` the only code of this mailbox. Doing it twice with the same code changes nothing more.

    Raises CodeUnknown when neither the capability's code nor the new one leads to this mailbox; StoreAway.
    """
    locator = new.locator
    wrap = wrap_dialogue(new.mailbox_key, capability.report_id, capability.dialogue)
    renewed = Capability(capability.report_id, locator, capability.dialogue)
    with letterbox.write() as box:
        there = box.mailbox(locator)
        if there is None and box.mailbox(capability.locator) is not None:
            box.set_mailbox(locator, capability.report_id, wrap)
        elif there is None or there.report_id != capability.report_id:
            raise CodeUnknown()
    return renewed
