"""A home, the settings in it, and the invented institution."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from hinweisgeber import config

Load = Callable[..., config.Settings]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "instanz"
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture
def load(home: Path) -> Load:
    """`load(INTAKE_URL="…")` with the environment spelled short; `_env` is the text of settings.env."""

    def loader(_env: str = "", **short: str) -> config.Settings:
        (home / config.ENV_FILE).write_text(_env, encoding="utf-8")
        return config.load(home, {f"HINWEISGEBER_{name}": value for name, value in short.items()})

    return loader


@pytest.fixture
def demo() -> config.Institution:
    return config.load_institution(config.DEMO)
