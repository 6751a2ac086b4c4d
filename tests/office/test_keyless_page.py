"""A case that nobody can open, on the pages: what is told of it to whom, and what is said before and after."""

from __future__ import annotations

import pytest

from hinweisgeber import config
from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.office import Office
from hinweisgeber.store.cabinet import Cabinet
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.keeper import erase
from tests.founded import TODAY, Founded
from tests.nobodys_case import left_behind
from tests.office.people import Browser

AT = "/loeschung/ohne-schluessel"
NUMBER = "HM-2025-0001"


@pytest.fixture
def left(
    founded: Founded, settings: config.Settings, cabinet: Store[Cabinet], letterbox: Store[Letterbox], office: Office
) -> AccessCode:
    """The code of such a case."""
    (code,) = left_behind(founded, settings.ring, cabinet, letterbox)
    return code


@pytest.fixture
def proposed(left: AccessCode, owner: Browser) -> Browser:
    """The lead has proposed it."""
    owner.get(AT)
    owner.submit("propose-keyless-1", archive="1")
    assert owner.status == 200, owner.sheet.by_id.get("problem")
    return owner


def test_where_there_is_none_the_page_says_so(owner: Browser) -> None:
    assert "Zurzeit gibt es keinen solchen Fall" in owner.get(AT).words
    assert f'href="{AT}"' in owner.get("/loeschung").html


def test_what_is_known_without_a_key_is_told_and_that_it_is_too_early(left: AccessCode, owner: Browser) -> None:
    told = owner.get(AT).by_id["keyless-1"]
    for words in (NUMBER, "17.10.2025", "1 Person, davon entfernt: 0, Schlüssel abgelaufen: 1", "nicht abgeschlossen",
                  "nicht angeboten", "0 Dateien"):  # fmt: skip
        assert words in told, words
    assert "Das Verfahren wurde nie abgeschlossen" in owner.sheet.by_id["early-1"]
    assert "Bestätigen kann: Fallbearbeitung 1" in owner.sheet.words
    assert NUMBER not in owner.get("/faelle").words


def test_the_archive_is_asked_first_and_what_was_typed_stays(left: AccessCode, owner: Browser) -> None:
    owner.get(AT)
    owner.submit("propose-keyless-1")
    assert (owner.status, "Bitte klären Sie zuerst mit dem Archiv" in owner.sheet.words) == (400, True)
    assert "propose-keyless-1" in owner.sheet.forms


def test_a_proposal_changes_nothing_and_says_so(proposed: Browser) -> None:
    assert "ändert sich nichts" in proposed.sheet.words
    assert "Das Archiv ist gefragt" in proposed.sheet.by_id["keyless-1"]
    assert "withdraw-keyless-1" in proposed.sheet.forms
    assert not {"confirm-keyless-1", "decline-keyless-1", "propose-keyless-1"} & proposed.sheet.forms.keys()


def test_the_other_finds_it_among_what_waits(proposed: Browser, colleague: Browser) -> None:
    assert "1 Vorschlag wartet" in colleague.get("/faelle").by_id["approvals-waiting"]
    assert "Wartet auf Ihre Unterschrift" in colleague.get("/freigaben").by_id["keyless"]
    assert "Nichts wartet" not in colleague.sheet.words
    assert "Nichts wartet" in proposed.get("/freigaben").words
    assert "Das haben Sie vorgeschlagen" in proposed.get("/freigaben").by_id["keyless"]
    assert "approvals-waiting" not in proposed.get("/faelle").by_id


def test_with_the_second_signature_it_waits_for_the_daily_run_and_then_the_certificate_tells(
    proposed: Browser, colleague: Browser, office: Office, letterbox: Store[Letterbox], left: AccessCode
) -> None:
    colleague.get(AT)
    colleague.submit("confirm-keyless-1")
    assert "Die Löschung ist freigegeben" in colleague.sheet.words
    assert not any("keyless" in form for form in colleague.sheet.forms)
    assert erase.carry_out(letterbox, office.cabinet, office.blobs, lambda *_: None, TODAY, office.ring.ring)
    for browser in (proposed, colleague):
        assert "ohne Schlüssel, durch zwei" in browser.get("/loeschung").by_id["certificates"]
        assert "keinen solchen Fall" in browser.get(AT).words


def test_declined_is_declined_and_withdrawn_withdrawn(proposed: Browser, colleague: Browser) -> None:
    colleague.get(AT)
    colleague.submit("decline-keyless-1")
    assert "Die Löschung ist abgelehnt" in colleague.sheet.words
    colleague.submit("propose-keyless-1", archive="1")
    colleague.submit("withdraw-keyless-1")
    assert "Ihr Vorschlag zur Löschung ist zurückgenommen" in colleague.sheet.words


def test_a_stale_page_is_told_that_it_is_over(proposed: Browser, colleague: Browser) -> None:
    colleague.get(AT)
    proposed.submit("withdraw-keyless-1")
    colleague.submit("confirm-keyless-1")
    assert (colleague.status, "Dieser Vorschlag zur Löschung gilt nicht mehr" in colleague.sheet.words) == (409, True)


def test_a_message_that_waits_is_told_with_what_to_do(
    left: AccessCode, owner: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hinweisgeber.store.letterbox.Letterbox.next_place", lambda *_: 7)
    told = owner.get(AT).by_id["keyless-1"]
    assert "officer extend" in told
    assert not any("keyless" in form for form in owner.sheet.forms)


def test_who_was_left_out_of_the_case_learns_nothing(
    left: AccessCode, owner: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner.get(AT)
    monkeypatch.setattr("hinweisgeber.usecases.keeper.verifying.keyless_case.CasePast.has_parted", lambda *_: True)
    owner.submit("propose-keyless-1", archive="1")
    assert owner.status == 404
    assert "keinen solchen Fall" in owner.get(AT).words
