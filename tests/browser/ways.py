"""What it takes to send a report, measured on three ways: the shortest by keyboard, every page by touch on a phone, and
every page by keyboard with nothing but what a screen reader is told.

`python -P -m tests.browser.ways` prints the table, with a demo of its own or `--url` of a running intake. Times are of
a program that reads nothing and types at once: they compare pages, not people.
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

from tests.browser.demo import demo_in
from tests.patience import PATIENT

DESK, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
TEXT = "Im Bauhof fehlt jede Woche ein Kanister Diesel."
ANSWERS = {
    "Was befürchten Sie?": "Dass es niemand glaubt.",
    "Wann ungefähr?": "seit dem Winter",
    "Wo?": "im Bauhof",
    "Wer ist beteiligt?": "Das weiß ich nicht.",
    "Woher wissen Sie es?": "Ich habe es gesehen.",
    "Was soll geschehen?": "Es soll aufhören.",
}
FEW, EXCLUDED = "wenige, etwa zwei bis fünf Personen", "Fallbearbeitung 2"
MEETING, NOTED = "Ich möchte persönlich mit der Meldestelle sprechen", "Ich habe den Zugangscode notiert."
TOPIC, TOPIC_VALUE = "Worum geht es am ehesten?", 2
MOST_TABS = 80
SCROLLED = "() => [scrollY, innerHeight]"


@dataclass
class Effort:
    """What one way took."""

    way: str
    keys: int = 0  # beside the letters of the text
    taps: int = 0
    swipes: int = 0
    letters: int = 0
    pages: list[str] = field(default_factory=list)
    seconds: float = 0
    code: str = ""

    def row(self) -> tuple[str, ...]:
        """For the table."""
        others = f"{self.keys} Tasten" if self.keys else f"{self.taps} Berührungen, {self.swipes}-mal wischen"
        return self.way, str(len(self.pages)), others, str(self.letters), f"{self.seconds:.1f} s"


def table(efforts: Iterable[Effort]) -> str:
    """As the readme shows it."""
    head = ("Weg", "Seiten", "außer dem Text", "Zeichen Text", "Zeit des Programms")
    rows = [head, ("---",) * len(head), *(effort.row() for effort in efforts)]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


# -- one person each ------------------------------------------------------------------------------------------------


class Person:
    """Somebody on the first page of a report; what they do is counted."""

    def __init__(self, page: Page, effort: Effort) -> None:
        self.page, self.effort = page, effort

    def notes_page(self, heading: str) -> None:
        """Waits for the page with this heading, and counts it."""
        expect(self.page.get_by_role("heading", level=1, name=heading, exact=True)).to_be_visible()
        self.page.wait_for_load_state()
        if heading != "Ihre Meldung ist angekommen.":
            self.effort.pages.append(heading)

    def reads_code(self) -> None:
        """From the last page to paper."""
        self.effort.code = "".join(self.page.locator("#access-code").inner_text().split())

    def types(self, text: str) -> None:
        """Letters of the report."""
        self.page.keyboard.type(text)
        self.effort.letters += len(text)


class Keys(Person):
    """A keyboard and eyes: Tab until the focus is where it should be."""

    def presses(self, key: str) -> None:
        """One key."""
        self.page.keyboard.press(key)
        self.effort.keys += 1

    def reaches(self, role: str, name: str) -> None:
        """Presses Tab until this control has the focus."""
        wanted = self.page.get_by_role(role, name=name, exact=True)  # type: ignore[arg-type]
        handle = wanted.first.element_handle()
        for _ in range(MOST_TABS):
            if self.page.evaluate("wanted => document.activeElement === wanted", handle):
                return
            self.presses("Tab")
        raise AssertionError(f"Tab does not lead to {role} {name}")

    def writes(self, name: str, text: str) -> None:
        """Into an empty field."""
        self.reaches("textbox", name)
        self.types(text)

    def ticks(self, name: str) -> None:
        """A box."""
        self.reaches("checkbox", name)
        self.presses("Space")

    def clicks(self, name: str) -> None:
        """A button."""
        self.reaches("button", name)
        self.presses("Enter")


class ScreenReader(Keys):
    """A keyboard and what the browser tells a screen reader: role and name of what has the focus."""

    def __init__(self, page: Page, effort: Effort) -> None:
        super().__init__(page, effort)
        self._line = page.context.new_cdp_session(page)
        self._line.send("Accessibility.enable")

    def tree(self) -> list[dict[str, Any]]:
        """All that is told."""
        nodes: list[dict[str, Any]] = self._line.send("Accessibility.getFullAXTree")["nodes"]
        return [node for node in nodes if not node.get("ignored")]

    def hears(self) -> tuple[str, str]:
        """Role and name of what has the focus."""
        for node in self.tree():
            facts = {fact["name"]: fact["value"].get("value") for fact in node.get("properties", [])}
            if facts.get("focused") and said(node, "role") != "RootWebArea":
                return said(node, "role"), said(node, "name")
        return "", ""

    def notes_page(self, heading: str) -> None:
        """The heading is told; so is the code, as text."""
        end = time.monotonic() + PATIENT
        while ("heading", heading) not in [(said(node, "role"), said(node, "name")) for node in self.tree()]:
            assert time.monotonic() < end, heading
        super().notes_page(heading)

    def reads_code(self) -> None:
        """The text that stands in the code."""
        told = [node for node in self.tree() if said(node, "role") == "code"]
        assert len(told) == 1, told
        super().reads_code()

    def reaches(self, role: str, name: str) -> None:
        """By role and name alone."""
        for _ in range(MOST_TABS):
            if self.hears() in ((role, name), (role, f"{name} (freiwillig)")):
                return
            self.presses("Tab")
        raise AssertionError(f"Tab does not lead to {role} {name}")

    def chooses(self, name: str) -> None:
        """A radio: Tab enters the group, arrows move in it."""
        for _ in range(MOST_TABS):
            if self.hears()[0] == "radio":
                break
            self.presses("Tab")
        self.presses("Space")
        while self.hears() != ("radio", name):
            self.presses("ArrowDown")

    def picks(self, name: str, steps: int) -> None:
        """In a select, by arrows."""
        self.reaches("combobox", name)
        for _ in range(steps):
            self.presses("ArrowDown")


def said(node: dict[str, Any], what: str) -> str:
    """Role or name of a node, as it is told."""
    return str(node.get(what, {}).get("value", "")).strip()


class Finger(Person):
    """A phone: taps, and swipes to where the next thing is."""

    def taps(self, target: Locator) -> None:
        """Once, after scrolling there by as many swipes as that is far."""
        before, height = self.page.evaluate(SCROLLED)
        target.scroll_into_view_if_needed()
        after, _ = self.page.evaluate(SCROLLED)
        self.effort.swipes += ceil(abs(after - before) / (height / 2))
        target.tap()
        self.effort.taps += 1

    def writes(self, name: str, text: str) -> None:
        """Into an empty field."""
        self.taps(self.page.get_by_role("textbox", name=name))
        self.types(text)

    def ticks(self, name: str) -> None:
        """A box."""
        self.taps(self.page.get_by_label(name))

    def picks(self, name: str, steps: int) -> None:
        """The phone shows the choices by itself: a tap to open, a tap to choose."""
        select = self.page.get_by_label(name)
        self.taps(select)
        select.select_option(index=steps)
        self.effort.taps += 1

    def clicks(self, name: str) -> None:
        """A button."""
        self.taps(self.page.get_by_role("button", name=name, exact=True))


# -- the three ways -------------------------------------------------------------------------------------------------


def shortest(person: Keys) -> None:
    """Two pages: tell, send."""
    person.notes_page("Erzählen")
    person.writes("Was ist geschehen?", TEXT)
    person.clicks("Das genügt, gleich zum Senden")
    sends(person)


def every_page_by_touch(person: Finger) -> None:
    """Three pages, every question answered."""
    person.notes_page("Erzählen")
    person.writes("Was ist geschehen?", TEXT)
    person.clicks("Weiter")
    person.notes_page("Schützen")
    person.taps(person.page.get_by_label(FEW))
    answers(person)


def every_page_by_ear(person: ScreenReader) -> None:
    """The same with a keyboard and a screen reader's view."""
    person.notes_page("Erzählen")
    person.writes("Was ist geschehen?", TEXT)
    person.clicks("Weiter")
    person.notes_page("Schützen")
    person.chooses(FEW)
    answers(person)


