"""What is refused when a report is taken down, and of what office and reporter say to each other."""

from __future__ import annotations

from ...errors import Refused


class RecordOfLetter(Refused):
    """A letter is not recorded."""


class RecordingMissing(Refused):
    """A recording was announced and is not among the files."""


class ConsentMissing(Refused):
    """A recording or a verbatim record without a note of the consent."""

    field = "consent"


class ReceiptDayWrong(Refused):
    """The day a report came in is to come, or too long ago."""


class ExcludesOneself(Refused):
    """Who takes a report down is excluded from it."""


class WayUnsaid(Refused):
    """Nobody reads the mailbox, and it is not said how else the person was told; `limit`."""

    field = "way"


class NotOpenAnyMore(Refused):
    """A question that is answered already, or replaced by a newer one."""


class VideoConsentMissing(Refused):
    """A meeting by video without the consent to it."""


class SlotPast(Refused):
    """A meeting on a day that is past, or too far ahead."""

    field = "day"


class PlaceMissing(Refused):
    """A meeting outside, and it is not said where."""

    field = "where"


class AnswerStillOpen(Refused):
    """The record of a talk is closed before its time for an answer is over: `days`, `day`."""

    field = "state"
