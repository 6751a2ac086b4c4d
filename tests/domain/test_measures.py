"""The register of measures: open, done, rated; moved; and back from its payload, also from an earlier version's."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hinweisgeber.domain import records
from hinweisgeber.domain.acts import Act, Kind
from hinweisgeber.domain.case import measure_steps
from hinweisgeber.domain.case.measures import Effect, Lesson, Measure, State
from hinweisgeber.domain.codec import canonical
from hinweisgeber.domain.errors.case import CheckTooEarly, NotAllowed
from hinweisgeber.domain.errors.fields import ReasonMissing
from hinweisgeber.errors import FormatBroken
from tests.domain.invented import DAY, act, days, texts

ADDED = act(
    Kind.MEASURE_ADDED, number="MN-2026-0001", what="Schulung", who="SG 10", until="2027-03-01", lesson="training",
    check="",
)  # fmt: skip
DONE = act(Kind.MEASURE_DONE)
RATED = act(Kind.MEASURE_RATED, effect="partly", reason="Teils.")
MOVED = act(Kind.MEASURE_MOVED, until="2027-05-31", check="", who="SG 11", reason="Später.")


@given(
    st.builds(
        Measure, number=texts, what=texts, who=texts, until=days, lesson=st.sampled_from(list(Lesson)),
        check_on=st.none() | days, done_on=st.none() | days, effect=st.sampled_from(list(Effect)), effect_note=texts,
    )
)  # fmt: skip
def test_measure_reads_back(measure: Measure) -> None:
    assert Measure.from_payload(measure.payload()) == measure


def test_measure_of_an_earlier_version_still_opens_without_its_cases_number() -> None:
    data = {"number": "MN-2026-0001", "case_number": "HM-2026-0001", "what": "Schulung", "who": "SG 10"}
    sheet = {**data, "until": "2027-03-01", "done_on": None, "effect": "", "effect_note": ""}
    opened = Measure.from_payload(canonical(sheet))
    assert opened == measure_steps.fold([act(Kind.MEASURE_ADDED, **data, until="2027-03-01")])
    assert (opened.lesson, opened.check_by) == (Lesson.OTHER, date(2027, 9, 1))
    assert b"HM-2026-0001" not in opened.payload()


@pytest.mark.parametrize("payload", [b"", b"[]", b"{}", b"null", b'{"until":5}', b"\xff"])
def test_garbage_is_no_measure(payload: bytes) -> None:
    with pytest.raises(FormatBroken):
        Measure.from_payload(payload)


def test_measure_goes_from_open_over_done_to_rated() -> None:
    steps = [measure_steps.fold([ADDED, DONE, RATED][:n]) for n in (1, 2, 3)]
    assert [one.state(DAY) for one in steps] == [State.OPEN, State.DONE, State.RATED]
    assert (steps[2].done_on, steps[2].effect, steps[2].effect_note) == (DAY, Effect.PARTLY, "Teils.")
    assert (steps[0].until, steps[0].lesson) == (date(2027, 3, 1), Lesson.TRAINING)


def test_it_is_overdue_from_the_day_after_and_so_is_its_check_six_months_later() -> None:
    added, done, rated = (measure_steps.fold([ADDED, DONE, RATED][:n]) for n in (1, 2, 3))
    assert [added.state(day) for day in (date(2027, 3, 1), date(2027, 3, 2))] == [State.OPEN, State.OVERDUE]
    assert [done.state(day) for day in (date(2027, 9, 1), date(2027, 9, 2))] == [State.DONE, State.UNCHECKED]
    assert [one.due for one in (added, done, rated)] == [date(2027, 3, 1), date(2027, 9, 1), None]
    assert rated.state(date(2030, 1, 1)) is State.RATED


def test_the_day_of_the_check_can_be_set_but_not_before_the_measure_is_to_be_done() -> None:
    assert measure_steps.fold(
        [records.made(ADDED.kind, DAY, "a", {**ADDED.data.values(), "check": "2027-04-01"})]
    ).check_by == date(2027, 4, 1)
    for acts in (
        [records.made(ADDED.kind, DAY, "a", {**ADDED.data.values(), "check": "2027-02-28"})],
        [ADDED, records.made(MOVED.kind, DAY, "a", {**MOVED.data.values(), "check": "2027-05-30"})],
    ):
        with pytest.raises(CheckTooEarly):
            measure_steps.fold(acts)


def test_days_and_who_sees_to_it_can_be_changed_with_a_reason() -> None:
    moved = measure_steps.fold([ADDED, MOVED])
    assert (moved.until, moved.who, moved.check_by) == (date(2027, 5, 31), "SG 11", date(2027, 11, 30))
    with pytest.raises(ReasonMissing):
        measure_steps.fold([ADDED, records.made(MOVED.kind, DAY, "a", {**MOVED.data.values(), "reason": " "})])
    with pytest.raises(NotAllowed):
        measure_steps.fold([ADDED, MOVED, MOVED])  # changes nothing


def test_what_is_done_keeps_its_day_and_what_is_rated_is_over() -> None:
    with pytest.raises(NotAllowed):
        measure_steps.fold([ADDED, DONE, MOVED])
    check = records.made(MOVED.kind, DAY, "a", {**MOVED.data.values(), "until": "2027-03-01", "check": "2027-12-01"})
    assert measure_steps.fold([ADDED, DONE, check]).check_by == date(2027, 12, 1)
    with pytest.raises(NotAllowed):
        measure_steps.fold([ADDED, DONE, RATED, check])


@pytest.mark.parametrize("acts", [[ADDED, RATED], [ADDED, DONE, DONE], [ADDED, ADDED], [ADDED, act(Kind.NOTE)]])
def test_other_orders_are_refused(acts: list[Act]) -> None:
    with pytest.raises(NotAllowed):
        measure_steps.fold(acts)


def test_rating_needs_a_reason_and_can_be_corrected() -> None:
    with pytest.raises(ReasonMissing):
        measure_steps.fold([ADDED, DONE, act(Kind.MEASURE_RATED, effect="yes", reason=" ")])
    again = measure_steps.fold([ADDED, DONE, RATED, act(Kind.MEASURE_RATED, effect="no", reason="Doch nicht.")])
    assert (again.effect, again.effect_note) == (Effect.NO, "Doch nicht.")


@pytest.mark.parametrize(
    "acts",
    [[], [DONE], [act(Kind.MEASURE_ADDED)], [ADDED, DONE, act(Kind.MEASURE_RATED, effect="?", reason="x")],
     [ADDED, act(Kind.MEASURE_MOVED, until="x", reason="x")]],
)  # fmt: skip
def test_measure_begins_by_being_added_and_its_acts_are_well_formed(acts: list[Act]) -> None:
    with pytest.raises(FormatBroken):
        measure_steps.fold(acts)
