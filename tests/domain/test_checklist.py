"""The checklist (HinSchG § 17 Abs. 1): every point is done by an act, and by no other."""

from __future__ import annotations

from datetime import date

import pytest

from hinweisgeber.domain.acts import Act, Kind
from hinweisgeber.domain.case import checklist, fold
from hinweisgeber.domain.case.checklist import proofs
from hinweisgeber.domain.case.points import FORMERLY_RECORDED, HEAD, POINTS, Point, points_of
from hinweisgeber.domain.case.stages import Stage
from hinweisgeber.domain.errors.case import NotAllowed
from hinweisgeber.domain.errors.fields import ReasonMissing
from tests.domain.invented import DAY, RECEIVED, act, case_in, in_stage, receipt

SAID = {"place": 0, "digest": ""}

#: By point, the acts that do it beside a recorded finding.
DONE_BY = {
    "acknowledge": [act(Kind.ACKNOWLEDGED, **SAID), receipt(acknowledged=RECEIVED)],
    "take-over": [act(Kind.TAKEN_OVER), act(Kind.ASSIGNED, to="x", reason="")],
    "scope": [act(Kind.SCOPE, scope="in", reason="x")],
    "contact": [
        act(Kind.REPLY, **SAID),
        act(Kind.FEEDBACK, **SAID),
        act(Kind.MINUTES_SENT, record="summary", **SAID),
        act(Kind.MEETING_OFFERED, slots=["Montag"], **SAID),
        act(Kind.DISCLOSURE_PLANNED, basis="consent", **SAID),
    ],
    "persons": [act(Kind.PERSON_DECIDED, n=0)],
    "follow-up": [act(Kind.MEASURE_ADDED, number="MN-2026-0001", what="x", who="x", until="2027-03-01")],
    "feedback": [act(Kind.FEEDBACK, **SAID), act(Kind.FEEDBACK_WAIVED, reason="x")],
    "outcome": [act(Kind.CLOSED, outcome="NO_EVIDENCE", reason="x")],
}
RECORDED = {
    "conflict", "retaliation", "circle", "urgency", "evidence-secured", "contact", "validity", "questions",
    "hearings", "evidence", "persons", "follow-up", "lessons", "after-care",
}  # fmt: skip


def every_act() -> list[Act]:
    """One of each that could do a point, and some that say nothing to anybody."""
    silent = [
        receipt(),
        act(Kind.DISCLOSURE_PLANNED, basis="not-identifying"),  # without a place: nothing went to the reporter
        act(Kind.NOTE, text="x"),
        act(Kind.FOLLOW_UP, place=1, digest=""),
        act(Kind.STAGE, to="INVESTIGATION"),
    ]
    return [*(one for acts in DONE_BY.values() for one in acts), *silent]


def test_head_is_section_17_paragraph_1_in_its_order() -> None:
    assert [(point.id, f"Nr. {n}" in point.source) for n, point in enumerate(HEAD, start=1)] == [
        ("acknowledge", True),
        ("scope", True),
        ("contact", True),
        ("validity", True),
        ("questions", True),
        ("follow-up", True),
    ]


def test_every_point_belongs_to_one_stage_and_every_stage_has_points() -> None:
    assert sorted(point.id for stage in Stage for point in points_of(stage)) == sorted(POINTS)
    assert all(points_of(stage) for stage in Stage)
    assert all(point.id == id_ and point.source for id_, point in POINTS.items())


@pytest.mark.parametrize("point", POINTS)
def test_point_is_done_by_its_acts_and_by_no_other(point: str) -> None:
    doing = [one for one in every_act() if point in checklist.points_done(one)]
    expected = DONE_BY.get(point, [])
    assert all(one in doing for one in expected)
    assert {one.kind for one in doing} == {one.kind for one in expected}


def test_thanks_are_no_question_and_what_was_asked_is_recorded() -> None:
    assert "questions" not in proofs([receipt(), act(Kind.REPLY, **SAID)])
    found = act(Kind.CHECKED, point="questions", reason="Am 3.11. nach dem Tag gefragt.")
    assert proofs([act(Kind.REPLY, **SAID), found])["questions"] is found


def test_silent_acts_do_nothing() -> None:
    assert proofs([receipt(), act(Kind.DISCLOSURE_PLANNED, basis="x"), act(Kind.FOLLOW_UP), act(Kind.NOTE)]) == {}


@pytest.mark.parametrize("point", POINTS.values(), ids=lambda point: point.id)
def test_finding_does_a_point_only_where_one_can_be_recorded(point: Point) -> None:
    found = act(Kind.CHECKED, point=point.id, reason="geprüft")
    assert point.recorded == (point.id in RECORDED)
    assert (point.id in proofs([found])) == (point.id in RECORDED)
    if point.recorded:
        once = fold.apply(case_in(Stage.PREVENTION), found)
        assert once.checks == (point.id,)
        assert fold.apply(once, found).checks == once.checks
        with pytest.raises(ReasonMissing):
            fold.apply(case_in(Stage.PREVENTION), act(Kind.CHECKED, point=point.id, reason=" "))
    elif point.id not in FORMERLY_RECORDED:
        with pytest.raises(NotAllowed):
            fold.apply(case_in(Stage.PREVENTION), found)


def test_scope_recorded_by_the_first_version_folds_and_proves_nothing() -> None:
    found = act(Kind.CHECKED, point="scope", reason="Vergaberecht")
    case = fold.fold([*in_stage(Stage.PREVENTION), found])
    assert (case.checks, case.scope) == (("scope",), "")
    assert "scope" not in proofs([found])


def test_latest_act_stands_there_with_day_and_person() -> None:
    first = act(Kind.SCOPE, DAY, "a" * 16, scope="unclear", reason="zu wenig")
    second = act(Kind.SCOPE, date(2026, 12, 1), "b" * 16, scope="out", reason="privat")
    assert proofs([first, second])["scope"] is second


def test_decision_on_a_person_whose_entry_was_withdrawn_proves_nothing() -> None:
    decided = [act(Kind.PERSON_DECIDED, n=n) for n in (0, 1)]
    withdrawn = act(Kind.PERSON_WITHDRAWN, n=1, reason="x")
    assert proofs([*decided, withdrawn])["persons"] is decided[0]
    assert "persons" not in proofs([decided[1], withdrawn])


def test_reopened_case_has_no_outcome() -> None:
    closed = in_stage(Stage.CLOSED)
    assert "outcome" in proofs(closed)
    assert "outcome" not in proofs([*closed, act(Kind.REOPENED, to="PREVENTION", reason="Neues")])
