"""What the reporter wrote, taken in: one message, one entry. Of version 1 as it came; of version 2 each word as SPEC
§38 says, verified and with each fault named, and nothing that is not signed.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace

from ...crypto import epochs
from ...crypto.dialogue import OFFICE, REPORTER, WordPlace, open_letter
from ...crypto.epochs import Epoch
from ...crypto.words import Introduction, Renewal, Word
from ...domain.acts import Act, Kind
from ...domain.case import fold
from ...domain.dialogue import follow_ups
from ...domain.dialogue.asking import ASKS, answer_of
from ...domain.dialogue.follow_ups import FollowUp
from ...domain.dialogue.report import Said, excluded_by
from ...domain.power.openly import RULES, Openly
from ...errors import Broken, FormatBroken
from ...store.cabinet import Cabinet
from ...store.errors import StoreAway
from ...store.letterbox import SealedMessage
from ...store.letterbox.dialogue import NEAR
from ..reporter.recipients import barred
from .contents import NOTHING_SAID, opened_said
from .desk import Desk, OpenFile, case_of
from .dialogues import REFUSED as OPENS_FOR_NOBODY
from .entering import enter, entitled, exclude, may_read, ready, renew
from .recordings import end_recordings
from .showing import begun, has_said, heard_of, named, unposted
from .take_in import dated, digest, keep, with_hashes
from .words_in import REFUSED, UNSURE, Heard, Posted, Taken, WordFault, seen_of, take_word


class WordLeft(FormatBroken):
    """A letter that was sealed to others who may read it, not to this officer: one of them takes it in."""


def letter_for(cabinet: Cabinet, desk: Desk, opened: OpenFile) -> frozenset[str]:
    """Who may open the reporter's next word that lies there, where it is a letter; nobody is named while the letterbox
    is away."""
    wraps = dict[str, bytes]()
    with suppress(StoreAway), desk.letterbox.read() as box:
        for following in box.messages_from(opened.id, REPORTER, case_of(opened).follow_ups + 1, 1):
            wraps = box.letter_wraps(opened.id, following.place)
    return frozenset(_waited_for(cabinet, desk, opened, wraps))


def of_version_1(cabinet: Cabinet, desk: Desk, opened: OpenFile, message: SealedMessage) -> OpenFile:
    """The next message of a dialogue of version 1; the file as it was where another one is missing before it."""
    case = case_of(opened)
    if message.place != case.follow_ups + 1:
        return opened
    message = dated(message, desk.today)
    said = opened_said(opened, message)
    keep(cabinet, opened.id, message, said.files if said else ())
    return _entered(cabinet, desk, opened, follow_ups.entered(message.place, digest(message.sealed), said))


def signed_word(
    cabinet: Cabinet, desk: Desk, opened: OpenFile, message: SealedMessage, wraps: dict[str, bytes], shown: Epoch,
    restored: bool = False,
) -> OpenFile:  # fmt: skip
    """The next word of a dialogue of version 2, or the introduction with which one begins; the caller shows the mailbox
    that it was taken in. `wraps`: of a letter; `shown`: the newest epoch before all that the caller takes in at once:
    a later one is new to every mailbox; `restored`: what does not open may be a letter whose keys are gone, for it had
    been taken in before. Raises WordLeft, and then nothing has changed.

    Of words that are gone before it, so many are entered at once; where there are more, it is its turn later. Far away
    only what its reporter has signed counts: who writes the letterbox may put a row at any place."""
    case = case_of(opened)
    if message.place <= case.follow_ups or (case.talk is None and message.place != case.follow_ups + 1):
        return opened
    heard = heard_of(desk.ring.installation, opened.id, case, message.place)
    restored = restored or opened.row.restored
    is_far = message.place - case.follow_ups > NEAR
    if not is_far:
        _require_own(cabinet, desk, opened, message, heard, wraps, restored)
    elif _gone_through(cabinet, desk, opened, message, heard, wraps, restored)[0].word is None:
        return opened
    opened = ready(cabinet, desk, opened)
    for place in range(case.follow_ups + 1, min(message.place, case.follow_ups + 1 + NEAR)):
        opened = _lost(cabinet, desk, opened, place, message)
    if is_far:
        return opened
    taken, payload = _gone_through(cabinet, desk, opened, message, heard, wraps, restored)
    is_renewal = taken.word is not None and isinstance(taken.word.rest, Renewal)
    if is_renewal and opened.keys.epoch == shown:  # nobody who saw the old code has the next key
        opened = renew(cabinet, desk, opened, entitled(cabinet, desk, opened), shows=False)
    said = _said(taken.word)
    out = _kept_out(desk, opened, said)
    if desk.officer_id in out:  # for nobody else it waits: one word is not the end of a dialogue
        out, taken = (), replace(taken, faults=taken.faults | {WordFault.EXCLUDES})
    if out:
        opened = exclude(cabinet, desk, opened, out)
    if taken.word is not None and isinstance(taken.word.rest, Introduction | Renewal):
        cabinet.pass_over(opened.id, message.place)
    kept = _kept(desk, opened, message, taken, payload if wraps else None)
    files = with_hashes(said, taken.word.files) if said and taken.word else ()
    came = "" if kept.sealed == message.sealed else digest(message.sealed)
    keep(cabinet, opened.id, kept, files, came)
    counted = None if said and follow_ups.binds(said) and _is_unsure(cabinet, opened, said, taken) else said
    data = replace(follow_ups.entered(message.place, digest(kept.sealed), counted), excluded=out or None)
    waiting = unposted(desk, cabinet, opened.id) if case.talk is None else []
    replies = waiting[0].place if waiting else opened.case.replies
    data = _heard(replace(data, faults=tuple(sorted(taken.faults)) or None), opened, taken, replies)
    opened = _entered(cabinet, desk, opened, data)
    if waiting and opened.case.talk is not None:  # in version 1 the mailbox would not take it for the office's any more
        opened = renew(cabinet, desk, opened, entitled(cabinet, desk, opened), shows=False)
    return opened


def _require_own(
    cabinet: Cabinet, desk: Desk, opened: OpenFile, message: SealedMessage, heard: Heard, wraps: dict[str, bytes],
    restored: bool,
) -> None:  # fmt: skip
    """A letter waits for whoever holds the case, or can be given it; one that excludes this officer too, as long as it
    leaves one of these. It is none where the word opens without one: somebody has put a key beside it."""
    if not wraps:
        return
    if desk.officer_id in wraps:
        word = _gone_through(cabinet, desk, opened, message, heard, wraps, restored)[0].word
        out = _kept_out(desk, opened, _said(word))
        if desk.officer_id in out and _waited_for(cabinet, desk, opened, wraps) - {*out}:
            raise WordLeft("a letter that excludes who looks")
        return
    with suppress(Broken):
        opened.dialogues.of(message.epoch).open(REPORTER, message.place, message.sealed)
        return
    if _waited_for(cabinet, desk, opened, wraps):
        raise WordLeft("a letter to others")


def _waited_for(cabinet: Cabinet, desk: Desk, opened: OpenFile, wraps: dict[str, bytes]) -> set[str]:
    """Colleagues who can open a letter with these wraps and may read it."""
    return may_read(cabinet, desk, opened) & wraps.keys() - {desk.officer_id}


def _kept_out(desk: Desk, opened: OpenFile, said: Said | None) -> tuple[str, ...]:
    """Whom it excludes, with all who ever had the function of one of them; ids, rising. Where the person took no code
    along, whoever writes is somebody else."""
    named = () if case_of(opened).no_code else excluded_by(said)
    return tuple(sorted(barred(desk.ring, named))) if named else ()


def _gone_through(
    cabinet: Cabinet, desk: Desk, opened: OpenFile, message: SealedMessage, heard: Heard, wraps: dict[str, bytes],
    restored: bool,
) -> tuple[Taken, bytes | None]:  # fmt: skip
    at, payload, is_known = WordPlace(opened.id, epochs.REPORT, message.place), None, message.epoch is None
    with suppress(Broken):
        at = replace(at, epoch=Epoch.parse(message.epoch))
        payload = _of_letter(desk, at, message, wraps)
        dialogue = opened.dialogues.of(message.epoch)
        is_known = True
        payload = payload or dialogue.open(REPORTER, message.place, message.sealed)
    before = cabinet.posted_before(opened.id, message.written)
    posted = Posted(before[0], Epoch.parse(before[1])) if before else Posted()
    taken = take_word(heard, at, message, payload, posted)
    if payload is None and wraps:
        taken = replace(taken, faults=frozenset({WordFault.OTHERS}))
    elif payload is None and (restored or not is_known):
        taken = replace(taken, faults=frozenset({WordFault.LOST_EPOCH}))
    seen = seen_of(taken.word) if taken.word is not None else None
    if seen is not None and not has_said(cabinet, opened, seen):
        taken = replace(taken, faults=taken.faults | {WordFault.SHOWN})
    return taken, payload


def _of_letter(desk: Desk, at: WordPlace, message: SealedMessage, wraps: dict[str, bytes]) -> bytes | None:
    """What a letter says; None for what is none, also where somebody has put a key beside a message."""
    try:
        key = desk.identity.unwrap_letter(desk.officer_id, at, wraps.get(desk.officer_id, b""))
        return open_letter(key, at, message.sealed)
    except Broken:
        return None


def _said(word: Word | None) -> Said | None:
    try:
        return Said.from_payload(word.said) if word is not None and word.said != NOTHING_SAID else None
    except Broken:  # of a newer version
        return None


def _is_unsure(cabinet: Cabinet, opened: OpenFile, said: Said, taken: Taken) -> bool:
    """Whether what it answers may not be what was asked. An older state is one thing where the question had been shown
    and nothing of its kind was asked since: who reads in the evening may answer after midnight."""
    unsure, seen = taken.faults & UNSURE, seen_of(taken.word) if taken.word else None
    if unsure != {WordFault.SEEN} or seen is None:
        return bool(unsure)
    to, case = answer_of(said)[0], case_of(opened)
    kinds = [_kind(cabinet, opened, place) for place in (to, *range(seen.office.count, case.replies))]
    return not 0 <= to < seen.office.count or kinds[0] not in ASKS or kinds[0] in kinds[1:]


def _kind(cabinet: Cabinet, opened: OpenFile, place: int) -> str:
    message = cabinet.message(opened.id, OFFICE, place)
    said = opened_said(opened, message) if message else None
    return said.kind if said else ""


def _kept(desk: Desk, opened: OpenFile, message: SealedMessage, taken: Taken, letter: bytes | None) -> SealedMessage:
    """As the cabinet has it: what was refused opens for nobody, a letter is sealed anew, under the newest key."""
    message = dated(message, desk.today) if taken.word is None else replace(message, written=taken.word.day)
    if taken.faults & REFUSED:
        return replace(message, epoch=OPENS_FOR_NOBODY)
    if letter is None:
        return message
    newest = opened.dialogues.later[-1]
    return replace(message, sealed=newest.seal(REPORTER, message.place, letter), epoch=newest.epoch.text)


def _heard(data: FollowUp, opened: OpenFile, taken: Taken, replies: int) -> FollowUp:
    """With what the entry says of the dialogue after the word; `replies`: what the office has said in version 1."""
    head, talk, rest = taken.heard.head.head.hex(), opened.case.talk, taken.word.rest if taken.word else None
    if isinstance(rest, Introduction):
        return replace(data, talk=begun(opened.id, rest.mailbox, taken.heard.head, replies))
    if isinstance(rest, Renewal) and talk is not None:
        return replace(data, talk=talk.renewed(named(rest.mailbox), head))
    return replace(data, heard=head) if talk is not None else data


def _lost(cabinet: Cabinet, desk: Desk, opened: OpenFile, place: int, after: SealedMessage) -> OpenFile:
    """A word that was written and is not there any more."""
    gone = SealedMessage(REPORTER, place, after.written, secrets.token_bytes(16), b"", OPENS_FOR_NOBODY)
    keep(cabinet, opened.id, dated(gone, desk.today), ())
    data = FollowUp(place=place, digest=digest(b""), faults=(WordFault.LOST.value,))
    return _entered(cabinet, desk, opened, data)


def _entered(cabinet: Cabinet, desk: Desk, opened: OpenFile, data: FollowUp) -> OpenFile:
    case, act = case_of(opened), Act(Kind.FOLLOW_UP, desk.today, desk.officer_id, data)
    after = fold.apply(case, act)
    if after.proposals != case.proposals:
        before = {one.n for one in case.proposals if one.objected_on}
        new = tuple(one.entry for one in after.proposals if one.objected_on and one.n not in before)
        act = replace(act, openly=Openly(RULES, objects=new))
    return end_recordings(cabinet, desk, enter(cabinet, desk, opened, after, act, shows=False), case, after)


def lost_in(log: Iterable[Act]) -> bool:
    """Whether a word of the reporter was found to be gone."""
    return any(isinstance(act.data, FollowUp) and WordFault.LOST in (act.data.faults or ()) for act in log)
