"""What is refused to who runs the installation."""

from __future__ import annotations

from datetime import date

from ...errors import Refused


class LastHolder(Refused):
    """Without this person nobody could open some of what is here."""

    def __init__(self, cases: tuple[str, ...], measures: tuple[str, ...], waiting: tuple[date, ...]) -> None:
        self.cases, self.measures = cases, measures  # numbers
        self.waiting = waiting  # days of reports nobody has collected yet
        super().__init__()


class LastReceiver(Refused):
    """Without this person new reports would be sealed for nobody, though others are active."""


class ArchiveUnknown(Refused):
    """Not the archive that is expected here: `name`."""


class ArchivesForeign(Refused):
    """An archive of another installation: `name`."""


class ArchiveTooNew(Refused):
    """An archive of a newer version of this program."""


class RestoreTargetTaken(Refused):
    """There are data already in this `place`."""


class RestoreFull(Refused):
    """There is no room for the sealed files."""


class ErasureUnproven(Refused):
    """Erased or due without an authorisation that holds: `numbers`."""


class MoveTargetTaken(Refused):
    """In the `place` to move to there are things that did not come from here."""


class MoveTargetAway(Refused):
    """The `place` to move to does not answer, or is not there."""


class MoveTargetOld(Refused):
    """The `place` to move to has another schema than this program's."""


class MoveDiffers(Refused):
    """`thing` is not the same on both sides."""
