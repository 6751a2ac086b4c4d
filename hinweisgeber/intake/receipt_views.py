"""The reporter's receipt (HinSchG § 36 Abs. 2): as text and QR code, with wording and key ring."""

from __future__ import annotations

import segno
from flask import render_template
from werkzeug.wrappers import Response

from ..crypto.capability import Capability, Visit
from ..usecases.reporter import mailbox
from ..web.wire.downloads import download
from ..web.wire.staging import FormFiles
from .common import Page, booth, seal_visit, this_intake
from .errors import ReceiptNotYet

WORDING_NAME, RING_NAME = "wortlaut.txt", "schluesselbund.json"


def receipt_page(visit: Visit, text: str, files: FormFiles) -> Page:
    """The receipt; what was being written is carried along. Raises ReceiptNotYet, CodeUnknown, StoreAway."""
    receipt = mailbox.read(booth(), visit.capability).state.receipt
    if not receipt:
        raise ReceiptNotYet()
    return render_template(
        "intake/receipt.html",
        receipt=receipt,
        picture=segno.make(receipt, error="l", micro=False).svg_data_uri(scale=4, border=4, light="#fff"),
        fingerprint=this_intake().ring.ring.fingerprint,
        capability=seal_visit(visit),
        text=text,
        files=files,
    )


def wording(capability: Capability) -> Page:
    """The report's text as a file: its SHA-384 stands in the receipt. Raises BlobGone, CodeUnknown, StoreAway."""
    text = mailbox.wording(booth(), capability).encode()
    return download([text], WORDING_NAME, len(text))


def key_ring() -> Response:
    """The public key ring: with it anybody can check a receipt, without this office."""
    text = this_intake().ring.ring.text().encode()
    return download([text], RING_NAME, len(text))
