"""Backing up and restoring a home's stores, as the commands do it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from hinweisgeber.crypto.archive import CONTENT, KEYS, ArchiveKey
from hinweisgeber.crypto.ring import Ring
from hinweisgeber.store.archives import ArchiveFolder
from hinweisgeber.store.blobs import BlobStore, blob_store
from hinweisgeber.store.cabinet import Cabinet, cabinet_store
from hinweisgeber.store.letterbox import Letterbox, letterbox_store
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.keeper import restore
from hinweisgeber.usecases.keeper.backup import BackedUp, BackupSource, back_up
from hinweisgeber.usecases.keeper.restore import Examined, Listed, Target
from hinweisgeber.usecases.officer.desk import Desk
from tests.founded import TODAY, Founded

KEY = ArchiveKey.from_secret(bytes(range(32)))


@dataclass
class Backups:
    """A folder of backups and what they are made of."""

    letterbox: Store[Letterbox]
    cabinet: Store[Cabinet]
    blobs: BlobStore
    ring: Ring
    folder: Path
    erased: Callable[[], bytes] = bytes

    def make(self, today: date = TODAY, key_days: int = 30) -> BackedUp:
        files = {"ring.json": self.ring.text().encode()}
        source = BackupSource(self.letterbox, self.cabinet, self.blobs, self.ring.fingerprint, files, self.erased)
        return back_up(source, KEY, ArchiveFolder(self.folder), today, key_days)

    def examine(self, done: BackedUp, keys: bool = True) -> tuple[Examined, Examined | None]:
        content = restore.examine(self.folder / done.content, KEY, CONTENT)
        return content, restore.examine(self.folder / done.keys, KEY, KEYS) if keys else None

    def there(self) -> set[str]:
        """The kinds of files in the folder, temporary ones too."""
        return {path.name for path in self.folder.iterdir()}


@contextmanager
def restored(
    backups: Backups, done: BackedUp, place: Path, keys: bool = True, listed: Listed | None = None
) -> Iterator[Target]:
    """The backup on SQLite and in a folder."""
    place.mkdir()
    target = Target(
        letterbox_store(f"sqlite:///{place}/l.sqlite"),
        cabinet_store(f"sqlite:///{place}/c.sqlite"),
        blob_store(f"file://{place}/blobs"),
    )
    restore.load(*backups.examine(done, keys), KEY, target, listed)
    yield target
    target.letterbox.dispose()
    target.cabinet.dispose()


def desks(founded: Founded, target: Target, names: Iterable[str] = ("lead", "anna", "bernd")) -> list[Desk]:
    """The officers at work on what was restored."""
    return [
        Desk(target.cabinet, target.letterbox, founded.ring, founded.people[name].officer_id,
             founded.people[name].identity, TODAY)
        for name in names
    ]  # fmt: skip
