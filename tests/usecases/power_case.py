"""The case of `power_rows`, played once in a process: fixtures for the tests that walk the table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from hinweisgeber import config
from hinweisgeber.crypto.ring import Ring
from hinweisgeber.store.blobs import blob_store
from hinweisgeber.store.cabinet import Cabinet
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.keeper import verifying
from hinweisgeber.usecases.officer.desk import Desk
from tests.founded import TODAY, Founded
from tests.usecases.conftest import Desks, Reporter
from tests.usecases.power_rows import CARLA, Newcomer, Stand, begin
from tests.usecases.snapshots import Snapshots

__all__ = ["newcomer", "ring", "stand", "whys"]


_NEWCOMERS: dict[str, Newcomer] = {}
_PLAYED: list[tuple[Path, Reporter]] = []  # where it is kept, once it is there, and whose it is


@pytest.fixture
def newcomer(founded: Founded) -> Newcomer:
    """Carla."""
    if founded.fingerprint not in _NEWCOMERS:
        _NEWCOMERS[founded.fingerprint] = Newcomer.of(founded)
    return _NEWCOMERS[founded.fingerprint]


@pytest.fixture
def ring(newcomer: Newcomer) -> Ring:
    """With somebody who holds no key."""
    return newcomer.ring


@pytest.fixture
def stand(
    settings: config.Settings, cabinet: Store[Cabinet], letterbox: Store[Letterbox], desk: Desks,
    reporter: Callable[[], Reporter], newcomer: Newcomer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Stand:  # fmt: skip
    """The case as it was played."""

    def at_desk(who: str, day: date = TODAY, **changed: Any) -> Desk:
        if who == "carla":
            return replace(desk("bernd", day), officer_id=CARLA, identity=newcomer.identity, **changed)
        return replace(desk(who, day), **{"blobs": blobs, **changed})

    blobs, snapshots = blob_store(f"file://{settings.home}/blobs"), Snapshots(settings.home, (cabinet, letterbox))
    blobs.prepare()
    if not _PLAYED:
        begin(at_desk, one := reporter(), blobs)
        _PLAYED.append((snapshots.keep(tmp_path_factory.mktemp("played") / "case"), one))
    kept, teller = _PLAYED[0]
    snapshots.back(kept)
    return Stand(at_desk, replace(teller, letterbox=letterbox), blobs, snapshots)


def whys(cabinet: Store[Cabinet], ring: Ring) -> set[str]:
    """What `verify` finds, without any key."""
    return {one.why for one in verifying.examine(verifying.Office(cabinet), ring, today=date.max).findings}
