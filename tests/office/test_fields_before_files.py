"""After a refused file only some more is read; whatever was typed or ticked must have been sent before it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from werkzeug.test import TestResponse

from hinweisgeber.office import Office
from hinweisgeber.web.app import templates
from hinweisgeber.web.wire import form_reader
from hinweisgeber.web.wire.uploads import Limits
from tests.controls import Control, behind_files, controls, filled, parts, typed
from tests.intake.files import MULTIPART, body
from tests.office.conftest import CASE_1
from tests.office.people import Browser

BIG = bytes(3 * form_reader.WIDE)
PAGES = {"reply": f"/faelle/{CASE_1}", "record": "/faelle/neu", "evidence": f"/faelle/{CASE_1}/dateien"}
ADDRESSES = {**PAGES, "reply": f"/faelle/{CASE_1}/antwort", "evidence": f"/faelle/{CASE_1}/dateien/akte"}

pytestmark = pytest.mark.usefixtures("code")


@pytest.fixture(autouse=True)
def strict(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file is too large, and next to nothing is read after that."""
    office.limits = Limits(file=10)
    monkeypatch.setattr(form_reader, "DRAIN", 10)


def post(browser: Browser, form: str, fields: list[Control], press: str = "") -> TestResponse:
    sent = body(parts(fields, BIG, ("do", press)))
    return browser.client.post(ADDRESSES[form], data=sent, content_type=MULTIPART, follow_redirects=True)


@pytest.mark.parametrize("form", PAGES)
def test_no_field_stands_behind_the_files(colleague: Browser, form: str) -> None:
    assert behind_files(colleague.get(PAGES[form]).html, form) == set()


@pytest.mark.parametrize("form", PAGES)
def test_a_form_kept_over_an_expired_session_loses_nothing_either(colleague: Browser, form: str) -> None:
    fields = filled(controls(colleague.get(PAGES[form]).html, form))
    expired = [replace(c, value="x") if c.name == "csrf_token" else c for c in fields]
    kept = post(colleague, form, expired)
    assert {name for name, _ in typed(fields)} <= {control.name for control in controls(kept.text, "kept")}
    assert behind_files(kept.text, "kept") == set()


@pytest.mark.parametrize(("form", "press"), [("record", ""), ("evidence", ""), ("reply", "send"), ("reply", "draft")])
def test_everything_stays_when_a_file_is_far_too_large(colleague: Browser, form: str, press: str) -> None:
    fields = filled(controls(colleague.get(PAGES[form]).html, form))
    refused = post(colleague, form, fields, press)
    assert (refused.status_code, typed(controls(refused.text, form))) == (413, typed(fields))
    assert "Eine Datei ist zu groß" in refused.text


def test_every_form_with_files_is_looked_at_here() -> None:
    """And in the test of the same name beside the intake's."""
    known = {"intake/tell.html", "intake/mailbox.html", "office/dialogue/record.html", "office/kept.html"}
    known |= {
        "office/dialogue/_reply.html",
        "office/files/_file_evidence.html",
        "intake/_files.html",
        "shared/files.html",
    }
    shown = re.compile(r'type="file"|\bupload\w*\.(?:field|choose)\(')
    found = {p.relative_to(templates()).as_posix() for p in templates().rglob("*.html") if shown.search(p.read_text())}
    assert found == known


def test_a_block_is_inserted_and_a_refused_file_is_named(colleague: Browser, office: Office) -> None:
    block = office.institution.blocks("reply")[0]
    fields = [c for c in filled(controls(colleague.get(PAGES["reply"]).html, "reply")) if c.name != "block"]
    chosen = Control("block", "option", block.id)
    sent = body(parts([chosen, *fields], b"x" * 100, ("do", "insert")))
    page = colleague.client.post(ADDRESSES["reply"], data=sent, content_type=MULTIPART)
    message = next(c.value for c in controls(page.text, "reply") if c.name == "message")
    assert (page.status_code, message.split()[-3:]) == (413, block.text.split()[-3:])
    assert "Eine Datei ist zu groß" in page.text
