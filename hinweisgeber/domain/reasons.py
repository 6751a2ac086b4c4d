"""Reasons that an act must give."""

from __future__ import annotations

from .errors.fields import ReasonMissing


def reason_of(text: str | None, field: str = "reason") -> str:
    """The reason, without the space around it. Raises ReasonMissing when there is none."""
    if reason := (text or "").strip():
        return reason
    raise ReasonMissing().at(field)
