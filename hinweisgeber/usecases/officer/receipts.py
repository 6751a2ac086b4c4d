"""Receipts for reporters (HinSchG § 36 Abs. 2): signed when a report is taken in, checked by anybody offline."""

from __future__ import annotations

from datetime import date

from ...crypto.errors import SignatureBroken
from ...crypto.keys import DialogueKey, VerifyKey
from ...crypto.receipt import ReportReceipt, make_receipt
from ...crypto.ring import Ring
from ...domain.dialogue.report import Said
from ...domain.dialogue.wording import digest
from ...errors import FormatBroken
from ..reporter.words import wording_of
from .desk import Desk
from .errors import ReceiptBroken


def receipt_for(desk: Desk, key: DialogueKey, report_id: bytes, received: date, said: Said, sealed: bytes) -> str:
    """The receipt, signed by the officer at this desk; `sealed`: the report as it lay in the letterbox."""
    text = wording_of(key, report_id, said, sealed)
    identity = desk.identity
    return make_receipt(desk.ring.installation, received, digest(text), identity.sign_public, identity.sign).text()


def verify_receipt(ring: Ring, text: str, words: str | None = None) -> ReportReceipt:
    """Checks a receipt, and that it speaks of this wording. Raises ReceiptBroken, saying why."""
    try:
        receipt = ReportReceipt.parse(_unwrapped(text))
        if receipt.origin != ring.installation:  # 1. it comes from this office
            raise ReceiptBroken("of another office")
        receipt.verify(VerifyKey(officer.sign_public) for officer in ring.everyone)  # 2. one of its officers signed it
    except FormatBroken as error:
        raise ReceiptBroken("incomplete or altered") from error
    except SignatureBroken as error:
        raise ReceiptBroken("signature does not hold") from error
    if words is not None and digest(words) != receipt.digest:  # 3. it speaks of these words
        raise ReceiptBroken("of another wording")
    return receipt


def _unwrapped(text: str) -> str:
    """As the office wrote it: people copy with other line ends and blanks around."""
    return text.replace("\r\n", "\n").strip() + "\n"
