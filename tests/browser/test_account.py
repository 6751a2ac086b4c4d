"""One's own account, with a real browser: without script at three widths, and every state of its page by axe."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.faces import TwoFaces, sends
from tests.browser.look import DESK, PHONE, TABLET, TOO_WIDE, complaints

pytestmark = pytest.mark.browser
OLD, NEW = "anna-und-nur-fuer-tests", "sechs ganz neue Worte nur fuer Tests"


def at_home(faces: TwoFaces, who: str = "anna", script: bool = False) -> Page:
    """The account's page."""
    page = faces.logged_in(who, script)
    answer = page.goto(f"{faces.office_url}/konto")
    assert answer is not None
    assert answer.status == 200
    return page


def pictured(page: Page, name: str) -> None:
    """For whoever wants to look at it."""
    if folder := os.environ.get("TESTS_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.mark.parametrize("size", [PHONE, TABLET, DESK], ids=lambda size: f"{size['width']} px")
def test_everything_is_done_without_script(size: dict[str, int], faces: TwoFaces) -> None:
    elsewhere, here = at_home(faces), at_home(faces)
    here.set_viewport_size({"width": size["width"], "height": size["height"]})
    pictured(here, f"account-{size['width']}")
    words = here.locator("#suggestion").inner_text()
    sends(here, "device", kind="notebook")
    expect(here.locator("#own-sessions")).to_contain_text("Notebook")
    sends(here, "passphrase", passphrase="falsch", new_passphrase=words, again_passphrase=words)
    expect(here.locator("#problem")).to_contain_text("Die bisherige Passphrase stimmt nicht.")
    assert here.locator("#passphrase input[type=password]").evaluate_all("all => all.map(one => one.value)") == [""] * 3
    pictured(here, f"account-refused-{size['width']}")
    sends(here, "passphrase", passphrase=f" {OLD} ", new_passphrase=words, again_passphrase=words)
    expect(here.locator("#erledigt")).to_contain_text("Ihre Passphrase ist geändert")
    elsewhere.reload()
    expect(elsewhere.get_by_role("heading", name="Anmelden")).to_be_visible()
    elsewhere.get_by_label("Benutzername").fill("anna")
    elsewhere.get_by_label("Passphrase").fill(words)
    elsewhere.get_by_label("Gerät").select_option("Dienstrechner")
    elsewhere.get_by_role("button", name="Anmelden").click()
    expect(elsewhere.get_by_role("link", name="Konto")).to_be_visible()
    here.goto(f"{faces.office_url}/konto")
    expect(here.locator("#own-sessions")).to_contain_text("Dienstrechner")
    here.get_by_label("Dienstrechner, begonnen am").check()
    pictured(here, f"account-sessions-{size['width']}")
    here.get_by_role("button", name="Sitzung beenden").click()
    expect(here.locator("#erledigt")).to_contain_text("Beendet.")
    elsewhere.reload()
    expect(elsewhere.get_by_role("heading", name="Anmelden")).to_be_visible()


def test_the_page_is_no_wider_than_the_screen_without_script(faces: TwoFaces) -> None:
    """Measured by a page with script, of what a page without has got."""
    page, other = at_home(faces), at_home(faces, script=True)
    other.set_content(page.content().replace("<head>", f'<head><base href="{faces.office_url}/">'))
    for size in (PHONE, TABLET, DESK):
        other.set_viewport_size(size)
        assert other.evaluate(TOO_WIDE) == []


def test_every_state_of_the_page_is_for_everybody(faces: TwoFaces) -> None:
    other = at_home(faces)
    page = at_home(faces, script=True)
    found = complaints(page, "account")
    with page.expect_navigation():
        sends(page, "passphrase", passphrase=OLD, new_passphrase="zu kurz", again_passphrase="zu kurz")
    expect(page.locator("#problem")).to_be_visible()
    found += complaints(page, "account, new passphrase refused")
    with page.expect_navigation():
        sends(page, "passphrase", passphrase=OLD, new_passphrase=NEW, again_passphrase=NEW + "x")
    expect(page.locator("#problem")).to_be_visible()
    found += complaints(page, "account, passphrases unequal")
    with page.expect_navigation():
        page.get_by_role("button", name="Sitzung beenden").click()
    expect(page.locator("#problem")).to_be_visible()
    found += complaints(page, "account, no session chosen")
    with page.expect_navigation():
        sends(page, "passphrase", passphrase=OLD, new_passphrase=NEW, again_passphrase=NEW)
    expect(page.locator("#erledigt")).to_be_visible()
    found += complaints(page, "account, passphrase changed, no other session")
    other.goto(f"{faces.office_url}/anmelden")
    with page.expect_navigation():
        page.get_by_role("button", name="Abmelden").click()
    found += complaints(page, "logged out, with devices to choose")
    assert found == []
