"""What a newer version has entered stands in the journal for good: it closes no page, and is not written over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from datetime import date
from typing import Any

import pytest

from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.crypto.ring import Ring
from hinweisgeber.domain import records
from hinweisgeber.domain.acts import CASE_ACT, Kind
from hinweisgeber.domain.case.stages import Stage
from hinweisgeber.office import Office, log
from hinweisgeber.store.cabinet import MEASURE, Cabinet
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.keeper import erase, verifying
from hinweisgeber.usecases.leaving import persons, retention
from hinweisgeber.usecases.officer import casework, measures, overview, reading
from hinweisgeber.usecases.officer.collect import Collected, Unfetched, collect
from hinweisgeber.usecases.officer.desk import Desk
from hinweisgeber.usecases.officer.errors import NewerEntries
from tests.agreed import agreed
from tests.closing import ready_to_close
from tests.founded import TODAY
from tests.newer import add_kind, enters
from tests.office.conftest import CASE_1
from tests.office.people import Browser

CASE = f"/faelle/{CASE_1}"
PLAIN = "Eintrag, den diese Fassung des Programms nicht kennt"
SECRET = "Frau Müller sagte es dem Hausmeister"
pytestmark = pytest.mark.usefixtures("tampering")

#: How the journal calls it, and what is sealed.
NEWER: tuple[tuple[str, object], ...] = (
    (CASE_ACT, ["arrest", {"reason": SECRET, "who": "x"}]),
    (CASE_ACT, ["arrest", [1, 2]]),
    ("arrest", {"reason": SECRET}),
    ("arrest", ["anything", 5]),
)


@pytest.fixture(params=NEWER, ids=["sealed", "sealed-list", "readable", "readable-list"])
def newer(request: pytest.FixtureRequest, code: AccessCode, desk: Callable[..., Desk]) -> AccessCode:
    """Case 1, taken over by the lead; a newer version has worked on it. The reporter's code."""
    casework.take_over(desk("lead"), CASE_1)
    public, data = request.param
    enters(desk("anna"), CASE_1, data, public)
    return code


def test_every_page_of_the_case_opens_and_says_what_is_the_matter(newer: AccessCode, colleague: Browser) -> None:
    sheet = colleague.get(CASE)
    assert colleague.status == 200
    assert PLAIN in sheet.by_id["protokoll"]
    assert SECRET not in sheet.words, "nobody here knows what may be shown of it"
    assert "lässt sich hier nur lesen" in sheet.by_id["newer"]
    for step in ("personen", "offenlegungen", "niederschrift", "loeschung"):
        assert "lässt sich hier nur lesen" in colleague.get(f"{CASE}/{step}").by_id["newer"]
        assert colleague.status == 200, step
    assert CASE_1 in colleague.get("/faelle").by_id["cases"]
    colleague.get("/protokoll")
    assert colleague.status == 200
    assert "unversehrt" in colleague.submit("verify").by_id["verified"]


def test_nothing_is_written_over_it(
    newer: AccessCode, colleague: Browser, owner: Browser, desk: Callable[..., Desk], entries: Callable[[], list[str]]
) -> None:
    """A newer version has sums of its own; what this one wrote beside them would close the case there."""
    before, sheet = entries(), owner.get(CASE)
    for form, typed in (("note", {"note": "x"}), ("reply", {"message": "x"}), ("stage", {"stage": "INVESTIGATION"})):
        assert "neueren Fassung" in owner.submit(form, **typed).by_id["problem"], form
        assert owner.status == 409
        owner.get(CASE)
    own = {name: sheet.forms["note"].fields[name] for name in ("csrf_token", "seen")}
    sheet = owner.post(f"{CASE}/text/reporter/0/vernichtung", **own, once="x", reason="x")
    assert (owner.status, "neueren Fassung" in sheet.by_id["problem"]) == (409, True)
    assert entries() == before


def test_what_the_reporter_writes_waits_and_is_named(
    newer: AccessCode, colleague: Browser, desk: Callable[..., Desk], write_on: Callable[..., None],
    entries: Callable[[], list[str]], send: Callable[..., AccessCode],
) -> None:  # fmt: skip
    write_on(newer, "Noch etwas.")
    send("Ein anderer Fall.")
    before = entries()
    assert collect(desk("anna")) == Collected(newer=(CASE_1,))
    assert collect(desk("anna")) == Collected(newer=(CASE_1,)), "each time until it is taken in"
    assert entries() == [*before, "case-received"], "all others are taken in"
    assert CASE_1 in colleague.get("/faelle").by_id["newer"]
    assert reading.view(desk("anna"), CASE_1).unfetched is Unfetched.NEWER


