"""What stays behind when a store has moved: a mark beside it, that names where it went.

From the mark on nobody works with the old place any more, neither a face that is still running nor one that starts
with the old settings: what it confirmed there nobody would find. The old rows and files themselves stay as they are.
"""

from __future__ import annotations

import os
from pathlib import Path

from ..errors import SettingsWrong
from .durable import sync_folder

MOVED = (
    "Was hier lag, ist umgezogen nach {}. Bitte tragen Sie die neue Adresse ein; hier wird nichts mehr gelesen und "
    "nichts angenommen."
)
UNKNOWN = "(nicht lesbar)"
LONGEST = 4096  # bytes of a mark that are read
BESIDE_DATABASE, IN_FOLDER, BEGUN = ".moved", "moved", "moving"


class Mark:
    """One mark, a file with an address in it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def target(self) -> str | None:
        """What it names, None without a mark. Both faces may write beside the letterbox: what it says may be anything,
        and where it leads nobody goes."""
        try:
            descriptor = os.open(self._path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
            try:
                said = os.read(descriptor, LONGEST).decode(errors="replace").strip()
            finally:
                os.close(descriptor)
        except OSError:
            return UNKNOWN if os.path.lexists(self._path) else None
        return said if said and said.isprintable() else UNKNOWN

    def set(self, target: str) -> None:
        """Sets it durably, whole or not at all. Raises OSError."""
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = self._path.with_name(f".{self._path.name}.new")
        fresh.unlink(missing_ok=True)
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)  # through nobody's link
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            os.fchmod(file.fileno(), 0o644)  # whoever may enter the folder must see it, whatever account set it
            file.write(target + "\n")
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._path)
        sync_folder(self._path.parent)

    def drop(self) -> None:
        """Takes it away durably. Raises OSError."""
        self._path.unlink(missing_ok=True)
        sync_folder(self._path.parent)

    def refuse(self, setting: str) -> None:
        """Raises SettingsWrong where there is one."""
        if (target := self.target()) is not None:
            raise SettingsWrong(setting, MOVED.format(target))


def of_database(path: str) -> Mark:
    """Beside a database of SQLite."""
    return Mark(Path(path + BESIDE_DATABASE))


def of_folder(folder: Path) -> Mark:
    """In a folder of sealed files."""
    return Mark(folder / IN_FOLDER)


def begun_in(folder: Path) -> Mark:
    """In a folder of sealed files: a move out of it that is not finished; the folder is still in force."""
    return Mark(folder / BEGUN)
