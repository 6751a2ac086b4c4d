"""On which ground one signature is enough for an act that otherwise needs two; it stands openly in the entry."""

from __future__ import annotations

from enum import StrEnum


class Ground(StrEnum):
    """Why one signature is enough."""

    LEAD = "lead"  # a lead assigns (LAW § 9)
    RECEIVES = "receives"  # who becomes responsible receives reports by the ring (LAW § 9)
    HOLDS = "holds"  # who becomes responsible holds the key already: none is given
    MINUTES = "minutes"  # a recording goes once the minutes are final: the law ends it (§ 11 Abs. 4 S. 4 HinSchG)
    OUTCOME = "outcome"  # this end needs one signature; which end it is stays sealed
    IN_CLASS = "in-class"  # the time of keeping has ended, or ends within three months


class Sooner(StrEnum):
    """Why something may be destroyed before the reporter could object (LAW § 9): the office wrote it, and nobody else
    can have read it. What was sent may have been read: no mailbox leaves a trace of that."""

    INTERNAL = "internal"  # a note, or what the office itself took on file
