"""What is due without a key is what the sealed sheet says, on any journey."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hinweisgeber.domain import records
from hinweisgeber.domain.acts import Act, Kind
from hinweisgeber.domain.case import case_steps, fold
from hinweisgeber.domain.case.casefile import CaseFile
from hinweisgeber.domain.case.deadlines import week_of
from hinweisgeber.domain.case.duties import HOLD, duties, readable
from hinweisgeber.domain.ending.without_key import told_without_key
from hinweisgeber.errors import Refused
from hinweisgeber.store.cabinet import Cabinet
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.keeper.due import NumberedDuty, due
from hinweisgeber.usecases.officer import casework
from hinweisgeber.usecases.officer.collect import collect
from tests.closing import feedback
from tests.domain.invented import ANNA, RECEIVED, act, receipt
from tests.founded import TODAY
from tests.usecases.conftest import Desks, Reporter

KINDS = (
    "take", "ack", "feedback", "waive", "reply", "close", "reopen", "note", "authorise", "hold", "lift",
)  # fmt: skip
steps = st.lists(
    st.tuples(
        st.sampled_from([*KINDS]),
        st.integers(0, 40),
    ),
    max_size=12,
)


def made(name: str, case: CaseFile, day: date) -> Act:
    place = {"place": case.replies, "digest": ""}
    return {
        "take": act(Kind.TAKEN_OVER, day),
        "ack": act(Kind.ACKNOWLEDGED, day, **place),
        "feedback": act(Kind.FEEDBACK, day, **place),
        "reply": act(Kind.REPLY, day, **place),
        "close": act(Kind.CLOSED, day, outcome="NO_EVIDENCE", reason="x"),
        "reopen": act(Kind.REOPENED, day, to="INVESTIGATION", reason="x"),
        "note": act(Kind.NOTE, day, text="x"),
        "waive": act(Kind.FEEDBACK_WAIVED, day, reason="x"),
        "authorise": act(Kind.ERASURE_AUTHORISED, day),
        "hold": act(Kind.HOLD_PROPOSED, day, reason="x", norm="x", review=date(2099, 1, 1).isoformat()),
        "lift": act(Kind.HOLD_LIFTED, day, n=len(case.holds), reason="x"),
    }[name]


@given(steps, st.booleans())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_due_without_keys_is_the_sheets_due(journey: list[tuple[str, int]], automatic: bool) -> None:
    day, acknowledged = RECEIVED, RECEIVED if automatic else None
    acts = [receipt((), acknowledged)]
    case = case_steps.opened_by(acts[0])
    for name, later in journey:
        day += timedelta(days=later)
        with contextlib.suppress(Refused):
            case = fold.apply(case, new := made(name, case, day))
            acts.append(new)
        assert case == fold.fold(acts)
        days = [(records.public(a.kind), a.day) for a in acts]
        without_keys = readable(told_without_key(RECEIVED, acknowledged, days))
        sealed = [d.day for d in duties(case) if d.what == HOLD]
        assert sorted((d.what, d.day) for d in without_keys) == sorted(
            (d.what, d.day) for d in duties(case) if d.what != HOLD
        )
        assert case.remind_on == (week_of(sealed[0]) if sealed else None)
    assert all(a.signer == ANNA for a in acts)


def test_duties_come_next_first_with_what_nobody_collected(
    reporter: Callable[[], Reporter], desk: Desks, letterbox: Store[Letterbox], cabinet: Store[Cabinet]
) -> None:
    reporter().send(today=TODAY - timedelta(days=30))
    reporter().send(today=TODAY, acknowledgement=None)
    reporter().send(today=TODAY - timedelta(days=2))
    collect(desk("anna"))
    for number in ("HM-2026-0001", "HM-2026-0003"):
        casework.take_over(desk("anna"), number)
    feedback(desk("anna"), "HM-2026-0003")
    reporter().send(today=TODAY - timedelta(days=1))
    result = due(letterbox, cabinet)
    assert result.duties == [
        NumberedDuty("HM-2026-0002", "first-look", date(2026, 11, 24)),
        NumberedDuty("HM-2026-0002", "acknowledge", date(2026, 11, 28)),
        NumberedDuty("HM-2026-0001", "feedback", date(2027, 1, 22)),
        NumberedDuty("HM-2026-0002", "feedback", date(2027, 2, 28)),
    ]
    assert (result.waiting, result.oldest) == (1, date(2026, 11, 20))


def test_nothing_is_due_in_an_empty_office(letterbox: Store[Letterbox], cabinet: Store[Cabinet]) -> None:
    result = due(letterbox, cabinet)
    assert (result.duties, result.waiting, result.oldest) == ([], 0, None)
