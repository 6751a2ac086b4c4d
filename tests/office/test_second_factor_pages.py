"""The second factor on the pages: what is led where, what is asked, and what is never shown."""

from __future__ import annotations

import base64
import logging
import re
from collections.abc import Callable
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from hinweisgeber.crypto.factor import FactorSecret
from hinweisgeber.office import Office
from hinweisgeber.office.factors.page import uri_of
from hinweisgeber.store.cabinet import Cabinet
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.officer import second_factor
from hinweisgeber.web.routes import Who
from tests.authenticator import Authenticator
from tests.founded import Founded
from tests.office.people import Browser, Clock
from tests.office.reading import Sheet
from tests.usecases.sql import execute

PLACE = "/konto/zweiter-faktor"


class App:
    """An authenticator app before this office's clock."""

    def __init__(self, clock: Clock) -> None:
        self.clock, self.inside = clock, Authenticator()

    def scan(self, sheet: Sheet) -> None:
        """Takes in the secret on the page."""
        self.inside.scan(sheet.by_id["totp-secret"])

    @property
    def raw(self) -> bytes:
        """The secret."""
        return base64.b32decode(self.inside.secret)

    def code(self) -> str:
        """One that was not used; the clock goes on for it."""
        self.clock.forward(seconds=self.inside.wait(self.clock().timestamp()))
        return self.inside.code(self.clock().timestamp())


@pytest.fixture
def app(clock: Clock) -> App:
    return App(clock)


@pytest.fixture
def demanding(make_office: Callable[..., Office]) -> Office:
    """An office as it is without a word about it."""
    office = make_office()
    office.needs_factor = True
    return office


def enrolled(one: Browser, app: App) -> list[str]:
    """Sets up the factor; the recovery codes."""
    app.scan(one.get(PLACE))
    one.submit("totp", app_code=app.code())
    assert one.status == 200, one.sheet.words
    return re.findall(r"\b(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}\b", one.sheet.words)


def test_a_factor_is_demanded_where_nobody_says_otherwise(make_office: Callable[..., Office]) -> None:
    assert make_office(second_factor="required").needs_factor
    assert not make_office(second_factor="offered").needs_factor


def test_who_has_none_is_led_to_set_it_up_before_anything_else(
    demanding: Office, founded: Founded, app: App, code: object
) -> None:
    anna, one = founded.people["anna"], Browser(demanding)
    one.login("anna", anna.passphrase)
    assert "factor-first" in one.sheet.by_id
    for path in ("/faelle", "/verwaltung", "/protokoll", "/massnahmen", "/", "/faelle/HM-2026-0001"):
        one.get(path)
        assert "factor-first" in one.sheet.by_id, path
    one.get("/faelle/HM-2026-0001")
    app.scan(one.sheet)
    one.submit("totp", app_code=app.code())
    assert one.sheet.words.count("Jeder gilt einmal") == 1
    one.submit("onward")
    assert one.response.request.path == "/faelle/HM-2026-0001", "where one was going"
    assert one.status == 200


def test_who_is_led_there_can_log_out(demanding: Office, founded: Founded) -> None:
    one = Browser(demanding)
    one.login("anna", founded.people["anna"].passphrase)
    one.submit("/abmelden")
    assert "abgemeldet" in one.sheet.words
    assert one.client.get("/faelle").location.startswith("/anmelden")


def test_an_auditors_way_is_the_same(demanding: Office) -> None:
    """What is theirs is the page of their own factor, in whatever role."""
    own = [route for route in demanding.routes.values() if route.rule.startswith(PLACE)]
    assert {route.who for route in own} == {Who.MEMBER}
    assert len(own) == 6


def test_an_act_sent_without_a_factor_is_not_done_and_comes_back_afterwards(
    demanding: Office, founded: Founded, app: App, browser: Callable[..., Browser], code: object,
    entries: Callable[[], list[str]],
) -> None:  # fmt: skip
    one = browser("anna", demanding)
    demanding.needs_factor = False
    one.get("/faelle/HM-2026-0001")
    form, before = one.sheet.forms["note"], entries()
    demanding.needs_factor = True  # the setting changed meanwhile
    one.post(form.action, **{**form.fields, "note": "Ein Vermerk mit Kastanien."})
    assert (one.status, "factor-first" in one.sheet.by_id) == (403, True)
    assert entries() == before
    app.scan(one.sheet)
    one.submit("totp", app_code="000000")
    assert "problem" in one.sheet.by_id
    one.submit("totp", app_code=app.code())
    one.submit("onward")
    assert "Kastanien" in one.response.text
    one.submit("kept")
    assert entries() != before
    one.get("/faelle/HM-2026-0001")
    assert "Kastanien" in one.sheet.words


