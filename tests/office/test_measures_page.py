"""The register of measures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.domain import records
from hinweisgeber.domain.acts import Kind
from hinweisgeber.domain.case import deadlines
from hinweisgeber.office import Office
from hinweisgeber.usecases.keeper import erase
from hinweisgeber.usecases.leaving import retention
from hinweisgeber.usecases.officer import casework, measures
from hinweisgeber.usecases.officer.desk import Desk
from tests.agreed import agreed
from tests.closing import ready_to_close
from tests.founded import TODAY, Founded
from tests.office.conftest import CASE_1
from tests.office.people import Browser

DONE, RATED = "/massnahmen/MN-2026-0001/umgesetzt", "/massnahmen/MN-2026-0001/wirkung"
MOVED = "/massnahmen/MN-2026-0001/aenderung"
NUMBER, SHARE = "MN-2026-0001", "MN-2026-0001-share"
CHANGE = {"who": "Hauptamt", "until": "2027-01-31", "check": "2027-06-01", "reason": "Ausschreibung dauert länger"}
Entries = Callable[[], list[str]]


@pytest.fixture(autouse=True)
def _measures(code: AccessCode, desk: Callable[..., Desk]) -> None:
    """One measure that is overdue, one that is not."""
    at = desk("lead")
    casework.take_over(at, CASE_1)
    casework.change_stage(at, CASE_1, "INVESTIGATION", "")
    casework.change_stage(at, CASE_1, "RESPONSE", "")
    measures.add(at, CASE_1, "Vier Augen", "Kämmerei", TODAY - timedelta(days=3))
    measures.add(at, CASE_1, "Schulung", "Personalamt", TODAY + timedelta(days=60))


def test_register_says_what_who_until_when(colleague: Browser) -> None:
    words = colleague.get("/massnahmen").words
    for text in ("Vier Augen", "Kämmerei", "Umsetzung seit 3 Tagen überfällig", "Umsetzung in 60 Tagen fällig", CASE_1):
        assert text in words


def test_measure_is_done_then_rated(colleague: Browser, entries: Entries) -> None:
    colleague.get("/massnahmen")
    assert RATED not in colleague.sheet.forms
    assert "als umgesetzt vermerkt" in colleague.submit(DONE).by_id["erledigt"]
    sheet = colleague.submit(RATED, effect="partly", reason="Ein Fall noch")
    assert "umgesetzt und beurteilt" in sheet.words
    assert "hat teilweise gewirkt" in sheet.words
    assert "Ein Fall noch" in sheet.words
    assert entries()[-2:] == ["measure-done", "measure-rated"]


def test_rating_needs_choice_and_reason_and_keeps_both(colleague: Browser, entries: Entries) -> None:
    colleague.get("/massnahmen")
    colleague.submit(DONE)
    before = entries()
    sheet = colleague.submit(RATED, reason="Ein Grund")
    assert colleague.status == 400
    assert sheet.forms[RATED].fields["reason"] == "Ein Grund"
    sheet = colleague.submit(RATED, effect="no", reason="")
    assert "eine Begründung nötig" in sheet.by_id["problem"]
    assert sheet.forms[RATED].fields["effect"] == "no"
    assert entries() == before


def test_second_click_does_nothing(colleague: Browser, entries: Entries) -> None:
    page = colleague.get("/massnahmen")
    colleague.submit(DONE)
    before = entries()
    colleague.sheet = page
    colleague.submit(DONE)
    assert colleague.status == 200
    assert entries() == before
    colleague.sheet = page
    colleague.submit(DONE.replace("0001", "0002"))
    assert entries() == [*before, "measure-done"]


def test_done_by_a_colleague_is_told(owner: Browser, colleague: Browser) -> None:
    owner.get("/massnahmen")
    colleague.get("/massnahmen")
    owner.submit(DONE)
    told = colleague.submit(DONE).by_id["changed-meanwhile"]
    assert "Es wurde nichts geändert" in told
    assert "Leitung der Stabsstelle" in told, "who was quicker"
    assert colleague.status == 409


def test_measures_outlive_the_closing(owner: Browser, desk: Callable[..., Desk]) -> None:
    ready_to_close(desk("lead"), CASE_1)
    agreed(casework.close, desk("lead"), CASE_1, "INVESTIGATED", "Fertig")
    assert "Vier Augen" in owner.get("/massnahmen").words
    assert "MN-2026-0001" in owner.get(f"/faelle/{CASE_1}").by_id["massnahmen"]
    owner.get("/massnahmen")
    assert "als umgesetzt" in owner.submit(DONE).by_id["erledigt"]


def test_stranger_gets_404_whatever_is_typed(stranger: Browser, entries: Entries) -> None:
    before = entries()
    token = stranger.get("/massnahmen").forms["/abmelden"].fields["csrf_token"]
    for path in (DONE, RATED, MOVED):
        for typed in ({}, {"effect": "yes", "reason": "x"}, CHANGE):
            stranger.post(path, csrf_token=token, **typed)
            assert stranger.status == 404, (path, typed)
    assert entries() == before


def test_stranger_sees_an_empty_register(stranger: Browser) -> None:
    assert "Noch keine Maßnahme" in stranger.get("/massnahmen").words


# -- changing days and who sees to it ----------------------------------------------------------------------------


def test_days_and_unit_are_changed_with_a_reason(colleague: Browser, entries: Entries) -> None:
    colleague.get("/massnahmen")
    assert "Die Änderung ist festgehalten" in colleague.submit(MOVED, **CHANGE).by_id["erledigt"]
    for text in ("Hauptamt", "31. Januar 2027", "1. Juni 2027", "bis 31.01.2027, Hauptamt", CHANGE["reason"]):
        assert text in colleague.sheet.words
    assert entries()[-1] == "measure-moved"


@pytest.mark.parametrize(
    ("name", "text"),
    [("reason", ""), ("who", ""), ("who", "x" * 3000), ("until", ""), ("until", "9999-12-31"), ("check", "morgen"),
     ("check", "2027-01-30")],
)  # fmt: skip
def test_change_is_refused_at_its_field_and_keeps_the_rest(
    colleague: Browser, entries: Entries, name: str, text: str
) -> None:
    colleague.get("/massnahmen")
    before = entries()
    sheet = colleague.submit(MOVED, **{**CHANGE, name: text})
    assert colleague.status == 400
    assert f"f-MN-2026-0001-move-{name}-error" in sheet.html
    kept = sheet.forms[MOVED].fields
    assert all(kept[other] == CHANGE[other] for other in CHANGE if other != name)
    assert entries() == before


def test_change_of_nothing_is_told(colleague: Browser, entries: Entries) -> None:
    colleague.get("/massnahmen")
    before = entries()
    colleague.submit(MOVED, reason="Nur so")
    assert colleague.status == 409
    assert entries() == before


def test_change_of_what_a_colleague_has_changed_is_refused_and_kept(owner: Browser, colleague: Browser) -> None:
    owner.get("/massnahmen")
    colleague.get("/massnahmen")
    colleague.submit(MOVED, **CHANGE)
    sheet = owner.submit(MOVED, who="Personalamt", reason="Andere Stelle")
    assert owner.status == 409
    assert "Fallbearbeitung 1" in sheet.by_id["changed-meanwhile"], "who was quicker"
    assert "31. Januar 2027" in sheet.words
    assert sheet.forms[MOVED].fields["reason"] == "Andere Stelle"
    assert "Die Änderung ist festgehalten" in owner.submit(MOVED, **{**CHANGE, "who": "Personalamt"}).by_id["erledigt"]


def test_what_is_done_keeps_its_day_and_what_is_rated_is_over(colleague: Browser) -> None:
    colleague.get("/massnahmen")
    colleague.submit(DONE)
    assert "Prüfung der Wirkung" in colleague.sheet.words
    fixed = colleague.sheet.forms[MOVED].fields["until"]
    assert fixed == (TODAY - timedelta(days=3)).isoformat()
    colleague.submit(MOVED, check="2027-12-01", reason="Erst nach dem Jahr zu sehen")
    assert "1. Dezember 2027" in colleague.sheet.words
    colleague.submit(RATED, effect="yes", reason="Kein Fall mehr")
    assert MOVED not in colleague.sheet.forms


# -- the register as a whole -------------------------------------------------------------------------------------


def test_register_counts_by_state_and_shows_one_of_them(colleague: Browser) -> None:
    shown = {}
    for name in ("", "offen", "ueberfaellig", "umgesetzt", "beurteilt", "unsinn"):
        words = colleague.get(f"/massnahmen?stand={name}").words
        shown[name] = ("Vier Augen" in words, "Personalamt" in words)
    assert shown == {
        "": (True, True), "offen": (False, True), "ueberfaellig": (True, False), "umgesetzt": (False, False),
        "beurteilt": (False, False), "unsinn": (True, True),
    }  # fmt: skip


def test_list_of_cases_counts_what_is_overdue(owner: Browser, stranger: Browser) -> None:
    assert "1 Maßnahme" in owner.get("/faelle").by_id["measures-overdue"]
    assert "measures-overdue" not in stranger.get("/faelle").by_id
    owner.get("/massnahmen")
    owner.submit(DONE)
    assert "measures-overdue" not in owner.get("/faelle").by_id


def test_case_page_says_how_each_measure_stands(owner: Browser) -> None:
    listed = owner.get(f"/faelle/{CASE_1}").by_id["massnahmen"]
    assert "überfällig" in listed
    assert "offen" in listed


def test_form_asks_what_changes_for_prevention_and_when_to_check(owner: Browser, entries: Entries) -> None:
    owner.get(f"/faelle/{CASE_1}")
    typed = {"what": "Merkblatt", "who": "Hauptamt", "until": "2027-01-31"}
    assert "was die hinweisgebende Person erkennen lässt" in owner.sheet.by_id["massnahmen"]
    before = entries()
    owner.submit("measure", **typed)
    assert owner.status == 400
    assert "f-measure-lesson-error" in owner.sheet.html
    for check in ("2027-01-30", "bald"):
        owner.submit("measure", **typed, lesson="rule", check=check)
        assert "f-measure-check-error" in owner.sheet.html
    assert entries() == before
    owner.submit("measure", **typed, lesson="rule", check="2027-03-01")
    assert entries() == [*before, "measure-added"]
    words = owner.get("/massnahmen").words
    assert "Regelung" in words
    assert "1. März 2027" in words


def test_measure_of_an_erased_case_stays_and_says_so(
    colleague: Browser, desk: Callable[..., Desk], office: Office
) -> None:
    at, due = desk("lead"), deadlines.deletable_from(TODAY)
    casework.act(
        at, CASE_1, Kind.CLOSED, records.of(Kind.CLOSED).data.of({"outcome": "INVESTIGATED", "reason": "Fertig"}), ""
    )
    agreed(retention.authorise, at, CASE_1, archive=False)
    assert erase.carry_out(office.letterbox, office.cabinet, office.blobs, lambda *_: None, due)
    words = colleague.get("/massnahmen").words
    assert "Fall gelöscht" in words
    assert CASE_1 not in words
    assert "als umgesetzt vermerkt" in colleague.submit(DONE).by_id["erledigt"]


def test_key_of_a_measure_whose_case_is_erased_is_given_to_somebody_else(
    colleague: Browser, owner: Browser, desk: Callable[..., Desk], office: Office, founded: Founded, entries: Entries
) -> None:
    assert SHARE not in colleague.get("/massnahmen").forms, "while there is a case, its keys go with the case"
    lead, token = founded.people["lead"].officer_id, colleague.sheet.forms[DONE].fields["csrf_token"]
    colleague.post(f"/massnahmen/{NUMBER}/schluessel", csrf_token=token, once="x", to=lead, reason="x")
    assert colleague.status == 409
    at, due = desk("lead"), deadlines.deletable_from(TODAY)
    casework.act(
        at, CASE_1, Kind.CLOSED, records.of(Kind.CLOSED).data.of({"outcome": "INVESTIGATED", "reason": "Fertig"}), ""
    )
    agreed(retention.authorise, at, CASE_1, archive=False)
    assert erase.carry_out(office.letterbox, office.cabinet, office.blobs, lambda *_: None, due)
    with office.cabinet.write() as cab:  # the lead came later, and holds no key to it
        cab._db.exec_driver_sql("DELETE FROM file_wrap WHERE officer_id = ?", (lead,))
    before, sheet = entries(), colleague.get("/massnahmen")
    assert "niemandem, den die hinweisgebende Person ausgeschlossen hatte" in sheet.by_id[NUMBER]
    for to, reason, field in (("", "x", "to"), (lead, " ", "reason")):
        sheet = colleague.submit(SHARE, to=to, reason=reason)
        assert (colleague.status, f"f-{SHARE}-{field}-error" in sheet.html) == (400, True)
    assert (entries(), NUMBER in owner.get("/massnahmen").by_id) == (before, False)
    sheet = colleague.submit(SHARE, to=lead, reason="Ich gehe in den Ruhestand.")
    assert "kann die Maßnahme jetzt öffnen" in sheet.by_id["erledigt"]
    assert "Schlüssel weitergegeben: Leitung der Stabsstelle (lead)" in sheet.words
    assert entries() == [*before, "case-act"]
    assert NUMBER in owner.get("/massnahmen").by_id
