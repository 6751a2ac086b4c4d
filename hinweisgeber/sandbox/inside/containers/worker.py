"""Files that hold others: mails, mailboxes, archives, cards, calendars. Their text is copied, files are taken out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..inner import Content
from ..kinds import FileKind
from ..terms import Ceilings


def clean(path: Path, kind: FileKind, limits: Ceilings, options: dict[str, Any]) -> tuple[dict[str, Any], Content]:
    """The readable text, what was told beside it, and the inner files. Raises Stop. Readers are loaded when needed."""
    if kind is FileKind.EML:
        from .eml import clean as read
    elif kind is FileKind.MBOX:
        from .mailbox import clean as read
    elif kind is FileKind.MSG:
        from .msg import clean as read
    elif kind is FileKind.ZIP:
        from .archive import clean as read
    else:
        from .cards import clean as read
    return read(path, limits, options)
