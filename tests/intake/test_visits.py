"""An opened mailbox ends: when it is closed, after an hour without use, after eight hours however often it is used."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from hinweisgeber.crypto.capability import LIFETIME, VISIT
from hinweisgeber.intake import Intake
from hinweisgeber.store.cabinet import Cabinet
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.keeper.sweep import sweep
from tests.founded import NOW
from tests.intake.files import offered
from tests.walking import WRITE, Walker

EXPIRED = "Aus Sicherheitsgründen ist diese Seite abgelaufen."


@pytest.fixture
def code(walker: Walker) -> str:
    """Of a mailbox with a file in it."""
    walker.open("/melden").attach("to", "review", ("a.txt", b"eins"), description="Bericht.")
    code = walker.page.code
    walker.press("to", "send", code_noted="1")
    return code


def opened(walker: Walker, code: str) -> Walker:
    return walker.open("/postfach").submit("/postfach", code=code)


def visit_of(walker: Walker) -> str:
    return walker.page.fields["capability"][0]


def turn(intake: Intake, seconds: int) -> None:
    intake.clock = partial(lambda then: then, NOW + timedelta(seconds=seconds))


EVERY_USE = [
    {"do": "read"},
    {"do": "write", "message": "x"},
    {"do": "renew"},
    {"do": "receipt"},
    {"do": "wording"},
    {"do": "retaliation", "retaliation": "x"},
    {"do": "meeting"},
    {"answer": "0:accept"},
    {"download": "@"},
    {"new_code": "x", "code_noted": "1"},
    {},
]


@pytest.mark.parametrize("use", EVERY_USE, ids=str)
def test_closing_ends_every_page_of_the_visit(use: dict[str, str], walker: Walker, code: str) -> None:
    """Also those that were open in other windows, or lie in a browser's memory."""
    visits = [visit_of(opened(walker, code))]
    assert walker.answer
    blob = offered(walker.answer)[0][0]
    visits += [visit_of(walker.press("do", "read", WRITE)) for _ in range(2)]
    walker.press("do", "close", WRITE)
    assert "Ihr Postfach ist geschlossen." in walker.page.text
    assert len(set(visits)) == 3
    for visit in visits:
        fields = {name: blob if value == "@" else value for name, value in use.items()}
        walker.planted("/postfach", fields | {"capability": visit}, headers=walker.headers)
        assert walker.status == 400
        assert EXPIRED in walker.page.text
        assert walker.said == []
    assert len(opened(walker, code).said) == 2, "nothing was written, and the code opens it again"


def test_what_was_typed_when_it_was_closed_elsewhere_is_not_lost(walker: Walker, code: str) -> None:
    opened(walker, code)
    other_window = walker.answer
    walker.press("do", "close", WRITE)
    walker.answer = other_window
    walker.press("do", "write", WRITE, message="Mein Text.")
    assert walker.page.one("message") == "Mein Text."
    assert "Mein Text." in walker.submit("/postfach", code=code).said[-1]


def test_the_closed_page_carries_nothing_of_the_mailbox(walker: Walker, code: str) -> None:
    opened(walker, code).press("do", "close", WRITE, message="Mein Text.", retaliation="Versetzt.")
    for part in ("Bericht.", "Mein Text.", "Versetzt.", code, "capability"):
        assert part not in walker.html


def test_other_visits_of_the_same_mailbox_go_on(walker: Walker, code: str) -> None:
    other = visit_of(opened(walker, code))
    opened(walker, code).press("do", "close", WRITE)
    walker.planted("/postfach", {"capability": other, "do": "read"}, headers=walker.headers)
    assert len(walker.said) == 2
    walker.press("do", "write", WRITE, message="Noch etwas.")
    assert "Noch etwas." in walker.said[-1]


def test_closing_twice_is_closed(walker: Walker, code: str) -> None:
    opened(walker, code)
    page = walker.answer
    for _ in range(2):
        walker.answer = page
        walker.press("do", "close", WRITE)
        assert walker.said == []


def test_a_closed_visit_stays_closed_after_the_sweep(
    walker: Walker, code: str, intake: Intake, letterbox: Store[Letterbox], cabinet: Store[Cabinet]
) -> None:
    visit = visit_of(opened(walker, code))
    walker.press("do", "close", WRITE)
    for hours in range(0, 97, 8):
        turn(intake, hours * 3600)
        sweep(intake.blobs, letterbox, cabinet, intake.clock().timestamp())
        walker.planted("/postfach", {"capability": visit, "do": "read"}, headers=walker.headers)
        assert walker.said == []


def test_a_visit_ends_after_eight_hours_however_often_it_is_used(walker: Walker, code: str, intake: Intake) -> None:
    opened(walker, code)
    used = 0
    for seconds in range(0, VISIT + 1, 1800):
        turn(intake, seconds)
        walker.press("do", "read", WRITE)
        assert walker.status == 200, seconds
        used += 1
    assert used == 17
    turn(intake, VISIT + 1)
    walker.press("do", "write", WRITE, message="Mein Text.")
    assert (walker.status, walker.page.one("message")) == (400, "Mein Text.")
    assert EXPIRED in walker.page.text
    walker.submit("/postfach", code=code)
    assert "Mein Text." in walker.said[-1]
    turn(intake, VISIT + LIFETIME)
    walker.press("do", "read", WRITE)
    assert walker.status == 200, "a new visit has begun"


def test_renewing_the_code_does_not_make_the_visit_longer(walker: Walker, code: str, intake: Intake) -> None:
    opened(walker, code)
    for seconds in range(0, VISIT + 1, 3000):
        turn(intake, seconds)
        walker.press("do", "renew", WRITE).submit("/postfach", code_noted="1")
        assert "Ab jetzt gilt nur noch der neue Zugangscode." in walker.page.text
    turn(intake, VISIT + 1)
    assert walker.press("do", "read", WRITE).status == 400
