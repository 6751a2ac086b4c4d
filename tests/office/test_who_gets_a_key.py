"""Somebody who has no key of their own: cases handed to them are proposed, unless a lead hands them over; as a deputy
they have keys until the last day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from hinweisgeber import config
from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.crypto.ring import Ring
from hinweisgeber.usecases.officer import casework, deputising, measures, plans
from hinweisgeber.usecases.officer.collect import collect
from hinweisgeber.usecases.officer.desk import Desk
from tests.founded import TODAY, Founded
from tests.office.people import Browser, Clock
from tests.office.test_handing import AT, hand_over, ticked

NUMBERS = [f"HM-2026-{n:04d}" for n in range(1, 4)]


@pytest.fixture
def ring(founded: Founded, settings: config.Settings) -> Ring:
    """In it bernd gets no new reports: so he has no key of his own, and is given one by two, or by a lead."""
    ring = founded.ring.receive(founded.root(), founded.people["bernd"].officer_id, False, TODAY)
    settings.ring.write_text(ring.text(), encoding="utf-8")
    return ring


@pytest.fixture(autouse=True)
def _annas(ring: Ring, send: Callable[..., AccessCode], desk: Callable[..., Desk]) -> None:
    """Three cases of anna's."""
    for n in range(3):
        send(f"Erfunden {n}.")
    collect(desk("anna"))
    for number in NUMBERS:
        casework.take_over(desk("anna"), number)


def test_they_stand_among_ones_proposals_and_nothing_is_called_a_mistake(
    colleague: Browser, founded: Founded, entries: Callable[[], list[str]]
) -> None:
    colleague.get(AT)
    hand_over(colleague, NUMBERS, to=founded.people["bernd"].officer_id)
    assert (colleague.status, colleague.response.request.path) == (200, "/freigaben")
    assert "erst mit der zweiten Unterschrift" in colleague.sheet.by_id["erledigt"]
    assert [number in colleague.sheet.by_id["own"] for number in NUMBERS] == [True] * 3
    assert entries()[-3:] == ["proposed"] * 3


def test_with_one_that_stays_both_are_named(colleague: Browser, founded: Founded, desk: Callable[..., Desk]) -> None:
    colleague.get(AT)
    casework.note(desk("lead"), NUMBERS[2], "Von der Leitung.")
    hand_over(colleague, NUMBERS, to=founded.people["bernd"].officer_id)
    said = colleague.sheet.by_id["handed-partly"]
    assert f"Vorgeschlagen ist die Übergabe von: {NUMBERS[0]}, {NUMBERS[1]}." in said
    assert f"{NUMBERS[2]} (neues Fenster)" in said


def test_a_lead_hands_them_over_at_once(owner: Browser, stranger: Browser, founded: Founded) -> None:
    owner.get(f"{AT}?wer={founded.people['anna'].officer_id}")
    assert ticked(owner) == NUMBERS
    hand_over(owner, NUMBERS, to=founded.people["bernd"].officer_id)
    assert (owner.status, "Die Fälle sind übergeben" in owner.sheet.words) == (200, True)
    assert stranger.get("/faelle?wer=ich").words.count("Ihnen zugewiesen") == 3


def test_at_midnight_after_the_last_day_no_page_shows_the_deputy_anything_more(
    browser: Callable[..., Browser], clock: Clock, founded: Founded, desk: Callable[..., Desk]
) -> None:
    """Also where the session goes on and the list is not opened again."""
    number, measure = NUMBERS[0], "MN-2026-0001"
    for stage in ("INVESTIGATION", "RESPONSE"):
        casework.change_stage(desk("anna"), number, stage, "")
    measures.add(desk("anna"), number, "Nebelhörner zählen", "SG 10", TODAY)
    last, people = TODAY + timedelta(days=13), {name: one.officer_id for name, one in founded.people.items()}
    plans.plan(desk("lead"), people["anna"], people["bernd"], TODAY, last)
    deputising.settle(desk("lead"))
    clock.forward(days=13, hours=12, minutes=20)  # 23:50
    deputy = browser("bernd")
    assert "Nebelhörner zählen" in deputy.get("/massnahmen").words
    clock.forward(minutes=14)
    deputy.submit(f"/massnahmen/{measure}/umgesetzt")
    assert (deputy.status, "Nebelhörner" in deputy.sheet.words) == (404, False)
    for page in ("/massnahmen", "/freigaben", f"/faelle/uebergabe?wer={people['anna']}", "/faelle", "/loeschung"):
        words = deputy.get(page).words
        assert (page, "Nebelhörner" in words, number in words) == (page, False, False)
    assert number not in deputy.client.get("/faelle/fristen.ics").text
