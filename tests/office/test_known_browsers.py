"""A browser in which somebody has logged in is known: it has a place in the queue of logins, and nothing else."""

from __future__ import annotations

import base64
from collections.abc import Callable

import pytest

from hinweisgeber.office import Office, device
from hinweisgeber.store.cabinet import Cabinet
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.officer.turns import Turns
from tests.founded import NOW
from tests.office.people import Browser, Clock
from tests.usecases.sql import execute

RIGHT = "anna-und-nur-fuer-tests"
SECRET, AT = b"x" * 32, int(NOW.timestamp())


@pytest.fixture
def devices(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the queue is told of each login."""
    told: list[str] = []
    real = Turns.one

    def noted(turns: Turns, address: str, device: str = "") -> object:
        told.append(device)
        return real(turns, address, device)

    monkeypatch.setattr(Turns, "one", noted)
    return told


def cookie(office: Office, browser: Browser) -> str:
    found = browser.client.get_cookie(office.device_cookie)
    return found.value if found else ""


def test_who_has_logged_in_is_known_the_next_time(
    office: Office, browser: Callable[..., Browser], devices: list[str], clock: Clock
) -> None:
    one = browser()
    one.login("anna", "falsch")
    assert cookie(office, one) == "", "by a login that succeeds alone"
    one.login("anna", RIGHT)
    known = cookie(office, one)
    (said,) = (line for line in one.response.history[0].headers.getlist("Set-Cookie") if known in line)
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(said.split("; "))
    assert f"Max-Age={device.LIFETIME}" in said
    one.login("bernd", "falsch")
    assert (devices, cookie(office, one)) == (["", "", base64.urlsafe_b64decode(known)[:16].hex()], known)
    clock.forward(days=180)
    one.login("bernd", "falsch")
    assert devices[-1] == ""


def test_nothing_about_anybody_stands_in_it(office: Office, browser: Callable[..., Browser]) -> None:
    one, other = browser(), browser()
    for person in (one, other):
        person.login("anna", RIGHT)
    raw = [base64.urlsafe_b64decode(cookie(office, person)) for person in (one, other)]
    assert len({found[:16] for found in raw}) == 2, "a random number"
    assert [len(found) for found in raw] == [16 + 4 + 32] * 2, "the day, and the signature"
    assert "Zufallszahl" in browser().get("/anmelden").words


def test_it_opens_nothing_and_changes_no_answer(
    office: Office, browser: Callable[..., Browser], cabinet: Store[Cabinet]
) -> None:
    one = browser()
    one.client.set_cookie(office.device_cookie, device.make(office.config["SECRET_KEY"], AT))
    assert one.get("/faelle").title == browser().get("/faelle").title
    assert one.sheet.title.startswith("Anmelden")
    assert one.login("anna", "falsch").words == browser().login("anna", "falsch").words
    assert execute(cabinet, "SELECT count(*) FROM login_attempt") == [(1,)], "one bucket, with and without it"


def test_it_is_kept_like_the_session(office: Office) -> None:
    assert office.device_cookie.removesuffix("geraet") == office.session_cookie.removesuffix("sitzung")


def test_what_is_signed_is_known_for_its_time() -> None:
    made = device.make(SECRET, AT)
    assert device.known(SECRET, made, AT) == base64.urlsafe_b64decode(made)[:16].hex()
    assert device.known(SECRET, made, AT + device.LIFETIME - device.DAY)
    assert not device.known(SECRET, made, AT + device.LIFETIME)


@pytest.mark.parametrize("place", [0, 15, 16, 19, 20, 51])
def test_what_we_have_not_signed_is_not_known(place: int) -> None:
    raw = bytearray(base64.urlsafe_b64decode(device.make(SECRET, AT)))
    raw[place] ^= 1
    assert not device.known(SECRET, base64.urlsafe_b64encode(raw).decode(), AT)


@pytest.mark.parametrize("text", ["", "x", "ä", "=" * 70, "A" * 70, base64.b64encode(bytes(52)).decode(), "A" * 5000])
def test_anything_may_stand_there(text: str) -> None:
    assert device.known(SECRET, text, AT) == ""
    assert device.known(b"y" * 32, device.make(SECRET, AT), AT) == ""
