"""The reporter's mailbox: open it by code, read, write on, answer what is asked, renew the code."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from ...crypto import contexts
from ...crypto.capability import Capability
from ...crypto.code import AccessCode
from ...crypto.seal import wrap_dialogue
from ...crypto.tag import message_tag
from ...crypto.unseal import open_text, unwrap_dialogue
from ...domain.case import deadlines
from ...domain.case.stages import Stage
from ...domain.dialogue import asking
from ...domain.dialogue.attachment import Attachment
from ...domain.dialogue.report import (
    ACKNOWLEDGEMENT,
    ANSWER,
    FEEDBACK,
    INTAKE,
    MEETING_OFFER,
    MEETING_REQUEST,
    MESSAGE,
    OFFICE,
    REPORTER,
    RETALIATION,
    PublicState,
    Said,
)
from ...domain.errors.dialogue import NotOpenAnyMore
from ...errors import Broken
from ...store.errors import BlobGone
from ...store.letterbox import Letterbox, MailboxRow, SealedMessage
from ...store.unit import Store
from .errors import CodeUnknown
from .submit import add_said
from .words import wording_of

PAGE = 20  # messages shown at once
PAGE_LETTERS = 24_000  # of their texts, though always one message: a page stays in its class of length, and in memory
BATCH = 20  # read at a time


@dataclass(frozen=True)
class MailboxLine:
    """One opened message of the dialogue."""

    author: str
    written: date
    said: Said | None  # None: it did not open
    place: int = 0
    emptied: bool = False  # its text is not there any more: the office destroyed it

    @property
    def letters(self) -> int:
        """How long it is on a page."""
        return sum(len(text) for text in self.said.texts()) if self.said else 0


@dataclass(frozen=True)
class Conversation:
    """What the mailbox shows."""

    received: date
    state: PublicState
    lines: tuple[MailboxLine, ...]
    skip: int = 0  # how many newer messages stand on the pages before
    older: int = 0  # how many newer messages to skip for the page of older ones; 0 when there are none
    context: tuple[MailboxLine, ...] = ()  # of what came after this page: the questions and answers
    there: frozenset[str] = frozenset()  # blobs of the reporter's files that were not destroyed

    @property
    def acknowledge_by(self) -> date:
        """Last day for the acknowledgement."""
        return deadlines.acknowledge_by(self.received)

    @property
    def feedback_by(self) -> date:
        """Last day for the feedback."""
        return deadlines.feedback_by(self.received, self.state.acknowledged)

    def is_gone(self, line: MailboxLine, file: Attachment) -> bool:
        """Whether the office has destroyed this file of the reporter's; of its own the letterbox does not know."""
        return line.author == REPORTER and file.blob not in self.there

    def questions(self, today: date) -> dict[int, asking.Question]:
        """What the office asks, by place, as it stands today."""
        return asking.questions((*self.lines, *self.context), today, self.state.minutes_over)


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


def open_any(letterbox: Store[Letterbox], codes: Sequence[AccessCode]) -> tuple[AccessCode, Capability, Conversation]:
    """The mailbox that one of these codes opens, and which. Raises CodeUnknown when none does, StoreAway."""
    for code in codes:
        with suppress(CodeUnknown):
            return code, *open_and_read(letterbox, code)
    raise CodeUnknown()


def close(letterbox: Store[Letterbox], visit_id: bytes, today: date) -> None:
    """Ends a visit: no page of it opens anything any more, durable when this returns. Raises StoreAway."""
    with letterbox.write() as box:
        box.end_visit(visit_id, today)


def is_closed(letterbox: Store[Letterbox], visit_id: bytes) -> bool:
    """Whether a visit was ended. Raises StoreAway."""
    with letterbox.read() as box:
        return box.is_ended(visit_id)


def read(letterbox: Store[Letterbox], capability: Capability, skip: int = 0) -> Conversation:
    """A page of the conversation, without the `skip` newest messages. Raises CodeUnknown when the code has been renewed
    or the report erased, StoreAway."""
    with letterbox.read() as box:
        row = box.mailbox(capability.locator)
        if row is None:
            raise CodeUnknown()
        return _conversation(box, row, capability, skip)


def _conversation(box: Letterbox, row: MailboxRow, capability: Capability, skip: int = 0) -> Conversation:
    lines, older = _page(box, capability, skip)
    state, there = _state(box, capability, lines), frozenset(box.blobs_of(row.report_id))
    return Conversation(row.received, state, lines, skip, older, _context(box, capability, skip), there)


def _page(box: Letterbox, capability: Capability, skip: int) -> tuple[tuple[MailboxLine, ...], int]:
    """The lines of a page in order, and how many to skip for the next one."""
    lines, letters = list[MailboxLine](), 0
    for message in box.newest_messages(capability.report_id, skip, PAGE + 1):
        line = _open(capability, message)
        letters += line.letters
        if len(lines) == PAGE or (lines and letters > PAGE_LETTERS):
            return tuple(reversed(lines)), skip + len(lines)
        lines.append(line)
    return tuple(reversed(lines)), 0


def _context(box: Letterbox, capability: Capability, newest: int) -> tuple[MailboxLine, ...]:
    """Of the newest messages, the questions and the answers: they say what is open on a page of older ones."""
    kept: list[MailboxLine] = []
    for skip in range(0, newest, BATCH):
        messages = box.newest_messages(capability.report_id, skip, min(BATCH, newest - skip))
        kept += [line for line in (_open(capability, message) for message in messages) if _asks_or_answers(line)]
    return tuple(reversed(kept))


