"""What waits for a second signature is told in time: on the list, and by mail, decided without a key."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hinweisgeber.domain.dialogue.report import REPORTER
from hinweisgeber.domain.errors.power import NeedsSecond
from hinweisgeber.store.blobs import BlobStore
from hinweisgeber.store.cabinet import Cabinet
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.keeper.proposals import standing, waited_for_by
from hinweisgeber.usecases.leaving import confirming, destruction, proposed, retention
from hinweisgeber.usecases.officer import casework
from hinweisgeber.usecases.officer.collect import collect
from hinweisgeber.usecases.officer.desk import Desk
from hinweisgeber.usecases.reporter import mailbox
from tests.agreed import confirmed
from tests.founded import TODAY
from tests.usecases.conftest import Desks, Reporter

NUMBER = "HM-2026-0001"
REVIEW = TODAY + timedelta(days=200)


@pytest.fixture
def held(sent: Reporter, desk: Desks) -> NeedsSecond:
    """A hold that anna has proposed."""
    casework.take_over(desk("anna"), NUMBER)
    with pytest.raises(NeedsSecond) as waits:
        retention.propose_hold(desk("anna"), NUMBER, "Klage", "Art. 17 DSGVO", REVIEW)
    return waits.value


def told(cabinet: Store[Cabinet], at: Desk) -> bool:
    """Whether a mail would say so."""
    with cabinet.read() as cab:
        return waited_for_by(cab, at.today, at.officer_id)


def test_it_waits_for_a_colleague_and_not_for_who_proposed_it(
    held: NeedsSecond, desk: Desks, cabinet: Store[Cabinet]
) -> None:
    assert [told(cabinet, desk(name)) for name in ("anna", "bernd")] == [False, True]
    lists = {name: proposed.waiting(desk(name)) for name in ("anna", "bernd")}
    assert [len(lists["anna"].own), len(lists["anna"].now)] == [1, 0]
    assert [len(lists["bernd"].to_sign), len(lists["bernd"].now)] == [1, 1]


@pytest.mark.parametrize("end", ["confirmed", "declined", "withdrawn", "expired"])
def test_what_has_ended_waits_for_nobody(end: str, held: NeedsSecond, desk: Desks, cabinet: Store[Cabinet]) -> None:
    bernd = desk("bernd")
    if end == "confirmed":
        confirmed(desk("anna"), held, by=bernd)
    elif end == "declined":
        confirming.decline(bernd, NUMBER, 1, "Es gibt keine Klage.")
    elif end == "withdrawn":
        confirming.withdraw(desk("anna"), NUMBER, 1)
    else:
        bernd = desk("bernd", TODAY + timedelta(days=31))
    assert not told(cabinet, bernd)
    assert proposed.waiting(bernd) == proposed.WaitingFor()


def test_it_asks_for_nothing_while_the_reporter_may_object_and_at_once_when_they_do(
    sent: Reporter, desk: Desks, cabinet: Store[Cabinet]
) -> None:
    sent.write("Der Nachbar heißt Erfunden.")
    casework.take_over(desk("anna"), NUMBER)
    collect(desk("anna"))
    blobs: BlobStore | None = None
    with pytest.raises(NeedsSecond):
        destruction.destroy_message(desk("anna"), blobs, NUMBER, REPORTER, 1, "Beifang.")  # type: ignore[arg-type]
    later = TODAY + timedelta(days=15)
    assert [told(cabinet, desk("bernd", day)) for day in (TODAY, later)] == [False, True]
    assert [len(proposed.waiting(desk("bernd", day)).now) for day in (TODAY, later)] == [0, 1]
    capability = mailbox.open_mailbox(sent.booth, sent.code)
    place = next(at for at, one in sent.read().questions(TODAY).items() if "object" in one.choices)
    assert mailbox.answer(sent.booth, capability, place, "object", "page")
    collect(desk("bernd"))
    assert [told(cabinet, desk(name)) for name in ("anna", "bernd")] == [True, True]
    confirming.answer_objection(desk("bernd"), NUMBER, 1, "Nicht nötig.", "Wir haben geprüft.")
    assert not told(cabinet, desk("anna"))


def test_who_holds_no_key_of_the_case_is_told_nothing(
    held: NeedsSecond, desk: Desks, cabinet: Store[Cabinet], tampering: None
) -> None:
    bernd = desk("bernd")
    with cabinet.write() as cab:
        cab._db.exec_driver_sql("DELETE FROM file_wrap WHERE officer_id = ?", (bernd.officer_id,))
    assert not told(cabinet, bernd)
    with cabinet.read() as cab:
        assert standing(cab, TODAY, desk("anna").officer_id)
