"""officer receive: who gets new reports, by the root key; never nobody."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from hinweisgeber import config
from hinweisgeber.cli.home import berlin_today, read_ring
from hinweisgeber.crypto.ring import Ring
from tests.cli.conftest import SECRETS, run

TODAY = berlin_today()


def ring_of(home: Path) -> Ring:
    return read_ring(config.load(home, {}))


def receivers(home: Path, days: int = 0) -> list[str]:
    return [one.function for one in ring_of(home).receivers(TODAY + timedelta(days=days))]


def test_who_rests_is_listed_and_receives_again(home: Path) -> None:
    before = ring_of(home)
    assert len(receivers(home)) == 2, "by default all receive"
    assert "Zuweisung" not in run("officer", "list", "--home", home).out
    day = (TODAY + timedelta(days=3)).isoformat()
    for arguments, days, count in ((["--no"], 0, 1), ([], 0, 2), (["--no", "--from", day], 3, 1)):
        done = run("officer", "receive", "--home", home, *arguments, "fall1", **SECRETS)
        assert (done.code, "Kopie des Schlüsselbunds bei der Annahme" in done.out) == (0, True), done.said
        assert len(receivers(home, days)) == count
        listed = run("officer", "list", "--home", home).out
        assert listed.count("neue Meldungen nur nach Zuweisung") == (2 - count if days == 0 else 0)
    assert len(receivers(home, 2)) == 2
    ring_of(home).must_extend(before)


def test_who_is_admitted_without_new_reports_gets_none(home: Path) -> None:
    person, phrase = "fall2:Fallbearbeitung 2:officer", {"HINWEISGEBER_PASSPHRASE": "noch-eine-passphrase"}
    done = run("officer", "add", "--home", home, "--no-receive", person, **{**SECRETS, **phrase})
    assert done.code == 0, done.said
    assert (len(ring_of(home).officers(TODAY)), len(receivers(home))) == (3, 2)
    assert "Fallbearbeitung 2" not in receivers(home)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["fall1"], "gilt das am"),
        (["--no", "leitung"], "Ohne diese Person bekäme niemand mehr neue Meldungen."),
        (["nobody"], "steht nicht im Schlüsselbund"),
        (["--no", "--from", "2020-01-01", "leitung"], "Vergangenheit"),
    ],
)
def test_what_is_refused_changes_nothing_and_asks_for_no_root_key(arguments: list[str], words: str, home: Path) -> None:
    if "--no" in arguments:
        assert run("officer", "receive", "--home", home, "--no", "fall1", **SECRETS).code == 0
    kept = (home / "keys/ring.json").read_bytes()
    done = run("officer", "receive", "--home", home, *arguments)
    assert (done.code != 0, words in done.err) == (True, True), done.said
    assert (home / "keys/ring.json").read_bytes() == kept


def test_the_last_one_who_receives_is_not_revoked_while_others_stay(home: Path) -> None:
    assert run("officer", "receive", "--home", home, "--no", "fall1", **SECRETS).code == 0
    done = run("officer", "revoke", "--home", home, "leitung", **SECRETS)
    assert (done.code != 0, "officer receive" in done.err) == (True, True), done.said
    assert len(ring_of(home).officers(TODAY)) == 2


def test_check_names_the_day_on_which_nobody_would_receive(home: Path) -> None:
    assert run("officer", "receive", "--home", home, "--no", "fall1", **SECRETS).code == 0
    assert "HG-C34" not in run("check", "--home", home).out
    for officer, days in (("leitung", 731), ("fall1", 900)):
        until = (TODAY + timedelta(days=days)).isoformat()
        assert run("officer", "extend", "--home", home, "--until", until, officer, **SECRETS).code == 0
    ring = ring_of(home)
    assert ring.unreceived(TODAY + timedelta(days=680), TODAY + timedelta(days=740)) == TODAY + timedelta(days=732)


def test_help_says_what_it_does() -> None:
    told = " ".join(run("officer", "receive", "--help").out.split())
    assert "ob eine Person neue Meldungen bekommt" in told
    assert "--no-receive" in run("officer", "add", "--help").out
