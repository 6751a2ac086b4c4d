"""Real servers and a real Chromium. When a demo ends, its journal must still hold."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect, sync_playwright
from werkzeug.serving import make_server

from hinweisgeber import config
from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.intake import Intake
from hinweisgeber.office import Office
from hinweisgeber.store.cabinet import Cabinet
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.keeper import verifying
from hinweisgeber.usecases.reporter import mailbox
from hinweisgeber.usecases.reporter.box import Booth
from hinweisgeber.web.ring_file import RingFile
from tests.browser.demo import Demo, demo_in
from tests.browser.faces import PASSAGE, TwoFaces
from tests.founded import NOW, Founded
from tests.in_a_thread import in_a_thread

expect.set_options(timeout=60_000)  # as long as every other wait of a person of the tests
SWITCHES = (
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser, started once per test process: without its window, which costs more than the pages, if it can be."""
    path = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if path is None:
        pytest.skip("chromium is not installed")
    switches = [*SWITCHES, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=switches)
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def put_away(request: pytest.FixtureRequest) -> Iterator[None]:
    """What a test has opened is closed behind it: pages that stay go on costing memory and time."""
    if "chromium" not in request.fixturenames:
        yield
        return
    browser: Browser = request.getfixturevalue("chromium")
    before = list(browser.contexts)
    yield
    for context in browser.contexts:
        if context not in before:
            context.close()


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A demo without cases, shared by the tests of one file."""
    with demo_in(tmp_path_factory.mktemp("demo")) as running:
        yield running
        assert_journal_holds(running)


@pytest.fixture(scope="module")
def full_demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A demo with the invented cases in all stages, which acknowledges new reports by hand."""
    folder = tmp_path_factory.mktemp("full")
    with demo_in(folder, empty=False):
        pass  # founded, and its cases played
    with (folder / "home/settings.env").open("a", encoding="utf-8") as settings:
        settings.write("HINWEISGEBER_ACKNOWLEDGEMENT=manual\n")
    with demo_in(folder) as running:
        yield running
        assert_journal_holds(running)


def assert_journal_holds(demo: Demo) -> None:
    """The independent checker."""
    checked = demo.verify()
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.fixture
def faces(
    settings: config.Settings, institution: config.Institution, ring_file: RingFile, cabinet: Store[Cabinet],
    letterbox: Store[Letterbox], founded: Founded, chromium: Browser,
) -> Iterator[TwoFaces]:  # fmt: skip
    """Both faces in this process, on the founded home. When they end, the journal must still hold."""
    given = {"ROOT_FINGERPRINT": str(settings.root_fingerprint), "OFFICE_SECRET": "5e" * 32}
    given["SECOND_FACTOR"] = "offered"
    loaded = config.load(settings.home, {f"HINWEISGEBER_{name}": value for name, value in given.items()})
    office = Office(loaded, institution, RingFile(settings.ring, founded.fingerprint), cabinet, letterbox)
    intake = Intake(settings, institution, ring_file, letterbox)
    servers = [make_server("127.0.0.1", 0, face, threaded=True) for face in (office, intake)]
    urls = [f"http://127.0.0.1:{server.server_port}" for server in servers]
    both = TwoFaces(office, urls[0], urls[1], founded, chromium, settings.ring)
    office.clock = intake.clock = lambda: NOW + timedelta(days=both.days)
    with in_a_thread(servers[0]), in_a_thread(servers[1]):
        yield both
    for server in servers:
        server.server_close()
    assert not verifying.examine(verifying.Office(cabinet), office.ring.ring, today=both.today).findings


@pytest.fixture
def code(faces: TwoFaces, booth: Booth) -> AccessCode:
    """Of a reporter who has told and written on; bernd is excluded."""
    code = faces.sent("Aufträge werden gestückelt.", without=["bernd"])
    assert mailbox.write_on(booth, mailbox.open_mailbox(booth, code), PASSAGE, "page")
    return code
