"""Two people and a reporter in front of real browsers without script, and a clock that is moved: a passage is destroyed
with and without an objection, feedback is withheld, a case that nobody can open is erased. How its pages look:
`test_power_pages`."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.usecases.keeper import erase
from tests.browser.faces import BUTTON, CASE, PASSAGE, TwoFaces, proposed_destruction, taken_over
from tests.nobodys_case import left_behind

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("objects", [True, False], ids=["with an objection", "without one"])
def test_a_passage_is_destroyed_by_two_after_the_reporter_was_told(
    objects: bool, faces: TwoFaces, code: AccessCode
) -> None:
    lead, anna = faces.logged_in("lead"), faces.logged_in("anna")
    taken_over(lead, faces)
    proposal = proposed_destruction(lead, faces)
    anna.goto(f"{faces.office_url}/freigaben")
    anna.get_by_role("link", name="Nachricht vernichten").click()
    expect(anna.locator("#not-yet")).to_contain_text("kann noch widersprechen")
    expect(anna.locator("body")).to_contain_text(PASSAGE)
    reporter = faces.mailbox(code)
    expect(reporter.locator("body")).to_contain_text("Der Name gehört nicht zur Sache.")
    if objects:
        reporter.get_by_role("button", name="Ich widerspreche").click()
        expect(reporter.locator("body")).to_contain_text("Ihre Antwort ist angekommen")
    faces.days = 15
    anna = faces.logged_in("anna")
    anna.goto(proposal)
    if objects:
        expect(anna.locator("#not-yet")).to_contain_text("Die hinweisgebende Person hat widersprochen.")
        expect(anna.locator("#confirm")).to_have_count(0)
        anna.locator("#answer-objection [name=message]").fill("Wir haben geprüft: Der Name wird nicht gebraucht.")
        anna.locator("#answer-objection [name=reason]").fill("Der Name steht sonst nirgends.")
        anna.locator("#answer-objection button[type=submit]").click()
        expect(anna.locator("#erledigt")).to_contain_text("Widerspruch")
        expect(faces.mailbox(code).locator("body")).to_contain_text("Der Name wird nicht gebraucht.")
    anna.locator("#confirm button[type=submit]").click()
    expect(anna.locator("#erledigt")).to_contain_text("jetzt ausgeführt")
    anna.goto(f"{faces.office_url}/faelle/{CASE}")
    expect(anna.locator("#dialog")).to_contain_text("Dieser Text wurde vernichtet.")
    expect(anna.locator("body")).not_to_contain_text(PASSAGE)
    expect(faces.mailbox(code).locator("body")).not_to_contain_text(PASSAGE)


def test_feedback_is_withheld_by_two_and_said_in_neutral_words(faces: TwoFaces, code: AccessCode) -> None:
    lead, anna = faces.logged_in("lead"), faces.logged_in("anna")
    taken_over(lead, faces)
    lead.goto(f"{faces.office_url}/faelle/{CASE}?offen=feedback-waived")
    expect(lead.locator("#two-feedback-waived")).to_contain_text("Bestätigen kann: Fallbearbeitung 1")
    lead.locator("#feedback-waived [name=reason]").fill("Gefährdet die Ermittlung gegen Erfunden.")
    lead.locator("#feedback-waived button[type=submit]").click()
    expect(lead.locator("#needs-second")).to_be_visible()
    anna.goto(lead.url.partition("?")[0])
    anna.locator("#confirm button[type=submit]").click()
    expect(anna.locator("#erledigt")).to_contain_text("jetzt ausgeführt")
    said = faces.mailbox(code).locator("body")
    expect(said).to_contain_text("hören Sie wieder von uns")
    expect(said).not_to_contain_text("Gefährdet die Ermittlung")


@pytest.mark.parametrize("width", [320, 1280])
def test_a_case_that_nobody_can_open_goes_by_two_without_a_key(width: int, faces: TwoFaces) -> None:
    (code,) = left_behind(faces.founded, faces.ring_path, faces.office.cabinet, faces.office.letterbox)
    lead, anna = faces.logged_in("lead"), faces.logged_in("anna")
    for page in (lead, anna):
        page.set_viewport_size({"width": width, "height": 800})
    lead.goto(f"{faces.office_url}/loeschung")
    lead.get_by_role("link", name="Fälle, die niemand mehr öffnen kann").click()
    expect(lead.locator("#keyless-1")).to_contain_text("Schlüssel abgelaufen: 1")
    lead.locator(f"#propose-keyless-1 {BUTTON}").click()
    expect(lead.locator("#problem")).to_contain_text("mit dem Archiv")
    lead.locator("#propose-keyless-1 [name=archive]").check()
    lead.locator(f"#propose-keyless-1 {BUTTON}").click()
    expect(lead.locator("#erledigt")).to_contain_text("ändert sich nichts")
    anna.goto(f"{faces.office_url}/freigaben")
    anna.locator("#keyless a").click()
    anna.locator(f"#confirm-keyless-1 {BUTTON}").click()
    expect(anna.locator("#erledigt")).to_contain_text("Die Löschung ist freigegeben.")
    expect(faces.mailbox(code).locator("article.message").first).to_be_visible()
    office = faces.office
    done = erase.carry_out(
        office.letterbox, office.cabinet, office.blobs, lambda *_: None, faces.today, office.ring.ring
    )
    assert [one.keyless for one in done] == [True]
    lead.goto(f"{faces.office_url}/loeschung")
    expect(lead.locator("#certificates")).to_contain_text("ohne Schlüssel, durch zwei")
    gone = faces.browser().new_page()
    gone.goto(f"{faces.intake_url}/postfach")
    gone.locator("[name=code]").first.fill(str(code))
    gone.get_by_role("button", name="Postfach öffnen").click()
    expect(gone.locator("#problem")).to_be_visible()
