"""The receipt: signed when the report is taken in, checked by anybody, silent about all else (HinSchG § 36 Abs. 2)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta

import pytest

from hinweisgeber.crypto.ring import Ring
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.officer import receipts
from hinweisgeber.usecases.officer.collect import Collected, collect, deliver
from hinweisgeber.usecases.officer.errors import ReceiptBroken
from hinweisgeber.usecases.officer.receipts import verify_receipt
from hinweisgeber.usecases.reporter import mailbox
from hinweisgeber.usecases.reporter.words import wording_of
from tests.founded import TODAY
from tests.usecases.conftest import Desks, Reporter
from tests.usecases.sql import execute

DAY = TODAY - timedelta(days=3)


@pytest.fixture
def kept(reporter: Callable[[], Reporter], desk: Desks) -> tuple[Reporter, str, str]:
    """A reporter with the receipt and the wording they have saved."""
    one, at = reporter(), desk("anna")
    one.send(Report("Es fehlt Geld in der Kasse.", where="Kreiskasse"), DAY)
    assert one.read().state.receipt == ""  # nobody has it yet, so nobody confirms it
    assert collect(at) == Collected()
    deliver(at.cabinet, at.letterbox, TODAY)
    receipt = one.read().state.receipt
    return one, receipt, mailbox.wording(one.booth, mailbox.open_mailbox(one.booth, one.code))


def test_receipt_holds_for_day_and_wording(kept: tuple[Reporter, str, str], ring: Ring) -> None:
    _, receipt, words = kept
    assert verify_receipt(ring, receipt, words).day == DAY
    assert "Es fehlt Geld in der Kasse." in words


def test_receipt_holds_as_people_copy_it(kept: tuple[Reporter, str, str], ring: Ring) -> None:
    assert verify_receipt(ring, "\r\n  " + kept[1].replace("\n", "\r\n") + "\r\n\r\n").day == DAY


def test_another_wording_is_refused(kept: tuple[Reporter, str, str], ring: Ring) -> None:
    with pytest.raises(ReceiptBroken, match="of another wording"):
        verify_receipt(ring, kept[1], kept[2].replace("Geld", "Papier"))


def test_another_day_is_refused(kept: tuple[Reporter, str, str], ring: Ring) -> None:
    with pytest.raises(ReceiptBroken, match="signature does not hold"):
        verify_receipt(ring, kept[1].replace(DAY.isoformat(), TODAY.isoformat()))


@pytest.mark.parametrize("text", ["", "Beleg", "hinweisgeber/0/receipt\n"])
def test_what_is_no_receipt_is_refused(text: str, ring: Ring) -> None:
    with pytest.raises(ReceiptBroken, match="incomplete or altered"):
        verify_receipt(ring, text)


def test_receipt_tells_nothing_but_day_and_hash(kept: tuple[Reporter, str, str], ring: Ring) -> None:
    one, receipt, _ = kept
    capability = mailbox.open_mailbox(one.booth, one.code)
    secrets = [str(one.code), "HM-2026", "Geld", capability.report_id.hex(), capability.locator.hex()]
    secrets += [officer.officer_id for officer in ring.everyone]
    assert not [secret for secret in secrets if secret in receipt]


def test_hash_cannot_be_guessed_from_the_text_alone(reporter: Callable[[], Reporter], desk: Desks) -> None:
    at, receipts = desk("anna"), set()
    for _ in range(2):
        one = reporter()
        one.send(Report("Ja."), DAY)
        collect(at)
        deliver(at.cabinet, at.letterbox, TODAY)
        receipts.add(one.read().state.receipt.split("\n")[2])
    assert len(receipts) == 2


def test_wording_names_the_report_as_it_is_stored(kept: tuple[Reporter, str, str], letterbox: Store[Letterbox]) -> None:
    """What the journal commits to and what the reporter holds is provably the same."""
    (sealed,) = execute(letterbox, "SELECT sealed FROM message WHERE author = 'reporter' AND place = 0")[0]
    assert hashlib.sha384(sealed).hexdigest() in kept[2]


def test_a_receipt_from_before_still_speaks_of_the_wording_that_is_given(
    reporter: Callable[[], Reporter], desk: Desks, ring: Ring, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, at = reporter(), desk("anna")
    one.send(Report("Es fehlt Geld in der Kasse."), DAY)
    with monkeypatch.context() as before:
        before.setattr(receipts, "wording_of", lambda key, report_id, said, sealed: wording_of(key, report_id, said))
        collect(at)
    deliver(at.cabinet, at.letterbox, TODAY)
    words = mailbox.wording(one.booth, mailbox.open_mailbox(one.booth, one.code))
    assert "Versiegelt" not in words
    assert verify_receipt(ring, one.read().state.receipt, words).day == DAY
