"""The register: born in Resonanz, each with a key of its own, outliving its case."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from hinweisgeber.domain.acts import Kind
from hinweisgeber.domain.report import LINE_LIMIT
from hinweisgeber.errors import NotAllowed, ReasonMissing, TextMissing, TextTooLong
from hinweisgeber.store.cabinet import Cabinet
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases import casework, measures
from hinweisgeber.usecases.desk import Desk
from tests.founded import TODAY
from tests.usecases.conftest import Desks, Reporter

NUMBER, FIRST = "HM-2026-0001", "MN-2026-0001"


@pytest.fixture
def in_response(sent: Reporter, desk: Desks) -> Desk:
    at = desk("anna")
    casework.take_over(at, NUMBER)
    casework.change_stage(at, NUMBER, "INVESTIGATION", "")
    casework.change_stage(at, NUMBER, "RESPONSE", "")
    return at


def add(at: Desk, what: str = "Schulung", until: date = TODAY, once: str = "") -> object:
    return measures.add(at, NUMBER, what, "SG 10", until, once)


def test_measure_is_born_in_response_only(sent: Reporter, desk: Desks) -> None:
    at = desk("anna")
    steps: tuple[Callable[[], object], ...] = (
        lambda: casework.take_over(at, NUMBER),
        lambda: casework.change_stage(at, NUMBER, "INVESTIGATION", ""),
        lambda: casework.close(at, NUMBER, "NO_EVIDENCE", "x"),
    )
    for go in steps:
        with pytest.raises(NotAllowed):
            add(at)
        go()
    with pytest.raises(NotAllowed):
        add(at)


def test_measure_goes_its_way_one_entry_each(in_response: Desk, desk: Desks) -> None:
    add(in_response)
    with pytest.raises(NotAllowed):
        measures.rate(in_response, FIRST, "yes", "zu früh")
    measures.done(desk("bernd"), FIRST)
    with pytest.raises(NotAllowed):
        measures.done(in_response, FIRST)
    with pytest.raises(ReasonMissing):
        measures.rate(in_response, FIRST, "yes", " ")
    for nonsense in ("", "maybe"):
        with pytest.raises(NotAllowed):
            measures.rate(in_response, FIRST, nonsense, "x")
    measures.rate(in_response, FIRST, "partly", "Teils.")
    [view] = measures.register(in_response)
    assert (view.measure.state, view.measure.effect, view.measure.effect_note) == ("rated", "partly", "Teils.")
    assert [(a.kind, a.signer) for a in view.log] == [
        (Kind.MEASURE_ADDED, in_response.officer_id),
        (Kind.MEASURE_DONE, desk("bernd").officer_id),
        (Kind.MEASURE_RATED, in_response.officer_id),
    ]


def test_measure_outlives_the_cases_closing(in_response: Desk) -> None:
    add(in_response)
    casework.close(in_response, NUMBER, "INVESTIGATED", "Fertig.")
    assert measures.done(in_response, FIRST).done_on == TODAY


def test_register_shows_open_ones_first_then_by_date(in_response: Desk) -> None:
    for n, days in enumerate((9, 5, 1), start=1):
        add(in_response, f"Nummer {n}", TODAY + timedelta(days=days))
    measures.done(in_response, "MN-2026-0003")
    assert [v.measure.what for v in measures.register(in_response)] == ["Nummer 2", "Nummer 1", "Nummer 3"]
    case_id = casework.view(in_response, NUMBER).id
    assert measures.register(in_response, case_id) == measures.register(in_response)
    assert measures.register(in_response, bytes(16)) == []


def test_second_click_adds_no_second_measure(in_response: Desk) -> None:
    assert add(in_response, once="t") is not None
    assert add(in_response, once="t") is None
    assert len(measures.register(in_response)) == 1
    measures.done(in_response, FIRST, "u")
    measures.done(in_response, FIRST, "u")
    assert len(measures.register(in_response)[0].log) == 2


@pytest.mark.parametrize(
    ("what", "refusal"), [(" ", TextMissing), ("x" * (LINE_LIMIT + 1), TextTooLong)], ids=["blank", "long"]
)
def test_measure_needs_words_within_the_limit(in_response: Desk, what: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        add(in_response, what)
    assert measures.register(in_response) == []


def test_measure_has_a_key_of_its_own(in_response: Desk, cabinet: Store[Cabinet]) -> None:
    add(in_response)
    measures.register(in_response)
    casework.view(in_response, NUMBER)
    with cabinet.read() as cab:
        wraps = {row.id: row for row in cab.files(in_response.officer_id, cab.file_ids())}
    keys = {in_response.identity.unwrap_own(i, row.wrap).raw for i, row in wraps.items() if row.own}
    assert len(keys) == 2
