"""One intake on two hosts behind a round robin: every request on the other one, and everything goes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import cycle
from typing import Any

import pytest
from jinja2 import StrictUndefined
from werkzeug.test import Client

from hinweisgeber import config
from hinweisgeber.errors import SettingsWrong
from hinweisgeber.intake import Intake, create_app
from hinweisgeber.store.letterbox import Letterbox, letterbox_store
from hinweisgeber.store.unit import Store
from hinweisgeber.web.ring_file import RingFile
from tests.founded import NOW
from tests.intake.files import offered
from tests.intake.test_three_pages import FILES, PROTECTED, carried
from tests.pages import articles
from tests.walking import WRITE, Walker, shows

MIDNIGHT = NOW.replace(hour=23, minute=50)


class RoundRobin:
    """What stands before the hosts: gives each request to the next one."""

    def __init__(self, hosts: list[Intake]) -> None:
        self.hosts, self.asked = hosts, list[int]()
        self._turn = cycle(range(len(hosts)))

    def __call__(self, environ: Any, start_response: Any) -> Any:
        host = next(self._turn)
        self.asked.append(host)
        return self.hosts[host](environ, start_response)


@pytest.fixture
def hosts(
    settings: config.Settings, institution: config.Institution, ring_file: RingFile
) -> Iterator[Callable[..., list[Intake]]]:
    """`hosts(2)`: as many intakes on one home, which share nothing but what lies there."""
    stores: list[Store[Letterbox]] = []

    def make(count: int) -> list[Intake]:
        made = []
        for _ in range(count):
            stores.append(letterbox_store(settings.letterbox_url))
            app = Intake(settings, institution, ring_file, stores[-1])
            app.clock, app.jinja_env.undefined = (lambda: NOW), StrictUndefined
            made.append(app)
        return made

    yield make
    for store in stores:
        store.dispose()


@pytest.fixture
def between(hosts: Callable[..., list[Intake]]) -> tuple[Walker, RoundRobin]:
    """Somebody at a browser, and what stands between them and two hosts."""
    robin = RoundRobin(hosts(2))
    return Walker(Client(robin, use_cookies=False)), robin


def test_a_report_with_files_goes_back_and_forth_between_hosts(between: tuple[Walker, RoundRobin]) -> None:
    walker, robin = between
    walker.open("/melden").attach("to", "protect", *FILES, description="Text").press("to", "review", **PROTECTED)
    code, told = walker.page.code, carried(walker)
    for to in ("edit-1", "review", "edit-2", "edit-1", "protect", "review", "draft", "review"):
        walker.press("to", to)
        assert carried(walker) == told, to
    assert walker.page.code == code
    walker.press("to", "send", code_noted="1")
    assert shows(walker, "confirmed"), "the ticket opens on the other host"
    assert "2 Dateien sind mit angekommen." in walker.page.text
    assert {robin.asked.count(host) for host in (0, 1)} <= {
        len(robin.asked) // 2,
        len(robin.asked) - len(robin.asked) // 2,
    }


def test_what_was_kept_on_one_host_opens_on_the_other(between: tuple[Walker, RoundRobin]) -> None:
    walker, robin = between
    walker.open("/melden").attach("to", "draft", *FILES, description="Text")
    code, kept_on = walker.page.code, robin.asked[-1]
    walker.open("/postfach").open("/postfach").submit("/postfach", code=code)
    assert robin.asked[-1] != kept_on
    assert walker.page.one("description") == "Text"
    assert walker.press("to", "review").page.code == code
    assert "2 Dateien sind mit angekommen." in walker.press("to", "send", code_noted="1").page.text


def test_a_mailbox_is_read_written_renewed_and_closed_between_hosts(between: tuple[Walker, RoundRobin]) -> None:
    walker, _ = between
    walker.open("/melden").attach("to", "review", *FILES, description="Text")
    code = walker.page.code
    walker.press("to", "send", code_noted="1").open("/postfach").submit("/postfach", code=code)
    walker.attach("do", "read", ("c.txt", b"drei"), form=WRITE, message="Nachricht.").press("do", "write", WRITE)
    assert walker.answer
    assert "Nachricht." in walker.said[-1]
    for blob, _ in offered(walker.answer):
        fields = {"capability": walker.page.fields["capability"][0], "download": blob}
        given = {walker.plant("/postfach", fields, walker.headers).data for _ in range(2)}
        assert given <= {content for _, content in (*FILES, ("c.txt", b"drei"))}
        assert len(given) == 1
    walker.press("do", "renew", WRITE, message="Entwurf.")
    new = walker.page.code
    walker.submit("/postfach", code_noted="1")
    assert "Ab jetzt gilt nur noch der neue Zugangscode." in walker.page.text
    assert walker.page.one("message") == "Entwurf."
    page = {"capability": walker.page.fields["capability"][0]}
    walker.press("do", "close", WRITE)
    assert "Ihr Postfach ist geschlossen." in walker.page.text
    for _ in range(2):
        assert articles(walker.plant("/postfach", page, walker.headers)) == [], "on either host"
    walker.open("/postfach").submit("/postfach", code=new)
    assert len(walker.said) == 4, "with the line that says so"


def test_a_second_click_on_the_other_host_is_the_same_message(between: tuple[Walker, RoundRobin]) -> None:
    walker, _ = between
    walker.open("/melden").press("to", "review", description="Text")
    code = walker.page.code
    walker.press("to", "send", code_noted="1").open("/postfach").submit("/postfach", code=code)
    page = walker.answer
    for _ in range(2):
        walker.answer = page
        walker.press("do", "write", WRITE, message="Einmal.")
    assert "Diese Nachricht war schon angekommen." in walker.page.text


def test_everything_goes_on_over_midnight_and_a_restart(
    hosts: Callable[..., list[Intake]], between: tuple[Walker, RoundRobin]
) -> None:
    """With the key of the day before; nothing of it was in the memory of the process that has ended."""
    walker, robin = between
    for host in robin.hosts:
        host.clock = lambda: MIDNIGHT
    walker.open("/melden").attach("to", "review", *FILES, description="Text")
    code = walker.page.code
    robin.hosts[:] = hosts(2)
    for host in robin.hosts:
        host.clock = lambda: MIDNIGHT + timedelta(minutes=20)
    walker.press("to", "edit-1").press("to", "review")
    assert walker.page.code == code
    assert not shows(walker, "code-anew")
    assert "2 Dateien sind mit angekommen." in walker.press("to", "send", code_noted="1").page.text
    walker.open("/postfach").submit("/postfach", code=code)
    robin.hosts[:] = hosts(2)
    for host in robin.hosts:
        host.clock = lambda: MIDNIGHT + timedelta(minutes=79)
    walker.press("do", "write", WRITE, message="Danach.")
    assert "Danach." in walker.said[-1]


def test_a_page_left_on_one_host_is_fetched_on_the_other(between: tuple[Walker, RoundRobin]) -> None:
    walker, robin = between
    walker.headers = {**walker.headers, "Accept": "image/apng", "Sec-Fetch-Site": "same-origin"}
    walker.open("/melden").attach("to", "protect", *FILES, description="Text").press("to", "review")
    code = walker.page.code
    assert robin.asked == [0, 1, 0, 1, 0]
    walker.press("to", "send", code_noted="1")
    assert shows(walker, "confirmed")
    walker.open("/postfach").submit("/postfach", code=code)
    assert len(walker.said) == 2


def test_two_hosts_with_two_secrets_are_two_intakes(between: tuple[Walker, RoundRobin]) -> None:
    """The control: it is the secret that they share."""
    walker, robin = between
    robin.hosts[1].page_keys = type(robin.hosts[1].page_keys)(b"x" * 32)
    walker.open("/melden").attach("to", "review", *FILES, description="Text").press("to", "send", code_noted="1")
    assert shows(walker, "staged-lost")


def test_an_intake_without_its_secret_does_not_start(
    settings: config.Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would make one of its own, and another on each host."""
    with pytest.raises(SettingsWrong, match="HINWEISGEBER_INTAKE_SECRET"):
        create_app(replace(settings, intake_secret=None))
    assert isinstance(create_app(settings), Intake)
