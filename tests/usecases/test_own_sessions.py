"""One's own sessions: the day each began and what its owner calls the device; one or all others can be ended."""

from __future__ import annotations

import pytest

from hinweisgeber.crypto.ring import Ring
from hinweisgeber.domain.errors.fields import ChoiceMissing
from hinweisgeber.store.cabinet import Cabinet
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.officer import unlock
from hinweisgeber.usecases.officer.own_sessions import ALL_OTHERS, call_device, end_own, kind_of, own_sessions
from tests.founded import MEMORY, TODAY, Founded
from tests.usecases.sql import execute

NEW_YEAR = 1_798_757_600  # 31 December 2026, 23:53 in Berlin: ten minutes later it is another day and year there


class Seats:
    """Sessions of two people."""

    def __init__(self, cabinet: Store[Cabinet], ring: Ring, founded: Founded) -> None:
        self.cabinet, self.ring, self.founded = cabinet, ring, founded
        self.rows = [self.begin("anna", NEW_YEAR + n) for n in (0, 600, 300)]
        self.theirs = self.begin("bernd", NEW_YEAR)
        self.anna = founded.people["anna"].officer_id

    def begin(self, who: str, now: int, kind: str = "") -> bytes:
        one = self.founded.people[who]
        cookie = unlock._begin(
            self.cabinet, self.ring, MEMORY, one.officer_id, one.identity, b"\0" * 48, TODAY, now, kind=kind
        )
        assert cookie is not None
        return MEMORY.row(unlock.secret_of(cookie))

    def left(self) -> set[bytes]:
        return {row for (row,) in execute(self.cabinet, "SELECT secret_hash FROM session")}


@pytest.fixture
def seats(cabinet: Store[Cabinet], ring: Ring, founded: Founded) -> Seats:
    return Seats(cabinet, ring, founded)


def test_each_has_the_day_it_began_in_berlin_and_no_time(seats: Seats) -> None:
    shown = own_sessions(seats.cabinet, seats.anna, seats.rows[0], NEW_YEAR + 601)
    assert [(f"{one.begun:%d.%m.%Y}", one.here) for one in shown] == [
        ("31.12.2026", True), ("01.01.2027", False), ("31.12.2026", False),
    ]  # fmt: skip
    assert {type(one.begun).__name__ for one in shown} == {"date"}


def test_what_has_run_out_is_not_shown(seats: Seats) -> None:
    assert len(own_sessions(seats.cabinet, seats.anna, seats.rows[1], NEW_YEAR + 300 + 899)) == 2
    assert len(own_sessions(seats.cabinet, seats.anna, seats.rows[1], NEW_YEAR + 300 + 900)) == 1


def test_one_is_ended_by_its_handle_and_the_others_go_on(seats: Seats) -> None:
    here, gone, stays = seats.rows
    handle = next(
        one.handle for one in own_sessions(seats.cabinet, seats.anna, here, NEW_YEAR + 601)
        if not one.here and one.begun.year == 2027
    )  # fmt: skip
    end_own(seats.cabinet, seats.anna, here, handle)
    assert seats.left() == {here, stays, seats.theirs}
    end_own(seats.cabinet, seats.anna, here, handle)
    assert (seats.left(), gone in seats.left()) == ({here, stays, seats.theirs}, False)


def test_all_others_end_and_nobody_elses(seats: Seats) -> None:
    end_own(seats.cabinet, seats.anna, seats.rows[0], ALL_OTHERS)
    assert seats.left() == {seats.rows[0], seats.theirs}


def test_a_colleagues_session_is_not_ended_by_its_handle(seats: Seats) -> None:
    end_own(seats.cabinet, seats.anna, seats.rows[0], seats.theirs[:8].hex())
    assert seats.left() == {*seats.rows, seats.theirs}


def test_the_one_that_asks_is_ended_by_logging_out_only(seats: Seats) -> None:
    with pytest.raises(ChoiceMissing) as told:
        end_own(seats.cabinet, seats.anna, seats.rows[0], seats.rows[0][:8].hex())
    assert told.value.field == "which"
    assert seats.rows[0] in seats.left()


def test_its_owner_says_what_device_it_is(seats: Seats) -> None:
    call_device(seats.cabinet, seats.rows[0], "notebook")
    seats.begin("anna", NEW_YEAR + 601, "desk")
    shown = own_sessions(seats.cabinet, seats.anna, seats.rows[0], NEW_YEAR + 602)
    assert sorted(one.kind for one in shown) == ["", "", "desk", "notebook"]
    assert next(one.kind for one in shown if one.here) == "notebook"


@pytest.mark.parametrize("said", ["", "toaster", "Mozilla/5.0", "desk "])
def test_nothing_else_is_stored_as_a_device(said: str, seats: Seats) -> None:
    assert kind_of(said) == ""
    with pytest.raises(ChoiceMissing) as told:
        call_device(seats.cabinet, seats.rows[0], said)
    assert told.value.field == "kind"
    assert {kind for (kind,) in execute(seats.cabinet, "SELECT device FROM session")} == {""}


def test_a_session_holds_nothing_more_of_where_it_is(seats: Seats) -> None:
    columns = [row[1] for row in execute(seats.cabinet, "SELECT * FROM pragma_table_info('session')")]
    assert columns == ["secret_hash", "officer_id", "sealed", "begun", "seen", "device"]
