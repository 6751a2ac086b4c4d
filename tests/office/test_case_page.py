"""The case page: what it shows, each act through its form, each refusal with the text kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.crypto.ring import Ring
from hinweisgeber.domain import records
from hinweisgeber.domain.acts import Kind
from hinweisgeber.domain.case.outcomes import Outcome
from hinweisgeber.office import Office
from hinweisgeber.store.errors import StoreAway
from hinweisgeber.store.letterbox import SealedMessage
from hinweisgeber.usecases.keeper import founding
from hinweisgeber.usecases.officer import casework, reading
from hinweisgeber.usecases.officer.desk import Desk
from hinweisgeber.usecases.reporter.mailbox import Conversation
from tests.closing import feedback
from tests.founded import TODAY, Founded
from tests.office.conftest import ACKNOWLEDGED, CASE_1
from tests.office.people import Browser, Clock

PATH = f"/faelle/{CASE_1}"
FEEDBACK = {"taken": "Geprüft.", "planned": "Nichts weiter.", "reasons": "Es gab keinen Beleg.", "checked": "1"}
Entries = Callable[[], list[str]]
ReadMailbox = Callable[[AccessCode], Conversation]


def said_in(conversation: Conversation) -> list[str]:
    """The texts of the mailbox, in order."""
    return [line.said.text for line in conversation.lines if line.said]


def in_stage(browser: Browser, stage: str) -> None:
    """Leads the case there through the forms."""
    browser.get(PATH)
    if stage != "RECEIVED":
        browser.submit("take-over")
    for step in ("INVESTIGATION", "RESPONSE"):
        if stage in (step, "RESPONSE", "CLOSED") and not (stage == "CLOSED" and step == "RESPONSE"):
            browser.submit("stage", stage=step)
    if stage == "CLOSED":
        make_complete(browser)
        browser.submit("close", outcome="INVESTIGATED", reason="Kein Beleg.")


def make_complete(browser: Browser) -> None:
    """Everything a case needs for its end, through the forms."""
    browser.submit("scope", scope="in", reason="Straftat.")
    browser.submit("check", point="persons", finding="Niemand ist benannt.")
    browser.submit("check", point="follow-up", finding="Keine nötig.")
    browser.submit("feedback", **FEEDBACK)


@pytest.fixture(autouse=True)
def _case(code: AccessCode) -> None:
    """Every test here has case 1."""


# -- what it shows ------------------------------------------------------------------------------------------------


def test_report_stands_there_as_sent(colleague: Browser) -> None:
    sheet = colleague.get(PATH)
    assert sheet.title.startswith(CASE_1)
    assert "Aufträge werden gestückelt." in sheet.messages[0]
    for text in ("Aufträge und Vergabe", "seit März", "wenige, etwa zwei bis fünf Personen", "Fallbearbeitung 2"):
        assert text in sheet.by_id["meldung"]
    assert ACKNOWLEDGED in sheet.by_id["dialog"]


def test_small_circle_is_warned_of(colleague: Browser, send: Callable[..., AccessCode]) -> None:
    assert "small-circle" in colleague.get(PATH).by_id
    send("Viele wissen davon.", circle="many")
    colleague.get("/faelle")
    assert "small-circle" not in colleague.get("/faelle/HM-2026-0002").by_id


def test_excluded_officer_is_neither_holder_nor_assignable(colleague: Browser, founded: Founded) -> None:
    sheet = colleague.get(PATH)
    assert "Fallbearbeitung 1" in sheet.by_id["holders"]
    assert "Fallbearbeitung 2" not in sheet.by_id["holders"]
    assert founded.people["bernd"].officer_id not in sheet.forms["assign"].choices["to"]


def test_deadlines_have_words_and_a_working_day_hint(colleague: Browser, clock: Clock) -> None:
    words = colleague.get(PATH).words
    assert "Eingang bestätigt" in words
    assert "Rückmeldung in 92 Tagen fällig" in words  # 2027-02-21, a Sunday
    assert "der nächste ist der 22. Februar 2027" in words
    clock.forward(days=94)
    colleague.login("anna", "anna-und-nur-fuer-tests")
    assert "Rückmeldung seit 2 Tagen überfällig" in colleague.get(PATH).words


def test_late_feedback_stays_late(colleague: Browser, desk: Callable[..., Desk]) -> None:
    feedback(desk("anna", TODAY + timedelta(days=200)), CASE_1)
    assert "Rückmeldung verspätet gegeben" in colleague.get(PATH).words


ALWAYS = {"reply", "note", "feedback", "flag"}


@pytest.mark.parametrize(
    ("stage", "shown"),
    [
        ("RECEIVED", {*ALWAYS, "feedback-waived", "take-over", "assign"}),
        ("PREVENTION", {*ALWAYS, "feedback-waived", "scope", "stage", "check", "assign", "close"}),
        ("INVESTIGATION", {*ALWAYS, "feedback-waived", "scope", "stage", "check", "assign", "close"}),
        ("RESPONSE", {*ALWAYS, "feedback-waived", "scope", "stage", "check", "assign", "close", "measure"}),
        ("CLOSED", {*ALWAYS, "check", "reopen"}),
    ],
)
def test_only_possible_forms_are_shown(colleague: Browser, stage: str, shown: set[str]) -> None:
    in_stage(colleague, stage)
    assert set(colleague.get(PATH).forms) - {"/abmelden"} == shown


def test_internal_and_visible_are_told_apart(colleague: Browser) -> None:
    html = colleague.get(PATH).html
    zones = html.split('<section class="zone zone--')[1:]
    place = {form: next(z for z in zones if f'id="{form}"' in z) for form in ("reply", "note", "take-over", "assign")}
    assert place["reply"].startswith("visible")
    assert all(place[form].startswith("internal") for form in ("note", "take-over", "assign"))


# -- the acts -----------------------------------------------------------------------------------------------------


def test_take_over_makes_responsible_and_leads_to_vorsorge(owner: Browser, entries: Entries) -> None:
    owner.get(PATH)
    before = entries()
    sheet = owner.submit("take-over")
    assert "Sie haben den Fall übernommen" in sheet.by_id["erledigt"]
    assert "zuständig: Sie" in sheet.words
    assert "stage" in sheet.forms
    assert entries() == [*before, "taken-over"]


def test_case_taken_by_a_colleague_is_told(owner: Browser, colleague: Browser, entries: Entries) -> None:
    owner.get(PATH)
    colleague.get(PATH)
    owner.submit("take-over")
    before = entries()
    assert "hat den Fall übernommen." in colleague.submit("take-over").by_id["changed-meanwhile"]
    assert colleague.status == 409
    assert entries() == before


def test_stage_forward_needs_no_reason(owner: Browser, entries: Entries) -> None:
    in_stage(owner, "PREVENTION")
    before = entries()
    sheet = owner.submit("stage", stage="INVESTIGATION")
    assert "Die Stufe ist geändert." in sheet.by_id["erledigt"]
    assert "Stufe geändert: Vorsorge → Aufklärung" in sheet.by_id["protokoll"]
    assert entries() == [*before, "stage"]


def test_current_stage_stands_first_and_changes_nothing(owner: Browser, entries: Entries) -> None:
    in_stage(owner, "INVESTIGATION")
    form = owner.get(PATH).forms["stage"]
    assert form.choices["stage"] == ["", "INVESTIGATION", "PREVENTION", "RESPONSE"]
    assert form.fields["stage"] == "INVESTIGATION"
    before = entries()
    assert "Es wurde nichts geändert." in owner.submit("stage", reason="egal").by_id["erledigt"]
    assert entries() == before


def test_going_back_needs_a_reason_and_keeps_the_choice(owner: Browser, entries: Entries) -> None:
    in_stage(owner, "INVESTIGATION")
    before = entries()
    sheet = owner.submit("stage", stage="PREVENTION")
    assert owner.status == 400
    assert "eine Begründung nötig" in sheet.by_id["problem"]
    assert 'href="#f-stage-reason"' in sheet.html
    assert sheet.forms["stage"].fields["stage"] == "PREVENTION"
    assert sheet.title.startswith("Fehler:")
    assert entries() == before
    assert "Neue Gefahr" in owner.submit("stage", reason="Neue Gefahr").by_id["protokoll"]


@pytest.mark.parametrize("to", ["CLOSED", "RECEIVED", "UNSINN"])
def test_stage_out_of_the_table_is_refused(owner: Browser, entries: Entries, to: str) -> None:
    in_stage(owner, "PREVENTION")
    before = entries()
    sheet = owner.submit("stage", stage=to, reason="Ein Grund")
    assert owner.status == 409
    assert sheet.forms["stage"].fields["reason"] == "Ein Grund"
    assert entries() == before


def test_reply_reaches_the_mailbox(
    owner: Browser, code: AccessCode, read_mailbox: ReadMailbox, entries: Entries
) -> None:
    in_stage(owner, "PREVENTION")
    before = entries()
    sheet = owner.submit("reply", message="Danke.\r\n\r\nEine Frage.")
    assert "Ihre Nachricht ist gespeichert" in sheet.by_id["erledigt"]
    assert "wartet auf Zustellung" not in sheet.words
    conversation = read_mailbox(code)
    assert (conversation.lines[-1].author, said_in(conversation)[-1]) == ("office", "Danke.\n\nEine Frage.")
    assert conversation.state.stage == "PREVENTION"
    assert entries() == [*before, "reply"]


def test_feedback_is_marked_and_dated(
    owner: Browser, code: AccessCode, read_mailbox: ReadMailbox, entries: Entries
) -> None:
    owner.get(PATH)
    sheet = owner.submit("feedback", **FEEDBACK)
    assert "Rückmeldung gegeben" in sheet.words
    assert "Meldestelle: Rückmeldung" in sheet.messages[-1]
    assert read_mailbox(code).state.feedback_on == TODAY
    assert entries()[-1] == "feedback"


def test_empty_and_endless_messages_are_refused(owner: Browser, entries: Entries) -> None:
    owner.get(PATH)
    before = entries()
    assert "Bitte schreiben Sie etwas" in owner.submit("reply", message="  \n", as_is="1").words
    assert owner.sheet.forms["reply"].fields["as_is"] == "1"
    sheet = owner.submit("reply", message="x" * 100_001)
    assert "100.001 Zeichen, möglich sind 100.000" in sheet.words
    assert len(sheet.forms["reply"].fields["message"]) == 100_001
    assert entries() == before


def test_draft_is_kept_for_its_writer_alone(owner: Browser, colleague: Browser, entries: Entries) -> None:
    owner.get(PATH)
    before = entries()
    assert "Nur Sie können ihn lesen" in owner.submit("reply", message="Halb fertig", do="draft").by_id["erledigt"]
    assert owner.get(PATH).forms["reply"].fields["message"] == "Halb fertig"
    assert colleague.get(PATH).forms["reply"].fields["message"] == ""
    assert entries() == before
    owner.get(PATH)
    assert owner.submit("reply", message="Fertig").forms["reply"].fields["message"] == ""


def test_empty_draft_is_dropped(owner: Browser) -> None:
    owner.get(PATH)
    owner.submit("reply", message="Halb fertig", do="draft")
    assert "gelöscht" in owner.submit("reply", message=" ", do="draft").by_id["erledigt"]
    assert owner.get(PATH).forms["reply"].fields["message"] == ""


def test_note_stands_in_the_log_and_not_in_the_mailbox(
    owner: Browser, code: AccessCode, read_mailbox: ReadMailbox, entries: Entries
) -> None:
    owner.get(PATH)
    before = entries()
    sheet = owner.submit("note", note="Nur für uns <i>")
    assert "Nur für uns <i>" in sheet.by_id["protokoll"]
    assert "Leitung der Stabsstelle (lead)" in sheet.by_id["protokoll"]
    assert all("Nur für uns" not in text for text in said_in(read_mailbox(code)))
    assert entries() == [*before, "note"]
    assert "Bitte schreiben Sie etwas" in owner.submit("note", note=" ").by_id["problem"]


def test_point_is_recorded_with_its_finding(owner: Browser, entries: Entries) -> None:
    in_stage(owner, "PREVENTION")
    before = entries()
    sheet = owner.submit("check", point="conflict", finding="Niemand ist befangen.")
    assert "Niemand ist befangen." in sheet.by_id["bearbeitung"]
    assert "21. November 2026 · Leitung der Stabsstelle" in sheet.by_id["bearbeitung"]
    assert sheet.forms["check"].choices["point"][-1] == "conflict", "done ones stand last"
    assert entries() == [*before, "checked"]


def test_point_needs_a_choice_and_a_finding(owner: Browser, entries: Entries) -> None:
    in_stage(owner, "PREVENTION")
    before = entries()
    sheet = owner.submit("check", finding="Ein Fund")
    assert 'href="#f-check-point"' in sheet.html
    assert sheet.forms["check"].fields["finding"] == "Ein Fund"
    sheet = owner.submit("check", point="conflict", finding="")
    assert 'href="#f-check-finding"' in sheet.html
    assert sheet.forms["check"].fields["point"] == "conflict"
    assert entries() == before


@pytest.mark.parametrize("point", ["acknowledge", "scope", "feedback", "outcome", "unsinn"])
def test_what_the_file_shows_by_itself_cannot_be_ticked(owner: Browser, entries: Entries, point: str) -> None:
    in_stage(owner, "PREVENTION")
    before = entries()
    owner.submit("check", point=point, finding="Einfach so")
    assert owner.status == 409
    assert entries() == before


def test_open_points_of_earlier_stages_can_be_made_up(owner: Browser) -> None:
    in_stage(owner, "INVESTIGATION")
    choices = owner.get(PATH).forms["check"].choices["point"]
    assert choices[:3] == ["", "contact", "validity"]
    assert "conflict" in choices
    assert not {"scope", "feedback", "after-care"} & set(choices)


def test_assigning_names_the_colleague(owner: Browser, colleague: Browser, founded: Founded, entries: Entries) -> None:
    in_stage(owner, "PREVENTION")
    before = entries()
    sheet = owner.submit("assign", to=founded.people["anna"].officer_id, reason="Vertretung")
    assert "zuständig: Fallbearbeitung 1" in sheet.words
    assert "Vertretung" in sheet.by_id["protokoll"]
    assert "zuständig: Sie" in colleague.get(PATH).words
    assert entries() == [*before, "assigned"]


@pytest.mark.parametrize("to", ["", "bernd", "lead", "0123456789abcdef"])
def test_assigning_to_nobody_excluded_or_unknown_is_refused(
    owner: Browser, founded: Founded, entries: Entries, to: str
) -> None:
    in_stage(owner, "PREVENTION")
    before = entries()
    officer_id = founded.people[to].officer_id if to in founded.people else to
    sheet = owner.submit("assign", to=officer_id, reason="Ein Grund")
    assert owner.status in (400, 409)
    assert sheet.forms["assign"].fields["reason"] == "Ein Grund"
    assert "Fallbearbeitung 2" not in sheet.by_id["holders"]
    assert entries() == before


def test_assigning_to_a_revoked_holder_is_refused(
    owner: Browser, founded: Founded, office: Office, entries: Entries
) -> None:
    in_stage(owner, "PREVENTION")
    longer = founding.revoke(office.cabinet, office.letterbox, founded.ring, founded.root(), "anna", TODAY, TODAY)
    office.ring._path.write_text(longer.text(), encoding="utf-8")
    before = entries()
    owner.submit("assign", to=founded.people["anna"].officer_id, reason="Ein Grund")
    assert owner.status == 409
    assert entries() == before


def test_assigning_gives_a_new_officer_case_and_measures(
    owner: Browser, browser: Callable[..., Browser], founded: Founded, office: Office
) -> None:
    in_stage(owner, "RESPONSE")
    owner.submit("measure", what="Vier Augen", who="Kämmerei", until="2027-03-31", lesson="rule")
    new = founding.NewOfficer("doris", "Fallbearbeitung 3", "officer", "doris-und-nur-fuer-tests")
    longer = founding.admit(office.cabinet, founded.ring, founded.root(), new, TODAY)
    office.ring._path.write_text(longer.text(), encoding="utf-8")
    doris = browser()
    doris.login("doris", "doris-und-nur-fuer-tests")
    doris.get(PATH)
    assert doris.status == 404
    officer_id = next(o.officer_id for o in longer.everyone if o.function == "Fallbearbeitung 3")
    owner.get(PATH)
    owner.submit("assign", to=officer_id)
    assert "zuständig: Sie" in doris.get(PATH).words
    assert "Vier Augen" in doris.get("/massnahmen").words


def hand_over(at: Desk) -> None:
    """Something is passed on, and stands in the register of disclosures."""
    data = {"basis": "not-identifying", "recipient": "Amt 30", "what": "Vorgang ohne Namen", "why": "Zuständigkeit"}
    casework.act(at, CASE_1, Kind.DISCLOSURE_PLANNED, records.of(Kind.DISCLOSURE_PLANNED).data.of(data), "")
    casework.act(at, CASE_1, Kind.DISCLOSURE_MADE, records.of(Kind.DISCLOSURE_MADE).data.of({"n": 1}), "")


BY_TWO = (Outcome.NO_EVIDENCE, Outcome.OTHER_REASONS)  # LAW § 9


@pytest.mark.parametrize("outcome", list(Outcome))
def test_closing_with_each_outcome_shows_the_deletion_day(
    owner: Browser, colleague: Browser, code: AccessCode, read_mailbox: ReadMailbox, entries: Entries, outcome: str,
    desk: Callable[..., Desk],
) -> None:  # fmt: skip
    in_stage(owner, "PREVENTION")
    make_complete(owner)
    if outcome.startswith("HANDED"):
        hand_over(desk("lead"))
    before = entries()
    sheet = owner.submit("close", outcome=outcome, reason="Abschließend geprüft.")
    if outcome in BY_TWO:
        assert read_mailbox(code).state.closed_on is None, "one signature closes nothing"
        assert entries() == [*before, "proposed"]
        colleague.confirm(owner)
        before, sheet = [*before, "proposed"], owner.get(PATH)
    else:
        assert "Der Fall ist abgeschlossen." in sheet.by_id["erledigt"]
    assert "Abschließend geprüft." in sheet.by_id["abschluss"]
    assert "22. November 2029" in sheet.by_id["abschluss"]
    assert read_mailbox(code).state.closed_on == TODAY
    assert entries() == [*before, "closed"]


def test_closing_needs_outcome_and_reason(owner: Browser, entries: Entries) -> None:
    in_stage(owner, "PREVENTION")
    before = entries()
    sheet = owner.submit("close", reason="Ein Grund")
    assert 'href="#f-close-outcome"' in sheet.html
    assert sheet.forms["close"].fields["reason"] == "Ein Grund"
    sheet = owner.submit("close", outcome="OTHER_REASONS", reason=" ")
    assert 'href="#f-close-reason"' in sheet.html
    assert sheet.forms["close"].fields["outcome"] == "OTHER_REASONS"
    assert entries() == before


def test_reopening_needs_a_reason(owner: Browser, entries: Entries) -> None:
    in_stage(owner, "CLOSED")
    before = entries()
    assert "eine Begründung nötig" in owner.submit("reopen", stage="PREVENTION").by_id["problem"]
    assert owner.sheet.forms["reopen"].fields["stage"] == "PREVENTION"
    assert entries() == before
    assert "wieder aufgenommen" in owner.submit("reopen", reason="Neuer Beleg").by_id["erledigt"]
    assert entries() == [*before, "reopened"]


def test_measure_is_set_down_in_resonanz(owner: Browser, entries: Entries) -> None:
    in_stage(owner, "RESPONSE")
    before = entries()
    sheet = owner.submit("measure", what="Vier Augen", who="Kämmerei", until="2027-03-31", lesson="rule")
    assert "MN-2026-0001" in sheet.by_id["massnahmen"]
    assert "Vier Augen" in sheet.by_id["massnahmen"]
    assert entries() == [*before, "measure-added"]


@pytest.mark.parametrize("missing", ["what", "who", "until"])
def test_measure_names_the_field_that_is_missing(owner: Browser, entries: Entries, missing: str) -> None:
    in_stage(owner, "RESPONSE")
    before = entries()
    typed = {"what": "Vier Augen", "who": "Kämmerei", "until": "2027-03-31", "lesson": "rule", missing: ""}
    sheet = owner.submit("measure", **typed)
    assert owner.status == 400
    assert f'href="#f-measure-{missing}"' in sheet.html
    assert {name: sheet.forms["measure"].fields[name] for name in typed} == typed
    assert entries() == before


def test_acknowledgement_by_hand_is_prefilled_and_done_once(
    make_office: Callable[..., Office], browser: Callable[..., Browser], send: Callable[..., AccessCode],
    read_mailbox: ReadMailbox,
) -> None:  # fmt: skip
    code = send("Von Hand zu bestätigen.", acknowledged=False)
    one = browser("anna", make_office(acknowledgement="manual"))
    one.get("/faelle")
    sheet = one.get("/faelle/HM-2026-0002")
    assert "21.11.2026" in sheet.forms["acknowledge"].fields["message"]
    assert "Bitte schreiben Sie etwas" in one.submit("acknowledge", message="").words
    sheet = one.submit("acknowledge", message="Ihr Hinweis ist da.")
    assert "Der Eingang ist bestätigt." in sheet.by_id["erledigt"]
    assert "acknowledge" not in sheet.forms
    assert read_mailbox(code).state.acknowledged == TODAY
    assert "acknowledge" not in one.get(PATH).forms


def test_a_case_not_acknowledged_can_be_acknowledged_whatever_the_setting(
    colleague: Browser, send: Callable[..., AccessCode], read_mailbox: ReadMailbox
) -> None:
    """Such a case is left over when the setting changes; the next steps lead to the form."""
    code = send("Von Hand zu bestätigen.", acknowledged=False, on=TODAY - timedelta(days=3))
    colleague.get("/faelle")
    sheet = colleague.get("/faelle/HM-2026-0002")
    assert 'href="/faelle/HM-2026-0002#acknowledge"' in sheet.html
    assert "18.11.2026" in sheet.forms["acknowledge"].fields["message"]  # the day of receipt, not today
    sheet = colleague.submit("acknowledge")
    assert "Der Eingang ist bestätigt." in sheet.by_id["erledigt"]
    assert "acknowledge" not in sheet.forms
    assert read_mailbox(code).state.acknowledged == TODAY


# -- twice, at once, and away -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "typed"),
    [
        ("note", {"note": "Einmal"}),
        ("reply", {"message": "Einmal"}),
        ("check", {"point": "validity", "finding": "Einmal"}),
        ("scope", {"scope": "out", "reason": "Einmal"}),
        ("flag", {"flag": "urgent:on", "reason": "Einmal"}),
        ("feedback", FEEDBACK),
        ("feedback-waived", {"reason": "Einmal"}),
        ("measure", {"what": "Einmal", "who": "Wer", "until": "2027-03-31", "lesson": "rule"}),
        ("close", {"outcome": "INVESTIGATED", "reason": "Einmal"}),
        ("stage", {"stage": "PREVENTION", "reason": "Einmal"}),
    ],
)
def test_second_click_does_nothing(owner: Browser, entries: Entries, form: str, typed: dict[str, str]) -> None:
    in_stage(owner, "RESPONSE")
    if form == "close":
        make_complete(owner)
    page = owner.get(PATH)
    owner.submit(form, **typed)
    once = entries()
    owner.sheet = page
    owner.submit(form, **typed)
    assert owner.status == 200
    assert entries() == once


def test_other_text_from_the_same_page_is_not_lost(owner: Browser, entries: Entries) -> None:
    page = owner.get(PATH)
    owner.submit("note", note="Erster")
    owner.sheet = page
    assert "Zweiter" in owner.submit("note", note="Zweiter").by_id["protokoll"]
    assert entries()[-2:] == ["note", "note"]


def test_text_is_shown_when_its_form_is_gone(owner: Browser, colleague: Browser) -> None:
    in_stage(owner, "RESPONSE")
    make_complete(owner)
    colleague.get(PATH)
    owner.submit("close", outcome="INVESTIGATED", reason="Fertig")
    sheet = colleague.submit("measure", what="Mühsam geschrieben", who="Wer", until="2027-03-31", lesson="rule")
    assert colleague.status == 409
    assert "Mühsam geschrieben" in sheet.words
    assert "measure" not in sheet.forms


def test_reply_waits_while_the_letterbox_is_away(
    owner: Browser, office: Office, code: AccessCode, read_mailbox: ReadMailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner.get(PATH)

    def away(writing: bool) -> None:
        raise StoreAway()

    with monkeypatch.context() as patched:
        patched.setattr(office.letterbox, "_transaction", away)
        sheet = owner.submit("reply", message="Kommt später an")
        assert "noch nicht zugestellt" in sheet.by_id["erledigt"]
        assert "wartet auf Zustellung" in sheet.messages[-1]
    assert "Kommt später an" not in said_in(read_mailbox(code))
    owner.get("/faelle")
    assert "wartet auf Zustellung" not in owner.get(PATH).words
    assert said_in(read_mailbox(code)).count("Kommt später an") == 1


@pytest.mark.parametrize("form", ["feedback", "acknowledge"])
def test_nothing_undelivered_is_said_to_be_there(
    form: str,
    send: Callable[..., AccessCode],
    browser: Callable[..., Browser],
    make_office: Callable[..., Office],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    office = make_office(acknowledgement="manual")
    send(acknowledged=False)
    anna = browser("anna", office)
    anna.get("/faelle")
    page = "/faelle/HM-2026-0002"
    anna.get(page)

    def away(writing: bool) -> None:
        raise StoreAway()

    with monkeypatch.context() as patched:
        patched.setattr(office.letterbox, "_transaction", away)
        sheet = anna.submit(form, **(FEEDBACK if form == "feedback" else {}))
        assert "noch nicht zugestellt" in sheet.by_id["erledigt"]
        where = "rueckmeldung" if form == "feedback" else "eingangsbestaetigung"
    anna.get("/faelle")
    assert "noch nicht zugestellt" not in anna.get(f"{page}?erledigt={where}").by_id["erledigt"]


def test_follow_up_is_new_until_seen(
    owner: Browser, colleague: Browser, code: AccessCode, write_on: Callable[[AccessCode, str], None], entries: Entries
) -> None:
    write_on(code, "Noch etwas")
    before = entries()
    sheet = owner.get(PATH)
    assert "Noch etwas" in sheet.messages[-1]
    assert "neu" in sheet.messages[-1].split()
    assert "neu" not in owner.get(PATH).messages[-1].split()
    assert "neu" in colleague.get(PATH).messages[-1].split()
    assert entries() == [*before, "follow-up"]


def test_forged_message_does_not_close_the_file(owner: Browser, office: Office, desk: Callable[..., Desk]) -> None:
    case_id = reading.view(desk("lead"), CASE_1).id
    with office.letterbox.write() as box:
        box.add_message(case_id, SealedMessage("reporter", 1, TODAY, b"t" * 16, b"\x01" + b"\0" * 4200))
    sheet = owner.get(PATH)
    assert owner.status == 200
    assert "wurde nicht übernommen" in sheet.messages[-1]
    assert "Aufträge werden gestückelt." in sheet.words


def test_log_says_who_what_when_why(owner: Browser, ring: Ring) -> None:
    in_stage(owner, "CLOSED")
    log = owner.sheet.by_id["protokoll"]
    for text in ("Meldung entgegengenommen", "Fall übernommen", "Stufe geändert: Vorsorge → Aufklärung", "Kein Beleg."):
        assert text in log
    assert log.index("Fall abgeschlossen") < log.index("Meldung entgegengenommen")  # newest first
    assert "21. November 2026" in log
