"""The key ring on disk: verified in whole at start and again whenever the file changes."""

from __future__ import annotations

import threading
from collections.abc import Collection
from datetime import date
from pathlib import Path

from ..crypto.errors import RingBroken
from ..crypto.keys import Recipient
from ..crypto.ring import Ring
from ..errors import SettingsWrong
from .wire.logs import trouble


class RingFile:
    """Gives the newest ring that verifies and continues the one before; a broken or older file changes nothing."""

    def __init__(self, path: Path, fingerprint: str) -> None:
        """Raises SettingsWrong when the file is missing, RingBroken when it does not verify."""
        self._path, self._fingerprint = path, fingerprint
        self._lock = threading.Lock()
        try:
            self._mark = self._stat()
            self._ring = self._read()
        except OSError as error:
            raise SettingsWrong(
                "HINWEISGEBER_RING", f"{path} ist nicht lesbar. Bitte aus einer Sicherung zurückholen."
            ) from error

    @property
    def ring(self) -> Ring:
        """The ring as of now."""
        try:
            mark = self._stat()
        except OSError:
            return self._ring
        if mark != self._mark:
            with self._lock:
                self._reload(mark)
        return self._ring

    def recipients(self, today: date, barred: Collection[str] = ()) -> list[Recipient]:
        """Whom a report is sealed for today that is kept from these."""
        return [officer.recipient() for officer in self.ring.receivers(today, barred)]

    def look(self, today: date) -> None:
        """Raises unless the file is there, is the ring in use, and somebody receives today: OSError, RingBroken,
        SettingsWrong."""
        on_disk = self._read().text()
        if on_disk != self.ring.text():
            raise RingBroken(0, "does not continue the ring before")
        if not self.recipients(today):
            raise SettingsWrong("HINWEISGEBER_RING", "Im Schlüsselbund gilt heute niemand, der neue Meldungen bekommt.")

    def _read(self) -> Ring:
        try:
            return Ring.parse(self._path.read_text(encoding="utf-8"), self._fingerprint)
        except UnicodeDecodeError as error:
            raise RingBroken(0, "file is not UTF-8") from error

    def _stat(self) -> tuple[int, int, int]:
        stat = self._path.stat()
        return (stat.st_mtime_ns, stat.st_size, stat.st_ino)

    def _reload(self, mark: tuple[int, int, int]) -> None:
        if mark == self._mark:
            return
        self._mark = mark
        try:
            ring = self._read()
            ring.must_extend(self._ring)
        except (RingBroken, OSError) as error:
            trouble("ring", error)
        else:
            self._ring = ring
