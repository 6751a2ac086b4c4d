"""Both faces under one clock that is moved, in this process, and who sits in front of them with real browsers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, expect

from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.crypto.ring import Ring
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.office import Office
from hinweisgeber.usecases.officer.desk import Desk
from hinweisgeber.usecases.reporter import submit
from hinweisgeber.usecases.reporter.box import Booth
from tests.founded import TODAY, Founded, Person
from tests.office.people import Browser as Client

CASE, PASSAGE = "HM-2026-0001", "Der Nachbar heißt Erfunden."
BUTTON = "button[type=submit]:not([hidden], [formaction], [value=draft])"  # that does what the form is for
UNFOLD = "form => { for (let one = form; one = one.parentElement?.closest('details');) one.open = true; }"


@dataclass
class TwoFaces:
    """Both faces under one clock, and who sits in front of them."""

    office: Office
    office_url: str
    intake_url: str
    founded: Founded
    chromium: Browser
    ring_path: Path
    days: int = 0
    joined: dict[str, Person] = field(default_factory=dict)  # since the founding

    @property
    def people(self) -> dict[str, Person]:
        """Everybody, by user name."""
        return {**self.founded.people, **self.joined}

    @property
    def today(self) -> date:
        """As the clock stands."""
        return TODAY + timedelta(days=self.days)

    def desk(self, username: str) -> Desk:
        """At work without a browser, for what only has to be there."""
        who, office = self.people[username], self.office
        return Desk(office.cabinet, office.letterbox, office.ring.ring, who.officer_id, who.identity, self.today)

    def sent(self, text: str, without: Sequence[str] = ()) -> AccessCode:
        """The code of a report that lies in the letterbox, kept from these."""
        report, wrong = Report(text, excluded=tuple(self.people[one].officer_id for one in without)).checked()
        assert not wrong
        code = AccessCode.generate()
        submit.submit(Booth(self.office.letterbox, self.office.ring.ring, self.today), code, report, "Eingegangen.")
        return code

    def publishes(self, ring: Ring) -> None:
        """From now on both faces read this ring."""
        self.ring_path.write_text(ring.text(), encoding="utf-8")

    def logged_in(self, username: str, script: bool = False) -> Page:
        """A browser of this officer, logged in on this day."""
        secret = Client(self.office).enter(self.people[username]).cookie
        context = self.browser(script)
        context.add_cookies([{"name": self.office.session_cookie, "value": secret, "url": self.office_url}])
        return context.new_page()

    def browser(self, script: bool = False) -> BrowserContext:
        """A fresh one."""
        return self.chromium.new_context(java_script_enabled=script, locale="de-DE", reduced_motion="reduce")

    def mailbox(self, code: AccessCode, script: bool = False) -> Page:
        """The reporter's, opened."""
        page = self.browser(script).new_page()
        page.goto(f"{self.intake_url}/postfach")
        page.locator("[name=code]").first.fill(str(code))
        page.get_by_role("button", name="Postfach öffnen").click()
        expect(page.locator("article.message").first).to_be_visible()
        return page


def taken_over(lead: Page, faces: TwoFaces) -> None:
    """The case is the lead's."""
    lead.goto(f"{faces.office_url}/faelle")
    lead.goto(f"{faces.office_url}/faelle/{CASE}")
    lead.get_by_role("button", name="Fall übernehmen").click()
    expect(lead.locator("#erledigt")).to_be_visible()


def proposed_destruction(lead: Page, faces: TwoFaces) -> str:
    """The passage is to be destroyed; the address of the proposal."""
    lead.goto(f"{faces.office_url}/faelle/{CASE}/text/reporter/1")
    lead.locator("#destroy [name=reason]").fill("Der Name gehört nicht zur Sache.")
    lead.locator("#destroy button[type=submit]").click()
    expect(lead.locator("#needs-second")).to_contain_text("Geschehen ist noch nichts.")
    return lead.url.partition("?")[0]


def sends(page: Page, form: str, **texts: str) -> None:
    """Fills the form with this id, unfolded if need be, and presses its button."""
    page.locator(f"#{form}").evaluate(UNFOLD)
    for name, text in texts.items():
        field = page.locator(f"#{form} [name={name}]")
        if field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(text)
        else:
            field.fill(text)
    page.locator(f"#{form} {BUTTON}").click()
