"""DESIGN § 5: the table of stages, and a machine that tries everything against it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from hinweisgeber.domain import records
from hinweisgeber.domain.acts import Act, Kind
from hinweisgeber.domain.case import case_steps, deadlines, fold
from hinweisgeber.domain.case.casefile import CaseFile
from hinweisgeber.domain.case.duties import BY_LAW, Duty, duties
from hinweisgeber.domain.case.outcomes import Outcome
from hinweisgeber.domain.case.points import FORMERLY_RECORDED, POINTS
from hinweisgeber.domain.case.stages import TRANSITIONS, Stage, allowed, needs_reason, successors
from hinweisgeber.domain.errors.case import NotAllowed
from hinweisgeber.domain.errors.fields import ReasonMissing
from hinweisgeber.errors import FormatBroken, Refused
from tests.domain.invented import ANNA, BERND, LEAD, RECEIVED, act, case_in, in_stage, receipt, words

# The printed form of the table: what DESIGN § 5 says in words. "!" wants a reason.
TABLE = """
RECEIVED      → PREVENTION
PREVENTION    → INVESTIGATION, CLOSED!
INVESTIGATION → PREVENTION!, RESPONSE, CLOSED!
RESPONSE      → PREVENTION!, INVESTIGATION!, CLOSED!
CLOSED        → PREVENTION!, INVESTIGATION!
"""


def printed() -> str:
    lines = (
        f"{stage:13} → " + ", ".join(to + "!" * needs_reason(stage, to) for to in successors(stage)) for stage in Stage
    )
    return "\n" + "\n".join(lines) + "\n"


def test_table_is_the_documented_one() -> None:
    assert printed() == TABLE


def test_going_back_or_to_the_end_needs_a_reason_and_nothing_else_does() -> None:
    order = list(Stage)
    for (frm, to), reason in TRANSITIONS.items():
        assert reason == (to is Stage.CLOSED or order.index(to) < order.index(frm)), (frm, to)


def reachable(start: Stage) -> set[Stage]:
    found, new = {start}, [start]
    while new:
        new = [to for stage in new for to in successors(stage) if to not in found]
        found.update(new)
    return found


def test_every_stage_is_reachable_and_can_end() -> None:
    assert reachable(Stage.RECEIVED) == set(Stage)
    assert all(Stage.CLOSED in reachable(stage) for stage in Stage)


def test_nothing_returns_to_the_received_ones() -> None:
    assert not any(allowed(stage, Stage.RECEIVED) for stage in Stage)


def move(frm: Stage, to: Stage, reason: str) -> Act:
    """The act with which people make this transition."""
    if frm is Stage.CLOSED:
        return act(Kind.REOPENED, to=to, reason=reason)
    if to is Stage.CLOSED:
        return act(Kind.CLOSED, outcome=Outcome.NO_EVIDENCE, reason=reason)
    return act(Kind.STAGE, **{"from": frm, "to": to, "reason": reason})


@pytest.mark.parametrize("frm", Stage)
@pytest.mark.parametrize("to", Stage)
def test_only_what_the_table_has_happens(frm: Stage, to: Stage) -> None:
    case = case_in(frm)
    if not allowed(frm, to):
        with pytest.raises(NotAllowed):
            fold.apply(case, move(frm, to, "Weil es sein muss."))
    else:
        assert fold.apply(case, move(frm, to, "Weil es sein muss.")).stage is to


@pytest.mark.parametrize(("frm", "to"), TRANSITIONS)
@pytest.mark.parametrize("blank", ["", " \n\t"])
def test_reason_is_wanted_exactly_where_the_table_says(frm: Stage, to: Stage, blank: str) -> None:
    case = case_in(frm)
    if needs_reason(frm, to):
        with pytest.raises(ReasonMissing):
            fold.apply(case, move(frm, to, blank))
    else:
        assert fold.apply(case, move(frm, to, blank)).stage is to


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage is not Stage.RECEIVED])
def test_only_a_received_case_is_taken_over(stage: Stage) -> None:
    with pytest.raises(NotAllowed):
        fold.apply(case_in(stage), act(Kind.TAKEN_OVER, reason="Ein Grund hilft hier nicht."))


def test_move_seen_from_another_stage_is_refused() -> None:
    case = case_in(Stage.RESPONSE)
    stale = act(Kind.STAGE, **{"from": Stage.INVESTIGATION, "to": Stage.PREVENTION, "reason": "zurück"})
    with pytest.raises(NotAllowed):
        fold.apply(case, stale)


@pytest.mark.parametrize("kind", [Kind.FOUNDED, Kind.CASE_RECEIVED, Kind.MEASURE_ADDED, Kind.MEASURE_DONE])
def test_acts_on_other_things_are_no_acts_on_a_case(kind: Kind) -> None:
    with pytest.raises(NotAllowed):
        fold.apply(case_in(Stage.PREVENTION), act(kind))


@pytest.mark.parametrize("kind", [Kind.FOLLOW_UP, Kind.STAGE, Kind.REPLY, Kind.CHECKED, Kind.CLOSED])
@pytest.mark.parametrize("data", [{}, {"to": "NOWHERE", "from": "x", "outcome": "x"}, {"to": None, "outcome": None}])
def test_act_with_wrong_data_is_a_broken_one(kind: Kind, data: dict[str, Any]) -> None:
    with pytest.raises(FormatBroken):
        fold.apply(case_in(Stage.PREVENTION), records.made(kind, RECEIVED, ANNA, data))


# -- the machine ------------------------------------------------------------------------------------------------

reasons = st.sampled_from(["", "  ", "Weil es nötig ist."])


class Cases(RuleBasedStateMachine):
    """Random acts on a case. A model keeps only what the law cares for."""

    @initialize(excluded=st.sampled_from([(), (LEAD,)]), automatic=st.booleans())
    def begin(self, excluded: tuple[str, ...], automatic: bool) -> None:
        first = receipt(excluded, RECEIVED if automatic else None)
        self.acts, self.case, self.day = [first], case_steps.opened_by(first), RECEIVED
        self.feedback_on: date | None = None
        self.acknowledged = RECEIVED if automatic else None

    def tries(self, new: Act, then: Callable[[], object] = lambda: None) -> None:
        """Applies an act; what the table forbids must be refused, and a refusal changes nothing."""
        before = self.case
        try:
            after = fold.apply(before, new)
        except Refused as refused:
            self.refused_rightly(before, new, refused)
            return
        if before.stage != after.stage:
            assert allowed(before.stage, after.stage)
            assert new.data.values().get("reason", "").strip() or not needs_reason(before.stage, after.stage)
        if before.stage is Stage.CLOSED and new.kind is not Kind.REOPENED:
            assert (after.stage, after.outcome, after.closed_on) == (before.stage, before.outcome, before.closed_on)
        self.acts.append(new)
        self.case = after
        then()

    def refused_rightly(self, before: CaseFile, new: Act, refused: Refused) -> None:
        if not isinstance(refused, ReasonMissing):
            assert isinstance(refused, NotAllowed)
            return
        assert not new.data.values()["reason"].strip()
        if new.kind is not Kind.CHECKED:
            to = Stage.CLOSED if new.kind is Kind.CLOSED else Stage(new.data.values()["to"])
            assert needs_reason(before.stage, to)

    def new(self, kind: Kind, signer: str = ANNA, **data: Any) -> Act:
        return records.made(kind, self.day, signer, data, seq=len(self.acts) + 1)

    @rule(n=st.integers(0, 200))
    def time_passes(self, n: int) -> None:
        self.day += timedelta(days=n)

    @rule(signer=st.sampled_from([ANNA, BERND]))
    def take_over(self, signer: str) -> None:
        self.tries(self.new(Kind.TAKEN_OVER, signer))

    @rule(to=st.sampled_from(list(Stage)), reason=reasons)
    def stage(self, to: Stage, reason: str) -> None:
        self.tries(self.new(Kind.STAGE, **{"from": self.case.stage, "to": to, "reason": reason}))

    @rule(to=st.sampled_from([ANNA, BERND, LEAD]))
    def assign(self, to: str) -> None:
        self.tries(self.new(Kind.ASSIGNED, to=to, reason=""))

    @rule(outcome=st.sampled_from(list(Outcome)), reason=reasons)
    def close(self, outcome: Outcome, reason: str) -> None:
        self.tries(self.new(Kind.CLOSED, outcome=outcome, reason=reason))

    @rule(to=st.sampled_from(list(Stage)), reason=reasons)
    def reopen(self, to: Stage, reason: str) -> None:
        self.tries(self.new(Kind.REOPENED, to=to, reason=reason))

    @rule(off=st.integers(-1, 1))
    def reply(self, off: int) -> None:
        self.tries(self.new(Kind.REPLY, place=self.case.replies + off, digest=""))
        assert self.acts[-1].kind is not Kind.REPLY or self.acts[-1].data.values()["place"] == self.case.replies - 1

    @rule()
    def feedback(self) -> None:
        def then() -> None:
            self.feedback_on = self.feedback_on or self.day

        self.tries(self.new(Kind.FEEDBACK, place=self.case.replies, digest=""), then)

    @rule()
    def acknowledge(self) -> None:
        def then() -> None:
            assert self.acknowledged is None
            self.acknowledged = self.day

        self.tries(self.new(Kind.ACKNOWLEDGED, place=self.case.replies, digest=""), then)

    @rule(off=st.integers(0, 2))
    def follow_up(self, off: int) -> None:
        self.tries(self.new(Kind.FOLLOW_UP, place=self.case.follow_ups + off, digest=""))

    @rule(point=st.sampled_from([*POINTS, "nonsense"]), reason=reasons)
    def check(self, point: str, reason: str) -> None:
        self.tries(self.new(Kind.CHECKED, point=point, reason=reason))

    @rule(text=words)
    def note(self, text: str) -> None:
        self.tries(self.new(Kind.NOTE, text=text))

    @invariant()
    def is_the_sum_of_its_acts(self) -> None:
        assert fold.fold(self.acts) == self.case
        assert CaseFile.from_payload(self.case.payload()) == self.case
        reread = [records.read(a.kind, a.day, a.signer, records.sealed_part(a), a.seq) for a in self.acts]
        assert reread == self.acts
        assert fold.fold(reread) == self.case

    @invariant()
    def is_consistent(self) -> None:
        case = self.case
        closed = case.stage is Stage.CLOSED
        assert closed == (case.closed_on is not None) == bool(case.outcome)
        assert case.assigned_to not in case.excluded
        assert set(case.checks) <= {id_ for id_, point in POINTS.items() if point.recorded} | FORMERLY_RECORDED
        assert len(set(case.checks)) == len(case.checks)
        assert (case.deletable_from is not None) == closed

    @invariant()
    def late_acts_stay_late(self) -> None:
        case = self.case
        assert (case.acknowledged, case.feedback_on) == (self.acknowledged, self.feedback_on)
        if self.acknowledged and self.acknowledged > RECEIVED + timedelta(days=7):
            assert case.feedback_by <= deadlines.feedback_by(RECEIVED)

    @invariant()
    def owes_the_first_open_duty(self) -> None:
        case = self.case
        owed = [duty for duty in duties(case) if duty.what in BY_LAW]
        if case.acknowledged and case.feedback_on:  # closing ends no duty
            assert owed == []
        elif case.acknowledged is None:
            assert Duty("acknowledge", RECEIVED + timedelta(days=7)) in owed
        else:
            assert owed == [Duty("feedback", case.feedback_by)]


TestStageMachine = Cases.TestCase
TestStageMachine.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)


def test_the_shortest_ways_lead_where_they_say() -> None:
    assert [fold.fold(in_stage(stage)).stage for stage in Stage] == list(Stage)
