"""A document is taken on file in a browser without script; each of its states is looked at by axe and by us
(`look.complaints`)."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from hinweisgeber.crypto.code import AccessCode
from tests.browser.faces import CASE, TwoFaces, sends, taken_over
from tests.browser.look import complaints
from tests.browser.rooms import LONG_WORD

pytestmark = pytest.mark.browser

TOLD = {"title": f"Rechnung 17 {LONG_WORD}", "source": f"Sachgebiet 30 {LONG_WORD}", "remark": f"Seite 2 {LONG_WORD}"}


def at_files(page: Page, faces: TwoFaces) -> Page:
    """The page of all files of a case that is taken in."""
    page.goto(f"{faces.office_url}/faelle")
    page.goto(f"{faces.office_url}/faelle/{CASE}/dateien")
    return page


def chooses(page: Page, *paths: Path) -> None:
    """In the field for files."""
    page.locator("#evidence [name=attachments]").set_input_files(paths)


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / f"rechnung-{LONG_WORD}.txt"
    path.write_text("Erfundene Rechnung", encoding="utf-8")
    return path


@pytest.mark.parametrize("script", [False, True], ids=["without script", "looked at"])
def test_a_document_is_taken_on_file_and_found_again(
    faces: TwoFaces, code: AccessCode, paper: Path, script: bool
) -> None:
    anna, found = faces.logged_in("anna", script=script), list[str]()

    def looks(state: str) -> None:
        if script:
            found.extend(complaints(anna, state))

    taken_over(faces.logged_in("lead", script=script), faces)
    at_files(anna, faces)
    looks("files, none")
    chooses(anna, paper)
    sends(anna, "evidence", **TOLD, day="2099-01-01")
    expect(anna.locator("#problem")).to_contain_text("Art")
    expect(anna.locator("#evidence [name=title]")).to_have_value(TOLD["title"])
    expect(anna.locator("#evidence")).to_contain_text("Schon übertragen")
    looks("evidence, refused")
    anna.locator("#evidence [name=relevance]").last.check()
    sends(anna, "evidence", kind="deed")
    expect(anna.locator("#problem")).to_contain_text("liegt nach heute")
    sends(anna, "evidence", day="")
    expect(anna.locator("#erledigt")).to_contain_text("liegt jetzt in der Akte")
    looks("evidence, filed")
    chooses(anna, paper)
    anna.locator("#evidence [name=relevance]").first.check()
    sends(anna, "evidence", **TOLD, kind="photo")
    expect(anna.locator("#erledigt")).to_contain_text("Derselbe Inhalt lag dort schon")
    looks("evidence, twice")
    anna.get_by_role("link", name="rechnung").first.click()
    expect(anna.locator("#angaben")).to_contain_text("Urkunde oder Schreiben")
    looks("a document's page")
    lead = faces.logged_in("lead", script=script)
    lead.goto(anna.url)
    expect(lead.locator("#vernichtung")).to_contain_text("sie erfährt davon nichts")
    if script:
        found += complaints(lead, "a document's page, whose case it is")
    sends(lead, "destroy", reason="Doppelt.")
    expect(lead.locator("#needs-second")).to_be_visible()
    if script:
        found += complaints(lead, "proposal, a document")
    assert found == []


def test_the_page_after_a_lost_session_asks_for_the_file_again(faces: TwoFaces, code: AccessCode, paper: Path) -> None:
    anna, person = at_files(faces.logged_in("anna", script=True), faces), faces.people["anna"]
    anna.context.clear_cookies()
    chooses(anna, paper)
    anna.locator("#evidence [name=relevance]").last.check()
    sends(anna, "evidence", **TOLD, kind="deed", day="")
    expect(anna.get_by_role("heading", level=1)).to_contain_text("Anmelden")
    sends(anna, "login", username=person.username, passphrase=person.passphrase)
    expect(anna.locator("#kept [name=title]")).to_have_value(TOLD["title"])
    expect(anna.locator("#files-lost")).to_be_visible()
    found = complaints(anna, "kept document")
    anna.locator("#kept [name=attachments]").set_input_files(paper)
    sends(anna, "kept")
    expect(anna.locator("#erledigt")).to_contain_text("liegt jetzt in der Akte")
    assert found == []
