"""Scope check, flags, feedback, waiver, retaliation, and what is due when: each step and each rule."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from hinweisgeber.domain.acts import Kind
from hinweisgeber.domain.case import case_steps, fold
from hinweisgeber.domain.case.duties import Duty, duties
from hinweisgeber.domain.case.flags import SECRECY, Flag, Scope
from hinweisgeber.domain.case.stages import Stage
from hinweisgeber.domain.dialogue.feedback import HEADS, Feedback
from hinweisgeber.domain.dialogue.office_steps import check_way
from hinweisgeber.domain.dialogue.report import FEEDBACK, MEETING_REQUEST
from hinweisgeber.domain.dialogue.texts import LINE_LIMIT, TEXT_LIMIT
from hinweisgeber.domain.ending.retention import Hold
from hinweisgeber.domain.errors.case import FollowUpUnsaid, NotAllowed
from hinweisgeber.domain.errors.dialogue import WayUnsaid
from hinweisgeber.domain.errors.fields import ReasonMissing, TextTooLong
from hinweisgeber.domain.persons.person import Person
from hinweisgeber.errors import FormatBroken
from tests.domain.invented import ANNA, DAY, act, case_in, receipt

CASE = case_in(Stage.PREVENTION)


# -- scope and flags ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scope", [scope for scope in Scope if scope is not Scope.OPEN])
def test_scope_has_a_result_with_a_reason_and_the_latest_counts(scope: Scope) -> None:
    with pytest.raises(ReasonMissing):
        fold.apply(CASE, act(Kind.SCOPE, scope=scope, reason=" "))
    once = fold.apply(CASE, act(Kind.SCOPE, scope=scope, reason="geprüft"))
    assert once.scope is scope
    assert fold.apply(once, act(Kind.SCOPE, scope="unclear", reason="doch nicht")).scope is Scope.UNCLEAR


@pytest.mark.parametrize(("scope", "error"), [("", NotAllowed), ("maybe", FormatBroken)])
def test_scope_without_a_result_is_none(scope: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        fold.apply(CASE, act(Kind.SCOPE, scope=scope, reason="geprüft"))


@pytest.mark.parametrize("flag", Flag)
def test_flag_is_set_once_and_taken_away_once_each_with_a_reason(flag: Flag) -> None:
    for on in (True, False):
        with pytest.raises(ReasonMissing):
            fold.apply(CASE, act(Kind.FLAGGED, flag=flag, on=on, reason=""))
    flagged = fold.apply(CASE, act(Kind.FLAGGED, flag=flag, on=True, reason="x"))
    assert flagged.flags == (flag,)
    with pytest.raises(NotAllowed):
        fold.apply(flagged, act(Kind.FLAGGED, flag=flag, on=True, reason="x"))
    assert fold.apply(flagged, act(Kind.FLAGGED, flag=flag, on=False, reason="x")).flags == ()
    with pytest.raises(NotAllowed):
        fold.apply(CASE, act(Kind.FLAGGED, flag=flag, on=False, reason="x"))


def test_flags_set_by_hand_work_like_those_of_the_report() -> None:
    by_hand = fold.apply(CASE, act(Kind.FLAGGED, flag=Flag.SMALL_CIRCLE, on=True, reason="nur zwei wissen es"))
    assert by_hand.small_circle
    assert not fold.apply(
        by_hand, act(Kind.FLAGGED, flag=Flag.SMALL_CIRCLE, on=False, reason="doch nicht")
    ).small_circle


def test_secrecy_is_that_of_section_6() -> None:
    assert {Flag.SOCIAL_SECRECY, Flag.TAX_SECRECY, Flag.TRADE_SECRECY} == SECRECY


# -- feedback -----------------------------------------------------------------------------------------------------


def test_feedback_is_put_together_from_its_parts() -> None:
    said = Feedback(" Geprüft.\r\n", "Schulung.", "Es stimmte.", "Danke.").said()
    assert said.kind == FEEDBACK
    assert said.data == {"taken": "Geprüft.", "planned": "Schulung.", "reasons": "Es stimmte."}
    assert said.text == (
        f"Danke.\n\n{HEADS['taken']}:\nGeprüft.\n\n{HEADS['planned']}:\nSchulung.\n\n{HEADS['reasons']}:\nEs stimmte."
    )


def test_part_left_empty_has_no_heading() -> None:
    assert (
        Feedback("", "Schulung.", "Weil.").said().text
        == f"{HEADS['planned']}:\nSchulung.\n\n{HEADS['reasons']}:\nWeil."
    )


@pytest.mark.parametrize(
    ("parts", "error"),
    [
        (Feedback(" ", "\n", "Weil."), FollowUpUnsaid),
        (Feedback("Geprüft.", "", " "), ReasonMissing),
        (Feedback("", "", "", "Nur eine Einleitung."), FollowUpUnsaid),
        (Feedback("x" * (TEXT_LIMIT - 10), "", "x" * 10), TextTooLong),
    ],
)
def test_feedback_needs_measures_and_reasons(parts: Feedback, error: type[Exception]) -> None:
    with pytest.raises(error):
        parts.said()


def test_feedback_is_waived_once_with_a_reason_and_can_still_be_given() -> None:
    with pytest.raises(ReasonMissing):
        fold.apply(CASE, act(Kind.FEEDBACK_WAIVED, reason=""))
    waived = fold.apply(CASE, act(Kind.FEEDBACK_WAIVED, reason="kein Weg zur Person"))
    assert waived.feedback_waived == DAY
    with pytest.raises(NotAllowed):
        fold.apply(waived, act(Kind.FEEDBACK_WAIVED, reason="noch einmal"))
    given = fold.apply(waived, act(Kind.FEEDBACK, place=0, digest=""))
    assert given.feedback_on == DAY
    with pytest.raises(NotAllowed):
        fold.apply(replace(given, feedback_waived=None), act(Kind.FEEDBACK_WAIVED, reason="zu spät"))


def test_where_nobody_reads_the_mailbox_it_is_said_on_which_way_the_person_was_told() -> None:
    unread = replace(CASE, no_code=True)
    for how in ("", " \n", "x" * (LINE_LIMIT + 1)):
        check_way(CASE, how)
        with pytest.raises(WayUnsaid):
            check_way(unread, how)
    check_way(unread, "Am Telefon, heute.")


def test_acts_written_before_without_a_way_still_fold() -> None:
    unread = replace(CASE, no_code=True, acknowledged=None)
    case = fold.apply(unread, act(Kind.ACKNOWLEDGED, place=0, digest=""))
    assert fold.apply(case, act(Kind.FEEDBACK, place=1, digest="")).feedback_on == DAY


# -- retaliation --------------------------------------------------------------------------------------------------


def test_retaliation_raises_the_case_until_it_is_assessed() -> None:
    case = CASE
    with pytest.raises(NotAllowed):
        fold.apply(case, act(Kind.RETALIATION_ASSESSED, reason="nichts gemeldet"))
    for place in (1, 2):
        case = fold.apply(case, act(Kind.FOLLOW_UP, place=place, digest="", says="retaliation"))
    assert case.open_retaliations == 2
    with pytest.raises(ReasonMissing):
        fold.apply(case, act(Kind.RETALIATION_ASSESSED, reason=" "))
    assessed = fold.apply(case, act(Kind.RETALIATION_ASSESSED, reason="Personalabteilung beraten"))
    assert assessed.open_retaliations == 0
    again = fold.apply(assessed, act(Kind.FOLLOW_UP, place=3, digest="", says="retaliation"))
    assert again.open_retaliations == 1


def test_only_the_reports_of_retaliation_that_were_shown_are_assessed() -> None:
    case = CASE
    for place in (1, 2, 3):
        case = fold.apply(case, act(Kind.FOLLOW_UP, place=place, digest="", says="retaliation"))
    for nonsense in (-1, 0, 4):
        with pytest.raises(NotAllowed):
            fold.apply(case, act(Kind.RETALIATION_ASSESSED, reason="Beraten.", shown=nonsense))
    case = fold.apply(case, act(Kind.RETALIATION_ASSESSED, reason="Beraten.", shown=2))
    assert case.open_retaliations == 1
    with pytest.raises(NotAllowed):
        fold.apply(case, act(Kind.RETALIATION_ASSESSED, reason="Beraten.", shown=2))
    assert fold.apply(case, act(Kind.RETALIATION_ASSESSED, reason="Beraten.", shown=3)).open_retaliations == 0


# -- what is due --------------------------------------------------------------------------------------------------


def due(case: object) -> dict[str, date]:
    return {duty.what: duty.day for duty in reversed(duties(case))}  # type: ignore[arg-type]


def test_every_duty_has_its_day() -> None:
    fresh = case_steps.opened_by(receipt())  # 2026-11-02, a Monday
    assert duties(fresh) == [
        Duty("first-look", date(2026, 11, 4)),
        Duty("acknowledge", date(2026, 11, 9)),
        Duty("feedback", date(2027, 2, 9)),
    ]
    assert "first-look" not in due(CASE), "somebody took it over"
    friday = replace(CASE, retaliations=(date(2026, 11, 13), date(2026, 11, 16)))
    assert due(friday)["retaliation"] == date(2026, 11, 17)
    assert due(replace(friday, retaliations_assessed=1))["retaliation"] == date(2026, 11, 19)  # Buß- und Bettag between
    assert "retaliation" not in due(replace(friday, retaliations_assessed=2))


def test_person_concerned_is_due_after_a_month_or_at_the_end_of_the_deferral() -> None:
    person = Person(0, "Kim Erfunden", (), "soll es getan haben", date(2027, 1, 31))
    assert due(replace(CASE, persons=(person,)))["inform"] == date(2027, 2, 28)
    later = replace(person, deferred_until=date(2027, 5, 1), because="gefährdet die Aufklärung")
    assert due(replace(CASE, persons=(later,)))["inform"] == date(2027, 5, 1)
    assert "inform" not in due(replace(CASE, persons=(replace(person, informed_on=DAY),)))


def test_hold_is_reviewed_and_stands_against_the_erasure() -> None:
    closed = case_in(Stage.CLOSED)
    assert due(closed)["erase"] == date(2029, 11, 4)
    hold = Hold(1, "Klage", "§ 17", date(2027, 6, 1), ANNA)
    held = due(replace(closed, holds=(hold,)))
    assert (held.get("hold"), held.get("erase")) == (date(2027, 6, 1), None)
    assert "hold" not in due(replace(closed, holds=(replace(hold, lifted_on=DAY),)))
    assert "erase" not in due(replace(closed, erasure_authorised=DAY))


def test_of_what_only_the_sheet_tells_the_week_stands_readable() -> None:
    person, hold = Person(0, "Kim Erfunden", (), "x", date(2027, 1, 31)), Hold(1, "Klage", "x", date(2027, 6, 1), ANNA)
    case = replace(CASE, persons=(person,), holds=(hold,))
    assert case.remind_on == date(2027, 2, 22), "the Monday of 28 February"
    assert replace(case, persons=()).remind_on == date(2027, 5, 31)
    assert replace(case, persons=(), holds=()).remind_on is None, "acknowledgement and feedback are told by their days"
    assert replace(case, retaliations=(DAY,)).remind_on == date(2026, 11, 2), f"two working days after {DAY}"
    wish = fold.apply(CASE, act(Kind.FOLLOW_UP, place=1, digest="", says=MEETING_REQUEST))
    assert wish.remind_on == date(2026, 11, 16), "fourteen days later"


def test_waived_feedback_is_not_due() -> None:
    assert "feedback" not in due(replace(CASE, feedback_waived=DAY))
