"""What the office may ask in the mailbox and what may be answered: consent (§ 9 Abs. 3), minutes (§ 11 Abs. 4), a
meeting (§ 16 Abs. 3), whether something may be destroyed (LAW § 9). One question, a few set answers; the reporter
never has to find words.

`data` of a question: all kinds may have `until` (ISO day: the last day for an answer); a meeting offer has `slots`, a
list of {"when", "where", "how"}. Whatever else stands there is not read: a mailbox page bears any data.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from ..errors.dialogue import NotOpenAnyMore, VideoConsentMissing
from ..errors.fields import ChoiceMissing
from .report import (
    ANSWER,
    CONSENT_REQUEST,
    DESTRUCTION,
    MEETING_OFFER,
    MEETING_REQUEST,
    MINUTES,
    OFFICE,
    REPORTER,
    Said,
)
from .texts import check_text, optional_text

ASKS = (MINUTES, CONSENT_REQUEST, MEETING_OFFER, DESTRUCTION)
EACH = (CONSENT_REQUEST, DESTRUCTION)  # asked of a matter of its own: a newer one takes nothing from it
VIDEO = "video"
CHOICE_LENGTH = 32


class DialogueLine(Protocol):
    """One message of a dialogue, opened."""

    @property
    def author(self) -> str: ...
    @property
    def place(self) -> int: ...
    @property
    def written(self) -> date: ...
    @property
    def said(self) -> Said | None: ...


@dataclass(frozen=True)
class OfferedSlot:
    """One offered time for a meeting."""

    when: str
    where: str = ""
    how: str = ""  # VIDEO needs consent (§ 16 Abs. 3)


@dataclass(frozen=True)
class Question:
    """A question of the office and how it stands on a day: what can be answered, and what was."""

    place: int
    kind: str
    choices: tuple[str, ...]  # open now, in order
    given: tuple[tuple[str, date], ...] = ()  # the reporter's answers so far
    slots: tuple[OfferedSlot, ...] = ()
    until: date | None = None
    expired: bool = False

    def slot(self, choice: str) -> OfferedSlot | None:
        """The slot a choice means."""
        n = choice.removeprefix("slot-")
        known = choice.startswith("slot-") and n.isascii() and n.isdigit() and len(n) < 4 and int(n) < len(self.slots)
        return self.slots[int(n)] if known else None


def questions(lines: Sequence[DialogueLine], today: date, minutes_over: int = -1) -> dict[int, Question]:
    """The office's questions by their place, as they stand today; the check of the minutes at one may be over."""
    asked = [(line.place, line.said) for line in lines if line.author == OFFICE and line.said]
    newest = {said.kind: place for place, said in sorted(asked, key=lambda one: one[0]) if said.kind in ASKS}
    return {
        place: _question(
            place, said, answers_to(lines, place), newest[said.kind] == place, today, over=place == minutes_over
        )
        for place, said in asked
        if said.kind in ASKS
    }


def _question(
    place: int, said: Said, given: tuple[tuple[str, date], ...], newest: bool, today: date, over: bool
) -> Question:
    until, slots = _until(said.data), _slots(said.data)
    expired = over or (until is not None and today > until)
    last = given[-1][0] if given else ""
    still = said.kind in EACH or newest  # of minutes and offers only the newest can be answered
    return Question(
        place, said.kind, _choices(said.kind, slots, last, expired) if still else (), given, slots, until, expired
    )


def _choices(kind: str, slots: tuple[OfferedSlot, ...], last: str, expired: bool) -> tuple[str, ...]:
    if kind == CONSENT_REQUEST:  # to say yes is possible until its day, to take it back always
        return {"": () if expired else ("accept", "decline"), "accept": ("withdraw",)}.get(last, ())
    if kind == DESTRUCTION:
        return () if last or expired else ("object",)
    if kind == MINUTES:
        return () if last or expired else ("confirm", "correct", "refuse")
    every = (*(f"slot-{n}" for n, slot in enumerate(slots) if slot.when), "none")
    return tuple(choice for choice in every if choice != last)


def _until(data: dict[str, Any]) -> date | None:
    try:
        return date.fromisoformat(data["until"])
    except (KeyError, ValueError, TypeError):
        return None


def _slots(data: dict[str, Any]) -> tuple[OfferedSlot, ...]:
    """The slots in their order; what is none keeps its place and cannot be chosen."""
    slots = data.get("slots")
    return tuple(_slot(slot) for slot in slots) if isinstance(slots, list) else ()


def _slot(slot: object) -> OfferedSlot:
    texts = slot if isinstance(slot, dict) else {}
    when, where, how = (text if isinstance(text := texts.get(name), str) else "" for name in ("when", "where", "how"))
    return OfferedSlot(when, where, how)


def answers_to(lines: Sequence[DialogueLine], place: int) -> tuple[tuple[str, date], ...]:
    """The reporter's answers to the office's message at `place`, each with its day."""
    return tuple(
        (choice, line.written)
        for line in lines
        if line.author == REPORTER and line.said and line.said.kind == ANSWER
        for to, choice in [answer_of(line.said)]
        if to == place and choice
    )


def answer_of(said: Said) -> tuple[int, str]:
    """Which message is answered, and how; (-1, "") for an answer that is none: it may claim anything."""
    to, choice = said.data.get("to"), said.data.get("choice")
    fits = type(to) is int and isinstance(choice, str) and len(choice) <= CHOICE_LENGTH
    return (to, choice) if fits else (-1, "")  # type: ignore[return-value]


def answer(asked: Question | None, choice: str, text: str = "", video_consent: bool = False) -> Said:
    """The reporter's answer, ready to be sealed; whether it is still open is `require_open`.

    Raises NotOpenAnyMore (no such question or answer), ChoiceMissing, TextMissing (corrections without words),
    TextTooLong, VideoConsentMissing (§ 16 Abs. 3).
    """
    if asked is None:
        raise NotOpenAnyMore()
    if asked.kind == MEETING_OFFER and not choice:
        raise ChoiceMissing()
    words = check_text(text) if choice == "correct" else optional_text(text) if choice == "object" else ""
    data: dict[str, Any] = {"to": asked.place, "choice": choice}
    slot = asked.slot(choice)
    if slot is not None and slot.how == VIDEO:
        if not video_consent:
            raise VideoConsentMissing()
        data["video_consent"] = True
    return Said(ANSWER, words, data=data)


def require_open(asked: Question | None, choice: str) -> None:
    """Raises NotOpenAnyMore unless this answer can be given now."""
    if asked is None or choice not in asked.choices:
        raise NotOpenAnyMore()


def meeting_pending(lines: Sequence[DialogueLine]) -> bool:
    """Whether a meeting is wished, offered or agreed, so that nobody need ask for one (§ 16 Abs. 3)."""
    pending = False
    for said in (line.said for line in lines if line.said):
        if said.kind in (MEETING_REQUEST, MEETING_OFFER) or (said.report and said.report.meeting):
            pending = True
        elif said.kind == ANSWER and answer_of(said)[1] == "none":
            pending = False
    return pending
