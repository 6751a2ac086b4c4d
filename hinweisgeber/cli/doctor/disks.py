"""The disks that databases and sealed files lie on: said long before the faces begin to refuse."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from ...config import Finding
from ...config.values import sqlite_path
from .patient import Patient
from .words import found

LITTLE = 0.2  # of a disk
GIB = 1024**3


def room(patient: Patient) -> Iterator[Finding]:
    """HG-S34: once for each disk that is filling up. One that cannot be asked is named by whoever needs it."""
    asked = set()
    for folder in _folders(patient):
        try:
            disk, device = os.statvfs(folder), folder.stat().st_dev
        except OSError:
            continue
        free, usable = disk.f_bavail, disk.f_blocks - disk.f_bfree + disk.f_bavail  # as df counts
        if device not in asked and free < LITTLE * usable:
            part, left = 100 * free // usable, free * disk.f_frsize / GIB
            yield found(
                "HG-S34", str(folder), f"Auf diesem Datenträger sind noch {part} % frei ({left:.1f} GiB).", "filling"
            )
        asked.add(device)


def _folders(patient: Patient) -> Iterator[Path]:
    for _, store in patient.stores():
        if (database := sqlite_path(store.url.render_as_string())) is not None:
            yield database.parent
    if (blobs := urlsplit(patient.settings.blobs_url)).scheme == "file":
        yield Path(blobs.path)
