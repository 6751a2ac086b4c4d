"""Nobody decides in their own matter (§ 15 HinSchG): whom a report is about, or who was kept from it, owns no measure
out of it and is told nothing of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.domain.errors.persons import NamesConcerned
from hinweisgeber.domain.persons.disclosure import Basis
from hinweisgeber.domain.persons.person import Role
from hinweisgeber.usecases.leaving import disclosures, persons
from hinweisgeber.usecases.officer import casework, measures
from hinweisgeber.usecases.officer.collect import collect
from hinweisgeber.usecases.officer.desk import Desk
from tests.founded import TODAY, Founded
from tests.usecases.conftest import Desks, Reporter

NUMBER = "HM-2026-0001"
UNTIL = TODAY + timedelta(days=90)


@pytest.fixture
def at(reporter: Callable[[], Reporter], desk: Desks, founded: Founded) -> Desk:
    """Anna's desk: a report about the lead, from which the lead is kept, in Resonanz."""
    reporter().send(Report("Erfunden.", excluded=(founded.people["lead"].officer_id,)))
    at = desk("anna")
    collect(at)
    casework.take_over(at, NUMBER)
    persons.add(at, NUMBER, persons.Known("Kim Erfunden", Role.CONCERNED, "Erfunden", since=TODAY))
    persons.add(at, NUMBER, persons.Known("Toni Ausgedacht", Role.WITNESS, since=TODAY))
    for stage in ("INVESTIGATION", "RESPONSE"):
        casework.change_stage(at, NUMBER, stage, "")
    return at


@pytest.mark.parametrize("who", ["Kim Erfunden", "Frau Erfunden, SG 10", "Person A", "{lead}", "an {lead} (Büro)"])
def test_whom_it_is_about_or_who_was_kept_out_owns_no_measure_and_is_told_nothing(
    at: Desk, founded: Founded, who: str
) -> None:
    who = who.format(lead=founded.people["lead"].function.upper())
    with pytest.raises(NamesConcerned) as refused:
        measures.add(at, NUMBER, "Vier Augen", who, UNTIL)
    assert refused.value.field == "who"
    with pytest.raises(NamesConcerned) as refused:
        disclosures.plan(at, NUMBER, disclosures.Plan(Basis.NOT_IDENTIFYING, who, "Der Ablauf", "Nötig"))
    assert refused.value.field == "recipient"


@pytest.mark.parametrize("who", ["SG 10", "Toni Ausgedacht", "Fallbearbeitung 1", "Erfundenheitsstelle"])
def test_everybody_else_may(at: Desk, who: str) -> None:
    assert measures.add(at, NUMBER, "Vier Augen", who, UNTIL) is not None
    disclosures.plan(at, NUMBER, disclosures.Plan(Basis.NOT_IDENTIFYING, who, "Der Ablauf", "Nötig"))


def test_a_measure_is_not_handed_on_to_them_later(at: Desk, founded: Founded) -> None:
    measure = measures.add(at, NUMBER, "Vier Augen", "SG 10", UNTIL)
    assert measure is not None
    with pytest.raises(NamesConcerned):
        measures.move(at, measure.number, UNTIL, measure.check_on, founded.people["lead"].function, "Zuständig")
