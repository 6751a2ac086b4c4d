"""Legal hold, archive, authorising an erasure (LAW § 4); and that without a key the same is told as with one."""

from __future__ import annotations

import contextlib
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hinweisgeber.domain import records
from hinweisgeber.domain.acts import Act, Kind
from hinweisgeber.domain.case import fold
from hinweisgeber.domain.case.casefile import CaseFile
from hinweisgeber.domain.case.stages import Stage
from hinweisgeber.domain.ending import retention_steps
from hinweisgeber.domain.ending.readable import Readable
from hinweisgeber.domain.ending.retention import Archive
from hinweisgeber.domain.errors.case import NotAllowed
from hinweisgeber.domain.errors.ending import (
    ArchiveOpen,
    HoldStands,
    RetaliationOpen,
    ReviewTooEarly,
    SecondPersonNeeded,
)
from hinweisgeber.domain.errors.fields import ReasonMissing
from hinweisgeber.errors import Refused
from tests.domain.invented import ANNA, BERND, DAY, act, case_in, in_stage

PROPOSED = act(Kind.HOLD_PROPOSED, reason="Klage", norm="Art. 17 DSGVO", review="2027-11-03")
CONFIRMED = act(Kind.HOLD_CONFIRMED, DAY, BERND, n=1)
LIFTED = act(Kind.HOLD_LIFTED, reason="Erledigt.", n=1)
OFFERED = act(Kind.ARCHIVE_OFFERED)
ANSWERED = act(Kind.ARCHIVE_ANSWERED, answer="not-worth-keeping", reason="Schreiben")
AUTHORISED = act(Kind.ERASURE_AUTHORISED)
RECALLED = act(Kind.ERASURE_RECALLED, reason="Doch nicht.")
WROTE = act(Kind.FOLLOW_UP, place=1, digest="")
REOPENED = act(Kind.REOPENED, to="INVESTIGATION", reason="Neues.")
CLOSED = in_stage(Stage.CLOSED)


def after(*acts: Act) -> CaseFile:
    return fold.fold([*CLOSED, *acts])


# -- the hold ----------------------------------------------------------------------------------------------------


def test_a_hold_stands_from_the_proposal_on_in_any_stage() -> None:
    for stage in Stage:
        case = fold.apply(case_in(stage), PROPOSED)
        assert [(hold.n, hold.by, hold.confirmed_by) for hold in case.active_holds] == [(1, ANNA, "")]


def test_a_hold_needs_a_second_person() -> None:
    with pytest.raises(SecondPersonNeeded):
        after(PROPOSED, act(Kind.HOLD_CONFIRMED, n=1))
    assert after(PROPOSED, CONFIRMED).holds[0].confirmed_by == BERND
    with pytest.raises(NotAllowed):
        after(PROPOSED, CONFIRMED, CONFIRMED)


def test_a_hold_ends_only_by_being_lifted_with_a_reason() -> None:
    assert after(PROPOSED, CONFIRMED, LIFTED).active_holds == ()
    with pytest.raises(ReasonMissing):
        after(PROPOSED, act(Kind.HOLD_LIFTED, n=1, reason=" "))
    for acts in ([LIFTED], [PROPOSED, LIFTED, LIFTED], [PROPOSED, act(Kind.HOLD_LIFTED, n=2, reason="x")]):
        with pytest.raises(NotAllowed):
            after(*acts)


def test_a_hold_says_why_by_which_norm_and_until_when() -> None:
    for missing in ("reason", "norm"):
        with pytest.raises(ReasonMissing):
            after(act(Kind.HOLD_PROPOSED, **{**PROPOSED.data.values(), missing: ""}))
    with pytest.raises(ReviewTooEarly):
        after(act(Kind.HOLD_PROPOSED, **{**PROPOSED.data.values(), "review": DAY.isoformat()}))


# -- the archive -------------------------------------------------------------------------------------------------


def test_the_archive_is_asked_once_after_the_end_and_answers_once() -> None:
    assert after(OFFERED).archive is Archive.OFFERED
    assert after(OFFERED, ANSWERED).archive is Archive.NOT_WORTH_KEEPING
    for acts in ([ANSWERED], [OFFERED, OFFERED], [OFFERED, ANSWERED, ANSWERED], [OFFERED, ANSWERED, OFFERED]):
        with pytest.raises(NotAllowed):
            after(*acts)
    with pytest.raises(NotAllowed):
        fold.apply(case_in(Stage.RESPONSE), OFFERED)
    for answer in ("", "offered"):
        with pytest.raises(NotAllowed):
            after(OFFERED, act(Kind.ARCHIVE_ANSWERED, answer=answer, reason="x"))
    with pytest.raises(ReasonMissing):
        after(OFFERED, act(Kind.ARCHIVE_ANSWERED, answer="taken", reason=""))


