"""What is refused to somebody who reports, or who takes a report down."""

from __future__ import annotations

from ...errors import Refused
from ...store.errors import StoreAway


class CodeUnknown(Refused):
    """No mailbox has this access code."""


class MovesLater(StoreAway):
    """A mailbox of version 1 cannot be moved now, and does not open before."""


class AlreadySent(Refused):
    """Another report was sent under this access code."""


class NobodyLeft(Refused):
    """Everybody who could read the report is excluded from it."""


class NobodyMayRead(NobodyLeft):
    """Nobody who has a key of this dialogue may read what is said now."""


class ExcludedTooLate(Refused):
    """Somebody excluded has a key already, from the first sending."""


class OnlyTheyRead(Refused):
    """Nobody but those who are excluded now could open the report; others could a new one."""


class ExcludesLater(Refused):
    """Nobody can tell yet who reads this dialogue: it has just been moved, and the office has not looked since."""


class TooManyExcluded(Refused):
    """More are excluded since the report than a mailbox can remember."""


class ReadersGone(Refused):
    """What is added to a report, by sending under its code again, nobody may read; a new report somebody may."""


class NobodyThere(Refused):
    """Nobody can receive reports now."""


class RecordedAlready(Refused):
    """This very report has been taken down already."""
