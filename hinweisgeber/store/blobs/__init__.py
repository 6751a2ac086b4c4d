"""Sealed files. Every store of blobs keeps the same promises, and passes the same tests (tests/store/test_blobs.py):

- `create` gives a writer; nothing of it is visible before `finish`, and when `finish` returns, it is durable.
- A writer that is dropped or aborted leaves nothing that `names` lists.
- `read` gives the bytes in pieces, never all at once. A name that is not there raises `BlobGone`.
- `delete` of a name that is not there does nothing.
- A disk that is filling up refuses files while there is still room for reports (StoreFull).
- Names are 32 random hex digits and tell nothing.
"""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Protocol
from urllib.parse import urlsplit

from ...errors import SettingsWrong
from ..durable import sync_folder
from ..errors import BlobGone, StoreAway, StoreFull
from ..moved import of_folder
from .names import NAME, checked

STEP = 256 * 1024
AHEAD = 16 * 1024**2  # bytes after which the disk begins to work while more is coming
ROOM = 64 * 1024**2  # bytes asked for at once, at the most
DAY = 24 * 3600
# What files leave free on their disk, so that nobody can fill it and keep reports from being stored: this much, or this
# part of a small disk. 1 GiB is room for some ten thousand reports.
RESERVE, RESERVE_SHARE = 1024**3, 0.05


class BlobWriter(Protocol):
    """A blob being written."""

    def write(self, data: bytes | memoryview) -> None:
        """Adds bytes, lent until it returns. Raises StoreFull, StoreAway."""

    def finish(self) -> None:
        """Makes it durable and visible. Raises StoreFull, StoreAway."""

    def abort(self) -> None:
        """Leaves nothing. Never raises."""


class BlobStore(Protocol):
    """Where sealed files lie."""

    def prepare(self) -> None:
        """Does once, before a process is split, what each would do when first asked. Never raises."""

    def create(self, name: str) -> BlobWriter:
        """A writer for a new blob. Raises StoreAway."""

    def read(self, name: str) -> Iterator[bytes]:
        """The bytes in pieces. Raises BlobGone, StoreAway."""

    def has(self, name: str) -> bool:
        """Whether it is there. Raises StoreAway."""

    def size(self, name: str) -> int:
        """How many bytes it has. Raises BlobGone, StoreAway."""

    def sizes(self, names: Collection[str]) -> dict[str, int]:
        """The same of each of these that is there, in as few questions as the store allows. Raises StoreAway."""

    def delete(self, name: str) -> None:
        """Removes it for good. Raises StoreAway."""

    def names(self, older_than: float) -> Iterator[str]:
        """Names of blobs last written before this moment (seconds since the epoch). Raises StoreAway."""


class NamesBlobs(Protocol):
    """A store's gate that knows which blobs belong to something: letterbox and cabinet."""

    def named_blobs(self, names: list[str]) -> set[str]:
        """Those of these names that belong to a report or a file."""


@contextmanager
def _told() -> Iterator[None]:
    """Errors of the file system, as ours."""
    try:
        yield
    except FileNotFoundError as error:
        raise BlobGone() from error
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        raise (StoreFull() if full else StoreAway()) from error


