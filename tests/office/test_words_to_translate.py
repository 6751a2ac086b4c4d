"""Every sentence of the office is in what `make messages` collects, and its redirects stay in the language."""

from __future__ import annotations

from collections.abc import Callable

from hinweisgeber.office import Office
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.officer.desk import Desk
from tests.founded import Founded
from tests.languages.pseudo import TAG, Noted, messages, noted
from tests.office.people import Browser
from tests.office.whole_case import WholeCase

__all__ = ["noted"]


def test_what_the_office_says_in_a_whole_case_can_be_translated(
    office: Office, letterbox: Store[Letterbox], desk: Callable[..., Desk], founded: Founded, noted: Noted
) -> None:
    def lead(browser: Browser) -> Browser:
        return browser.enter(founded.people["lead"])

    def anna(browser: Browser) -> Browser:
        return browser.enter(founded.people["anna"])

    WholeCase(office, letterbox, desk, str).play(lead, anna)
    assert len(noted.seen) > 800
    assert noted.seen - messages() == set()


def test_a_redirect_of_the_office_stays_in_the_language(office: Office) -> None:
    office.languages = frozenset({TAG})
    client = office.test_client()
    assert client.get(f"/{TAG}/faelle").headers["Location"].startswith(f"/{TAG}/anmelden?weiter=/faelle")
    assert client.get("/faelle").headers["Location"].startswith("/anmelden?weiter=/faelle")
