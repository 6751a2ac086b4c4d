"""An office that is restarted asks for the login again; what was typed and the files that waited are still there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial

import pytest
from playwright.sync_api import Browser, FilePayload, expect

from tests.browser.demo import Demo, answers, running, until
from tests.browser.hands import Pointer
from tests.browser.people import Officer, Watch, seat
from tests.ports import free_port

pytestmark = pytest.mark.browser

FILE = FilePayload(name="gespraech.txt", mimeType="text/plain", buffer=b"Aufgeschrieben\n")


@contextmanager
def office_of(demo: Demo) -> Iterator[None]:
    """An office of this installation, under the address that `demo` says."""
    port = int(demo.office_url.rpartition(":")[2])
    settings = {"HINWEISGEBER_OFFICE_BIND": f"127.0.0.1:{port}", "HINWEISGEBER_OFFICE_URL": demo.office_url}
    settings["HINWEISGEBER_SECOND_FACTOR"] = "offered"
    with running(["office", "--home", str(demo.home)], demo.folder, settings) as process:
        until(partial(answers, port), process, demo.log)
        yield


def test_what_was_typed_and_the_files_survive_a_restart(chromium: Browser, demo: Demo) -> None:
    here = replace(demo, office_url=f"http://127.0.0.1:{free_port()}")
    watch = Watch(here)
    person = seat(Officer, chromium, here, watch, lambda _page: Pointer(), script=False)
    assert isinstance(person, Officer)
    page = person.page
    with office_of(here):
        person.logs_in("fall1")
        page.goto(f"{here.office_url}/faelle/neu")
        page.locator("form#record [name=attachments]").set_input_files(FILE)
        page.locator("form#record [name=channel][value=phone]").check()
        page.locator("form#record button").first.click()
        expect(page.get_by_role("group", name="Schon übertragen").get_by_role("checkbox")).to_have_count(1)
        page.locator("form#record [name=description]").fill("Am Telefon erzählt.")
    with office_of(here):
        page.locator("form#record button").first.click()
        person.heading("Anmelden")
        person.field("Benutzername", "fall1")
        person.field("Passphrase", demo.officers["fall1"])
        person.button("Anmelden")
        expect(page.locator("form#kept [name=description]")).to_have_value("Am Telefon erzählt.")
        person.sees("werden mitgesendet")
        page.locator("form#kept button").first.click()
        expect(page.locator("#access-code")).to_be_visible()
    person.context.close()
    assert watch.complaints == []
