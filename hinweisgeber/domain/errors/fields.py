"""What a single field refuses, whoever fills it in."""

from __future__ import annotations

from ...errors import Refused


class TextMissing(Refused):
    """Nothing was written."""


class TextTooLong(Refused):
    """More was written than fits: `length`, `limit`."""


class ChoiceMissing(Refused):
    """Nothing was chosen, or nothing there is."""


class DateMissing(Refused):
    """No date, or none that can be read."""


class TimeMissing(Refused):
    """No time of day, or none that can be read."""

    field = "time"


class ReasonMissing(Refused):
    """A step that needs a reason came without one."""

    field = "reason"


class AddressWrong(Refused):
    """Not an e-mail address that we can send to."""
