"""The slots that are offered for a meeting (HinSchG § 16 Abs. 3)."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta

from ..errors import ChoiceMissing, PlaceMissing, SlotPast, TimeMissing
from .report import optional_text

OFFICE, OUTSIDE, PHONE, VIDEO = HOWS = ("office", "outside", "phone", "video")
PLACE_LIMIT = 300  # characters
AHEAD_DAYS = 365
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
            raise ChoiceMissing()
        where = optional_text(self.where, PLACE_LIMIT)
        if self.how == OUTSIDE and not where:
            raise PlaceMissing()
        return replace(self, where=where)

    def data(self) -> dict[str, str]:
        """JSON values, as the mailbox reads them."""
        return {**asdict(self), "day": self.day.isoformat()}
