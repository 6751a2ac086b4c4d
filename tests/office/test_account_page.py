"""One's own account: the passphrase is changed there, sessions are seen and ended; nothing secret is shown again."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable

import pytest

from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.crypto.statements import Role
from hinweisgeber.office import Office
from hinweisgeber.office.fields import SECRET, PasswordField
from hinweisgeber.office.forms import OfficeForm
from hinweisgeber.store.cabinet import Cabinet
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.officer import strength, suggestion, unlock
from hinweisgeber.usecases.officer.turns import Turns
from tests.founded import Founded, Person
from tests.office.people import Browser, Clock
from tests.office.test_roles import joined
from tests.usecases.quick import Quick, quick
from tests.usecases.sql import execute

__all__ = ["joined", "quick"]
OLD, NEW = "anna-und-nur-fuer-tests", "sechs ganz neue Worte nur fuer Tests"


@pytest.fixture
def anna(browser: Callable[..., Browser], quick: Quick) -> Browser:
    return browser("anna")


def change(one: Browser, old: str = OLD, new: str = NEW, again: str | None = None) -> None:
    one.get("/konto")
    typed = {"passphrase": old, "new_passphrase": new, "again_passphrase": new if again is None else again}
    one.submit("passphrase", **typed)


def told(one: Browser, field: str) -> str:
    """What is told at a field of the form."""
    found = re.search(rf'id="f-passphrase-{field}-error">.*?</p>', one.sheet.html, re.DOTALL)
    return found[0] if found else ""


# -- the passphrase -------------------------------------------------------------------------------------------------


def test_a_new_passphrase_counts_at_once_and_other_sessions_end(anna: Browser, browser: Callable[..., Browser]) -> None:
    elsewhere, colleague = browser("anna"), browser("bernd")
    change(anna)
    assert (anna.status, anna.response.request.path) == (200, "/konto")
    assert "Ihre Passphrase ist geändert und gilt ab sofort." in anna.sheet.by_id["erledigt"]
    assert anna.get("/faelle").title.startswith("Fälle"), "this session goes on"
    assert elsewhere.get("/faelle").title.startswith("Anmelden")
    assert colleague.get("/faelle").title.startswith("Fälle")
    one = browser()
    assert one.login("anna", NEW).title.startswith("Fälle")
    assert "stimmt nicht" in browser().login("anna", OLD).words


@pytest.mark.parametrize(
    ("old", "new", "again", "field", "sentence"),
    [
        ("falsch", NEW, None, "passphrase", "Die bisherige Passphrase stimmt nicht."),
        (OLD, "zu kurz", None, "new_passphrase", "mindestens 12 Zeichen"),
        (OLD, "x" * 2000, None, "new_passphrase", "höchstens 1024 Zeichen"),
        (OLD, "Fallbearbeitung 1", None, "new_passphrase", "zu leicht zu erraten"),
        (OLD, NEW, NEW + "!", "again_passphrase", "in beide Felder gleich"),
        (OLD, OLD, None, "new_passphrase", "Das ist die bisherige Passphrase."),
        ("", NEW, None, "passphrase", "Bitte schreiben Sie etwas in dieses Feld."),
        (OLD, NEW, "", "again_passphrase", "Bitte schreiben Sie etwas in dieses Feld."),
    ],
)
def test_a_refusal_is_told_at_its_field_and_nothing_is_shown_again(
    old: str, new: str, again: str | None, field: str, sentence: str, anna: Browser, quick: Quick
) -> None:
    before = quick.keystore("anna")
    change(anna, old, new, again)
    assert (anna.status, sentence in told(anna, field)) == (400, True), anna.sheet.words
    assert f'href="#f-passphrase-{field}"' in anna.sheet.html
    assert "Es wurde nichts geändert." in anna.sheet.by_id["problem"]
    fields = anna.sheet.forms["passphrase"].fields
    assert [fields[name] for name in ("passphrase", "new_passphrase", "again_passphrase")] == [""] * 3
    assert not any(text in anna.sheet.html for text in (old, new, again) if text and len(text) > 7 and text not in (
        "Fallbearbeitung 1",  # stands in the head of each page
    ))  # fmt: skip
    assert quick.keystore("anna") == before


def test_what_the_office_is_called_is_easily_thought_of(anna: Browser) -> None:
    institution = anna.office.institution
    for words in (institution.name, f"{institution.name} 2026", f"{institution.short} 1"):
        change(anna, new=words)
        assert anna.status == 400, words
    assert "zu leicht zu erraten" in told(anna, "new_passphrase")


def test_wrong_old_ones_wait_as_logins_do_and_a_full_queue_is_told(
    anna: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as full:
        full.setattr(unlock, "_ARGON2", Turns(places=0, kept=0, seconds=0))
        change(anna)
        assert (anna.status, "Bitte warten Sie einige Sekunden" in anna.sheet.words) == (503, True)
    for _ in range(3):
        change(anna, "falsch")
    change(anna)
    assert (anna.status, "Das Konto ist nicht gesperrt." in anna.sheet.words) == (429, True)


def test_a_known_browser_keeps_its_place_in_the_queue(
    browser: Callable[..., Browser], quick: Quick, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, asked, real = browser(), list[tuple[str, str]](), Turns.one
    one.login("anna", OLD)

    def noted(turns: Turns, address: str, device: str = "") -> object:
        asked.append((address, device))
        return real(turns, address, device)

    monkeypatch.setattr(Turns, "one", noted)
    change(one)
    assert (len(asked), asked[0][0], len(asked[0][1])) == (1, one.address, 32)


def test_no_passphrase_is_left_in_a_log_a_table_or_a_page(
    anna: Browser, caplog: pytest.LogCaptureFixture, cabinet: Store[Cabinet]
) -> None:
    with caplog.at_level(logging.DEBUG):
        change(anna, "ein falsches Geheimnis")
        change(anna)
    secrets = ("ein falsches Geheimnis", NEW, OLD)
    names = [name for (name,) in execute(cabinet, "SELECT name FROM sqlite_master WHERE type = 'table'")]
    stored = "".join(str(execute(cabinet, f"SELECT * FROM {name}")) for name in names)
    assert not any(secret in f"{caplog.text}{stored}{anna.sheet.html}" for secret in secrets)
    assert execute(cabinet, "SELECT * FROM form_once") == [], "nor a quick hash of it"


def test_a_session_that_has_ended_carries_no_passphrase_to_the_login_page(anna: Browser, clock: Clock) -> None:
    anna.get("/konto")
    clock.forward(minutes=16)
    anna.submit("passphrase", passphrase=OLD, new_passphrase=NEW, again_passphrase=NEW)
    assert (anna.status, "Anmelden" in anna.sheet.title) == (401, True)
    assert not any(secret in anna.sheet.html for secret in (OLD, NEW))
    assert anna.sheet.forms["login"].fields["weiter"] == "/konto"


def test_a_lost_token_carries_no_passphrase_along(anna: Browser, quick: Quick) -> None:
    before = quick.keystore("anna")
    anna.post("/konto/passphrase", passphrase=OLD, new_passphrase=NEW, again_passphrase=NEW)
    assert not any(secret in anna.sheet.html for secret in (OLD, NEW))
    assert quick.keystore("anna") == before


def test_a_field_for_a_secret_must_be_one_that_is_never_kept() -> None:
    assert {"passphrase", "new_passphrase", "again_passphrase", "password"} == SECRET
    with pytest.raises((ValueError, RuntimeError)):

        class Careless(OfficeForm):
            pin = PasswordField("PIN")


# -- the suggestion -------------------------------------------------------------------------------------------------


def test_each_opening_of_the_page_suggests_another_one_and_says_what_it_is_worth(anna: Browser) -> None:
    found = {anna.get("/konto").by_id["suggestion"].strip() for _ in range(5)}
    assert len(found) == 5
    for one in found:
        assert set(one.split(" ")) <= set(suggestion.word_list())
        assert strength.require_strong(one) == one
    assert "6 Wörter" in anna.sheet.by_id["suggested"]
    assert "aus einer Liste von 2.048: Das sind 66 Bit" in anna.sheet.by_id["suggested"]
    assert "<script" not in anna.sheet.html


def test_what_is_suggested_can_be_taken(anna: Browser, browser: Callable[..., Browser]) -> None:
    words = anna.get("/konto").by_id["suggestion"].strip()
    anna.submit("passphrase", passphrase=OLD, new_passphrase=words, again_passphrase=words)
    assert anna.status == 200
    assert browser().login("anna", words).title.startswith("Fälle")


# -- sessions -------------------------------------------------------------------------------------------------------


def test_one_sees_ones_own_sessions_and_ends_one(browser: Callable[..., Browser], quick: Quick, clock: Clock) -> None:
    here, there, third = browser("anna"), browser(), browser("anna")
    there.get("/anmelden")
    there.submit("login", username="anna", passphrase=OLD, kind="notebook")
    browser("bernd")
    page = here.get("/konto")
    assert page.by_id["own-sessions"].count("begonnen am 21.11.2026") == 3
    assert page.by_id["own-sessions"].count("diese Sitzung") == 1
    assert not re.search(r"\d\d:\d\d", page.by_id["own-sessions"]), "no time of day"
    assert "10.0.0.1" not in page.html
    choices = re.findall(r'name="which"[^>]*value="([^"]+)".*?<label[^>]*>(.*?)</label>', page.html, re.DOTALL)
    handle = next(value for value, label in choices if "Notebook" in label)
    here.submit("sessions", which=handle)
    assert "Beendet." in here.sheet.by_id["erledigt"]
    assert "Notebook" not in here.sheet.by_id["own-sessions"]
    assert there.get("/faelle").title.startswith("Anmelden")
    assert third.get("/faelle").title.startswith("Fälle")


def test_all_others_end_at_once(browser: Callable[..., Browser], quick: Quick) -> None:
    here, others, colleague = browser("anna"), [browser("anna") for _ in range(3)], browser("bernd")
    here.get("/konto")
    here.submit("sessions", which="others")
    assert [one.get("/faelle").title.startswith("Anmelden") for one in others] == [True] * 3
    assert colleague.get("/faelle").title.startswith("Fälle")
    assert "sessions" not in here.get("/konto").forms
    assert "Andere Sitzungen haben Sie zurzeit nicht." in here.sheet.words


def test_nothing_chosen_is_refused_at_the_field(browser: Callable[..., Browser], quick: Quick) -> None:
    here, other = browser("anna"), browser("anna")
    here.get("/konto")
    here.submit("sessions")
    assert (here.status, "Bitte wählen Sie hier etwas aus." in here.sheet.words) == (400, True)
    assert other.get("/faelle").title.startswith("Fälle")


def test_its_owner_says_what_device_it_is_and_only_what_is_offered(anna: Browser, cabinet: Store[Cabinet]) -> None:
    anna.get("/konto")
    anna.submit("device", kind="desk")
    assert "Ihre Angabe zu diesem Gerät ist gespeichert." in anna.sheet.by_id["erledigt"]
    assert "Dienstrechner, begonnen am 21.11.2026 – diese Sitzung" in " ".join(anna.sheet.by_id["own-sessions"].split())
    assert anna.sheet.forms["device"].fields["kind"] == "desk"
    anna.submit("device", kind="Mozilla/5.0")
    assert anna.status == 400
    assert execute(cabinet, "SELECT device FROM session") == [("desk",)]


@pytest.mark.parametrize("said", ["", "Toaster"])
def test_a_login_stores_no_device_that_is_not_offered(
    said: str, browser: Callable[..., Browser], quick: Quick, cabinet: Store[Cabinet]
) -> None:
    one = browser()
    one.get("/anmelden")
    one.submit("login", username="anna", passphrase=OLD, kind=said)
    assert execute(cabinet, "SELECT device FROM session") == [("",)]


def test_a_failed_login_keeps_what_was_chosen(browser: Callable[..., Browser], quick: Quick) -> None:
    one = browser()
    one.get("/anmelden")
    sheet = one.submit("login", username="anna", passphrase="falsch", kind="other")
    assert sheet.forms["login"].fields["kind"] == "other"


# -- who ------------------------------------------------------------------------------------------------------------


def test_an_auditor_has_an_account_too(
    joined: Callable[[str, Role], Person], make_office: Callable[..., Office], code: AccessCode
) -> None:
    auditor = Browser(make_office()).enter(joined("pruefung", "auditor"))
    assert 'href="/konto"' in auditor.get("/protokoll").html
    change(auditor, "pruefung-und-nur-fuer-tests")
    assert "Ihre Passphrase ist geändert" in auditor.sheet.words


def test_a_stranger_is_led_to_the_login_page(browser: Callable[..., Browser]) -> None:
    one = browser()
    assert one.get("/konto").title.startswith("Anmelden")
    assert one.sheet.forms["login"].fields["weiter"] == "/konto"


def test_everybody_finds_it_on_every_page(browser: Callable[..., Browser], founded: Founded) -> None:
    for who in founded.people:
        assert 'href="/konto"' in browser(who).get("/faelle").html
