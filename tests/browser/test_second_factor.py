"""The second factor in a browser: without script from the first login to the last code, and each page looked at."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.authenticator import Authenticator
from tests.browser.faces import TwoFaces, sends
from tests.browser.look import complaints
from tests.browser.test_print import paper
from tests.founded import NOW

pytestmark = pytest.mark.browser

PLACE = "konto/zweiter-faktor"


class Device:
    """An app, and the clock of the office that it goes by."""

    def __init__(self, faces: TwoFaces) -> None:
        self.faces, self.app, self.instant = faces, Authenticator(), NOW
        faces.office.clock = lambda: self.instant

    def scan(self, page: Page) -> None:
        """Takes in what the page shows."""
        self.app.scan(page.locator("#totp-secret").inner_text())

    def code(self) -> str:
        """One that nobody has used."""
        self.instant += timedelta(seconds=self.app.wait(self.instant.timestamp()))
        return self.app.code(self.instant.timestamp())


@pytest.fixture
def device(faces: TwoFaces) -> Device:
    """Anna's; the office demands a factor."""
    faces.office.needs_factor = True
    return Device(faces)


def arrives(page: Page, form: str, **texts: str) -> None:
    """Sends the form, and is on the page after it."""
    with page.expect_navigation():
        sends(page, form, **texts)


def enters(faces: TwoFaces, page: Page) -> Page:
    """Anna's passphrase."""
    page.goto(f"{faces.office_url}/anmelden")
    arrives(page, "login", username="anna", passphrase=faces.founded.people["anna"].passphrase)
    return page


def test_without_script_from_the_first_login_to_the_last_code(faces: TwoFaces, device: Device) -> None:
    page = enters(faces, faces.browser().new_page())
    expect(page.locator("#factor-first")).to_be_visible()
    page.get_by_role("link", name="Fälle").click()
    expect(page.locator("#factor-first")).to_be_visible()
    device.scan(page)
    sends(page, "totp", app_code="000000")
    expect(page.locator("#problem")).to_contain_text("passt nicht")
    sends(page, "totp", app_code=device.code())
    codes = page.locator(".recovery-codes code").all_inner_texts()
    assert len(set(codes)) == 10
    printed = paper(page)
    assert [code for code in codes if code not in printed] == []
    assert "weiter" not in printed
    assert "Meldestelle" not in printed, "nothing names the house"
    sends(page, "onward")
    expect(page).to_have_url(f"{faces.office_url}/faelle")

    other = enters(faces, faces.browser().new_page())
    expect(other).to_have_url(f"{faces.office_url}/anmelden/code")
    expect(other.locator("#f-code")).to_be_focused()
    sends(other, "login-code", code="000000")
    expect(other.locator("#problem")).to_contain_text("Der Code stimmt nicht")
    sends(other, "login-code", code=device.code())
    expect(other).to_have_url(f"{faces.office_url}/faelle")

    lost = enters(faces, faces.browser().new_page())
    sends(lost, "login-code", code=codes[0].lower())
    expect(lost.locator("#erledigt")).to_contain_text("Wiederherstellungscode")
    other.reload()
    expect(other).to_have_url(f"{faces.office_url}/anmelden?weiter=/faelle")
    device.scan(lost)
    sends(lost, "totp", app_code=device.code())
    sends(lost, "onward")
    lost.goto(f"{faces.office_url}/{PLACE}")
    passphrase = faces.founded.people["anna"].passphrase
    sends(lost, "totp-remove", passphrase=passphrase, present_code=device.code())
    expect(lost.locator("#erledigt")).to_contain_text("entfernt")
    expect(lost.locator("#factor-first")).to_be_visible()


def test_each_page_is_accessible_and_fits(faces: TwoFaces, device: Device) -> None:
    page = enters(faces, faces.browser(script=True).new_page())
    found = complaints(page, "set up")
    device.scan(page)
    arrives(page, "totp", app_code="000000")
    found += complaints(page, "set up, refused")
    arrives(page, "totp", app_code=device.code())
    found += complaints(page, "recovery codes")
    arrives(page, "onward")
    page.goto(f"{faces.office_url}/{PLACE}")
    found += complaints(page, "set up already")
    arrives(page, "totp-remove", passphrase="falsch", present_code="000000")
    expect(page.locator("#problem")).to_be_visible()
    found += complaints(page, "removing, refused")
    page.goto(f"{faces.office_url}/{PLACE}/neu")
    found += complaints(page, "another device")
    other = enters(faces, faces.browser(script=True).new_page())
    found += complaints(other, "code")
    arrives(other, "login-code", code="000000")
    found += complaints(other, "code, refused")
    assert found == []


def test_the_picture_is_shown_under_our_policy(faces: TwoFaces, device: Device) -> None:
    page = enters(faces, faces.browser(script=True).new_page())
    assert page.locator("img.qr").evaluate("picture => picture.naturalWidth") > 100
