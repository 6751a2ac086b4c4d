"""What is refused to somebody who reports, or who takes a report down."""

from __future__ import annotations

from ...errors import Refused


class CodeUnknown(Refused):
    """No mailbox has this access code."""


class AlreadySent(Refused):
    """Another report was sent under this access code."""


class NobodyLeft(Refused):
    """Everybody who could read the report is excluded from it."""


class ExcludedTooLate(Refused):
    """Somebody excluded has a key already, from the first sending."""


class NobodyThere(Refused):
    """Nobody can receive reports now."""


class RecordedAlready(Refused):
    """This very report has been taken down already."""
