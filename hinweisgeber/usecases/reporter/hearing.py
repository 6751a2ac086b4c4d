"""What a mailbox of version 2 shows of its dialogue (SPEC §§ 35, 38): each line with what is in doubt about it.

The office's words are shown as such as far as an officer has signed how many there are and what their running hash is;
one's own by one's own signature, or because the office has signed that it took them in. What is in doubt is not shown,
but for what was said before anything was signed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from itertools import zip_longest

from ...crypto import words
from ...crypto.dialogue import OFFICE, REPORTER, WordPlace, kept_letter, open_letter
from ...crypto.epochs import Epoch
from ...crypto.errors import SignatureBroken
from ...crypto.heads import RunningHead
from ...crypto.keys import VerifyKey
from ...crypto.signed import SignedBody
from ...domain.dialogue.report import ACKNOWLEDGEMENT, INTAKE, Said
from ...errors import Broken
from ...store.letterbox import Letterbox, SealedMessage
from .box import NEWEST, OpenedBox
from .first import first_said, open_version_1, said_in


class Doubt(StrEnum):
    """What a line has to say of itself."""

    UNSIGNED = "unsigned"  # of version 1
    CLOSED = "closed"  # it does not open
    FORGED = "forged"  # it was not signed by whom it must be
    BEYOND = "beyond"  # the office has not signed that it said this
    REFUSED = "refused"  # it was said in a voice that the office did not know yet, for a renewal was gone on its way
    LOST = "lost"  # the office, put back from a backup, cannot open it
    DAY = "day"  # beside it stood another day than was signed; that one is shown


AGAIN = frozenset({Doubt.LOST, Doubt.REFUSED})  # what one can say once more


class Move(StrEnum):
    """What a word does that says nothing."""

    RENEWAL = "renewal"
    INTRODUCTION = "introduction"


@dataclass(frozen=True)
class BoxLine:
    """One message of the dialogue."""

    author: str
    place: int
    written: date
    said: Said | None  # None: it is not shown, its text was destroyed, or it is a step
    doubt: Doubt | None = None
    emptied: bool = False  # its text is not there any more, as where the office destroys it
    step: Move | None = None

    @property
    def letters(self) -> int:
        """How long it is on a page."""
        return sum(len(text) for text in self.said.texts()) if self.said else 0


def from_the_newest(box: Letterbox, opened: OpenedBox, installation: str) -> Iterator[tuple[BoxLine, ...]]:
    """What each message says, from the newest back. The report brings the acknowledgement that was given by itself,
    also where the office has made it its own after more was written. Each is vouched for by those after it: nobody
    reads from the middle."""
    reader, given = _Reader(box, opened, installation), tuple[BoxLine, ...]()
    start, batch = 0, [*opened.there] or box.newest_messages(opened.report_id, 0, NEWEST)
    while batch:
        for message, before in zip_longest(batch, batch[1:]):
            lines = reader.read(message)
            if before is None or before.place or before.author != REPORTER:
                lines, given = ((), lines) if _is_given_with(box, opened, installation, lines) else (lines, given)
            yield (*given, *lines) if (message.author, message.place) == (REPORTER, 0) else lines
        start += len(batch)
        batch = [] if len(batch) < NEWEST else box.newest_messages(opened.report_id, start, NEWEST)


def _is_given_with(box: Letterbox, opened: OpenedBox, installation: str, lines: tuple[BoxLine, ...]) -> bool:
    """Whether this is the acknowledgement that was given with the report, by itself."""
    for line in lines:
        if (line.author, line.place) == (OFFICE, 0) and line.said and line.said.kind == ACKNOWLEDGEMENT:
            first = first_said(box, opened, installation)
            return first is not None and first.acknowledged == line.written
    return False


class _Reader:
    """Goes back from the newest message: a head vouches for the one before it, a renewal names the voice before."""

    def __init__(self, box: Letterbox, opened: OpenedBox, installation: str) -> None:
        self._opened, self._installation = opened, installation
        self._box = box
        self._voice = opened.content.mailbox.voice
        self._later = list[VerifyKey]()  # voices after it
        self._office: tuple[int, bytes] = (opened.office.count - 1, opened.office.head)  # place, and the head after it
        self._unsigned = {REPORTER: 0, OFFICE: 0, INTAKE: 0}  # by author, how many were said before an introduction

    def read(self, message: SealedMessage) -> tuple[BoxLine, ...]:
        """What this message says, and what is in doubt about it."""
        line = (message.author, message.place, message.written)
        vouched = message.author == OFFICE and self._vouched(message)
        if len(message.sealed) in (0, len(self._opened.office.head)):
            believed = message.author != OFFICE or vouched or self._is_from_before(message)
            return (BoxLine(*line, None, None if believed else Doubt.BEYOND, emptied=believed),)
        try:
            if message.epoch is None:
                return (self._of_version_1(message),)
            if message.author == OFFICE:
                if not vouched:
                    return (BoxLine(*line, None, Doubt.BEYOND),)
                said = Said.from_payload(self._payload(message))
                day = said.day or message.written
                return (BoxLine(OFFICE, message.place, day, said, Doubt.DAY if day != message.written else None),)
            return self._word(message)
        except SignatureBroken:
            return (BoxLine(*line, None, Doubt.FORGED),)
        except Broken:
            return (BoxLine(*line, None, Doubt.LOST if self._is_lost(message) else Doubt.CLOSED),)

    def _vouched(self, message: SealedMessage) -> bool:
        place, head = self._office
        if message.place != place or message.before is None:
            return False
        if RunningHead(0, 0, message.before).then(message.sealed).head != head:
            return False
        self._office = (place - 1, message.before)
        return True

    def _is_from_before(self, message: SealedMessage) -> bool:
        """Whether it was said before this mailbox was introduced, unsigned."""
        return message.epoch is None and message.place < self._unsigned.get(message.author, 0)

    def _of_version_1(self, message: SealedMessage) -> BoxLine:
        line = (message.author, message.place, message.written)
        if not self._is_from_before(message):
            return BoxLine(*line, None, Doubt.FORGED if message.author == REPORTER else Doubt.BEYOND)
        return BoxLine(*line, open_version_1(self._opened, message), Doubt.UNSIGNED)

    def _word(self, message: SealedMessage) -> tuple[BoxLine, ...]:
        """A word of the reporter. Raises Broken."""
        payload, at = self._payload(message), self._at(message)
        found, word = words.claimed(payload, self._installation, at, None)
        voice = self._voice
        if isinstance(word.rest, words.Renewal) and word.rest.mailbox.voice == voice:
            voice = word.rest.previous
        if isinstance(word.rest, words.Seen) and self._is_of_later(found, word):
            return (BoxLine(REPORTER, message.place, word.day, said_in(word), Doubt.REFUSED),)
        if isinstance(word.rest, words.Renewal) and word.rest.mailbox.voice in self._later:
            words.verified(found, word, word.rest.previous)  # one that was said again, with one's own proof
            return (BoxLine(REPORTER, message.place, word.day, None, step=Move.RENEWAL),)
        words.verified(found, word, voice)  # its proof is by the voice that is known
        self._later += [self._voice] if voice != self._voice else []
        self._voice = voice
        return self._told(message, word)

    def _is_of_later(self, found: SignedBody, word: words.Word) -> bool:
        for voice in self._later:
            with suppress(SignatureBroken):
                words.verified(found, word, voice)
                return True
        return False

    def _told(self, message: SealedMessage, word: words.Word) -> tuple[BoxLine, ...]:
        line, rest = (REPORTER, message.place, word.day), word.rest
        if isinstance(rest, words.Introduction):
            self._unsigned = {REPORTER: message.place, OFFICE: rest.seen.office.first, INTAKE: 1}
            return (BoxLine(*line, None, step=Move.INTRODUCTION),)
        if isinstance(rest, words.Renewal):
            return (BoxLine(*line, None, step=Move.RENEWAL),)
        other = Doubt.DAY if word.day != message.written else None
        told = BoxLine(*line, said_in(word), Doubt.LOST if self._is_lost(message) else other)
        answered = rest.acknowledged if isinstance(rest, words.First) and self._opened.status is None else None
        if answered is None:
            return (told,)
        return (BoxLine(INTAKE, -1, answered[0], Said(ACKNOWLEDGEMENT, answered[1])), told)

    def _is_lost(self, message: SealedMessage) -> bool:
        try:
            return message.author == REPORTER and self._opened.is_lost(Epoch.parse(message.epoch))
        except Broken:
            return False

    def _payload(self, message: SealedMessage) -> bytes:
        dialogue = self._opened.dialogue(message.epoch or "")
        with suppress(Broken):  # whatever somebody put beside a word of the dialogue
            if dialogue is not None:
                return dialogue.open(message.author, message.place, message.sealed)
        kept = self._letters.get(message.place) if message.author == REPORTER else None
        if kept is None:
            raise Broken("neither of an epoch this mailbox has a key to, nor a letter of its own")
        at = self._at(message)
        return open_letter(kept_letter(self._opened.key, at, kept), at, message.sealed)

    @cached_property
    def _letters(self) -> dict[int, bytes]:
        return self._box.letter_keys(self._opened.report_id)

    def _at(self, message: SealedMessage) -> WordPlace:
        return WordPlace(self._opened.report_id, Epoch.parse(message.epoch), message.place)
