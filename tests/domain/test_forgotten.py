"""What nobody thought of fails on the safe side: a new kind of act is sealed, a new field is free text, and neither is
told to anybody, nor lets anything be destroyed."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import pytest

from hinweisgeber.domain import records
from hinweisgeber.domain.acts import CASE_ACT, Data, Exact, FreeText, Kind
from hinweisgeber.domain.case.stages import Stage
from hinweisgeber.domain.ending.readable import harmless
from hinweisgeber.domain.free_texts import free_fields, free_texts
from hinweisgeber.domain.persons import source
from hinweisgeber.domain.persons.naming import without_names
from hinweisgeber.domain.persons.person import Person
from hinweisgeber.errors import FormatBroken
from hinweisgeber.office import log
from tests.domain.invented import ANNA, DAY, RECEIVED, act, case_in
from tests.newer import add_kind

#: How journals call the kinds; what was entered must read for ever.
READABLE = (
    "founded", "case-received", "follow-up", "acknowledged", "taken-over", "assigned", "stage", "reply", "feedback",
    "feedback-waived", "note", "checked", "file-redacted", "file-destroyed", "message-destroyed", "note-destroyed",
    "closed", "reopened", "hold-proposed", "hold-confirmed", "hold-lifted", "archive-offered", "archive-answered",
    "erasure-authorised", "erasure-recalled", "epoch", "recused", "measure-added", "measure-moved", "measure-done",
    "measure-rated", "held", "proposed", "declined", "withdrawn", "objection-answered", "suspended", "deputy-planned",
    "deputy-joined", "revocation-proposed", "revocation-ended", "revoked", "keyless-erasure-proposed",
    "keyless-erasure-ended", "keyless-erasure", "trained", "training-struck", "factor-removed",
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
    assert sorted(records.public(kind) for kind in Kind if records.public(kind) != CASE_ACT) == sorted(READABLE)


@pytest.mark.parametrize("name", READABLE)
def test_what_stands_readable_is_stored_as_ever(name: str) -> None:
    one = records.made(Kind(name), DAY, ANNA, {"reason": "Größe", "n": 1})
    assert records.sealed_part(one) == '{"n":1,"reason":"Größe"}'.encode()
    assert records.read(name, DAY, ANNA, records.sealed_part(one), 7) == replace(one, seq=7)


@pytest.mark.parametrize("name", SEALED)
def test_what_is_sealed_is_stored_as_ever(name: str) -> None:
    one = records.made(Kind(name), DAY, ANNA, {"reason": "Größe", "n": 1})
    assert records.sealed_part(one) == f'["{name}",{{"n":1,"reason":"Größe"}}]'.encode()
    assert records.read(CASE_ACT, DAY, ANNA, records.sealed_part(one), 7) == replace(one, seq=7)


def test_a_new_kind_is_sealed(monkeypatch: pytest.MonkeyPatch) -> None:
    new = add_kind(monkeypatch, "arrest")
    one = records.made(new, DAY, ANNA, {"text": "x"})
    assert records.public(new) == CASE_ACT
    assert records.sealed_part(one) == b'["arrest",{"text":"x"}]'
    assert records.read(CASE_ACT, DAY, ANNA, records.sealed_part(one), 0) == one


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
    assert records.read(kind, DAY, ANNA, payload, 7).kind is Kind.UNKNOWN


@pytest.mark.parametrize(
    ("kind", "payload"),
    [("scope", b"{}"), (CASE_ACT, b'["note",{}]'), (CASE_ACT, b"[]"), (CASE_ACT, b'["scope",5]'), ("arrest", b"{")],
)
def test_what_was_never_written_like_this_is_no_act(kind: str, payload: bytes) -> None:
    with pytest.raises(FormatBroken):
        records.read(kind, DAY, ANNA, payload, 7)


def test_every_kind_has_words_and_what_has_none_gets_a_plain_line(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [kind for kind in Kind if kind not in log.WORDS and kind is not Kind.UNKNOWN] == []
    new = add_kind(monkeypatch, "arrest")
    assert log.label(new) is log.label(Kind.UNKNOWN) is log.label("whatever") is log.OTHERWISE


# -- free text ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in (Kind.CASE_RECEIVED, Kind.FOLLOW_UP)])
def test_a_new_field_of_any_kind_is_free_text(kind: Kind) -> None:
    """However deep it stands. What comes in from the letterbox is entered as it came."""
    one = act(kind, remark="Müller", more={"where": ["bei Müller", {"x": "Frau Müller"}], "n": 3})
    entered = without_names(CASE, one).data.values()
    assert entered["remark"] == "Person A"
    assert entered["more"] == {"where": ["bei Person A", {"x": "Frau Person A"}], "n": 3}
    assert entered["renamed"] == 3


def test_of_a_new_kind_everything_is_free_text(monkeypatch: pytest.MonkeyPatch) -> None:
    one = records.made(add_kind(monkeypatch, "arrest"), DAY, ANNA, {"name": "Müller", "what": "Müller", "n": 1})
    assert without_names(CASE, one).data.values() == {"name": "Person A", "what": "Person A", "n": 1, "renamed": 2}


def test_what_people_explain_is_exact_nowhere() -> None:
    explained = {"text", "reason", "because", "why", "no_notice", "secrecy", "consent", "norm", "how", "who"}
    exact = {kind: exact_fields(record.data) & explained for kind, record in records.RECORDS.items()}
    assert {kind: names for kind, names in exact.items() if names} == {}


def exact_fields(data: type[Data]) -> set[str]:
    return {field.name for field in fields(data)} - {"rest", *free_fields(data)}


@pytest.mark.parametrize("kind", records.RECORDS)
def test_every_field_says_whether_it_is_free_text(kind: Kind) -> None:
    """A plain `str` would be taken for free text; it says nothing."""
    hints = get_type_hints(records.of(kind).data, include_extras=True)
    assert [name for name, hint in hints.items() if name != "rest" and says_nothing(hint)] == []


def says_nothing(hint: Any) -> bool:
    return hint is str or (get_origin(hint) is not Annotated and any(map(says_nothing, get_args(hint))))


@dataclass(frozen=True)
class Arrested(Data):
    """What nobody has thought about."""

    where: str
    who: tuple[str, ...]
    why: FreeText
    case: Exact
    at: date | None = None
    what: Any = None


def test_a_text_without_a_type_of_its_own_is_free_text() -> None:
    assert free_fields(Arrested) == ("where", "who", "why", "what")


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (Kind.DISCLOSURE_PLANNED, {"recipient": "Herr Müller", "what": "Name: Karin Müller", "basis": "consent"}),
        (Kind.PERSON_SPELLED, {"n": 0, "also": ["Müller-Akte"]}),
        (Kind.FILE_DESTROYED, {"source": "ab", "name": "Müller.pdf", "sha256": "cd", "size": 3}),
        (Kind.MEETING_OFFERED, {"place": 3, "digest": "ab", "slots": ["Montag, Café Müller"]}),
        (Kind.ASSIGNED, {"to": "Müller"}),
    ],
)
def test_what_must_be_exact_is(kind: Kind, data: dict[str, Any]) -> None:
    one = records.made(kind, DAY, ANNA, data)
    assert without_names(CASE, one) is one
    assert list(free_texts(one)) == []


# -- telling others -------------------------------------------------------------------------------------------------


def test_an_entry_with_a_field_nobody_knows_is_told_to_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """DSGVO Art. 15: when in doubt it is left out."""
    assert not source.by_kind(act(Kind.NOTE, text="Müller hat unterschrieben."))
    assert source.by_kind(act(Kind.NOTE, text="Müller hat unterschrieben.", told_by="der Hausmeister"))
    assert source.by_kind(act(Kind.CHECKED, point="validity", reason="x", told_by=["der Hausmeister"]))
    assert source.by_kind(records.made(add_kind(monkeypatch, "arrest"), DAY, ANNA, {"text": "x"}))
    assert source.by_kind(records.made(Kind.UNKNOWN, DAY, ANNA, {"text": "x"}))


# -- erasing --------------------------------------------------------------------------------------------------------

ENDED = [("closed", date(2026, 1, 5)), ("erasure-authorised", date(2028, 12, 1))]


def test_of_every_readable_kind_it_is_said_what_it_means_for_the_end() -> None:
    """A kind that is added to the readable ones must be added here, to one of both."""
    with_a_say = {str(kind) for kind, record in records.RECORDS.items() if record.readable not in (None, harmless)}
    assert with_a_say | records.HARMLESS == {*READABLE, CASE_ACT}
    assert with_a_say == {
        "closed", "reopened", "follow-up", "erasure-authorised", "erasure-recalled", "hold-proposed", "hold-lifted",
        "archive-offered", "archive-answered", "held", "proposed",
    }  # fmt: skip


@pytest.mark.parametrize("name", ["arrest", "", "Note"])
def test_an_act_nobody_knows_takes_the_authorisation_to_erase_back(name: str) -> None:
    assert records.end_of(ENDED).erasable_from() is not None
    assert records.end_of([*ENDED, (name, DAY)]).erasable_from() is None
    again = [*ENDED, (name, DAY), ("erasure-authorised", DAY)]
    assert records.end_of(again).erasable_from() is not None, "an officer has looked again"
    assert records.end_of([*ENDED, (CASE_ACT, DAY)]).erasable_from() is not None
