"""kill -9 after each thing that reaches a disk, while two revoke somebody or let a case be erased that nobody can open:
nothing is half, and what was not entered can be done again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from hinweisgeber import config
from hinweisgeber.usecases.leaving import keyless, revoking
from hinweisgeber.usecases.officer import unlock
from hinweisgeber.usecases.officer.desk import Desk
from tests.founded import MEMORY, TODAY
from tests.usecases.keyless_case import NUMBER, Office, built, office
from tests.usecases.snapshots import Snapshots
from tests.usecases.sql import execute
from tests.usecases.test_killed_at_every_step import MOST, ONCE, killed_after
from tests.usecases.test_revoking import House, house

__all__ = ["built", "house", "office"]


@dataclass
class Steps:
    """What is killed at every step of one act, and what must hold afterwards; `entries`: what it enters, once."""

    snapshots: Snapshots
    kept: Path
    who: Callable[[], Desk]
    act: Callable[[Desk], object]
    kinds: Callable[[], list[str]]
    whys: Callable[[], list[str]]

    def walk(self, holds: Callable[[int], object] = lambda done: None) -> set[int]:
        """How often it had been entered after each kill; done again as somebody does who got no answer, it is there
        once."""
        n, came_to, before = 0, set[int](), self.kinds()
        self.snapshots.keep(self.kept)
        while n < MOST and killed_after(n := n + 1, self.who(), self.act):
            done = len(self.kinds()) - len(before)
            came_to.add(done)
            holds(done)
            assert self.whys() == [], n
            self.act(self.who())
            assert (len(self.kinds()) - len(before), self.whys()) == (1, []), n
            self.snapshots.back(self.kept)
        assert 1 < n < MOST
        return came_to


@pytest.fixture
def steps_of_house(house: House, settings: config.Settings, tmp_path: Path) -> Callable[..., Steps]:
    """Of an act of this person in an office with three leads."""
    at = Snapshots(settings.home, (house.cabinet, house.lead.letterbox))

    def of(who: str, act: Callable[[Desk], object]) -> Steps:
        return Steps(at, tmp_path / "kept", lambda: house.desk(who), act, house.kinds, house.verified)

    return of


def test_killed_while_a_revocation_is_proposed(house: House, steps_of_house: Callable[..., Steps]) -> None:
    whom = house.id("anna")
    assert steps_of_house("lead", lambda at: revoking.propose(at, whom, ONCE)).walk() == {0, 1}


def test_killed_while_somebody_is_revoked_they_are_out_with_their_sessions_or_not_at_all(
    house: House, steps_of_house: Callable[..., Steps]
) -> None:
    mark, anna = house.propose("lead", "anna"), house.desk("anna")
    unlock._begin(house.cabinet, anna.ring, MEMORY, anna.officer_id, anna.identity, b"\0" * 48, TODAY, 1)

    def holds(done: int) -> None:
        assert execute(house.cabinet, "SELECT count(*) FROM session") == [(1 - done,)]
        person = house.desk("lead").ring.get(anna.officer_id)
        assert person
        assert person.is_out(TODAY) is bool(done)

    assert steps_of_house("second", lambda at: revoking.confirm(at, mark, ONCE)).walk(holds) == {0, 1}


@pytest.mark.parametrize(("who", "end"), [("second", revoking.decline), ("lead", revoking.withdraw)])
def test_killed_while_a_revocation_is_declined_or_withdrawn(
    house: House, steps_of_house: Callable[..., Steps], who: str, end: Callable[..., object]
) -> None:
    mark = house.propose("lead", "anna")
    assert steps_of_house(who, lambda at: end(at, mark, ONCE)).walk() == {0, 1}


@pytest.fixture
def steps_of_office(office: Office, tmp_path: Path) -> Callable[..., Steps]:
    """Of an act of this person where nobody can open the case."""
    at = Snapshots(office.home, (office.cabinet, office.letterbox))

    def of(who: str, act: Callable[[Desk], object]) -> Steps:
        return Steps(at, tmp_path / "kept", lambda: office.desk(who), act, office.kinds, office.whys)

    return of


def test_killed_while_it_is_proposed_that_a_case_goes_without_a_key(steps_of_office: Callable[..., Steps]) -> None:
    act = steps_of_office("carla", lambda at: keyless.propose(at, NUMBER, offers=False, told=False, once=ONCE))
    assert act.walk() == {0, 1}


def test_killed_while_it_is_confirmed_the_case_goes_or_stays_whole(
    office: Office, steps_of_office: Callable[..., Steps]
) -> None:
    mark = office.propose().hash
    act = steps_of_office("dora", lambda at: keyless.confirm(at, mark, offers=False, once=ONCE))
    assert act.walk(lambda done: len(office.due()) == done) == {0, 1}


def test_killed_while_it_is_erased_the_next_run_ends_it(office: Office, tmp_path: Path) -> None:
    """As `erase` does for every case: here with the proof of two."""
    office.agree()
    snapshots = Snapshots(office.home, (office.cabinet, office.letterbox))
    kept, n, marked = snapshots.keep(tmp_path / "kept"), 0, set[bool]()
    while n < 60 and killed_after(n := n + 1, office.desk("lead"), lambda at: erased(office, at)):
        with office.cabinet.read() as cab:
            marked.add(bool(cab.erased_files()))
        office.carry_out()
        with office.cabinet.read() as cab:
            ((certificate,), gone) = cab.certificates(), cab.unfinished_erasures()
        assert (certificate.keyless, gone, office.whys()) == (True, {}, []), n
        snapshots.back(kept)
        office.listed.unlink(missing_ok=True)
    assert (marked, 1 < n < 60) == ({False, True}, True)


def erased(office: Office, at: Desk) -> object:
    office.cabinet, office.letterbox = at.cabinet, at.letterbox
    return office.carry_out()
