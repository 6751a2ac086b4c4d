"""Strategies and makers for invented cases."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

from hypothesis import strategies as st

from hinweisgeber.domain import records
from hinweisgeber.domain.acts import Act, Kind
from hinweisgeber.domain.case import fold
from hinweisgeber.domain.case.casefile import CaseFile
from hinweisgeber.domain.case.flags import Flag, Scope
from hinweisgeber.domain.case.stages import Stage
from hinweisgeber.domain.dialogue.meetings import Meeting, MeetingState
from hinweisgeber.domain.dialogue.minutes import Minutes, MinutesState
from hinweisgeber.domain.dialogue.questions import QUESTIONS, Report, ReportQuestion
from hinweisgeber.domain.dialogue.report import KINDS, PublicState, Said
from hinweisgeber.domain.ending.retention import Archive, Hold
from hinweisgeber.domain.persons.disclosure import Basis, Disclosure
from hinweisgeber.domain.persons.person import Person

ANNA, BERND, LEAD = "a" * 16, "b" * 16, "c" * 16
RECEIVED = date(2026, 11, 2)
DAY = date(2026, 11, 3)

days = st.dates(date(2020, 1, 1), date(2040, 12, 31))
texts = st.text(max_size=40)  # never with lone surrogates: they have no UTF-8 form
words = st.text("abcäöüß ", min_size=1, max_size=20).filter(str.strip)


def _answers(question: ReportQuestion) -> st.SearchStrategy[Any]:
    """Answers as they come from the letterbox, choices as they are offered."""
    if question.many:
        return st.lists(texts, max_size=3).map(tuple)
    return st.sampled_from(("", *question.choices)) if question.choices else texts


reports = st.builds(Report, **{question.id: _answers(question) for question in QUESTIONS})
saids = st.builds(Said, kind=st.sampled_from(KINDS), text=texts, report=st.none() | reports)
states = st.builds(
    PublicState,
    stage=st.sampled_from(list(Stage)),
    acknowledged=st.none() | days,
    feedback_on=st.none() | days,
    closed_on=st.none() | days,
    feedback_waived=st.none() | days,
    minutes_over=st.integers(-1, 9),
)
cases = st.builds(
    CaseFile,
    number=texts,
    received=days,
    topic=texts,
    flags=st.lists(st.sampled_from(list(Flag)), unique=True).map(tuple),
    excluded=st.lists(texts, max_size=3).map(tuple),
    stage=st.sampled_from(list(Stage)),
    assigned_to=texts,
    acknowledged=st.none() | days,
    feedback_on=st.none() | days,
    closed_on=st.none() | days,
    outcome=texts,
    follow_ups=st.integers(0, 9),
    replies=st.integers(0, 9),
    checks=st.lists(texts, max_size=3).map(tuple),
    scope=st.sampled_from(list(Scope)),
    minutes=st.builds(Minutes, st.sampled_from(list(MinutesState)), texts, st.integers(-1, 9), st.none() | days),
    meeting=st.builds(Meeting, st.sampled_from(list(MeetingState)), st.integers(-1, 9), st.lists(texts).map(tuple)),
    retaliations=st.lists(days, max_size=2).map(tuple),
    persons=st.lists(
        st.builds(Person, st.integers(0, 99), texts, st.just(()), texts, days, withdrawn_on=st.none() | days),
        max_size=2,
    ).map(tuple),
    disclosures=st.lists(
        st.builds(
            Disclosure, st.integers(1, 9), st.sampled_from(list(Basis)), texts, texts, texts, until=st.none() | days
        ),
        max_size=2,
    ).map(tuple),
    holds=st.lists(st.builds(Hold, st.integers(1, 9), texts, texts, days, texts), max_size=2).map(tuple),
    archive=st.sampled_from(list(Archive)),
)


def receipt(excluded: tuple[str, ...] = (), acknowledged: date | None = None, received: date = RECEIVED) -> Act:
    """The first act of a case."""
    data: dict[str, Any] = {
        "number": "HM-2026-0001",
        "received": received.isoformat(),
        "topic": "geld",
        "small_circle": False,
        "excluded": list(excluded),
        "acknowledged": acknowledged.isoformat() if acknowledged else None,
        "messages": [],
    }
    return records.made(Kind.CASE_RECEIVED, received, ANNA, data)


def act(kind: Kind, day: date = DAY, signer: str = ANNA, /, **data: Any) -> Act:
    return records.made(kind, day, signer, data)


def in_stage(stage: Stage) -> list[Act]:
    """The shortest way of acts to a case in this stage."""
    way = [receipt(acknowledged=RECEIVED), act(Kind.TAKEN_OVER)]
    forward = [Stage.PREVENTION, Stage.INVESTIGATION, Stage.RESPONSE]
    moves = [act(Kind.STAGE, **{"from": a, "to": b, "reason": ""}) for a, b in pairwise(forward)]
    if stage is Stage.RECEIVED:
        return way[:1]
    if stage is Stage.CLOSED:
        return [*way, act(Kind.CLOSED, outcome="NO_EVIDENCE", reason="Nichts gefunden.")]
    return [*way, *moves[: forward.index(stage)]]


def case_in(stage: Stage) -> CaseFile:
    return fold.fold(in_stage(stage))
