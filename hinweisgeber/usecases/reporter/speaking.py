"""What a reporter says in version 2 (SPEC §§ 34, 37, 38): signed for its place, and sealed for nobody who is out.

Where the newest key is known to somebody who should not read any more, or to who saw a code that was renewed since, a
word is sealed under a key of its own to those who may.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date

from ...crypto import words
from ...crypto.code import AccessCode
from ...crypto.dialogue import OFFICE, REPORTER, EpochDialogue, Letter, NewReport, WordPlace, keep_letter, kept_letter
from ...crypto.epochs import REPORT, Epoch
from ...crypto.heads import RunningHead
from ...crypto.keys import DialogueKey, Recipient
from ...crypto.mailbox import READERS, Mailbox, MailboxContent
from ...crypto.ring import Ring
from ...crypto.tag import message_tag
from ...domain.dialogue.report import EXCLUSION, Said, excluded_by
from ...errors import Broken
from ...store.letterbox import Letterbox, SealedMessage
from .box import OpenedBox, own_head
from .errors import ExcludesLater, NobodyMayRead
from .exclusions import remembered, waiting
from .first import FirstSaid, first_said
from .recipients import Readers, barred, recipients_for


@dataclass(frozen=True)
class FirstWord:
    """A report of version 2, sealed: all that costs time is done before the one writer's turn."""

    report_id: bytes
    received: date
    wraps: Mapping[str, bytes]
    locator: bytes
    row: bytes
    message: SealedMessage

    def add_to(self, box: Letterbox, blobs: list[str]) -> None:
        """Stores it. Raises LongTextsFull, LongTextsBusy, FilesTaken."""
        box.add_report(self.report_id, self.received, dict(self.wraps))
        box.add_mailbox(self.locator, self.report_id, self.row)
        box.add_message(self.report_id, self.message)
        box.name_blobs(self.report_id, blobs)


def first_word(
    ring: Ring,
    code: AccessCode,
    report_id: bytes,
    said: Said,
    received: date,
    today: date,
    acknowledgement: str | None = None,
    also: str = "",
) -> FirstWord:
    """The report under this code, for whom the ring names today and the report does not exclude, and for an officer who
    knows it already. Raises NobodyThere, NobodyLeft."""
    officers = recipients_for(ring, today, barred(ring, said.report.excluded if said.report else ()), also)
    new, mailbox = NewReport(report_id), Mailbox.generate()
    answered = (today, acknowledgement) if acknowledgement else None
    recipients = tuple(sorted(officer.officer_id for officer in officers))
    rest = words.First(recipients, ring.number, ring.head, mailbox.public, answered)
    before, at = RunningHead.before(report_id, REPORTER).head, WordPlace(report_id, REPORT, 0)
    word = words.Word(ring.installation, at, received, before, rest, said.payload(), hashes_of(said))
    sealed = new.dialogue.seal(REPORTER, 0, word.signed_by(mailbox.sign))
    tag = message_tag(new.dialogue.key, b"", said.sameness())
    return FirstWord(
        report_id,
        received,
        {officer.officer_id: new.wrap_for(officer) for officer in officers},
        code.box_locator,
        MailboxContent(mailbox, new.dialogue, new.dialogue).seal(code.box_key, code.box_locator),
        SealedMessage(REPORTER, 0, received, tag, sealed, REPORT.text, before),
    )


@dataclass(frozen=True)
class _Sealed:
    """A word as it is to be stored."""

    message: SealedMessage
    wraps: Mapping[str, bytes] = field(default_factory=dict)  # of a letter
    kept: bytes = b""

    def add_to(self, box: Letterbox, report_id: bytes) -> None:
        box.add_message(report_id, self.message)
        if self.kept:
            box.add_letter(report_id, self.message.place, self.wraps, self.kept)


def hashes_of(said: Said) -> dict[str, bytes]:
    """What a word says of its files: by blob the SHA-384 of their sealed bytes."""
    return {file.blob: bytes.fromhex(file.sealed) for file in said.files if file.sealed}


