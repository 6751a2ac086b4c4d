"""Who must agree (LAW § 9): one table, and what the fold makes of it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from hinweisgeber.domain import records
from hinweisgeber.domain.acts import Act, FreeText, Kind
from hinweisgeber.domain.case import duties, fold
from hinweisgeber.domain.case.case_steps import Closed
from hinweisgeber.domain.case.casefile import CaseFile
from hinweisgeber.domain.case.deadlines import deletable_from
from hinweisgeber.domain.case.outcomes import Outcome
from hinweisgeber.domain.case.stages import Stage
from hinweisgeber.domain.dialogue.office_steps import FeedbackWithheld
from hinweisgeber.domain.errors.case import NotAllowed
from hinweisgeber.domain.errors.power import SecondMissing
from hinweisgeber.domain.power import guard, periods
from hinweisgeber.domain.power.openly import RULES, Confirms, Openly, Proposes
from hinweisgeber.domain.power.power_steps import Proposed, SaidValues
from hinweisgeber.domain.power.proposals import act_digest
from tests.domain.invented import ANNA, BERND, DAY, case_in

LAW = Path(__file__).resolve().parents[2] / "docs/LAW.md"
RULED = Openly(RULES)
WHY = FreeText("Grund.")
LIFT = {"n": 1, "reason": "x"}


def test_the_printed_table_is_the_table_of_the_program() -> None:
    printed: dict[str, int] = {}
    for line in LAW.read_text(encoding="utf-8").partition("## 9. Before an act")[2].splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 6:
            agree = {"1": 1, "two": 2}.get(cells[3], 0)
            printed |= dict.fromkeys(re.findall(r"`([a-z-]+)`", cells[1]), agree)
    assert printed == {row.id: row.agree for row in guard.ROWS}


def test_a_row_of_two_has_a_class_and_a_row_of_one_has_none() -> None:
    assert {row.id for row in guard.ROWS if (row.agree > 1) is not bool(row.power)} == set()
    assert len(guard.BY_ID) == len(guard.ROWS)


def test_only_what_destroys_waits_for_an_objection() -> None:
    waits = {row.id for row in guard.ROWS if row.waits}
    assert waits == {"destroy-message", "destroy-file"}
    assert {guard.BY_ID[one].power for one in waits} == {guard.PowerClass.DESTROY}


@pytest.mark.parametrize("outcome", Outcome)
def test_how_many_must_agree_to_an_end(outcome: Outcome) -> None:
    row = guard.row_of(case_in(Stage.RESPONSE), Act(Kind.CLOSED, DAY, ANNA, Closed(outcome, WHY)))
    assert row is not None
    assert row.agree == (2 if outcome in (Outcome.NO_EVIDENCE, Outcome.OTHER_REASONS) else 1)


def test_an_act_in_no_row_needs_one() -> None:
    assert guard.row_of(case_in(Stage.RESPONSE), Act(Kind.NOTE, DAY, ANNA)) is None


def test_one_signature_is_refused_under_these_rules_and_stays_under_earlier_ones() -> None:
    case, one = case_in(Stage.RESPONSE), Act(Kind.CLOSED, DAY, ANNA, Closed(Outcome.NO_EVIDENCE, WHY))
    with pytest.raises(SecondMissing):
        fold.apply(case, replace(one, openly=RULED))
    assert fold.apply(case, one).stage is Stage.CLOSED


def proposal(values: dict[str, Any], row: str = "lift-hold", **changed: Any) -> Act:
    said = Proposes(act_digest("ab", "hold-lifted", values), "retention", DAY, periods.until(DAY))
    data = Proposed(row=row, kind="hold-lifted", act=SaidValues(values), salt="ab")
    return Act(Kind.PROPOSED, DAY, ANNA, data, 7, openly=Openly(RULES, proposes=replace(said, **changed)))


def held() -> CaseFile:
    data = {"reason": "Klage", "norm": "§ 17", "review": (DAY + timedelta(days=99)).isoformat()}
    return fold.apply(case_in(Stage.CLOSED), records.made(Kind.HOLD_PROPOSED, DAY, ANNA, data))


def test_the_effect_ends_its_proposal() -> None:
    case = fold.apply(held(), proposal(LIFT))
    confirms = Confirms(7, "c" * 96, case.proposals[0].act)
    lifted = records.made(Kind.HOLD_LIFTED, DAY, BERND, dict(LIFT), 8)
    after = fold.apply(case, replace(lifted, openly=Openly(RULES, confirms=confirms)))
    assert not after.active_holds
    assert (after.proposals[0].state, after.proposals[0].ended_by) == ("confirmed", BERND)


@pytest.mark.parametrize(
    "changed",
    [
        {"power": "right"},
        {"until": DAY + timedelta(days=31)},
        {"not_before": DAY - timedelta(days=1)},
        {"not_before": DAY + timedelta(days=99)},
    ],
)
def test_a_proposal_with_other_days_or_class_than_the_table_gives_is_none(changed: dict[str, Any]) -> None:
    with pytest.raises(NotAllowed):
        fold.apply(held(), proposal(LIFT, **changed))


def test_a_proposal_of_a_row_that_needs_one_is_none() -> None:
    with pytest.raises(NotAllowed):
        fold.apply(held(), proposal(LIFT, "erase-in-class"))


@pytest.mark.parametrize(
    ("day", "within"), [(date(2029, 2, 28), False), (date(2029, 3, 1), True), (date(2030, 1, 1), True)]
)
def test_within_its_class_is_what_ends_within_three_months(day: date, within: bool) -> None:
    assert periods.in_class(day, deletable_from(date(2026, 5, 31))) is within


def test_no_end_no_class() -> None:
    assert not periods.in_class(DAY, None)


def test_whose_feedback_is_withheld_hears_again_and_it_is_due() -> None:
    again = DAY + timedelta(days=60)
    case = fold.apply(case_in(Stage.INVESTIGATION), Act(Kind.FEEDBACK_WAIVED, DAY, ANNA, FeedbackWithheld(WHY, again)))
    assert duties.Duty(duties.AGAIN, again) in duties.duties(case)
    later = Act(Kind.FEEDBACK_WAIVED, again, ANNA, FeedbackWithheld(WHY, again + timedelta(days=30)))
    assert fold.apply(case, later).feedback_again == again + timedelta(days=30)


def test_nobody_is_put_off_for_longer_than_three_months() -> None:
    too_late = FeedbackWithheld(WHY, DAY + timedelta(days=100))
    with pytest.raises(NotAllowed):
        fold.apply(case_in(Stage.INVESTIGATION), Act(Kind.FEEDBACK_WAIVED, DAY, ANNA, too_late))
