"""What the stores refuse: away, full, gone, taken, changed meanwhile."""

from __future__ import annotations

from ..errors import Refused


class StoreAway(Refused):
    """A database or the store of files does not answer."""


class StoreInUse(Refused):
    """Somebody else is at a store that must be read alone: `place`."""


class StoreFull(StoreAway):
    """There is no room for a file."""


class LongTextsFull(StoreAway):
    """There is room for shorter texts only."""


class LongTextsBusy(StoreAway):
    """Very many long texts have come: `minutes`."""


class UploadsBusy(Refused):
    """Too many files arrive at once."""


class FilesBusy(UploadsBusy):
    """Very many files have come: `minutes`."""


class Stale(Refused):
    """Somebody else has changed this file meanwhile."""


class BlobGone(Refused):
    """A stored file is not there any more."""


class FilesLost(Refused):
    """Files that had arrived are not there any more: `count`."""


class FilesTaken(FilesLost):
    """Files of this form belong to another report: `count`."""

    def __init__(self, blobs: frozenset[str]) -> None:
        self.blobs = blobs
        super().__init__(count=len(blobs))


class BackupFolderWrong(Refused):
    """Nothing can be written into the backup's `folder`."""


class BackupFolderFull(Refused):
    """There is no room in the backup's `folder`."""


class BackupRunning(Refused):
    """Another backup into this `folder` is under way."""


class ArchiveUnreadable(Refused):
    """An archive does not open, or not to its end: `name`."""
