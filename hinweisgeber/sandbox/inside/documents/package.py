"""A ZIP-based document as its parts: read within limits, written anew without times, owners, comments and gaps."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

from ..pictures.exif import look
from ..pictures.pixels import dots, encode, open_picture
from ..terms import Ceilings, Findings, Stop

PARTS_LIMIT = 5000
PART_LIMIT_SHARE = 4  # one part may take this share of what the limits allow for all of them
EPOCH = (1980, 1, 1, 0, 0, 0)
Crop = tuple[float, float, float, float]  # from left, top, right, bottom, in parts of the picture
WHOLE: Crop = (0, 0, 0, 0)
_WITH_ALPHA = frozenset(("PNG", "GIF", "WEBP", "TIFF"))


def plain_name(name: str) -> str:
    """The name under which a part is found: no program asks for capitals, and some write backslashes."""
    return posixpath.normpath("/" + name.replace("\\", "/")).lower().lstrip("/")


class Packed:
    """The parts of a document by name; each is unpacked when asked for, all together within the limits."""

    def __init__(self, path: Path | BinaryIO, limits: Ceilings) -> None:
        self._limits, self._left = limits, limits.unpacked
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise Stop("damaged") from error
        files = [info for info in self._zip.infolist() if not info.filename.endswith(("/", "\\"))]
        self._parts = {plain_name(info.filename): info for info in files}
        self._check(files)

    def _check(self, files: list[zipfile.ZipInfo]) -> None:
        listed = self._zip.infolist()
        if len(listed) > PARTS_LIMIT or sum(info.file_size for info in listed) > self._limits.unpacked:
            raise Stop("too-large")
        if any(info.flag_bits & 0x1 for info in listed):
            raise Stop("encrypted-otherwise")
        if len(self._parts) != len(files):  # two readers could see two documents
            raise Stop("ambiguous")

    @property
    def names(self) -> list[str]:
        """Names of all parts as `plain_name` gives them, sorted."""
        return sorted(self._parts)

    def shown(self, name: str) -> str:
        """A part's name as it was written."""
        return self._parts[plain_name(name)].filename

    def has(self, name: str) -> bool:
        """Whether there is this part."""
        return plain_name(name) in self._parts

    def times(self) -> set[str]:
        """The days on which parts were packed."""
        return {"{:04}-{:02}-{:02}".format(*i.date_time[:3]) for i in self._parts.values() if i.date_time > (1981,)}

    def read(self, name: str) -> bytes:
        """One part. Raises Stop: damaged (also if there is none), too-large (whatever its entry says)."""
        if not self.has(name):
            raise Stop("damaged")
        bound = min(self._left, self._limits.unpacked // PART_LIMIT_SHARE)
        try:
            with self._zip.open(self._parts[plain_name(name)]) as part:
                data = part.read(bound + 1)
        except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError, RuntimeError) as error:
            raise Stop("damaged") from error
        except Exception as error:  # zlib.error and its kind
            raise Stop("damaged") from error
        if len(data) > bound:
            raise Stop("too-large")
        self._left -= len(data)
        return data


class Pictures:
    """The pictures of a copy: each drawn anew, only what is seen of it, under a number for a name."""

    def __init__(self, package: Packed, folder: str, findings: Findings, limits: Ceilings) -> None:
        self._package, self._folder, self._findings, self._limits = package, folder, findings, limits
        self._known: dict[tuple[str, Crop], str | None] = {}
        self.parts: dict[str, bytes] = {}

    def take(self, name: str, crop: Crop = WHOLE) -> str | None:
        """The new name of the picture in this part; None if it cannot be drawn, which is told as lost."""
        return self.first([name], crop)

    @property
    def sources(self) -> set[str]:
        """The parts that were drawn, or could not be."""
        return {name for name, _ in self._known}

    def size(self, name: str) -> tuple[float, float] | None:
        """Width and height in inches, as programs take them that ask the picture."""
        try:
            opened = open_picture(io.BytesIO(self._package.read(name)), self._limits)
        except Stop:
            return None
        dots_an_inch = opened.info.get("dpi", (96, 96))
        if opened.format == "JPEG" and not opened.info.get("jfif_unit"):  # then Pillow takes it from Exif or guesses
            dots_an_inch = (96, 96)
        across, down = (float(one) if float(one) > 1 else 96.0 for one in dots_an_inch)
        return opened.width / across, opened.height / down

    def first(self, names: list[str], crop: Crop = WHOLE) -> str | None:
        """The new name of the first of these that can be drawn: they show the same, for different programs."""
        for name in names:
            key = plain_name(name), crop
            if key not in self._known:
                self._known[key] = self._draw(name, crop)
            if drawn := self._known[key]:
                return drawn
        self.miss(names[0] if names else "")
        return None

    def miss(self, name: str) -> None:
        """Tells a picture that is not in the copy."""
        self._findings.lose("picture", posixpath.basename(name.replace("\\", "/")) or "ohne Namen")

    def _draw(self, name: str, crop: Crop) -> str | None:
        drawn = (
            _drawn(self._package.read(name), crop, self._findings, self._limits) if self._package.has(name) else None
        )
        if drawn is None:
            return None
        new = f"{self._folder}/image{len(self.parts) + 1}.{drawn[0]}"
        self.parts[new] = drawn[1]
        return new


def _drawn(data: bytes, crop: Crop, findings: Findings, limits: Ceilings) -> tuple[str, bytes] | None:
    """Ending and bytes; None for what cannot be decoded."""
    try:
        opened = open_picture(io.BytesIO(data), limits)
        look(opened, findings, limits)
        if (frames := getattr(opened, "n_frames", 1)) > 1:
            findings.add("other-frames", frames - 1)
        form = "PNG" if opened.format in _WITH_ALPHA else "JPEG"
        fresh = dots(opened, limits)
    except Stop as stop:
        if stop.code == "damaged":
            return None
        raise
    left, top, right, bottom = (max(part, 0.0) for part in crop)
    if left or top or right or bottom:
        wide, high = fresh.size
        edges = round(left * wide), round(top * high), round((1 - right) * wide), round((1 - bottom) * high)
        if edges[0] >= edges[2] or edges[1] >= edges[3]:
            return None
        fresh = fresh.crop(edges)
    return ("png" if form == "PNG" else "jpeg"), encode(fresh, form)


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
