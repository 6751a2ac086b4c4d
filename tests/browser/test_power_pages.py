"""Every page and state of two signatures and of people at work, looked at by axe and by us (`look.complaints`), and on
paper."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.usecases.keeper import erase
from hinweisgeber.usecases.officer import casework
from hinweisgeber.usecases.officer.collect import collect
from tests.browser.faces import CASE, TwoFaces, proposed_destruction, sends, taken_over
from tests.browser.look import complaints
from tests.browser.rooms import LONG_WORD
from tests.browser.test_print import paper
from tests.founded import TODAY
from tests.nobodys_case import left_behind

pytestmark = pytest.mark.browser

HOLD = {"reason": f"Erfunden: {LONG_WORD}", "norm": "Art. 17 Abs. 3 DSGVO", "review": f"{TODAY + timedelta(days=300)}"}


@pytest.fixture
def visit(faces: TwoFaces) -> Callable[[Page, str], Page]:
    """A page of the office, by its address."""

    def go(page: Page, path: str) -> Page:
        answer = page.goto(f"{faces.office_url}/{path}")
        assert answer is not None
        assert answer.status == 200, (path, answer.status)
        return page

    return go


Visit = Callable[[Page, str], Page]


def test_a_proposal_that_waits_and_an_objection(faces: TwoFaces, code: AccessCode, visit: Visit) -> None:
    lead, anna = faces.logged_in("lead", script=True), faces.logged_in("anna", script=True)
    taken_over(lead, faces)
    found = complaints(visit(lead, "freigaben"), "approvals, empty")
    stale = visit(faces.logged_in("anna", script=True), f"faelle/{CASE}")
    proposal = proposed_destruction(lead, faces)
    found += complaints(lead, "proposal, mine")
    sends(stale, "note", note="Erfunden.")
    expect(stale.locator("#changed-meanwhile")).to_be_visible()
    expect(stale.get_by_role("button", name="Trotzdem: Vermerk eintragen")).to_be_visible()
    found += complaints(stale, "changed meanwhile")
    anna.goto(proposal)
    expect(anna.locator("#not-yet")).to_be_visible()
    found += complaints(anna, "proposal, to sign later")
    reporter = faces.mailbox(code, script=True)
    found += complaints(reporter, "mailbox, notice of a destruction")
    reporter.get_by_role("button", name="Ich widerspreche").click()
    expect(reporter.locator("body")).to_contain_text("Ihre Antwort ist angekommen")
    found += complaints(reporter, "mailbox, objected")
    anna.goto(proposal)
    sends(anna, "answer-objection", message=" ", reason=" ")
    expect(anna.locator("#problem")).to_be_visible()
    found += complaints(anna, "proposal, answer to an objection refused")
    for path in ("faelle", "freigaben", f"faelle/{CASE}"):
        found += complaints(visit(anna, path), f"{path}, with an objection")
    faces.days = 60
    late = faces.logged_in("anna", script=True)
    late.goto(proposal)
    expect(late.locator("#expired")).to_be_visible()
    found += complaints(late, "proposal, expired")
    assert found == []


def test_a_proposal_that_can_be_signed_is_declined_or_confirmed(
    faces: TwoFaces, code: AccessCode, visit: Visit
) -> None:
    lead, anna = faces.logged_in("lead", script=True), faces.logged_in("anna", script=True)
    taken_over(lead, faces)
    found = list[str]()
    for n in (1, 2):
        sends(visit(lead, f"faelle/{CASE}/loeschung"), "hold", **HOLD)
        expect(lead.locator("#needs-second")).to_be_visible()
        visit(anna, f"faelle/{CASE}/freigaben/{n}")
        if n == 1:
            found += complaints(anna, "proposal, to sign")
            assert LONG_WORD in paper(anna)
            found += complaints(visit(lead, "freigaben"), "approvals, own")
            found += complaints(visit(anna, "freigaben"), "approvals, to sign")
            assert CASE in paper(anna)
            visit(anna, f"faelle/{CASE}/freigaben/1")
            sends(anna, "decline", reason="Erfunden: nicht nötig.")
            expect(anna.locator("#erledigt")).to_be_visible()
            found += complaints(anna, "proposal, declined")
        else:
            sends(anna, "confirm")
            expect(anna.locator("#erledigt")).to_be_visible()
            found += complaints(anna, "proposal, confirmed")
    found += complaints(visit(anna, "freigaben/regeln"), "who must agree")
    printed = paper(anna)
    for words in ("Dienstanweisung", "Löschsperre verhängen", "Zurück zu den Freigaben"):
        assert (words in printed) == (words != "Zurück zu den Freigaben"), words
    assert found == []


def test_a_case_that_nobody_can_open(faces: TwoFaces, visit: Visit) -> None:
    left_behind(faces.founded, faces.ring_path, faces.office.cabinet, faces.office.letterbox, 2)
    lead, anna, at = faces.logged_in("lead", True), faces.logged_in("anna", True), "loeschung/ohne-schluessel"
    found = complaints(visit(lead, at), "without a key, to propose")
    sends(lead, "propose-keyless-1")
    expect(lead.locator("#problem")).to_be_visible()
    found += complaints(lead, "without a key, the archive was not asked")
    lead.locator("#propose-keyless-1 [name=archive]").check()
    sends(lead, "propose-keyless-1")
    expect(lead.locator("#erledigt")).to_be_visible()
    found += complaints(lead, "without a key, mine")
    for path in ("freigaben", at):
        found += complaints(visit(anna, path), f"{path}, to sign without a key")
    sends(anna, "confirm-keyless-1")
    expect(anna.locator("#erledigt")).to_be_visible()
    found += complaints(anna, "without a key, agreed")
    office = faces.office
    assert erase.carry_out(office.letterbox, office.cabinet, office.blobs, lambda *_: None, TODAY, office.ring.ring)
    found += complaints(visit(anna, "loeschung"), "certificate without a key")
    assert found == []


def test_people_at_work(faces: TwoFaces, visit: Visit) -> None:
    for n in range(3):
        faces.sent(f"Erfunden {n}: {LONG_WORD}")
    collect(faces.desk("anna"))
    numbers = [f"HM-2026-{n:04d}" for n in (1, 2, 3)]
    for number in numbers:
        casework.take_over(faces.desk("anna"), number)
    ids = {name: one.officer_id for name, one in faces.people.items()}
    lead, anna = faces.logged_in("lead", script=True), faces.logged_in("anna", script=True)
    found = complaints(visit(lead, "verwaltung/personen"), "people")
    sends(
        lead, "deputy", absent=ids["anna"], deputy=ids["bernd"], first=f"{TODAY}", last=f"{TODAY - timedelta(days=1)}"
    )
    expect(lead.locator("#problem")).to_be_visible()
    found += complaints(lead, "people, deputy refused")
    sends(lead, "deputy", last=f"{TODAY + timedelta(days=13)}")
    expect(lead.locator("#planned")).to_be_visible()
    found += complaints(lead, "people, deputy planned")
    found += complaints(visit(faces.logged_in("bernd", script=True), "faelle"), "list of a deputy")
    found += complaints(visit(anna, "faelle/uebergabe"), "handing over")
    casework.note(faces.desk("lead"), numbers[0], "Erfunden.")
    sends(anna, "hand-over", to=ids["lead"], reason="Erfunden: Urlaub.")
    expect(anna.locator("#handed-partly")).to_be_visible()
    found += complaints(anna, "handed over partly")
    sends(visit(lead, "verwaltung/personen"), "suspend", who=ids["bernd"])
    expect(lead.locator("#suspended")).to_be_visible()
    found += complaints(lead, "people, one suspended")
    found += complaints(visit(lead, "verwaltung"), "administration, one suspended")
    assert found == []
