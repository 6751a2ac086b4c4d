"""Another language in a real browser: a report and its mailbox under `/eo/`, with script and without. Every word that
is shown has come through the catalogue, also what script says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from hinweisgeber import config
from hinweisgeber.config.tables import texts
from hinweisgeber.intake import Intake
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.web import app, languages
from hinweisgeber.web.ring_file import RingFile
from tests.founded import NOW, Founded
from tests.in_a_thread import in_a_thread
from tests.languages.pseudo import TAG, compile_into
from tests.pages import untranslated

pytestmark = pytest.mark.browser

TEXT = "1234567890"


@pytest.fixture
def address(
    settings: config.Settings, institution: config.Institution, ring_file: RingFile, letterbox: Store[Letterbox],
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> Iterator[str]:  # fmt: skip
    """Of an intake that speaks German and the pseudo-language."""
    compile_into(tmp_path / "translations")
    for room in (languages, app):
        monkeypatch.setattr(room, "FOLDER", tmp_path / "translations")
    intake = Intake(settings, replace(institution, sign_video=None), ring_file, letterbox)
    intake.clock = lambda: NOW
    server = make_server("127.0.0.1", 0, intake, threaded=True)
    with in_a_thread(server):
        yield f"http://127.0.0.1:{server.server_port}"
    server.server_close()


@pytest.mark.parametrize("script", [True, False], ids=["script on", "script off"])
def test_nothing_on_the_way_of_a_report_is_said_in_german_alone(
    script: bool, address: str, chromium: Browser, institution: config.Institution, founded: Founded
) -> None:
    dynamic = {text.strip() for _, text in texts(institution)} | {TEXT}
    dynamic |= {text.removeprefix("https://") for text in dynamic} | {
        f"{address}/{TAG}/postfach".removeprefix("http://")
    }
    dynamic |= {person.function for person in founded.people.values()}
    context = chromium.new_context(java_script_enabled=script, locale="de-DE")
    page, seen = context.new_page(), list[str]()

    def look(page: Page) -> None:
        code = page.locator("#access-code")
        known = {code.inner_text(), *code.inner_text().split("-")} if code.count() else set()
        undated = re.sub(r"<time\b.*?</time>", "", page.content(), flags=re.DOTALL)  # Babel writes days
        seen.extend(untranslated(undated, dynamic | known))

    page.goto(f"{address}/{TAG}/")
    look(page)
    page.goto(f"{address}/{TAG}/melden")
    look(page)
    page.locator("[name=description]").fill(TEXT)
    page.locator("[name=to][value=protect]:visible").first.click()
    expect(page.locator("[name=wish]")).to_be_visible()
    look(page)
    page.locator("[name=to][value=review]:visible").first.click()
    expect(page.locator("#access-code")).to_be_visible()
    look(page)
    code = page.locator("#access-code").inner_text()
    page.locator("[name=to][value=send]:visible").first.click()
    expect(page.locator("#problem")).to_be_visible()
    look(page)
    page.locator("[name=code_noted]").check()
    page.locator("[name=to][value=send]:visible").first.click()
    expect(page.locator("#confirmed")).to_be_visible()
    look(page)
    page.goto(f"{address}/{TAG}/postfach")
    look(page)
    page.locator("[name=code]").first.fill(code)
    page.locator("[name=code]").first.press("Enter")
    expect(page.locator("article.message").first).to_be_visible()
    page.locator("article.message [dir=auto]").evaluate_all("all => all.forEach(one => one.remove())")  # people's words
    look(page)
    context.close()
    assert "\n".join(seen) == ""
