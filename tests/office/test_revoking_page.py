"""Somebody is revoked by two leads, on the pages: who sees what, and what is said before and after."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from hinweisgeber import config
from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.office import Office
from hinweisgeber.store.cabinet import Cabinet
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.leaving import revoking
from hinweisgeber.usecases.officer import casework
from hinweisgeber.usecases.officer.desk import Desk
from tests import second_lead
from tests.founded import Founded, Person
from tests.office.conftest import CASE_1
from tests.office.people import Browser, Clock

AT = "/verwaltung/personen"


@pytest.fixture
def other(founded: Founded, settings: config.Settings, cabinet: Store[Cabinet], office: Office) -> Person:
    """The second lead."""
    return second_lead.with_account(founded, settings.ring, cabinet)


@pytest.fixture
def proposed(other: Person, owner: Browser, founded: Founded) -> Browser:
    """The lead has proposed to revoke anna."""
    owner.get(AT)
    owner.submit("revoke", who=founded.people["anna"].officer_id)
    return owner


def test_a_proposal_changes_nothing_and_says_so(proposed: Browser, colleague: Browser) -> None:
    assert (proposed.status, "ändert sich nichts" in proposed.sheet.words) == (200, True)
    assert "Fallbearbeitung 1" in proposed.sheet.by_id["revocation-1"]
    assert "withdraw-revocation-1" in proposed.sheet.forms
    assert "confirm-revocation-1" not in proposed.sheet.forms
    colleague.get("/faelle")
    assert (colleague.status, "login" in colleague.sheet.forms) == (200, False)


def test_the_other_lead_finds_it_among_what_waits_and_is_told_how_much(
    proposed: Browser, other: Person, office: Office, stranger: Browser
) -> None:
    two = Browser(office).enter(other)
    assert "1 Vorschlag wartet" in two.get("/faelle").by_id["approvals-waiting"]
    assert "Wartet auf Ihre Unterschrift" in two.get("/freigaben").by_id["revocations"]
    assert "Das haben Sie vorgeschlagen" in proposed.get("/freigaben").by_id["revocations"]
    assert "approvals-waiting" not in proposed.get("/faelle").by_id
    assert "revocations" not in stranger.get("/freigaben").by_id


def test_with_the_second_signature_the_person_is_out_and_the_page_says_what_is_left_to_do(
    proposed: Browser, other: Person, office: Office, colleague: Browser, founded: Founded, code: AccessCode
) -> None:
    two, anna = Browser(office).enter(other), founded.people["anna"]
    two.get(AT)
    two.submit("confirm-revocation-1")
    assert (two.status, "Die Person ist entfernt und abgemeldet" in two.sheet.words) == (200, True)
    assert "officer revoke" in two.sheet.by_id["unfollowed"]
    assert "Fallbearbeitung 1" in two.sheet.by_id["unfollowed"]
    for form in ("revoke", "suspend"):
        assert anna.officer_id not in two.sheet.forms[form].choices["who"]
    colleague.get("/faelle")
    assert "login" in colleague.sheet.forms
    colleague.login("anna", anna.passphrase)
    assert (colleague.status, "login" in colleague.sheet.forms) == (401, True)
    assert "rekey" in proposed.get("/verwaltung").forms, "new keys for the open cases are offered"


def test_declined_is_declined_and_withdrawn_withdrawn(
    proposed: Browser, other: Person, office: Office, founded: Founded
) -> None:
    two = Browser(office).enter(other)
    two.get(AT)
    two.submit("decline-revocation-1")
    assert "Die Entfernung ist abgelehnt" in two.sheet.words
    two.submit("revoke", who=founded.people["bernd"].officer_id)
    two.submit("withdraw-revocation-1")
    assert "Ihr Vorschlag ist zurückgenommen" in two.sheet.words
    assert not any("revocation" in form for form in proposed.get(AT).forms)


def test_whom_it_concerns_sees_it_and_cannot_sign(other: Person, office: Office, owner: Browser) -> None:
    owner.get(AT)
    owner.submit("revoke", who=other.officer_id)
    two = Browser(office).enter(other)
    assert "Es geht dabei um Sie selbst" in two.get(AT).by_id["revocation-1"]
    assert not any("-revocation-" in form for form in two.sheet.forms)
    assert "Das kann nur jemand anderes bestätigen" in two.get("/freigaben").by_id["revocations"]


def test_a_stale_page_is_told_that_it_is_over(proposed: Browser, other: Person, office: Office, clock: Clock) -> None:
    two = Browser(office).enter(other)
    two.get(AT)
    proposed.submit("withdraw-revocation-1")
    two.submit("confirm-revocation-1")
    assert (two.status, "Dieser Vorschlag gilt nicht mehr" in two.sheet.words) == (409, True)


def test_a_lead_who_is_alone_is_told_before_what_is_possible(owner: Browser) -> None:
    page = owner.get(AT)
    assert "officer revoke" in page.by_id["nobody-second"]
    assert "suspendieren" in page.by_id["nobody-second"]


def test_with_a_second_lead_it_says_who_could_sign(owner: Browser, other: Person) -> None:
    page = owner.get(AT)
    assert "nobody-second" not in page.by_id
    assert f"Bestätigen kann: {other.function}" in page.words


def test_what_only_they_can_open_is_told_by_how_many_and_what_to_do(
    owner: Browser, other: Person, founded: Founded, send: Callable[..., AccessCode]
) -> None:
    send("Nur für anna.", without=["lead", "bernd"])  # the intake's ring is that of before
    owner.get(AT)
    owner.submit("revoke", who=founded.people["anna"].officer_id)
    assert owner.status == 409
    assert "noch nicht abgeholte Meldungen: 1" in owner.sheet.words
    assert "ihre Fälle übergeben" in owner.sheet.words
    assert owner.sheet.forms["revoke"].fields["who"] == founded.people["anna"].officer_id, "what was chosen stays"


def test_the_page_offers_the_hand_over_first(
    owner: Browser, other: Person, founded: Founded, code: AccessCode, desk: Callable[..., Desk]
) -> None:
    """Before anything is proposed, and with the number of cases while it waits; then nothing of theirs is left."""
    anna = founded.people["anna"].officer_id
    casework.take_over(desk("anna"), CASE_1)
    assert 'href="/faelle/uebergabe"' in owner.get(AT).html
    owner.submit("revoke", who=anna)
    assert "noch für 1 offenen Fall" in owner.sheet.by_id["revocation-1"]
    owner.get(f"/faelle/uebergabe?wer={anna}")
    owner.submit("hand-over", cases=CASE_1, to=founded.people["lead"].officer_id, reason="Geht.")
    assert owner.status == 200
    assert "noch für" not in owner.get(AT).by_id["revocation-1"]


def test_for_everybody_but_a_lead_it_is_not_there(
    proposed: Browser, colleague: Browser, desk: Callable[..., Desk], other: Person, office: Office
) -> None:
    at = replace(desk("lead"), ring=office.ring.ring, officer_id=other.officer_id, identity=other.identity)
    (waits,) = revoking.waiting(at)
    colleague.get("/verwaltung")
    for step in ("entfernung", "entfernung-bestaetigung", "entfernung-ablehnung", "entfernung-ruecknahme"):
        colleague.post(f"{AT}/{step}", n="1", proposal=waits.about.hash)
        assert colleague.status == 404
    assert revoking.waiting(at) == [waits]
