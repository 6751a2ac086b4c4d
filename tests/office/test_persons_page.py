"""Persons named in a case and access requests, on their pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.domain.dialogue.texts import TEXT_LIMIT
from hinweisgeber.domain.persons.disclosure import Basis
from hinweisgeber.usecases.leaving import disclosures, persons
from hinweisgeber.usecases.officer import casework, collect, procedure, reading
from hinweisgeber.usecases.officer.desk import Desk
from tests.agreed import agreed
from tests.closing import ready_to_close
from tests.founded import TODAY
from tests.office.conftest import CASE_1
from tests.office.people import Browser

PAGE = f"/faelle/{CASE_1}/personen"
ACCESS = f"/faelle/{CASE_1}/auskunft/0"
NEW = {"name": "Karin Müller", "role": "concerned"}
PLANTED = ("Zitronenfalter", "Sommerfest", "dreihundertzwölf", "Krause", "Rechnungen", "Ratspräsidium")


@pytest.fixture
def at(code: AccessCode, desk: Callable[..., Desk]) -> Desk:
    """anna at case 1, in Aufklärung."""
    anna = desk("anna")
    casework.take_over(anna, CASE_1)
    casework.change_stage(anna, CASE_1, "INVESTIGATION", "")
    return anna


@pytest.fixture
def known(at: Desk) -> Desk:
    """The same with Karin Müller (Person A) and Dieter Krause (Person B)."""
    persons.add(at, CASE_1, persons.Known("Karin Müller", "concerned", surname=True))
    persons.add(at, CASE_1, persons.Known("Dieter Krause", "witness", surname=True))
    return at


def test_person_is_registered_and_named_here_alone(colleague: Browser, at: Desk) -> None:
    colleague.get(PAGE)
    assert colleague.sheet.forms["person"].fields["since"] == TODAY.isoformat()
    sheet = colleague.submit("person", **NEW)
    assert "Die Person ist eingetragen" in sheet.by_id["erledigt"]
    assert "Karin Müller" in sheet.by_id["person-0"]
    assert "Karin Müller" not in sheet.html.split("<details")[0]
    assert "Müller" not in colleague.get(f"/faelle/{CASE_1}").html
    assert "Person eingetragen: betroffene Person" in colleague.sheet.by_id["protokoll"]


def test_name_stands_behind_a_fold(colleague: Browser, known: Desk) -> None:
    html = colleague.get(PAGE).html
    for before in html.split("Karin Müller")[:-1]:
        assert before.rfind("<details") > before.rfind("</details>")


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"name": ""}, "name", "schreiben Sie etwas"),
        ({"name": "KM"}, "name", "„KM“ ist zu kurz"),
        ({"name": "Dieter Krause"}, "name", "steht in diesem Fall schon bei Person B"),
        ({"also": "KM"}, "also", "„KM“ ist zu kurz"),
        ({"also": "Krause"}, "also", "schon bei Person B"),
        ({"also": "Person B"}, "also", "Pseudonym dieser Akte"),
        ({"role": ""}, "role", "wählen Sie hier"),
        ({"since": ""}, "since", "geben Sie ein Datum"),
        ({"since": "2030-01-01"}, "since", "nicht in der Zukunft"),
    ],
)
def test_refusal_stands_at_its_field(
    colleague: Browser, known: Desk, typed: dict[str, str], field: str, sentence: str
) -> None:
    colleague.get(PAGE)
    sheet = colleague.submit("person", **{**NEW, "name": "Uwe Klein", "surname": "", **typed})
    assert sentence in sheet.by_id[f"f-person-{field}-error"]
    assert sheet.title.startswith("Fehler")
    assert sheet.forms["person"].fields["name"] == typed.get("name", "Uwe Klein")
    assert len(reading.look(known, CASE_1).case.persons) == 2


def test_spelling_is_added(colleague: Browser, known: Desk) -> None:
    colleague.get(PAGE)
    sheet = colleague.submit("spell-0", also="KMü")
    assert "Müller · KMü" in sheet.by_id["person-0"]
    assert "Pseudonym dieser Akte" in colleague.submit("spell-0", also="Person").by_id["f-spell-0-also-error"]


def test_informing_is_due_until_it_is_recorded(colleague: Browser, known: Desk) -> None:
    due = "Unterrichtung einer betroffenen Person in 30 Tagen fällig"
    assert due in colleague.get(PAGE).by_id["person-0"]
    sheet = colleague.submit("inform-0", informed_on=TODAY.isoformat())
    assert due not in sheet.by_id["person-0"]
    assert due in sheet.by_id["person-1"]
    assert "Person A, unterrichtet am 21. November 2026" in colleague.get(f"/faelle/{CASE_1}").words


def test_deferral_has_its_day_and_reason_and_can_be_changed(colleague: Browser, known: Desk) -> None:
    colleague.get(PAGE)
    until = (TODAY + timedelta(days=9)).isoformat()
    sheet = colleague.submit("defer-0", deferred_until=until, because="Die Unterlagen fehlen noch")
    assert "in 9 Tagen fällig" in sheet.by_id["person-0"]
    assert "Die Unterlagen fehlen noch" in sheet.by_id["person-0"]
    sheet = colleague.submit("inform-0", informed_on=TODAY.isoformat())
    assert "Die Unterlagen fehlen noch" not in sheet.by_id["person-0"]


@pytest.mark.parametrize(
    ("form", "typed", "field", "sentence"),
    [
        ("inform-0", {"informed_on": ""}, "informed_on", "geben Sie ein Datum"),
        ("inform-0", {"informed_on": "2026-11-22"}, "informed_on", "nicht in der Zukunft"),
        ("defer-0", {"deferred_until": "2026-11-21", "because": "x"}, "deferred_until", "nach heute"),
        ("defer-0", {"deferred_until": "2028-01-01", "because": "x"}, "deferred_until", "höchstens um ein Jahr"),
        ("defer-0", {"deferred_until": "", "because": "x"}, "deferred_until", "geben Sie ein Datum"),
        ("defer-0", {"deferred_until": "2027-01-01", "because": ""}, "because", "Begründung nötig"),
    ],
)
def test_wrong_decision_stands_at_its_field(
    colleague: Browser, known: Desk, form: str, typed: dict[str, str], field: str, sentence: str
) -> None:
    colleague.get(PAGE)
    assert sentence in colleague.submit(form, **typed).by_id[f"f-{form}-{field}-error"]


@pytest.mark.parametrize("n", ["", "2", "-1", "x", "٣", "9" * 30])
def test_nonsense_for_a_person_changes_nothing(
    colleague: Browser, known: Desk, entries: Callable[[], list[str]], n: str
) -> None:
    before = entries()
    colleague.get(PAGE)
    colleague.submit("inform-0", n=n, informed_on=TODAY.isoformat())
    assert colleague.status == 409
    assert entries() == before


def test_notice_says_that_names_were_replaced(colleague: Browser, known: Desk) -> None:
    colleague.get(f"/faelle/{CASE_1}")
    sheet = colleague.submit("note", note="Müller und Krause angehört")
    assert "2 Namen in Ihrem Text wurden durch Pseudonyme ersetzt" in sheet.by_id["erledigt"]
    assert "Person A und Person B angehört" in sheet.by_id["protokoll"]
    assert "Namen sind durch Pseudonyme ersetzt" in sheet.by_id["protokoll"]
    assert "ersetzt" not in colleague.submit("note", note="Ohne Namen").by_id["erledigt"]


def test_notice_speaks_of_the_own_entry_though_a_message_came_in(
    colleague: Browser, known: Desk, code: AccessCode, write_on: Callable[[AccessCode, str], None]
) -> None:
    form = colleague.get(f"/faelle/{CASE_1}").forms["note"]
    done = colleague.client.post(form.action, data={**form.fields, "note": "Müller angehört"})
    write_on(code, "Noch etwas")
    assert "1 Name in Ihrem Text" in colleague.get(done.location.partition("#")[0]).by_id["erledigt"]


def test_notice_of_a_page_beside_the_case_says_it_too(colleague: Browser, known: Desk) -> None:
    colleague.get(PAGE)
    sheet = colleague.submit("defer-0", deferred_until="2027-01-01", because="Krause ist krank")
    assert "1 Name in Ihrem Text" in sheet.by_id["erledigt"]


def test_older_entries_with_the_name_are_listed_with_links(colleague: Browser, at: Desk) -> None:
    casework.note(at, CASE_1, "Frau Müller angehört")
    seq = reading.whole_log(at, CASE_1)[-1].seq
    colleague.get(PAGE)
    sheet = colleague.submit("person", **NEW)
    assert f"Eintrag Nr. {seq}" in sheet.by_id["person-0"]
    assert f"/faelle/{CASE_1}?zu=eintrag-{seq}#eintrag-{seq}" in sheet.html
    assert f'id="eintrag-{seq}"' in colleague.get(f"/faelle/{CASE_1}").html


def test_missing_decision_leads_here(colleague: Browser, known: Desk) -> None:
    assert PAGE in colleague.get(f"/faelle/{CASE_1}").html


# -- an entry that was a mistake ----------------------------------------------------------------------------------


def test_entry_is_withdrawn_and_folded_away_with_day_and_reason(colleague: Browser, known: Desk) -> None:
    colleague.get(PAGE)
    sheet = colleague.submit("withdraw-0", reason="Müller ist eine andere")
    assert "Der Eintrag ist zurückgenommen" in sheet.by_id["erledigt"]
    assert "1 Name in Ihrem Text" in sheet.by_id["erledigt"]
    assert "person-0" not in sheet.by_id
    assert not [form for form in sheet.forms if form.endswith("-0")]
    assert "Person A, zurückgenommen am 21. November 2026" in sheet.by_id["zurueckgenommen"]
    assert "Person A ist eine andere" in sheet.by_id["zurueckgenommen"]
    assert ACCESS in sheet.html
    assert "Karin Müller" not in sheet.html
    assert sheet.html.index('id="person-1"') < sheet.html.index('id="zurueckgenommen"')
    assert "Eintrag einer Person zurückgenommen: Person A" in colleague.get(f"/faelle/{CASE_1}").by_id["protokoll"]
    assert "Person A ist eine andere" in colleague.sheet.by_id["protokoll"]


def test_nothing_is_folded_away_while_nothing_is_withdrawn(colleague: Browser, known: Desk) -> None:
    assert "zurueckgenommen" not in colleague.get(PAGE).by_id


def test_withdrawing_says_before_what_stays(colleague: Browser, known: Desk) -> None:
    hint = colleague.get(PAGE).by_id["f-withdraw-0-reason-hint"]
    assert "bleibt im verschlüsselten Protokoll" in hint
    assert "schon das Pseudonym steht, bleibt es stehen" in hint


def test_withdrawing_without_a_reason_is_refused_at_its_field(
    colleague: Browser, known: Desk, entries: Callable[[], list[str]]
) -> None:
    before = entries()
    colleague.get(PAGE)
    sheet = colleague.submit("withdraw-1", reason="  ")
    assert "Begründung nötig" in sheet.by_id["f-withdraw-1-reason-error"]
    assert "f-withdraw-0-reason-error" not in sheet.by_id
    assert sheet.title.startswith("Fehler")
    assert entries() == before


def test_refused_withdrawal_keeps_what_was_typed(colleague: Browser, known: Desk) -> None:
    colleague.get(PAGE)
    long = "x" * (TEXT_LIMIT + 1)
    sheet = colleague.submit("withdraw-1", reason=long)
    assert sheet.by_id["f-withdraw-1-reason-error"]
    assert sheet.forms["withdraw-1"].fields["reason"] == long
    assert sheet.forms["withdraw-0"].fields["reason"] == ""


def test_who_is_informed_cannot_be_withdrawn(colleague: Browser, known: Desk, entries: Callable[[], list[str]]) -> None:
    stale = colleague.get(PAGE).forms["withdraw-0"]
    persons.inform(known, CASE_1, 0, TODAY)
    before = entries()
    seen = colleague.get(PAGE).forms["person"].fields["seen"]
    colleague.post(stale.action, **{**stale.fields, "seen": seen, "reason": "doppelt"})
    assert colleague.status == 409
    assert "laden Sie die Seite neu" in colleague.sheet.words
    assert "withdraw-0" not in colleague.get(PAGE).forms
    assert entries() == before


@pytest.mark.parametrize("n", ["", "2", "-1", "x", "٣", "9" * 30])
def test_withdrawing_nobody_changes_nothing(
    colleague: Browser, known: Desk, entries: Callable[[], list[str]], n: str
) -> None:
    before = entries()
    colleague.get(PAGE)
    colleague.submit("withdraw-0", n=n, reason="doppelt")
    assert colleague.status == 409
    assert entries() == before


def test_second_click_on_withdraw_changes_nothing(
    colleague: Browser, known: Desk, entries: Callable[[], list[str]]
) -> None:
    form = colleague.get(PAGE).forms["withdraw-0"]
    typed = {**form.fields, "reason": "doppelt"}
    colleague.post(form.action, **typed)
    before = entries()
    colleague.post(form.action, **typed)
    assert "Der Eintrag ist zurückgenommen" in colleague.sheet.words
    assert entries() == before


def test_where_everybody_was_withdrawn_the_page_and_the_case_lead_to_the_point(colleague: Browser, known: Desk) -> None:
    for n in (0, 1):
        persons.withdraw(known, CASE_1, n, "nie genannt")
    assert "Noch niemand eingetragen" in colleague.get(PAGE).words
    html = colleague.get(f"/faelle/{CASE_1}").html
    assert "punkt=persons#check" in html
    assert "Unterrichtung einer betroffenen Person" not in html


def test_withdrawn_entry_offers_no_list_of_names(colleague: Browser, known: Desk) -> None:
    plan = disclosures.Plan(Basis.CONCERNED_AUTHORITY, "Rechtsaufsicht", "Funktion", "nötig")
    disclosures.plan(known, CASE_1, plan)
    page = f"/faelle/{CASE_1}/offenlegungen"
    persons.withdraw(known, CASE_1, 0, "doppelt")
    assert "Namensliste beilegen" in colleague.get(page).words
    persons.withdraw(known, CASE_1, 1, "doppelt")
    assert "Namensliste beilegen" not in colleague.get(page).words


def test_older_entries_with_the_name_are_not_listed_for_a_withdrawn_entry(colleague: Browser, at: Desk) -> None:
    casework.note(at, CASE_1, "Frau Müller angehört")
    persons.add(at, CASE_1, persons.Known("Karin Müller", "concerned", surname=True))
    assert "Der Name steht noch in der Akte" in colleague.get(PAGE).words
    persons.withdraw(at, CASE_1, 0, "doppelt")
    assert "Der Name steht noch in der Akte" not in colleague.get(PAGE).words


def test_access_of_a_withdrawn_entry_says_so(colleague: Browser, known: Desk) -> None:
    assert "ist zurückgenommen" not in colleague.get(ACCESS).words
    persons.defer(known, CASE_1, 0, TODAY + timedelta(days=9), "Beweise")
    persons.withdraw(known, CASE_1, 0, "doppelt")
    assert "Der Eintrag dieser Person ist zurückgenommen" in colleague.get(ACCESS).words
    assert "aufgeschoben" not in colleague.sheet.words


# -- access -------------------------------------------------------------------------------------------------------


def draft(browser: Browser) -> str:
    return browser.get(ACCESS).forms["answer"].fields["answer"]


def test_draft_has_all_that_the_law_asks_for(colleague: Browser, known: Desk) -> None:
    procedure.set_flag(known, CASE_1, "small-circle", False, "doch viele")
    casework.note(known, CASE_1, "Müller wurde angehört.")
    plan = disclosures.Plan(Basis.CONCERNED_INQUIRY, "Innenrevision", "Person A", "nötig")
    disclosures.plan(known, CASE_1, plan)
    agreed(disclosures.record, known, CASE_1, 1, "mündlich")
    text = draft(colleague)
    for part in (
        "betroffene Person",  # role
        "Um mögliche Verstöße zu prüfen",  # lit. a
        "Name und dienstliche Funktion",  # lit. b
        "Vermerk, 21. November 2026:\nPerson A wurde angehört.",  # Abs. 3
        "– Innenrevision",  # lit. c
        "drei Jahre nach Ende des Verfahrens",  # lit. d
        "Art. 16",  # lit. e
        "Beschweren können Sie sich bei",  # lit. f
        "Das wird nicht mitgeteilt, weil",  # lit. g
        "Automatisierte Entscheidungen",  # lit. h
        "Art. 15 Abs. 4 DSGVO",
        "§ 8 HinSchG",
    ):
        assert part in text, part
    assert "\n\n\n" not in text


def test_draft_names_the_day_of_erasure_once_there_is_one(colleague: Browser, known: Desk) -> None:
    assert "ab dem" not in draft(colleague)
    procedure.check_scope(known, CASE_1, "in", "ja")
    casework.check_point(known, CASE_1, "follow-up", "keine")
    agreed(procedure.waive_feedback, known, CASE_1, "nicht erreichbar")
    for n in (0, 1):
        persons.inform(known, CASE_1, n, TODAY)
    agreed(casework.close, known, CASE_1, "NO_EVIDENCE", "nichts")
    procedure.set_flag(known, CASE_1, "small-circle", False, "doch viele")
    assert "ab dem 22. November 2029" in draft(colleague)


def test_nothing_of_the_reporter_and_nobody_else_stands_in_the_draft(
    send: Callable[..., AccessCode],
    desk: Callable[..., Desk],
    write_on: Callable[[AccessCode, str], None],
    colleague: Browser,
) -> None:
    received = date(2026, 11, 17)
    code = send(
        "Müller stückelt Aufträge. Der Zitronenfalter saß auf ihrem Tisch.", on=received,
        when="beim Sommerfest", where="Zimmer dreihundertzwölf",
    )  # fmt: skip
    at = desk("anna")
    collect.collect(at)
    write_on(code, "Krause hat Rechnungen verbrannt. Er lachte.")
    reading.view(at, CASE_1)
    casework.note(at, CASE_1, "Müller stückelt Aufträge, sagt die Person.")
    persons.add(at, CASE_1, persons.Known("Karin Müller", "concerned", surname=True))
    persons.add(at, CASE_1, persons.Known("Dieter Krause", "witness", surname=True))
    for text in (
        "Person A: Der Zitronenfalter saß auf ihrem Tisch!",
        "Person A war beim Sommerfest.",
        "Person A hat Zimmer dreihundertzwölf.",
        "Krause hat Rechnungen verbrannt, vor Müller. Er lachte.",
        "Müller laut Hinweis im Ratspräsidium gesehen.",
        "Person A und Herr Krause angehört.",
    ):
        casework.note(at, CASE_1, text)
    text = draft(colleague)
    assert "Person A und Herr [andere Person] angehört." in text
    assert "Müller" not in text
    assert not [word for word in PLANTED if word in text]
    assert "17. November" not in text


def test_of_what_few_know_of_the_draft_has_no_days(colleague: Browser, at: Desk, known: Desk) -> None:
    casework.note(known, CASE_1, "Müller wurde angehört.")  # case 1 is known to few
    procedure.set_flag(known, CASE_1, "small-circle", False, "doch viele")
    assert "21. November 2026" in draft(colleague)
    procedure.set_flag(known, CASE_1, "small-circle", True, "nur drei")
    assert "2026" not in draft(colleague)
    assert "Person A wurde angehört." in draft(colleague)
    ready_to_close(known, CASE_1)
    for n in (0, 1):
        persons.inform(known, CASE_1, n, TODAY)
    agreed(casework.close, known, CASE_1, "NO_EVIDENCE", "Nichts gefunden.")
    text = draft(colleague)
    assert "2029" not in text, "the day of deletion tells the day of the end"
    assert "2026" not in text
    assert "drei Jahre nach Ende des Verfahrens" in text
    assert "keine Tage" in colleague.sheet.words


def test_what_is_left_out_stands_on_the_page_with_its_reason(colleague: Browser, known: Desk) -> None:
    casework.note(known, CASE_1, "Person A ahnt, wer den Hinweis gab.")
    seq = reading.whole_log(known, CASE_1)[-1].seq
    sheet = colleague.get(ACCESS)
    assert "spricht vom Hinweis" in sheet.words
    assert f"#eintrag-{seq}" in sheet.html


def test_environmental_information_is_told_of_when_flagged(colleague: Browser, known: Desk) -> None:
    assert "Umweltinformationen" not in draft(colleague)
    procedure.set_flag(known, CASE_1, "environment", True, "Abwasser")
    assert "Zugang zu Umweltinformationen" in draft(colleague)
    assert "§ 4 Abs. 2 HinSchG" in colleague.sheet.words


def test_running_deferral_is_pointed_out(colleague: Browser, known: Desk) -> None:
    persons.defer(known, CASE_1, 0, TODAY + timedelta(days=9), "Beweise")
    assert "bis 30. November 2026 aufgeschoben" in colleague.get(ACCESS).words


def test_answer_is_kept_after_its_gap_is_filled(colleague: Browser, known: Desk) -> None:
    text = draft(colleague)
    sheet = colleague.submit("answer")
    assert "[bitte ergänzen: Datum des Antrags]" in sheet.by_id["f-answer-answer-error"]
    filled = text.replace("[bitte ergänzen: Datum des Antrags]", "1. Dezember 2026")
    sheet = colleague.submit("answer", answer=f"{filled}\nFür Frau Müller")
    assert "Die Antwort steht im Protokoll" in sheet.by_id["erledigt"]
    assert "Für Frau Person A" in sheet.words
    assert "1. Dezember 2026" in reading.whole_log(known, CASE_1)[-1].data.values()["text"]


def test_answer_with_words_of_the_reporter_is_refused_and_stays(
    colleague: Browser, known: Desk, code: AccessCode, write_on: Callable[[AccessCode, str], None]
) -> None:
    write_on(code, "Im Tresor liegt noch mehr Geld.")
    reading.view(known, CASE_1)
    colleague.get(ACCESS)
    sheet = colleague.submit("answer", answer="Es heißt, im Tresor liegt noch mehr.")
    assert "„im Tresor liegt noch“" in sheet.by_id["f-answer-answer-error"]
    assert sheet.forms["answer"].fields["answer"] == "Es heißt, im Tresor liegt noch mehr."


def test_whole_draft_can_be_answered_as_it_is(colleague: Browser, known: Desk) -> None:
    for text in ("Müller wurde angehört.", "Person A und Krause\nzweizeilig", "Person A: – Strich"):
        casework.note(known, CASE_1, text)
    filled = draft(colleague).replace("[bitte ergänzen: Datum des Antrags]", "gestern")
    colleague.submit("answer", answer=filled)
    assert colleague.status == 200
    assert reading.whole_log(known, CASE_1)[-1].data.values()["text"] == filled


def test_answer_outlives_an_expired_form(colleague: Browser, known: Desk) -> None:
    colleague.get(ACCESS)
    colleague.post(colleague.sheet.forms["answer"].action, answer="Eine Antwort")
    assert colleague.status == 400
    assert colleague.sheet.forms["kept"].fields["answer"] == "Eine Antwort"
    assert "Die Antwort steht im Protokoll" in colleague.submit("kept").words


def test_stranger_gets_404(stranger: Browser, known: Desk) -> None:
    for path in (PAGE, ACCESS):
        stranger.get(path)
        assert stranger.status == 404


def test_person_who_is_not_there_gets_404(colleague: Browser, known: Desk) -> None:
    colleague.get(f"/faelle/{CASE_1}/auskunft/7")
    assert colleague.status == 404


def test_it_is_asked_whether_somebody_belongs_to_the_office_and_said_what_can_be_done(
    colleague: Browser, at: Desk
) -> None:
    """The answer stands in no entry: whoever is meant may hold a key and would read it."""
    sheet = colleague.get(PAGE)
    assert "Hat sie einen Schlüssel zu diesem Fall, liest sie auch diesen Eintrag." in sheet.words
    assert "ours" not in colleague.submit("person", **NEW).by_id
    colleague.get(PAGE)
    told = colleague.submit("person", **{**NEW, "name": "Kim Beispielhaft", "ours": "1"})
    for words in ("Weisen Sie ihr den Fall nicht zu", "noch nicht nehmen", "Weisen Sie ihn jemand anderem zu"):
        assert words in told.by_id["ours"]
    assert f'href="/faelle/{CASE_1}#holders"' in told.html
    assert "holders" in colleague.get(f"/faelle/{CASE_1}").by_id
    entered = [act.data.values() for act in reading.whole_log(at, CASE_1)]
    assert not [values for values in entered if "ours" in values]
