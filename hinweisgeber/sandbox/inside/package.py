"""A ZIP-based document as its parts: read within limits, written anew without times, owners, comments and gaps."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

from .exif import look
from .pixels import dots, encode, open_picture
from .terms import Ceilings, Findings, Stop

PARTS_LIMIT = 5000
PART_LIMIT_SHARE = 4  # one part may take this share of what the limits allow for all of them
EPOCH = (1980, 1, 1, 0, 0, 0)
PICTURES = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "gif": "GIF"}


class Packed:
    """The parts of a document by name; each is unpacked when asked for, all together within the limits."""

    def __init__(self, path: Path | BinaryIO, limits: Ceilings) -> None:
        self._limits, self._left = limits, limits.unpacked
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise Stop("damaged") from error
        self._parts = {info.filename: info for info in self._zip.infolist() if not info.is_dir()}
        self._check()

    def _check(self) -> None:
        listed = self._zip.infolist()
        if len(listed) > PARTS_LIMIT or sum(info.file_size for info in listed) > self._limits.unpacked:
            raise Stop("too-large")
        if any(info.flag_bits & 0x1 for info in listed):
            raise Stop("encrypted")
        if len({info.filename.lower() for info in listed}) != len(listed):  # two readers could see two documents
            raise Stop("ambiguous")

    @property
    def names(self) -> list[str]:
        """Names of all parts, sorted."""
        return sorted(self._parts)

    def times(self) -> set[str]:
        """The days on which parts were packed."""
        return {"{:04}-{:02}-{:02}".format(*i.date_time[:3]) for i in self._parts.values() if i.date_time > (1981,)}

    def read(self, name: str) -> bytes:
        """One part. Raises Stop: damaged (also if there is none), too-large (whatever its entry says)."""
        if name not in self._parts:
            raise Stop("damaged")
        bound = min(self._left, self._limits.unpacked // PART_LIMIT_SHARE)
        try:
            with self._zip.open(self._parts[name]) as part:
                data = part.read(bound + 1)
        except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError, RuntimeError) as error:
            raise Stop("damaged") from error
        except Exception as error:  # zlib.error and its kind
            raise Stop("damaged") from error
        if len(data) > bound:
            raise Stop("too-large")
        self._left -= len(data)
        return data


def picture(data: bytes, name: str, findings: Findings, limits: Ceilings) -> bytes | None:
    """A picture in a document drawn anew in its own format; None if it is of no known kind or damaged."""
    form = PICTURES.get(name.rsplit(".", 1)[-1].lower())
    if form is None:
        return None
    try:
        opened = open_picture(io.BytesIO(data), limits)
        look(opened, findings, limits)
        return encode(dots(opened), form)
    except Stop as stop:
        if stop.code == "damaged":
            return None
        raise


def pack(parts: Mapping[str, bytes], first: str | None = None) -> bytes:
    """The ZIP of these parts in the order of their names; `first` goes before them, not compressed (ODF, 3.3)."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(parts, key=lambda one: (one != first, one)):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_STORED if name == first else zipfile.ZIP_DEFLATED
            entry.create_system = 0
            archive.writestr(entry, parts[name])
    return target.getvalue()
