"""officer suspend: at once, by the root key; it ends by itself."""

from __future__ import annotations

from pathlib import Path

from hinweisgeber.cli.home import berlin_today
from hinweisgeber.domain.suspension import last_day
from tests.cli.conftest import SECRETS, run


def test_who_is_suspended_is_told_until_when_and_the_journal_holds(home: Path) -> None:
    done = run("officer", "suspend", "--home", home, "fall1", **SECRETS)
    assert (done.code, str(last_day(berlin_today())) in done.out) == (0, True), done.said
    assert run("verify", "--home", home).code == 0
    again = run("officer", "suspend", "--home", home, "fall1", **SECRETS)
    assert (again.code != 0, "schon suspendiert" in again.err) == (True, True), again.said


def test_what_is_refused_asks_for_no_root_key(home: Path) -> None:
    done = run("officer", "suspend", "--home", home, "niemand")
    assert (done.code != 0, "nicht im Schlüsselbund" in done.err) == (True, True), done.said
