"""One officer with a program of their own begins a key without a colleague: nobody may do that alone (LAW § 9)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta

import pytest

from hinweisgeber.crypto.errors import SealBroken
from hinweisgeber.crypto.ring import Ring
from hinweisgeber.store.cabinet import CASE, Cabinet
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.keeper import founding, verifying
from hinweisgeber.usecases.officer import casework, entering, reading
from hinweisgeber.usecases.officer.desk import Desk, open_file
from tests.founded import TODAY, Founded
from tests.usecases.conftest import Desks, Reporter
from tests.usecases.sql import execute

ONE, WHY = "HM-2026-0001", "left somebody out alone"


def whys(cabinet: Store[Cabinet], ring: Ring, today: date = TODAY) -> list[str]:
    return [one.why for one in verifying.examine(verifying.Office(cabinet), ring, today=today).findings]


def begins_without(at: Desk, who: str, *, saying_out: bool = False) -> None:
    """A new epoch for everybody but this one, as no program of ours begins it."""
    with at.cabinet.write() as cabinet:
        opened = open_file(cabinet, at, CASE, ONE)
        out = {who} if saying_out else set[str]()
        entering.renew(cabinet, at, opened, opened.holders - {who}, out=out)


@contextmanager
def without_a_judge() -> Iterator[None]:
    """As if nobody asked: to see that nothing else would have named it."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("hinweisgeber.usecases.keeper.verifying.keys.KeyHistory._left_out", lambda *at: "")
        yield


def test_a_key_begun_without_a_colleague_is_named_without_any_key(
    sent: Reporter, desk: Desks, cabinet: Store[Cabinet], founded: Founded, tampering: None
) -> None:
    bernd, ring = founded.people["bernd"].officer_id, desk("anna").ring
    assert whys(cabinet, ring) == []
    begins_without(desk("anna"), bernd)
    found = [one for one in verifying.examine(verifying.Office(cabinet), ring, today=TODAY).findings if one.why == WHY]
    assert [(one.case, one.values) for one in found] == [(ONE, {"officer": bernd})]
    execute(cabinet, "DELETE FROM file_wrap WHERE officer_id = :o", o=bernd)
    assert whys(cabinet, ring) == [WHY], "and also once their row is gone"
    with without_a_judge():
        assert whys(cabinet, ring) == []


def test_dating_it_to_the_end_of_their_right_helps_nothing(
    sent: Reporter, desk: Desks, cabinet: Store[Cabinet], founded: Founded, tampering: None
) -> None:
    bernd = founded.people["bernd"].officer_id
    ring = desk("anna").ring
    person = ring.get(bernd)
    assert person is not None
    begins_without(desk("anna", person.valid_until + timedelta(days=1)), bernd)
    assert WHY in whys(cabinet, ring)
    assert WHY not in whys(cabinet, ring, person.valid_until + timedelta(days=1)), "on that day it is right"


def test_whoever_says_that_the_reporter_excluded_them_is_seen_by_everybody_with_the_key(
    sent: Reporter, desk: Desks, cabinet: Store[Cabinet], founded: Founded, tampering: None
) -> None:
    """The reason is sealed, so `verify` cannot see it; the colleagues who still hold the key can."""
    begins_without(desk("anna"), founded.people["bernd"].officer_id, saying_out=True)
    assert WHY not in whys(cabinet, desk("anna").ring)
    with pytest.raises(SealBroken, match="put out whom nobody excluded"):
        reading.look(desk("lead"), ONE)


def test_taking_a_colleagues_wrap_away_puts_them_out_of_nothing(
    sent: Reporter, desk: Desks, cabinet: Store[Cabinet], letterbox: Store[Letterbox], founded: Founded
) -> None:
    """Whoever writes rows: the next key is for them as for all whom a signed entry names."""
    bernd, third = (founded.people[one].officer_id for one in ("bernd", "lead"))
    execute(cabinet, "DELETE FROM file_wrap WHERE officer_id = :o", o=bernd)
    ring = founding.revoke(cabinet, letterbox, desk("anna").ring, founded.root(), "lead", TODAY, TODAY)
    casework.note(replace(desk("anna"), ring=ring), ONE, "Vermerk.")
    with cabinet.read() as cab:
        opened = open_file(cab, replace(desk("bernd"), ring=ring), CASE, ONE)
    assert bernd in opened.holders
    assert third not in opened.holders
    assert whys(cabinet, ring) == []
