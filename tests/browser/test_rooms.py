"""What holds for every page a reporter can come to: how it looks, where its links lead, and leaving in a hurry.

`HINWEISGEBER_SHOTS=folder` also takes pictures of all of them.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect

from tests.browser.demo import Demo
from tests.browser.hands import Pointer
from tests.browser.look import DESK, PHONE, complaints
from tests.browser.people import Reporter, Watch, seat
from tests.browser.rooms import FILES, LONG_WORD, ROOMS, words_on

pytestmark = pytest.mark.browser

SHOTS = os.environ.get("HINWEISGEBER_SHOTS", "")
LINKS = """() => [...document.querySelectorAll('a')].map(link => ({
    href: link.getAttribute('href'), place: link.hash && link.pathname === location.pathname ? link.hash.slice(1) : '',
    there: !link.hash || link.pathname !== location.pathname ||
      document.getElementById(decodeURIComponent(link.hash.slice(1))) !== null,
    beside: link.target === '_blank' && link.relList.contains('noopener'), id: link.id}))"""
FORMS = """() => [...document.forms].map(form => ({method: form.method, path: new URL(form.action).pathname,
    quiet: form.matches('[data-quiet], [data-plain]'), remembers: form.getAttribute('autocomplete') !== 'off'}))"""


@pytest.fixture
def script() -> bool:
    """Tests that need both say so."""
    return True


@pytest.fixture
def person(chromium: Browser, demo: Demo, script: bool) -> Iterator[Reporter]:
    """Somebody who reports; afterwards no page has complained or asked for anything foreign."""
    watch = Watch(demo)
    found = seat(Reporter, chromium, demo, watch, lambda _page: Pointer(), script=script)
    assert isinstance(found, Reporter)
    yield found
    found.context.close()
    assert [said for said in watch.complaints if "net::ERR_CONNECTION_RESET" not in said] == []


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_is_accessible_fits_and_leads_nobody_astray(person: Reporter, room: str) -> None:
    ROOMS[room].enter(person)
    found = complaints(person.page, room) + ways_out(person.page, writes=ROOMS[room].writes)
    if SHOTS:
        pictures(person.page, Path(SHOTS), room)
    assert found == []


def ways_out(page: Page, writes: bool) -> list[str]:
    """Links to places that are not there; and, where words stand, whatever would take the page away from under them."""
    links, forms = page.evaluate(LINKS), page.evaluate(FORMS)
    found = [f"leads to nothing: {link['href']}" for link in links if not link["there"]]
    found += [f"form of another kind: {form}" for form in forms if form["method"] != "post" or form["remembers"]]
    found += [f"form that is not quiet: {form}" for form in forms if not form["quiet"]]
    if writes:
        away = [link for link in links if not (link["place"] or link["beside"] or link["id"] == "leave")]
        found += [f"leads away: {link['href']}" for link in away]
        found += ["a menu in the header"] * page.locator("header nav").count()
    return found


def pictures(page: Page, folder: Path, room: str) -> None:
    """Of the whole page, on a narrow phone and on a desk."""
    name = room.strip("/").replace("/", "-").replace(" ", "-") or "start"
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        page.screenshot(path=folder / f"{name}-{size['width']}.png", full_page=True)


@pytest.mark.parametrize("script", [False, True], ids=["script off", "script on"])
@pytest.mark.parametrize("room", [room for room in ROOMS if room != "/weg"])
def test_every_room_can_be_left_in_a_hurry(person: Reporter, script: bool, room: str) -> None:
    """One press, no question; with script, which pages to read do without, the page before does not come back."""
    page, asked = person.page, list[str]()
    ROOMS[room].enter(person)
    page.on("dialog", lambda dialog: notes(asked, dialog))
    with page.expect_response(re.compile(r"/weg(\?|$)")) as left:
        page.locator("#leave").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Diese Seite ist leer.")
    assert page.url.partition("?")[0] == f"{person.demo.intake_url}/weg"
    assert left.value.header_value("clear-site-data") == '"cache", "cookies", "storage"'
    assert page.title() == "Leere Seite"
    assert "Landratsamt" not in page.content()
    assert asked == []
    if script and not room.startswith("/"):
        page.go_back()
        assert page.url in ("about:blank", f"{person.demo.intake_url}/")  # what was before that page
        assert LONG_WORD not in words_on(page)
        assert not person.code or person.code not in words_on(page)


def notes(asked: list[str], dialog: Dialog) -> None:
    """What the browser asks before it leaves a page; it may."""
    asked.append(dialog.type)
    dialog.accept()


# -- before words are left behind -----------------------------------------------------------------------------------


def only_files(person: Reporter) -> None:
    """Chosen, and nothing written."""
    person.opens_form()
    person.page.locator("#f-attachments").set_input_files(FILES)


def a_message(person: Reporter) -> None:
    """Written in the mailbox."""
    ROOMS["mailbox"].enter(person)
    person.field("Ihre Nachricht", LONG_WORD)


def a_disadvantage(person: Reporter) -> None:
    """Told about in the mailbox."""
    ROOMS["mailbox"].enter(person)
    person.unfolds("Benachteiligung melden")
    person.page.locator("[name=retaliation]").fill(LONG_WORD)


def a_code(person: Reporter) -> None:
    """Typed at the door."""
    person.page.goto(f"{person.demo.intake_url}/postfach")
    person.field("Zugangscode", "12345")


ASKING = [
    "page 1 with a text",
    "page 1 of an opened draft",
    "page 2",
    "page 3",
    "page 3, files lost",
    "door with a text",
]
ASKING += ["page 1 with trouble on the way", "page 1 with files that wait", "renewal", "receipt"]
SILENT = ["page 1", "kept", "confirmed", "mailbox", "mailbox, message sent", "door, mailbox closed", "/", "/angekommen"]


OWN = {made.__name__: made for made in (only_files, a_message, a_disadvantage, a_code)}


@pytest.mark.parametrize("state", ["only_files", "a_message", "a_disadvantage", *ASKING])
def test_words_are_not_left_behind_without_a_question(person: Reporter, state: str) -> None:
    enters(person, state)
    assert questions(person.page) == ["beforeunload"]


@pytest.mark.parametrize("state", ["a_code", *SILENT])
def test_where_nothing_is_lost_nobody_is_asked(person: Reporter, state: str) -> None:
    enters(person, state)
    person.page.locator("h1").click()  # a browser only asks who has touched the page
    assert questions(person.page) == []


def enters(person: Reporter, state: str) -> None:
    """A room, or one of the states above."""
    enter: Callable[[Reporter], object] = OWN[state] if state in OWN else ROOMS[state].enter
    enter(person)


def questions(page: Page) -> list[str]:
    """What is asked when somebody types another address."""
    asked: list[str] = []
    page.on("dialog", lambda dialog: notes(asked, dialog))
    page.goto("about:blank")
    return asked
