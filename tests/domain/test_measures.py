"""The register of measures: open, done, rated; and back from its payload."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hinweisgeber.domain import measures
from hinweisgeber.domain.acts import Act, Kind
from hinweisgeber.domain.measures import Effect, Measure
from hinweisgeber.errors import FormatBroken, NotAllowed, ReasonMissing
from tests.domain.invented import DAY, act, days, texts

ADDED = act(
    Kind.MEASURE_ADDED, number="MN-2026-0001", case_number="HM-2026-0001", what="Schulung", who="SG 10",
    until="2027-03-01",
)  # fmt: skip
DONE = act(Kind.MEASURE_DONE)
RATED = act(Kind.MEASURE_RATED, effect="partly", reason="Teils.")


@given(
    st.builds(
        Measure, number=texts, case_number=texts, what=texts, who=texts, until=days, done_on=st.none() | days,
        effect=st.sampled_from(list(Effect)), effect_note=texts,
    )
)  # fmt: skip
def test_measure_reads_back(measure: Measure) -> None:
    assert Measure.from_payload(measure.payload()) == measure


@pytest.mark.parametrize("payload", [b"", b"[]", b"{}", b"null", b'{"until":5}', b"\xff"])
def test_garbage_is_no_measure(payload: bytes) -> None:
    with pytest.raises(FormatBroken):
        Measure.from_payload(payload)


def test_measure_goes_from_open_over_done_to_rated() -> None:
    steps = [measures.fold([ADDED, DONE, RATED][:n]) for n in (1, 2, 3)]
    assert [one.state for one in steps] == ["open", "done", "rated"]
    assert (steps[2].done_on, steps[2].effect, steps[2].effect_note) == (DAY, Effect.PARTLY, "Teils.")
    assert steps[0].until == date(2027, 3, 1)


@pytest.mark.parametrize("acts", [[ADDED, RATED], [ADDED, DONE, DONE], [ADDED, ADDED], [ADDED, act(Kind.NOTE)]])
def test_other_orders_are_refused(acts: list[Act]) -> None:
    with pytest.raises(NotAllowed):
        measures.fold(acts)


def test_rating_needs_a_reason_and_can_be_corrected() -> None:
    with pytest.raises(ReasonMissing):
        measures.fold([ADDED, DONE, act(Kind.MEASURE_RATED, effect="yes", reason=" ")])
    again = measures.fold([ADDED, DONE, RATED, act(Kind.MEASURE_RATED, effect="no", reason="Doch nicht.")])
    assert (again.effect, again.effect_note) == (Effect.NO, "Doch nicht.")


@pytest.mark.parametrize("acts", [[], [DONE]])
def test_measure_begins_by_being_added(acts: list[Act]) -> None:
    with pytest.raises(FormatBroken):
        measures.fold(acts)
