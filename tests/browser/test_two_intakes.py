"""Two intakes of one home behind one address, each page answered by the other: nothing knows which of them it met."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, expect

from tests.browser.demo import Demo, answers, demo_in, running, until
from tests.browser.hands import Pointer
from tests.browser.people import Reporter, Watch, seat
from tests.browser.round_robin import RoundRobin, round_robin
from tests.ports import free_port

pytestmark = pytest.mark.browser

TEXT, MORE = "Der Regen wird zweimal gezählt.", "Auch der Hagel."
FILES = [FilePayload(name=f"regen-{n}.txt", mimeType="text/plain", buffer=f"Tropfen {n}\n".encode()) for n in (1, 2)]
LATER = FilePayload(name="hagel.txt", mimeType="text/plain", buffer=b"Korn\n")


class Pair:
    """Both intakes and the proxy before them."""

    def __init__(self, demo: Demo, between: RoundRobin) -> None:
        self.demo, self.between, self.stack = demo, between, ExitStack()

    def start(self) -> None:
        """Both, known under the address of the proxy."""
        begun = []
        for port in self.between.ports:
            settings = {
                "HINWEISGEBER_INTAKE_BIND": f"127.0.0.1:{port}",
                "HINWEISGEBER_INTAKE_URL": self.demo.intake_url,
            }
            arguments = ["intake", "--home", str(self.demo.home)]
            begun.append(self.stack.enter_context(running(arguments, self.demo.folder, settings)))
        for port, process in zip(self.between.ports, begun, strict=True):
            until(partial(answers, port), process, self.demo.log)

    def restart(self) -> None:
        """What they held in memory is gone."""
        self.stack.close()
        self.start()


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """Of a fresh installation."""
    with demo_in(tmp_path_factory.mktemp("pair")) as founded:
        pass
    port = free_port()
    with round_robin(port, [free_port(), free_port()]) as between:
        two = Pair(replace(founded, intake_url=between.url), between)
        with two.stack:
            two.start()
            yield two


@pytest.mark.parametrize("script", [False, True], ids=["script off", "script on"])
def test_whole_way_over_two_intakes_that_are_restarted(chromium: Browser, pair: Pair, script: bool) -> None:
    watch = Watch(pair.demo)
    person = seat(Reporter, chromium, pair.demo, watch, lambda _page: Pointer(), script=script)
    assert isinstance(person, Reporter)
    keeps_it_for_later(person)
    opens_it_again_and_sends(person, pair)
    writes_in_the_mailbox(person)
    pair.restart()
    renews_the_code(person)
    leaves_the_mailbox(person)
    person.context.close()
    assert watch.complaints == []
    for method, path in (("POST", "/melden"), ("POST", "/postfach")):
        assert pair.between.servers_of(method, path) == {0, 1}


def keeps_it_for_later(person: Reporter) -> None:
    """Over three pages, with files that wait; the code stays the same."""
    page = person.page
    person.tells(TEXT)
    person.keeps_names()
    page.locator("#f-attachments").set_input_files(FILES)
    person.looks_through()
    code = person.code
    person.button("Schritt 1 ändern")
    expect(page.get_by_role("group", name="Schon übertragen").get_by_role("checkbox")).to_have_count(2)
    person.goes_on()
    person.field("Wer ist beteiligt?", MORE)
    person.looks_through()
    assert person.code == code
    person.button("Ich brauche noch Zeit")
    person.heading("Ihr Text ist aufgehoben.")
    assert person.reads_code() == code


def opens_it_again_and_sends(person: Reporter, pair: Pair) -> None:
    """At the door; both are restarted while the last page is open."""
    page = person.page
    person.opens_mailbox(person.code)
    person.heading("Erzählen")
    expect(page.get_by_label("Was ist geschehen?")).to_have_value(TEXT)
    expect(page.get_by_role("group", name="Schon übertragen").get_by_role("checkbox")).to_have_count(2)
    code = person.code
    person.looks_through()
    assert person.code == code
    person.sees(TEXT, MORE, "regen-1.txt", "regen-2.txt")
    pair.restart()
    person.sends()
    person.sees("2 Dateien sind mit angekommen.")


def writes_in_the_mailbox(person: Reporter) -> None:
    """Reads, writes with a file, fetches both."""
    page = person.page
    person.opens_mailbox(person.code)
    person.sees(TEXT, MORE)
    person.field("Ihre Nachricht", MORE)
    page.locator("#f-attachments").set_input_files(LATER)
    person.button("Nachricht senden")
    person.sees("Ihre Nachricht ist angekommen und gespeichert.")
    for name, content in (("regen-2.txt", FILES[1]["buffer"]), ("Anlage-01.txt", LATER["buffer"])):
        with page.expect_download() as begun:
            page.get_by_role("button", name=name).click()
        assert Path(begun.value.path()).read_bytes() == content


def renews_the_code(person: Reporter) -> None:
    """The new one is taken by whichever intake is asked."""
    person.button("Neuen Code nehmen")
    person.code = person.reads_code()
    person.page.get_by_label("Ich habe den neuen Zugangscode notiert.").check()
    person.button("Neuen Code verwenden")
    person.sees("Ab jetzt gilt nur noch der neue Zugangscode.")


def leaves_the_mailbox(person: Reporter) -> None:
    """Closed by one intake, it is closed at both."""
    page = person.page
    capability = page.locator("#write [name=capability]").input_value()
    person.button("Postfach schließen")
    person.sees("Ihr Postfach ist geschlossen.")
    for _ in (0, 1):
        headers = {"Origin": person.demo.intake_url}
        answer = page.request.post(
            f"{person.demo.intake_url}/postfach", form={"capability": capability, "do": "read"}, headers=headers
        )
        assert answer.status == 400
        assert MORE not in answer.text()
