"""Pages that wait: found by their locator, never too many, the old ones gone with the next that comes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hinweisgeber.store.letterbox import LONG_PICKUP, Letterbox
from hinweisgeber.store.letterbox import waiting as tables
from hinweisgeber.store.unit import Store
from tests.store.rows import DAY, locator


def test_a_page_is_found_by_its_locator_alone_and_more_than_once(letterbox: Store[Letterbox]) -> None:
    with letterbox.write() as box:
        box.leave_pickup(locator(1), DAY, 0, b"sealed")
    with letterbox.read() as box:
        assert [box.pickup(locator(number)) for number in (1, 1, 2)] == [b"sealed", b"sealed", None]


def test_pages_of_another_turn_or_an_earlier_day_go(letterbox: Store[Letterbox]) -> None:
    with letterbox.write() as box:
        for number in range(6):
            box.leave_pickup(locator(number), DAY + timedelta(days=number // 3), number % 3, b"sealed")
    with letterbox.write() as box:
        assert box.drop_pickups(DAY + timedelta(days=1), (0, 2)) == 4
        assert box.drop_pickups(DAY + timedelta(days=1), (0, 2)) == 0
    with letterbox.read() as box:
        assert [box.pickup(locator(number)) is not None for number in range(6)] == [False] * 3 + [True, False, True]


def test_there_is_room_until_the_bytes_of_these_turns_are_used_up(
    letterbox: Store[Letterbox], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "PICKUPS_AT_ONCE", {False: 100, True: LONG_PICKUP + 1})
    with letterbox.write() as box:
        assert box.has_room_for_pickup((0, 1), 1)
        box.leave_pickup(locator(1), DAY, 0, bytes(99))
        assert box.has_room_for_pickup((0, 1), 1)
        box.leave_pickup(locator(2), DAY, 1, bytes(1))
        assert not box.has_room_for_pickup((0, 1), 1)
        assert box.has_room_for_pickup((1, 2), 1), "what is over by itself takes no room"
        long = LONG_PICKUP + 1
        assert box.has_room_for_pickup((0, 1), long), "long ones have a room of their own"
        box.leave_pickup(locator(3), DAY, 0, bytes(long))
        assert not box.has_room_for_pickup((0, 1), long)
