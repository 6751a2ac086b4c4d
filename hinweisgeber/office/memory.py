"""The secret that sessions need besides their cookie. An office makes it at its start, before its workers fork, and
keeps it nowhere but in memory: workers that come later have it too, and a stop, however sudden, leaves nothing to open.

Several offices behind one address share it in a file that lies in memory as well.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from ..config import Settings, env_name, memory_trouble
from ..crypto.session import SECRET, OfficeMemory
from ..errors import SettingsWrong

SETTING = "office_memory"


def memory_of(settings: Settings) -> OfficeMemory:
    """The secret of this office. Raises SettingsWrong when its file cannot keep one."""
    path = settings.office_memory
    return _shared(path) if path else OfficeMemory.generate()


def _shared(path: Path) -> OfficeMemory:
    """What the file holds; the first fills it, and who comes at the same time waits for that."""
    if trouble := memory_trouble(path):  # before it is made: on a disk nothing is
        raise SettingsWrong(env_name(SETTING), trouble)
    try:
        file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600), "r+b", 0)
    except OSError as error:
        raise SettingsWrong(
            env_name(SETTING),
            f"{path} lässt sich nicht anlegen oder lesen. Der Ordner muss dem Konto der Meldestelle gehören.",
        ) from error
    with file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if os.fstat(file.fileno()).st_uid != os.geteuid():
            raise SettingsWrong(env_name(SETTING), f"{path} gehört einem anderen Konto als dem der Meldestelle.")
        secret = file.read(SECRET + 1)
        if not secret:
            secret = os.urandom(SECRET)
            file.write(secret)
    return OfficeMemory(secret)
