"""A page waits two minutes, is fetched as often as one likes, ends with its visit, and leaves nothing behind."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from hinweisgeber import config
from hinweisgeber.crypto.archive import ArchiveReader
from hinweisgeber.crypto.capability import PageKeys
from hinweisgeber.crypto.errors import CapabilityExpired
from hinweisgeber.crypto.pickup import PICKUP_LIFETIME
from hinweisgeber.crypto.ring import Ring
from hinweisgeber.store.archives import read_archive
from hinweisgeber.store.blobs import blob_store
from hinweisgeber.store.cabinet import Cabinet
from hinweisgeber.store.errors import StoreAway
from hinweisgeber.store.letterbox import Letterbox, room, tables, waiting
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.keeper.sweep import sweep
from hinweisgeber.usecases.reporter import mailbox, pickup
from hinweisgeber.usecases.reporter.pickup import TURNS, WaitingPage
from tests.founded import NOW, TODAY
from tests.store.rows import ANNA, locator, report
from tests.usecases.backups import KEY, Backups

KEYS = PageKeys(bytes(range(32)))
AT = int(NOW.timestamp())
PAGE = WaitingPage(b"<p>Zitronenkuchen im Amt.</p>" * 50, 409, True, b"v" * 16)


def left(letterbox: Store[Letterbox], page: WaitingPage = PAGE, late: int = 0) -> str:
    slip = pickup.leave(letterbox, KEYS, page, AT + late)
    assert slip is not None
    return slip


def rows(letterbox: Store[Letterbox]) -> list[tuple[object, ...]]:
    with letterbox.read() as box:
        return [tuple(row) for row in box._db.execute(select(tables.pickup))]


@pytest.mark.parametrize("page", [PAGE, WaitingPage(b""), WaitingPage(b"x", locator=b"l" * 32)])
def test_a_page_is_given_out_as_it_was_for_two_minutes(letterbox: Store[Letterbox], page: WaitingPage) -> None:
    slip = left(letterbox, page)
    for late in (0, 1, PICKUP_LIFETIME):
        assert pickup.fetch(letterbox, KEYS, slip, AT + late) == page
    for late in (PICKUP_LIFETIME + 1, 86_400):
        with pytest.raises(CapabilityExpired):
            pickup.fetch(letterbox, KEYS, slip, AT + late)


def test_a_page_of_a_closed_mailbox_is_not_given_out(letterbox: Store[Letterbox]) -> None:
    slip, other = left(letterbox), left(letterbox, WaitingPage(b"x"))
    mailbox.close(letterbox, b"v" * 16, TODAY)
    with pytest.raises(CapabilityExpired):
        pickup.fetch(letterbox, KEYS, slip, AT)
    assert pickup.fetch(letterbox, KEYS, other, AT).body == b"x"


def test_a_page_with_a_new_code_is_not_given_out_once_the_code_is_in_use(letterbox: Store[Letterbox]) -> None:
    slip, other = left(letterbox, WaitingPage(b"x", locator=locator(1))), left(letterbox)
    with letterbox.write() as box:
        report(box, 1, ANNA)
    with pytest.raises(CapabilityExpired):
        pickup.fetch(letterbox, KEYS, slip, AT)
    assert pickup.fetch(letterbox, KEYS, other, AT) == PAGE


def test_in_clear_stands_the_day_and_a_third_of_six_minutes(letterbox: Store[Letterbox]) -> None:
    left(letterbox)
    (row,) = rows(letterbox)
    _, day, turn, sealed = row
    assert day == TODAY
    assert turn in range(TURNS)
    assert isinstance(sealed, bytes)
    assert b"Zitronenkuchen" not in sealed


def test_old_pages_go_with_the_next_that_comes(letterbox: Store[Letterbox]) -> None:
    for late in range(0, 20 * PICKUP_LIFETIME, PICKUP_LIFETIME // 2):
        left(letterbox, late=late)
        assert len(rows(letterbox)) <= 4, "those of this turn and the one before"


@pytest.mark.parametrize("minutes", range(0, 60, 2))
def test_of_another_day_nothing_is_left_by_the_sweep_or_the_next_page(
    letterbox: Store[Letterbox], cabinet: Store[Cabinet], settings: config.Settings, minutes: int
) -> None:
    """Whatever third of its six minutes it was."""
    left(letterbox)
    blobs, next_day = blob_store(settings.blobs_url), NOW + timedelta(days=1, minutes=minutes)
    if minutes % 4:
        sweep(blobs, letterbox, cabinet, next_day.timestamp())
        assert rows(letterbox) == []
    else:
        left(letterbox, late=int((next_day - NOW).total_seconds()))
        assert len(rows(letterbox)) == 1


def test_a_page_left_before_midnight_is_there_after_it(
    letterbox: Store[Letterbox], cabinet: Store[Cabinet], settings: config.Settings
) -> None:
    midnight = int(NOW.replace(hour=23, minute=59, second=30).timestamp()) - AT
    slip = left(letterbox, late=midnight)
    left(letterbox, late=midnight + 60)
    sweep(blob_store(settings.blobs_url), letterbox, cabinet, AT + midnight + 60)
    assert pickup.fetch(letterbox, KEYS, slip, AT + midnight + 100) == PAGE


def test_where_there_is_no_room_no_page_waits_and_none_is_pushed_out(
    letterbox: Store[Letterbox], monkeypatch: pytest.MonkeyPatch
) -> None:
    slip = left(letterbox)
    monkeypatch.setattr(waiting, "PICKUPS_AT_ONCE", {False: 1, True: 1})
    assert pickup.leave(letterbox, KEYS, PAGE, AT) is None
    assert pickup.fetch(letterbox, KEYS, slip, AT) == PAGE
    assert pickup.leave(letterbox, KEYS, PAGE, AT + 2 * PICKUP_LIFETIME), "when its time is over there is"


@pytest.mark.parametrize("trouble", ["long", "away", "full"])
def test_what_cannot_be_stored_is_answered_at_once(
    letterbox: Store[Letterbox], monkeypatch: pytest.MonkeyPatch, trouble: str
) -> None:
    page = WaitingPage(os.urandom(pickup.LONGEST + 1)) if trouble == "long" else PAGE

    def away(*_: object) -> None:
        raise StoreAway()

    def full(*_: object) -> None:
        raise OSError

    if trouble == "away":
        monkeypatch.setattr(Letterbox, "leave_pickup", away)
    if trouble == "full":
        monkeypatch.setattr(room, "require_room", full)
    assert pickup.leave(letterbox, KEYS, page, AT) is None
    assert rows(letterbox) == []


def test_pages_that_wait_are_in_no_backup(
    letterbox: Store[Letterbox], cabinet: Store[Cabinet], settings: config.Settings, ring: Ring, tmp_path: Path
) -> None:
    left(letterbox)
    backups = Backups(letterbox, cabinet, blob_store(settings.blobs_url), ring, tmp_path / "backups")
    done = backups.make()
    for name in (done.content, done.keys):
        parts = [part for part, data in ArchiveReader(KEY, read_archive(backups.folder / name)).parts() if list(data)]
        assert parts
        assert not [part for part in parts if "pickup" in part]
