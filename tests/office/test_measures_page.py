"""The register of measures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.usecases import casework, measures
from hinweisgeber.usecases.desk import Desk
from tests.founded import TODAY
from tests.office.conftest import CASE_1
from tests.office.people import Browser

DONE, RATED = "/massnahmen/MN-2026-0001/umgesetzt", "/massnahmen/MN-2026-0001/wirkung"
Entries = Callable[[], list[str]]


@pytest.fixture(autouse=True)
def _measures(code: AccessCode, desk: Callable[..., Desk]) -> None:
    """One measure that is overdue, one that is not."""
    at = desk("lead")
    casework.take_over(at, CASE_1)
    casework.change_stage(at, CASE_1, "INVESTIGATION", "")
    casework.change_stage(at, CASE_1, "RESPONSE", "")
    measures.add(at, CASE_1, "Vier Augen", "Kämmerei", TODAY - timedelta(days=3))
    measures.add(at, CASE_1, "Schulung", "Personalamt", TODAY + timedelta(days=60))


def test_register_says_what_who_until_when(colleague: Browser) -> None:
    words = colleague.get("/massnahmen").words
    for text in ("Vier Augen", "Kämmerei", "Umsetzung seit 3 Tagen überfällig", "Umsetzung in 60 Tagen fällig", CASE_1):
        assert text in words


def test_measure_is_done_then_rated(colleague: Browser, entries: Entries) -> None:
    colleague.get("/massnahmen")
    assert RATED not in colleague.sheet.forms
    assert "als umgesetzt vermerkt" in colleague.submit(DONE).by_id["erledigt"]
    sheet = colleague.submit(RATED, effect="partly", reason="Ein Fall noch")
    assert "umgesetzt und beurteilt" in sheet.words
    assert "hat teilweise gewirkt" in sheet.words
    assert "Ein Fall noch" in sheet.words
    assert entries()[-2:] == ["measure-done", "measure-rated"]


def test_rating_needs_choice_and_reason_and_keeps_both(colleague: Browser, entries: Entries) -> None:
    colleague.get("/massnahmen")
    colleague.submit(DONE)
    before = entries()
    sheet = colleague.submit(RATED, reason="Ein Grund")
    assert colleague.status == 400
    assert sheet.forms[RATED].fields["reason"] == "Ein Grund"
    sheet = colleague.submit(RATED, effect="no", reason="")
    assert "eine Begründung nötig" in sheet.by_id["error-summary"]
    assert sheet.forms[RATED].fields["effect"] == "no"
    assert entries() == before


def test_second_click_does_nothing(colleague: Browser, entries: Entries) -> None:
    page = colleague.get("/massnahmen")
    colleague.submit(DONE)
    before = entries()
    colleague.sheet = page
    colleague.submit(DONE)
    assert colleague.status == 200
    assert entries() == before
    colleague.sheet = page
    colleague.submit(DONE.replace("0001", "0002"))
    assert entries() == [*before, "measure-done"]


def test_done_by_a_colleague_is_told(owner: Browser, colleague: Browser) -> None:
    owner.get("/massnahmen")
    colleague.get("/massnahmen")
    owner.submit(DONE)
    assert "Es wurde nichts geändert" in colleague.submit(DONE).by_id["error-summary"]
    assert colleague.status == 409


def test_measures_outlive_the_closing(owner: Browser, desk: Callable[..., Desk]) -> None:
    casework.close(desk("lead"), CASE_1, "INVESTIGATED", "Fertig")
    assert "Vier Augen" in owner.get("/massnahmen").words
    assert "MN-2026-0001" in owner.get(f"/faelle/{CASE_1}").by_id["massnahmen"]
    owner.get("/massnahmen")
    assert "als umgesetzt" in owner.submit(DONE).by_id["erledigt"]


def test_stranger_sees_an_empty_register(stranger: Browser) -> None:
    assert "Noch keine Maßnahme" in stranger.get("/massnahmen").words
