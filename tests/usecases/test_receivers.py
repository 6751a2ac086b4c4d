"""Need to know: new reports are for who receives them by the ring; everybody else gets a case by an act."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.crypto.ring import Ring
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.store.cabinet import Cabinet
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.keeper import founding
from hinweisgeber.usecases.keeper.errors import LastReceiver
from hinweisgeber.usecases.officer import casework, measures, oral, overview, reading
from hinweisgeber.usecases.officer.collect import Collected, collect
from hinweisgeber.usecases.officer.desk import Desk
from hinweisgeber.usecases.officer.errors import FileNotFound
from hinweisgeber.usecases.reporter.box import Booth
from hinweisgeber.usecases.reporter.submit import submit
from tests.agreed import agreed
from tests.founded import TODAY, Founded
from tests.usecases.conftest import Desks, Reporter

NUMBER, TWO = "HM-2026-0001", "HM-2026-0002"


@pytest.fixture(scope="module")
def resting(founded: Founded) -> Ring:
    """The ring in which bernd gets no new reports from today on."""
    return founded.ring.receive(founded.root(), founded.people["bernd"].officer_id, False, TODAY)


@pytest.fixture
def ring(resting: Ring) -> Ring:
    """That of all desks here, instead of the one of the founding."""
    return resting


@pytest.fixture
def send(booth: Booth, ring: Ring) -> Callable[..., AccessCode]:
    """A report sealed as the intake does it."""

    def sealed(*excluded: str) -> AccessCode:
        submit(booth, code := AccessCode.generate(), Report("Erfunden.", excluded=excluded), None)
        return code

    return sealed


def numbers(desk: Desk) -> list[str]:
    return sorted(row.number for row in overview.every_row(desk).rows)


def test_who_receives_nothing_sees_no_case_until_it_is_assigned(send: Callable[..., AccessCode], desk: Desks) -> None:
    send()
    assert collect(desk("bernd")) == Collected()
    collect(desk("anna"))
    assert collect(desk("bernd")) == Collected(), "nor that one waits or came"
    assert numbers(desk("bernd")) == []
    with pytest.raises(FileNotFound):
        reading.view(desk("bernd"), NUMBER)
    casework.take_over(desk("anna"), NUMBER)
    agreed(casework.assign, desk("anna"), NUMBER, desk("bernd").officer_id, "Vertretung")
    assert numbers(desk("bernd")) == [NUMBER]


def test_where_all_who_receive_are_excluded_the_others_get_it(send: Callable[..., AccessCode], desk: Desks) -> None:
    send(desk("anna").officer_id, desk("lead").officer_id)
    assert [collect(desk(name)) for name in ("anna", "lead", "bernd")] == [Collected()] * 3
    assert [numbers(desk(name)) for name in ("anna", "lead", "bernd")] == [[], [], [NUMBER]]


def test_who_writes_a_report_down_holds_it_and_its_measures(desk: Desks) -> None:
    """They know it as it is; the others who receive get it too, nobody else does."""
    call = Report("Am Telefon erzählt.", topic="geld", channel="phone", record="summary")
    assert oral.record(desk("bernd"), AccessCode.generate(), call, TODAY, None).number == NUMBER
    into_response(desk("anna"))
    measures.add(desk("anna"), NUMBER, "Vier Augen", "SG 10", TODAY)
    assert all(numbers(desk(name)) == [NUMBER] for name in ("anna", "lead", "bernd"))
    assert len(measures.register(desk("bernd")).views) == 1
    assert oral.record(desk("anna"), AccessCode.generate(), call, TODAY, None).number == TWO
    assert numbers(desk("bernd")) == [NUMBER]


def test_a_row_in_the_database_gives_who_does_not_receive_no_measure(
    send: Callable[..., AccessCode], desk: Desks, cabinet: Store[Cabinet], tampering: None
) -> None:
    send()
    collect(desk("anna"))
    into_response(desk("anna"))
    with cabinet.write() as cab:
        cab.put_wrap(cab.file_ids().pop(), desk("bernd").officer_id, b"junk")
    measures.add(desk("anna"), NUMBER, "Bernd versetzen", "Personalamt", TODAY)
    assert measures.register(desk("bernd")) == measures.Register()


def test_who_rests_later_keeps_what_they_had_and_its_measures(
    desk: Desks, founded: Founded, reporter: Callable[[], Reporter]
) -> None:
    later = TODAY + timedelta(days=1)
    resting_later = founded.ring.receive(founded.root(), desk("bernd").officer_id, False, later)

    def at(name: str) -> Desk:
        return replace(desk(name, later), ring=resting_later)

    one = reporter()
    one.ring = founded.ring
    one.send()
    collect(at("anna"))
    into_response(at("anna"))
    measures.add(at("anna"), NUMBER, "Vier Augen", "SG 10", later)
    assert (numbers(at("bernd")), len(measures.register(at("bernd")).views)) == ([NUMBER], 1)


@pytest.mark.parametrize("name", ["anna", "lead"])
def test_the_last_one_who_receives_neither_rests_nor_leaves(
    name: str, founded: Founded, cabinet: Store[Cabinet], letterbox: Store[Letterbox]
) -> None:
    root, people = founded.root(), founded.people
    one = {"anna": "lead", "lead": "anna"}[name]
    ring = founded.ring.receive(root, people["bernd"].officer_id, False, TODAY)
    ring = ring.receive(root, people[one].officer_id, False, TODAY)
    last = founding.find(cabinet, ring, name)
    with pytest.raises(LastReceiver):
        founding.require_receivers(ring, last, TODAY)
    with pytest.raises(LastReceiver):
        founding.revoke(cabinet, letterbox, ring, root, name, TODAY, TODAY)
    with pytest.raises(LastReceiver):
        founding.require_heirs(cabinet, letterbox, ring, name, TODAY)
    back = ring.receive(root, people["bernd"].officer_id, True, TODAY)
    assert founding.revoke(cabinet, letterbox, back, root, name, TODAY, TODAY).receivers(TODAY)


def into_response(at: Desk) -> None:
    casework.take_over(at, NUMBER)
    for stage in ("INVESTIGATION", "RESPONSE"):
        casework.change_stage(at, NUMBER, stage, "")
