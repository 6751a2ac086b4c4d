"""The receipt in the mailbox: shown once the office has the report, kept as text, QR code and wording."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from urllib.parse import unquote

import pytest

from hinweisgeber.crypto.ring import Ring
from hinweisgeber.intake.errors import ReceiptNotYet
from hinweisgeber.refusals import sentence_of
from hinweisgeber.usecases.officer.collect import Collected, collect, deliver
from hinweisgeber.usecases.officer.desk import Desk
from hinweisgeber.usecases.officer.receipts import verify_receipt
from tests.pages import Reporter, read


@pytest.fixture
def taken_in(reporter: Reporter, desk: Callable[..., Desk]) -> Reporter:
    """A reporter whose report an officer has collected."""
    assert reporter.send("Es fehlt Geld.").status_code == 200
    at = desk("anna")
    assert collect(at) == Collected()
    deliver(at.cabinet, at.letterbox, at.today)
    return reporter


def test_no_receipt_before_the_office_has_it(reporter: Reporter) -> None:
    reporter.send("Es fehlt Geld.")
    assert ("do", "receipt") not in read(reporter.open()).buttons
    answer = reporter.open(do="receipt", message="Mein angefangener Text")
    assert answer.status_code == 404
    assert sentence_of(ReceiptNotYet()) in read(answer).text
    assert read(answer).one("message") == "Mein angefangener Text"


def test_receipt_page_shows_what_verifies(taken_in: Reporter, ring: Ring) -> None:
    assert ("do", "receipt") in read(taken_in.open()).buttons
    answer = taken_in.open(do="receipt")
    shown = answer.text.split('id="receipt"')[1].split(">", 1)[1].split("</pre>")[0]
    words = taken_in.open(do="wording")
    assert verify_receipt(ring, shown, words.text).origin == ring.installation
    assert ring.fingerprint in read(answer).text


def test_qr_code_is_a_picture_in_the_page(taken_in: Reporter) -> None:
    source = taken_in.open(do="receipt").text.split('class="qr" src="')[1].split('"')[0]
    assert unquote(source).startswith("data:image/svg+xml")
    assert len(source) < 30_000


def test_wording_is_a_download_and_carries_the_receipts_hash(taken_in: Reporter) -> None:
    answer = taken_in.open(do="wording")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="wortlaut.txt"')
    digest = base64.b64encode(hashlib.sha384(answer.data).digest()).decode()
    assert digest in taken_in.open(do="receipt").text.replace("&#43;", "+")


def test_what_was_being_written_is_carried_there_and_back(taken_in: Reporter) -> None:
    page = read(taken_in.open(do="receipt", message="Noch nicht fertig"))
    assert page.one("message") == "Noch nicht fertig"
    back = taken_in.client.post(
        "/postfach", data={"capability": page.fields["capability"][-1], "message": page.one("message"), "do": "read"}
    )
    assert read(back).one("message") == "Noch nicht fertig"
    assert back.text.count("Noch nicht fertig") == 1  # in the field, and not sent


def test_ring_is_there_for_whoever_checks(reporter: Reporter, ring: Ring) -> None:
    answer = reporter.client.get("/schluesselbund")
    assert Ring.parse(answer.text, ring.fingerprint).head == ring.head
