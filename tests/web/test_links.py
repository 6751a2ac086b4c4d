"""Every link of the intake that names a place leads to one that is there, in every state of every page."""

from __future__ import annotations

import pytest

from hinweisgeber.intake import Intake
from tests.attack.links import Site
from tests.founded import Founded
from tests.web.states import every_state


def test_every_link_leads_to_a_place_that_is_there(
    intake: Intake, founded: Founded, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, named, dead = intake.test_client(use_cookies=False), 0, set[str]()
    for state, html in every_state(intake, monkeypatch, founded):
        site = Site(intake, client, "/", html)
        named += "#" in html
        dead |= {f"{state}: {link}" for link in site.dead()}
    assert named > 20
    assert dead == set()
