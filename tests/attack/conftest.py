"""An office on a home of its own, and what was kept of a whole case; played once per test process."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hinweisgeber import config
from hinweisgeber.office import Office
from hinweisgeber.usecases.officer.desk import Desk
from tests.attack.everything import play
from tests.attack.kept import Kept
from tests.attack.stage import Stage
from tests.founded import Founded
from tests.office.conftest import clock, make_office, office
from tests.second_lead import in_ring

__all__ = ["clock", "make_office", "office"]
_kept: dict[str, Kept] = {}


@pytest.fixture
def kept(
    office: Office,
    settings: config.Settings,
    desk: Callable[..., Desk],
    founded: Founded,
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> Kept:
    """All forms. A case-worker leads the case, then gives it to the head; with the parameter `lead` the reverse."""
    in_ring(founded, settings.ring)
    first = getattr(request, "param", "anna")
    if first not in _kept:
        second = "anna" if first == "lead" else "lead"
        folder = tmp_path_factory.mktemp("kept")
        _kept[first] = play(office, settings.home, folder, desk, founded, first, second)
    return _kept[first]


@pytest.fixture
def stage(office: Office, settings: config.Settings, founded: Founded, desk: Callable[..., Desk]) -> Stage:
    """Where kept forms are sent again."""
    in_ring(founded, settings.ring)
    return Stage(office, settings.home, founded, desk)
