"""A report as a plain text that its reporter can keep: the receipt's hash is the hash of exactly this text.

The form is frozen (SPEC §17): a reporter must be able to show years later that these were their words. Titles and
order stand in `domain/dialogue/questions.py`, new ones at the end; what is empty is left out, so older texts stay as
they are.
"""

from __future__ import annotations

import hashlib

from .attachment import Attachment
from .questions import QUESTIONS, Report


def wording(salt: bytes, report: Report, files: tuple[Attachment, ...], sealed: str = "") -> str:
    """The text of the report and what its files were; `salt` (32 bytes) keeps the hash from being guessed. `sealed`:
    SHA-384 of the report as it is stored, hex; receipts from before speak of a text without it."""
    lines = ["Wortlaut einer Meldung", f"Zufallswert: {salt.hex()}"]
    lines += [f"Versiegelt (SHA-384): {sealed}"] if sealed else []
    for question in QUESTIONS:
        if question.receipt and (text := getattr(report, question.id)):
            lines += ["", question.receipt, text]
    for file in files:
        lines += ["", f"Datei: {file.name}", f"{file.size} Bytes, SHA-256 {file.sha256}"]
    return "\n".join(lines) + "\n"


def digest(text: str) -> bytes:
    """48 bytes: SHA-384 of the text in UTF-8, as any tool computes it."""
    return hashlib.sha384(text.encode()).digest()
