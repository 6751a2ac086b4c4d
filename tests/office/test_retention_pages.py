"""The end of a file on the pages: hold, archive, authorisation; the list of all; what remains."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from hinweisgeber import config
from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.domain import records
from hinweisgeber.domain.acts import Kind
from hinweisgeber.domain.case import deadlines
from hinweisgeber.domain.persons.disclosure import Basis
from hinweisgeber.office import Office, auth
from hinweisgeber.office.journal import views as journal
from hinweisgeber.store import erasures
from hinweisgeber.usecases.keeper import erase
from hinweisgeber.usecases.leaving import disclosures, retention
from hinweisgeber.usecases.officer import casework
from hinweisgeber.usecases.officer.collect import collect
from hinweisgeber.usecases.officer.desk import Desk
from tests.agreed import agreed
from tests.founded import TODAY
from tests.office.conftest import CASE_1
from tests.office.people import Browser
from tests.office.reading import Sheet

PAGE = f"/faelle/{CASE_1}/loeschung"
DUE = deadlines.deletable_from(TODAY)
HOLD = {"reason": "Klage anhängig", "norm": "Art. 17 Abs. 3 DSGVO", "review": "2027-11-21"}
Entries = Callable[[], list[str]]
Desks = Callable[..., Desk]


@pytest.fixture
def closed(code: AccessCode, desk: Desks) -> None:
    """Case 1, ended today, without what the procedure asks for before."""
    casework.take_over(desk("lead"), CASE_1)
    casework.act(
        desk("lead"),
        CASE_1,
        Kind.CLOSED,
        records.of(Kind.CLOSED).data.of({"outcome": "INVESTIGATED", "reason": "Nichts."}),
        "",
    )


@pytest.fixture
def plain(institution: config.Institution, office: Office) -> None:
    """An institution that offers nothing to an archive."""
    office.institution = replace(institution, archive=False)


def passed_on(at: Desk) -> None:
    """A copy of case 1 goes to the archive, as the register says."""
    wanted = disclosures.Plan(Basis.NOT_IDENTIFYING, "Kreisarchiv", "Pseudonymisierte Kopie", "Angebot angenommen")
    disclosures.plan(at, CASE_1, wanted)
    agreed(disclosures.record, at, CASE_1, 1, "Übergeben gegen Quittung.")


def test_open_case_says_when_the_term_begins_and_offers_only_a_hold(owner: Browser, code: AccessCode) -> None:
    sheet = owner.get(PAGE)
    assert "beginnt mit dem Ende des Verfahrens" in sheet.words
    assert "hold" in sheet.forms
    assert not {"authorise", "recall", "offer", "archive"} & set(sheet.forms)


def authorised(owner: Browser, colleague: Browser) -> Sheet:
    """Three years ahead two must agree."""
    owner.get(PAGE)
    assert "needs-second" in owner.submit("authorise").by_id
    colleague.get(owner.response.request.path)
    colleague.submit("confirm")
    return owner.get(PAGE)


def test_archive_is_asked_before_the_erasure_is_authorised(
    owner: Browser, colleague: Browser, closed: None, entries: Entries
) -> None:
    sheet = owner.get(PAGE)
    assert "22. November 2029" in sheet.words
    assert "authorise" not in sheet.forms
    assert "auf der Liste für das Archiv" in owner.submit("offer").by_id["erledigt"]
    listed = owner.get("/loeschung/anbietung")
    row = next(node for node in listed.html.split("<tr") if CASE_1 in node)
    for word in (CASE_1, "2026", "Aufträge und Vergabe", "Interne Untersuchung durchgeführt"):
        assert word in row
    assert "gestückelt" not in listed.words
    owner.get(PAGE)
    assert "authorise" not in owner.sheet.forms
    for typed in ({"reason": "Brief"}, {"archive": "taken", "reason": ""}, {"archive": "taken", "reason": " "}):
        assert owner.submit("archive", **typed).by_id["problem"], typed
        assert owner.status == 400
    assert owner.sheet.forms["archive"].fields["archive"] == "taken"
    owner.submit("archive", archive="not-worth-keeping", reason="Schreiben vom Tag")
    assert "Nicht archivwürdig" in owner.sheet.words
    assert "Zurzeit ist kein Fall angeboten" in owner.get("/loeschung/anbietung").words
    assert "freigegeben" in authorised(owner, colleague).by_id
    assert entries()[-4:] == ["archive-offered", "archive-answered", "proposed", "erasure-authorised"]


def test_copy_for_the_archive_stands_in_the_register_before_it_is_said_to_be_taken(
    owner: Browser, closed: None, entries: Entries, desk: Desks
) -> None:
    retention.offer(desk("lead"), CASE_1)
    before = entries()
    owner.get(PAGE)
    assert f"/faelle/{CASE_1}/offenlegungen" in owner.sheet.html.split('id="archiv-kopie"')[1].split("</p>")[0]
    sheet = owner.submit("archive", archive="taken", reason="Schreiben vom Tag")
    assert owner.status == 409
    assert "„Weitergaben“" in sheet.by_id["problem"]
    assert re.search(r'id="f-archive-archive-error"', sheet.html)
    assert sheet.forms["archive"].fields["archive"] == "taken"
    assert sheet.forms["archive"].fields["reason"].strip() == "Schreiben vom Tag"
    assert entries() == before
    passed_on(desk("lead"))
    owner.get(PAGE)
    owner.submit("archive", archive="taken", reason="Schreiben vom Tag")
    assert "Als pseudonymisierte Kopie übernommen" in owner.sheet.words
    assert entries()[-1] == "archive-answered"


def test_erasure_cannot_be_authorised_past_the_archive(
    owner: Browser, closed: None, entries: Entries, desk: Desks
) -> None:
    owner.get(PAGE)
    fields = owner.sheet.forms["offer"].fields
    sheet = owner.post(f"{PAGE}/freigabe", csrf_token=fields["csrf_token"], seen=fields["seen"])
    assert owner.status == 409
    assert "dem Archiv noch nicht angeboten" in sheet.words
    assert "erasure-authorised" not in entries()


def test_without_archive_nobody_is_asked(
    owner: Browser, colleague: Browser, closed: None, plain: None, entries: Entries
) -> None:
    assert "Archiv" not in owner.get(PAGE).words
    authorised(owner, colleague)
    assert "wird" in owner.sheet.by_id["freigegeben"] or "werden" in owner.sheet.by_id["freigegeben"]
    assert owner.submit("recall").by_id["problem"]
    owner.submit("recall", reason="Noch eine Frage")
    assert "authorise" in owner.sheet.forms
    assert entries()[-2:] == ["erasure-authorised", "erasure-recalled"]


def test_a_hold_stands_once_two_agree_and_ends_likewise(
    owner: Browser, colleague: Browser, closed: None, plain: None, entries: Entries
) -> None:
    owner.get(PAGE)
    owner.submit("hold", **HOLD)
    assert "needs-second" in owner.sheet.by_id
    page = owner.response.request.path
    assert "lift-1" not in owner.get(PAGE).forms
    sheet = colleague.get(page)
    for word in HOLD.values():
        assert word in sheet.html or "21. November 2027" in sheet.words
    colleague.submit("confirm")
    assert colleague.get(PAGE).forms.keys() & {"lift-1", "authorise"} == {"lift-1"}
    assert colleague.submit("lift-1").by_id["problem"]
    colleague.submit("lift-1", reason="Verfahren beendet")
    owner.get(colleague.response.request.path)
    owner.submit("confirm")
    assert "Aufgehobene Sperren" in owner.get(PAGE).words
    assert "authorise" in owner.sheet.forms
    assert entries()[-4:] == ["proposed", "held", "proposed", "hold-lifted"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("reason", ""),
        ("norm", ""),
        ("norm", "x" * 3000),
        ("review", ""),
        ("review", "31.12."),
        ("review", "2026-11-21"),
    ],
)
def test_hold_is_refused_at_the_field_that_is_wrong_and_keeps_the_rest(
    owner: Browser, closed: None, entries: Entries, name: str, text: str
) -> None:
    owner.get(PAGE)
    before = entries()
    sheet = owner.submit("hold", **{**HOLD, name: text})
    assert owner.status == 400
    assert re.search(rf'aria-describedby="[^"]*f-hold-{name}-error', sheet.html)
    kept = sheet.forms["hold"].fields
    assert all(kept[other] == HOLD[other] for other in HOLD if other != name)
    assert entries() == before


def test_second_click_holds_once(owner: Browser, closed: None, entries: Entries) -> None:
    page = owner.get(PAGE)
    owner.submit("hold", **HOLD)
    before = entries()
    owner.sheet = page
    owner.submit("hold", **HOLD)
    assert entries() == before


def test_list_says_what_may_go_when_and_what_stands_against_it(owner: Browser, closed: None, desk: Desks) -> None:
    words = owner.get("/loeschung").words
    for text in (CASE_1, "22.11.2029", "dem Archiv noch nicht angeboten", "Noch wurde kein Fall gelöscht"):
        assert text in words
    agreed(retention.propose_hold, desk("lead"), CASE_1, "x", "y", DUE)
    assert "1 Löschsperre" in owner.get("/loeschung").words
    agreed(retention.lift_hold, desk("lead"), CASE_1, 1, "x")
    retention.offer(desk("lead"), CASE_1)
    assert "Antwort des Archivs steht aus" in owner.get("/loeschung").words
    passed_on(desk("lead"))
    retention.answered(desk("lead"), CASE_1, "taken", "x")
    agreed(retention.authorise, desk("anna"), CASE_1, archive=True)
    assert "freigegeben" in owner.get("/loeschung").words


def test_what_is_due_and_not_authorised_is_marked(
    owner: Browser, closed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Freigabe überfällig" not in owner.get("/loeschung").words
    monkeypatch.setattr(deadlines, "deletable_from", lambda closed: closed)
    assert "Freigabe überfällig" in owner.get("/loeschung").words


def test_certificate_remains_and_the_case_is_gone(
    owner: Browser, stranger: Browser, closed: None, plain: None, office: Office, desk: Desks, entries: Entries,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    agreed(retention.authorise, desk("lead"), CASE_1, archive=False)
    seq = len(entries())

    def note(file_id: bytes, day: object, proof: str | None) -> None:
        erasures.add(office.erasures, {file_id: DUE}, {file_id: proof} if proof else {})

    assert len(erase.carry_out(office.letterbox, office.cabinet, office.blobs, note, DUE)) == 1
    sheet = owner.get("/loeschung")
    certificate = sheet.html[sheet.html.index('id="certificates"') :]
    for word in (CASE_1, f"Nr. {seq}", "21.11.2026", "22.11.2029", "5 Schlüssel"):
        assert word in certificate
    told = stranger.get("/loeschung").html
    assert "Noch wurde kein Fall gelöscht, den Sie bearbeitet haben." in told
    assert not [word for word in (CASE_1, 'id="certificates"') if word in told], "nor that there was one"
    for path in (PAGE, f"/faelle/{CASE_1}"):
        owner.get(path)
        assert owner.status == 404
    assert CASE_1 not in owner.get("/faelle").words
    owner.get("/protokoll")
    assert "verified" not in owner.submit("verify").by_id, "the day on the certificate has not come"
    monkeypatch.setattr(journal, "desk", lambda: replace(auth.desk(), today=DUE))
    owner.get("/protokoll")
    assert "ist unversehrt" in owner.submit("verify").by_id["verified"]


def test_stranger_gets_404_for_every_act(stranger: Browser, closed: None, entries: Entries, office: Office) -> None:
    before = entries()
    token = stranger.get("/faelle").forms["/abmelden"].fields["csrf_token"]
    acts = ("sperre", "aufhebung", "angebot", "archiv", "freigabe", "ruecknahme")
    for act in acts:
        for typed in ({}, {**HOLD, "n": "1", "archive": "taken"}):
            stranger.post(f"{PAGE}/{act}", csrf_token=token, **typed)
            assert stranger.status == 404, act
    assert entries() == before
    rules = {str(rule) for rule in office.url_map.iter_rules()}
    assert {f"/faelle/<number>/loeschung/{act}" for act in acts} == {
        r for r in rules if "/loeschung/" in r[9:] and "<" in r
    }


def test_stranger_sees_neither_page_nor_line_nor_offer(
    stranger: Browser, closed: None, desk: Desks, owner: Browser
) -> None:
    retention.offer(desk("lead"), CASE_1)
    stranger.get(PAGE)
    assert stranger.status == 404
    for path in ("/loeschung", "/loeschung/anbietung"):
        assert CASE_1 not in stranger.get(path).words
        assert CASE_1 in owner.get(path).words


def test_reporter_who_writes_takes_the_authorisation_back(
    owner: Browser, colleague: Browser, closed: None, plain: None, code: AccessCode, desk: Desks,
    write_on: Callable[[AccessCode, str], None],
) -> None:  # fmt: skip
    authorised(owner, colleague)
    write_on(code, "Noch etwas.")
    collect(desk("anna"))
    sheet = owner.get(PAGE)
    assert "authorise" in sheet.forms
    assert "freigegeben" not in sheet.by_id


def test_hold_review_is_due_on_its_day(owner: Browser, desk: Desks, code: AccessCode) -> None:
    owner.get(PAGE)
    agreed(retention.propose_hold, desk("lead"), CASE_1, "Klage", "Art. 17 DSGVO", TODAY + timedelta(days=3))
    assert "Überprüfung der Löschsperre" in owner.get(f"/faelle/{CASE_1}").words
