"""Login, sessions, and what becomes of a text when a session ends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.office import Office
from hinweisgeber.store.cabinet import Cabinet
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.keeper import founding
from hinweisgeber.usecases.officer import unlock
from hinweisgeber.usecases.officer.turns import Turns
from tests.founded import TODAY, Founded
from tests.office.conftest import CASE_1
from tests.office.people import Browser, Clock

WRONG = "Benutzername oder Passphrase stimmt nicht."
RIGHT = "anna-und-nur-fuer-tests"


def test_right_passphrase_opens_the_list(browser: Callable[..., Browser]) -> None:
    one = browser()
    assert one.login(" Anna ", RIGHT).title.startswith("Fälle")
    assert "Fallbearbeitung 1" in one.sheet.words


def test_unknown_user_and_wrong_passphrase_are_alike(
    browser: Callable[..., Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    work: list[str] = []
    for name in ("decoy_unlock", "unlock_identity"):
        real = getattr(unlock, name)

        def counted(*args: object, name: str = name, real: Callable[..., object] = real) -> object:
            work.append(name)
            return real(*args)

        monkeypatch.setattr(unlock, name, counted)
    one, other = browser(), browser()
    wrong, unknown = one.login("anna", "falsch"), other.login("wer", "falsch")
    assert one.status == other.status == 401
    assert wrong.words == unknown.words
    assert WRONG in wrong.words
    assert work == ["unlock_identity", "decoy_unlock"]


def test_errors_are_named_at_the_field_and_the_name_stays(browser: Callable[..., Browser]) -> None:
    sheet = browser().login("anna", "falsch")
    assert sheet.title.startswith("Fehler:")
    assert "#f-passphrase" in sheet.html
    assert (sheet.forms["login"].fields["username"], sheet.forms["login"].fields["passphrase"]) == ("anna", "")


def test_failures_slow_down_and_never_lock(browser: Callable[..., Browser], clock: Clock) -> None:
    one = browser()
    for _ in range(3):
        one.login("anna", "falsch")
        assert one.status == 401
    assert "nicht gesperrt" in one.login("anna", RIGHT).words
    assert one.status == 429
    clock.forward(seconds=40)
    assert one.login("anna", RIGHT).title.startswith("Fälle")


def test_another_address_is_not_slowed(office: Office) -> None:
    attacker, anna = Browser(office, "10.9.9.9"), Browser(office, "10.0.0.7")
    for _ in range(4):
        attacker.login("anna", "falsch")
    assert attacker.status == 429
    assert anna.login("anna", RIGHT).title.startswith("Fälle")


@pytest.mark.parametrize(
    ("url", "name", "secure"),
    [("https://meldestelle.example.org", "__Host-sitzung", True), ("http://127.0.0.1:8001", "sitzung", False)],
)
def test_session_cookie_is_out_of_reach(make_office: Callable[..., Office], url: str, name: str, secure: bool) -> None:
    app = make_office(office_url=url)
    client = app.test_client()
    page = client.get("/anmelden", base_url=url)
    token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
    data = {"csrf_token": token, "username": "anna", "passphrase": RIGHT}
    response = client.post("/anmelden", data=data, base_url=url)
    cookie = next(line for line in response.headers.getlist("Set-Cookie") if line.startswith(f"{name}="))
    assert {"HttpOnly", "Path=/", "SameSite=Strict"} <= set(cookie.split("; "))
    assert ("Secure" in cookie.split("; ")) is secure
    assert "Domain" not in cookie


def test_secret_is_not_stored(browser: Callable[..., Browser], founded: Founded, office: Office) -> None:
    one = browser("anna")
    secret = unlock.secret_of(one.cookie)
    path = Path(str(office.cabinet.url.database))
    stored = b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
    assert secret not in stored
    assert one.cookie.encode() not in stored
    assert founded.people["anna"].identity.to_bytes() not in stored


def test_idle_session_ends_after_15_minutes(browser: Callable[..., Browser], clock: Clock) -> None:
    one = browser("anna")
    for _ in range(3):
        clock.forward(minutes=14)
        assert one.get("/faelle").title.startswith("Fälle")
    clock.forward(minutes=15)
    assert one.get("/faelle").title.startswith("Anmelden")


def test_every_session_ends_after_8_hours(browser: Callable[..., Browser], clock: Clock) -> None:
    one = browser("anna")
    for _ in range(47):
        clock.forward(minutes=10)
        one.get("/protokoll/pruefpunkt")
    assert one.status == 200
    assert one.sheet.title.startswith("Prüfpunkt")
    clock.forward(minutes=10)
    assert one.get("/faelle").title.startswith("Anmelden")


def test_logout_ends_the_session_on_the_server(browser: Callable[..., Browser], office: Office) -> None:
    one = browser("anna")
    stolen = one.cookie
    one.get("/faelle")
    assert "Sie sind abgemeldet." in one.submit("/abmelden").words
    assert one.cookie == ""
    thief = Browser(office)
    thief.client.set_cookie(office.session_cookie, stolen)
    assert thief.get("/faelle").title.startswith("Anmelden")


def test_logging_in_again_ends_the_session_before(browser: Callable[..., Browser], office: Office) -> None:
    one = browser("anna")
    before = one.cookie
    one.login("anna", RIGHT)
    other = Browser(office)
    other.client.set_cookie(office.session_cookie, before)
    assert other.get("/faelle").title.startswith("Anmelden")


def test_revoked_officer_is_out_at_once(
    browser: Callable[..., Browser], cabinet: Store[Cabinet], founded: Founded, office: Office
) -> None:
    one = browser("bernd")
    assert one.get("/faelle").title.startswith("Fälle")
    longer = founding.revoke(cabinet, office.letterbox, founded.ring, founded.root(), "bernd", TODAY, TODAY)
    office.ring._path.write_text(longer.text(), encoding="utf-8")
    assert one.get("/faelle").title.startswith("Anmelden")
    assert WRONG in one.login("bernd", "bernd-und-nur-fuer-tests").words


def test_an_extended_officer_opens_what_was_collected_before_their_end(
    browser: Callable[..., Browser], code: AccessCode, founded: Founded, office: Office, clock: Clock
) -> None:
    one = browser()
    one.login("anna", RIGHT)
    assert one.get(f"/faelle/{CASE_1}").title.startswith(CASE_1)
    last = founded.ring.everyone[1].valid_until
    clock.forward(days=(last - TODAY).days)
    one.login("anna", RIGHT)
    assert one.status == 200
    clock.forward(days=1)
    assert one.get("/faelle").title.startswith("Anmelden")
    assert (
        f"Ihr Schlüssel galt bis zum {last:%d.%m.%Y}. Ihre Fälle sind nicht verloren" in one.login("anna", RIGHT).words
    )
    assert one.status == 401
    wrong = one.login("anna", "falsch").words
    assert (WRONG in wrong, "galt bis" in wrong) == (True, False)
    longer = founded.ring.extend(founded.root(), founded.people["anna"].officer_id, last + timedelta(days=730))
    office.ring._path.write_text(longer.text(), encoding="utf-8")
    one.login("anna", RIGHT)
    assert one.get(f"/faelle/{CASE_1}").title.startswith(CASE_1)
    assert "Aufträge werden gestückelt." in one.sheet.words


@pytest.mark.parametrize("cookie", ["", "x", "AAAA", "ü", "A" * 44, "=" * 43])
def test_broken_cookie_is_no_session(browser: Callable[..., Browser], office: Office, cookie: str) -> None:
    one = browser()
    one.client.set_cookie(office.session_cookie, cookie)
    assert one.get("/faelle").title.startswith("Anmelden")


def test_login_leads_on_to_the_page_asked_for(browser: Callable[..., Browser]) -> None:
    one = browser()
    one.get("/massnahmen")
    assert one.submit("login", username="anna", passphrase=RIGHT).title.startswith("Maßnahmen")


@pytest.mark.parametrize("onward", ["//evil.example", "https://evil.example", "/\\evil.example", "/faelle?x=//e"])
def test_login_never_leads_to_another_site(browser: Callable[..., Browser], onward: str) -> None:
    one = browser()
    one.get("/anmelden")
    assert one.submit("login", username="anna", passphrase=RIGHT, weiter=onward).title.startswith("Fälle")


def test_text_survives_an_expired_session(
    colleague: Browser, clock: Clock, code: AccessCode, entries: Callable[[], list[str]]
) -> None:
    colleague.get(f"/faelle/{CASE_1}")
    clock.forward(minutes=16)
    before = entries()
    page = colleague.submit("note", note="\nEin langer\n  Vermerk <b>")
    assert colleague.status == 401
    assert "Ihren Text" in page.words
    assert colleague.submit("login", username="anna", passphrase="falsch").forms["login"].fields["kept"]
    kept = colleague.submit("login", username="anna", passphrase=RIGHT)
    assert kept.forms["kept"].fields["note"] == "\nEin langer\n  Vermerk <b>"
    assert entries() == before
    assert "Der Vermerk steht im Protokoll" in colleague.submit("kept").words
    assert entries() == [*before, "note"]


def test_feedback_survives_with_its_check(colleague: Browser, clock: Clock, code: AccessCode) -> None:
    colleague.get(f"/faelle/{CASE_1}")
    clock.forward(hours=9)
    typed = {"taken": "Geprüft.", "planned": "", "reasons": "Es gab keinen Beleg.", "checked": "1"}
    colleague.submit("feedback", **typed, do="send")
    kept = colleague.submit("login", username="anna", passphrase=RIGHT)
    assert {name: kept.forms["kept"].fields[name].strip() for name in typed} == typed
    assert "Rückmeldung gegeben" in colleague.submit("kept").words


def test_act_without_text_leads_back_to_its_case(colleague: Browser, clock: Clock, code: AccessCode) -> None:
    colleague.get(f"/faelle/{CASE_1}")
    clock.forward(minutes=16)
    colleague.submit("take-over")
    assert colleague.submit("login", username="anna", passphrase=RIGHT).title.startswith(CASE_1)


@pytest.mark.parametrize(
    "kept",
    ["x", "{}", "5", '["/x"]', '["//evil", []]', '[1, [["a", "b"]]]', '["a", "b", "/c", []]', "[" * 100_000],
)  # fmt: skip
def test_what_was_kept_and_cannot_be_read_is_said_and_shown(browser: Callable[..., Browser], kept: str) -> None:
    one = browser()
    one.get("/anmelden")
    page = one.submit("login", username="anna", passphrase=RIGHT, kept=kept)
    assert (kept in page.words, "unread" in page.by_id, "kept" in page.forms) == (True, True, False)
    assert one.get("/faelle").title.startswith("Fälle")


def test_a_wrong_passphrase_keeps_what_cannot_be_read(browser: Callable[..., Browser]) -> None:
    one = browser()
    one.get("/anmelden")
    page = one.submit("login", username="anna", passphrase="falsch", kept="Lange getippt")
    assert page.forms["login"].fields["kept"] == "Lange getippt"
    assert "absenden" not in page.words


def test_when_too_many_log_in_the_name_and_the_text_stay(
    colleague: Browser, clock: Clock, code: AccessCode, monkeypatch: pytest.MonkeyPatch
) -> None:
    colleague.get(f"/faelle/{CASE_1}")
    clock.forward(minutes=16)
    colleague.submit("note", note="Ein Vermerk.")
    monkeypatch.setattr(unlock, "_ARGON2", Turns(places=0, kept=0, seconds=0))
    busy = colleague.submit("login", username="anna", passphrase=RIGHT)
    assert (colleague.status, busy.forms["login"].fields["username"]) == (503, "anna")
    assert "Gerade melden sich sehr viele auf einmal an." in busy.words
    monkeypatch.undo()
    assert colleague.submit("login", passphrase=RIGHT).forms["kept"].fields["note"].strip() == "Ein Vermerk."


@pytest.mark.parametrize("name", ["username", "passphrase", "csrf_token"])
def test_the_login_takes_short_texts_and_a_kept_form(office: Office, name: str) -> None:
    limits = office.text_limits_of["login"]
    assert limits.of(name) < 10_000 < limits.of("kept")
    answer = office.test_client().post("/anmelden", data={name: "a" + "\u0315\u0300" * 75_000})
    assert (answer.status_code, "viel länger, als er hier sein kann" in answer.text) == (413, True)