def _asks_or_answers(line: MailboxLine) -> bool:
    return line.said is not None and line.said.kind in (*asking.ASKS, ANSWER)


def _open(capability: Capability, message: SealedMessage) -> MailboxLine:
    """A message that does not open was not written by either side; it must not close the whole mailbox."""
    context = contexts.message(capability.report_id, message.author, message.place)
    try:
        said = Said.from_payload(open_text(capability.dialogue, context, message.sealed))
    except Broken:
        said = None
    return MailboxLine(message.author, message.written, said, message.place, not message.sealed)


def _state(box: Letterbox, capability: Capability, lines: tuple[MailboxLine, ...]) -> PublicState:
    """The office's word if it has spoken, else what the messages themselves show."""
    if (status := box.status(capability.report_id)) is not None:
        revision, sealed = status
        with suppress(Broken):  # a damaged one must not close the mailbox
            context = contexts.status(capability.report_id, revision)
            return PublicState.from_payload(open_text(capability.dialogue, context, sealed))
    automatic = box.message(capability.report_id, INTAKE, 0)
    first = (_open(capability, automatic),) if automatic else ()
    said_on = {line.said.kind: line.written for line in (*reversed(lines), *first) if line.said}
    return PublicState(Stage.RECEIVED, said_on.get(ACKNOWLEDGEMENT), said_on.get(FEEDBACK), None)


def wording(letterbox: Store[Letterbox], capability: Capability) -> str:
    """The report's text, of which the receipt speaks. Raises BlobGone when it is destroyed, CodeUnknown, StoreAway."""
    with letterbox.read() as box:
        if box.mailbox(capability.locator) is None:
            raise CodeUnknown()
        first = box.message(capability.report_id, REPORTER, 0)
    said = _open(capability, first).said if first else None
    if said is None or said.report is None:
        raise BlobGone()
    return wording_of(capability.dialogue, capability.report_id, said)


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


def answer(
    letterbox: Store[Letterbox],
    capability: Capability,
    place: int,
    choice: str,
    today: date,
    page: str,
    text: str = "",
    video_consent: bool = False,
) -> bool:
    """Answers the office's message at `place`, durable when it returns; False when this very page sent it before.

    Raises NotOpenAnyMore, ChoiceMissing, TextMissing, TextTooLong, VideoConsentMissing, CodeUnknown, StoreAway.
    """
    asked = _asked(letterbox, capability, place, today)
    said = asking.answer(asked, choice, text, video_consent)
    return _say(letterbox, capability, said, today, page, lambda: asking.require_open(asked, choice))


def _asked(letterbox: Store[Letterbox], capability: Capability, place: int, today: date) -> asking.Question | None:
    """The office's question at this place as it stands today, however much was written since."""
    with letterbox.read() as box:
        if box.mailbox(capability.locator) is None:
            raise CodeUnknown()
        lines = _context(box, capability, box.count_since(capability.report_id, OFFICE, place))
        state = _state(box, capability, lines)
    return asking.questions(lines, today, state.minutes_over).get(place)


def report_retaliation(letterbox: Store[Letterbox], capability: Capability, text: str, today: date, page: str) -> bool:
    """Tells of a reprisal (HinSchG § 36), at any time, also after the end. `text` is a checked text; else as above."""
    return _say(letterbox, capability, Said(RETALIATION, text), today, page)


def ask_for_meeting(letterbox: Store[Letterbox], capability: Capability, text: str, today: date, page: str) -> bool:
    """Asks to speak to somebody (HinSchG § 16 Abs. 3). Raises NotOpenAnyMore while one is under way; else as above."""

    def require_none() -> None:
        if asking.meeting_pending(_of_meetings(letterbox, capability)):
            raise NotOpenAnyMore()

    return _say(letterbox, capability, Said(MEETING_REQUEST, text), today, page, require_none)


def meeting_pending(letterbox: Store[Letterbox], capability: Capability, conversation: Conversation) -> bool:
    """Whether a meeting is under way, so that nobody need ask for one: also when it stands on another page. Raises
    StoreAway."""
    is_whole = not (conversation.skip or conversation.older)
    return asking.meeting_pending(conversation.lines if is_whole else _of_meetings(letterbox, capability))


def _of_meetings(letterbox: Store[Letterbox], capability: Capability) -> list[MailboxLine]:
    """All that was ever said of meetings, in order: one that was agreed must not be forgotten for what came since."""
    kept: list[MailboxLine] = []
    with letterbox.read() as box:
        for skip in range(0, box.count_since(capability.report_id, REPORTER, 0), BATCH):
            messages = box.newest_messages(capability.report_id, skip, BATCH)
            kept += [line for line in (_open(capability, message) for message in messages) if _is_of_meetings(line)]
    return kept[::-1]


def _is_of_meetings(line: MailboxLine) -> bool:
    said = line.said
    return said is not None and (said.report is not None or said.kind in (MEETING_REQUEST, MEETING_OFFER, ANSWER))


def _say(
    letterbox: Store[Letterbox],
    capability: Capability,
    said: Said,
    today: date,
    page: str,
    require: Callable[[], None] = lambda: None,
) -> bool:
    """Adds what is said unless this very page has; only what is new must fulfil `require`: a second click may not."""
    with letterbox.read() as box:
        if box.mailbox(capability.locator) is None:
            raise CodeUnknown()
        if box.has_tag(capability.report_id, message_tag(capability.dialogue, page.encode(), said.sameness())):
            return False
    require()
    with letterbox.write() as box:
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
