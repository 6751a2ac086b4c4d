"""The last question before a copy is offered: does it hold what its source holds?

What the source holds is counted by a second reader, never by the one that made the copy: a mistake in that one would
hide itself. A copy with less than half is none; one with less is told.
"""

from __future__ import annotations

from .terms import Findings, Stop

ROUNDING = 50  # one part in so many may go by rounding
FEW = 10  # seconds: of less than so many a tenth is told


def require(label: str, source: float, copy: float, findings: Findings, unit: str = "") -> None:
    """Raises Stop(content-lost) if the copy holds less than half of its source; less than all is told as a loss."""
    if 2 * copy < source:
        raise Stop("content-lost")
    if copy < source - source / ROUNDING:
        fine = source < FEW and not float(source).is_integer()
        held, all_ = (f"{one:.{int(fine)}f}".replace(".", ",") for one in (copy, source))
        findings.lose(label, f"{held} von {all_}{unit}")
