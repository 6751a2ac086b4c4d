"""What is missing before the next stage (shown), and before the end (blocks): one rule each."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from hinweisgeber.domain.acts import Kind
from hinweisgeber.domain.case import fold
from hinweisgeber.domain.case.casefile import CaseFile
from hinweisgeber.domain.case.checklist import Proofs, proofs
from hinweisgeber.domain.case.flags import Scope
from hinweisgeber.domain.case.outcomes import Outcome
from hinweisgeber.domain.case.points import HEAD, POINTS, points_of
from hinweisgeber.domain.case.requirements import CLOSING, missing
from hinweisgeber.domain.case.stages import Stage
from hinweisgeber.domain.dialogue.minutes import Minutes, MinutesState
from hinweisgeber.domain.persons.disclosure import Basis, Disclosure
from hinweisgeber.domain.persons.person import Person
from tests.domain.invented import DAY, act, in_stage

PERSON = Person(0, "Kim Erfunden", (), "soll es getan haben", DAY)
MADE = Disclosure(1, Basis.CONSENT, "Behörde", "Name", "nötig", made_on=DAY)
PLANNED = replace(MADE, made_on=None)

LOG = [
    *in_stage(Stage.RESPONSE),
    act(Kind.SCOPE, scope="in", reason="x"),
    act(Kind.CHECKED, point="persons", reason="niemand"),
    act(Kind.CHECKED, point="follow-up", reason="keine nötig"),
    act(Kind.FEEDBACK, place=0, digest=""),
]
DONE = fold.fold(LOG)
PROOFS = proofs(LOG)
MAKING = act(Kind.DISCLOSURE_MADE, n=1, how="Paket")
HANDED = proofs([*LOG, MAKING])


def lacking(case: CaseFile, done: Proofs = PROOFS, outcome: str = "INVESTIGATED", day: date = DAY) -> list[str]:
    return [one.id for one in missing(case, Stage.CLOSED, done, day, outcome)]


def without(*points: str) -> Proofs:
    return {id_: done for id_, done in PROOFS.items() if id_ not in points}


def test_nothing_is_missing_when_everything_is_done() -> None:
    assert lacking(DONE) == []


def test_each_rule_names_its_paragraph() -> None:
    assert {rule.id for rule in CLOSING} == {
        "scope", "acknowledge", "feedback", "persons", "follow-up", "minutes", "retaliation-open", "disclosure",
    }  # fmt: skip
    assert all("§" in rule.source or "Art." in rule.source for rule in CLOSING)


def test_scope_check_needs_a_result() -> None:
    assert lacking(replace(DONE, scope=Scope.OPEN)) == ["scope"]
    assert all(lacking(replace(DONE, scope=scope)) == [] for scope in Scope if scope is not Scope.OPEN)


def test_acknowledgement_cannot_be_left_out() -> None:
    assert lacking(replace(DONE, acknowledged=None)) == ["acknowledge"]


def test_feedback_is_given_or_waived_with_a_reason() -> None:
    assert lacking(replace(DONE, feedback_on=None)) == ["feedback"]
    assert lacking(replace(DONE, feedback_on=None, feedback_waived=DAY)) == []


@pytest.mark.parametrize(
    ("persons", "recorded", "lacks"),
    [
        ((), True, []),
        ((), False, ["persons"]),
        ((PERSON,), True, ["persons"]),  # somebody is named after all: what was recorded before does not count
        ((replace(PERSON, informed_on=DAY),), False, []),
        ((replace(PERSON, deferred_until=date(2027, 1, 1)),), False, []),
        ((replace(PERSON, informed_on=DAY), replace(PERSON, n=1)), False, ["persons"]),
        ((replace(PERSON, informed_on=DAY), replace(PERSON, n=1, withdrawn_on=DAY)), False, []),
        ((replace(PERSON, withdrawn_on=DAY),), True, []),
        ((replace(PERSON, withdrawn_on=DAY),), False, ["persons"]),  # then it must stand there that nobody is named
    ],
)
def test_every_person_concerned_is_decided_on(persons: tuple[Person, ...], recorded: bool, lacks: list[str]) -> None:
    case = replace(DONE, persons=persons)
    assert lacking(case, PROOFS if recorded else without("persons")) == lacks


def test_measures_are_in_the_register_or_it_stands_there_why_not() -> None:
    assert lacking(DONE, without("follow-up")) == ["follow-up"]
    added = act(Kind.MEASURE_ADDED, number="MN-2026-0001", what="x", who="x", until="2027-03-01")
    assert lacking(DONE, {**without("follow-up"), **proofs([added])}) == []


@pytest.mark.parametrize("state", MinutesState)
def test_minutes_are_final(state: MinutesState) -> None:
    open_ones = {MinutesState.DRAFT, MinutesState.TO_CHECK, MinutesState.CORRECTED}
    assert lacking(replace(DONE, minutes=Minutes(state))) == (["minutes"] if state in open_ones else [])


def test_no_retaliation_is_left_unassessed() -> None:
    assert lacking(replace(DONE, retaliations=(DAY,))) == ["retaliation-open"]
    assert lacking(replace(DONE, retaliations=(DAY,), retaliations_assessed=1)) == []


@pytest.mark.parametrize("outcome", Outcome)
def test_handing_over_needs_a_disclosure_that_was_made(outcome: Outcome) -> None:
    handed = outcome in (Outcome.HANDED_INTERNAL, Outcome.HANDED_AUTHORITY)
    for entries in ((), (PLANNED,)):
        assert lacking(replace(DONE, disclosures=entries), outcome=outcome) == (["disclosure"] if handed else [])
    assert lacking(replace(DONE, disclosures=(replace(PLANNED, n=2), MADE)), HANDED, outcome) == []


@pytest.mark.parametrize("basis", Basis)
def test_what_stays_within_the_inquiry_hands_nothing_to_an_authority(basis: Basis) -> None:
    case = replace(DONE, disclosures=(replace(MADE, basis=basis),))
    expected = ["disclosure"] if basis is Basis.CONCERNED_INQUIRY else []
    assert lacking(case, HANDED, Outcome.HANDED_AUTHORITY) == expected
    assert lacking(case, HANDED, Outcome.HANDED_INTERNAL) == []  # § 18 Nr. 4 lit. a: the unit that inquires
    outside = replace(MADE, n=2)
    both = proofs([*LOG, *(act(Kind.DISCLOSURE_MADE, n=n, how="Paket") for n in (1, 2))])
    assert lacking(replace(case, disclosures=(*case.disclosures, outside)), both, Outcome.HANDED_AUTHORITY) == []


@pytest.mark.parametrize("outcome", [Outcome.HANDED_INTERNAL, Outcome.HANDED_AUTHORITY])
def test_what_was_passed_on_before_the_case_was_reopened_does_not_hand_it_over_again(outcome: Outcome) -> None:
    made = [act(Kind.DISCLOSURE_PLANNED, basis="concerned-authority", recipient="B", what="x", why="y"), MAKING]
    again = [
        *LOG,
        *made,
        act(Kind.CLOSED, outcome=outcome, reason="x"),
        act(Kind.REOPENED, to="INVESTIGATION", reason="Neues"),
    ]
    assert lacking(fold.fold([*LOG, *made]), proofs([*LOG, *made]), outcome) == []
    assert lacking(fold.fold(again), proofs(again), outcome) == ["disclosure"]
    later = [*again, made[0], act(Kind.DISCLOSURE_MADE, n=2, how="Paket")]
    assert lacking(fold.fold(later), proofs(later), outcome) == []


def test_everything_missing_is_named_at_once() -> None:
    bare = fold.fold(in_stage(Stage.PREVENTION))
    assert lacking(bare, proofs(in_stage(Stage.PREVENTION))) == ["scope", "persons", "follow-up", "feedback"]


def test_before_the_next_stage_every_open_point_up_to_it_is_missing() -> None:
    log = in_stage(Stage.PREVENTION)
    here = [point.id for point in points_of(Stage.PREVENTION)]
    assert [one.id for one in missing(fold.fold(log), Stage.INVESTIGATION, proofs(log), DAY)] == here
    checked = [*log, *(act(Kind.CHECKED, point=point, reason="x") for point in here if POINTS[point].recorded)]
    assert [one.id for one in missing(fold.fold(checked), Stage.INVESTIGATION, proofs(checked), DAY)] == ["scope"]
    later = [one.id for one in missing(fold.fold(checked), Stage.RESPONSE, proofs(checked), DAY)]
    assert later == ["scope", *(point.id for point in points_of(Stage.INVESTIGATION))]


def test_head_belongs_to_the_ways_before_the_end() -> None:
    assert all(point.stage is not Stage.CLOSED for point in HEAD)


def test_a_deferral_that_has_run_out_is_no_decision() -> None:
    until = date(2026, 12, 1)
    case = replace(DONE, persons=(replace(PERSON, deferred_until=until, because="Beweise"),))
    assert lacking(case, day=until) == []
    assert lacking(case, day=date(2026, 12, 2)) == ["persons"]
