"""What the checks look at on disk. Reads names, modes and beginnings of files, changes nothing."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from hinweisgeber.config.settings import Settings
from hinweisgeber.config.values import sqlite_path

# Not for the group to write, not for others at all; 0640 with root:hinweisgeber is common and fine.
_TOO_OPEN = stat.S_IWGRP | stat.S_IRWXO
_LOOK_AT = 1 << 20
_MEMORY = 32  # bytes of the secret of a running office (crypto/session.py)
DEMO_FACTS = "demo.json"
# PEM of any private key, age, and our own keystores and root key, which name their password hash.
_PRIVATE_MARKS = (b"PRIVATE KEY", b"AGE-SECRET-KEY", b"argon2")
_PRIVATE_NAMES = (".key", ".p12", ".pfx", ".secret", ".jks")


def private_keys(folder: Path) -> list[Path]:
    """Files under `folder` that hold a private key, judged by name and by content."""
    return [path for path in _files(folder) if path.suffix.lower() in _PRIVATE_NAMES or _holds_private_key(path)]


def root_keys(home: Path) -> list[Path]:
    """Root key files anywhere under the home."""
    return [path for path in _files(home) if path.name.startswith("root.key")]


def is_demo(home: Path) -> bool:
    """Whether it is a demonstration with invented cases (`hinweisgeber demo`): its keys are printed beside it."""
    return (home / DEMO_FACTS).exists()


def is_missing(path: Path) -> bool:
    """Whether no file is there; not where one may not look: whoever reads it says so."""
    try:
        return not path.is_file()
    except OSError:
        return False


def open_to_others(path: Path) -> bool:
    """Whether a file or folder is open to others, or writable for its group; False if there is none."""
    return path.exists() and bool(path.stat().st_mode & _TOO_OPEN)


def shared_on_purpose(folder: Path) -> bool:
    """Whether its group works in a folder together (setgid, as deploy/tmpfiles.d makes it), and nobody else."""
    mode = folder.stat().st_mode
    return bool(mode & stat.S_ISGID) and not mode & stat.S_IRWXO


def sqlite_folders(settings: Settings) -> list[Path]:
    """The folders that hold our SQLite files, each once."""
    paths = (sqlite_path(url) for url in (settings.letterbox_url, settings.cabinet_url))
    return sorted({path.parent for path in paths if path is not None})


def memory_trouble(path: Path) -> str:
    """Why a file cannot keep what may lie in memory alone; empty when it can, or when it can be made there."""
    try:
        return next(_memory_troubles(path), "")
    except OSError:
        return f"{path} lässt sich nicht ansehen."


def _memory_troubles(path: Path) -> Iterator[str]:
    if not _in_memory(path):
        yield f"{path} liegt nicht im Arbeitsspeicher (tmpfs oder ramfs), sondern auf einem Datenträger."
    if path.is_symlink() or (path.exists() and not path.is_file()):
        yield f"{path} ist keine gewöhnliche Datei."
    if path.exists() and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        yield f"{path} steht anderen offen."
    if path.exists() and path.stat().st_size not in (0, _MEMORY):
        yield f"{path} hält nicht das Geheimnis einer Meldestelle."


def _in_memory(path: Path) -> bool:
    """Whether it lies on tmpfs or ramfs, or its next folder does; not where the system does not tell."""
    device = next(place for place in (path, *path.parents) if place.exists()).stat().st_dev
    for line in Path("/proc/self/mountinfo").read_text(encoding="utf-8").splitlines():  # proc(5)
        mount, _, kind = line.partition(" - ")
        if mount.split(" ")[2] == f"{os.major(device)}:{os.minor(device)}":
            return kind.split(" ")[0] in ("tmpfs", "ramfs")
    return False


def _files(folder: Path) -> Iterator[Path]:
    try:
        if folder.is_dir():
            yield from sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    except OSError:
        return  # no folder that can be looked at: whoever needs it says so


def _holds_private_key(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            start = file.read(_LOOK_AT)
    except OSError:
        return False
    return any(mark in start for mark in _PRIVATE_MARKS)