def test_only_what_was_passed_on_after_the_latest_end_counts_for_a_copy_taken() -> None:
    made, closing = act(Kind.DISCLOSURE_MADE, n=1, how="Paket"), CLOSED[-1]
    assert not retention_steps.passed_on_since_closed([*CLOSED, OFFERED])
    assert not retention_steps.passed_on_since_closed([*CLOSED[:-1], made, closing, OFFERED])
    assert not retention_steps.passed_on_since_closed([*CLOSED, made, REOPENED, closing, OFFERED])
    assert retention_steps.passed_on_since_closed([*CLOSED, OFFERED, made, act(Kind.NOTE, text="x")])


def test_a_copy_taken_before_the_rule_came_still_folds() -> None:
    taken = act(Kind.ARCHIVE_ANSWERED, answer="taken", reason="Brief")
    assert after(OFFERED, taken).archive is Archive.TAKEN


def test_a_reopened_case_is_offered_anew() -> None:
    assert after(OFFERED, ANSWERED, REOPENED).archive is Archive.NOT_OFFERED


# -- the authorisation -------------------------------------------------------------------------------------------


def test_authorising_is_possible_from_the_closing_on() -> None:
    assert after(AUTHORISED).erasure_authorised == DAY
    for stage in (Stage.RECEIVED, Stage.PREVENTION, Stage.INVESTIGATION, Stage.RESPONSE):
        with pytest.raises(NotAllowed):
            fold.apply(case_in(stage), AUTHORISED)
    with pytest.raises(NotAllowed):
        after(AUTHORISED, AUTHORISED)


def test_authorising_waits_for_holds_archive_and_retaliation() -> None:
    with pytest.raises(HoldStands):
        after(PROPOSED, AUTHORISED)
    with pytest.raises(ArchiveOpen):
        after(OFFERED, AUTHORISED)
    with pytest.raises(RetaliationOpen):
        after(act(Kind.FOLLOW_UP, place=1, digest="", says="retaliation"), AUTHORISED)
    assert after(OFFERED, ANSWERED, PROPOSED, LIFTED, AUTHORISED).erasure_authorised


def test_recalling_needs_a_reason_and_something_to_recall() -> None:
    assert after(AUTHORISED, RECALLED).erasure_authorised is None
    with pytest.raises(ReasonMissing):
        after(AUTHORISED, act(Kind.ERASURE_RECALLED, reason=""))
    with pytest.raises(NotAllowed):
        after(RECALLED)


@pytest.mark.parametrize("later", [PROPOSED, WROTE, REOPENED, RECALLED], ids=lambda one: one.kind)
def test_what_comes_later_takes_the_authorisation_back(later: Act) -> None:
    assert after(AUTHORISED, later).erasure_authorised is None
    assert told(after_acts(AUTHORISED, later)).erasable_from() is None


# -- without a key -----------------------------------------------------------------------------------------------


def after_acts(*acts: Act) -> list[Act]:
    return [*CLOSED, *acts]


def told(acts: list[Act]) -> Readable:
    return records.end_of((records.public(one.kind), one.day) for one in acts)


def test_the_day_is_the_laws() -> None:
    closing = act(Kind.CLOSED, date(2026, 12, 31), outcome="NO_EVIDENCE", reason="x")
    later = act(Kind.ERASURE_AUTHORISED, date(2027, 1, 5))
    assert told([*CLOSED[:-1], closing, later]).erasable_from() == date(2030, 1, 1)
    assert told([*CLOSED[:-1], closing]).erasable_from() is None


MOVES = (
    PROPOSED, CONFIRMED, LIFTED, act(Kind.HOLD_LIFTED, reason="x", n=2), OFFERED, ANSWERED, AUTHORISED, RECALLED,
    REOPENED, act(Kind.CLOSED, outcome="NO_EVIDENCE", reason="x"), act(Kind.NOTE, text="x"), WROTE,
)  # fmt: skip


@given(st.lists(st.tuples(st.sampled_from(MOVES), st.integers(0, 400)), max_size=25))
def test_the_machine_reads_from_kinds_and_days_what_the_sheet_says(journey: list[tuple[Act, int]]) -> None:
    acts, day = list(CLOSED), DAY
    case = fold.fold(acts)
    for move, later in journey:
        day += timedelta(days=later)
        data = move.data.values()
        if move.kind is Kind.FOLLOW_UP:
            data = {**data, "place": case.follow_ups + 1}
        if move.kind is Kind.HOLD_PROPOSED:
            data = {**data, "review": (day + timedelta(days=1)).isoformat()}
        one = records.made(move.kind, day, move.signer, data)
        with contextlib.suppress(Refused):
            case = fold.apply(case, one)
            acts.append(one)
        state = told(acts)
        assert (state.closed_on, state.holds) == (case.closed_on, len(case.active_holds))
        assert state.authorised == (case.erasure_authorised is not None)
        assert state.archive_offered == (case.archive is not Archive.NOT_OFFERED)
        assert state.archive_answered == (case.archive not in (Archive.NOT_OFFERED, Archive.OFFERED))
        allowed = case.erasure_authorised is not None and not case.active_holds
        assert state.erasable_from() == (case.deletable_from if allowed else None)
