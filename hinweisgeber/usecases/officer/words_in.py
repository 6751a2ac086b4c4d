"""The reporter's words of version 2, as the office takes them in (SPEC §38): in the order of their places, each
verified, each fault named. Pure: the letterbox, the cabinet and the keys are the caller's.

What is refused still has its place, and what is missing stops nothing: after each word that verifies one goes on from
what its reporter signed, so that one forged or lost word silences nobody.
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from ...crypto import words
from ...crypto.dialogue import REPORTER, WordPlace
from ...crypto.epochs import REPORT, Epoch
from ...crypto.heads import RunningHead
from ...crypto.keys import VerifyKey
from ...crypto.mailbox import MailboxPublic
from ...crypto.ring import Ring
from ...crypto.words import First, Introduction, Renewal, Seen, Word
from ...errors import Broken
from ...store.letterbox import SealedMessage


class WordFault(StrEnum):
    """What is wrong with a word. With the first seven it is not taken in, with the others it is."""

    BROKEN = "broken"  # it does not verify, or is not signed at all
    OLD_VOICE = "old-voice"  # in the voice before a renewal
    INTRODUCED = "introduced"  # a second introduction, or one where there was nothing to introduce
    GENERATION = "generation"  # a renewal that is not the next
    LOST_EPOCH = "lost-epoch"  # sealed for an epoch there is no key to: it was lost with a backup, or never was
    OTHERS = "others"  # a letter that opens for nobody who may read it
    LOST = "lost"  # it was written, and is not there any more
    BEFORE = "before"  # what it followed is not what lies before it: something was exchanged, dropped or put between
    SEEN = "seen"  # its reporter was shown an older state than had been posted on a day before
    EPOCH = "epoch"  # it is of an older epoch than that
    SHOWN = "shown"  # its reporter was shown as the office's what the office has not said
    DAY = "day"  # the row says another day than its reporter signed; that one counts
    EXCLUDES = "excludes"  # it excludes whoever could take it in: then nobody is excluded by it


REFUSED = frozenset(list(WordFault)[:7])
# What it answers is not what was asked, or not when it seems.
UNSURE = frozenset({WordFault.BEFORE, WordFault.SEEN, WordFault.SHOWN, WordFault.DAY})


class Difference(StrEnum):
    """What does not fit between a report's first word and what came with it."""

    RING = "ring"  # it was not sealed by this ring as it was
    WRAP_MISSING = "wrap-missing"  # somebody it names got no key
    WRAP_ADDED = "wrap-added"  # somebody it does not name got one
    NOT_ACTIVE = "not-active"  # it names somebody who was not active on its day
    DAY = "day"  # it was received on another day than it says
    RECEIVERS = "receivers"  # it names others than those for whom the ring has a report of that day sealed
    ACKNOWLEDGEMENT = "acknowledgement"  # what it was answered by itself is not the office's acknowledgement


@dataclass(frozen=True)
class Posted:
    """The newest status that had been posted on an earlier day than the word's: what its reporter could have seen."""

    revision: int = 0
    epoch: Epoch = REPORT


@dataclass(frozen=True)
class Heard:
    """What the office knows of a dialogue after the words it has gone through."""

    installation: str
    head: RunningHead
    mailbox: MailboxPublic | None = None
    generation: int = 0
    before: tuple[VerifyKey, ...] = ()  # voices that spoke until a renewal

    @classmethod
    def nothing(cls, installation: str, report_id: bytes, first: int = 0) -> Heard:
        """Before the first word of version 2; `first`: how many there are of version 1."""
        return cls(installation, RunningHead.before(report_id, REPORTER, first))


@dataclass(frozen=True)
class Taken:
    """One message gone through: what is known after it, the word if it is taken in, and what is wrong."""

    heard: Heard
    word: Word | None
    faults: frozenset[WordFault] = frozenset()


def take_word(heard: Heard, at: WordPlace, message: SealedMessage, payload: bytes | None, posted: Posted) -> Taken:
    """The next message of the reporter that is there. `payload` is what it held, None where it did not open. Raises
    ValueError for one that comes before what was gone through."""
    if at.place < heard.head.count or at.place != message.place:
        raise ValueError("words are gone through in order")
    after = replace(heard, head=replace(heard.head, count=at.place).then(message.sealed))
    if payload is None:
        return Taken(after, None, frozenset({WordFault.BROKEN}))
    voice = heard.mailbox.voice if heard.mailbox else None
    try:
        word = words.read(payload, heard.installation, at, None, voice)
    except Broken:
        return Taken(after, None, frozenset({_broken(heard, at, message, payload)}))
    if fault := _misplaced(heard, word):
        return Taken(after, None, frozenset({fault}))
    signed = replace(heard.head, count=at.place, head=word.before).then(message.sealed)
    other = frozenset({WordFault.DAY} if word.day != message.written else ())
    return Taken(_after(replace(after, head=signed), word), word, _doubts(heard, word, posted) | other)


