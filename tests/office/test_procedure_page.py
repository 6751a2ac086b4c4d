"""The procedure on the case page: checklist, next steps, what the end needs, feedback, flags, retaliation, blocks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from hinweisgeber import config
from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.domain import records
from hinweisgeber.domain.acts import Kind
from hinweisgeber.domain.case.flags import SECRECY, Flag
from hinweisgeber.domain.case.points import POINTS
from hinweisgeber.domain.case.requirements import CLOSING
from hinweisgeber.domain.dialogue.feedback import HEADS
from hinweisgeber.domain.errors.power import NeedsSecond
from hinweisgeber.office import Office
from hinweisgeber.office.labels import FEEDBACK_HEADS, FLAGS, SCOPES, TODO
from hinweisgeber.usecases.leaving import retention
from hinweisgeber.usecases.officer import casework, collect, measures, procedure
from hinweisgeber.usecases.officer.desk import Desk
from hinweisgeber.usecases.reporter import mailbox
from hinweisgeber.usecases.reporter.box import Booth
from hinweisgeber.usecases.reporter.mailbox import Conversation
from tests.agreed import agreed, confirmed
from tests.closing import feedback, ready_to_close
from tests.founded import TODAY
from tests.office.conftest import CASE_1
from tests.office.people import Browser, Clock

PATH = f"/faelle/{CASE_1}"
FEEDBACK = {"taken": "Geprüft.", "planned": "Schulung.", "reasons": "Es gab keinen Beleg.", "checked": "1"}
HEAD = (
    "Eingang bestätigt", "Anwendungsbereich geprüft", "Kontakt zur hinweisgebenden Person gehalten",
    "Stichhaltigkeit geprüft", "Um weitere Angaben gebeten, soweit nötig", "Folgemaßnahmen festgelegt",
)  # fmt: skip
Entries = Callable[[], list[str]]
ReadMailbox = Callable[[AccessCode], Conversation]
Desks = Callable[..., Desk]


@pytest.fixture(autouse=True)
def _case(code: AccessCode) -> None:
    """Every test here has case 1."""


@pytest.fixture
def taken(owner: Browser, desk: Desks) -> Browser:
    """The lead at case 1, taken over."""
    casework.take_over(desk("lead"), CASE_1)
    owner.get(PATH)
    return owner


@pytest.fixture
def suffer(booth: Booth, code: AccessCode) -> Callable[..., None]:
    """The reporter reports retaliation."""

    def report(text: str = "Ich wurde versetzt.") -> None:
        capability = mailbox.open_mailbox(booth, code)
        mailbox.report_retaliation(booth, capability, text, "page")

    return report


def states(browser: Browser) -> list[str]:
    """For each of the six duties: done or open."""
    words = browser.get(PATH).by_id["bearbeitung"].split("Weitere Punkte")[0]
    places = [words.index(point) for point in HEAD]
    assert places == sorted(places), "in the law's order"
    return [
        "erledigt" if "– erledigt" in words[a:b] else "offen" for a, b in zip(places, [*places[1:], None], strict=True)
    ]


# -- the checklist ------------------------------------------------------------------------------------------------


def test_six_duties_stand_first_and_each_is_done_by_its_act(taken: Browser, desk: Desks) -> None:
    at = desk("anna")
    steps: tuple[Callable[[], object], ...] = (
        lambda: procedure.check_scope(at, CASE_1, "in", "Vergaberecht."),
        lambda: feedback(at, CASE_1),
        lambda: casework.check_point(at, CASE_1, "validity", "Schlüssig."),
        lambda: casework.check_point(at, CASE_1, "questions", "Nach dem Tag gefragt."),
        lambda: casework.check_point(at, CASE_1, "follow-up", "Keine nötig."),
    )
    for done, step in enumerate(steps, start=1):
        assert states(taken) == ["erledigt"] * done + ["offen"] * (6 - done)
        step()
    assert states(taken) == ["erledigt"] * 6


def test_done_point_says_day_person_and_finding(taken: Browser) -> None:
    assert "21. November 2026 · automatisch" in taken.get(PATH).by_id["bearbeitung"]
    taken.submit("scope", scope="out", reason="Ein privater Streit.")
    said = "21. November 2026 · Leitung der Stabsstelle (lead) Fällt nicht unter das Gesetz: Ein privater Streit."
    assert said in taken.sheet.by_id["bearbeitung"]


def test_measure_does_the_sixth(taken: Browser, desk: Desks) -> None:
    for stage in ("INVESTIGATION", "RESPONSE"):
        casework.change_stage(desk("lead"), CASE_1, stage, "")
    assert states(taken)[5] == "offen"
    measures.add(desk("lead"), CASE_1, "Vier Augen", "Kämmerei", TODAY + timedelta(days=30))
    assert states(taken)[5] == "erledigt"


def test_open_point_leads_to_where_it_is_done(taken: Browser) -> None:
    html = taken.get(PATH).html
    for way in ("?offen=scope#scope", "#reply", "?offen=check&amp;punkt=validity#check"):
        assert f'href="{PATH}{way}"' in html
    sheet = taken.get(f"{PATH}?offen=check&punkt=validity")
    assert sheet.forms["check"].fields["point"] == "validity"
    assert "<details" in sheet.html
    asked = taken.get(f"{PATH}?offen=check&punkt=questions")  # what a message asks is recorded; the way to ask is named
    assert "Fragen stellen Sie im Dialog" in asked.words
    assert taken.get(f"{PATH}?offen=<x>&punkt=<x>").forms["check"].fields["point"] == ""


@pytest.mark.parametrize("form", ["scope", "check", "feedback", "feedback-waived", "flag"])
def test_way_to_a_form_opens_it_without_script(taken: Browser, form: str) -> None:
    before = taken.get(f"{PATH}?offen=nichts").html.split(f'id="{form}"')[0].rpartition("<details")[2]
    after = taken.get(f"{PATH}?offen={form}").html.split(f'id="{form}"')[0].rpartition("<details")[2]
    assert after.split(">")[0].endswith(" open")
    assert form == "scope" or not before.split(">")[0].endswith(" open")


def test_every_point_and_requirement_has_words() -> None:
    assert {*(rule.id for rule in CLOSING), *POINTS} - {"outcome", "after-care"} <= set(TODO)
    assert {"after-care"} & set(TODO) or POINTS["after-care"].stage == "CLOSED"
    assert set(FLAGS) == set(Flag)
    assert set(FEEDBACK_HEADS) == set(HEADS)
    assert {str(words) for words in FEEDBACK_HEADS.values()} == set(HEADS.values())
    assert "" not in SCOPES


# -- scope --------------------------------------------------------------------------------------------------------


def test_scope_needs_result_and_reason_and_can_be_checked_again(taken: Browser, entries: Entries) -> None:
    before = entries()
    assert 'href="#f-scope-scope"' in taken.submit("scope", reason="Ein Grund").html
    assert taken.sheet.forms["scope"].fields["reason"] == "Ein Grund"
    assert 'href="#f-scope-reason"' in taken.submit("scope", scope="in", reason=" ").html
    assert taken.sheet.forms["scope"].fields["scope"] == "in"
    assert entries() == before
    for scope in ("unclear", "barred"):
        assert "ist festgehalten" in taken.submit("scope", scope=scope, reason="Geprüft.").by_id["erledigt"]
    assert entries() == [*before, "case-act", "case-act"]
    assert "§ 5 HinSchG" in taken.sheet.by_id["bearbeitung"]
    assert "Anwendungsbereich geprüft: Lässt sich nicht klären" in taken.sheet.by_id["protokoll"]


# -- the next step and the end --------------------------------------------------------------------------------------


def next_steps(browser: Browser) -> list[str]:
    html = browser.get(PATH).html
    if 'id="als-naechstes"' not in html:
        return []
    box = html.split('id="als-naechstes"')[1].split("</section>")[0]
    return [part.split(">")[1].split("<")[0] for part in box.split("<a ")[1:]]


def test_next_steps_are_three_at_most_in_order(taken: Browser, desk: Desks) -> None:
    assert next_steps(taken) == [
        "Anwendungsbereich prüfen", "Interessenkonflikte prüfen", "Gefahr von Benachteiligung einschätzen",
    ]  # fmt: skip
    for stage in ("INVESTIGATION", "RESPONSE"):
        casework.change_stage(desk("lead"), CASE_1, stage, "")
    ready_to_close(desk("lead"), CASE_1)
    steps = next_steps(taken)
    assert steps == ["Stichhaltigkeit prüfen", "Um weitere Angaben bitten, soweit nötig", "Fall abschließen"]


def test_what_is_pressing_goes_first(
    taken: Browser,
    desk: Desks,
    suffer: Callable[[], None],
    clock: Clock,
    browser: Callable[..., Browser],
    founded: object,
) -> None:
    suffer()
    assert next_steps(taken)[0] == "Gemeldete Benachteiligung beurteilen"
    clock.forward(days=89)  # the day before the week before the last one: 2027-02-21
    later = browser("lead")
    assert next_steps(later)[:2] == [
        "Gemeldete Benachteiligung beurteilen", "Rückmeldung geben oder begründen, warum nicht",
    ]  # fmt: skip


def test_a_second_person_is_asked_to_decide_and_who_proposed_it_is_not(
    taken: Browser, colleague: Browser, desk: Desks
) -> None:
    ask = "Über einen Vorschlag entscheiden"
    with pytest.raises(NeedsSecond) as waits:
        retention.propose_hold(desk("lead"), CASE_1, "Klage", "Art. 17 DSGVO", TODAY + timedelta(days=400))
    assert ask not in next_steps(taken)
    assert ask in next_steps(colleague)
    assert f'href="/faelle/{CASE_1}/freigaben/1"' in colleague.sheet.html
    confirmed(desk("lead"), waits.value, by=desk("anna"))
    assert ask not in next_steps(colleague)


def test_nothing_is_next_in_a_closed_case_that_is_in_order(taken: Browser, desk: Desks) -> None:
    ready_to_close(desk("lead"), CASE_1)
    agreed(casework.close, desk("lead"), CASE_1, "NO_EVIDENCE", "Kein Beleg.")
    assert next_steps(taken) == []


def test_closing_names_what_is_missing_and_keeps_the_text(taken: Browser, entries: Entries) -> None:
    before = entries()
    sheet = taken.submit("close", outcome="INVESTIGATED", reason="Kein Beleg.")
    assert taken.status == 409
    for words in ("Anwendungsbereich prüfen", "Unterrichtung betroffener", "Folgemaßnahmen", "Rückmeldung geben"):
        assert words in sheet.by_id["problem"]
    assert 'href="#f-close-outcome"' in sheet.html
    fields = sheet.forms["close"].fields
    assert (fields["outcome"], fields["reason"]) == ("INVESTIGATED", "Kein Beleg.")
    assert entries() == before


def test_list_before_the_end_grows_shorter_with_each_act(taken: Browser, colleague: Browser) -> None:
    def listed() -> list[bool]:
        part = taken.get(PATH).html.split("Vor dem Abschluss")
        box = part[1].split("<form")[0] if len(part) > 1 else ""
        return [f'{way}">' in box for way in ("#scope", "punkt=persons#check", "punkt=follow-up#check", "#feedback")]

    assert listed() == [True, True, True, True]
    taken.submit("scope", scope="in", reason="Geprüft.")
    assert listed() == [False, True, True, True]
    taken.submit("check", point="persons", finding="Niemand.")
    taken.submit("check", point="follow-up", finding="Keine.")
    assert listed() == [False, False, False, True]
    taken.submit("feedback-waived", reason="Kein Weg zur Person.")
    colleague.confirm(taken)
    assert listed() == [False] * 4
    assert "Wenn Sie den Fall abgeben, außerdem:" in taken.sheet.words
    assert "Der Fall ist abgeschlossen." in taken.submit("close", outcome="INVESTIGATED", reason="Fertig.").words


def test_person_concerned_leads_to_its_page(taken: Browser, desk: Desks) -> None:
    casework.act(
        desk("lead"),
        CASE_1,
        Kind.PERSON_ADDED,
        records.of(Kind.PERSON_ADDED).data.of({"name": "Kim Erfunden", "role": "concerned"}),
        "",
    )
    assert f'href="{PATH}/personen">Über die Unterrichtung' in taken.get(PATH).html


# -- feedback -----------------------------------------------------------------------------------------------------


def test_feedback_is_composed_and_reaches_the_reporter(
    taken: Browser, code: AccessCode, read_mailbox: ReadMailbox, entries: Entries
) -> None:
    taken.submit("feedback", **FEEDBACK, message="Vielen Dank.")
    assert "Rückmeldung ist gespeichert" in taken.sheet.by_id["erledigt"]
    conversation = read_mailbox(code)
    said = conversation.lines[-1].said
    assert said is not None
    assert said.text.splitlines()[0] == "Vielen Dank."
    assert said.data == {name: FEEDBACK[name] for name in ("taken", "planned", "reasons")}
    assert conversation.state.feedback_on == TODAY
    assert entries()[-1] == "feedback"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"taken": " ", "planned": ""}, "taken"),
        ({"reasons": ""}, "reasons"),
        ({"checked": ""}, "checked"),
        ({"message": "Danke. [bitte ergänzen: Gründe]"}, "message"),
        ({"planned": "[bitte ergänzen: was geplant ist]"}, "planned"),
        ({"taken": "x" * 100_001}, "taken"),
    ],
)
def test_feedback_is_refused_at_the_field_that_lacks(
    taken: Browser, entries: Entries, typed: dict[str, str], field: str
) -> None:
    before = entries()
    sheet = taken.submit("feedback", **{**FEEDBACK, **typed})
    assert taken.status == 400
    assert f'href="#f-feedback-{field}"' in sheet.html
    kept = sheet.forms["feedback"].fields
    assert all(kept.get(name, "") == text for name, text in {**FEEDBACK, **typed}.items())
    assert entries() == before


def test_waived_feedback_is_said_and_needs_a_reason(taken: Browser, colleague: Browser, entries: Entries) -> None:
    before = entries()
    assert 'href="#f-feedback-waived-reason"' in taken.submit("feedback-waived", reason=" ").html
    assert entries() == before
    taken.submit("feedback-waived", reason="Kein Weg zur Person.")
    assert entries() == [*before, "proposed"]
    colleague.confirm(taken)
    sheet = taken.get(PATH)
    assert "Von einer Rückmeldung abgesehen" in sheet.words
    assert "Kein Weg zur Person." in sheet.by_id["protokoll"]
    assert "feedback-waived" not in sheet.forms
    assert entries() == [*before, "proposed", "feedback-waived"]


def test_late_acts_are_said_to_be_late(
    taken: Browser, send: Callable[..., AccessCode], desk: Desks, colleague: Browser
) -> None:
    send("Spät bestätigt.", acknowledged=False, on=date(2026, 11, 1))
    send("Spät abgesehen.", on=date(2026, 8, 1))
    collect.collect(desk("anna"))
    casework.acknowledge(desk("anna"), "HM-2026-0002", "Da.")
    agreed(procedure.waive_feedback, desk("anna"), "HM-2026-0003", "Kein Weg.")
    assert "Eingang verspätet bestätigt" in colleague.get("/faelle/HM-2026-0002").words
    assert "Von einer Rückmeldung verspätet abgesehen" in colleague.get("/faelle/HM-2026-0003").words


def test_deadlines_beside_the_law_are_called_our_own_aims(
    colleague: Browser, taken: Browser, suffer: Callable[[], None], send: Callable[..., AccessCode]
) -> None:
    send("Niemand hat ihn übernommen.")
    colleague.get("/faelle")
    assert "Erste Durchsicht (eigenes Ziel) in 3 Tagen fällig" in colleague.get("/faelle/HM-2026-0002").words
    suffer()
    words = colleague.get(PATH).words
    assert "Beurteilung einer Benachteiligung (eigenes Ziel) in 3 Tagen fällig" in words
    assert "Erste Durchsicht" not in words


def test_first_look_that_came_late_stays_late_as_our_own_aim(
    taken: Browser, send: Callable[..., AccessCode], desk: Desks, colleague: Browser
) -> None:
    late, assigned, in_time = "HM-2026-0002", "HM-2026-0003", "HM-2026-0004"
    for day in (18, 18, 19):  # two working days after: Friday the 20th, Monday the 23rd
        send("Liegt im Eingang.", on=date(2026, 11, day))
        collect.collect(desk("anna"))
    assert "eigenes Ziel) verspätet" not in colleague.get(f"/faelle/{late}").words  # open: overdue, and nothing else
    for number in (late, in_time):
        casework.take_over(desk("anna"), number)
    agreed(casework.assign, desk("anna"), assigned, desk("lead").officer_id, "")
    for number in (late, assigned):
        casework.act(desk("lead"), number, Kind.NOTE, records.of(Kind.NOTE).data.of({"text": "Später."}), "")
        words = colleague.get(f"/faelle/{number}").words
        assert "Erste Durchsicht (eigenes Ziel) verspätet 21. November 2026" in words
        assert "überfällig" not in words
    assert "eigenes Ziel) verspätet" not in colleague.get(f"/faelle/{in_time}").words
    assert "eigenes Ziel) verspätet" not in taken.get(PATH).words


def test_closed_case_still_owes_and_does_not_talk_of_erasure_yet(taken: Browser, desk: Desks) -> None:
    ready_to_close(desk("lead"), CASE_1)
    agreed(casework.close, desk("lead"), CASE_1, "NO_EVIDENCE", "Kein Beleg.")
    assert "Freigabe der Löschung" not in taken.get(PATH).html.split("<nav")[1]


def test_a_case_can_be_assigned_to_who_is_responsible_once_their_key_is_gone(
    taken: Browser, colleague: Browser, desk: Desks
) -> None:
    lead, choice = desk("lead"), '<option value="{}"'.format
    assert choice(lead.officer_id) not in colleague.get(PATH).html
    with lead.cabinet.write() as cabinet:
        cabinet._db.exec_driver_sql("DELETE FROM file_wrap WHERE officer_id = ?", (lead.officer_id,))
    assert taken.get(PATH).title.startswith("Nicht möglich")
    assert choice(lead.officer_id) in colleague.get(PATH).html
    colleague.submit("assign", to=lead.officer_id)
    assert taken.get(PATH).title.startswith(CASE_1)


# -- text blocks --------------------------------------------------------------------------------------------------


def block(office: Office, use: config.guidance.Use) -> config.TextBlock:
    return office.institution.blocks(use)[0]


@pytest.mark.parametrize(("form", "use"), [("reply", "reply"), ("reply", "referral"), ("feedback", "feedback")])
def test_block_comes_after_what_was_typed_and_nothing_is_sent(
    taken: Browser, office: Office, entries: Entries, form: str, use: config.guidance.Use
) -> None:
    before, chosen = entries(), block(office, use)
    others = {"reasons": "Weil."} if form == "feedback" else {"as_is": "1"}
    sheet = taken.submit(form, message="Guten Tag.", block=chosen.id, do="insert", **others)
    assert taken.status == 200
    fields = sheet.forms[form].fields
    assert fields["message"].split() == f"Guten Tag. {chosen.text}".split()
    assert fields["message"].startswith("Guten Tag.\n\n")
    assert {name: fields[name] for name in others} == others
    assert fields["block"] == ""
    assert "Gesendet ist noch nichts." in sheet.by_id["erledigt"]
    assert entries() == before


def test_block_of_the_acknowledgement(
    make_office: Callable[..., Office], browser: Callable[..., Browser], send: Callable[..., AccessCode]
) -> None:
    send("Von Hand zu bestätigen.", acknowledged=False)
    office = make_office(acknowledgement="manual")
    one = browser("anna", office)
    one.get("/faelle")
    one.get("/faelle/HM-2026-0002")
    chosen = block(office, "acknowledgement")
    sheet = one.submit("acknowledge", message="Guten Tag.", block=chosen.id, do="insert")
    assert sheet.forms["acknowledge"].fields["message"].split() == f"Guten Tag. {chosen.text}".split()
    sheet = one.submit("acknowledge", message="[bitte ergänzen: Datum]", do="send")
    assert 'href="#f-acknowledge-message"' in sheet.html
    assert "Eingang verspätet" not in sheet.words


@pytest.mark.parametrize("form", ["reply", "feedback"])
@pytest.mark.parametrize("chosen", ["", "unsinn", "bestaetigung", "umwelt"])
def test_only_blocks_offered_are_inserted(taken: Browser, form: str, chosen: str) -> None:
    sheet = taken.submit(form, message="Guten Tag.", block=chosen, do="insert")
    assert taken.status == 400
    assert f'href="#f-{form}-block"' in sheet.html
    assert sheet.forms[form].fields["message"] == "Guten Tag."


def test_gap_of_a_block_is_never_sent(taken: Browser, entries: Entries) -> None:
    before = entries()
    sheet = taken.submit("reply", message="Wann? [bitte ergänzen: Frage]", do="send")
    assert "[bitte ergänzen: Frage]" in sheet.by_id["problem"]
    assert entries() == before


def test_institution_without_blocks_offers_none(
    make_office: Callable[..., Office], browser: Callable[..., Browser]
) -> None:
    office = make_office()
    office.institution = replace(office.institution, text_blocks=(), assault=None)
    sheet = browser("anna", office).get(PATH)
    assert "Baustein" not in sheet.words


# -- flags --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("flag", Flag)
def test_flag_is_set_and_taken_away_with_a_reason(taken: Browser, entries: Entries, flag: Flag) -> None:
    on, off = (f"{flag}:off", f"{flag}:on") if flag == "small-circle" else (f"{flag}:on", f"{flag}:off")
    before = entries()
    assert on in taken.sheet.forms["flag"].choices["flag"]
    assert 'href="#f-flag-reason"' in taken.submit("flag", flag=on, reason="").html
    assert entries() == before
    sheet = taken.submit("flag", flag=on, reason="Darum.")
    assert "Das Kennzeichen ist geändert." in sheet.by_id["erledigt"]
    assert off in sheet.forms["flag"].choices["flag"]
    assert on not in sheet.forms["flag"].choices["flag"]
    assert ("Nicht mehr: " if flag == "small-circle" else "Gekennzeichnet: ") + str(FLAGS[flag]) in sheet.words
    taken.submit("flag", flag=off, reason="Doch nicht.")
    assert entries() == [*before, "case-act", "case-act"]


@pytest.mark.parametrize("flag", ["", "unsinn", "urgent", "urgent:off", "unsinn:on"])
def test_flag_that_makes_no_sense_is_refused(taken: Browser, entries: Entries, flag: str) -> None:
    before = entries()
    sheet = taken.submit("flag", flag=flag, reason="Darum.")
    assert taken.status in (400, 409)
    assert 'href="#f-flag-flag"' in sheet.html
    assert entries() == before


def test_each_flag_has_its_effect_on_the_page(taken: Browser, desk: Desks) -> None:
    assert not {"secrecy", "environment"} & set(taken.get(PATH).by_id)
    for flag in sorted(SECRECY):
        procedure.set_flag(desk("lead"), CASE_1, flag, True, "Darum.")
        assert str(FLAGS[flag]) in taken.get(PATH).by_id["secrecy"]
    assert "§ 6 HinSchG" in taken.sheet.by_id["secrecy"]
    assert "umwelt" not in taken.sheet.forms["reply"].choices["block"]
    procedure.set_flag(desk("lead"), CASE_1, "environment", True, "Abwasser.")
    assert "§ 4 Abs. 2 HinSchG" in taken.get(PATH).by_id["environment"]
    assert "umwelt" in taken.sheet.forms["reply"].choices["block"]
    assert "umwelt" in taken.sheet.forms["feedback"].choices["block"]
    procedure.set_flag(desk("lead"), CASE_1, "urgent", True, "Gefahr.")
    assert "Dieser Fall steht in jeder Liste oben." in taken.get(PATH).words
    procedure.set_flag(desk("lead"), CASE_1, "small-circle", False, "Doch viele.")
    assert "small-circle" not in taken.get(PATH).by_id


@pytest.mark.parametrize("topic", ["assault", "uebergriff"])
def test_attack_on_staff_refers_to_who_helps(
    colleague: Browser, send: Callable[..., AccessCode], office: Office, topic: str
) -> None:
    assert "assault" not in colleague.get(PATH).by_id
    send("Ich wurde bedroht.", topic=topic)
    colleague.get("/faelle")
    banner = colleague.get("/faelle/HM-2026-0002").by_id["assault"]
    assert office.institution.assault
    assert office.institution.assault.name in banner
    assert str(office.institution.assault.phone) in banner
    office.institution = replace(office.institution, assault=None)
    assert "meist kein Fall" in colleague.get("/faelle/HM-2026-0002").by_id["assault"]


# -- retaliation --------------------------------------------------------------------------------------------------


def test_retaliation_stands_on_top_until_it_is_assessed(
    taken: Browser, suffer: Callable[[], None], entries: Entries
) -> None:
    assert "retaliation" not in taken.get(PATH).forms
    suffer()
    sheet = taken.get(PATH)
    assert "Nachricht vom 21. November 2026" in sheet.by_id["benachteiligung"]
    assert sheet.html.index('id="benachteiligung"') < sheet.html.index('id="meldung"')
    assert '<a href="#nachricht-reporter-1">' in sheet.html
    before = entries()
    assert 'href="#f-retaliation-finding"' in taken.submit("retaliation", finding=" ").html
    assert entries() == before
    sheet = taken.submit("retaliation", finding="Die Versetzung wird zurückgenommen.")
    assert "benachteiligung" not in sheet.by_id
    assert "Die Versetzung wird zurückgenommen." in sheet.by_id["protokoll"]
    assert entries() == [*before, "case-act"]


def test_retaliation_reported_since_the_page_was_shown_is_read_before_it_is_assessed(
    taken: Browser, suffer: Callable[..., None], entries: Entries
) -> None:
    suffer()
    taken.get(PATH)
    suffer("Ich wurde abgemahnt.")
    before = entries()
    sheet = taken.submit("retaliation", finding="Die Versetzung wird zurückgenommen.")
    assert taken.status == 409
    assert "hat geschrieben" in sheet.by_id["changed-meanwhile"]
    assert sheet.by_id["benachteiligung"].count("Nachricht vom") == 2
    assert sheet.forms["retaliation"].fields["finding"].strip() == "Die Versetzung wird zurückgenommen."
    assert entries() == [*before, "follow-up"], "what was new is taken in, and nothing is assessed"
    sheet = taken.submit("retaliation", finding="Versetzung und Abmahnung werden zurückgenommen.")
    assert "benachteiligung" not in sheet.by_id


def test_retaliation_reported_after_an_assessment_is_another_one(
    taken: Browser, suffer: Callable[..., None], desk: Desks
) -> None:
    suffer()
    taken.get(PATH)
    taken.submit("retaliation", finding="Die Versetzung wird zurückgenommen.")
    suffer("Ich wurde abgemahnt.")
    collect.collect(desk("lead"))
    sheet = taken.get(PATH)
    assert sheet.by_id["benachteiligung"].count("Nachricht vom") == 1
    assert "Frühere Meldungen sind schon beurteilt" in sheet.by_id["benachteiligung"]
    assert "benachteiligung" not in taken.submit("retaliation", finding="Auch die Abmahnung.").by_id


def test_retaliation_after_the_end_offers_to_reopen(taken: Browser, suffer: Callable[[], None], desk: Desks) -> None:
    ready_to_close(desk("lead"), CASE_1)
    agreed(casework.close, desk("lead"), CASE_1, "NO_EVIDENCE", "Kein Beleg.")
    suffer()
    sheet = taken.get(PATH)
    assert 'href="#reopen"' in sheet.html
    assert {"retaliation", "reopen"} <= set(sheet.forms)
    assert "wieder aufgenommen" in taken.submit("reopen", reason="Benachteiligung").by_id["erledigt"]
    assert "retaliation" in taken.sheet.forms, "going on assesses nothing"