def answers(person: Finger | ScreenReader) -> None:
    """All other questions of the second page, in their order, and the last page."""
    fear, *others = ANSWERS.items()
    person.writes(*fear)
    person.ticks(EXCLUDED)
    person.ticks(MEETING)
    person.picks(TOPIC, TOPIC_VALUE)
    for name, text in others:
        person.writes(name, text)
    person.clicks("Weiter zum Prüfen")
    sends(person)


def sends(person: Keys | Finger) -> None:
    """The last page."""
    person.notes_page("Prüfen und senden")
    person.reads_code()
    person.ticks(NOTED)
    person.clicks("Meldung senden")
    person.notes_page("Ihre Meldung ist angekommen.")


@dataclass(frozen=True)
class Way:
    """A way, and who goes it in what kind of browser."""

    name: str
    who: type[Any]
    goes: Callable[[Any], None]
    phone: bool = False


WAYS = {
    "shortest": Way("der kürzeste, mit der Tastatur", Keys, shortest),
    "touch": Way("alle Seiten, mit dem Finger bei 390 px", Finger, every_page_by_touch, phone=True),
    "reader": Way("alle Seiten, nur Tastatur und Zugänglichkeitsbaum", ScreenReader, every_page_by_ear),
}


def context_for(browser: Browser, way: Way, script: bool) -> BrowserContext:
    """A fresh browser window, on a desk or on a phone."""
    return browser.new_context(
        locale="de-DE",
        java_script_enabled=script,
        reduced_motion="reduce",
        viewport=PHONE if way.phone else DESK,  # type: ignore[arg-type]
        has_touch=way.phone,
        is_mobile=way.phone,
    )


def measure(browser: Browser, url: str, name: str, *, script: bool = True) -> Effort:
    """Goes this way once, from the first page to the confirmation."""
    way = WAYS[name]
    context = context_for(browser, way, script)
    page, effort = context.new_page(), Effort(way.name + ("" if script else ", ohne Script"))
    page.goto(f"{url}/melden")
    person, begun = way.who(page, effort), time.monotonic()
    way.goes(person)
    effort.seconds = time.monotonic() - begun
    expect(page.locator("#confirmed")).to_be_visible()
    context.close()
    return effort


def _all_ways(url: str) -> None:
    path = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    with sync_playwright() as playwright:
        switches = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=path, args=switches)
        print(table(measure(browser, url, name) for name in WAYS))
        browser.close()


def main() -> None:
    """See above."""
    parser = argparse.ArgumentParser(description="Was es braucht, eine Meldung zu senden: drei Wege, gemessen.")
    parser.add_argument("--url", help="eine laufende Annahme, sonst eine eigene Vorführung")
    if url := parser.parse_args().url:
        _all_ways(url.rstrip("/"))
        return
    with tempfile.TemporaryDirectory() as folder, demo_in(Path(folder)) as demo:
        _all_ways(demo.intake_url)


if __name__ == "__main__":
    main()
