"""Reasons that an act must give."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .errors.fields import ReasonMissing


def reason_of(data: Mapping[str, Any], name: str = "reason") -> str:
    """The reason in an act's data. Raises ReasonMissing when it is empty."""
    reason = str(data.get(name, "")).strip()
    if not reason:
        raise ReasonMissing()
    return reason
