"""A page of a mailbox: what was said, what the office says of the state, and what is open to answer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from itertools import islice

from ...crypto import contexts
from ...crypto.primitives import sha384
from ...crypto.tag import message_tag
from ...crypto.unseal import open_text
from ...crypto.words import Seen
from ...domain.case import deadlines
from ...domain.case.stages import Stage
from ...domain.dialogue import asking
from ...domain.dialogue.attachment import Attachment
from ...domain.dialogue.report import (
    ACKNOWLEDGEMENT,
    ANSWER,
    FEEDBACK,
    MEETING_OFFER,
    MEETING_REQUEST,
    OFFICE,
    REPORTER,
    EnteredReport,
    PublicState,
)
from ...errors import Broken
from ...store.letterbox import Letterbox
from .box import BoxTrouble, OpenedBox
from .first import first_said
from .hearing import AGAIN, BoxLine, from_the_newest

PAGE = 20  # messages shown at once
PAGE_LETTERS = 24_000  # of their texts, though always one message: a page stays in its class of length, and in memory


@dataclass(frozen=True)
class Conversation:
    """What the mailbox shows."""

    received: date
    state: PublicState
    lines: tuple[BoxLine, ...]
    seen: Seen
    skip: int = 0  # how many newer messages stand on the pages before
    older: int = 0  # how many newer messages to skip for the page of older ones; 0 when there are none
    context: tuple[BoxLine, ...] = ()  # of what came after this page: the questions and answers
    there: frozenset[str] = frozenset()  # blobs of the reporter's files that were not destroyed, where a line has some
    troubles: frozenset[BoxTrouble] = frozenset()
    said_again: frozenset[int] = frozenset()  # places of what the office cannot read any more and was said once more
    in_journal: date | None = None  # since when the report stands there as it lies here
    taken_in: int = 0  # how many of the reporter's words the office has gone through

    @property
    def acknowledge_by(self) -> date:
        """Last day for the acknowledgement."""
        return deadlines.acknowledge_by(self.received)

    @property
    def feedback_by(self) -> date:
        """Last day for the feedback."""
        return deadlines.feedback_by(self.received, self.state.acknowledged)

    def is_gone(self, line: BoxLine, file: Attachment) -> bool:
        """Whether the office has destroyed this file of the reporter's; of its own the letterbox does not know."""
        return line.author == REPORTER and file.blob not in self.there

    def questions(self, today: date) -> dict[int, asking.Question]:
        """What the office asks, by place, as it stands today."""
        return asking.questions((*self.lines, *self.context), today, self.state.minutes_over)


def conversation(box: Letterbox, opened: OpenedBox, installation: str, skip: int = 0) -> Conversation:
    """A page of it, without the `skip` newest messages."""
    told = from_the_newest(box, opened, installation)
    context = [line for lines in islice(told, skip) for line in lines if _asks_or_answers(line)]
    lines, older = _page(told, skip)
    state = state_of(box, opened, installation, lines)
    sent = any(line.said and line.said.files for line in lines if line.author == REPORTER)
    there = frozenset(box.blobs_of(opened.report_id)) if sent else frozenset[str]()
    entered = EnteredReport.of(opened.status.state) if opened.status else None
    received = entered.received if entered else _received(opened, lines)
    troubles = opened.troubles | _troubles(box, opened, received)
    rest = (opened.seen, skip, older, tuple(reversed(context)), there, troubles, _said_again(box, opened, lines))
    in_journal = _in_journal(box, opened, entered, troubles)
    return Conversation(received, state, lines, *rest, in_journal, opened.taken_in)


def _received(opened: OpenedBox, lines: tuple[BoxLine, ...]) -> date:
    """Before the office has said it: the day inside the report, where that is shown."""
    signed = (line.written for line in lines if line.author == REPORTER and line.place == 0 and line.said)
    return next(signed, opened.received)


def _troubles(box: Letterbox, opened: OpenedBox, received: date) -> set[BoxTrouble]:
    said, found = opened.office, {BoxTrouble.DAY} if received != opened.received else set[BoxTrouble]()
    if opened.count_of_office(box) != said.count - said.first:
        found.add(BoxTrouble.ANSWERS)
    return found


