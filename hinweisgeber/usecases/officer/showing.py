"""What the office says of a dialogue in which both sides sign (SPEC §§ 35, 36, 38): its own words with their running
hash, and the status, made anew at every revision of the case, so that a change of holders looks like any other.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from ...crypto import chain, heads, strict
from ...crypto.commitments import Committed
from ...crypto.contexts import ID
from ...crypto.dialogue import OFFICE, REPORTER, EpochDialogue
from ...crypto.heads import RunningHead
from ...crypto.keys import DialogueKey, VerifyKey
from ...crypto.mailbox import MailboxPublic
from ...crypto.primitives import KEY, random, sha384
from ...crypto.status import Status
from ...crypto.tag import message_tag
from ...crypto.words import Seen
from ...domain import codec
from ...domain.case.casefile import CaseFile
from ...domain.dialogue.report import EnteredReport, Said
from ...domain.dialogue.signed_talk import NamedMailbox, SignedTalk
from ...errors import Broken
from ...store.cabinet import CASE, Cabinet
from ...store.letterbox import SealedMessage
from ...store.letterbox.dialogue import PostedStatus
from .desk import Desk, OpenFile
from .dialogues import REFUSED, Dialogues
from .words_in import Heard

FAR = 1_000_000  # revisions: who writes the letterbox may have put any number there


def named(mailbox: MailboxPublic) -> NamedMailbox:
    """A mailbox as a case keeps it."""
    return NamedMailbox(**mailbox.data())


def begun(report_id: bytes, mailbox: MailboxPublic, heard: RunningHead, replies: int = 0) -> SignedTalk:
    """The dialogue from a report or introduction on; `replies`: the office's messages of version 1."""
    said = RunningHead.before(report_id, OFFICE, replies)
    return SignedTalk(named(mailbox), heard.head.hex(), said.head.hex(), heard.first, replies)


def heard_of(installation: str, report_id: bytes, case: CaseFile, place: int) -> Heard:
    """What the office knows of a dialogue before the reporter's message at this place. Raises FormatBroken."""
    if (talk := case.talk) is None:
        return Heard.nothing(installation, report_id, place)
    voices = tuple(VerifyKey(strict.decode64(one, KEY)) for one in talk.voices)
    return Heard(installation, _heard(case, talk), _mailbox(talk), talk.generation, voices)


def _heard(case: CaseFile, talk: SignedTalk) -> RunningHead:
    return RunningHead(talk.first, case.follow_ups + 1, bytes.fromhex(talk.heard))


def _mailbox(talk: SignedTalk) -> MailboxPublic:
    return MailboxPublic.from_data({"public": talk.mailbox.public, "voice": talk.mailbox.voice})


def has_said(cabinet: Cabinet, opened: OpenFile, seen: Seen) -> bool:
    """Whether what a reporter was shown of the office is what the office had said by then, all of it and no other."""
    nothing, talk, replies = RunningHead.before(opened.id, OFFICE).head, opened.case.talk, opened.case.replies
    if seen.revision == 0 or talk is None:  # before any status nothing is shown as signed
        return seen.revision == 0 and seen.office.head == nothing
    if seen.revision > cabinet.last_status(opened.id) or seen.office.first != talk.replies_first:
        return False
    if seen.office.count >= replies:
        return seen.office.count == replies and seen.office.head.hex() == talk.said
    after = cabinet.message(opened.id, OFFICE, seen.office.count)
    return after is not None and seen.office.head == (after.before or nothing)


def word(
    dialogue: EpochDialogue, first: DialogueKey, place: int, day: date, said: Said, nonce: bytes, before: bytes
) -> SealedMessage:
    """A message of the office under the newest key; `first`: that of the report's epoch, which makes all tags."""
    sealed = dialogue.seal(OFFICE, place, replace(said, day=day).payload())
    return SealedMessage(
        OFFICE, place, day, message_tag(first, nonce, said.sameness()), sealed, dialogue.epoch.text, before
    )


def of_version_1(dialogues: Dialogues, place: int, day: date, said: Said, nonce: bytes) -> SealedMessage:
    """A message of the office to a mailbox of version 1."""
    return SealedMessage(OFFICE, place, day, message_tag(dialogues.of_version_1(), nonce, said.sameness()),
                         dialogues.seal_of_version_1(OFFICE, place, said.payload()))  # fmt: skip


def show(cabinet: Cabinet, desk: Desk, opened: OpenFile) -> None:
    """Makes the status of a case as it stands now, in the transaction that changed it; none in version 1.

    Holders are those the entries name, and who signs: whoever leaves with this very act knows the key of this epoch.
    """
    if opened.row.kind != CASE or (talk := opened.case.talk) is None:
        return
    case, newest, mailbox = opened.case, opened.dialogues.later[-1], _mailbox(talk)
    revision = max(opened.row.revision, cabinet.last_status(opened.id) + 1)
    office = RunningHead(talk.replies_first, case.replies, bytes.fromhex(talk.said))
    status = Status(
        desk.ring.installation, newest, revision, desk.today, desk.officer_id,
        tuple(sorted(opened.holders | {desk.officer_id})), talk.generation, mailbox.hash,
        _heard(case, talk), office, opened.dialogues.later[:-1],
        codec.canonical(codec.plain(case.public_state) | _in_journal(cabinet, desk, opened.id, case)),
    )  # fmt: skip
    sealed = status.sealed_by(desk.identity.sign)
    cabinet.show_status(opened.id, PostedStatus(revision, newest.epoch.text, sealed, mailbox.wrap(newest)),
                        case.follow_ups + 1)  # fmt: skip


