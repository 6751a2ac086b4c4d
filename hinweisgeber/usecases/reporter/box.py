"""A mailbox of version 2, opened (SPEC §§ 31, 36, 38): its keys, the office's newest word of the state, what is wrong.

What the office says of itself is believed only as an officer of the ring has signed it, for the very key it is sealed
under. Nothing here closes a mailbox: what does not fit is named, and what opens is shown.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from ...crypto.capability import Capability
from ...crypto.dialogue import EpochDialogue
from ...crypto.epochs import REPORT, Epoch
from ...crypto.heads import RunningHead
from ...crypto.keys import BoxKey
from ...crypto.mailbox import MailboxContent, open_row
from ...crypto.ring import Ring
from ...crypto.signed import LABEL_STATUS
from ...crypto.status import Status
from ...crypto.status import claimed as claimed_status
from ...crypto.words import Seen
from ...errors import Broken, FormatBroken
from ...store.letterbox import Letterbox, MailboxRow, SealedMessage
from ...store.letterbox.dialogue import PostedStatus
from ...store.unit import Store
from .errors import CodeUnknown
from .exclusions import barred, stands
from .renewals import is_unheard

NEWEST = 20  # messages read at a time: fewer are all there are


class BoxTrouble(StrEnum):
    """What a mailbox has to say of itself."""

    STATUS = "status"  # the office's word does not open, or is not signed as it must be
    SIGNER = "signer"  # it is signed by somebody, or held by somebody, who is out by now
    UNKNOWN = "unknown"  # it is signed or held by somebody whom the ring here does not name (yet)
    RENEWED = "renewed"  # the office knows a later code than this one
    UNHEARD = "unheard"  # it does not know this one, and the renewal that would tell it is gone
    STRANGER = "stranger"  # the office writes to another mailbox than this one
    WORDS = "words"  # fewer of one's own words are there than were taken in, or others
    ANSWERS = "answers"  # fewer messages of the office are there than it has signed that it said
    DAY = "day"  # beside the report stood another day than was signed
    EXCLUDING = "excluding"  # whom one excluded still holds a key, for the office has not heard of it yet
    UNEXCLUDED = "unexcluded"  # the same, and it will not hear: the word is gone, or nothing came of it


@dataclass(frozen=True)
class OpenedBox:
    """An opened mailbox inside one transaction."""

    locator: bytes
    key: BoxKey = field(repr=False)
    content: MailboxContent
    received: date
    status: Status | None
    troubles: frozenset[BoxTrouble]
    claimed: Status | None = None  # one that nobody vouches for: its keys open what one signed oneself
    posted_in: Epoch = REPORT  # the epoch of the status that lies there, whether it opens or not
    there: tuple[SealedMessage, ...] = field(default=(), repr=False)  # the newest messages, where they are to be read

    @property
    def report_id(self) -> bytes:
        return self.content.first.report_id

    @property
    def newest(self) -> EpochDialogue:
        """Of the newest epoch this mailbox can open."""
        return self.status.dialogue if self.status else self.content.newest

    def message(self, box: Letterbox, author: str, place: int) -> SealedMessage | None:
        """A message, in the transaction this was opened in."""
        return _message(box, self.report_id, self.there, author, place)

    def count_of_office(self, box: Letterbox) -> int:
        """How many are there of those that the office has signed that it said; as above."""
        said = self.office
        if 0 < len(self.there) < NEWEST:  # that is all there is
            return sum(one.author == "office" and said.first <= one.place < said.count for one in self.there)
        return box.count_said(self.report_id, "office", said.first, said.count)

    def dialogue(self, epoch: str) -> EpochDialogue | None:
        """Of the epoch a message says it is of; None where there is no key to it."""
        status = self.status or self.claimed
        known = (self.content.first, self.content.newest, *((*status.older, status.dialogue) if status else ()))
        return next((one for one in known if one.epoch.text == epoch), None)

    def is_lost(self, epoch: Epoch) -> bool:
        """Whether the office, as its newest word shows, has no key of this epoch (any more): what was said in it cannot
        be read there since the office was put back from a backup."""
        if self.status is None or epoch.number > self.newest.epoch.number:  # an older word may be shown again
            return False
        return epoch not in (REPORT, self.newest.epoch, *(one.epoch for one in self.status.older))

    @property
    def is_known(self) -> bool:
        """Whether the office, as its newest word shows, writes to this very mailbox."""
        known, own = self.status, self.content
        return known is not None and (known.generation, known.mailbox) == (own.generation, own.mailbox.hash)

    @property
    def taken_in(self) -> int:
        """How many of one's words the office has gone through, as its newest word shows; the report itself counts."""
        return self.status.reporter.count if self.status else 1

    @property
    def may_say_again(self) -> bool:
        """Whether a renewal is gone that can be said again: in the voice that the office still knows."""
        known, told = self.content.known, self.status or self.claimed
        is_next = known is not None and (told is None or told.generation == known.generation)
        return BoxTrouble.UNHEARD in self.troubles and is_next

    @property
    def office(self) -> RunningHead:
        """How much the office has said, as far as it has signed that."""
        return self.status.office if self.status else RunningHead.before(self.report_id, "office")

    @property
    def named(self) -> tuple[str, ...]:
        """Whom a status names as its holders whose signer is not known here (yet)."""
        return self.claimed.holders if self.claimed and BoxTrouble.UNKNOWN in self.troubles else ()

    @property
    def capability(self) -> Capability:
        """What its pages carry."""
        return Capability(self.report_id, self.locator, self.key, self.seen)

    @property
    def seen(self) -> Seen:
        """What this mailbox shows of the office: a word written by it is an answer to that."""
        return Seen(self.status.revision if self.status else 0, self.office)