def _broken(heard: Heard, at: WordPlace, message: SealedMessage, payload: bytes) -> WordFault:
    for voice in heard.before:
        try:
            words.read(payload, heard.installation, at, None, voice)
        except Broken:
            continue
        return WordFault.OLD_VOICE
    with suppress(Broken):  # in a voice that it names itself
        if isinstance(words.read(payload, heard.installation, at, None, None).rest, Introduction):
            return WordFault.INTRODUCED
    return WordFault.BROKEN


def _misplaced(heard: Heard, word: Word) -> WordFault | None:
    """What may not stand here, though it is rightly signed."""
    if isinstance(word.rest, Introduction):
        is_due = heard.mailbox is None and heard.head.first == word.at.place > 0
        return None if is_due else WordFault.INTRODUCED
    if isinstance(word.rest, Renewal) and word.rest.generation != heard.generation + 1:
        return WordFault.GENERATION
    return None


def _after(heard: Heard, word: Word) -> Heard:
    if isinstance(word.rest, First | Introduction):
        return replace(heard, mailbox=word.rest.mailbox)
    if isinstance(word.rest, Renewal):
        spoke = (*heard.before, word.rest.previous)
        return replace(heard, mailbox=word.rest.mailbox, generation=word.rest.generation, before=spoke)
    return heard


def _doubts(heard: Heard, word: Word, posted: Posted) -> frozenset[WordFault]:
    found = set[WordFault]()
    if word.before != heard.head.head:
        found.add(WordFault.BEFORE)
    seen = seen_of(word)
    if seen is not None and seen.revision < posted.revision:
        found.add(WordFault.SEEN)
    if word.at.epoch.number < posted.epoch.number and not isinstance(word.rest, Renewal):  # it is of epoch 0 always
        found.add(WordFault.EPOCH)
    return frozenset(found)


def seen_of(word: Word) -> Seen | None:
    """What its reporter had been shown; nothing where it is the report itself."""
    return word.rest if isinstance(word.rest, Seen) else None if isinstance(word.rest, First) else word.rest.seen


def differences(
    first: First, days: tuple[date, date], wraps: Collection[str], ring: Ring, today: date, left: Collection[str] = ()
) -> frozenset[Difference]:
    """What does not fit between whom a report names as its recipients, the wraps that lay beside it, and the ring.
    `days`: from when to when they may have been taken from it; `today`: who is out by now has lost their wrap rightly,
    and so has who was out of the case before it was put back from a backup (`left`).
    """
    named, there = set(first.recipients), set(wraps)
    found = {
        Difference.RING: not ring.has_statement(first.ring_number, first.ring_hash),
        Difference.WRAP_MISSING: not all(_is_out(ring, one, today) for one in named - there - {*left}),
        Difference.WRAP_ADDED: bool(there - named),
        Difference.NOT_ACTIVE: not all(_was_active(ring, one, *days) for one in named),
    }
    return frozenset(one for one, is_so in found.items() if is_so)


def _is_out(ring: Ring, officer_id: str, today: date) -> bool:
    officer = ring.get(officer_id)
    return officer is not None and not officer.active(today)


def names_others(first: First, sent: tuple[date, date], ring: Ring, out: Collection[str], writes_down: bool) -> bool:
    """Whether a report that was sent on one of these days (first and last), kept from those who are `out`, names others
    as its recipients than the ring had then for it; whoever writes it down is one more, where they do not receive."""
    if not ring.has_statement(first.ring_number, first.ring_hash):
        return False  # there is no such ring: that is named
    then, named = ring.until(first.ring_number), set(first.recipients)
    days = (sent[1] - timedelta(days=n) for n in range(min((sent[1] - sent[0]).days, LOOKED_BACK) + 1))
    every = ({officer.officer_id for officer in then.receivers(day, out)} for day in days)
    return all(bool(due) and (bool(due - named) or len(named - due) > writes_down) for due in every)  # `due`: else none


LOOKED_BACK = 400  # days on which what the office writes down may have been sealed


def _was_active(ring: Ring, officer_id: str, first: date, last: date) -> bool:
    officer = ring.by_root.get(officer_id)  # the intake knows nothing of the office's journal
    return officer is not None and officer.valid_from <= last and officer.could_sign(max(first, officer.valid_from))
