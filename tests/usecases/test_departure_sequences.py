"""Whatever people come, get cases, go and come too late for: no wrap of somebody revoked remains where others live, no
file loses the last who could open it, and nobody who is in loses anything.

Told by rows alone: wraps here have the size of wraps and open nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from hinweisgeber.crypto.keystore import Identity, RootKey, wrap_size
from hinweisgeber.crypto.ring import Officer, Ring
from hinweisgeber.store.cabinet import CASE, MEASURE, Cabinet, cabinet_store
from hinweisgeber.store.letterbox import Letterbox, letterbox_store
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.keeper import departure, founding
from hinweisgeber.usecases.keeper.errors import LastHolder
from tests.founded import TODAY, Founded, copy_database
from tests.store.rows import file

NAMES = A, B, C, D = "a" * 16, "b" * 16, "c" * 16, "d" * 16
LAST_DAYS = dict(zip(NAMES, (10, 60, 400, 400), strict=True))
WHO, WHICH = st.sampled_from(NAMES), st.integers(0, 3)
ARRIVE = st.tuples(st.just("arrive"), st.sets(WHO, min_size=1, max_size=3), st.booleans())
STEPS = st.one_of(
    ARRIVE,
    st.tuples(st.just("take_in"), WHICH, WHO),
    st.tuples(st.just("open"), WHICH, WHO),
    st.tuples(st.just("assign"), WHICH, WHO, WHO),
    st.tuples(st.just("revoke"), WHO, st.sampled_from([0, 0, 5])),
    st.tuples(st.just("extend"), WHO),
    st.tuples(st.just("wait"), st.sampled_from([1, 8, 45])),
)
Where = dict[bytes, dict[str, bool]]  # by file or report: who holds a wrap, and whether it is their own


@dataclass(frozen=True)
class House:
    """Two stores, and a ring of four whose keys end on different days."""

    cabinet: Store[Cabinet]
    letterbox: Store[Letterbox]
    root: RootKey
    ring: Ring

    def empty(self) -> None:
        with self.letterbox.write() as box, self.cabinet.write() as cab:
            for table in ("report_wrap", "report"):
                box._db.exec_driver_sql(f"DELETE FROM {table}")
            for table in ("file_wrap", "file"):
                cab._db.exec_driver_sql(f"DELETE FROM {table}")


@pytest.fixture
def house(founded: Founded, tmp_path: Path) -> Iterator[House]:
    cabinet = cabinet_store(copy_database(founded.cabinet_file, tmp_path / "c.sqlite"))
    letterbox = letterbox_store(copy_database(founded.letterbox_file, tmp_path / "l.sqlite"))
    root = RootKey.generate()
    ring = Ring.found(root, "hinweisgeber/sequences", TODAY)
    with cabinet.write() as cab:
        for name in NAMES:
            who = Identity.generate()
            until = TODAY + timedelta(days=LAST_DAYS[name])
            ring = ring.admit(root, Officer(name, name, "officer", who.public, who.sign_public, TODAY, until))
            cab.add_officer(name, name, "{}")
    yield House(cabinet, letterbox, root, ring)
    cabinet.dispose()
    letterbox.dispose()


@dataclass
class Story:
    """What happens, one step after the other, and what must be true after each."""

    house: House
    ring: Ring = field(init=False)
    today = TODAY
    ids: list[bytes] = field(default_factory=list)
    kinds: dict[bytes, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.house.empty()
        self.ring = self.house.ring

    @property
    def active(self) -> set[str]:
        return {one.officer_id for one in self.ring.officers(self.today)}

    @property
    def out(self) -> set[str]:
        gone = (one for one in self.ring.everyone if one.revoked_from is not None and one.revoked_from <= self.today)
        return {one.officer_id for one in gone}

    def wraps(self) -> tuple[Where, Where]:
        """Those of files, and those of reports that nobody has taken in; in the letterbox a file has some too."""
        with self.house.letterbox.read() as box, self.house.cabinet.read() as cab:
            files = {one: held for one, held in cab.owners().items() if held}
            reports = {one: dict.fromkeys(held, False) for one, held in box.wrap_sizes().items()}
            self.beside = {one: reports[one] for one in files if one in reports}
            return files, {one: held for one, held in reports.items() if one not in cab.file_ids()}

    # -- steps

    def arrive(self, who: set[str], measure: bool) -> None:
        """A report for these, or a measure, which is in the cabinet at once."""
        able, new = who & self.active, len(self.ids).to_bytes(16, "big")
        if not able:
            return
        self.ids.append(new)
        wraps = dict.fromkeys(able, bytes(wrap_size(False)))
        if measure:
            with self.house.cabinet.write() as cab:
                file(cab, new, MEASURE, 2026, len(self.ids), None, b"sheet", wraps)
        else:
            with self.house.letterbox.write() as box:
                box.add_report(new, self.today, wraps)

    def take_in(self, which: int, who: str) -> None:
        waiting = self.wraps()[1]
        for one in self.ids[which : which + 1]:
            if one in waiting and who in waiting[one].keys() & self.active:
                with self.house.cabinet.write() as cab:
                    wraps = dict.fromkeys(waiting[one].keys() - self.out, bytes(wrap_size(False)))
                    file(cab, one, CASE, 2026, which + 1, None, b"sheet", wraps)
                self.open(which, who)

    def open(self, which: int, who: str) -> None:
        for one in self.ids[which : which + 1]:
            if who in self.wraps()[0].get(one, {}).keys() & self.active:
                with self.house.cabinet.write() as cab:
                    cab.set_own_wraps(who, [(one, 0, bytes(wrap_size(True)))])

    def assign(self, which: int, by: str, to: str) -> None:
        for one in self.ids[which : which + 1]:
            held = self.wraps()[0].get(one, {})
            if by in held.keys() & self.active and to in self.active - held.keys():
                with self.house.cabinet.write() as cab:
                    cab.put_wrap(one, to, bytes(wrap_size(False)))

    def revoke(self, who: str, days: int) -> None:
        officer, day, house = self.ring.get(who), self.today + timedelta(days=days), self.house
        if officer is None or officer.revoked_from is not None:
            return
        before = [one for store in self.wraps() for one in store.values()]
        staying = {one.officer_id for one in self.ring.officers(day) if one.revoked_from is None} - {who}
        alone = any(who in held and not held.keys() & staying for held in before)
        try:
            self.ring = founding.revoke(house.cabinet, house.letterbox, self.ring, house.root, who, day, self.today)
        except LastHolder:
            assert alone, "refused, and somebody else could have opened all"
            assert [one for store in self.wraps() for one in store.values()] == before
            return
        assert not alone, "something is left that nobody can open"
        if not days:
            files, reports = self.wraps()
            assert not any(who in held for where in (files, reports, self.beside) for held in where.values())

    def extend(self, who: str) -> None:
        officer = self.ring.get(who)
        if officer is not None and officer.revoked_from is None and officer.valid_until < self.today + timedelta(30):
            self.ring = self.ring.extend(self.house.root, who, self.today + timedelta(days=100))

    def wait(self, days: int) -> None:
        """The last of these days has its run."""
        self.today += timedelta(days=days)
        self.daily()

    def daily(self) -> None:
        departure.carry_out(self.house.cabinet, self.house.letterbox, self.ring, self.today)
        files, _ = self.wraps()
        for file_id, held in files.items():
            if any(own and who in self.active for who, own in held.items()):
                assert not self.out & {*held, *self.beside.get(file_id, {})}, "a key of somebody revoked remains"

    def go(self, step: str, *how: object) -> None:
        before = self.wraps()
        getattr(self, step)(*how)
        for was, now in zip(before, self.wraps(), strict=True):
            for one, held in was.items():
                kept = {**now, **self.wraps()[0]}.get(one, {})
                lost = held.keys() - kept.keys()
                assert not lost & self.active, "somebody who is in has lost a key"
                assert kept or not held, "nobody has a key any more"
                assert not lost or kept.keys() & self.active, "a key went, and nobody who is in has one"


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=st.lists(ARRIVE, min_size=3, max_size=3), then=st.lists(STEPS, min_size=4, max_size=12))
@example(first=[("arrive", {A, B}, False)], then=[("revoke", A, 0)])
@example(first=[("arrive", {A, B}, False)], then=[("take_in", 0, B), ("revoke", A, 5), ("wait", 8)])
@example(first=[("arrive", {A}, True)], then=[("wait", 45)])
@example(first=[("arrive", {C, D}, True)], then=[("revoke", C, 5), ("revoke", D, 0)])
def test_no_key_of_who_is_out_remains_and_nothing_is_lost(
    house: House, first: list[tuple[object, ...]], then: list[tuple[object, ...]]
) -> None:
    story = Story(house)
    for step, *how in first + then:
        story.go(str(step), *how)
