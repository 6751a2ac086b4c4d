"""The reporter's mailbox: open it by code, read, write on, answer what is asked, renew the code."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date

from ...crypto import strict
from ...crypto.capability import Capability
from ...crypto.code import AccessCode
from ...crypto.tag import message_tag
from ...domain.dialogue import asking
from ...domain.dialogue.attachment import Attachment
from ...domain.dialogue.report import EXCLUSION, MEETING_REQUEST, MESSAGE, REPORTER, RETALIATION, Said
from ...domain.dialogue.wording import digest
from ...domain.errors.dialogue import NotOpenAnyMore
from ...store.errors import BlobGone
from ...store.letterbox import Letterbox
from ...store.unit import Store
from .box import Booth, BoxTrouble, OpenedBox, open_box
from .conversation import Conversation as Conversation
from .conversation import again, conversation, of_meetings, question_at, state_of
from .door import entering, heard
from .errors import CodeUnknown, NobodyLeft, NobodyMayRead, OnlyTheyRead
from .exclusions import Excluding, barred, excluding, waiting
from .first import first_said
from .hearing import AGAIN, from_the_newest
from .speaking import renew, say
from .words import wording_of


def open_mailbox(booth: Booth, code: AccessCode) -> Capability:
    """The capability to this code's mailbox. Raises CodeUnknown, StoreAway."""
    with entering(booth, code) as (_, opened):
        return opened.capability


def open_any(booth: Booth, codes: Sequence[AccessCode]) -> tuple[AccessCode, Capability, Conversation]:
    """The mailbox that one of these codes opens, which, and what it shows. Raises CodeUnknown when none does,
    StoreAway."""
    for code in codes:
        with suppress(CodeUnknown), entering(booth, code) as (box, opened):
            return code, opened.capability, conversation(box, opened, booth.ring.installation)
    raise CodeUnknown()


def close(letterbox: Store[Letterbox], visit_id: bytes, today: date) -> None:
    """Ends a visit: no page of it opens anything any more, durable when this returns. Raises StoreAway."""
    with letterbox.write() as box:
        box.end_visit(visit_id, today)


def is_closed(letterbox: Store[Letterbox], visit_id: bytes) -> bool:
    """Whether a visit was ended. Raises StoreAway."""
    with letterbox.read() as box:
        return box.is_ended(visit_id)


def read(booth: Booth, capability: Capability, skip: int = 0) -> Conversation:
    """A page of the conversation, without the `skip` newest messages. Raises CodeUnknown when the code has been renewed
    or the report erased, StoreAway."""
    with booth.letterbox.read() as box:
        return conversation(box, booth.open(box, capability, to_be_read=True), booth.ring.installation, skip)


def wording(booth: Booth, capability: Capability) -> str:
    """The report's text, of which the receipt speaks. Raises BlobGone when it is destroyed, CodeUnknown, StoreAway."""
    with booth.letterbox.read() as box:
        opened = booth.open(box, capability)
        first, there = first_said(box, opened, booth.ring.installation), box.message(opened.report_id, REPORTER, 0)
        receipt = state_of(box, opened, booth.ring.installation, []).receipt
    if first is None or there is None or first.said.report is None:
        raise BlobGone()
    key, before = opened.content.first.key, wording_of(opened.content.first.key, opened.report_id, first.said)
    if strict.encode64(digest(before)) in receipt.split("\n"):  # it was signed before the sealed report stood in it
        return before
    return wording_of(key, opened.report_id, first.said, there.sealed)


def write_on(booth: Booth, capability: Capability, text: str, page: str, files: tuple[Attachment, ...] = ()) -> bool:
    """Adds a message of the reporter, durable when it returns; False when this very page sent it before.

    `text` is a checked text, `page` whatever names the page it was written on. Raises CodeUnknown, NobodyMayRead,
    StoreAway.
    """
    return _say(booth, capability, Said(MESSAGE, text, files=files), page)


def send_again(booth: Booth, capability: Capability, place: int) -> bool:
    """Says once more what stands at this place and the office cannot read (any more);
    False where that was done before, from whichever page. Else as above. Raises NotOpenAnyMore where that is not so."""
    installation = booth.ring.installation
    with booth.letterbox.read() as box:
        told = from_the_newest(box, booth.open(box, capability), installation)
        lost = (line for of_one in told for line in of_one if line.doubt in AGAIN and line.said)
        lost = (line for line in lost if line.said and line.said.kind != EXCLUSION)  # who is out is said anew in whole
        said = next((line.said for line in lost if line.place == place), None)
    if said is None:
        raise NotOpenAnyMore()
    return _say(booth, capability, said, again(place))


