"""What a file needs beside its own fsync to be there after a power cut; and that it is one, before it is read."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path


def read_plain(path: Path) -> bytes:
    """All of a file; a pipe or a device in its place has no end to wait for. Raises OSError."""
    if not stat.S_ISREG(mode := path.stat().st_mode):
        raise OSError(errno.EISDIR if stat.S_ISDIR(mode) else errno.ENXIO, "no plain file", str(path))
    return path.read_bytes()


def sync_folder(folder: Path) -> None:
    """Brings the names in a folder to the disk: a new or renamed file is there only then. Raises OSError."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def for_the_folders_group(path: Path) -> None:
    """Ours alone; in a folder whose group may write, that group's too: intake and office share the letterbox so.

    SQLite gives its -wal and -shm the same mode. Whoever did not create the file must not and need not change it.
    """
    if path.stat().st_uid == os.geteuid():
        path.chmod(0o660 if path.parent.stat().st_mode & stat.S_IWGRP else 0o600)


def write_whole(path: Path, content: bytes, mode: int) -> None:
    """Writes a file so that after a crash the old or the new one is there, never half of one. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.chmod(mode)
    fresh.replace(path)
    sync_folder(path.parent)
