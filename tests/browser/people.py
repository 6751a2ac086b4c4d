"""Reporter and officer in front of a browser, as the journeys need them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlsplit

from babel.dates import format_date
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Response, expect

from tests.browser.demo import Demo
from tests.browser.hands import Hands

IS_QUIET = "button => button.form !== null && button.form.matches('[data-quiet]')"
ANSWERED = "Failed to load resource: the server responded with a status of "


@dataclass
class Watch:
    """What a page must not do: complain on the console, ask foreign hosts, break our CSP, set cookies at the intake."""

    demo: Demo
    complaints: list[str] = field(default_factory=list)

    def over(self, page: Page) -> None:
        """Watches this page from now on."""
        page.on("console", lambda said: self._said(said.type, said.text))
        page.on("pageerror", lambda error: self.complaints.append(f"script error: {error}"))
        page.on("request", lambda request: self._asked(request.url))
        page.on("response", self._answered)

    def _said(self, kind: str, text: str) -> None:
        if kind in ("error", "warning") and not text.startswith(ANSWERED):
            self.complaints.append(f"console: {text}")

    def _asked(self, url: str) -> None:
        ours = {urlsplit(self.demo.intake_url).netloc, urlsplit(self.demo.office_url).netloc}
        if not url.startswith("data:") and urlsplit(url).netloc not in ours:
            self.complaints.append(f"asked for {url}")

    def _answered(self, response: Response) -> None:
        if response.status >= 500:
            self.complaints.append(f"{response.status} for {urlsplit(response.url).path}")


@dataclass
class Seat:
    """A browser window of one person."""

    demo: Demo
    context: BrowserContext
    page: Page
    hands: Hands
    script: bool

    def button(self, name: str, form: str = "") -> None:
        """Presses the button with this label, in the form with this id, and waits for the page it leads to."""
        area = self.page.locator(f"form#{form}") if form else self.page
        self.presses(area.get_by_role("button", name=name, exact=True))

    def presses(self, button: Locator) -> None:
        """A button that sends its form. With script the intake's forms leave the page where it is, and the answer takes
        its place."""
        if not (self.script and button.evaluate(IS_QUIET)):
            with self.page.expect_navigation():
                self.hands.click(button)
            return
        with self.page.expect_response(is_post) as answered:
            self.hands.click(button)
        assert answered.value.request.resource_type == "xhr"
        expect(self.page.locator("form[inert]")).to_have_count(0)

    def field(self, label: str, text: str) -> None:
        """Writes into the field with this label."""
        self.hands.write(self.page.get_by_label(label), text)

    def unfolds(self, summary: str) -> None:
        """Opens a folded part of the page, unless it is open."""
        part = self.page.locator("summary", has_text=summary)
        if part.locator("xpath=..").get_attribute("open") is None:
            self.hands.click(part)

    def sees(self, *texts: str) -> None:
        """All this can be read on the page."""
        for text in texts:
            expect(self.page.locator("body")).to_contain_text(text)

    def heading(self, text: str) -> None:
        """The page is the one with this heading."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(text)
        self.page.wait_for_load_state()  # the heading stands there before the rest

    def refused(self, sentence: str, area: str = "") -> None:
        """The error summary says so and has the focus; its link leads to the field."""
        summary = self.page.locator("#problem")
        expect(summary).to_contain_text(sentence)
        expect(summary).to_be_focused()
        assert self.page.title().startswith("Fehler: ")
        link = summary.get_by_role("link").first.get_attribute("href") or "#missing"
        expect(self.page.locator(link)).to_have_count(1)
        if area:
            assert link == f"#{area}"


