"""What verifying finds, and what it says of all that was checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from ....crypto.chain import Entry
from ....crypto.errors import JournalBroken


class Amiss(StrEnum):
    """What is wrong with a thing."""

    MISSING = "missing"  # an entry speaks of it, and it is not there
    ALTERED = "altered"  # it is not what the entry speaks of
    FOREIGN = "foreign"  # nothing speaks of it


@dataclass(frozen=True)
class Finding:
    """One thing that is not as the journal says. `entry`: the one that speaks of it, else the last of its file; `case`:
    the number, empty for the installation; `what`: a name for programs, such as `message reporter/3`; `why`: which
    check failed, a phrase of the table in `refusals/broken.py`, with what stands in its holes."""

    entry: int
    case: str
    kind: Amiss
    what: str
    why: str
    values: Mapping[str, object] = field(default_factory=dict, compare=False)

    @property
    def broken(self) -> JournalBroken:
        """The same, to be raised."""
        return JournalBroken(self.entry, self.why, **self.values)

    def data(self) -> dict[str, object]:
        """For programs."""
        return {"entry": self.entry, "case": self.case, "kind": self.kind.value, "what": self.what}


@dataclass(frozen=True)
class Verified:
    """What was checked, and what was found; nothing is wrong where nothing was found."""

    entries: int
    texts: int
    head: Entry | None
    erased: int = 0  # files
    unknown: int = 0  # of these: files whose erasure was authorised after what this journal knows; a proof shows it
    differences: tuple[tuple[int, tuple[str, ...]], ...] = ()  # entries, and what did not fit in a report taken in
    restored: int = 0  # files put back from a backup, with no act on them since
    findings: tuple[Finding, ...] = ()

    def hold(self) -> Verified:
        """Itself. Raises JournalBroken with the first finding."""
        if self.findings:
            raise self.findings[0].broken
        return self
