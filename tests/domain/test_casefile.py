"""A case as the sum of its acts: payloads, outcomes, derived facts, the checklist."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hinweisgeber.domain import records
from hinweisgeber.domain.acts import Act, Kind
from hinweisgeber.domain.case import case_steps, fold
from hinweisgeber.domain.case.casefile import CaseFile
from hinweisgeber.domain.case.duties import Duty
from hinweisgeber.domain.case.outcomes import Outcome
from hinweisgeber.domain.case.stages import Stage
from hinweisgeber.domain.codec import canonical
from hinweisgeber.domain.dialogue.report import PublicState
from hinweisgeber.domain.errors.case import NotAllowed
from hinweisgeber.domain.errors.fields import ReasonMissing
from hinweisgeber.errors import FormatBroken
from tests.domain.invented import ANNA, LEAD, RECEIVED, act, case_in, cases, days, receipt, states

GARBAGE = [b"", b"{", b"[]", b"null", b"5", b'"x"', b"{}", b"\xff", b'{"received":5}']


# -- parse ∘ write = identity -------------------------------------------------------------------------------------


@given(cases)
def test_sheet_reads_back(case: CaseFile) -> None:
    assert CaseFile.from_payload(case.payload()) == case
    assert canonical(json.loads(case.payload())) == case.payload()


@given(states)
def test_public_state_reads_back(state: PublicState) -> None:
    assert PublicState.from_payload(state.payload()) == state


def test_state_sealed_before_waivers_were_told_still_opens() -> None:
    old = b'{"acknowledged":"2026-11-02","closed_on":null,"feedback_on":null,"stage":"PREVENTION"}'
    assert PublicState.from_payload(old) == PublicState(Stage.PREVENTION, date(2026, 11, 2), None, None)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from(list(Kind)), days, st.dictionaries(st.text(max_size=9), json_values, max_size=4))
def test_act_reads_back(kind: Kind, day: date, data: dict[str, object]) -> None:
    one = records.made(kind, day, ANNA, data, 7)
    assert records.read(records.public(kind), day, ANNA, records.sealed_part(one), 7) == one


@pytest.mark.parametrize("payload", GARBAGE, ids=lambda b: repr(b[:12]))
def test_garbage_is_no_sheet_and_no_state(payload: bytes) -> None:
    with pytest.raises(FormatBroken):
        CaseFile.from_payload(payload)
    with pytest.raises(FormatBroken):
        PublicState.from_payload(payload)


@pytest.mark.parametrize(("kind", "payload"), [("nonsense", b"{"), ("note", b"5"), ("note", b"{"), ("note", b"\xff")])
def test_garbage_is_no_act(kind: str, payload: bytes) -> None:
    with pytest.raises(FormatBroken):
        records.read(kind, date(2026, 1, 1), ANNA, payload, 1)


@pytest.mark.parametrize("acts", [[], [act(Kind.NOTE, text="x")], [act(Kind.FOUNDED)]])
def test_case_begins_with_its_receipt(acts: list[Act]) -> None:
    with pytest.raises(FormatBroken):
        fold.fold(acts)


# -- outcomes -----------------------------------------------------------------------------------------------------


def test_outcomes_are_those_of_section_18() -> None:
    assert [o.value for o in Outcome] == [
        "INVESTIGATED",  # Nr. 1
        "REFERRED",  # Nr. 2
        "NO_EVIDENCE",  # Nr. 3
        "OTHER_REASONS",  # Nr. 3
        "HANDED_INTERNAL",  # Nr. 4 a
        "HANDED_AUTHORITY",  # Nr. 4 b
    ]


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_needs_a_reason(outcome: Outcome) -> None:
    case = case_in(Stage.RESPONSE)
    with pytest.raises(ReasonMissing):
        fold.apply(case, act(Kind.CLOSED, outcome=outcome, reason=" "))
    closed = fold.apply(case, act(Kind.CLOSED, outcome=outcome, reason="geprüft"))
    assert (closed.outcome, closed.stage) == (outcome, Stage.CLOSED)


def test_reopening_takes_outcome_and_deletion_date_away() -> None:
    closed = case_in(Stage.CLOSED)
    assert closed.deletable_from == date(2029, 11, 4)
    again = fold.apply(closed, act(Kind.REOPENED, to=Stage.INVESTIGATION, reason="Neues"))
    assert (again.outcome, again.closed_on, again.deletable_from) == ("", None, None)


# -- derived facts ------------------------------------------------------------------------------------------------


def test_late_acknowledgement_leaves_the_earlier_feedback_date() -> None:
    case = case_steps.opened_by(receipt(received=date(2026, 8, 24)))
    late = fold.apply(case, act(Kind.ACKNOWLEDGED, date(2026, 9, 15), place=0, digest=""))
    assert late.acknowledged == date(2026, 9, 15)
    assert late.feedback_by == date(2026, 11, 30)
    with pytest.raises(NotAllowed):  # nobody can acknowledge again, on a better day
        fold.apply(late, act(Kind.ACKNOWLEDGED, date(2026, 8, 25), place=1, digest=""))


def test_second_feedback_does_not_move_the_first() -> None:
    case = case_in(Stage.RESPONSE)
    first = fold.apply(case, act(Kind.FEEDBACK, date(2027, 1, 5), place=0, digest=""))
    second = fold.apply(first, act(Kind.FEEDBACK, date(2027, 2, 5), place=1, digest=""))
    assert (second.feedback_on, second.replies) == (date(2027, 1, 5), 2)


def test_acknowledgement_is_due_before_feedback_and_nothing_after_both() -> None:
    case = fold.fold([receipt(), act(Kind.TAKEN_OVER)])
    assert case.due == Duty("acknowledge", date(2026, 11, 9))
    case = fold.apply(case, act(Kind.ACKNOWLEDGED, date(2026, 11, 9), place=0, digest=""))
    assert case.due == Duty("feedback", date(2027, 2, 9))
    case = fold.apply(case, act(Kind.FEEDBACK, date(2026, 12, 1), place=1, digest=""))
    assert case.due is None


@pytest.mark.parametrize("kind", [Kind.NOTE, Kind.REPLY, Kind.FEEDBACK, Kind.FOLLOW_UP, Kind.CHECKED])
def test_closed_case_stays_closed_while_people_go_on_talking(kind: Kind) -> None:
    data = {"text": "x", "place": int(kind is Kind.FOLLOW_UP), "digest": "", "point": "after-care", "reason": "x"}
    closed = case_in(Stage.CLOSED)
    after = fold.apply(closed, act(kind, **data))
    assert (after.stage, after.outcome, after.closed_on) == (closed.stage, closed.outcome, closed.closed_on)


def test_excluded_officer_is_never_assigned() -> None:
    case = case_steps.opened_by(receipt(excluded=(LEAD,)))
    with pytest.raises(NotAllowed):
        fold.apply(case, act(Kind.ASSIGNED, to=LEAD, reason="trotzdem"))


@pytest.mark.parametrize(
    ("given", "waived", "late"),
    [
        (date(2027, 2, 9), None, ()),
        (date(2027, 2, 10), None, ("feedback",)),
        (None, date(2027, 2, 9), ()),
        (None, date(2027, 2, 10), ("feedback",)),
        (date(2027, 3, 1), date(2027, 2, 9), ()),  # it stood in the file in time why there was none yet
    ],
)
def test_late_feedback_is_late_also_when_waived(given: date | None, waived: date | None, late: tuple[str, ...]) -> None:
    case = fold.fold([receipt(), act(Kind.ACKNOWLEDGED, date(2026, 11, 9), place=0, digest="")])
    if waived:
        case = fold.apply(case, act(Kind.FEEDBACK_WAIVED, waived, reason="kein Weg"))
    if given:
        case = fold.apply(case, act(Kind.FEEDBACK, given, place=1, digest=""))
    assert case.late == late


def test_sheet_of_0_1_0_still_opens_as_the_sum_of_its_acts() -> None:
    first = act(Kind.CASE_RECEIVED, RECEIVED, **{**receipt().data.values(), "small_circle": True})
    sheet = json.loads(case_steps.opened_by(first).payload()) | {"small_circle": True, "title": "Erfunden"}
    for later in ("flags", "channel", "receipt", "minutes", "meeting", "persons", "scope"):
        del sheet[later]
    assert CaseFile.from_payload(canonical(sheet)) == case_steps.opened_by(first)
