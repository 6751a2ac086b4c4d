"""What can be answered in the mailbox, and that no data of a question or an answer can claim more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hinweisgeber.domain.dialogue import asking, follow_ups
from hinweisgeber.domain.dialogue.asking import OfferedSlot, Question, questions
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.domain.dialogue.report import (
    ANSWER,
    CONSENT_REQUEST,
    MEETING_OFFER,
    MEETING_REQUEST,
    MESSAGE,
    MINUTES,
    OFFICE,
    REPORT,
    REPORTER,
    Said,
)
from hinweisgeber.domain.errors.dialogue import NotOpenAnyMore, VideoConsentMissing
from hinweisgeber.domain.errors.fields import ChoiceMissing, TextMissing

DAY, LATER = date(2026, 11, 21), date(2026, 12, 24)
SLOTS = [
    {"when": "Montag, 10 Uhr", "where": "Bibliothek", "how": "outside"},
    {"when": "Dienstag, 9 Uhr", "where": "", "how": "video"},
]


@dataclass(frozen=True)
class Line:
    author: str
    place: int
    said: Said | None
    written: date = DAY


def asked(kind: str, place: int = 0, **data: Any) -> Line:
    return Line(OFFICE, place, Said(kind, "Frage.", data=data))


def answered(choice: str, to: int = 0) -> Line:
    return Line(REPORTER, 1, Said(ANSWER, "", data={"to": to, "choice": choice}))


def open_now(*lines: Line, place: int = 0, today: date = DAY) -> tuple[str, ...]:
    return questions(lines, today)[place].choices


@pytest.mark.parametrize(
    ("earlier", "open_then"),
    [([], ("accept", "decline")), (["accept"], ("withdraw",)), (["decline"], ()), (["accept", "withdraw"], ())],
)
def test_consent_is_given_or_not_and_can_be_taken_back_once(earlier: list[str], open_then: tuple[str, ...]) -> None:
    assert open_now(asked(CONSENT_REQUEST), *map(answered, earlier)) == open_then


def test_consent_cannot_be_given_after_its_day_but_taken_back() -> None:
    request = asked(CONSENT_REQUEST, until=DAY.isoformat())
    assert open_now(request) == ("accept", "decline")
    assert open_now(request, today=LATER) == ()
    assert questions([request], LATER)[0].expired
    assert open_now(request, answered("accept"), today=LATER) == ("withdraw",)


@pytest.mark.parametrize("choice", ["confirm", "correct", "refuse"])
def test_minutes_are_answered_once(choice: str) -> None:
    assert choice in open_now(asked(MINUTES))
    assert open_now(asked(MINUTES), answered(choice)) == ()


def test_only_the_newest_minutes_and_offers_can_be_answered_but_every_request_for_consent() -> None:
    for kind, old in ((MINUTES, False), (MEETING_OFFER, False), (CONSENT_REQUEST, True)):
        lines = (asked(kind, 0, slots=SLOTS), asked(kind, 1, slots=SLOTS))
        assert bool(open_now(*lines, place=0)) is old
        assert open_now(*lines, place=1)


def test_a_slot_can_be_changed_and_the_same_one_not_taken_twice() -> None:
    offer = asked(MEETING_OFFER, slots=SLOTS)
    assert open_now(offer) == ("slot-0", "slot-1", "none")
    assert open_now(offer, answered("slot-0")) == ("slot-1", "none")
    assert open_now(offer, answered("slot-0"), answered("none")) == ("slot-0", "slot-1")


def test_video_needs_its_own_consent() -> None:
    question = questions([asked(MEETING_OFFER, slots=SLOTS)], DAY)[0]
    assert asking.answer(question, "slot-0").data == {"to": 0, "choice": "slot-0"}
    with pytest.raises(VideoConsentMissing):
        asking.answer(question, "slot-1")
    assert asking.answer(question, "slot-1", video_consent=True).data["video_consent"] is True


def test_a_correction_needs_words_and_a_choice_of_slot_a_choice() -> None:
    with pytest.raises(TextMissing):
        asking.answer(Question(0, MINUTES, ("correct",)), "correct", " ")
    with pytest.raises(ChoiceMissing):
        asking.answer(Question(0, MEETING_OFFER, ("none",)), "")
    assert asking.answer(Question(0, MINUTES, ("confirm",)), "confirm", "").text == ""


def test_only_a_correction_has_words_so_every_other_answer_is_small() -> None:
    assert asking.answer(Question(0, CONSENT_REQUEST, ("accept",)), "accept", "x" * 90_000).text == ""


def test_what_is_not_asked_is_not_answered() -> None:
    with pytest.raises(NotOpenAnyMore):
        asking.answer(None, "accept")
    for question in (None, Question(0, CONSENT_REQUEST, ())):
        with pytest.raises(NotOpenAnyMore):
            asking.require_open(question, "accept")
    assert questions([asked(MESSAGE)], DAY) == {}
    assert questions([Line(REPORTER, 0, Said(CONSENT_REQUEST, "", data={}))], DAY) == {}


def test_a_meeting_is_pending_until_no_slot_fits() -> None:
    wish = Line(REPORTER, 0, Said(REPORT, "", Report("Text", meeting="yes")))
    ask, offer = Line(REPORTER, 2, Said(MEETING_REQUEST, "")), asked(MEETING_OFFER, slots=SLOTS)
    assert not asking.meeting_pending([Line(REPORTER, 0, Said(REPORT, "", Report("Text")))])
    for lines in ([wish], [ask], [offer], [offer, answered("slot-0")], [offer, answered("none"), ask]):
        assert asking.meeting_pending(lines)
    assert not asking.meeting_pending([offer, answered("none")])


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
datas = st.dictionaries(st.sampled_from(["to", "choice", "until", "slots", "when", "how", "x"]), values, max_size=5)


@given(datas, datas, st.sampled_from(asking.ASKS), values)
def test_no_data_breaks_a_question_or_counts_as_an_answer(
    of_question: dict[str, Any], of_answer: dict[str, Any], kind: str, slot: Any
) -> None:
    lines = [
        asked(kind, **of_question),
        asked(MEETING_OFFER, 1, slots=[slot]),
        Line(REPORTER, 1, Said(ANSWER, "", data=of_answer)),
    ]
    found = questions(lines, DAY)
    assert all(isinstance(text, str) for one in found.values() for s in one.slots for text in (s.when, s.where, s.how))
    assert all(isinstance(choice, str) for choice, _ in found[0].given)
    given = follow_ups.entered(1, "", lines[2].said).answer
    assert given is None or (type(given.to) is int and 0 < len(given.choice) <= 32)


def test_minutes_whose_check_is_over_cannot_be_answered_all_else_can() -> None:
    lines = [asked(MINUTES), asked(CONSENT_REQUEST, 1)]
    found = questions(lines, DAY, minutes_over=0)
    assert [(one.choices, one.expired) for one in found.values()] == [((), True), (("accept", "decline"), False)]


def test_a_slot_that_is_none_keeps_its_place_and_cannot_be_chosen() -> None:
    question = questions([asked(MEETING_OFFER, slots=["?", *SLOTS])], DAY)[0]
    assert question.choices == ("slot-1", "slot-2", "none")
    assert question.slot("slot-1") == OfferedSlot("Montag, 10 Uhr", "Bibliothek", "outside")


@pytest.mark.parametrize("choice", ["slot-", "slot-9", "slot--1", "slot-1.0", "slot-²", "slot-" + "1" * 30, "none", ""])
def test_strange_slots_are_no_slot(choice: str) -> None:
    assert questions([asked(MEETING_OFFER, slots=SLOTS)], DAY)[0].slot(choice) is None
