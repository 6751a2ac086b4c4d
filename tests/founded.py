"""An installation as its founding left it: made once per session, because Argon2 takes its time, then copied."""

from __future__ import annotations

import shutil
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path

from hinweisgeber import config
from hinweisgeber.crypto.keystore import Identity, RootKey, unlock_identity
from hinweisgeber.crypto.ring import Ring
from hinweisgeber.crypto.session import OfficeMemory
from hinweisgeber.store.cabinet import Cabinet, cabinet_store
from hinweisgeber.store.letterbox import letterbox_store
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.keeper.founding import NewOfficer, found
from tests.agreed import KNOWN

NOW = datetime(2026, 11, 21, 10, 30, tzinfo=UTC)
TODAY = date(2026, 11, 21)
MEMORY = OfficeMemory(bytes(range(32)))  # of an office that runs, where no page is asked
ROOT_PASSPHRASE = "wurzel-und-nur-fuer-tests"


@dataclass(frozen=True)
class Person:
    """An officer with everything only they know."""

    officer_id: str
    username: str
    function: str
    passphrase: str = field(repr=False)
    identity: Identity = field(repr=False)


@dataclass(frozen=True)
class Founded:
    """The founding's outcome; the two databases are templates, to be copied."""

    ring_text: str
    fingerprint: str
    root_key: str = field(repr=False)  # locked under ROOT_PASSPHRASE
    people: dict[str, Person]
    cabinet_file: Path
    letterbox_file: Path

    @property
    def ring(self) -> Ring:
        """The ring, parsed anew."""
        return Ring.parse(self.ring_text, self.fingerprint)

    def root(self) -> RootKey:
        """The root key, unlocked: costs an Argon2."""
        return RootKey.unlock(self.root_key, ROOT_PASSPHRASE)


OFFICERS = (
    NewOfficer("lead", "Leitung der Stabsstelle", "lead", "lead-und-nur-fuer-tests"),
    NewOfficer("anna", "Fallbearbeitung 1", "officer", "anna-und-nur-fuer-tests"),
    NewOfficer("bernd", "Fallbearbeitung 2", "officer", "bernd-und-nur-fuer-tests"),
)


def found_in(folder: Path) -> Founded:
    """Founds an installation with `OFFICERS` in this folder."""
    cabinet_file, letterbox_file = folder / "cabinet.sqlite", folder / "letterbox.sqlite"
    cabinet = cabinet_store(f"sqlite:///{cabinet_file}")
    letterbox = letterbox_store(f"sqlite:///{letterbox_file}")
    cabinet.migrate()
    letterbox.migrate()
    outcome = found(cabinet, ROOT_PASSPHRASE, OFFICERS, TODAY)
    people = {officer.username: _person(cabinet, outcome.ring, officer) for officer in OFFICERS}
    KNOWN.update({one.officer_id: one.identity for one in people.values()})
    cabinet.dispose()
    letterbox.dispose()
    return Founded(
        outcome.ring.text(), outcome.ring.fingerprint, outcome.root_key, people, cabinet_file, letterbox_file
    )


def _person(cabinet: Store[Cabinet], ring: Ring, officer: NewOfficer) -> Person:
    with cabinet.read() as cab:
        row = cab.officer(username=officer.username)
    assert row is not None
    assert ring.get(row.officer_id) is not None
    identity = unlock_identity(row.keystore, row.officer_id, officer.passphrase)
    return Person(row.officer_id, officer.username, officer.function, officer.passphrase, identity)


def copy_database(template: Path, target: Path) -> str:
    """Copies a closed SQLite database, its log included; returns the URL of the copy."""
    for path in template.parent.glob(f"{template.name}*"):
        shutil.copy(path, target.with_name(target.name + path.name.removeprefix(template.name)))
    return f"sqlite:///{target}"


def as_of(ring: Ring, day: date) -> Ring:
    """The ring as if its officers had been there on that day already: for reports of before the founding."""
    made = copy(ring)
    made._officers = {one.officer_id: replace(one, valid_from=min(one.valid_from, day)) for one in ring.everyone}
    return made


def settled(founded: Founded, home: Path) -> config.Settings:
    """The settings of a new home with that founding: ring, institution of the demo, both databases."""
    (home / "keys").mkdir(parents=True)
    (home / "keys/ring.json").write_text(founded.ring_text, encoding="utf-8")
    (home / "hinweisgeber.toml").write_bytes(config.DEMO.read_bytes())
    copy_database(founded.cabinet_file, home / "cabinet.sqlite")
    copy_database(founded.letterbox_file, home / "letterbox.sqlite")
    secrets = {"HINWEISGEBER_ROOT_FINGERPRINT": founded.fingerprint, "HINWEISGEBER_INTAKE_SECRET": "5e" * 32}
    return config.load(home, {**secrets, "HINWEISGEBER_SECOND_FACTOR": "offered"})