def test_what_was_typed_in_a_lost_session_comes_back_behind_the_code(
    browser: Callable[..., Browser], founded: Founded, app: App, clock: Clock, code: object
) -> None:
    one = browser("anna")
    enrolled(one, app)
    one.get("/faelle/HM-2026-0001")
    form = one.sheet.forms["note"]
    clock.forward(minutes=20)
    one.post(form.action, **{**form.fields, "note": "Ein Vermerk mit Kastanien."})
    one.submit("login", username="anna", passphrase=founded.people["anna"].passphrase)
    one.submit("login-code", code="000000")
    one.submit("login-code", code=app.code())
    assert "Kastanien" in one.response.text
    one.submit("kept")
    one.get("/faelle/HM-2026-0001")
    assert "Kastanien" in one.sheet.words


def test_between_passphrase_and_code_every_page_says_log_in(
    office: Office, founded: Founded, app: App, browser: Callable[..., Browser]
) -> None:
    enrolled(browser("anna"), app)
    one = Browser(office)
    one.login("anna", founded.people["anna"].passphrase)
    assert one.response.request.path == "/anmelden/code"
    paths = [route.rule for route in office.routes.values() if route.method == "GET" and "<" not in route.rule]
    for path in paths:
        if path not in ("/anmelden", "/anmelden/code", "/healthz", "/readyz"):
            answer = one.client.get(path)
            assert (answer.status_code, answer.location.startswith("/anmelden")) == (303, True), path
    one.get("/anmelden/code")
    one.submit("login-code", code=app.code())
    assert one.response.request.path == "/faelle"
    one.get("/anmelden/code")
    assert one.response.request.path == "/anmelden", "the half-open login is over"


def test_the_page_of_the_code_goes_on_to_where_one_was_going(
    office: Office, founded: Founded, app: App, browser: Callable[..., Browser]
) -> None:
    enrolled(browser("anna"), app)
    one = Browser(office)
    one.get("/massnahmen")
    one.submit("login", username="anna", passphrase=founded.people["anna"].passphrase)
    one.submit("login-code", code=app.code())
    assert one.response.request.path == "/massnahmen"
    other = Browser(office)
    other.get("/anmelden?weiter=//boese.example")
    other.submit("login", username="anna", passphrase=founded.people["anna"].passphrase)
    other.submit("login-code", code=app.code())
    assert other.response.request.path == "/faelle"


def test_five_wrong_codes_lead_back_to_the_passphrase(
    office: Office, founded: Founded, app: App, clock: Clock, browser: Callable[..., Browser]
) -> None:
    enrolled(browser("anna"), app)
    one = Browser(office)
    one.login("anna", founded.people["anna"].passphrase)
    for _ in range(5):
        clock.forward(seconds=20)
        one.submit("login-code", code="000000")
    assert "login" in one.sheet.forms
    assert "fünfmal" in one.sheet.words
    assert one.status == 401


def test_a_recovery_code_leads_to_setting_the_factor_up_anew(
    office: Office, founded: Founded, app: App, browser: Callable[..., Browser]
) -> None:
    codes = enrolled(browser("anna"), app)
    assert len(set(codes)) == 10
    one = Browser(office)
    one.login("anna", founded.people["anna"].passphrase)
    one.submit("login-code", code=codes[0])
    assert one.response.request.path == PLACE
    assert "noch 9 Wiederherstellungscodes" in one.sheet.words
    one.get("/faelle")
    assert "factor-first" in one.sheet.by_id, "before anything else, also where it is only offered"
    again = enrolled(one, app)
    assert not set(again) & set(codes)
    one.get("/faelle")
    assert one.response.request.path == "/faelle"


def test_a_session_alone_changes_nothing(
    founded: Founded, app: App, clock: Clock, browser: Callable[..., Browser], cabinet: Store[Cabinet]
) -> None:
    one, right = browser("anna"), founded.people["anna"].passphrase
    codes = enrolled(one, app)
    before = execute(cabinet, "SELECT sealed FROM factor"), execute(cabinet, "SELECT count(*) FROM recovery_code")
    one.get(PLACE)
    for form in ("totp-remove", "recovery-codes"):
        for fields in ({}, {"passphrase": right}, {"present_code": app.code()}):
            one.get(PLACE)
            one.submit(form, **fields)
            assert "problem" in one.sheet.by_id, (form, fields)
    clock.forward(minutes=2)
    one.get(PLACE)
    one.submit("totp-remove", passphrase="falsch", present_code=codes[0])
    assert "Die Passphrase stimmt nicht" in one.sheet.words
    new = App(clock)
    for fields in ({}, {"passphrase": right}, {"passphrase": "falsch", "present_code": app.code()}):
        new.scan(one.get(f"{PLACE}/neu"))
        clock.forward(minutes=2)
        one.submit("totp", app_code=new.code(), **fields)
        assert "problem" in one.sheet.by_id, fields
    after = execute(cabinet, "SELECT sealed FROM factor"), execute(cabinet, "SELECT count(*) FROM recovery_code")
    assert after == before