def test_a_measure_a_newer_version_has_worked_on_is_shown_and_not_changed(
    code: AccessCode, colleague: Browser, desk: Callable[..., Desk], letterbox: Store[Letterbox]
) -> None:
    at = desk("anna")
    casework.take_over(at, CASE_1)
    for stage in (Stage.INVESTIGATION, Stage.RESPONSE):
        casework.change_stage(at, CASE_1, stage, "")
    made = measures.add(at, CASE_1, "Vier Augen", "SG 10", TODAY)
    assert made is not None
    enters(at, made.number, ["praised", {"text": SECRET}], kind=MEASURE)
    sheet = colleague.get("/massnahmen")
    assert (colleague.status, PLAIN in sheet.by_id[made.number], SECRET in sheet.words) == (200, True, False)
    with pytest.raises(NewerEntries):
        measures.done(at, made.number)


def test_an_unknown_act_after_the_authorisation_stops_the_erasure(
    code: AccessCode, desk: Callable[..., Desk], cabinet: Store[Cabinet], letterbox: Store[Letterbox], ring: Ring
) -> None:
    """Whether it is a hold nobody here can tell. Readable ones only: of others nobody without a key sees the kind."""
    at, day = desk("anna"), date(2030, 1, 2)
    casework.take_over(at, CASE_1)
    ready_to_close(at, CASE_1)
    agreed(casework.close, at, CASE_1, "NO_EVIDENCE", "Nichts gefunden.")
    agreed(retention.authorise, at, CASE_1, archive=False)
    assert [one.ending.number for one in erase.due(letterbox, cabinet, day)] == [CASE_1]
    enters(at, CASE_1, {"norm": "§ 1"}, "court-hold")
    assert erase.due(letterbox, cabinet, day) == []
    assert [one.number for one in retention.endings(at)] == [CASE_1]
    assert verifying.verify(cabinet, ring, today=day).erased == 0


def test_an_entry_is_listed_as_naming_somebody_whatever_kind_it_is_and_told_to_nobody(
    code: AccessCode, colleague: Browser, desk: Callable[..., Desk]
) -> None:
    at = desk("anna")
    persons.add(at, CASE_1, persons.Known("Karin Müller", "concerned", surname=True))
    enters(at, CASE_1, ["arrest", {"place": SECRET}])
    view = reading.look(at, CASE_1)
    [person] = view.case.registered
    assert [act.kind for act in persons.where_named(view.standing, [], person).entries][-1:] == [Kind.UNKNOWN]
    sheet = colleague.get(f"{CASE}/auskunft/0")
    assert (colleague.status, PLAIN in sheet.words, "Hausmeister" in sheet.words) == (200, True, False)


# -- kinds this version has, and nobody has given words ---------------------------------------------------------------


def test_a_kind_without_words_gives_a_page(
    code: AccessCode, colleague: Browser, desk: Callable[..., Desk], office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    casework.note(desk("anna"), CASE_1, "Ein Vermerk.")
    monkeypatch.delitem(log.WORDS, Kind.NOTE)
    sheet = colleague.get(CASE)
    assert (colleague.status, PLAIN in sheet.by_id["protokoll"]) == (200, True)
    colleague.get("/protokoll")
    assert (colleague.status, PLAIN in colleague.sheet.words) == (200, True)


ODD: tuple[object, ...] = ("strange", 5, None, [], True, "2026-02-30", {"to": "x"})


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.UNKNOWN])
def test_data_of_another_shape_gives_a_plain_line(kind: Kind, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is missing, or means something that has no words."""
    names = [field.name.rstrip("_") for field in fields(records.of(kind).data)]
    shapes: list[dict[str, Any]] = [{}, *({name: odd} for name in names for odd in ODD)]
    shapes += [dict.fromkeys(names, odd) for odd in ODD]
    with office.test_request_context():
        for data in shapes:
            assert log.line(records.made(kind, TODAY, "a" * 16, data), {}).what
        new = add_kind(monkeypatch, "arrest")
        assert log.line(records.made(new, TODAY, "a" * 16, {"text": "x"}), {}).what == PLAIN


def test_the_list_is_not_closed_by_it(newer: AccessCode, desk: Callable[..., Desk]) -> None:
    assert [row.number for row in overview.listing(desk("anna"), overview.ListFilter()).rows] == [CASE_1]
