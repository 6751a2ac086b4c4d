"""Days stand inside the seals; what stands beside is a copy, and a difference is named. What the mailbox says of the
journal it has checked (SPEC §§ 34, 36)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from hinweisgeber.store.cabinet import Cabinet
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.officer import casework
from hinweisgeber.usecases.officer.collect import collect, settle
from hinweisgeber.usecases.officer.reading import view
from hinweisgeber.usecases.reporter.box import BoxTrouble
from hinweisgeber.usecases.reporter.hearing import Doubt
from tests.founded import TODAY
from tests.usecases.conftest import Desks, Reporter
from tests.usecases.sql import execute

NUMBER = "HM-2026-0001"
OTHER = TODAY - timedelta(days=9)


@pytest.fixture
def talking(sent: Reporter, desk: Desks, cabinet: Store[Cabinet]) -> Reporter:
    """A case with an answer of the office, as its mailbox shows it."""
    casework.reply(desk("anna"), NUMBER, "Danke für die Meldung.")
    settle(desk("anna"), execute(cabinet, "SELECT id FROM file")[0][0])
    return sent


def test_the_mailbox_says_since_when_the_report_stands_in_the_journal(talking: Reporter) -> None:
    shown = talking.read()
    assert shown.in_journal == TODAY
    assert not shown.troubles


@pytest.mark.usefixtures("tampering")
def test_it_says_nothing_of_a_report_that_is_not_the_one_taken_in(
    talking: Reporter, letterbox: Store[Letterbox]
) -> None:
    execute(letterbox, "UPDATE message SET sealed = zeroblob(4200) WHERE author = 'reporter' AND place = 0")
    assert talking.read().in_journal is None


def test_it_says_nothing_before_the_office_has(letterbox: Store[Letterbox], reporter: Callable[[], Reporter]) -> None:
    one = reporter()
    one.send()
    assert one.read().in_journal is None


@pytest.mark.usefixtures("tampering")
def test_an_answer_of_the_office_that_is_deleted_is_missed(talking: Reporter, letterbox: Store[Letterbox]) -> None:
    for place in (0, 1):
        execute(letterbox, f"DELETE FROM message WHERE author = 'office' AND place = {place}")
        assert BoxTrouble.ANSWERS in talking.read().troubles


@pytest.mark.usefixtures("tampering")
def test_the_days_a_mailbox_shows_are_those_inside_the_seals(talking: Reporter, letterbox: Store[Letterbox]) -> None:
    before = [(line.author, line.place, line.written) for line in talking.read().lines]
    execute(letterbox, "UPDATE message SET written = :d", d=OTHER.isoformat())
    execute(letterbox, "UPDATE report SET received = :d", d=OTHER.isoformat())
    shown = talking.read()
    assert [(line.author, line.place, line.written) for line in shown.lines] == before
    assert {line.doubt for line in shown.lines} == {Doubt.DAY}
    assert shown.received == TODAY
    assert BoxTrouble.DAY in shown.troubles


@pytest.mark.usefixtures("tampering")
def test_a_word_with_another_day_beside_it_is_taken_in_and_named(
    sent: Reporter, desk: Desks, letterbox: Store[Letterbox]
) -> None:
    sent.write("Noch etwas.")
    execute(letterbox, "UPDATE message SET written = :d WHERE place = 1 AND author = 'reporter'", d=OTHER.isoformat())
    collect(desk("anna"))
    (spoken,) = (one for one in view(desk("anna"), NUMBER).dialogue if (one.author, one.place) == ("reporter", 1))
    assert (spoken.written, spoken.faults) == (TODAY, ("day",))
    assert spoken.said is not None


@pytest.mark.usefixtures("tampering")
def test_a_report_with_another_day_beside_it_is_taken_in_and_named(
    reporter: Callable[[], Reporter], desk: Desks, letterbox: Store[Letterbox]
) -> None:
    one = reporter()
    one.send()
    execute(letterbox, "UPDATE message SET written = :d", d=OTHER.isoformat())
    collect(desk("anna"))
    shown = view(desk("anna"), NUMBER)
    assert (shown.case.received, shown.differences) == (TODAY, ("day",))