def say(
    box: Letterbox,
    opened: OpenedBox,
    ring: Ring,
    said: Said,
    today: date,
    page: bytes,
    seen: words.Seen | None = None,
) -> bool:
    """Adds what is said to what was `seen` (or lies there now); False when this very sending is there already. Raises
    NobodyMayRead, and ExcludesLater for an exclusion where nobody can tell who reads."""
    tag = message_tag(opened.content.first.key, page, said.sameness())
    if box.has_tag(opened.report_id, tag):
        return False
    sealed = _sealed(box, opened, ring, said, seen or opened.seen, today, tag)
    sealed.add_to(box, opened.report_id)
    box.name_blobs(opened.report_id, [file.blob for file in said.files])
    if said.kind == EXCLUSION:
        content = remembered(opened.content, said, sealed.message.place)
        box.set_mailbox(opened.locator, opened.report_id, content.seal(opened.key, opened.locator))
    return True


def renew(
    box: Letterbox, opened: OpenedBox, ring: Ring, new: AccessCode, today: date, seen: words.Seen | None = None
) -> None:
    """Makes `new` the only code, with pair and voice of its own, and says so in the old voice: by a letter to those who
    may read, for the next mailbox' public half is not for who has an older key. Should it be lost, it is said again.
    """
    content, mailbox, generation = opened.content, Mailbox.generate(), opened.content.generation + 1
    said = words.Renewal.of(seen or opened.seen, opened.report_id, generation, content.mailbox.voice, mailbox)
    readers = _say_renewal(box, opened, ring, said, content.mailbox.sign, today)
    own = content.mailbox.known(content.generation)
    known = own if content.known is None or opened.is_known else content.known
    row = replace(content, mailbox=mailbox, newest=opened.newest, generation=generation, known=known, readers=readers)
    box.set_mailbox(new.box_locator, opened.report_id, row.seal(new.box_key, new.box_locator))
    _keep_letters(box, opened, new)


def renew_again(box: Letterbox, opened: OpenedBox, ring: Ring, today: date) -> None:
    """Says a renewal again that is gone on its way, in the voice the office knows (where `opened.may_say_again`)."""
    content, known = opened.content, opened.content.known
    if known is None:
        raise ValueError("no voice of before")
    generation = known.generation + 1
    said = words.Renewal.of(opened.seen, opened.report_id, generation, known.voice, content.mailbox)
    readers = _say_renewal(box, opened, ring, said, known.sign, today)
    row = replace(content, newest=opened.newest, generation=generation, readers=readers)
    box.set_mailbox(opened.locator, opened.report_id, row.seal(opened.key, opened.locator))


def _say_renewal(
    box: Letterbox,
    opened: OpenedBox,
    ring: Ring,
    said: words.Renewal,
    sign: Callable[[bytes], bytes],
    today: date,
) -> tuple[str, ...]:
    """Returns to whom, or some of them: without anybody it is of epoch 0, and waits for who comes."""
    report_id, first, (place, before) = opened.report_id, opened.content.first, _next(box, opened)
    readers = _hearers(box, opened, ring, today)
    place = box.free_for_letter(report_id, place) if readers else place
    at = WordPlace(report_id, opened.posted_in if readers else REPORT, place)
    payload = words.Word(ring.installation, at, today, before, said).signed_by(sign)
    tag = message_tag(first.key, said.mailbox.voice.raw, f"renewal/{place}".encode())
    letter = Letter(at)
    sealed = letter.seal(payload) if readers else first.seal(REPORTER, place, payload)
    wraps = {one.officer_id: letter.wrap_for(one) for one in readers}
    kept = letter.keep(opened.key) if readers else b""
    message = SealedMessage(REPORTER, place, today, tag, sealed, at.epoch.text, before)
    _Sealed(message, wraps, kept).add_to(box, report_id)
    return tuple(sorted(wraps)[:READERS])


def _hearers(box: Letterbox, opened: OpenedBox, ring: Ring, today: date) -> list[Recipient]:
    first = first_said(box, opened, ring.installation)
    with suppress(NobodyMayRead):
        return [] if _is_old(opened, first) else _readers(box, opened, first, ring, today).entitled()
    return []


