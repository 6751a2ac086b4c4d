"""What a case refuses because of where it stands."""

from __future__ import annotations

from ...errors import Refused


class NotAllowed(Refused):
    """This step is not possible at this stage."""


class CheckTooEarly(Refused):
    """The effect of a measure is checked before the measure is due."""

    field = "check"


class FollowUpUnsaid(Refused):
    """Feedback that names neither what was done nor what is planned."""

    field = "taken"


class DisclosureBlocked(Refused):
    """This disclosure is not possible, or not any more; `why` names the obstacle."""

    def __init__(self, why: str = "") -> None:
        super().__init__()
        self.why = why


class NobodyReads(Refused):
    """Consent is asked of somebody whose mailbox nobody reads."""


class NoticeUnread(Refused):
    """A notice goes to a mailbox that nobody reads."""

    field = "notice"
