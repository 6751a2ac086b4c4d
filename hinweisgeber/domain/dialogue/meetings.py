"""A personal meeting on request (HinSchG § 16 Abs. 3): the office offers slots, the reporter agrees to one."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from .. import codec
from ..errors.dialogue import PlaceMissing, SlotPast
from ..errors.fields import ChoiceMissing, TimeMissing
from .texts import optional_text

OFFICE, OUTSIDE, PHONE, VIDEO = HOWS = ("office", "outside", "phone", "video")
PLACE_LIMIT = 300  # characters
AHEAD_DAYS = 365
MOST_SLOTS = 5  # offered at once
_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


@dataclass(frozen=True)
class Slot:
    """When, how and where one could meet. A place outside the house is always named: that is its point."""

    day: date
    time: str  # 14:30
    how: str
    where: str = ""

    def checked(self, today: date) -> Slot:
        """The cleaned slot. Raises SlotPast, TimeMissing, ChoiceMissing, PlaceMissing, TextTooLong."""
        if not today <= self.day <= today + timedelta(days=AHEAD_DAYS):
            raise SlotPast()
        if not _TIME.fullmatch(self.time):
            raise TimeMissing()
        if self.how not in HOWS:
            raise ChoiceMissing().at("how")
        where = optional_text(self.where, PLACE_LIMIT)
        if self.how == OUTSIDE and not where:
            raise PlaceMissing()
        return replace(self, where=where)

    def data(self) -> dict[str, str]:
        """JSON values, as the mailbox reads them."""
        return dict(codec.plain(self))


class MeetingState(StrEnum):
    """How far it is."""

    NONE = ""
    WISHED = "wished"
    OFFERED = "offered"
    AGREED = "agreed"
    NO_SLOT = "no-slot"  # none of the offered ones fits


@dataclass(frozen=True)
class Meeting:
    """The newest arrangement for a meeting."""

    state: MeetingState = MeetingState.NONE
    place: int = -1  # the office's message with the slots
    slots: tuple[str, ...] = ()
    agreed: int = -1  # which slot
    on: date | None = None  # since when it stands like this

    @property
    def slot(self) -> str:
        """The agreed slot; empty while there is none."""
        return self.slots[self.agreed] if 0 <= self.agreed < len(self.slots) else ""

    @property
    def awaits_offer(self) -> bool:
        """Whether it is the office's turn to offer."""
        return self.state in (MeetingState.WISHED, MeetingState.NO_SLOT)
