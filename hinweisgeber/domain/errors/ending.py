"""What is refused on the way from a closed case to an erased one."""

from __future__ import annotations

from ...errors import Refused


class SecondPersonNeeded(Refused):
    """Who proposed a hold cannot confirm it."""


class HoldStands(Refused):
    """A hold stands in the way of destroying anything."""


class ArchiveOpen(Refused):
    """The archive has not been asked, or has not answered."""


class DocumentMissing(Refused):
    """A document is taken on file without a file."""

    field = "attachments"


class DocumentTaken(Refused):
    """A file of the form belongs to something already."""

    field = "attachments"


class DocumentAhead(Refused):
    """A document bears a day to come."""

    field = "day"


class ErasureWaits(Refused):
    """Something is taken on file in a case whose erasure is authorised."""


class InsideAnother(Refused):
    """A file is to be destroyed that is still in another one, which is there."""


class RetaliationOpen(Refused):
    """A retaliation has been reported that nobody has judged."""


class DestroyingTooEarly(Refused):
    """Something is to be destroyed before anybody has taken the case over."""


class NotResponsible(Refused):
    """Somebody else is responsible for the case."""


class ReviewTooEarly(Refused):
    """The day of a review is not after today."""

    field = "review"


class CaseOpens(Refused):
    """Somebody can open the case, so it ends as all others do, with its key."""


class KeylessWaits(Refused):
    """That the case is to be erased without a key is proposed or agreed to already."""


class KeylessGone(Refused):
    """Such a proposal was confirmed, declined or withdrawn, its days are over, or who proposed it is out."""


class KeylessMoved(Refused):
    """What there is of the case is not what was proposed to be erased."""


class ReporterWaits(Refused):
    """A message of the reporter waits in the letterbox, and nobody has read it."""


class ArchiveUntold(Refused):
    """Nobody has said that the archive was asked."""

    field = "archive"
