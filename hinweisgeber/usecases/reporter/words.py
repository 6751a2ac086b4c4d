"""The wording of a report: the text that its reporter keeps and whose hash stands in the receipt."""

from __future__ import annotations

import hashlib

from ...crypto.keys import DialogueKey
from ...crypto.receipt import receipt_salt
from ...domain.dialogue.report import Said
from ...domain.dialogue.wording import wording


def wording_of(key: DialogueKey, report_id: bytes, said: Said, sealed: bytes = b"") -> str:
    """The report as a text, the same for both sides of the dialogue. `sealed`: as it lies in the letterbox; without it
    the text of which receipts from before speak. Raises ValueError for what is no report."""
    if said.report is None:
        raise ValueError("only a report has a wording")
    digest = hashlib.sha384(sealed).hexdigest() if sealed else ""
    return wording(receipt_salt(key, report_id), said.report, said.files, digest)