class FolderBlobs:
    """Blobs as files in one folder. If its group may read it, the group may read them: both faces share them then."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def prepare(self) -> None:
        """See BlobStore. A folder needs nothing."""

    def create(self, name: str) -> FolderWriter:
        """See BlobStore."""
        require_here(self._folder)
        return FolderWriter(self._path(name))

    def read(self, name: str) -> Iterator[bytes]:
        """See BlobStore."""
        with _told(), self._path(name).open("rb", buffering=0) as file:
            while piece := file.read(STEP):
                yield piece

    def has(self, name: str) -> bool:
        """See BlobStore."""
        with suppress(BlobGone):
            return self.size(name) >= 0
        return False

    def size(self, name: str) -> int:
        """See BlobStore."""
        with _told():
            return self._path(name).stat().st_size

    def sizes(self, names: Collection[str]) -> dict[str, int]:
        """See BlobStore."""
        found = dict[str, int]()
        for name in names:
            with suppress(BlobGone):
                found[name] = self.size(name)
        return found

    def delete(self, name: str) -> None:
        """See BlobStore."""
        require_here(self._folder)
        with suppress(BlobGone), _told():
            path = self._path(name)
            path.unlink()
            sync_folder(path.parent)

    def names(self, older_than: float) -> Iterator[str]:
        """See BlobStore. Also removes what a killed writer left behind."""
        for path in self._folder.glob("*"):
            with suppress(FileNotFoundError):
                if path.stat().st_mtime >= older_than:
                    continue
                if path.suffix == ".part":
                    path.unlink()
                elif NAME.fullmatch(path.name):
                    yield path.name

    def all_names(self) -> set[str]:
        """Names of all blobs, none without a folder; nothing is removed."""
        return {path.name for path in self._folder.glob("*") if NAME.fullmatch(path.name)}

    def _path(self, name: str) -> Path:
        return self._folder / checked(name)


class FolderWriter:
    """Writes beside the final name and renames when all is on the disk."""

    def __init__(self, path: Path) -> None:
        self._path, self._part = path, path.with_suffix(".part")
        self._size = self._room = self._waiting = 0
        with _told():
            _make(path.parent)
            require_room(path.parent)
            descriptor = os.open(self._part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            self._file: BinaryIO = os.fdopen(descriptor, "wb", buffering=0)
            os.fchmod(descriptor, 0o640 & path.parent.stat().st_mode)  # whatever the umask

    def write(self, data: bytes | memoryview) -> None:
        """See BlobWriter."""
        with _told():
            require_room(self._file.fileno())
            self._make_room(len(data))
            left = memoryview(data)
            while left:
                left = left[self._file.write(left) :]
            self._size += len(data)
            self._begin_to_sync(len(data))

    def _make_room(self, more: int) -> None:
        """Asks for as much again as is there: a file system that knows what comes works less on each piece."""
        if self._size and self._size + more > self._room:
            self._room = self._size + max(more, min(self._size, ROOM))
            os.posix_fallocate(self._file.fileno(), self._size, self._room - self._size)

    def _begin_to_sync(self, more: int) -> None:
        """Linux takes this hint to begin writing to the disk; without it all the waiting comes at the end."""
        self._waiting += more
        if self._waiting >= AHEAD:
            with suppress(OSError):
                start = self._size - self._waiting
                os.posix_fadvise(self._file.fileno(), start, self._waiting, os.POSIX_FADV_DONTNEED)
            self._waiting = 0

    def finish(self) -> None:
        """See BlobWriter. The file's time becomes the day's, for an exact one could tell on the reporter."""
        day = time.time() // DAY * DAY
        with _told():
            self._file.truncate()
            os.utime(self._file.fileno(), (day, day))
            os.fsync(self._file.fileno())
            self._file.close()
            self._part.rename(self._path)
            sync_folder(self._path.parent)
        require_here(self._path.parent)  # last: who moves the folder sets the mark, and then looks once more

    def abort(self) -> None:
        """See BlobWriter."""
        for act in (self._file.close, self._part.unlink):
            with suppress(OSError):
                act()


def require_here(folder: Path) -> None:
    """Raises StoreAway when the files have moved: nothing more is put here, and nothing taken away."""
    if of_folder(folder).target() is not None:
        raise StoreAway()


def require_room(where: int | Path, part: float = 1.0) -> None:
    """Raises ENOSPC before this part of the reserve is touched."""
    disk = os.statvfs(where)
    if disk.f_bavail * disk.f_frsize < part * min(RESERVE, RESERVE_SHARE * disk.f_blocks * disk.f_frsize):
        raise OSError(errno.ENOSPC, "only the reserve is left")


def _make(folder: Path) -> None:
    if not folder.is_dir():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        sync_folder(folder.parent)


def blob_store(url: str) -> BlobStore:
    """The store at `file:///folder` or `s3://bucket/prefix?endpoint=https://…`. Raises SettingsWrong, also when the
    files have moved from there."""
    with suppress(ValueError):  # of parsers of addresses
        parts = urlsplit(url)
        if parts.scheme == "file" and parts.path:
            of_folder(Path(parts.path)).refuse("HINWEISGEBER_BLOBS_URL")
            return FolderBlobs(Path(parts.path))
        if parts.scheme == "s3" and parts.netloc:
            from .s3 import S3Blobs

            return S3Blobs(parts.netloc, parts.path.strip("/"), parts.query)
    raise SettingsWrong("HINWEISGEBER_BLOBS_URL", "erwartet wird file:///ordner oder s3://bucket/praefix")
