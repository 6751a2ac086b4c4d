"""A session whose right has ended fails at the next request, on every address, and stores nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from hinweisgeber.crypto.ring import Ring
from hinweisgeber.office import Office
from hinweisgeber.usecases.officer import unlock
from hinweisgeber.usecases.officer.unlock import ABSOLUTE_SECONDS, IDLE_SECONDS
from hinweisgeber.web.routes import Who
from tests.attack.kept import Kept
from tests.attack.stage import Stage
from tests.founded import NOW, TODAY, Founded
from tests.office.people import Browser, Clock

Ends = Callable[[Browser], None]


@pytest.fixture
def ends(office: Office, clock: Clock, founded: Founded, monkeypatch: pytest.MonkeyPatch) -> dict[str, Ends]:
    """How a right ends while somebody has a page open."""
    anna = founded.people["anna"].officer_id

    def revoked(_: Browser) -> None:
        without = founded.ring.revoke(founded.root(), anna, TODAY)
        monkeypatch.setattr(type(office.ring), "ring", property(lambda _: without))

    def expired(_: Browser) -> None:
        def officers(ring: Ring, on: date) -> tuple[object, ...]:
            return tuple(one for one in ring.everyone if one.officer_id != anna)

        monkeypatch.setattr(Ring, "officers", officers)

    def gone(_: Browser) -> None:
        with office.cabinet.write() as cab:
            cab._db.exec_driver_sql("DELETE FROM session")

    def logged_out(browser: Browser) -> None:
        unlock.logout(office.cabinet, office.memory, browser.cookie)

    def waited(seconds: int) -> Ends:
        return lambda _: setattr(clock, "instant", NOW + timedelta(seconds=seconds))

    return {
        "revoked": revoked,
        "expired": expired,
        "row gone": gone,
        "logged out elsewhere": logged_out,
        "idle": waited(IDLE_SECONDS),
        "too long": waited(ABSOLUTE_SECONDS),
    }


@pytest.mark.parametrize("how", ["revoked", "expired", "row gone", "logged out elsewhere", "idle", "too long"])
def test_session_whose_right_ended_fails_at_the_next_request(
    kept: Kept, office: Office, stage: Stage, ends: dict[str, Ends], how: str
) -> None:
    stage.turn(kept.alive)
    browser = stage.browser("anna")
    token = browser.get("/protokoll/pruefpunkt").forms["/abmelden"].fields["csrf_token"]
    ends[how](browser)
    for posted in kept.posted.values():
        with stage.unchanged(posted):
            answer = browser.client.post(posted.path, **posted.sent(csrf_token=token))
        assert answer.status_code == 401, posted


@pytest.mark.parametrize("how", ["revoked", "idle", "logged out elsewhere"])
def test_no_page_opens_after_that(kept: Kept, office: Office, stage: Stage, ends: dict[str, Ends], how: str) -> None:
    stage.turn(kept.alive)
    browser = stage.browser("anna")
    assert browser.client.get("/faelle").status_code == 200
    ends[how](browser)
    for name, route in office.routes.items():
        if route.method == "GET" and route.who not in (Who.ANYBODY, Who.MACHINE, Who.AUDITOR):
            answer = browser.client.get(kept.addresses[name])
            assert (answer.status_code, answer.location[:9]) == (303, "/anmelden"), name
