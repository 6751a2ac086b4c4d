"""What the mailbox sends beside messages: an answer to a question, a report of retaliation, the wish for a meeting.

Their fields stand on the same form as the message, so nothing that was typed is lost, whichever button is pressed.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import request

from ..crypto.capability import Capability
from ..domain.dialogue.report import MEETING_REQUEST, RETALIATION
from ..domain.dialogue.texts import check_text, optional_text
from ..domain.errors.dialogue import NotOpenAnyMore, VideoConsentMissing
from ..domain.errors.fields import ChoiceMissing
from ..errors import Refused
from ..store.errors import StoreAway
from ..usecases.reporter import mailbox
from ..usecases.reporter.errors import CodeUnknown, NobodyMayRead
from .common import Wrong, booth

DRAFTS = ("retaliation", "meeting", "correction", "slot", "video_consent")
_BUTTONS = {"retaliation": RETALIATION, "meeting": MEETING_REQUEST}  # what the button `do` says, by its value


@dataclass(frozen=True)
class Answered:
    """What became of it: a notice, or what is wrong by field; and the fields that are done with."""

    notice: str = ""
    wrong: Wrong = field(default_factory=dict)
    fields: tuple[str, ...] = ()


def wanted() -> bool:
    """Whether one of these buttons was pressed."""
    return bool(request.form.get("answer")) or request.form.get("do") in _BUTTONS


def drafts(done: tuple[str, ...] = ()) -> dict[str, str]:
    """What stands in the fields, but for those that are done with."""
    return {name: "" if name in done else request.form.get(name, "") for name in DRAFTS}


def send(capability: Capability) -> Answered:
    """Sends what the pressed button says; a second click changes nothing. Raises CodeUnknown, StoreAway."""
    page = request.form.get("capability", "")
    return _answer(capability, page) if request.form.get("answer") else _say(capability, request.form["do"], page)


def _answer(capability: Capability, page: str) -> Answered:
    at, _, pressed = request.form["answer"].partition(":")
    place = int(at) if at.isascii() and at.isdigit() and len(at) < 9 else -1
    choice = pressed or request.form.get("slot", "")
    text = request.form.get("correction", "") if choice == "correct" else ""
    video = bool(request.form.get("video_consent")) and not pressed
    used = ("correction",) if choice == "correct" else () if pressed else ("slot", "video_consent")
    try:
        new = mailbox.answer(booth(), capability, place, choice, page, text, video)
    except (CodeUnknown, StoreAway):
        raise
    except Refused as refused:
        return Answered(wrong={_field(refused, place): refused})
    return Answered("answered" if new else "answered-before", fields=used)


def _field(refused: Refused, place: int) -> str:
    """The field a refused answer speaks of."""
    if isinstance(refused, NotOpenAnyMore | NobodyMayRead):
        return f"answer-{place}"
    return {ChoiceMissing: "slot", VideoConsentMissing: "video_consent"}.get(type(refused), "correction")


def _say(capability: Capability, what: str, page: str) -> Answered:
    text = request.form.get(what, "")
    try:
        if _BUTTONS[what] == RETALIATION:
            new = mailbox.report_retaliation(booth(), capability, check_text(text), page)
        else:
            new = mailbox.ask_for_meeting(booth(), capability, optional_text(text), page)
    except (CodeUnknown, StoreAway):
        raise
    except Refused as refused:
        return Answered(wrong={what: refused})
    return Answered(what if new else f"{what}-before", fields=(what,))