def answer(
    booth: Booth,
    capability: Capability,
    place: int,
    choice: str,
    page: str,
    text: str = "",
    video_consent: bool = False,
) -> bool:
    """Answers the office's message at `place`, durable when it returns; False when this very page sent it before.

    Raises NotOpenAnyMore, ChoiceMissing, TextMissing, TextTooLong, VideoConsentMissing, CodeUnknown, NobodyMayRead,
    StoreAway.
    """
    with booth.letterbox.read() as box:
        opened = booth.open(box, capability)
        asked = question_at(box, opened, booth.ring.installation, place, booth.today)
    said = asking.answer(asked, choice, text, video_consent)
    return _say(booth, capability, said, page, lambda box, _: asking.require_open(asked, choice))


def report_retaliation(booth: Booth, capability: Capability, text: str, page: str) -> bool:
    """Tells of a reprisal (HinSchG § 36), at any time, also after the end. `text` is a checked text; else as above."""
    return _say(booth, capability, Said(RETALIATION, text), page)


def ask_for_meeting(booth: Booth, capability: Capability, text: str, page: str) -> bool:
    """Asks to speak to somebody (HinSchG § 16 Abs. 3). Raises NotOpenAnyMore while one is under way; else as above."""

    def require_none(box: Letterbox, opened: OpenedBox) -> None:
        if asking.meeting_pending(of_meetings(box, opened, booth.ring.installation)):
            raise NotOpenAnyMore()

    return _say(booth, capability, Said(MEETING_REQUEST, text), page, require_none)


def who_reads(booth: Booth, capability: Capability) -> Excluding:
    """Who can be excluded now, and who is already. Raises CodeUnknown, StoreAway."""
    with booth.letterbox.read() as box:
        opened = booth.open(box, capability)
        first = first_said(box, opened, booth.ring.installation)
        return Excluding.of(booth.ring, booth.today, {*(first.excluded if first else ()), *_since(box, opened, booth)})


def exclude(booth: Booth, capability: Capability, officers: Collection[str], page: str) -> bool:
    """Keeps these officers from all that comes, durable when it returns: nothing is sealed for them any more, and the
    office is told in a letter to the others. False when this very page did it before.

    Raises ChoiceMissing, TooManyExcluded, NobodyLeft (nobody at all is left), OnlyTheyRead (nobody who reads it is),
    ExcludesLater, CodeUnknown, StoreAway.
    """
    with booth.letterbox.read() as box:
        opened = booth.open(box, capability)
        first, before = first_said(box, opened, booth.ring.installation), _since(box, opened, booth)
    again = BoxTrouble.UNEXCLUDED in opened.troubles
    said = excluding(booth.ring, booth.today, before, officers, again)
    try:
        return _say(booth, capability, said, page)
    except NobodyMayRead:
        named = {*(first.excluded if first else ()), *said.data["excluded"]}
        others = booth.ring.receivers(booth.today, barred(booth.ring, named))
        raise (OnlyTheyRead if others else NobodyLeft)() from None


def _since(box: Letterbox, opened: OpenedBox, booth: Booth) -> frozenset[str]:
    """Who was excluded since the report."""
    said = waiting(box, opened.key, opened.report_id, booth.ring.installation, opened.taken_in)
    return said | {*opened.content.excluded}


def meeting_pending(booth: Booth, capability: Capability, shown: Conversation) -> bool:
    """Whether a meeting is under way, so that nobody need ask for one: also when it stands on another page. Raises
    CodeUnknown, StoreAway."""
    if not (shown.skip or shown.older):
        return asking.meeting_pending(shown.lines)
    with booth.letterbox.read() as box:
        return asking.meeting_pending(of_meetings(box, booth.open(box, capability), booth.ring.installation))


def _say(
    booth: Booth,
    capability: Capability,
    said: Said,
    page: str,
    require: Callable[[Letterbox, OpenedBox], None] = lambda box, opened: None,
) -> bool:
    """Adds what is said unless this very page has; only what is new must fulfil `require`: a second click may not."""
    with booth.letterbox.read() as box:
        opened = booth.open(box, capability)
        if box.has_tag(opened.report_id, message_tag(opened.content.first.key, page.encode(), said.sameness())):
            return False
        require(box, opened)
    with booth.letterbox.write() as box:
        if box.mailbox(capability.locator) is None:
            raise CodeUnknown()
        if opened.may_say_again:
            opened = heard(box, booth.open(box, capability), booth)
        return say(box, opened, booth.ring, said, booth.today, page.encode(), capability.seen)


def renew_code(booth: Booth, capability: Capability, new: AccessCode) -> Capability:
    """Makes `new` the only code of this mailbox. Doing it twice with the same code changes nothing more.

    Raises CodeUnknown when neither the capability's code nor the new one leads to this mailbox; StoreAway.
    """
    locator, key = new.box_locator, new.box_key
    with booth.letterbox.write() as box:
        there = box.mailbox(locator)
        if there is None:
            renew(box, heard(box, booth.open(box, capability), booth), booth.ring, new, booth.today, capability.seen)
        elif there.report_id != capability.report_id:
            raise CodeUnknown()
        opened = open_box(box, locator, key, booth.ring, booth.today)
    return replace(opened.capability, seen=capability.seen)