def _readers(
    box: Letterbox, opened: OpenedBox, first: FirstSaid | None, ring: Ring, today: date, out: Collection[str] = ()
) -> Readers:
    """Who reads what is said now; `out`: whom that very word excludes."""
    since = waiting(box, opened.key, opened.report_id, ring.installation, opened.taken_in)
    return Readers.of(opened, first, ring, today, {*out, *opened.content.excluded, *since})


def _is_old(opened: OpenedBox, first: FirstSaid | None) -> bool:
    """Whether nothing says who reads, as in version 1."""
    return opened.status is None and not opened.content.readers and first is not None and not first.recipients


def _keep_letters(box: Letterbox, opened: OpenedBox, new: AccessCode) -> None:
    """The keys of all letters under the next box key; what is none (the intake's role may add rows) stays behind."""
    kept = {}
    for place, wrap in box.letter_keys(opened.report_id).items():
        if message := box.message(opened.report_id, REPORTER, place):
            with suppress(Broken):
                at = WordPlace(opened.report_id, Epoch.parse(message.epoch), place)
                kept[place] = keep_letter(new.box_key, at, kept_letter(opened.key, at, wrap))
    box.keep_letters(opened.report_id, kept)


def introduce(
    box: Letterbox, report_id: bytes, dialogue: DialogueKey, code: AccessCode, ring: Ring, today: date
) -> None:
    """Moves a mailbox of version 1 to version 2: once, when its reporter opens it. What was said stays where it is."""
    first, mailbox = EpochDialogue(report_id, REPORT, dialogue), Mailbox.generate()
    place, before = box.next_of_reporter(report_id), RunningHead.before(report_id, REPORTER).head
    office = RunningHead.before(report_id, OFFICE, box.next_place(report_id, OFFICE))
    rest = words.Introduction(words.Seen(0, office), mailbox.public)
    word = words.Word(ring.installation, WordPlace(report_id, REPORT, place), today, before, rest)
    sealed = first.seal(REPORTER, place, word.signed_by(mailbox.sign))
    tag = message_tag(dialogue, code.box_locator, b"introduction")
    box.add_message(report_id, SealedMessage(REPORTER, place, today, tag, sealed, REPORT.text, before))
    row = MailboxContent(mailbox, first, first).seal(code.box_key, code.box_locator)
    box.set_mailbox(code.box_locator, report_id, row)


def _sealed(
    box: Letterbox, opened: OpenedBox, ring: Ring, said: Said, seen: words.Seen, today: date, tag: bytes
) -> _Sealed:
    place, before = _next(box, opened)
    first = first_said(box, opened, ring.installation)
    is_old = _is_old(opened, first)
    if is_old and said.kind == EXCLUSION:
        raise ExcludesLater()
    dialogue = opened.content.first if is_old else opened.newest
    readers = _readers(box, opened, first, ring, today, excluded_by(said))
    is_letter = said.kind == EXCLUSION or not (is_old or readers.have_the_key_alone(opened))
    place = box.free_for_letter(opened.report_id, place) if is_letter else place
    at = WordPlace(opened.report_id, dialogue.epoch, place)
    word = words.Word(ring.installation, at, today, before, seen, said.payload(), hashes_of(said))
    payload, sealed, wraps, kept = word.signed_by(opened.content.mailbox.sign), b"", dict[str, bytes](), b""
    if not is_letter:
        sealed = dialogue.seal(REPORTER, at.place, payload)
    else:
        letter = Letter(at)
        sealed, kept = letter.seal(payload), letter.keep(opened.key)
        wraps = {one.officer_id: letter.wrap_for(one) for one in readers.entitled()}
    return _Sealed(SealedMessage(REPORTER, at.place, today, tag, sealed, at.epoch.text, before), wraps, kept)


def _next(box: Letterbox, opened: OpenedBox) -> tuple[int, bytes]:
    """The place of the next word, and the head before it. Where words are gone that the office has signed it took in,
    one behind them: what stood in their place it would take for them."""
    taken_in = opened.status.reporter if opened.status else None
    place = box.next_of_reporter(opened.report_id, taken_in.count if taken_in else 1)
    if taken_in is not None and taken_in.count == place > box.said_by_reporter(opened.report_id, place):
        return place, taken_in.head
    return place, own_head(box, opened.report_id, place)
