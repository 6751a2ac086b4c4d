"""Both stores and all files of a home, kept and put back: so many things are tried on one state, which is made once."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hinweisgeber.store.unit import Store

STORES, BLOBS = ("cabinet.sqlite", "letterbox.sqlite"), "blobs"


@dataclass
class Snapshots:
    """Of one home, whose stores nobody uses meanwhile."""

    home: Path
    stores: tuple[Store[Any], ...]

    def keep(self, to: Path) -> Path:
        """Copies all of it there."""
        to.mkdir(parents=True)
        self._copy(self.home, to)
        return to

    def back(self, kept: Path) -> None:
        """As it was then."""
        for name in STORES:
            for old in self.home.glob(f"{name}*"):
                old.unlink()
        shutil.rmtree(self.home / BLOBS, ignore_errors=True)
        self._copy(kept, self.home)

    def _copy(self, source: Path, to: Path) -> None:
        for store in self.stores:
            store.dispose()  # what SQLite keeps beside a database is in it then
        for name in STORES:
            for path in source.glob(f"{name}*"):
                shutil.copy(path, to / path.name)
        if (source / BLOBS).exists():
            shutil.copytree(source / BLOBS, to / BLOBS, dirs_exist_ok=True)
