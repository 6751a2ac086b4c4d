"""What an act stores, byte for byte: journals of 0.2.0 and of later versions hold the same spelling of the same act."""

from __future__ import annotations

from datetime import date

import pytest

from hinweisgeber.domain import records
from hinweisgeber.domain.acts import Act, Data, FreeText, Kind, MessageSent
from hinweisgeber.domain.case.case_steps import CaseReceived, Closed, Note, StageChanged
from hinweisgeber.domain.case.measure_steps import MeasureAdded, MeasureMoved
from hinweisgeber.domain.case.measures import Lesson
from hinweisgeber.domain.case.outcomes import Outcome
from hinweisgeber.domain.case.stages import Stage
from hinweisgeber.domain.dialogue.follow_ups import Answer, FollowUp
from hinweisgeber.domain.dialogue.office_steps import FeedbackWithheld, WayTold
from hinweisgeber.domain.ending.file_steps import FileDestroyed
from hinweisgeber.domain.persons.disclosure import Basis
from hinweisgeber.domain.persons.disclosure_steps import DisclosureMade, DisclosurePlanned
from hinweisgeber.domain.persons.person import Role
from hinweisgeber.domain.persons.person_steps import PersonAdded, PersonDecided
from tests.domain.invented import ANNA, DAY, RECEIVED

WHY, NONE = FreeText("Größe"), FreeText("")
RECEIPT = CaseReceived("HM-2026-0001", RECEIVED, "geld", (ANNA,), small_circle=False, acknowledged=None)
STORED: tuple[tuple[Kind, Data, str], ...] = (
    (Kind.TAKEN_OVER, Data(), "{}"),
    (
        Kind.CASE_RECEIVED,
        RECEIPT,
        ('{"acknowledged":null,"excluded":["aaaaaaaaaaaaaaaa"],"number":"HM-2026-0001","received":"2026-11-02",'
        '"small_circle":false,"topic":"geld"}'),
    ),
    (Kind.FOLLOW_UP, FollowUp(place=1, digest="ab"), '{"digest":"ab","place":1}'),
    (
        Kind.FOLLOW_UP,
        FollowUp("answer", Answer(0, "confirm"), place=1, digest="ab"),
        '{"answer":{"choice":"confirm","to":0},"digest":"ab","place":1,"says":"answer"}',
    ),
    (Kind.REPLY, MessageSent(place=0, digest="ab"), '{"digest":"ab","place":0}'),
    (Kind.ACKNOWLEDGED, WayTold(place=0, digest="ab"), '{"digest":"ab","place":0}'),
    (Kind.FEEDBACK, WayTold(WHY, place=0, digest="ab"), '{"digest":"ab","how":"Größe","place":0}'),
    (
        Kind.STAGE,
        StageChanged(Stage.PREVENTION, Stage.RESPONSE, NONE),
        '{"from":"PREVENTION","reason":"","to":"RESPONSE"}',
    ),
    (Kind.NOTE, Note(WHY, renamed=2), '{"renamed":2,"text":"Größe"}'),
    (Kind.CLOSED, Closed(Outcome.REFERRED, WHY), '{"outcome":"REFERRED","reason":"Größe"}'),
    (Kind.CLOSED, Closed(Outcome.REFERRED, WHY, "yes"), '{"incomplete":"yes","outcome":"REFERRED","reason":"Größe"}'),
    (
        Kind.FILE_DESTROYED,
        FileDestroyed("ab", "a.pdf", 3, "cd", WHY),
        '{"name":"a.pdf","reason":"Größe","sha256":"cd","size":3,"source":"ab"}',
    ),
    (
        Kind.MEASURE_ADDED,
        MeasureAdded("MN-2026-0001", WHY, WHY, DAY, Lesson.RULE, ""),
        '{"check":"","lesson":"rule","number":"MN-2026-0001","until":"2026-11-03","what":"Größe","who":"Größe"}',
    ),
    (
        Kind.MEASURE_MOVED,
        MeasureMoved(DAY, date(2027, 1, 2), WHY, NONE),
        '{"check":"2027-01-02","reason":"","until":"2026-11-03","who":"Größe"}',
    ),
    (Kind.FEEDBACK_WAIVED, FeedbackWithheld(WHY), '{"reason":"Größe"}'),
    (
        Kind.DISCLOSURE_PLANNED,
        DisclosurePlanned(Basis.ORDER, "Amt", "Name", WHY, NONE, WHY),
        ('["disclosure-planned",{"basis":"order","no_notice":"Größe","recipient":"Amt","secrecy":"","what":"Name",'
        '"why":"Größe"}]'),
    ),
    (Kind.DISCLOSURE_MADE, DisclosureMade(1, WHY, ()), '["disclosure-made",{"files":[],"how":"Größe","n":1}]'),
    (
        Kind.DISCLOSURE_MADE,
        DisclosureMade(1, files=(("a.pdf", "cd"),), summary="ef"),
        '["disclosure-made",{"files":[["a.pdf","cd"]],"n":1,"summary":"ef"}]',
    ),
    (Kind.PERSON_ADDED, PersonAdded(Role.OTHER, "Kim", ()), '["person-added",{"also":[],"name":"Kim","role":"other"}]'),
    (Kind.PERSON_DECIDED, PersonDecided(0, informed_on=DAY), '["person-decided",{"informed_on":"2026-11-03","n":0}]'),
)  # fmt: skip


@pytest.mark.parametrize(("kind", "data", "stored"), STORED)
def test_an_act_is_stored_as_ever_and_reads_back(kind: Kind, data: Data, stored: str) -> None:
    one = Act(kind, DAY, ANNA, data, 7)
    assert records.sealed_part(one).decode() == stored
    assert records.read(records.public(kind), DAY, ANNA, stored.encode(), 7) == one


@pytest.mark.parametrize(
    "stored",
    ['{"text":5}', '{"text":null}', '{"from":[1],"text":"x"}', '{"renamed":"x"}', '{"until":"20261103"}'],
)
def test_what_does_not_fit_its_kind_is_kept_as_it_came(stored: str) -> None:
    one = records.read("note", DAY, ANNA, stored.encode(), 7)
    assert records.sealed_part(one).decode() == stored