@dataclass(frozen=True)
class Booth:
    """Where reporters write and read: the letterbox, the ring which says who may read it, and the day."""

    letterbox: Store[Letterbox]
    ring: Ring
    today: date

    def open(self, box: Letterbox, capability: Capability, to_be_read: bool = False) -> OpenedBox:
        """The mailbox that was opened before. Raises CodeUnknown when its code was renewed or the report erased;
        SealBroken."""
        return open_box(box, capability.locator, capability.key, self.ring, self.today, to_be_read)


def open_box(
    box: Letterbox, locator: bytes, key: BoxKey, ring: Ring, today: date, to_be_read: bool = False
) -> OpenedBox:
    """The mailbox under this locator. `to_be_read`: with its newest messages, each of which is then asked for once.
    Raises CodeUnknown, also for a row of another report; SealBroken."""
    return open_found(box, box.mailbox(locator), locator, key, ring, today, to_be_read)


def open_found(
    box: Letterbox,
    row: MailboxRow | None,
    locator: bytes,
    key: BoxKey,
    ring: Ring,
    today: date,
    to_be_read: bool = False,
) -> OpenedBox:
    """The same where it was asked for already. Raises the same."""
    if row is None:
        raise CodeUnknown()
    content = open_row(key, locator, row.wrap)
    if content.first.report_id != row.report_id:
        raise CodeUnknown()
    posted = box.posted_status(row.report_id)
    status, trouble, claimed = _status(content, posted, ring) if posted else (None, None, None)
    troubles = {trouble} if trouble else set[BoxTrouble]()
    if status is not None:
        troubles |= _troubles(content, status, ring, today)
    there = tuple(box.newest_messages(row.report_id, 0, NEWEST)) if to_be_read else ()
    if _words_differ(box, row.report_id, there, status):
        troubles.add(BoxTrouble.WORDS)
    epoch = _epoch(posted, content)
    if is_unheard(box, key, content, status or claimed, epoch, ring.installation):
        troubles.add(BoxTrouble.UNHEARD)
    if content.excluded:
        troubles |= _excluding(box, key, content, status, ring)
    return OpenedBox(locator, key, content, row.received, status, frozenset(troubles), claimed, epoch, there)


