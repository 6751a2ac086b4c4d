"""Real servers and a real Chromium. When a demo ends, its journal must still hold."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.demo import Demo, demo_in

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
