"""What a lead may do about colleagues: entitled, colleague, stranger; for others the address is not there."""

from __future__ import annotations

from collections.abc import Callable

from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.usecases.officer import casework
from hinweisgeber.usecases.officer.collect import collect
from hinweisgeber.usecases.officer.desk import Desk
from tests.founded import TODAY, Founded
from tests.office.people import Browser, Clock

AT = "/verwaltung/personen"


def test_a_lead_suspends_and_the_person_is_out_until_it_is_over(
    owner: Browser, colleague: Browser, founded: Founded, code: AccessCode, clock: Clock
) -> None:
    colleague.get("/faelle")
    owner.get("/verwaltung")
    owner.get(AT)
    anna = founded.people["anna"]
    owner.submit("suspend", who=anna.officer_id)
    assert (owner.status, "abgemeldet" in owner.sheet.words) == (200, True)
    assert "25. November 2026" in owner.sheet.words
    assert anna.officer_id not in owner.sheet.forms["suspend"].choices["who"]
    colleague.get("/faelle")
    assert "login" in colleague.sheet.forms
    assert "suspendiert bis einschließlich 25.11.2026" not in colleague.sheet.words, (
        "who has no passphrase learns nothing"
    )
    colleague.login("anna", anna.passphrase)
    assert (colleague.status, "bis einschließlich 25.11.2026 suspendiert" in colleague.sheet.words) == (401, True)
    assert "suspendiert bis" in owner.get("/verwaltung").words
    clock.forward(days=5)
    colleague.login("anna", anna.passphrase)
    assert colleague.status == 200
    assert "HM-2026-0001" in colleague.get("/faelle").words


def test_what_was_typed_stays_and_it_says_why_not(owner: Browser, founded: Founded) -> None:
    owner.get(AT)
    owner.submit("suspend", who="")
    assert (owner.status, bool(owner.sheet.forms["suspend"])) == (400, True)
    owner.submit("suspend", who=founded.people["lead"].officer_id)
    assert (owner.status, "nicht selbst suspendieren" in owner.sheet.words) == (409, True)


def test_a_lead_plans_a_deputy_who_works_on_the_absent_ones_list(
    owner: Browser, colleague: Browser, stranger: Browser, founded: Founded, send: Callable[..., AccessCode],
    desk: Callable[..., Desk],
) -> None:  # fmt: skip
    send("Erfunden.", on=TODAY)
    collect(desk("anna"))
    casework.take_over(desk("anna"), "HM-2026-0001")
    anna, bernd = (founded.people[name].officer_id for name in ("anna", "bernd"))
    assert "HM-2026-0001" not in stranger.get("/faelle?wer=ich").html
    owner.get(AT)
    owner.submit("deputy", absent=anna, deputy=bernd, first="2026-11-21", last="2026-12-04")
    assert (owner.status, "Sie beginnt und endet von selbst" in owner.sheet.words) == (200, True)
    assert "vom 21.11.2026 bis 04.12.2026" in owner.sheet.by_id["planned"]
    page = stranger.get("/faelle?wer=ich")
    assert "HM-2026-0001" in page.html
    assert "Sie vertreten zurzeit" in page.by_id["stands-in"]
    stranger.get("/faelle/HM-2026-0001")
    stranger.submit("note", note="Ein Vermerk.")
    assert "in Vertretung für Fallbearbeitung 1" in stranger.sheet.by_id["protokoll"]
    assert "HM-2026-0001" not in owner.get("/faelle?wer=ich").html, "nobody else's list grows"


def test_days_that_cannot_be_are_refused_at_their_field_and_stay(owner: Browser, founded: Founded) -> None:
    anna, bernd = (founded.people[name].officer_id for name in ("anna", "bernd"))
    owner.get(AT)
    owner.submit("deputy", absent=anna, deputy=bernd, first="2026-12-04", last="2026-11-21")
    assert (owner.status, "höchstens 92 Tage" in owner.sheet.words) == (400, True)
    assert owner.sheet.forms["deputy"].fields["first"] == "2026-12-04"


def test_for_everybody_but_a_lead_it_is_not_there(colleague: Browser, stranger: Browser, founded: Founded) -> None:
    for one in (colleague, stranger):
        assert AT not in one.get("/verwaltung").html
        missing = one.get("/gibt-es-nicht").words
        assert (one.get(AT).words, one.status) == (missing, 404)
        one.post(f"{AT}/suspendierung", who=founded.people["lead"].officer_id)
        assert one.status == 404


def test_without_a_login_it_asks_for_one(browser: Callable[..., Browser]) -> None:
    assert "login" in browser().get(AT).forms