def _epoch(posted: PostedStatus | None, content: MailboxContent) -> Epoch:
    with suppress(FormatBroken):
        return Epoch.parse(posted.epoch) if posted else content.newest.epoch
    return content.newest.epoch


def _is_out(ring: Ring, officer_id: str, today: date) -> bool:
    officer = ring.get(officer_id)
    return officer is not None and officer.is_out(today)


def is_active(ring: Ring, officer_id: str, today: date) -> bool:
    """Whether one seals for this officer today."""
    officer = ring.get(officer_id)
    return officer is not None and officer.active(today)


def _status(
    content: MailboxContent, posted: PostedStatus, ring: Ring
) -> tuple[Status | None, BoxTrouble | None, Status | None]:
    """The office's word, or what is wrong with it and what it claims, though nobody vouches for that."""
    status = None
    try:
        epoch = Epoch.parse(posted.epoch)
        newest = content.newest  # after a renewal the office's wrap is for the mailbox before, and the key is known
        if epoch != newest.epoch:
            newest = content.mailbox.unwrap(newest.report_id, epoch, posted.wrap)
        payload = newest.open_status(posted.revision, posted.sealed)
        found, status = claimed_status(payload, newest, posted.revision, ring.installation)
        if ring.get(status.signer) is None:  # it is copied here by hand, after somebody was admitted
            return None, BoxTrouble.UNKNOWN, status
        found.verify(LABEL_STATUS, ring.signer(status.signer, status.day))
    except Broken:
        return None, BoxTrouble.STATUS, status
    return status, None, None


def _troubles(content: MailboxContent, status: Status, ring: Ring, today: date) -> set[BoxTrouble]:
    found = set[BoxTrouble]()
    if not status.may_be_written_to(lambda officer: not _is_out(ring, officer, today)):
        found.add(BoxTrouble.SIGNER)
    if not status.may_be_written_to(lambda officer: ring.get(officer) is not None):
        found.add(BoxTrouble.UNKNOWN)
    if status.generation > content.generation:
        found.add(BoxTrouble.RENEWED)
    elif status.generation == content.generation and status.mailbox != content.mailbox.hash:
        found.add(BoxTrouble.STRANGER)
    return found


def _message(
    box: Letterbox, report_id: bytes, there: tuple[SealedMessage, ...], author: str, place: int
) -> SealedMessage | None:
    at = (author, place)
    return next((one for one in there if (one.author, one.place) == at), None) or box.message(report_id, *at)


def _words_differ(box: Letterbox, report_id: bytes, there: tuple[SealedMessage, ...], status: Status | None) -> bool:
    """Whether the last word that was taken in is not the one that lies here."""
    if status is None or status.reporter.count == status.reporter.first:
        return False
    last = _message(box, report_id, there, "reporter", status.reporter.count - 1)
    return last is None or last.before is None or _after(last.before, last.sealed) != status.reporter.head


def _excluding(
    box: Letterbox, key: BoxKey, content: MailboxContent, status: Status | None, ring: Ring
) -> set[BoxTrouble]:
    """Whether the office has done what the reporter asked for last: then nobody excluded holds or signs anything."""
    if status is None or status.reporter.count <= content.excluded_at:
        on_its_way = stands(box, key, content, ring.installation)
        return {BoxTrouble.EXCLUDING if on_its_way else BoxTrouble.UNEXCLUDED}
    return {BoxTrouble.UNEXCLUDED} if {status.signer, *status.holders} & barred(ring, content.excluded) else set()


def _after(before: bytes, sealed: bytes) -> bytes:
    return RunningHead(0, 0, before).then(sealed).head


def own_head(box: Letterbox, report_id: bytes, place: int | None = None) -> bytes:
    """The head of the reporter's words before this place, by default after the last that is here: what the next one
    names."""
    place = box.said_by_reporter(report_id) if place is None else place
    last = box.message(report_id, "reporter", place - 1) if place > 0 else None
    if last is None or last.before is None:  # what is there is of version 1
        return RunningHead.before(report_id, "reporter").head
    return _after(last.before, last.sealed)
