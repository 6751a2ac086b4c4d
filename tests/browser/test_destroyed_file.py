"""A file that two have destroyed, while the reporter's page with its button was open: what the mailbox says then. The
clock is moved past the days in which the reporter may object."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.usecases.reporter import submit
from hinweisgeber.usecases.reporter.box import Booth
from hinweisgeber.usecases.reporter.files import store_file
from tests.browser.faces import CASE, TwoFaces, taken_over
from tests.browser.look import complaints
from tests.founded import Founded
from tests.sandbox import samples

pytestmark = pytest.mark.browser

WIDE_NAME, TEXT = f"{'Wolkenschieberverordnung' * 4}.jpg", "Der Nebel wird doppelt gezählt."


def test_an_open_mailbox_says_that_its_file_is_gone_and_keeps_what_was_typed(
    faces: TwoFaces,
    booth: Booth,
    founded: Founded,
) -> None:
    code, blobs = AccessCode.generate(), faces.office.blobs
    file = store_file(blobs, [samples.image("JPEG")], WIDE_NAME, cleaned=False)
    report, wrong = Report(TEXT, excluded=(founded.people["bernd"].officer_id,)).checked()
    assert not wrong
    submit.submit(booth, code, report, "Eingegangen.", (file,))
    lead = faces.logged_in("lead")
    taken_over(lead, faces)
    lead.goto(f"{faces.office_url}/faelle/{CASE}/datei/{file.blob}")
    lead.locator("#destroy [name=reason]").fill("Gehört nicht zur Sache.")
    lead.locator("#destroy button[type=submit]").click()
    expect(lead.locator("#needs-second")).to_be_visible()
    expect(faces.mailbox(code).locator("body")).to_contain_text(f"die Datei „{WIDE_NAME}“")
    faces.days = 15
    reporter = faces.mailbox(code, script=True)
    reporter.get_by_label("Ihre Nachricht").fill(TEXT)
    anna = faces.logged_in("anna")
    anna.goto(lead.url.partition("?")[0])
    anna.locator("#confirm button[type=submit]").click()
    expect(anna.locator("#erledigt")).to_contain_text("jetzt ausgeführt")
    with reporter.expect_popup() as beside:
        reporter.get_by_role("button", name=WIDE_NAME).click()
    told = beside.value
    expect(told.locator("body")).to_contain_text("Diese Datei ist nicht mehr vorhanden.")
    expect(told.locator("body")).to_contain_text(
        f"{WIDE_NAME}: Diese Datei ist nicht mehr da. Die Meldestelle hat sie vernichtet."
    )
    expect(told.get_by_role("button", name=WIDE_NAME)).to_have_count(0)
    assert complaints(told, "mailbox with a destroyed file") == []
    expect(reporter.get_by_label("Ihre Nachricht")).to_have_value(TEXT)
