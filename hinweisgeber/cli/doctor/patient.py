"""What the doctor looks at: the settings, which faces they are of, and what could be read of ring and institution."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from ... import config
from ...config import Finding, Settings
from ...config.files import is_missing
from ...config.values import sqlite_path
from ...crypto.ring import Ring
from ...store.cabinet import Cabinet, cabinet_store
from ...store.letterbox import Letterbox, letterbox_store
from ...store.unit import Store

Faces = frozenset[str]
BOTH: Faces = frozenset({"intake", "office"})


@dataclass
class Patient:
    """One installation, as far as it could be read."""

    settings: Settings
    faces: Faces
    today: date
    institution: config.Institution | None = None
    ring: Ring | None = None
    letterbox: Store[Letterbox] | None = None  # as soon as it is known to answer
    cabinet: Store[Cabinet] | None = None

    @property
    def is_office(self) -> bool:
        """Whether the office runs with these settings; the intake alone has no cabinet and no accounts."""
        return "office" in self.faces

    def is_younger_than(self, age: timedelta) -> bool:
        """Whether the installation was founded so lately that not everything need have happened; as far as is known."""
        if self.ring is None:
            return True
        founded = min((one.valid_from for one in self.ring.everyone), default=self.today)
        return self.today - founded <= age

    def stores(self) -> Iterator[tuple[str, Store[Letterbox] | Store[Cabinet]]]:
        """Setting and store of each database of these faces."""
        yield config.env_name("letterbox_url"), letterbox_store(self.settings.letterbox_url, hurried=True)
        if self.is_office:
            yield config.env_name("cabinet_url"), cabinet_store(self.settings.cabinet_url, hurried=True)


Examine = Callable[[Patient], Iterator[Finding]]


def faces_of(settings: Settings) -> Faces:
    """Which faces these settings are for, told by what only an office has; both where nothing tells.

    One thing taken away must make neither an intake of an office nor an office of an intake.
    """
    cabinet = sqlite_path(settings.cabinet_url)
    of_office = cabinet is None or not is_missing(cabinet) or settings.office_secret or settings.backup_secret
    unfounded = is_missing(settings.ring) and settings.intake_secret is None
    return BOTH if of_office or unfounded else frozenset({"intake"})
