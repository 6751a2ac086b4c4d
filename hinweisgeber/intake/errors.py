"""What the intake alone refuses."""

from __future__ import annotations

from ..errors import Refused


class CodeEndWrong(Refused):
    """The end of the access code is not what was typed."""


class CodeNotNoted(Refused):
    """It is not confirmed that the access code was noted."""


class PageNotNow(Refused):
    """A page that waits for minutes only cannot be shown now."""


class ReceiptNotYet(Refused):
    """The office has not taken the report in yet."""
