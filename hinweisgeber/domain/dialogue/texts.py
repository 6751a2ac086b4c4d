"""What people type: how long it may be, and how it is cleaned before anybody keeps it."""

from __future__ import annotations

import re

from ..acts import FreeText
from ..errors.fields import ReasonMissing, TextMissing, TextTooLong

TEXT_LIMIT = 100_000  # characters in one text
LINE_LIMIT = 2_000  # characters in one short answer

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")  # say nothing, and make a text six times as long in JSON


def check_text(text: str, limit: int = TEXT_LIMIT) -> FreeText:
    """The text with line ends as LF and outer blank lines gone. Raises TextMissing, TextTooLong."""
    clean = _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if not clean:
        raise TextMissing()
    if len(clean) > limit:
        raise TextTooLong(length=f"{len(clean):,}".replace(",", "."), limit=f"{limit:,}".replace(",", "."))
    return FreeText(clean)


def optional_text(text: str, limit: int = TEXT_LIMIT) -> FreeText:
    """The same where nothing is an answer too. Raises TextTooLong."""
    try:
        return check_text(text, limit)
    except TextMissing:
        return FreeText("")


def reason_text(text: str) -> FreeText:
    """Why something is done. Raises ReasonMissing, TextTooLong."""
    if not (reason := optional_text(text)):
        raise ReasonMissing()
    return reason
