"""What the office's timer has seen in the letterbox, how far it has come, and what did not fit (SPEC §43)."""

from __future__ import annotations

from .alarms import Alarm, Alarms
from .copies import REPORTS_WRAP, CopiedRows
from .seen import PulledRow, PullMarks, SeenRows

__all__ = ["REPORTS_WRAP", "Alarm", "PullMarks", "PulledRow", "Pulling"]


class Pulling(SeenRows, CopiedRows, Alarms):
    """The pull's own rows."""