class Reporter(Seat):
    """A person with a code."""

    code = ""

    def reads_code(self) -> str:
        """The code on the page."""
        shown = self.page.locator("#access-code").text_content() or ""
        return "".join(shown.split())

    def opens_form(self) -> None:
        """From the start page to the first page of the report."""
        self.page.goto(self.demo.intake_url)
        self.hands.click(self.page.get_by_role("link", name="Meldung schreiben"))
        self.heading("Erzählen")
        expect(self.page.locator("#access-code")).to_have_count(0)

    def tells(self, text: str) -> None:
        """What happened, on a fresh form."""
        self.opens_form()
        self.field("Was ist geschehen?", text)

    def goes_on(self) -> None:
        """To the second page."""
        self.button("Weiter")
        self.heading("Schützen")

    def chooses_topic(self, label: str) -> None:
        """On the second page, by the first words of its label."""
        select = self.page.get_by_label("Worum geht es am ehesten?")
        value = select.locator("option", has_text=label).first.get_attribute("value")
        assert value
        self.hands.pick(select, value)

    def keeps_names(self) -> None:
        """Of the files, on the first page."""
        self.unfolds("Dateien können verraten, von wem sie sind")
        self.hands.tick(self.page.get_by_label("Die Dateinamen so lassen"))

    def looks_through(self) -> None:
        """To the last page, where the code is noted."""
        short = self.page.get_by_role("button", name="Das genügt, gleich zum Senden")
        self.button("Das genügt, gleich zum Senden" if short.count() else "Weiter zum Prüfen")
        self.heading("Prüfen und senden")
        self.code = self.reads_code()

    def sends(self) -> None:
        """The last page, with the code noted, until it is confirmed. The code is not shown again."""
        self.hands.tick(self.page.get_by_label("Ich habe den Zugangscode notiert."))
        self.button("Meldung senden")
        self.heading("Ihre Meldung ist angekommen.")
        expect(self.page.locator("#confirmed")).to_be_visible()
        assert self.code not in self.page.content()

    def reports(self, text: str) -> None:
        """The shortest way from the start page to the confirmation."""
        self.tells(text)
        self.looks_through()
        self.sends()

    def opens_mailbox(self, typed: str) -> None:
        """By the door, with the code as typed."""
        self.page.goto(f"{self.demo.intake_url}/postfach")
        self.field("Zugangscode", typed)
        self.button("Postfach öffnen")


class Officer(Seat):
    """A person with a user name."""

    number = ""

    def logs_in(self, username: str) -> None:
        """To the list of cases."""
        self.page.goto(self.demo.office_url)
        self.heading("Anmelden")
        self.field("Benutzername", username)
        self.field("Passphrase", self.demo.officers[username])
        self.button("Anmelden")
        self.heading("Fälle")

    def opens_list(self) -> None:
        """By the menu."""
        self.hands.click(self.page.get_by_role("navigation", name="Hauptmenü").get_by_role("link", name="Fälle"))
        self.heading("Fälle")

    def opens_case(self, title: str) -> None:
        """From the list."""
        link = self.page.get_by_role("row", name=title).get_by_role("link")
        self.number = link.inner_text()
        self.hands.click(link)
        self.heading(self.number)

    def notice(self, text: str) -> None:
        """What the page says after an act."""
        expect(self.page.locator("#erledigt")).to_contain_text(text)

    def stage(self, shown: str) -> None:
        """Where the case stands."""
        expect(self.page.locator(".progress [aria-current=step]")).to_contain_text(shown)

    def writes(self, form: str, button: str, **texts: str) -> None:
        """Fills the form's text fields and sends it."""
        for name, text in texts.items():
            self.hands.write(self.page.locator(f"form#{form} [name={name}]"), text)
        self.button(button, form)

    def picks(self, form: str, name: str, value: str) -> None:
        """Chooses in a select of the form."""
        self.hands.pick(self.page.locator(f"form#{form} select[name={name}]"), value)


def seat(
    kind: type[Seat], browser: Browser, demo: Demo, watch: Watch, hands: Callable[[Page], Hands], *, script: bool
) -> Seat:
    """A fresh browser, that knows nothing of the others, for one person."""
    # Without motion nothing still scrolls when the next key is pressed: tests type faster than people.
    context = browser.new_context(locale="de-DE", java_script_enabled=script, reduced_motion="reduce")
    context.set_default_timeout(60_000)
    page = context.new_page()
    watch.over(page)
    return kind(demo, context, page, hands(page), script)


def is_post(response: Response) -> bool:
    """The answer to a form."""
    return response.request.method == "POST"


def in_sentence(day: date) -> str:
    """A date as the pages write it."""
    return str(format_date(day, "long", "de"))
