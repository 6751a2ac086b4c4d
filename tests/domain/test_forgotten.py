"""What nobody thought of fails on the safe side: a new kind of act is sealed, a new field is free text, and neither is
told to anybody, nor lets anything be destroyed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from hinweisgeber.domain import retention, source
from hinweisgeber.domain.acts import CASE_ACT, Act, Kind
from hinweisgeber.domain.free_texts import EXACT, free_texts
from hinweisgeber.domain.persons import Person, without_names
from hinweisgeber.domain.retention import HARMLESS, Readable
from hinweisgeber.domain.stages import Stage
from hinweisgeber.errors import FormatBroken
from hinweisgeber.office.labels import KINDS
from tests.domain.invented import ANNA, DAY, RECEIVED, act, case_in
from tests.newer import add_kind

#: How journals of 0.2.0 call the kinds; what was entered must read for ever.
READABLE = (
    "founded", "case-received", "follow-up", "acknowledged", "taken-over", "assigned", "stage", "reply", "feedback",
    "feedback-waived", "note", "checked", "file-redacted", "file-destroyed", "message-destroyed", "note-destroyed",
    "closed", "reopened", "hold-proposed", "hold-confirmed", "hold-lifted", "archive-offered", "archive-answered",
    "erasure-authorised", "erasure-recalled", "measure-added", "measure-moved", "measure-done", "measure-rated",
)  # fmt: skip
SEALED = (
    "scope", "flagged", "minutes-sent", "minutes-ended", "meeting-offered", "retaliation-assessed",
    "disclosure-planned", "disclosure-made", "disclosure-dropped", "person-added", "person-spelled", "person-decided",
    "person-withdrawn", "access-answered",
)  # fmt: skip
KARIN = Person(0, "Karin Müller", ("Müller",), "concerned", RECEIVED)
CASE = replace(case_in(Stage.INVESTIGATION), persons=(KARIN,))


# -- kinds ----------------------------------------------------------------------------------------------------------


def test_only_the_listed_kinds_stand_readable_in_the_journal() -> None:
    assert sorted(kind.public for kind in Kind if kind.public != CASE_ACT) == sorted(READABLE)


@pytest.mark.parametrize("name", READABLE)
def test_what_stands_readable_is_stored_as_ever(name: str) -> None:
    one = Act(Kind(name), DAY, ANNA, {"reason": "Größe", "n": 1})
    assert one.payload() == '{"n":1,"reason":"Größe"}'.encode()
    assert Act.from_payload(name, DAY, ANNA, one.payload(), 7) == replace(one, seq=7)


@pytest.mark.parametrize("name", SEALED)
def test_what_is_sealed_is_stored_as_ever(name: str) -> None:
    one = Act(Kind(name), DAY, ANNA, {"reason": "Größe", "n": 1})
    assert one.payload() == f'["{name}",{{"n":1,"reason":"Größe"}}]'.encode()
    assert Act.from_payload(CASE_ACT, DAY, ANNA, one.payload(), 7) == replace(one, seq=7)


def test_a_new_kind_is_sealed(monkeypatch: pytest.MonkeyPatch) -> None:
    new = add_kind(monkeypatch, "arrest")
    one = Act(new, DAY, ANNA, {"text": "x"})
    assert new.public == CASE_ACT
    assert one.payload() == b'["arrest",{"text":"x"}]'
    assert Act.from_payload(CASE_ACT, DAY, ANNA, one.payload(), 0) == one


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        ("arrest", b'{"text":"x"}'),
        ("arrest", b"[1,2]"),
        (CASE_ACT, b'["arrest",{"text":"x"}]'),
        (CASE_ACT, b'["arrest",[1]]'),
        (CASE_ACT, b"[5,{}]"),
    ],
)
def test_a_kind_of_a_newer_version_is_read_as_unknown(kind: str, payload: bytes) -> None:
    assert Act.from_payload(kind, DAY, ANNA, payload, 7).kind is Kind.UNKNOWN


@pytest.mark.parametrize(
    ("kind", "payload"),
    [("scope", b"{}"), (CASE_ACT, b'["note",{}]'), (CASE_ACT, b"[]"), (CASE_ACT, b'["scope",5]'), ("arrest", b"{")],
)
def test_what_was_never_written_like_this_is_no_act(kind: str, payload: bytes) -> None:
    with pytest.raises(FormatBroken):
        Act.from_payload(kind, DAY, ANNA, payload, 7)


def test_every_kind_has_words_and_what_has_none_gets_a_plain_line(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [kind for kind in Kind if kind not in KINDS and kind is not Kind.UNKNOWN] == []
    new = add_kind(monkeypatch, "arrest")
    assert KINDS[new] is KINDS[Kind.UNKNOWN] is KINDS["whatever"]


# -- free text ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in (Kind.CASE_RECEIVED, Kind.FOLLOW_UP)])
def test_a_new_field_of_any_kind_is_free_text(kind: Kind) -> None:
    """However deep it stands. What comes in from the letterbox is entered as it came."""
    one = act(kind, remark="Müller", more={"where": ["bei Müller", {"x": "Frau Müller"}], "n": 3})
    entered = without_names(CASE, one).data
    assert entered["remark"] == "Person A"
    assert entered["more"] == {"where": ["bei Person A", {"x": "Frau Person A"}], "n": 3}
    assert entered["renamed"] == 3


def test_of_a_new_kind_everything_is_free_text(monkeypatch: pytest.MonkeyPatch) -> None:
    one = Act(add_kind(monkeypatch, "arrest"), DAY, ANNA, {"name": "Müller", "what": "Müller", "n": 1})
    assert without_names(CASE, one).data == {"name": "Person A", "what": "Person A", "n": 1, "renamed": 2}


def test_what_people_explain_is_exact_nowhere() -> None:
    explained = {"text", "reason", "because", "why", "no_notice", "secrecy", "consent", "norm", "how", "who"}
    assert {kind: EXACT[kind] & explained for kind in EXACT if EXACT[kind] & explained} == {}


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (Kind.DISCLOSURE_PLANNED, {"recipient": "Herr Müller", "what": "Name: Karin Müller", "basis": "consent"}),
        (Kind.PERSON_SPELLED, {"n": 0, "also": ["Müller-Akte"]}),
        (Kind.FILE_DESTROYED, {"source": "ab", "name": "Müller.pdf", "sha256": "cd", "size": 3}),
        (Kind.MEETING_OFFERED, {"place": 3, "digest": "ab", "slots": ["Montag, Café Müller"]}),
        (Kind.STAGE, {"from": "Müller", "to": "Müller"}),
    ],
)
def test_what_must_be_exact_is(kind: Kind, data: dict[str, Any]) -> None:
    one = Act(kind, DAY, ANNA, data)
    assert without_names(CASE, one) is one
    assert list(free_texts(one)) == []


# -- telling others -------------------------------------------------------------------------------------------------


def test_an_entry_with_a_field_nobody_knows_is_told_to_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """DSGVO Art. 15: when in doubt it is left out."""
    assert not source.by_kind(act(Kind.NOTE, text="Müller hat unterschrieben."))
    assert source.by_kind(act(Kind.NOTE, text="Müller hat unterschrieben.", told_by="der Hausmeister"))
    assert source.by_kind(act(Kind.CHECKED, point="validity", reason="x", told_by=["der Hausmeister"]))
    assert source.by_kind(Act(add_kind(monkeypatch, "arrest"), DAY, ANNA, {"text": "x"}))
    assert source.by_kind(Act(Kind.UNKNOWN, DAY, ANNA, {"text": "x"}))


# -- erasing --------------------------------------------------------------------------------------------------------

ENDED = [("closed", date(2026, 1, 5)), ("erasure-authorised", date(2028, 12, 1))]


def test_of_every_readable_kind_it_is_said_what_it_means_for_the_end() -> None:
    """A kind that is added to the readable ones must be added here, to one of both."""
    with_a_say = {str(kind) for kind in retention._READ}
    assert with_a_say | HARMLESS == {*READABLE, CASE_ACT}
    assert with_a_say & HARMLESS == set()


@pytest.mark.parametrize("name", ["arrest", "", "Note"])
def test_an_act_nobody_knows_takes_the_authorisation_to_erase_back(name: str) -> None:
    assert Readable.of(ENDED).erasable_from() is not None
    assert Readable.of([*ENDED, (name, DAY)]).erasable_from() is None
    again = [*ENDED, (name, DAY), ("erasure-authorised", DAY)]
    assert Readable.of(again).erasable_from() is not None, "an officer has looked again"
    assert Readable.of([*ENDED, (CASE_ACT, DAY)]).erasable_from() is not None
