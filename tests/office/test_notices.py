"""One's own address for notices, and due dates as a calendar file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from hinweisgeber import mail
from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.office import Office
from hinweisgeber.usecases.keeper.due import due
from tests.founded import TODAY, Founded
from tests.office.conftest import CASE_1
from tests.office.people import Browser, Clock


def address(office: Office, founded: Founded, name: str) -> str | None:
    with office.cabinet.read() as cab:
        return cab.mail_address(founded.people[name].officer_id)


# -- the address --------------------------------------------------------------------------------------------------


def test_one_sets_changes_and_removes_ones_own_address(owner: Browser, office: Office, founded: Founded) -> None:
    for typed, kept in ((" lead@example.org ", "lead@example.org"), ("neu@example.org", "neu@example.org"), ("", None)):
        owner.get("/verwaltung")
        sheet = owner.submit("mail-form", mail=typed)
        assert "Ihre Angabe zur Benachrichtigung ist gespeichert." in sheet.words
        assert address(office, founded, "lead") == kept
        assert sheet.forms["mail-form"].fields["mail"] == (kept or "")
    assert address(office, founded, "anna") is None


def test_nobody_sees_another_ones_address(owner: Browser, colleague: Browser) -> None:
    owner.get("/verwaltung")
    owner.submit("mail-form", mail="lead@example.org")
    assert "lead@example.org" not in colleague.get("/verwaltung").html


@pytest.mark.parametrize(
    "typed",
    [
        "anna", "Anna <anna@example.org>", "a@example.org, b@example.org", "änna@example.org", "<a@example.org>",
        "a@example.org\r\nBcc: b@c.de", "a@example.org\nDATA", "a@exa mple.org", "a@example.org\0", "x" * 300 + "@b.de",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused_at_the_field(
    colleague: Browser, office: Office, founded: Founded, typed: str
) -> None:
    colleague.get("/verwaltung")
    sheet = colleague.submit("mail-form", mail=typed)
    assert colleague.status == 400
    assert "keine E-Mail-Adresse, an die wir senden können" in sheet.words
    assert 'id="f-mail-form-mail-error"' in sheet.html
    assert address(office, founded, "anna") is None


def test_the_page_shows_the_mail_as_it_is(colleague: Browser) -> None:
    words = colleague.get("/verwaltung").words
    assert mail.SUBJECT in words
    assert " ".join(mail.TEXT.split()) in " ".join(words.split())


def test_the_page_says_whether_and_when_mails_go_out(
    browser: Callable[..., Browser], make_office: Callable[..., Office]
) -> None:
    assert "kein Mailserver eingerichtet" in browser("anna").get("/verwaltung").words
    sending = make_office(smtp_host="mail.example.org", mail_from="meldestelle@example.org", mail_hours="7,16")
    words = browser("anna", sending).get("/verwaltung").words
    assert "jeweils in der Stunde nach 7 und 16 Uhr" in words
    assert "kein Mailserver" not in words


# -- the calendar -------------------------------------------------------------------------------------------------


def events(browser: Browser) -> list[Any]:
    """The events of the file as the office gives it out."""
    response = browser.client.get("/faelle/fristen.ics")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="fristen.ics"'
    return list(Calendar.from_ical(response.data).walk("VEVENT"))


def test_the_calendar_has_the_due_days_of_ones_own_cases(
    colleague: Browser, stranger: Browser, office: Office, code: AccessCode
) -> None:
    days = [duty.day for duty in due(office.letterbox, office.cabinet).duties]
    assert len(days) > 0
    assert [event["DTSTART"].dt for event in events(colleague)] == days
    assert [event["DTEND"].dt for event in events(colleague)] == [day + timedelta(days=1) for day in days]
    assert all(type(event["DTSTART"].dt) is date for event in events(colleague)), "whole days, no time"
    assert events(stranger) == [], "no key, no date"


def test_the_calendar_says_nothing_but_days(colleague: Browser, office: Office, code: AccessCode) -> None:
    for event in events(colleague):
        assert set(event) == {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "CLASS", "TRANSP"}
        assert event["SUMMARY"] == "Frist der Meldestelle"
        assert event["DTSTAMP"].dt.isoformat() == f"{TODAY}T00:00:00+00:00"
        assert len(event["UID"]) == 96
    text = colleague.client.get("/faelle/fristen.ics").text
    with office.cabinet.read() as cab:
        ids = {file_id.hex() for file_id in cab.file_ids()}
    for content in (CASE_1, "gestückelt", "acknowledge", "feedback", *ids):
        assert content not in text


def test_a_duty_keeps_its_uid_so_that_the_calendar_replaces_it(
    browser: Callable[..., Browser], code: AccessCode, clock: Clock
) -> None:
    first = [event["UID"] for event in events(browser("anna"))]
    assert len(set(first)) == len(first) > 0
    clock.forward(days=1)
    for name in ("anna", "lead"):
        assert [event["UID"] for event in events(browser(name))] == first


def test_the_list_of_cases_leads_to_the_calendar(colleague: Browser, code: AccessCode) -> None:
    sheet = colleague.get("/faelle")
    assert 'href="/faelle/fristen.ics"' in sheet.html
    assert "Die Datei verlässt diesen geschützten Bereich" in sheet.words