def test_changing_and_removing_with_passphrase_and_code(
    office: Office, founded: Founded, app: App, clock: Clock, browser: Callable[..., Browser]
) -> None:
    one, right = browser("anna"), founded.people["anna"].passphrase
    enrolled(one, app)
    new = App(clock)
    new.scan(one.get(f"{PLACE}/neu"))
    one.submit("totp", app_code=new.code(), passphrase=right, present_code=app.code())
    assert "Jeder gilt einmal" in one.sheet.words
    one.get(PLACE)
    one.submit("recovery-codes", passphrase=right, present_code=new.code())
    codes = re.findall(r"\b(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}\b", one.sheet.words)
    one.get(PLACE)
    assert "Wiederherstellungscodes übrig 10" in one.sheet.words
    one.submit("totp-remove", passphrase=right, present_code=codes[0])
    assert "erledigt" in one.sheet.by_id
    other = Browser(office)
    other.login("anna", right)
    assert other.response.request.path == "/faelle", "the passphrase is enough, where a factor is only offered"


def test_a_wrong_code_shows_the_same_secret_again(app: App, browser: Callable[..., Browser]) -> None:
    one = browser("anna")
    shown = one.get(PLACE).by_id["totp-secret"]
    assert one.submit("totp", app_code="000000").by_id["totp-secret"] == shown
    assert one.get(PLACE).by_id["totp-secret"] != shown, "who comes anew gets a new one"


def test_what_an_app_reads_from_the_picture(app: App, browser: Callable[..., Browser], founded: Founded) -> None:
    uri = urlsplit(uri_of(FactorSecret(bytes(20)), "anna maria"))
    values = {name: value for name, [value] in parse_qs(uri.query).items()}
    assert (uri.scheme, uri.netloc, unquote(uri.path)) == ("otpauth", "totp", "/Meldestelle:anna maria")
    assert values == {
        "secret": "A" * 32, "issuer": "Meldestelle", "algorithm": "SHA1", "digits": "6", "period": "30",
    }  # fmt: skip
    assert '<img class="qr" src="data:image/svg+xml' in browser("anna").client.get(PLACE).text


def test_the_secret_and_the_codes_stand_nowhere_after_they_were_shown(
    office: Office, founded: Founded, app: App, browser: Callable[..., Browser], caplog: pytest.LogCaptureFixture,
    cabinet: Store[Cabinet], capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    caplog.set_level(logging.DEBUG)
    one, right = browser("anna"), founded.people["anna"].passphrase
    app.scan(one.get(PLACE))
    text = one.sheet.by_id["totp-secret"]
    one.submit("totp", app_code=app.code())
    codes = re.findall(r"\b(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}\b", one.sheet.words)
    secrets = [text, text.replace(" ", ""), app.raw.hex(), *codes, *(code.replace("-", "") for code in codes)]
    assert not any(secret in one.response.text for secret in secrets[:3])
    one.submit("onward")
    pages = list[str]()
    for path in [route.rule for route in office.routes.values() if route.method == "GET" and "<" not in route.rule]:
        pages.append(one.client.get(path).text)
    other = Browser(office)
    other.login("anna", right)
    other.submit("login-code", code=codes[0])
    pages += [other.response.text, str(other.client._cookies), str(one.client._cookies)]
    pages += [caplog.text, *capfd.readouterr()]
    found = [secret for secret in secrets for page in pages if secret in page]
    assert found == []
    dumped = str(execute(cabinet, "SELECT * FROM factor") + execute(cabinet, "SELECT * FROM recovery_code"))
    assert app.raw.hex() not in dumped
    assert not [code for code in codes if code in dumped]


def test_a_store_that_fails_lets_nobody_in(
    office: Office, founded: Founded, app: App, browser: Callable[..., Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    enrolled(browser("anna"), app)
    one = Browser(office)
    one.login("anna", founded.people["anna"].passphrase)

    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(second_factor, "_accept", broken)
    one.submit("login-code", code=app.code())
    assert (one.status, one.cookie) == (500, "")
