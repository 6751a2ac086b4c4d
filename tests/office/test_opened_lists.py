"""What a list has opened stays in memory as long as its session lasts, and no longer."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.office import Office, opened
from hinweisgeber.office.opened import OpenedLists
from hinweisgeber.store.cabinet import Cabinet
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.officer import unlock
from hinweisgeber.usecases.officer.desk import OwnLines
from tests.office.people import Browser, Clock
from tests.usecases.sql import execute

Browsers = Callable[..., Browser]


def held(office: Office) -> list[int]:
    """How many lines of each session are in memory."""
    return [len(one.lines.known) for one in office.opened._of.values()]


def test_a_session_keeps_its_own_lines_until_its_logout(browser: Browsers, code: AccessCode, office: Office) -> None:
    anna, again, bernd = browser("anna"), browser("anna"), browser("bernd")
    for one in (anna, again, bernd):
        one.get("/faelle")
    assert held(office) == [1, 1, 0], "bernd was excluded"
    anna.submit("/abmelden")
    assert held(office) == [1, 0]


def test_what_was_ended_elsewhere_is_forgotten_with_the_next_page(
    browser: Browsers, code: AccessCode, office: Office, cabinet: Store[Cabinet], clock: Clock
) -> None:
    browser("anna").get("/faelle")
    execute(cabinet, "DELETE FROM session")
    owner = browser("lead")
    owner.get("/protokoll")
    clock.forward(seconds=unlock.TOUCH_SECONDS)
    owner.get("/protokoll")
    assert held(office) == [0]


def test_what_nobody_asks_for_is_forgotten_when_its_time_is_over(
    browser: Browsers, code: AccessCode, office: Office, clock: Clock
) -> None:
    browser("anna").get("/faelle")
    clock.forward(seconds=unlock.IDLE_SECONDS)
    browser().get("/faelle")
    assert held(office) == []


def test_those_used_longest_ago_go_when_it_is_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opened, "MOST", 3)
    lists = OpenedLists(set)
    for session in (b"1", b"2", b"3"):
        lists.of(session, 0).known.update(dict.fromkeys((b"a", b"b"), None))
    assert [lists.of(session, 0).known.keys() for session in (b"3", b"1")] == [{b"a", b"b"}, set()]
    alone = OpenedLists(set)
    alone.of(b"1", 0).known.update(dict.fromkeys(range(9), None))  # type: ignore[arg-type]
    assert len(alone.of(b"1", 0).known) == 9, "the one that asks keeps its own"


def test_a_list_shows_a_colleagues_act_though_it_has_opened_all(
    browser: Browsers, code: AccessCode, owner: Browser
) -> None:
    anna = browser("anna")
    assert "HM-2026-0001" in anna.get("/faelle").by_id["new-cases"]
    owner.get("/faelle/HM-2026-0001")
    assert "new-cases" not in anna.get("/faelle").by_id


def test_opened_lines_say_nothing_when_they_are_printed() -> None:
    assert repr(OwnLines({b"1": "Titel"}, "Titel")) == "OwnLines()"
