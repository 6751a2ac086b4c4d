"""Two people at one case: who acts on a page that is no longer how things stand is told what is new, and loses no
text."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.usecases.officer import casework, measures
from hinweisgeber.usecases.officer.desk import Desk
from hinweisgeber.usecases.reporter.mailbox import Conversation
from tests.closing import ready_to_close
from tests.founded import TODAY, Founded
from tests.office.conftest import CASE_1
from tests.office.people import Browser

PATH = f"/faelle/{CASE_1}"
FEEDBACK = {"taken": "Geprüft.", "planned": "Nichts weiter.", "reasons": "Es gab keinen Beleg.", "checked": "1"}
Entries = Callable[[], list[str]]
Writes = Callable[[AccessCode, str], None]


@pytest.fixture(autouse=True)
def _case(code: AccessCode) -> None:
    """Every test here has case 1."""


def told(browser: Browser) -> str:
    """What the page says is new."""
    assert browser.status == 409
    return browser.sheet.by_id["changed-meanwhile"]


def test_who_loses_a_case_is_told_who_has_it(owner: Browser, colleague: Browser, entries: Entries) -> None:
    colleague.get(PATH)
    owner.get(PATH)
    owner.submit("take-over")
    before = entries()
    colleague.submit("take-over")
    assert "Leitung" in told(colleague)
    assert "hat den Fall übernommen." in told(colleague)
    assert "take-over" not in colleague.sheet.forms
    assert entries() == before


def test_two_feedbacks_do_not_go_out_unseen(
    owner: Browser, colleague: Browser, code: AccessCode, read_mailbox: Callable[[AccessCode], Conversation]
) -> None:
    for one in (owner, colleague):
        one.get(PATH)
    owner.submit("feedback", **FEEDBACK)
    said = len(read_mailbox(code).lines)
    colleague.submit("feedback", **{**FEEDBACK, "taken": "Etwas ganz anderes."})
    assert "hat eine Rückmeldung gegeben." in told(colleague)
    assert colleague.sheet.forms["feedback"].fields["taken"] == "Etwas ganz anderes."
    assert len(read_mailbox(code).lines) == said


def test_a_case_is_not_closed_over_an_unread_message(
    owner: Browser, desk: Callable[..., Desk], code: AccessCode, write_on: Writes
) -> None:
    """Also where a colleague's list has taken it in already."""
    casework.take_over(desk("lead"), CASE_1)
    ready_to_close(desk("lead"), CASE_1)
    owner.get(PATH)
    write_on(code, "Ich habe noch Belege gefunden.")
    owner.submit("close", outcome="INVESTIGATED", reason="Fertig.")
    assert "Die hinweisgebende Person hat geschrieben." in told(owner)
    assert any("Ich habe noch Belege gefunden." in one for one in owner.sheet.messages)
    assert owner.sheet.forms["close"].fields["reason"] == "Fertig."
    assert owner.get(PATH).forms["stage"].fields["stage"] != "CLOSED"


def test_a_stale_page_moves_no_stage_back(owner: Browser, colleague: Browser, desk: Callable[..., Desk]) -> None:
    casework.take_over(desk("lead"), CASE_1)
    owner.get(PATH)
    for stage in ("INVESTIGATION", "RESPONSE"):
        casework.change_stage(desk("anna"), CASE_1, stage, "")
    owner.submit("stage", stage="PREVENTION", reason="Von einer alten Seite.")
    assert "hat die Stufe geändert." in told(owner)
    assert owner.get(PATH).forms["stage"].fields["stage"] == "RESPONSE"


def test_what_was_typed_stays_and_is_sent_nevertheless(owner: Browser, colleague: Browser, entries: Entries) -> None:
    owner.get(PATH)
    colleague.get(PATH)
    colleague.submit("note", note="Zuerst.")
    sheet = owner.submit("reply", message="Guten Tag.")
    assert "hat einen Vermerk eingetragen." in told(owner)
    assert sheet.forms["reply"].fields["message"] == "Guten Tag."
    assert "Trotzdem: Nachricht senden" in sheet.words
    before = entries()
    assert "Ihre Nachricht ist gespeichert" in owner.submit("reply").by_id["erledigt"]
    assert len(entries()) == len(before) + 1


def test_two_tabs_of_one_person_do_not_hinder_each_other(browser: Callable[..., Browser]) -> None:
    one, other = browser("lead"), browser("lead")
    for tab in (one, other):
        tab.get(PATH)
    one.submit("take-over")
    other.submit("note", note="Aus dem anderen Fenster.")
    assert (one.status, other.status) == (200, 200)


def test_a_refusal_for_something_else_does_not_hide_what_is_new(owner: Browser, colleague: Browser) -> None:
    """The page after it shows the new state, and its form still says what was seen when it was written."""
    owner.get(PATH)
    colleague.get(PATH)
    colleague.submit("note", note="Zuerst.")
    owner.submit("note", note=" ")
    assert owner.status == 400
    owner.submit("note", note="Danach.")
    assert "hat einen Vermerk eingetragen." in told(owner)


@pytest.mark.parametrize("seen", ["", "x", "-1", "٣", "9" * 40, "1"])
def test_a_page_that_does_not_say_what_it_has_shown_has_shown_nothing(
    owner: Browser, desk: Callable[..., Desk], entries: Entries, seen: str
) -> None:
    casework.take_over(desk("anna"), CASE_1)
    owner.get(PATH)
    before = entries()
    owner.submit("note", note="Erfunden.", seen=seen)
    assert "hat den Fall übernommen." in told(owner)
    assert entries() == before


def test_a_text_kept_over_the_login_still_says_what_was_seen(
    owner: Browser, desk: Callable[..., Desk], founded: Founded
) -> None:
    owner.get(PATH)
    casework.note(desk("anna"), CASE_1, "Inzwischen.")
    owner.client.delete_cookie(owner.office.session_cookie)
    owner.submit("note", note="Vor der Anmeldung.")
    assert owner.status == 401
    owner.submit("login", username="lead", passphrase=founded.people["lead"].passphrase)
    owner.submit("kept")
    assert "hat einen Vermerk eingetragen." in told(owner)
    assert owner.sheet.forms["note"].fields["note"] == "Vor der Anmeldung."


def test_of_a_measure_likewise(owner: Browser, desk: Callable[..., Desk], entries: Entries) -> None:
    casework.take_over(desk("lead"), CASE_1)
    for stage in ("INVESTIGATION", "RESPONSE"):
        casework.change_stage(desk("lead"), CASE_1, stage, "")
    measures.add(desk("lead"), CASE_1, "Vier Augen", "Kämmerei", TODAY)
    owner.get("/massnahmen")
    measures.move(desk("anna"), "MN-2026-0001", TODAY, None, "Hauptamt", "Andere Stelle.")
    before, done = entries(), "/massnahmen/MN-2026-0001/umgesetzt"
    owner.submit(done)
    assert "Fallbearbeitung 1" in told(owner)
    assert "Maßnahme geändert" in told(owner)
    assert entries() == before
    owner.submit(done)
    assert (owner.status, len(entries())) == (200, len(before) + 1)