def _in_journal(
    box: Letterbox, opened: OpenedBox, entered: EnteredReport | None, troubles: frozenset[BoxTrouble]
) -> date | None:
    """Since when the report stands in the journal as it lies here. Said only where it has been checked: the office has
    signed which bytes it took in, and these are they."""
    if entered is None or troubles & {BoxTrouble.STRANGER, BoxTrouble.WORDS}:
        return None
    first = opened.message(box, REPORTER, 0)
    return entered.day if first is not None and sha384(first.sealed).hex() == entered.first else None


def again(place: int) -> str:
    """What is in the place of a page's name where this is said once more: so that it is said once, from any page."""
    return f"again/{place}"


def _said_again(box: Letterbox, opened: OpenedBox, lines: tuple[BoxLine, ...]) -> frozenset[int]:
    key, lost = opened.content.first.key, [line for line in lines if line.doubt in AGAIN]
    tags = {
        line.place: message_tag(key, again(line.place).encode(), line.said.sameness()) for line in lost if line.said
    }
    return frozenset(place for place, tag in tags.items() if box.has_tag(opened.report_id, tag))


def _page(told: Iterator[tuple[BoxLine, ...]], skip: int) -> tuple[tuple[BoxLine, ...], int]:
    """The lines of a page in order, and how many messages to skip for the next one."""
    lines, letters = list[BoxLine](), 0
    for messages, of_one in enumerate(told):
        letters += sum(line.letters for line in of_one)
        if messages == PAGE or (lines and letters > PAGE_LETTERS):
            return tuple(reversed(lines)), skip + messages
        lines += of_one
    return tuple(reversed(lines)), 0


def question_at(
    box: Letterbox, opened: OpenedBox, installation: str, place: int, today: date
) -> asking.Question | None:
    """The office's question at this place as it stands today, however much was written since."""
    told = islice(from_the_newest(box, opened, installation), box.count_since(opened.report_id, OFFICE, place))
    lines = [line for of_one in told for line in of_one if _asks_or_answers(line)][::-1]
    return asking.questions(lines, today, state_of(box, opened, installation, lines).minutes_over).get(place)


def of_meetings(box: Letterbox, opened: OpenedBox, installation: str) -> list[BoxLine]:
    """All that was ever said of meetings, in order: one that was agreed must not be forgotten for what came since."""
    told = from_the_newest(box, opened, installation)
    return [line for of_one in told for line in of_one if _is_of_meetings(line)][::-1]


def state_of(
    box: Letterbox, opened: OpenedBox, installation: str, lines: tuple[BoxLine, ...] | list[BoxLine]
) -> PublicState:
    """The office's word if it has spoken, else what the messages themselves show."""
    if opened.status is not None:
        with suppress(Broken):  # a damaged one must not close the mailbox
            return PublicState.from_payload(opened.status.state)
    first = first_said(box, opened, installation)
    if first is not None and not first.recipients and (before := _state_of_version_1(box, opened)):
        return before
    said_on = {line.said.kind: line.written for line in reversed(lines) if line.said}
    answered = first.acknowledged if first else None
    return PublicState(Stage.RECEIVED, answered or said_on.get(ACKNOWLEDGEMENT), said_on.get(FEEDBACK), None)


def _state_of_version_1(box: Letterbox, opened: OpenedBox) -> PublicState | None:
    """What the office said before this mailbox was introduced, if that opens."""
    posted = box.status(opened.report_id)
    with suppress(Broken):
        if posted is not None:
            context = contexts.status(opened.report_id, posted[0])
            return PublicState.from_payload(open_text(opened.content.first.key, context, posted[1]))
    return None


def _asks_or_answers(line: BoxLine) -> bool:
    return line.said is not None and line.said.kind in (*asking.ASKS, ANSWER)


def _is_of_meetings(line: BoxLine) -> bool:
    said = line.said
    return said is not None and (said.report is not None or said.kind in (MEETING_REQUEST, MEETING_OFFER, ANSWER))
