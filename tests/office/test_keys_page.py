"""Who holds the key of a case, and new keys for all open cases: without script, and with a count of what is left."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.office import Office
from hinweisgeber.office.keys import views
from hinweisgeber.usecases.keeper import founding
from hinweisgeber.usecases.officer.bound import Bound
from tests.founded import TODAY, Founded
from tests.office.conftest import CASE_1
from tests.office.people import Browser
from tests.usecases.sql import execute

PAGE = f"/faelle/{CASE_1}/schluessel"


def revoke(office: Office, founded: Founded, name: str) -> None:
    longer = founding.revoke(office.cabinet, office.letterbox, founded.ring, founded.root(), name, TODAY, TODAY)
    office.ring._path.write_text(longer.text(), encoding="utf-8")


def test_the_page_says_who_holds_which_key_since_when(colleague: Browser, code: AccessCode) -> None:
    assert PAGE in colleague.get(f"/faelle/{CASE_1}").html
    sheet = colleague.get(PAGE)
    assert "Stand 1, seit 21. November 2026." in sheet.by_id["epoch"]
    assert "Leitung der Stabsstelle (lead)" in sheet.by_id["holders"]
    assert "bernd" not in sheet.by_id["holders"]
    assert "Dialog noch in Fassung 1" not in sheet.words
    assert "Für das Gespräch mit der hinweisgebenden Person gilt derselbe Stand" in sheet.words


def test_who_holds_no_key_finds_no_page(stranger: Browser, code: AccessCode) -> None:
    stranger.get(PAGE)
    assert stranger.status == 404


def test_open_cases_get_new_keys_some_at_a_time(
    colleague: Browser, code: AccessCode, send: Callable[..., AccessCode], office: Office, founded: Founded,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    for _ in range(2):
        send()
    colleague.get("/faelle")
    assert "haben den Schlüssel, den sie haben sollen" in colleague.get("/verwaltung").by_id["rekey-left"]
    revoke(office, founded, "lead")
    assert "ab dem nächsten Vorgang nicht mehr" in colleague.get(PAGE).by_id["holders"]
    monkeypatch.setattr(views, "IN_ONE_GO", Bound(number=2))
    left = colleague.get("/verwaltung").by_id["rekey-left"]
    assert "3 offene Fälle" in left
    assert "zuerst verlängern" in left, "or somebody whose key has only ended loses them"
    sheet = colleague.submit("rekey")
    assert "Die Schlüssel offener Fälle sind nachgesehen und, wo nötig, neu" in sheet.words
    assert "Ein offener Fall" in sheet.by_id["rekey-left"]
    sheet = colleague.submit("rekey")
    assert "haben den Schlüssel, den sie haben sollen" in sheet.by_id["rekey-left"]
    sheet = colleague.get(PAGE)
    assert "Stand 2" in sheet.by_id["epoch"]
    assert "lead" not in sheet.by_id["holders"]
    assert "Neuer Schlüsselstand: 2, ohne Leitung der Stabsstelle (lead)" in colleague.get(f"/faelle/{CASE_1}").words


def test_cases_that_get_no_new_key_are_named(
    colleague: Browser, code: AccessCode, office: Office, founded: Founded, tampering: None
) -> None:
    colleague.get("/faelle")
    execute(office.cabinet, "UPDATE journal SET open = '{\"holders\":[]}' WHERE open <> '{}'")
    colleague.get("/verwaltung")
    sheet = colleague.submit("rekey")
    assert CASE_1 in sheet.by_id["problem"]
    assert "keinen neuen Schlüssel bekommen" in sheet.by_id["problem"]
