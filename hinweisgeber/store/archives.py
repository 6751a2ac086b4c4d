"""The folder of backups. An archive is there in whole or not at all; archives with keys stay for their days only."""

from __future__ import annotations

import errno
import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from .durable import sync_folder
from .errors import ArchiveUnreadable, BackupFolderFull, BackupFolderWrong, BackupRunning

CONTENT, KEYS = "inhalt", "schluessel"
SUFFIX = {CONTENT: "hgb", KEYS: "hgk"}
STEP = 256 * 1024
_NAME = re.compile(r"(inhalt|schluessel)-([0-9]{4}-[0-9]{2}-[0-9]{2})-[0-9a-f]{32}\.(?:hgb|hgk)")


@dataclass(frozen=True)
class NamedArchive:
    """An archive in the folder, and what its name says."""

    path: Path
    kind: str
    day: date


class ArchiveFolder:
    """Backups in one folder; `locked` as long as one is being made."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Nobody else makes a backup here meanwhile. Leftovers of one that was killed go.

        Raises BackupFolderWrong, BackupFolderFull, also for what the block writes; BackupRunning.
        """
        with self._told():
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY)
            try:
                try:
                    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError as error:
                    raise BackupRunning(folder=self.folder) from error
                for part in self.folder.glob(".*.part"):
                    part.unlink()
                yield
            finally:
                os.close(descriptor)

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
            raise (BackupFolderFull if full else BackupFolderWrong)(folder=self.folder) from error

    def create(self, kind: str, day: date, run: str) -> NewArchive:
        """A new archive, not to be seen before `keep`."""
        return NewArchive(self.folder / f"{kind}-{day}-{run}.{SUFFIX[kind]}")

    def archives(self) -> list[NamedArchive]:
        """All archives here by their names, oldest first."""
        found = [NamedArchive(path, m[1], date.fromisoformat(m[2])) for path in self.folder.iterdir()
                 if (m := _NAME.fullmatch(path.name)) and path.suffix == f".{SUFFIX[m[1]]}"]  # fmt: skip
        return sorted(found, key=lambda one: (one.day, one.path.name))

    def expire_keys(self, today: date, days: int) -> list[str]:
        """Deletes the archives with keys that are older than so many days; returns their names."""
        old = [one.path for one in self.archives() if one.kind == KEYS and (today - one.day).days > days]
        with self._told():
            for path in old:
                path.unlink()
            if old:
                sync_folder(self.folder)
        return [path.name for path in old]


class NewArchive:
    """Written beside its name, renamed once all is on the disk."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.part = path.with_name(f".{path.name}.part")
        descriptor = os.open(self.part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self._file = os.fdopen(descriptor, "wb", buffering=STEP)

    def write(self, data: bytes) -> None:
        """Adds bytes. Raises OSError."""
        self._file.write(data)

    def close(self) -> None:
        """Brings it to the disk, to be read again from there and kept or dropped. Raises OSError."""
        self._file.flush()
        os.fsync(self._file.fileno())
        os.posix_fadvise(self._file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)  # else memory would answer for the disk
        self._file.close()

    def keep(self) -> None:
        """Gives it its name. Raises OSError."""
        self.part.rename(self.path)
        sync_folder(self.path.parent)

    def drop(self) -> None:
        """Leaves nothing if it was not kept. Never raises."""
        for act in (self._file.close, self.part.unlink):
            with suppress(OSError):
                act()


def read_archive(path: Path) -> Iterator[bytes]:
    """The bytes in pieces. Raises ArchiveUnreadable."""
    try:
        with path.open("rb", buffering=0) as file:
            while piece := file.read(STEP):
                yield piece
    except OSError as error:
        raise ArchiveUnreadable(name=path.name) from error