def _in_journal(cabinet: Cabinet, desk: Desk, file_id: bytes, case: CaseFile) -> dict[str, Any]:
    """What the entry says that took the report in, as far as its signer's key vouches for it: a row proves nothing."""
    entry = cabinet.first_entry(file_id)
    if entry is None:
        return {}
    with suppress(Broken):
        chain.verify_alone(desk.ring.installation, entry, desk.ring.signer(entry.signer, entry.day))
        said = Committed.read(entry.open)
        first, _ = said.messages.get((REPORTER, 0), ("", "")) if said else ("", "")
        if first:
            return EnteredReport(entry.day, case.received, first).data()
    return {}


class Carried(NamedTuple):
    """What a new epoch makes of the office's messages: see `EpochBegun`."""

    resealed: tuple[tuple[int, str], ...] | None = None
    said: str | None = None
    left_over: tuple[tuple[int, str], ...] | None = None
    unsaid: tuple[tuple[int, str], ...] | None = None


def carried_over(desk: Desk, cabinet: Cabinet, opened: OpenFile, newest: EpochDialogue) -> Carried:
    """Takes the office's messages along into a new epoch. Those that have not left the house are sealed under its key:
    whoever knows the one before must not read them in the letterbox. Where a case was put back from a backup, those
    that the letterbox has and this cabinet does not lose their text there: nobody can tell who wrote it, and a status
    would call it the office's. Raises StoreAway."""
    if opened.row.kind != CASE or (talk := opened.case.talk) is None:
        return Carried()
    if opened.row.restored:
        return _put_back(desk, cabinet, opened, talk, newest)
    if not (again := _resealed(desk, cabinet, opened, newest)):
        return Carried()
    return Carried(_digests(again), RunningHead(0, 0, again[-1].before or b"").then(again[-1].sealed).head.hex())


def _digests(messages: list[SealedMessage]) -> tuple[tuple[int, str], ...] | None:
    return tuple((one.place, sha384(one.sealed).hex()) for one in messages) or None


def is_same(one: SealedMessage, lies: SealedMessage) -> bool:
    """Whether this very message lies there, or what is left of it where its text was destroyed."""
    return lies.sealed in (one.sealed, heads.digest(one.sealed))


def _resealed(desk: Desk, cabinet: Cabinet, opened: OpenFile, newest: EpochDialogue) -> list[SealedMessage]:
    """Those that wait; what lies in the letterbox already stays as it is. What waited in version 1 while the mailbox
    moved is of version 2 now."""
    made, before, talk = list[SealedMessage](), b"", opened.case.talk
    for one in unposted(desk, cabinet, opened.id):
        if talk is None or (one.epoch is None and one.place < talk.replies_first):
            continue
        made.append(_sealed_anew(cabinet, opened, one, newest, before or one.before or bytes.fromhex(talk.said)))
        before = RunningHead(0, 0, made[-1].before or b"").then(made[-1].sealed).head
    return made


def unposted(desk: Desk, cabinet: Cabinet, file_id: bytes) -> list[SealedMessage]:
    """The office's messages that wait, in order, behind all of them that lie in the letterbox; of version 2 no foreign
    row in a place counts for one. Raises StoreAway."""
    if not (waiting := cabinet.waiting_messages(file_id)):
        return []
    with desk.letterbox.read() as box:
        there = [(one, box.message(file_id, OFFICE, one.place)) for one in waiting]
    inside = (one.place for one, lies in there if lies and (one.epoch is None or is_same(one, lies)))
    last = max(inside, default=-1)
    return [one for one in waiting if one.place > last]


def _put_back(desk: Desk, cabinet: Cabinet, opened: OpenFile, talk: SignedTalk, newest: EpochDialogue) -> Carried:
    """The same where an older cabinet is there than the letterbox knows: from the first place on where something else
    lies than waits here. Whatever lies there loses its text, be it of version 1 even its hash; what waits here for such
    a place was never shown and stays in the case, named; behind all that the dialogue goes on."""
    waiting = {
        one.place: one for one in unposted(desk, cabinet, opened.id) if one.epoch or one.place >= talk.replies_first
    }
    place = min(waiting, default=opened.case.replies)
    before = waiting[place].before if place in waiting else None
    head = RunningHead(0, 0, before or bytes.fromhex(talk.said))
    again, unsaid, left = list[SealedMessage](), list[SealedMessage](), list[SealedMessage]()
    with desk.letterbox.write() as box:
        while (there := box.message(opened.id, OFFICE, place)) or place in waiting:
            if there is None:
                again.append(_sealed_anew(cabinet, opened, waiting[place], newest, head.head))
                head = head.then(again[-1].sealed)
            else:
                rest = b"" if there.epoch is None else heads.digest(there.sealed)
                box.empty_message(opened.id, OFFICE, place, random(ID), rest)
                (unsaid if place in waiting else left).append(replace(waiting.get(place, there), before=head.head))
                head = head.then(rest)
            place += 1
    for one in unsaid:
        cabinet.leave_unsaid(opened.id, one.place, one.before)
    for one in left:
        cabinet.add_message(opened.id, replace(one, epoch=REFUSED), delivered=True)
    if not (again or unsaid or left):
        return Carried()
    return Carried(_digests(again), head.head.hex(), _digests(left), _digests(unsaid))


def _sealed_anew(
    cabinet: Cabinet, opened: OpenFile, one: SealedMessage, newest: EpochDialogue, before: bytes
) -> SealedMessage:
    sealed = newest.seal(OFFICE, one.place, opened.dialogues.open(one))
    made = replace(one, sealed=sealed, epoch=newest.epoch.text, before=before)
    cabinet.reseal(opened.id, made)
    return made
